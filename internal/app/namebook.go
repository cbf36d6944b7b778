package app

import (
	"cmp"
	"slices"
	"strings"

	"engagement/account"
	"engagement/bot"
	"engagement/ingest"
)

// nameBook finds accounts by what people call them.
type nameBook struct {
	names []named
	ids   map[string][]int  // by folded id: positions in names
	words map[string][]int  // by folded name, alias or domain
	links map[string]string // ids by linkKey of the address in the CRM
}

// named is an account with the words it is found by, folded; the first is its
// name.
type named struct {
	account account.Account
	words   []string
}

// maxChoices is how many accounts an answer offers.
const maxChoices = 5

func newNameBook(accounts []account.Account) *nameBook {
	b := &nameBook{ids: map[string][]int{}, words: map[string][]int{}, links: map[string]string{}}
	for _, a := range accounts {
		n := named{account: a, words: []string{fold(a.Name)}}
		for _, w := range slices.Concat(a.Aliases, a.Domains) {
			if w := fold(w); !slices.Contains(n.words, w) {
				n.words = append(n.words, w)
			}
		}
		b.names = append(b.names, n)
		if a.CRMURL != "" {
			b.links[linkKey(a.CRMURL)] = a.ID
		}
	}
	slices.SortFunc(b.names, func(a, b named) int {
		return cmp.Or(cmp.Compare(a.words[0], b.words[0]), cmp.Compare(a.account.ID, b.account.ID))
	})
	for i, n := range b.names {
		id := fold(n.account.ID)
		b.ids[id] = append(b.ids[id], i)
		for _, w := range n.words {
			b.words[w] = append(b.words[w], i)
		}
	}
	return b
}

// find is the account that is meant, or a choice in which those come first that
// are preferred.
func (b *nameBook) find(name string, preferred func(account.Account) bool) bot.Found {
	wanted := fold(name)
	if wanted == "" {
		return bot.Found{}
	}
	for _, hits := range [][]int{b.ids[wanted], b.words[wanted]} {
		if len(hits) > 0 {
			return b.found(hits, true, preferred)
		}
	}
	if a, ok := b.pasted(name); ok {
		return bot.Found{Account: &a, Exact: true}
	}
	var hits []int
	for i := range b.names {
		if startsWord(b.names[i].words, wanted) {
			hits = append(hits, i)
		}
	}
	if len(hits) > 0 {
		return b.found(hits, false, preferred)
	}
	return bot.Found{Choices: nearest(b.names, wanted), Nearest: true}
}

// pasted is the account whose page in the CRM, or whose website, a link is.
func (b *nameBook) pasted(name string) (account.Account, bool) {
	link := strings.TrimSpace(name)
	if !strings.Contains(link, "://") && !strings.HasPrefix(strings.ToLower(link), "www.") || strings.ContainsAny(link, " \t") {
		return account.Account{}, false
	}
	hits := b.words[ingest.NormalizeDomain(link)]
	if id, ok := b.links[linkKey(link)]; ok {
		hits = b.ids[fold(id)]
	}
	if len(hits) != 1 {
		return account.Account{}, false
	}
	return b.names[hits[0]].account, true
}

// suggest lists accounts for a menu: those that are called so, then those that
// have a word beginning so, of each the preferred ones first, else what is
// nearest. Of nothing typed those are listed that are preferred.
func (b *nameBook) suggest(typed string, preferred func(account.Account) bool) []account.Account {
	wanted := fold(typed)
	exact := slices.Concat(b.ids[wanted], b.words[wanted])
	var hits []int
	for i, n := range b.names {
		switch {
		case wanted == "" && !preferred(n.account):
		case slices.Contains(exact, i), startsWord(n.words, wanted):
			hits = append(hits, i)
		}
	}
	if len(hits) == 0 && wanted != "" {
		return nearest(b.names, wanted)
	}
	slices.SortStableFunc(hits, func(i, j int) int {
		return cmp.Or(cmp.Compare(rank(slices.Contains(exact, i)), rank(slices.Contains(exact, j))), cmp.Compare(rank(preferred(b.names[i].account)), rank(preferred(b.names[j].account))))
	})
	var out []account.Account
	for _, i := range hits[:min(len(hits), bot.MostSuggested)] {
		out = append(out, b.names[i].account)
	}
	return out
}

// found is the one account that is meant, or the choice between several.
func (b *nameBook) found(hits []int, exact bool, preferred func(account.Account) bool) bot.Found {
	if len(hits) == 1 {
		about := b.names[hits[0]].account
		return bot.Found{Account: &about, Exact: exact}
	}
	hits = slices.Clone(hits)
	slices.SortStableFunc(hits, func(i, j int) int {
		return cmp.Compare(rank(preferred(b.names[i].account)), rank(preferred(b.names[j].account)))
	})
	var f bot.Found
	for _, i := range hits[:min(len(hits), maxChoices)] {
		f.Choices = append(f.Choices, b.names[i].account)
	}
	return f
}

// rank is 0 for what comes first.
func rank(first bool) int {
	if first {
		return 0
	}
	return 1
}

// fold makes names comparable: lower case, single spaces.
func fold(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }

func startsWord(words []string, wanted string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		return strings.HasPrefix(w, wanted) || strings.Contains(w, " "+wanted)
	})
}

// nearest ranks names by the share of letter pairs they have in common with
// what was asked (the Dice coefficient), and drops those that share little.
func nearest(names []named, wanted string) []account.Account {
	type scored struct {
		account account.Account
		like    float64
	}
	var near []scored
	for _, n := range names {
		best := 0.0
		for _, w := range n.words {
			best = max(best, dice(w, wanted))
		}
		if best >= 0.3 {
			near = append(near, scored{n.account, best})
		}
	}
	slices.SortStableFunc(near, func(a, b scored) int { return cmp.Compare(b.like, a.like) })
	var out []account.Account
	for _, s := range near[:min(len(near), maxChoices)] {
		out = append(out, s.account)
	}
	return out
}

func dice(a, b string) float64 {
	x, y := pairs(a), pairs(b)
	if len(x)+len(y) == 0 {
		return 0
	}
	common := 0
	for pair, n := range x {
		common += min(n, y[pair])
	}
	total := 0
	for _, n := range x {
		total += n
	}
	for _, n := range y {
		total += n
	}
	return 2 * float64(common) / float64(total)
}

func pairs(s string) map[[2]rune]int {
	runes := []rune(s)
	out := map[[2]rune]int{}
	for i := 1; i < len(runes); i++ {
		out[[2]rune{runes[i-1], runes[i]}]++
	}
	return out
}
