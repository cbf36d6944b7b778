package scoring

import (
	"fmt"
	"strings"
	"time"

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
	d, r, w := &j.Deeds[e.Deed], e.read, s.weight(e.Person)
	row := account.LedgerRow{
		Day: e.day, Source: j.Words[d.Source], ActivityID: f.activityID(e), OccurredAt: time.UnixMilli(e.At).UTC(),
		Type: r.name, Label: r.label, Base: e.base, Rule: r.rule,
		Weights: e.weights(w), Minutes: e.minutes, URL: j.Words[d.URL], Asset: j.Words[d.Asset],
		Role: w.role, Live: e.Flags.Has(Live),
	}
	if e.Person != Nobody {
		row.ContactID = j.People[e.Person]
	}
	switch {
	case e.robot == opened:
		row.Rule = openedReason(e.At - s.rows[int(e.double)-1-s.gone].At)
	case e.robot == followed:
		row.Rule = s.policy.Robots.followedReason()
	case e.Flags.Has(Robot):
		row.Rule = e.Flags.Sign().String()
	case e.exact:
		row.Rule += ", exact duration"
	}
	if e.base > 0 && e.double == 0 && w.level != 0 && s.free(e) {
		row.Rule += ", ceiling released"
	}
	switch {
	case e.double != 0 && e.robot == byHand && w.level != 0:
		row.Cap = "counted with " + f.activityID(&s.rows[int(e.double)-1-s.gone])
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

// activityID of an entry, where the activities are there.
func (f *Facts) activityID(e *entry) string {
	if f.Activities == nil {
		return ""
	}
	return f.Activities[e.Seq].ID
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
