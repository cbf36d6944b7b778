package app

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"engagement/account"
	"engagement/bot"
	"engagement/scoring"
	"engagement/store"
)

// Reader answers the bot from the store, on one day.
type Reader struct {
	app *App
	// asOf fixes the day; zero is today.
	asOf account.Day

	mu    sync.Mutex
	names *nameBook
	known int64 // version of the directory that names were read from

	wonMu sync.Mutex
	won   []wonMap // what an ideal is learned from
	wonOn account.Day
}

// Reader answers as of day; zero is today.
func (a *App) Reader(asOf account.Day) *Reader { return &Reader{app: a, asOf: asOf} }

func (r *Reader) day() account.Day {
	if r.asOf != 0 {
		return r.asOf
	}
	return r.app.Today()
}

// Find looks an account up: first by id, then by exact name, alias or domain,
// then by the start of a word of its name, then by likeness. Of several, those
// that whoever asks owns or watches come first.
func (r *Reader) Find(ctx context.Context, name string, by bot.Asker) (bot.Found, error) {
	names, err := r.directory(ctx)
	if err != nil {
		return bot.Found{}, err
	}
	found := names.find(name, nobodys)
	if len(found.Choices) < 2 || found.Nearest {
		return found, nil
	}
	watched, err := r.watched(ctx, by)
	return names.find(name, func(a account.Account) bool { return by.Owns(a) || watched[a.ID] }), err
}

// nobodys prefers no account.
func nobodys(account.Account) bool { return false }

// Suggest lists accounts that are called like what somebody has typed.
func (r *Reader) Suggest(ctx context.Context, typed string, by bot.Asker) ([]account.Account, error) {
	names, err := r.directory(ctx)
	if err != nil {
		return nil, err
	}
	watched, err := r.watched(ctx, by)
	return names.suggest(typed, func(a account.Account) bool { return by.Owns(a) || watched[a.ID] }), err
}

// nameBook is the names as they were read last, nil before the first time, with
// the version of the directory they are of.
func (r *Reader) nameBook() (*nameBook, int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.names, r.known
}

// directory reads the names, again only when somebody changed them.
func (r *Reader) directory(ctx context.Context) (*nameBook, error) {
	version, err := r.app.Store.DirectoryVersion(ctx)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.names != nil && r.known == version {
		return r.names, nil
	}
	var accounts []account.Account
	if err := r.app.Store.Accounts(ctx, func(a account.Account) error {
		accounts = append(accounts, a)
		return nil
	}); err != nil {
		return nil, err
	}
	r.names, r.known = newNameBook(accounts), version
	return r.names, nil
}

// Card reads the stored card, or computes it where that is of another day or
// another config.
func (r *Reader) Card(ctx context.Context, accountID string) (bot.Answer, error) {
	shown, err := r.app.Store.Shown(ctx, accountID)
	if err != nil {
		return bot.Answer{}, err
	}
	return r.answer(ctx, &shown)
}

// Named looks at the account that the names known so far mean, and goes the long
// way where that look tells of newer names.
func (r *Reader) Named(ctx context.Context, name string, by bot.Asker) (bot.Found, bot.Answer, error) {
	if names, version := r.nameBook(); names != nil {
		if found := names.find(name, nobodys); found.Account != nil {
			shown, err := r.app.Store.Shown(ctx, found.Account.ID)
			if err == nil && shown.Directory == version {
				answer, err := r.answer(ctx, &shown)
				return found, answer, err
			}
			if err != nil && !errors.Is(err, account.ErrNotFound) {
				return bot.Found{}, bot.Answer{}, err
			}
		}
	}
	found, err := r.Find(ctx, name, by)
	if err != nil || found.Account == nil {
		return found, bot.Answer{}, err
	}
	answer, err := r.Card(ctx, found.Account.ID)
	return found, answer, err
}

// answer is the card of an account that was looked at, with what belongs to it.
func (r *Reader) answer(ctx context.Context, shown *store.Shown) (answer bot.Answer, err error) {
	answer = bot.Answer{Account: shown.Account, Today: r.day(), Zone: r.app.Config.Zone}
	if answer.Card, err = r.card(ctx, shown); err != nil {
		return bot.Answer{}, err
	}
	if answer.Card.Trend, err = r.app.marked(ctx, answer.Card.Trend, shown); err != nil {
		return bot.Answer{}, err
	}
	if shown.Parent {
		if answer.Family, err = r.family(ctx, answer.Card); err != nil {
			return bot.Answer{}, err
		}
	}
	if shown.Silent && r.asOf == 0 {
		if answer.Silences, err = r.app.Store.Silences(ctx); err != nil {
			return bot.Answer{}, err
		}
	}
	answer.Lasting = r.app.policy().Temperature(answer.Card)
	answer.People, err = r.called(ctx, answer.Card, shown.Names)
	return answer, err
}

// called is what the people on a card are called; those who are not known are looked
// up.
func (r *Reader) called(ctx context.Context, c account.Card, known map[string]account.Contact) (map[string]account.Contact, error) {
	var missing []string
	for _, id := range peopleOf(c) {
		if _, ok := known[id]; !ok {
			missing = append(missing, id)
		}
	}
	if known != nil && len(missing) == 0 {
		return known, nil
	}
	people, err := r.app.Store.Names(ctx, missing)
	maps.Copy(people, known)
	return people, err
}

// card is the stored card where that is of the day and config asked for, else a
// computed one.
func (r *Reader) card(ctx context.Context, s *store.Shown) (account.Card, error) {
	if r.stored(s.Card) {
		return s.Card, nil
	}
	return r.compute(ctx, s.Account.ID)
}

// stored reports whether a stored card is the one that is asked for.
func (r *Reader) stored(c account.Card) bool {
	return r.asOf == 0 && c.AccountID != "" && c.Day == r.day() && c.ConfigHash == r.app.Config.Hash
}

func (r *Reader) compute(ctx context.Context, accountID string) (account.Card, error) {
	facts, err := r.app.facts(ctx, accountID)
	if err != nil {
		return account.Card{}, err
	}
	if facts, err = r.app.withFamily(ctx, facts, r.day()); err != nil {
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
	return r.explain(ctx, accountID, account.Window(r.day(), 90))
}

// WhyNot says what an account lacks to become an MQA.
func (r *Reader) WhyNot(ctx context.Context, accountID string) (bot.Answer, account.Shortfall, error) {
	answer, err := r.Card(ctx, accountID)
	if err != nil {
		return bot.Answer{}, account.Shortfall{}, err
	}
	facts, err := r.app.facts(ctx, accountID)
	if err != nil {
		return bot.Answer{}, account.Shortfall{}, err
	}
	if facts, err = r.app.withFamily(ctx, facts, r.day()); err != nil {
		return bot.Answer{}, account.Shortfall{}, err
	}
	s := scoring.WhyNot(facts, r.app.policy(), r.day())
	var ids []string
	for _, step := range s.Steps {
		ids = append(ids, step.ContactID)
	}
	answer.People, err = r.app.Store.Names(ctx, ids)
	return answer, s, err
}
