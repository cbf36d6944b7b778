package bot

import (
	"fmt"
	"slices"
	"strings"

	"engagement/account"
)

// The verbs that come first in a command, with what they are about after them.
const (
	ShowTop     Verb = "top"
	ShowMQA     Verb = "mqa"
	ShowMovers  Verb = "movers"
	Compare     Verb = "compare"
	Watch       Verb = "watch"
	Unwatch     Verb = "unwatch"
	ShowWatches Verb = "watches"
	Mute        Verb = "mute"
	Unmute      Verb = "unmute"
	Log         Verb = "log"
	Settings    Verb = "settings"
	ShowMatch   Verb = "match"
	ShowDigest  Verb = "digest"
	ShowAudit   Verb = "audit"
	ShowAlerts  Verb = "alerts"
	BeginPlay   Verb = "play"
	ShowPlays   Verb = "plays"
)

// Days that a mute may last.
const (
	defaultMute = 14
	maxMute     = 180
)

// mostCompared is how many accounts stand side by side.
const mostCompared = 4

// parseImperative reads a command that begins with what to do: `top mine`,
// `compare acme vs globex`, `watch acme`, `mute acme 14d`, `log acme call 20m`.
// ok is false where the words are about an account.
func parseImperative(words []string) (q Query, ok bool, err error) {
	verb, rest := Verb(strings.ToLower(words[0])), words[1:]
	name := strings.Join(rest, " ")
	q = Query{Verb: verb, Name: name}
	switch verb {
	case ShowTop:
		q.Rank, err = account.ParseRanking(rest)
	case ShowMQA:
		q.Rank, err = asMQA(rest)
	case ShowMovers:
		if q.Rank = movers; len(rest) > 0 && !strings.EqualFold(name, "week") {
			err = fmt.Errorf("movers are those of the last 7 days: write `movers` or `movers week`; `report month by owner` compares other periods: %w", account.ErrInvalid)
		}
	case BeginPlay:
		q.Name, q.Who = cutWord(rest, "with")
		if q.Name == "" {
			err = fmt.Errorf("play at which account? Write `play acme with NAME`: %w", account.ErrInvalid)
		}
	case ShowWatches, Settings, ShowPlays:
		if ok = len(rest) == 0; !ok {
			return q, false, nil
		}
	case Compare:
		err = q.compared(rest)
	case Watch, Unwatch, Unmute, ShowAudit:
		if name == "" {
			err = fmt.Errorf("%s which account? Write `%s acme`: %w", verb, verb, account.ErrInvalid)
		}
	case Mute:
		err = q.muted(rest)
	case Log:
		q.Entry, q.Name, err = parseEntry(rest)
	case ShowAlerts:
		if q.Listed = len(rest) > 0 && strings.EqualFold(rest[0], "listed"); q.Listed {
			rest = rest[1:]
		}
		var used int
		if q.Period, used, err = account.ParsePeriod(rest); err == nil && used != len(rest) {
			err = fmt.Errorf("%q is not a period: write `alerts quarter`, `alerts 30d` or `alerts listed week`: %w", strings.Join(rest, " "), account.ErrInvalid)
		}
	case ShowDigest:
		q.Digest, err = parseDigest(rest)
	case ShowMatch:
		if ok, err = q.matched(rest); !ok && err == nil {
			return q, false, nil
		}
	default:
		return q, false, nil
	}
	q.Whole = strings.Join(words, " ")
	return q, true, err
}

// cutWord cuts words at the first that is the given one.
func cutWord(words []string, at string) (before, after string) {
	i := slices.IndexFunc(words, func(w string) bool { return strings.EqualFold(w, at) })
	if i < 0 {
		return strings.Join(words, " "), ""
	}
	return strings.Join(words[:i], " "), strings.Join(words[i+1:], " ")
}

var movers = account.RankQuery{Group: account.Group{Every: true}, Order: account.ByMoves, Count: account.DefaultCount}

// asMQA reads what follows `mqa`: a period, or nothing for all of today's.
func asMQA(words []string) (account.RankQuery, error) {
	q := account.RankQuery{Group: account.Group{Every: true}, Order: account.OnlyMQA, Count: 2 * account.DefaultCount}
	p, used, err := account.ParsePeriod(words)
	if err == nil && used != len(words) {
		err = fmt.Errorf("%q is not a period: write `mqa`, `mqa week` or `mqa last month`: %w", strings.Join(words, " "), account.ErrInvalid)
	}
	q.Since = p
	return q, err
}

// compared reads `acme vs globex [period]`.
func (q *Query) compared(words []string) error {
	p, used, err := account.ParsePeriod(words)
	if err != nil {
		return err
	}
	q.Period, words = p, words[:len(words)-used]
	q.Names = []string{""}
	for _, w := range words {
		last := len(q.Names) - 1
		if strings.EqualFold(strings.TrimSuffix(w, "."), "vs") {
			q.Names = append(q.Names, "")
			continue
		}
		q.Names[last] = strings.TrimSpace(q.Names[last] + " " + w)
	}
	if len(q.Names) < 2 || len(q.Names) > mostCompared || slices.Contains(q.Names, "") {
		return fmt.Errorf("two to %d accounts are compared: write `compare acme vs globex`: %w", mostCompared, account.ErrInvalid)
	}
	return nil
}

// muted reads `acme [surges] [14d]`.
func (q *Query) muted(words []string) error {
	q.Days = defaultMute
	p, used, err := account.ParsePeriod(words)
	if err != nil {
		return err
	}
	if used > 0 {
		if p.Unit != account.Days || p.Count > maxMute {
			return fmt.Errorf("%q is not a time between 1 and %d days: write `mute acme 14d`: %w", p.Word(), maxMute, account.ErrInvalid)
		}
		q.Days, words = p.Count, words[:len(words)-used]
	}
	if kind, ok := mutedKind(lastOf(words)); ok && len(words) > 1 {
		q.Kind, q.kindWord, words = kind, lastOf(words), words[:len(words)-1]
	}
	if q.Name = strings.Join(words, " "); q.Name == "" {
		return fmt.Errorf("mute which account? Write `mute acme 14d`: %w", account.ErrInvalid)
	}
	return nil
}

func lastOf(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}
