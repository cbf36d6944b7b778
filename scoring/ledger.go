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
	return NewScorer(p).Ledger(f, span)
}

// Ledger is what the function of that name says.
func (s *Scorer) Ledger(f Facts, span account.Span) []account.LedgerRow {
	rows := s.entries(&f, span.To)
	var out []account.LedgerRow
	for i := range rows {
		if span.Contains(rows[i].day) {
			out = append(out, s.ledgerRow(&f, f.journal(), &rows[i]))
		}
	}
	return out
}

func (s *Scorer) ledgerRow(f *Facts, j *Journal, e *entry) account.LedgerRow {
	d, r, w := &j.Deeds[e.line.Deed], e.read, s.weight(e.line.Person)
	row := account.LedgerRow{
		Day: e.day, Source: j.Words[d.Source], ActivityID: f.activityID(e.line), OccurredAt: e.line.instant(),
		Type: r.name, Label: r.label, Base: e.base, Rule: r.rule,
		Weights: e.weights(w), Minutes: e.minutes, URL: j.Words[d.URL], Asset: j.Words[d.Asset],
		Role: w.role, Live: e.line.Flags.Has(Live),
	}
	if e.line.Person != Nobody {
		row.ContactID = j.People[e.line.Person]
	}
	switch {
	case e.line.Flags.Has(Robot):
		row.Rule = "robot"
	case e.exact:
		row.Rule += ", exact duration"
	}
	switch {
	case e.double != 0 && w.level != 0:
		row.Cap = "counted with " + f.activityID(s.rows[e.double-1].line)
	case e.cap != nil:
		row.Cap = e.cap.String()
	}
	if r.kind != nil {
		row.ActNow = r.kind.ActNow
		if r.group >= 0 {
			row.Group = Groups[r.group]
		}
	}
	return row
}

// activityID of a line, where the activities are there.
func (f *Facts) activityID(l *Line) string {
	if f.Activities == nil {
		return ""
	}
	return f.Activities[l.Seq].ID
}

// weights writes what the minutes were multiplied by; 100 % is left out.
func (e *entry) weights(w *personWeight) string {
	var parts []string
	add := func(name string, percent int64) {
		if percent != 100 {
			parts = append(parts, fmt.Sprintf("%s %d%%", name, percent))
		}
	}
	add("certainty", int64(e.certain))
	add("level "+string(w.role.Level), w.level)
	add("persona", w.person)
	add("tier", w.tier)
	return strings.Join(parts, ", ")
}
