package bot

import (
	"fmt"
	"math"
	"net/mail"
	"slices"
	"strconv"
	"strings"

	"engagement/account"
)

// Entry is a sales interaction as somebody logs it by hand.
type Entry struct {
	Kind    string        // one of EntryKinds
	Minutes account.Milli // 0 is what the kind is worth by default
	With    []string      // addresses of people; empty credits the unknown person
	Day     account.Day   // 0 is today
}

// EntryKind is a word for what was done, with the type that is recorded.
type EntryKind struct{ Word, Type string }

// EntryKinds are what people may log.
var EntryKinds = [...]EntryKind{
	{"call", "call.connected"},
	{"meeting", "meeting.held"},
	{"demo", "meeting.held"},
	{"visit", "meeting.held"},
	{"lunch", "meeting.held"},
	{"dinner", "event.dinner"},
	{"workshop", "event.workshop"},
	{"briefing", "event.briefing"},
	{"meetup", "event.meetup"},
	{"reply", "email.reply"},
}

// TypeOf is the type of activity that a word for it is recorded as.
func (e Entry) TypeOf() string {
	for _, k := range EntryKinds {
		if k.Word == e.Kind {
			return k.Type
		}
	}
	return ""
}

// longestEntry is how long anything that is logged may have lasted.
const longestEntry = 12 * 60 * account.Minute

// mostWith is how many people an entry may name.
const mostWith = 10

// parseEntry reads `acme dinner 2h with jane@acme.com, bob@acme.com on 2026-03-01`,
// and the name of the account in it. No words at all ask for the form.
func parseEntry(words []string) (e Entry, name string, err error) {
	if len(words) == 0 {
		return e, "", nil
	}
	rest := words
	if rest, err = e.takeDay(rest); err != nil {
		return e, "", err
	}
	if at := slices.IndexFunc(rest, func(w string) bool { return strings.EqualFold(w, "with") }); at >= 0 {
		if e.With, err = addresses(rest[at+1:]); err != nil {
			return e, "", err
		}
		rest = rest[:at]
	}
	if n := len(rest); n > 0 {
		if minutes, ok := duration(rest[n-1]); ok {
			if minutes <= 0 || minutes > longestEntry {
				return e, "", fmt.Errorf("%q is not a time between 1 minute and 12 hours: write 20m, 2h or 1h30: %w", rest[n-1], account.ErrInvalid)
			}
			e.Minutes, rest = minutes, rest[:n-1]
		}
	}
	if n := len(rest); n > 0 {
		e.Kind = strings.ToLower(rest[n-1])
	}
	if e.TypeOf() == "" || len(rest) < 2 {
		var kinds []string
		for _, k := range EntryKinds {
			kinds = append(kinds, k.Word)
		}
		return e, "", fmt.Errorf("what was it? Write `log acme dinner 2h with jane@acme.com`; dinner may be %s, and `log` alone opens a form: %w", strings.Join(kinds, ", "), account.ErrInvalid)
	}
	return e, strings.Join(rest[:len(rest)-1], " "), nil
}

// takeDay reads `on 2026-03-01` at the end of words.
func (e *Entry) takeDay(words []string) ([]string, error) {
	n := len(words)
	if n < 2 || !strings.EqualFold(words[n-2], "on") {
		return words, nil
	}
	day, err := account.ParseDay(words[n-1])
	e.Day = day
	return words[:n-2], err
}

// addresses reads e-mail addresses with or without commas.
func addresses(words []string) ([]string, error) {
	var out []string
	for _, w := range strings.FieldsFunc(strings.Join(words, " "), func(r rune) bool { return r == ' ' || r == ',' || r == ';' }) {
		// Slack writes addresses as links.
		w = strings.TrimSuffix(strings.TrimPrefix(w, "<mailto:"), ">")
		w, _, _ = strings.Cut(w, "|")
		parsed, err := mail.ParseAddress(w)
		if err != nil || parsed.Address != w {
			return nil, fmt.Errorf("%q is not an e-mail address: write `with jane@acme.com`: %w", w, account.ErrInvalid)
		}
		if address := strings.ToLower(w); !slices.Contains(out, address) {
			out = append(out, address)
		}
	}
	if len(out) == 0 || len(out) > mostWith {
		return nil, fmt.Errorf("name 1 to %d people after with, by their addresses: %w", mostWith, account.ErrInvalid)
	}
	return out, nil
}

// duration reads 90m, 45min, 2h, 1.5h or 1h30; ok is false where no time is
// meant.
func duration(word string) (account.Milli, bool) {
	word = strings.ToLower(word)
	if hours, minutes, both := strings.Cut(word, "h"); both {
		h, err := strconv.ParseFloat(hours, 64)
		if err != nil || h < 0 || h > 1000 || math.IsNaN(h) {
			return 0, false
		}
		m := 0
		if minutes = strings.TrimSuffix(strings.TrimSuffix(minutes, "in"), "m"); minutes != "" {
			if m, err = strconv.Atoi(minutes); err != nil || m < 0 || m > 59 {
				return 0, false
			}
		}
		return account.Milli(math.Round(h*60*1000)) + account.Milli(m)*account.Minute, true
	}
	digits := strings.TrimSuffix(strings.TrimSuffix(word, "in"), "m")
	if digits == word {
		return 0, false
	}
	m, err := strconv.Atoi(digits)
	if err != nil || m < 0 || m > 100_000 {
		return 0, false
	}
	return account.Milli(m) * account.Minute, true
}
