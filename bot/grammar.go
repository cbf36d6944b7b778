package bot

import (
	"fmt"
	"strconv"
	"strings"

	"engagement/account"
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
)

// Query is a parsed command. The name of an account may end in a word that is
// also a verb: Whole is tried as a name before Name is, so that the longest
// known name wins.
type Query struct {
	Verb  Verb
	Name  string
	Whole string // the text as one name
	Days  int    // of a trend; 0 is the default
}

// Days that a trend may show.
const (
	minTrend     = 14
	maxTrend     = 365
	defaultTrend = 182
)

// Parse reads the text of a command: `acme`, `acme trend 90d`, `acme why`,
// `card NAME`, `help`. Names may stand in quotes, curly ones too. The error is
// account.ErrInvalid and says what to write instead.
func Parse(text string) (Query, error) {
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
	q := Query{Verb: ShowCard, Whole: strings.Join(words, " ")}
	last := len(words) - 1
	if days, ok, err := period(words[last]); last > 0 && ok {
		if err != nil {
			return q, err
		}
		q.Days = days
		last--
	}
	switch verb := Verb(strings.ToLower(words[last])); {
	case last > 0 && (verb == ShowTrend || verb == ShowWhy || verb == WhyNot || verb == ShowCard):
		q.Verb = verb
		last--
	case q.Days > 0:
		// A name with a period and no verb: the trend is what has one.
		q.Verb = ShowTrend
	}
	if q.Days > 0 && q.Verb != ShowTrend {
		return q, fmt.Errorf("a period goes with trend: write `%s trend %dd`: %w", strings.Join(words[:last+1], " "), q.Days, account.ErrInvalid)
	}
	q.Name = strings.Join(words[:last+1], " ")
	return q, nil
}

// period reads "90d", "12w" or "6m". ok tells whether the word is meant as one.
func period(word string) (days int, ok bool, err error) {
	unit := map[byte]int{'d': 1, 'w': 7, 'm': 30}[lower(word[len(word)-1])]
	n, numeric := strconv.Atoi(word[:len(word)-1])
	if unit == 0 || numeric != nil {
		return 0, false, nil
	}
	if n < 0 || n > maxTrend || n*unit < minTrend || n*unit > maxTrend {
		return 0, true, fmt.Errorf("%q is not a period between %d and %d days, such as 90d or 12w: %w", word, minTrend, maxTrend, account.ErrInvalid)
	}
	return n * unit, true, nil
}

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
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
