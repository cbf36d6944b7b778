package app

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"engagement/account"
	"engagement/bot"
	"engagement/ingest"
	"engagement/scoring"
	"engagement/store"
)

// strays are what happened on no account, by whose it would be: what an account
// of their own would count of each, under the policy in force.
type strays struct {
	app    *App
	span   account.Span
	free   func(domain string) bool
	scorer *scoring.Scorer

	groups map[string]*stray
	silent account.Stranger
	each   map[int64]account.Strayed // by identity
	people map[string]account.Contact
}

// stray is one group: the identities that are one person or one domain.
type stray struct {
	account.Stranger
	contacts   map[string]bool
	activities []account.Activity
	of         map[[2]string]int64 // identity by source and id of the activity
}

// strays reads what happened on no account in the 90 days up to day.
func (a *App) strays(ctx context.Context, day account.Day) (*strays, error) {
	s := &strays{
		app: a, span: account.Window(day, 90), free: a.Config.Ingest.FreeMail(), scorer: scoring.NewScorer(a.policy()),
		groups: map[string]*stray{}, each: map[int64]account.Strayed{},
	}
	if err := s.meet(ctx); err != nil {
		return nil, err
	}
	var one *stray // of the identity that is read now, where it says nothing
	close := func() {
		if one != nil {
			s.count(one)
			s.silent.Activities += one.Activities
			s.silent.Minutes += one.Minutes
			one = nil
		}
	}
	var last int64
	if err := s.read(ctx, func(who store.StoredIdentity, v account.Activity) {
		if who.ID != last {
			close()
			last = who.ID
		}
		group := s.group(who)
		if group == nil {
			if one == nil {
				one = &stray{of: map[[2]string]int64{}, contacts: map[string]bool{}}
			}
			group = one
		}
		group.add(who, v)
	}); err != nil {
		return nil, err
	}
	close()
	for _, group := range s.groups {
		s.count(group)
	}
	return s, nil
}

// read walks through what was heard, but for people who are on no account for
// good.
func (s *strays) read(ctx context.Context, do func(store.StoredIdentity, account.Activity)) error {
	zone := s.app.Config.Zone
	return s.app.Store.Strays(ctx, s.span.From.Start(zone).UnixMilli(), s.span.To.End(zone).UnixMilli(), func(who store.StoredIdentity, v account.Activity) error {
		heard := s.app.known.IsZero() || !v.RecordedAt.After(s.app.known)
		if r := who.Match.Reason; heard && r != ingest.ReasonOwnPeople && r != ingest.ReasonTestAddress && who.Match.Method != account.ByRepair {
			do(who, v)
		}
		return nil
	})
}

// meet looks up who the people are.
func (s *strays) meet(ctx context.Context) error {
	ids := map[string]bool{}
	if err := s.read(ctx, func(who store.StoredIdentity, _ account.Activity) {
		if who.Match.ContactID != "" {
			ids[who.Match.ContactID] = true
		}
	}); err != nil {
		return err
	}
	var err error
	s.people, err = s.app.Store.ContactsByID(ctx, slices.Sorted(maps.Keys(ids)))
	return err
}

// group is where an identity is counted: with everybody of the domain that
// somebody registered, or with one person; nil where it says neither.
func (s *strays) group(who store.StoredIdentity) *stray {
	known := s.people[who.Match.ContactID]
	domain := cmp.Or(ingest.DomainOf(cmp.Or(who.Identity.Email, known.Email)), who.Identity.Domain)
	one := account.Stranger{Scope: account.WholeDomain, Key: ingest.Registrable(domain), Reason: who.Match.Reason}
	switch {
	case one.Key != "" && ingest.Company(domain) && !s.free(domain):
	case who.Match.ContactID == "":
		return nil
	default:
		one.Scope, one.ContactID = account.OnePerson, who.Match.ContactID
		one.Key = ingest.RepairKey(account.Contact{ID: who.Match.ContactID, Email: cmp.Or(who.Identity.Email, known.Email)})
	}
	key := string(one.Scope) + ":" + one.Key
	group, ok := s.groups[key]
	if !ok {
		group = &stray{Stranger: one, contacts: map[string]bool{}, of: map[[2]string]int64{}}
		s.groups[key] = group
	}
	return group
}

func (g *stray) add(who store.StoredIdentity, v account.Activity) {
	if id := who.Match.ContactID; id != "" {
		g.contacts[id] = true
	}
	g.activities = append(g.activities, v)
	g.of[[2]string{v.Source, v.ID}] = who.ID
	g.Reason = min(cmp.Or(g.Reason, who.Match.Reason), who.Match.Reason)
}

// count says what a group would earn on an account of its own.
func (s *strays) count(g *stray) {
	facts := scoring.Facts{Activities: g.activities}
	for _, id := range slices.Sorted(maps.Keys(g.contacts)) {
		c := s.people[id]
		facts.People = append(facts.People, scoring.Person{ID: id, Title: c.Title, CRMLevel: c.CRMLevel, CRMDepartment: c.CRMDepartment, Country: c.Country})
	}
	g.People, g.Activities = len(g.contacts), len(g.activities)
	for _, v := range g.activities {
		id := g.of[[2]string{v.Source, v.ID}]
		one := s.each[id]
		one.Activities++
		if v.OccurredAt.After(one.Last) {
			one.Last = v.OccurredAt
		}
		if g.Key != "" {
			one.Key = string(g.Scope) + ":" + g.Key
		}
		s.each[id] = one
	}
	for _, row := range s.scorer.Ledger(facts, s.span) {
		g.Minutes += row.Minutes
		g.Last = account.Touch{Label: row.Label, Asset: row.Asset, Day: row.Day}
		id := g.of[[2]string{row.Source, row.ActivityID}]
		one := s.each[id]
		one.Minutes += row.Minutes
		s.each[id] = one
	}
	g.activities, g.of = nil, nil
}

// Strangers lists who was on no account in the last 90 days, most minutes first.
func (r *Reader) Strangers(ctx context.Context) (bot.StrangersAnswer, error) {
	out := bot.StrangersAnswer{Today: r.day(), Config: r.app.Config.Hash, People: map[string]account.Contact{}}
	all, err := r.app.strays(ctx, r.day())
	if err != nil {
		return out, err
	}
	for _, g := range all.groups {
		out.Strangers = append(out.Strangers, g.Stranger)
	}
	slices.SortFunc(out.Strangers, func(a, b account.Stranger) int {
		return cmp.Or(cmp.Compare(b.Minutes, a.Minutes), cmp.Compare(b.Last.Day, a.Last.Day), cmp.Compare(a.Scope, b.Scope), cmp.Compare(a.Key, b.Key))
	})
	for _, one := range out.Strangers[:min(len(out.Strangers), bot.MostStrangers)] {
		if c, ok := all.people[one.ContactID]; ok {
			out.People[one.ContactID] = c
		}
	}
	out.Silent = all.silent
	return out, nil
}
