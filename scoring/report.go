package scoring

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"engagement/account"
)

// Tally adds accounts up to a report. Make one with NewTally, Add every
// account, then ask for the Report.
type Tally struct {
	scorer *Scorer
	report account.Report
	rows   map[string]*account.ReportRow
}

// NewTally begins a report over two spans of days.
func NewTally(p *Policy, q account.ReportQuery, span, against account.Span) *Tally {
	return &Tally{
		scorer: NewScorer(p), rows: map[string]*account.ReportRow{},
		report: account.Report{By: q.By, Span: span, Against: against, Then: q.Then, Drill: q.Drill},
	}
}

// share is an account's part of one value.
type share struct {
	minutes, before account.Milli
	people          map[string]bool
}

// Add counts one account, with everything it has been assigned to.
func (t *Tally) Add(f Facts, past account.Assignments) {
	r := &t.report
	shares := t.scorer.shares(f, r.By, r.Then, past, r.Span, r.Against)
	all := share{people: map[string]bool{}}
	for value, s := range shares {
		row, ok := t.rows[value]
		if !ok {
			row = &account.ReportRow{Value: value}
			t.rows[value] = row
		}
		s.count(row)
		row.Accounts++
		all.minutes += s.minutes
		all.before += s.before
		maps.Copy(all.people, s.people)
		if r.Drill != "" && strings.EqualFold(value, r.Drill) && (s.minutes != 0 || s.before != 0 || r.By.OfAccount()) {
			r.Accounts = append(r.Accounts, account.ReportAccount{
				AccountID: f.Account.ID, Name: f.Account.Name, Owner: f.Account.Owner, Minutes: s.minutes, Before: s.before, People: len(s.people),
			})
		}
	}
	all.count(&r.Total)
	r.Total.Accounts++
}

func (s *share) count(row *account.ReportRow) {
	row.Minutes += s.minutes
	row.Before += s.before
	row.People += len(s.people)
	if s.minutes > 0 {
		row.Active++
	}
	if s.before > 0 {
		row.ActiveBefore++
	}
}

// Report is the sum so far: rows and accounts with most minutes first.
func (t *Tally) Report() account.Report {
	r := t.report
	r.Rows = nil
	for _, row := range t.rows {
		one := *row
		if !r.By.OfAccount() {
			one.Accounts = r.Total.Accounts
		}
		r.Rows = append(r.Rows, one)
	}
	slices.SortFunc(r.Rows, func(a, b account.ReportRow) int {
		return cmp.Or(cmp.Compare(b.Minutes, a.Minutes), cmp.Compare(b.Before, a.Before), cmp.Compare(a.Value, b.Value))
	})
	r.Accounts = slices.Clone(r.Accounts)
	slices.SortFunc(r.Accounts, func(a, b account.ReportAccount) int {
		return cmp.Or(cmp.Compare(b.Minutes, a.Minutes), cmp.Compare(b.Before, a.Before), cmp.Compare(a.AccountID, b.AccountID))
	})
	return r
}

// shares splits the minutes of an account in two spans by a dimension. Of a
// dimension of accounts, the value that the account has is there also without
// minutes.
func (s *Scorer) shares(f Facts, by account.Dimension, then bool, past account.Assignments, span, against account.Span) map[string]*share {
	p, out := s.policy, map[string]*share{}
	of := func(value string) *share {
		value = cmp.Or(value, account.None)
		part, ok := out[value]
		if !ok {
			part = &share{people: map[string]bool{}}
			out[value] = part
		}
		return part
	}
	on := func(day account.Day) string {
		if !then {
			return p.ValueOf(f.Account, by)
		}
		return p.ValueOf(past.At(f.Account, day.End(p.Zone)), by)
	}
	if by.OfAccount() {
		of(on(span.To))
	}
	for _, one := range s.steps(&f, max(span.To, against.To)) {
		if one.minutes == 0 {
			continue
		}
		value := ""
		switch now, before := span.Contains(one.day), against.Contains(one.day); {
		case !now && !before:
			continue
		case by.OfAccount():
			value = on(one.day)
		default:
			value = p.valueOf(&one, by)
		}
		part := of(value)
		if span.Contains(one.day) {
			part.minutes += one.minutes
			if one.person != "" {
				part.people[one.person] = true
			}
		}
		if against.Contains(one.day) {
			part.before += one.minutes
		}
	}
	return out
}

// valueOf is what an activity is in a dimension of activities.
func (p *Policy) valueOf(s *step, by account.Dimension) string {
	switch by {
	case account.ByPersona:
		if s.person == "" {
			return ""
		}
		return p.PersonaOf(s.role)
	case account.ByCampaign:
		return s.campaign
	case account.ByAsset:
		return s.asset
	default:
		return s.channel()
	}
}

// Touches lists what people at the account did in so many days before each
// opportunity that was won in a span of days, the day of the close included;
// only what earned minutes, in time order.
func Touches(f Facts, p *Policy, won account.Span, days int) []account.DealTouch {
	var out []account.DealTouch
	deals := slices.Clone(f.Opportunities)
	slices.SortFunc(deals, func(a, b account.Opportunity) int {
		return cmp.Or(a.ClosedAt.Compare(b.ClosedAt), cmp.Compare(a.ID, b.ID))
	})
	for _, o := range deals {
		closed := account.DayOf(o.ClosedAt, p.Zone)
		if !o.Won || o.ClosedAt.IsZero() || !won.Contains(closed) {
			continue
		}
		first := len(out)
		campaigns := campaignsOf(f)
		for _, row := range Ledger(f, p, account.Window(closed, days)) {
			if row.ContactID == "" || row.Minutes == 0 {
				continue
			}
			out = append(out, account.DealTouch{
				OpportunityID: o.ID, AccountID: f.Account.ID, Closed: closed, Amount: o.Amount, Row: row,
				Campaign: campaigns[[2]string{row.Source, row.ActivityID}],
			})
		}
		switch n := len(out); {
		case n == first:
		case n == first+1:
			out[first].Position = "only"
		default:
			out[first].Position, out[n-1].Position = "first", "last"
		}
	}
	return out
}

func campaignsOf(f Facts) map[[2]string]string {
	out := map[[2]string]string{}
	for _, a := range f.Activities {
		if a.Campaign != "" {
			out[[2]string{a.Source, a.ID}] = a.Campaign
		}
	}
	return out
}
