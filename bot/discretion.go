package bot

import (
	"cmp"
	"fmt"
	"slices"

	"engagement/account"
	"engagement/alert"
)

// namesIn is what alerts of a kind say of people: none, title or full.
func (b *Bot) namesIn(k alert.Kind) string { return cmp.Or(b.KindNames[k], b.Names) }

// aboutKind is the kind of alert that a message is about: a reminder is about the one
// that nobody has taken on.
func aboutKind(m alert.Message) alert.Kind {
	switch {
	case m.Kind != alert.KindUnclaimed:
		return m.Kind
	case m.Payload.Request != nil:
		return alert.KindActNow
	case m.Center != "":
		return alert.KindExpansion
	}
	return alert.KindMQA
}

// discreetSentence is the sentence of a finding where nothing is said of people: that
// of some kinds says what somebody is.
func discreetSentence(f account.Finding, names string) string {
	switch {
	case names != "none":
	case f.Kind == account.NewSenior:
		return fmt.Sprintf("%s min in 7 days from somebody senior, engaged for the first time", f.Minutes)
	case f.Kind == account.ChampionMoved:
		return fmt.Sprintf("%s min in 7 days from a champion of another account, who is here now", f.Minutes)
	}
	return f.Sentence
}

// discreetDigest is a digest that leaves out what its findings say of people, where
// their kinds say nothing of them.
func (b *Bot) discreetDigest(d *account.Digest) *account.Digest {
	out := *d
	out.Found = slices.Clone(d.Found)
	for i, f := range out.Found {
		if (f.Kind == account.NewSenior || f.Kind == account.ChampionMoved) && b.namesIn(alert.Kind(f.Kind)) == "none" {
			out.Found[i].Sentence = ""
		}
	}
	return &out
}
