package scoring

import (
	"cmp"
	"slices"

	"engagement/account"
)

// MeetingTally adds the meetings of accounts up. Make one with NewMeetingTally,
// Add every account, then ask for the Report.
type MeetingTally struct {
	scorer *Scorer
	report account.MeetingReport
	rows   map[string]*account.MeetingRow
}

// NewMeetingTally begins to count by a dimension of accounts.
func NewMeetingTally(p *Policy, by account.Dimension, span, against account.Span) *MeetingTally {
	return &MeetingTally{
		scorer: NewScorer(p), rows: map[string]*account.MeetingRow{},
		report: account.MeetingReport{By: by, Span: span, Against: against},
	}
}

// Add counts one account.
func (t *MeetingTally) Add(f Facts) {
	r := &t.report
	value := cmp.Or(t.scorer.policy.ValueOf(f.Account, r.By), account.None)
	row, ok := t.rows[value]
	if !ok {
		row = &account.MeetingRow{Value: value}
		t.rows[value] = row
	}
	one := account.MeetingRow{Accounts: 1}
	for _, m := range t.scorer.Meetings(f, account.Span{From: min(r.Span.From, r.Against.From), To: max(r.Span.To, r.Against.To)}) {
		switch in := r.Span.Contains(m.Day); {
		case m.State == account.Scheduled && in:
			one.Scheduled++
		case m.State == account.Scheduled:
		case m.Call && in:
			one.Calls++
		case m.Call:
		case in:
			one.Held++
		case r.Against.Contains(m.Day):
			one.HeldBefore++
		}
	}
	if one.Held > 0 || one.Calls > 0 {
		one.Met = 1
	}
	for _, sum := range []*account.MeetingRow{row, &r.Total} {
		sum.Held += one.Held
		sum.HeldBefore += one.HeldBefore
		sum.Scheduled += one.Scheduled
		sum.Calls += one.Calls
		sum.Met += one.Met
		sum.Accounts++
	}
}

// Report is the sum so far.
func (t *MeetingTally) Report() account.MeetingReport {
	r := t.report
	r.Rows = nil
	for _, row := range t.rows {
		r.Rows = append(r.Rows, *row)
	}
	slices.SortFunc(r.Rows, func(a, b account.MeetingRow) int {
		return cmp.Or(cmp.Compare(b.Held, a.Held), cmp.Compare(b.Scheduled, a.Scheduled), cmp.Compare(b.Calls, a.Calls), cmp.Compare(a.Value, b.Value))
	})
	return r
}
