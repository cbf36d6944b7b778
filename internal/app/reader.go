package app

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"engagement/account"
	"engagement/bot"
	"engagement/scoring"
)

// Reader answers the bot from the store, on one day.
type Reader struct {
	app *App
	// asOf fixes the day; zero is today.
	asOf account.Day

	mu    sync.Mutex
	names []named
	known int64 // version of the directory that names were read from

	wonMu sync.Mutex
	won   []wonMap // what an ideal is learned from
	wonOn account.Day
}

// Reader answers as of day; zero is today.
func (a *App) Reader(asOf account.Day) *Reader { return &Reader{app: a, asOf: asOf} }

// named is an account with the words it is found by, folded.
type named struct {
	account account.Account
	words   []string
}

// maxChoices is how many accounts an answer offers.
const maxChoices = 5

func (r *Reader) day() account.Day {
	if r.asOf != 0 {
		return r.asOf
	}
	return r.app.Today()
}

// Find looks an account up: first by id, then by exact name, alias or domain,
// then by the start of a word of its name, then by likeness.
func (r *Reader) Find(ctx context.Context, name string) (bot.Found, error) {
	names, err := r.directory(ctx)
	if err != nil {
		return bot.Found{}, err
	}
	wanted := fold(name)
	if wanted == "" {
		return bot.Found{}, nil
	}
	for level, match := range []func(named) bool{
		func(n named) bool { return fold(n.account.ID) == wanted },
		func(n named) bool { return slices.Contains(n.words, wanted) },
		func(n named) bool { return startsWord(n.words, wanted) },
	} {
		var hits []account.Account
		for _, n := range names {
			if match(n) {
				hits = append(hits, n.account)
			}
		}
		if len(hits) == 1 {
			return bot.Found{Account: &hits[0], Exact: level < 2}, nil
		}
		if len(hits) > 1 {
			return bot.Found{Choices: hits[:min(len(hits), maxChoices)]}, nil
		}
	}
	return bot.Found{Choices: nearest(names, wanted), Nearest: true}, nil
}

// directory reads the names, again only when somebody changed them.
func (r *Reader) directory(ctx context.Context) ([]named, error) {
	version, err := r.app.Store.DirectoryVersion(ctx)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.names != nil && r.known == version {
		return r.names, nil
	}
	var names []named
	if err := r.app.Store.Accounts(ctx, func(a account.Account) error {
		words := []string{fold(a.Name)}
		for _, w := range slices.Concat(a.Aliases, a.Domains) {
			words = append(words, fold(w))
		}
		names = append(names, named{a, words})
		return nil
	}); err != nil {
		return nil, err
	}
	slices.SortFunc(names, func(a, b named) int {
		return cmp.Or(cmp.Compare(a.words[0], b.words[0]), cmp.Compare(a.account.ID, b.account.ID))
	})
	r.names, r.known = names, version
	return names, nil
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

// Card reads the stored card, or computes it where that is of another day or
// another config.
func (r *Reader) Card(ctx context.Context, accountID string) (bot.Answer, error) {
	about, err := r.app.Store.Account(ctx, accountID)
	if err != nil {
		return bot.Answer{}, err
	}
	answer := bot.Answer{Account: about, Today: r.day(), Zone: r.app.Config.Zone}
	if answer.Card, err = r.card(ctx, accountID); err != nil {
		return bot.Answer{}, err
	}
	if answer.Card.Trend, err = r.app.marked(ctx, answer.Card.Trend, accountID); err != nil {
		return bot.Answer{}, err
	}
	if answer.Family, err = r.family(ctx, answer.Card); err != nil {
		return bot.Answer{}, err
	}
	answer.Lasting = r.app.policy().Temperature(answer.Card)
	answer.People, err = r.app.Store.ContactsByID(ctx, peopleOf(answer.Card))
	return answer, err
}

// card is the stored card, or a computed one.
func (r *Reader) card(ctx context.Context, accountID string) (account.Card, error) {
	card, err := r.stored(ctx, accountID)
	if errors.Is(err, account.ErrNotFound) {
		return r.compute(ctx, accountID)
	}
	return card, err
}

// stored is the card as it was committed, if it is about the day asked for.
func (r *Reader) stored(ctx context.Context, accountID string) (account.Card, error) {
	if r.asOf != 0 {
		return account.Card{}, account.ErrNotFound
	}
	card, err := r.app.Store.Card(ctx, accountID)
	if err == nil && (card.Day != r.day() || card.ConfigHash != r.app.Config.Hash) {
		return account.Card{}, account.ErrNotFound
	}
	return card, err
}

func (r *Reader) compute(ctx context.Context, accountID string) (account.Card, error) {
	facts, err := r.app.Store.Facts(ctx, accountID)
	if err != nil {
		return account.Card{}, err
	}
	card := scoring.Compute(facts, r.app.policy(), r.day()).Card
	card.ConfigHash = r.app.Config.Hash
	return card, nil
}

func peopleOf(c account.Card) []string {
	var ids []string
	for _, p := range c.People {
		ids = append(ids, p.ContactID)
	}
	for _, a := range c.Activities {
		if a.ContactID != "" && !slices.Contains(ids, a.ContactID) {
			ids = append(ids, a.ContactID)
		}
	}
	return ids
}

// Why reads the ledger of the last 90 days.
func (r *Reader) Why(ctx context.Context, accountID string) (bot.Explanation, error) {
	answer, err := r.Card(ctx, accountID)
	if err != nil {
		return bot.Explanation{}, err
	}
	facts, err := r.app.Store.Facts(ctx, accountID)
	if err != nil {
		return bot.Explanation{}, err
	}
	span := account.Window(r.day(), 90)
	rows := scoring.Ledger(facts, r.app.policy(), span)
	var ids []string
	for _, row := range rows {
		if row.ContactID != "" && !slices.Contains(ids, row.ContactID) {
			ids = append(ids, row.ContactID)
		}
	}
	if answer.People, err = r.app.Store.ContactsByID(ctx, ids); err != nil {
		return bot.Explanation{}, err
	}
	return bot.Explanation{Answer: answer, Span: span, Rows: rows}, nil
}

// WhyNot says what an account lacks to become an MQA.
func (r *Reader) WhyNot(ctx context.Context, accountID string) (bot.Answer, account.Shortfall, error) {
	answer, err := r.Card(ctx, accountID)
	if err != nil {
		return bot.Answer{}, account.Shortfall{}, err
	}
	facts, err := r.app.Store.Facts(ctx, accountID)
	if err != nil {
		return bot.Answer{}, account.Shortfall{}, err
	}
	s := scoring.WhyNot(facts, r.app.policy(), r.day())
	var ids []string
	for _, step := range s.Steps {
		ids = append(ids, step.ContactID)
	}
	answer.People, err = r.app.Store.ContactsByID(ctx, ids)
	return answer, s, err
}
