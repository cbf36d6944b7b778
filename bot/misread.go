package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"engagement/account"
)

// halves are commands that mean nothing without other words, or with them, by
// their first word: what to write.
var halves = map[string]string{
	"report":   "report by what? Write `report quarter by territory`",
	"meetings": "whose meetings? Write `acme meetings quarter`, or `meetings quarter by owner`",
	"heatmap":  "a heatmap of whom? Write `acme heatmap 90d`, or `heatmap tier:1`",
	"match":    "match whom? Write `match jane@acme.com to globex` or `match acme.de never`; `match` alone lists who is on no account",
	"card":     "a card of which account? Write `card acme`",
	"settings": "settings are asked for alone: write `settings`",
	"watches":  "watches are asked for alone: write `watches`",
	"plays":    "plays are asked for alone: write `plays`",
	"help":     "help is asked for alone: write `help`",
}

// misread says what is wrong with words that name no account but look like a
// command: a verb before the account, a command that lacks something, a period that
// is none. Nil is a name that is simply not known.
func (b *Bot) misread(ctx context.Context, by Asker, q Query, name string) error {
	words := strings.Fields(name)
	if len(words) == 0 || q.Verb != ShowCard && !slices.Contains(verbs, q.Verb) {
		return nil
	}
	first, rest := strings.ToLower(words[0]), words[1:]
	if slices.Contains(verbs, Verb(first)) && len(rest) > 0 {
		found, err := b.Reader.Find(ctx, strings.Join(rest, " "), by)
		if err == nil && found.Account != nil {
			return fmt.Errorf("the account comes first: write `%s %s`: %w", strings.Join(rest, " "), first, account.ErrInvalid)
		}
	}
	if what, ok := halves[first]; ok {
		return fmt.Errorf("%s: %w", what, account.ErrInvalid)
	}
	for n := len(words) - 1; n > 0; n-- {
		called, tail := strings.Join(words[:n], " "), words[n:]
		verb := Verb(strings.ToLower(tail[0]))
		asked := slices.Contains(verbs, verb)
		if !asked && !likePeriod(tail) {
			continue
		}
		found, err := b.Reader.Find(ctx, called, by)
		switch {
		case err != nil || found.Account == nil && (len(found.Choices) == 0 || found.Nearest):
			continue
		case asked && len(tail) > 1:
			return fmt.Errorf("“%s” does not go with %s: write `%s %s`, or one period after it, such as `quarter` or `last month`: %w", strings.Join(tail[1:], " "), verb, called, verb, account.ErrInvalid)
		case !asked:
			return fmt.Errorf("“%s” is no period: write `%s 90d`, `%s last quarter` or `%s 2026-01-01..2026-03-31`: %w", strings.Join(tail, " "), called, called, called, account.ErrInvalid)
		}
	}
	return nil
}

// likePeriod reports whether words were meant as a time: they begin with a digit,
// or are what people call one.
func likePeriod(words []string) bool {
	word := strings.ToLower(words[0])
	return word[0] >= '0' && word[0] <= '9' ||
		slices.Contains([]string{"today", "yesterday", "q1", "q2", "q3", "q4", "ytd", "qtd", "mtd", "days", "weeks", "months", "last", "this"}, word)
}
