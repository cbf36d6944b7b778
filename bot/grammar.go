package bot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"engagement/account"
	"engagement/alert"
)

// Verb is what is asked about an account.
type Verb string

// The verbs there are.
const (
	ShowCard  Verb = "card"
	ShowTrend Verb = "trend"
	ShowWhy   Verb = "why"
	WhyNot    Verb = "whynot"
	ShowHelp  Verb = "help"

	ShowHeatmap  Verb = "heatmap"
	ShowTimeline Verb = "timeline"
	ShowPeople   Verb = "people"
	ShowMeetings Verb = "meetings"
	ShowReport   Verb = "report"
)

// verbs are those that follow the name of an account.
var verbs = []Verb{ShowTrend, ShowWhy, WhyNot, ShowCard, ShowHeatmap, ShowTimeline, ShowPeople, ShowMeetings}

// periodic are the verbs that a period may follow.
var periodic = []Verb{ShowTrend, ShowWhy, ShowCard, ShowHeatmap, ShowTimeline, ShowPeople, ShowMeetings}

// Query is a parsed command. The name of an account may end in a word that is
// also a verb: Whole is tried as a name before Name is, so that the longest
// known name wins.
type Query struct {
	Verb  Verb
	Name  string
	Whole string     // the text as one name
	Days  int        // of a trend, 0 is the default; or of a mute
	Kind  alert.Kind // that is muted; empty is all

	Period account.Period    // zero is the verb's default
	Group  account.Group     // instead of a name: of a heatmap
	By     account.Dimension // of a report, or of meetings
	Drill  string            // the value of a report whose accounts are listed

	Rank   account.RankQuery // of a list
	Names  []string          // of accounts that are compared
	Entry  Entry             // to be logged
	Who    string            // an address or a domain whose match is repaired; without a Name it is never matched
	Apart  bool              // and is not on the account of that Name
	Digest Digesting
	Listed bool // of alerts: those without a card

	text     string // as it was written
	kindWord string // that Kind was read from, which may be the end of a name instead
}

// Days that a trend may show.
const (
	minTrend     = 14
	maxTrend     = 365
	defaultTrend = 182
)

// Parse reads the text of a command: `acme`, `acme trend 90d`, `acme why`,
// `acme heatmap last quarter`, `heatmap tier:1`, `report quarter by territory [VALUE]`,
// `card NAME`, `help`. Names may stand in quotes, curly ones too. The error is
// account.ErrInvalid and says what to write instead.
func Parse(text string) (Query, error) {
	q, err := parse(text)
	q.text = text
	return q, err
}

func parse(text string) (Query, error) {
	words, err := split(text)
	if err != nil {
		return Query{}, err
	}
	if len(words) == 0 || len(words) == 1 && strings.EqualFold(words[0], "help") {
		return Query{Verb: ShowHelp}, nil
	}
	if strings.EqualFold(words[0], "card") && len(words) > 1 {
		name := strings.Join(words[1:], " ")
		return Query{Verb: ShowCard, Name: name, Whole: name}, nil
	}
	if q, ok, err := parseSurvey(words); ok || err != nil {
		return q, err
	}
	if q, ok, err := parseImperative(words); ok || err != nil {
		return q, err
	}
	q := Query{Verb: ShowCard, Whole: strings.Join(words, " ")}
	rest := words
	p, used, wrong := account.ParsePeriod(words)
	if used > 0 && used < len(words) {
		q.Period, rest = p, words[:len(words)-used]
	} else {
		wrong = nil
	}
	if verb := Verb(strings.ToLower(rest[len(rest)-1])); len(rest) > 1 && slices.Contains(verbs, verb) {
		q.Verb, rest = verb, rest[:len(rest)-1]
	}
	q.Name = strings.Join(rest, " ")
	if wrong != nil { // which is said of the verb
		return q, wrong
	}
	if q.Period.Unit != "" && !slices.Contains(periodic, q.Verb) {
		return q, fmt.Errorf("%s is about today: write `%s %s`; a period goes with trend, why, heatmap, timeline, people or meetings: %w", q.Verb, q.Name, q.Verb, account.ErrInvalid)
	}
	if q.Verb == ShowTrend {
		return q.asTrend()
	}
	return q, nil
}

// asTrend turns a period that runs back from today into the days of a trend;
// another one stays a period, and its days are counted when they are known.
func (q Query) asTrend() (Query, error) {
	switch p := q.Period; {
	case p.Unit != account.Days:
		return q, nil
	case p.Count < minTrend || p.Count > maxTrend:
		return q, fmt.Errorf("%q is not a period between %d and %d days, such as 90d or 12w: %w", p.Word(), minTrend, maxTrend, account.ErrInvalid)
	}
	q.Days, q.Period = q.Period.Count, account.Period{}
	return q, nil
}

// parseSurvey reads what is about many accounts: `heatmap tier:1 [period]` and
// `report [period] by territory`, also with `meetings`. ok is false where the words are about one.
func parseSurvey(words []string) (q Query, ok bool, err error) {
	switch rest := words[1:]; Verb(strings.ToLower(words[0])) {
	case ShowHeatmap:
		q.Verb = ShowHeatmap
		p, used, err := account.ParsePeriod(rest)
		if used == len(rest) {
			return q, false, nil
		}
		g, ok, wrong := account.ParseGroup(rest[:len(rest)-used])
		if !ok {
			return q, false, nil
		}
		q.Group, q.Period = g, p
		return q, true, cmp.Or(wrong, err)
	case ShowReport, ShowMeetings:
		by := slices.IndexFunc(rest, func(w string) bool { return strings.EqualFold(w, "by") })
		if by < 0 {
			return q, false, nil
		}
		q.Verb = Verb(strings.ToLower(words[0]))
		named := append(slices.Clone(rest[by+1:]), "")
		if q.By, err = account.ParseDimension(named[0]); err != nil {
			return q, true, err
		}
		q.Drill = strings.TrimSpace(strings.Join(named[1:], " "))
		if q.Verb == ShowMeetings && (!q.By.OfAccount() || q.Drill != "") {
			return q, true, fmt.Errorf("meetings are counted by territory, segment, tier, owner or industry: write `meetings quarter by owner`: %w", account.ErrInvalid)
		}
		p, used, err := account.ParsePeriod(rest[:by])
		if err == nil && used != by {
			err = fmt.Errorf("%q is not a period: write `%s quarter by %s`: %w", strings.Join(rest[:by], " "), q.Verb, q.By, account.ErrInvalid)
		}
		q.Period = p
		return q, true, err
	}
	return q, false, nil
}

// split cuts text into words; quotes keep several together.
func split(text string) ([]string, error) {
	var words []string
	var word strings.Builder
	quoted, inWord := false, false
	for _, r := range text {
		switch {
		case strings.ContainsRune("\"“”„«»", r):
			quoted, inWord = !quoted, true
		case !quoted && (r == ' ' || r == '\t' || r == '\n' || r == '\u00a0'):
			if inWord && word.Len() > 0 {
				words = append(words, word.String())
			}
			word.Reset()
			inWord = false
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	if quoted {
		return nil, fmt.Errorf("a quote is not closed: write \"Acme Corp\" with both: %w", account.ErrInvalid)
	}
	if word.Len() > 0 {
		words = append(words, word.String())
	}
	return words, nil
}
