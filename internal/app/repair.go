package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"engagement/account"
	"engagement/alert"
	"engagement/bot"
	"engagement/ingest"
	"engagement/scoring"
	"engagement/store"
)

// Subject finds who a repair would be about.
func (a *App) Subject(ctx context.Context, about account.Scope, who string) (bot.Subject, error) {
	if about == account.WholeDomain {
		domain := ingest.NormalizeDomain(who)
		if !ingest.Company(domain) {
			return bot.Subject{}, fmt.Errorf("%q is not a domain that a company can own, such as acme.com: %w", who, account.ErrInvalid)
		}
		if a.Config.Ingest.FreeMail()(domain) {
			return bot.Subject{}, fmt.Errorf("at %s anybody can have a mailbox: say where each person belongs, by their address: %w", domain, account.ErrInvalid)
		}
		return bot.Subject{Scope: about, Key: domain, Domain: domain}, nil
	}
	known, err := a.person(ctx, who)
	if err != nil {
		return bot.Subject{}, err
	}
	s := bot.Subject{Scope: account.OnePerson, Key: ingest.RepairKey(known), Contact: known}
	if domain := ingest.DomainOf(known.Email); ingest.Company(domain) && !a.Config.Ingest.FreeMail()(domain) {
		s.Domain = ingest.Registrable(domain)
	}
	s.Accounts, err = a.whereabouts(ctx, known)
	return s, err
}

// whereabouts are the accounts that somebody is matched to.
func (a *App) whereabouts(ctx context.Context, c account.Contact) ([]account.Account, error) {
	var addresses []string
	if c.Email != "" {
		addresses = append(addresses, c.Email)
	}
	met, err := a.Store.Answering(ctx, []string{c.ID}, addresses, "")
	if err != nil {
		return nil, err
	}
	ids := map[string]bool{}
	for _, i := range met {
		ids[i.Match.AccountID] = i.Match.AccountID != ""
	}
	return a.named(ctx, ids)
}

