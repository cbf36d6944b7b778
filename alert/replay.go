package alert

import (
	"cmp"
	"slices"
	"time"

	"engagement/account"
)

// Night is an account at the end of one day that is judged again. Requests are
// those of that day; News says that something happened on it.
type Night struct {
	Score          account.Score
	Requests       []account.LedgerRow
	News           bool
	Open, Customer bool
	Centers        []Center
}

// Replay is what the nights of a replay decided. Each list is in the order of
// the days, and within a day of the accounts.
type Replay struct {
	States   []State // after the last night, by account
	Facts    []Fact
	Messages []Message // what would have been sent, without payload
	Verdicts []Verdict
	Findings []FoundFact
}

// Sent counts the verdicts that would have sent a message. What was evaluated
// is all of Verdicts, what was suppressed is the rest.
func (r *Replay) Sent() int {
	n := 0
	for _, v := range r.Verdicts {
		if v.Sent {
			n++
		}
	}
	return n
}

// MQAs are the facts of accounts that became an MQA, announced or not.
func (r *Replay) MQAs() []Fact {
	return slices.DeleteFunc(slices.Clone(r.Facts), func(f Fact) bool { return f.Kind != KindMQA })
}

// atNight is the instant at which the end of a day is judged: its last one.
func atNight(day account.Day, zone *time.Location) time.Time {
	return day.End(zone).Add(-time.Millisecond)
}

// ReplayAccount judges the nights of one account, oldest first, each from the
// state that the one before left behind, with Decide. What happened on a day is
// the news of that day. stage is the account's before its first night, which has
// to be its very first: nights before the span are lived through in silence, and
// give the state at its beginning.
func ReplayAccount(about account.Account, stage string, nights []Night, span account.Span, r Rules, zone *time.Location) Replay {
	var out Replay
	state := State{AccountID: about.ID, Stage: stage}
	for i := range nights {
		n := &nights[i]
		if n.Score.Day > span.To {
			break
		}
		d := Decide(Snapshot{
			Account: about, State: state, Card: account.Card{Score: n.Score}, ActNow: n.Requests, Open: n.Open, Customer: n.Customer, Centers: n.Centers,
			Active: !n.Score.LastRecorded.IsZero(), Cause: Cause{Live: n.News},
		}, r, atNight(n.Score.Day, zone), n.Score.Day)
		state = d.State
		if len(d.Facts) > 0 {
			state.Version++
		}
		if span.Contains(n.Score.Day) {
			out.take(d)
		}
	}
	out.States = []State{state}
	return out
}

// ReplayUnmatched judges requests of people who are on no account, in time
// order, with DecideUnmatched. why says by RequestKey why each has none.
func ReplayUnmatched(rows []account.LedgerRow, why map[string]string, r Rules, zone *time.Location) Replay {
	var out Replay
	for len(rows) > 0 {
		day := rows[0].Day
		n := slices.IndexFunc(rows, func(row account.LedgerRow) bool { return row.Day != day })
		if n < 0 {
			n = len(rows)
		}
		out.take(DecideUnmatched(rows[:n], why, nil, r, atNight(day, zone), day))
		rows = rows[n:]
	}
	return out
}

// ReplayFindings judges what was found and what paused, by day, each day on its
// own night, with DecideFindings: nothing was learned late.
func ReplayFindings(found, paused []account.Finding, zone *time.Location) Replay {
	var out Replay
	for len(found)+len(paused) > 0 {
		var day account.Day
		switch {
		case len(paused) == 0 || len(found) > 0 && found[0].Day <= paused[0].Day:
			day = found[0].Day
		default:
			day = paused[0].Day
		}
		s := FindingSnapshot{Judged: day - 1, Until: day}
		s.Found, found = ofDay(found, day)
		s.Paused, paused = ofDay(paused, day)
		d := DecideFindings(s, atNight(day, zone))
		for _, f := range d.Facts {
			out.Verdicts = append(out.Verdicts, f.Verdicts...)
		}
		out.Verdicts = append(out.Verdicts, d.Suppressed...)
		out.Findings = append(out.Findings, d.Facts...)
	}
	return out
}

// ofDay is the findings of a list's first day, where that is day, as they were
// known on it, and those after them.
func ofDay(list []account.Finding, day account.Day) (ours, rest []account.Finding) {
	n := slices.IndexFunc(list, func(f account.Finding) bool { return f.Day != day })
	if n < 0 {
		n = len(list)
	}
	ours = slices.Clone(list[:n])
	for i := range ours {
		ours[i].Late, ours[i].Learned = 0, day
	}
	return ours, list[n:]
}

// take keeps what one night decided.
func (r *Replay) take(d Decision) {
	for _, m := range d.Messages {
		m.Payload = Payload{}
		r.Messages = append(r.Messages, m)
	}
	r.Facts, r.Verdicts = append(r.Facts, d.Facts...), append(r.Verdicts, d.Verdicts...)
}

// Add puts another replay, of other accounts or questions, beside this one. Call
// Sort after the last.
func (r *Replay) Add(o Replay) {
	r.States = append(r.States, o.States...)
	r.Facts = append(r.Facts, o.Facts...)
	r.Messages = append(r.Messages, o.Messages...)
	r.Verdicts = append(r.Verdicts, o.Verdicts...)
	r.Findings = append(r.Findings, o.Findings...)
}

// Sort brings everything into order, whatever the order in which accounts were
// added; what one account has of one day stays as it was decided.
func (r *Replay) Sort() {
	slices.SortStableFunc(r.States, func(a, b State) int { return cmp.Compare(a.AccountID, b.AccountID) })
	slices.SortStableFunc(r.Facts, func(a, b Fact) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.AccountID, b.AccountID))
	})
	slices.SortStableFunc(r.Messages, func(a, b Message) int {
		return cmp.Or(a.DecidedAt.Compare(b.DecidedAt), cmp.Compare(a.AccountID, b.AccountID))
	})
	slices.SortStableFunc(r.Verdicts, func(a, b Verdict) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.AccountID, b.AccountID))
	})
}
