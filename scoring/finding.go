package scoring

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"engagement/account"
)

// Findings judges every account on every day of span and returns what was
// found, by day, account, kind and subject. links are the dated links of all
// contacts. A day is judged by itself and earlier days alone, so the findings
// of a span do not depend on where the days of its accounts end, as long as
// they reach it. The order of accounts does not matter. Accounts of a relation
// that never qualifies (our own, competitors) have no findings and tell nobody
// else's. Who cannot hold all accounts at once asks a Finder.
func Findings(all []Days, links map[string][]account.Link, p *Policy, span account.Span) ([]account.Finding, error) {
	f, err := NewFinder(links, p, span)
	if err != nil {
		return nil, err
	}
	for i := range all {
		f.Count(&all[i])
	}
	for i := range all {
		if err := f.Judge(&all[i]); err != nil {
			return nil, err
		}
	}
	movers := f.Movers()
	var involved []Days
	for _, d := range all {
		if slices.Contains(movers, d.Account.ID) {
			involved = append(involved, d)
		}
	}
	return f.Findings(involved), nil
}

// Finder judges accounts that it is shown one by one, side by side if need be:
// all of them to Count what every day was for everybody, all once more to Judge
// each by that, and at the end those few between which somebody has moved. It
// keeps what was found, and nothing of an account.
type Finder struct {
	policy *Policy
	links  map[string][]account.Link
	span   account.Span

	mu         sync.Mutex
	population *Population
	sources    sources
	own        []account.Finding // of accounts alone
	paused     []account.Finding // stalls that are none while sources are silent
	pushes     pushes
	stays      map[string][]presence // by contact, of people with several links
}

// presence is where somebody was, from the first day with minutes on.
type presence struct {
	accountID string
	first     account.Day
}

// NewFinder prepares a finder. The policy must not change.
func NewFinder(links map[string][]account.Link, p *Policy, span account.Span) (*Finder, error) {
	if err := p.Spikes.Check(); err != nil {
		return nil, err
	}
	return &Finder{policy: p, links: links, span: span, population: &Population{policy: p}, sources: sources{}, pushes: pushes{}, stays: map[string][]presence{}}, nil
}

// judges reports whether an account is judged at all.
func (f *Finder) judges(d *Days) bool {
	return len(d.Minutes) > 0 && !slices.Contains(f.policy.MQA.Excluded, d.Account.Relation)
}

// Count takes an account into what every day was for everybody.
func (f *Finder) Count(d *Days) {
	if !f.judges(d) {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.population.Count(d)
	f.sources.count(d)
}

// Judge finds what happened to an account, after all have been counted.
func (f *Finder) Judge(d *Days) error {
	if !f.judges(d) {
		return nil
	}
	engaged := d.engagements(&f.policy.Spikes)
	h := d.history(f.population.Expected(d), engaged)
	h.Pauses = f.sources.pauses(d)
	found, paused, err := accountFindings(h, f.policy.Spikes)
	if err != nil {
		return fmt.Errorf("findings of account %s: %w", d.Account.ID, err)
	}
	for _, list := range [][]account.Finding{found, paused} {
		for i := range list {
			list[i].AccountID = d.Account.ID
			d.learned(&list[i])
		}
	}
	w := &accountWalk{history: h, policy: f.policy.Spikes}
	w.sum()
	pushed, all := d.pushes(w), slices.Concat(engaged, found, d.seniors(f.policy))
	outside := func(n account.Finding) bool { return !f.span.Contains(n.Day) }
	all, paused = slices.DeleteFunc(all, outside), slices.DeleteFunc(paused, outside)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.own, f.paused = append(f.own, all...), append(f.paused, paused...)
	f.pushes.add(pushed)
	for c, first := range d.firsts() {
		if contact := d.contacts[c]; first != 0 && len(f.links[contact]) > 1 {
			f.stays[contact] = append(f.stays[contact], presence{d.Account.ID, first})
		}
	}
	return nil
}

// Movers lists the accounts at which somebody was who began elsewhere within the
// span: Findings wants to see them again.
func (f *Finder) Movers() []string {
	var ids []string
	for _, stays := range f.stays {
		if len(stays) < 2 || !slices.ContainsFunc(stays, func(s presence) bool { return f.span.Contains(s.first) }) {
			continue
		}
		for _, s := range stays {
			ids = append(ids, s.accountID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Findings is everything that was found. involved are the accounts of Movers.
func (f *Finder) Findings(involved []Days) []account.Finding {
	f.pushes.sort()
	out := f.pushes.bursts(&f.policy.Spikes)
	bursts := out
	for _, n := range f.own {
		if n.Kind != account.Surge || !f.pushes.explained(n, bursts, f.policy.Spikes.Quiet) {
			out = append(out, n)
		}
	}
	slices.SortFunc(involved, func(a, b Days) int { return cmp.Compare(a.Account.ID, b.Account.ID) })
	out = append(out, moved(involved, f.links, f.policy)...)
	out = slices.DeleteFunc(out, func(n account.Finding) bool { return !f.span.Contains(n.Day) })
	slices.SortFunc(out, inOrder)
	return out
}

// Paused are the stalls that are no findings, because most of what is missing
// comes from sources that were silent: in order, after all accounts were judged.
func (f *Finder) Paused() []account.Finding {
	slices.SortFunc(f.paused, inOrder)
	return f.paused
}

// Silences are the sources that brought nothing to any account for longer than is
// their habit, as of the end of a day.
func (f *Finder) Silences(day account.Day) []account.Silence { return f.sources.silences(day) }

// inOrder sorts findings by day, account, kind and subject.
func inOrder(a, b account.Finding) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.AccountID, b.AccountID), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Subject, b.Subject))
}
