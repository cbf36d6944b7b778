package scoring

import (
	"fmt"
	"strings"

	"engagement/account"
)

// Ledger lists the rows behind the minutes of an account in a span of days, in
// time order, those that earned nothing included. The rows of a day sum to the
// day's minutes exactly.
func Ledger(f Facts, p *Policy, span account.Span) []account.LedgerRow {
	rows := entries(&f, p, span.To)
	var out []account.LedgerRow
	for i := range rows {
		if span.Contains(rows[i].day) {
			out = append(out, rows[i].ledgerRow())
		}
	}
	return out
}

func (e *entry) ledgerRow() account.LedgerRow {
	row := account.LedgerRow{
		Day: e.day, Source: e.activity.Source, ActivityID: e.activity.ID, OccurredAt: e.activity.OccurredAt,
		Type: e.typeName, Label: e.label(), ContactID: e.activity.Match.ContactID, Base: e.base, Rule: e.rule,
		Weights: e.weights(), Cap: e.cap, Minutes: e.minutes, URL: e.activity.URL, Asset: e.activity.Asset,
		Role: e.weight.role, Live: e.activity.Live,
	}
	if e.typ != nil {
		row.Group, row.ActNow = e.typ.Group, e.typ.ActNow
	}
	return row
}

// weights writes what the minutes were multiplied by; 100 % is left out.
func (e *entry) weights() string {
	var parts []string
	add := func(name string, percent int) {
		if percent != 100 {
			parts = append(parts, fmt.Sprintf("%s %d%%", name, percent))
		}
	}
	add("certainty", e.certain)
	add("level "+string(e.weight.role.Level), e.weight.level)
	add("persona", e.weight.person)
	add("tier", e.weight.tier)
	return strings.Join(parts, ", ")
}
