package bot

import (
	"slices"
	"strings"

	"engagement/account"
	"engagement/alert"
)

// mutableKind is a kind of news with the word that people use for it, in the plural;
// the singular and the name in [alerts.kinds] do as well.
type mutableKind struct {
	word string
	kind alert.Kind
}

// mutable are the kinds of news about one account that can be muted by
// themselves. Requests are not among them.
var mutable = []mutableKind{
	{"surges", alert.Kind(account.Surge)},
	{"stalls", alert.Kind(account.Stall)},
	{"mqas", alert.KindMQA},
	{"expansions", alert.KindExpansion},
	{"returns", alert.Kind(account.Returning)},
	{"champions", alert.Kind(account.ChampionMoved)},
	{"seniors", alert.Kind(account.NewSenior)},
	{"beginnings", alert.Kind(account.FirstEngagement)},
}

// mutedKind is the kind that a word means; ok is false where it means none.
func mutedKind(word string) (k alert.Kind, ok bool) {
	word = strings.ToLower(word)
	at := slices.IndexFunc(mutable, func(m mutableKind) bool { return word == m.word || word+"s" == m.word || word == string(m.kind) })
	if at < 0 {
		return "", false
	}
	return mutable[at].kind, true
}

// mutedWord is the word for a kind.
func mutedWord(k alert.Kind) string {
	for _, m := range mutable {
		if m.kind == k {
			return m.word
		}
	}
	return string(k)
}