// named reads accounts by id.
func (a *App) named(ctx context.Context, ids map[string]bool) ([]account.Account, error) {
	var out []account.Account
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		if !ids[id] {
			continue
		}
		one, err := a.Store.Account(ctx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// person is whoever has an id or an address; one of whom nobody has heard yet is
// known by the address alone.
func (a *App) person(ctx context.Context, who string) (account.Contact, error) {
	address, ok := ingest.NormalizeEmail(who)
	if !ok {
		found, err := a.Store.ContactsByID(ctx, []string{who})
		if err != nil {
			return account.Contact{}, err
		}
		c, ok := found[who]
		if !ok {
			return c, fmt.Errorf("person %s: %w", who, account.ErrNotFound)
		}
		return c, nil
	}
	known, err := a.Store.ContactsAt(ctx, address)
	if err != nil {
		return account.Contact{}, err
	}
	c := account.Contact{ID: ingest.ContactID(address)}
	if len(known) > 0 {
		c = known[0]
	}
	c.Email = address
	return c, nil
}

// weighing is a repair on the scale.
type weighing struct {
	bot.Weighed
	identities []int64
	elsewhere  []store.Deed
}

// Weigh says what a repair would move.
func (a *App) Weigh(ctx context.Context, o bot.Order) (bot.Weighed, error) {
	w, err := a.weigh(ctx, o)
	return w.Weighed, err
}

func (a *App) weigh(ctx context.Context, o bot.Order) (weighing, error) {
	var w weighing
	subject, err := a.Subject(ctx, o.About, o.Who)
	if err != nil {
		return w, err
	}
	if o.Scope == account.WholeDomain && subject.Scope == account.OnePerson {
		if subject.Domain == "" {
			return w, fmt.Errorf("their address says nothing about where they work: choose the person alone: %w", account.ErrInvalid)
		}
		subject = bot.Subject{Scope: account.WholeDomain, Key: subject.Domain, Domain: subject.Domain}
	}
	if o.Apart && (subject.Scope != account.OnePerson || o.AccountID == "") {
		return w, fmt.Errorf("that somebody is not on an account is said of one person and one account: write `match jane@acme.com not acme`: %w", account.ErrInvalid)
	}
	w.Subject = subject
	w.Repair = account.Repair{Scope: subject.Scope, Key: subject.Key, AccountID: o.AccountID, Apart: o.Apart, At: a.Now()}
	version, err := a.Store.DirectoryVersion(ctx)
	if err != nil {
		return w, err
	}
	m, err := a.intake.Matcher(ctx, version)
	if err != nil {
		return w, err
	}
	if why := m.Excluded(subject.Contact.Email, subject.Domain); why != "" {
		return w, fmt.Errorf("%s: on no account, whatever anybody says; the config names them: %w", why, account.ErrInvalid)
	}
	if o.AccountID != "" {
		if w.To, err = a.Store.Account(ctx, o.AccountID); err != nil {
			return w, err
		}
	}
	return w, a.follow(ctx, m.With(w.Repair), &w)
}

// follow finds what a repair is about, as a matcher that knows it says.
func (a *App) follow(ctx context.Context, m *ingest.Matcher, w *weighing) error {
	var ids, addresses []string
	domain := ""
	if w.Scope == account.WholeDomain {
		domain = w.Key
	} else {
		ids, addresses = m.Known(w.Key)
		ids = append(ids, w.Contact.ID)
		if w.Contact.Email != "" {
			addresses = append(addresses, w.Contact.Email)
		}
	}
	near, err := a.Store.Answering(ctx, ids, addresses, domain)
	if err != nil {
		return err
	}
	onto := map[string]bool{}
	for _, i := range near {
		if r, ok := m.Repaired(i.Identity); ok && r.Scope == w.Scope && r.Key == w.Key {
			w.identities = append(w.identities, i.ID)
			onto[m.Match(i.Identity, ingest.LastDay).AccountID] = true
		}
	}
	if w.Repair.Apart {
		if w.Onto, err = a.named(ctx, without(onto, "")); err != nil {
			return err
		}
		if w.elsewhere, err = a.Store.Elsewhere(ctx, w.identities, ""); err != nil {
			return err
		}
		w.elsewhere = slices.DeleteFunc(w.elsewhere, func(d store.Deed) bool { return d.AccountID != w.Repair.AccountID })
	} else if w.elsewhere, err = a.Store.Elsewhere(ctx, w.identities, w.Repair.AccountID); err != nil {
		return err
	}
	people, from := map[string]bool{}, map[string]bool{}
	for _, d := range w.elsewhere {
		if d.ContactID != "" {
			people[d.ContactID] = true
		}
		if d.AccountID != "" {
			from[d.AccountID] = true
		}
	}
	w.People, w.Activities = len(people), len(w.elsewhere)
	w.From, err = a.named(ctx, from)
	return err
}

// Repair keeps what somebody said about where somebody belongs, moves the past
// and scores both sides. Where there is no time for that, or an import runs, it
// is kept, and the scoring worker moves the past.
func (a *App) Repair(ctx context.Context, o bot.Order, userID string) (bot.Repaired, error) {
	w, err := a.weigh(ctx, o)
	if err != nil {
		return bot.Repaired{}, err
	}
	w.Repair.UserID = userID
	out := bot.Repaired{Weighed: w.Weighed}
	said, err := a.mended(ctx, o.Alert, w)
	if err != nil {
		return bot.Repaired{}, err
	}
	if out.Changed, err = a.Store.SaveRepair(ctx, w.Repair, said...); err != nil {
		return bot.Repaired{}, fmt.Errorf("keep a repair: %w", err)
	}
	if out.Changed && len(said) > 0 {
		wake(a.posted)
	}
	_, err = a.ScoreWaiting(ctx, nil)
	wake(a.scored)
	if err == nil {
		_, out.Pending, err = a.Store.Unmatching(ctx)
	}
	switch {
	case ctx.Err() != nil:
		out.Pending = true
		return out, nil
	case err != nil:
		return out, fmt.Errorf("move what a repair is about: %w", err)
	case out.Pending || o.AccountID == "" || o.Apart || len(w.elsewhere) == 0:
		return out, nil
	}
	out.Minutes, err = a.earned(ctx, o.AccountID, w.elsewhere)
	return out, err
}

// mended is what is said of a repair in the thread of the alert that led to it.
func (a *App) mended(ctx context.Context, id string, w weighing) ([]alert.Message, error) {
	if id == "" {
		return nil, nil
	}
	record, err := a.Store.Alert(ctx, id)
	if errors.Is(err, account.ErrNotFound) {
		return nil, nil
	}
	return []alert.Message{alert.Mended(record, w.Repair, cmp.Or(w.To.Name, w.To.ID), w.Activities, a.Config.Zone)}, err
}

// earned is what some activities earn on an account in the last 90 days.
func (a *App) earned(ctx context.Context, accountID string, deeds []store.Deed) (account.Milli, error) {
	moved := make(map[[2]string]bool, len(deeds))
	for _, d := range deeds {
		moved[[2]string{d.Source, d.ID}] = true
	}
	facts, err := a.facts(ctx, accountID)
	if err != nil {
		return 0, err
	}
	var sum account.Milli
	for _, row := range scoring.Ledger(facts, a.policy(), account.Window(a.Today(), 90)) {
		if moved[[2]string{row.Source, row.ActivityID}] {
			sum += row.Minutes
		}
	}
	return sum, nil
}

// without is a set that lacks one.
func without(ids map[string]bool, id string) map[string]bool {
	delete(ids, id)
	return ids
}

// saysOf is what a repair says, in one word.
func saysOf(r account.Repair) string {
	switch {
	case r.Apart:
		return "not"
	case r.Never():
		return "never"
	}
	return "belongs"
}

// exportRepairs writes what people said about where somebody belongs.
func exportRepairs(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
	said, err := a.Store.Repairs(ctx)
	if err != nil || len(said) == 0 {
		return err
	}
	addresses := map[string]string{}
	contacts, err := a.Store.Contacts(ctx)
	if err != nil {
		return err
	}
	for _, c := range contacts {
		key := ingest.RepairKey(c)
		addresses[key] = cmp.Or(addresses[key], c.Email)
	}
	names, err := a.accountNames(ctx)
	if err != nil {
		return err
	}
	for _, r := range said {
		email := ""
		if r.Scope == account.OnePerson {
			email = addresses[r.Key]
		}
		if o.Account != "" && r.AccountID != o.Account {
			continue
		}
		if err := write(string(r.Scope), r.Key, email, r.AccountID, r.UserID, r.At, names[r.AccountID], saysOf(r)); err != nil {
			return err
		}
	}
	return nil
}
