package scoring

import (
	"cmp"
	"fmt"
	"slices"

	"engagement/account"
)

// Findings judges every account on every day of span and returns what was
// found, by day, account, kind and subject. links are the dated links of all
// contacts. A day is judged by itself and earlier days alone, so the findings
// of a span do not depend on where the days of its accounts end, as long as
// they reach it. The order of accounts does not matter. Accounts of a relation
// that never qualifies (our own, competitors) have no findings and tell nobody
// else's.
func Findings(all []Days, links map[string][]account.Link, p *Policy, span account.Span) ([]account.Finding, error) {
	if err := p.Spikes.Check(); err != nil {
		return nil, err
	}
	judged := slices.DeleteFunc(slices.Clone(all), func(d Days) bool {
		return len(d.Minutes) == 0 || slices.Contains(p.MQA.Excluded, d.Account.Relation)
	})
	slices.SortFunc(judged, func(a, b Days) int { return cmp.Compare(a.Account.ID, b.Account.ID) })
	pop := NewPopulation(judged, p)
	moves := pushes{}
	var own, out []account.Finding
	for i := range judged {
		found, err := judged[i].findings(pop, moves, p)
		if err != nil {
			return nil, fmt.Errorf("findings of account %s: %w", judged[i].Account.ID, err)
		}
		own = append(own, found...)
	}
	out = moves.bursts(&p.Spikes)
	bursts := out
	for _, f := range own {
		if f.Kind != account.Surge || !moves.explained(f, bursts, p.Spikes.Quiet) {
			out = append(out, f)
		}
	}
	out = append(out, moved(judged, links, p)...)
	out = slices.DeleteFunc(out, func(f account.Finding) bool { return !span.Contains(f.Day) })
	slices.SortFunc(out, func(a, b account.Finding) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.AccountID, b.AccountID), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Subject, b.Subject))
	})
	return out, nil
}

// findings are those of one account alone; what assets did to it goes to moves.
func (d *Days) findings(pop *Population, moves pushes, p *Policy) ([]account.Finding, error) {
	engaged := d.engagements(&p.Spikes)
	h := d.history(pop.Expected(d), engaged)
	found, err := AccountFindings(h, p.Spikes)
	if err != nil {
		return nil, err
	}
	for i := range found {
		found[i].AccountID = d.Account.ID
		d.learned(&found[i])
	}
	w := &accountWalk{history: h, policy: p.Spikes}
	w.sum()
	moves.note(d, w)
	return slices.Concat(engaged, found, d.seniors(p)), nil
}
