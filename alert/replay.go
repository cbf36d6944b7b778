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
	Named    []Named // what lines told of, in their order; Deliver fills it
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
func ReplayAccount(subject Subject, stage string, nights []Night, span account.Span, r Rules, zone *time.Location) Replay {
	var out Replay
	state := State{AccountID: subject.Account.ID, Stage: stage}
	for i := range nights {
		n := &nights[i]
		if n.Score.Day > span.To {
			break
		}
		d := Decide(Snapshot{
			Account: subject.Account, Segment: subject.Segment, State: state, Card: account.Card{Score: n.Score}, ActNow: n.Requests, Open: n.Open, Customer: n.Customer, Centers: n.Centers,
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
func ReplayFindings(found, paused []account.Finding, subjects map[string]Subject, r Rules, zone *time.Location) Replay {
	var out Replay
	for len(found)+len(paused) > 0 {
		var day account.Day
		switch {
		case len(paused) == 0 || len(found) > 0 && found[0].Day <= paused[0].Day:
			day = found[0].Day
		default:
			day = paused[0].Day
		}
		s := FindingSnapshot{Judged: day - 1, Until: day} // what sources do is no question of a replay
		s.Found, found = ofDay(found, day)
		s.Paused, paused = ofDay(paused, day)
		d := DecideFindings(s, r, atNight(day, zone), day)
		d.Tell(subjects, r, atNight(day, zone), day)
		for _, f := range d.Facts {
			out.Verdicts = append(out.Verdicts, f.Verdicts...)
		}
		out.Verdicts = append(out.Verdicts, d.Suppressed...)
		out.Findings = append(out.Findings, d.Facts...)
		for _, m := range d.Messages {
			out.Messages = append(out.Messages, m.light())
		}
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
		r.Messages = append(r.Messages, m.light())
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

// light is a message without its payload.
func (m Message) light() Message {
	m.Payload = Payload{}
	return m
}

// Deliver lives through the days of a replay once more with what they decided: as
// the desk would have, it dispatches what waits whenever something is due. After
// it, Messages are those that would have been posted, lines included, at the moment
// at which each would have been; and Verdicts has an answer for
// every question. What is not due by the end of span is told after it: its answer
// is that of the next dispatches. names names accounts. Call Sort before it.
func (r *Replay) Deliver(rules Rules, names map[string]account.Account, span account.Span) {
	at := rules.Hours
	desk := replayDesk{rules: rules, told: map[string]int{}}
	next := 0
	for now := span.From.Start(at.Zone); ; {
		for ; next < len(r.Messages) && !r.Messages[next].DecidedAt.After(now); next++ {
			desk.take(r.Messages[next], names)
		}
		desk.dispatch(now)
		later, more := desk.next(now)
		if next < len(r.Messages) && (!more || r.Messages[next].DecidedAt.Before(later)) {
			later, more = r.Messages[next].DecidedAt, true
		}
		if !more {
			break
		}
		now = later
	}
	r.Messages, r.Named = desk.posted, desk.named
	r.Verdicts = append(r.Verdicts, desk.verdicts...)
	r.Sort()
}

// replayDesk is the outbox of a replay.
type replayDesk struct {
	rules    Rules
	waiting  []Waiting
	line     []Waiting
	messages map[string]Message
	told     map[string]int
	day      account.Day          // of told
	lately   map[string]time.Time // by account
	posted   []Message
	named    []Named
	verdicts []Verdict
}

// take puts a decided message onto the desk, or sends it where it need not wait.
func (d *replayDesk) take(m Message, names map[string]account.Account) {
	if !m.Kind.Held() {
		d.post(m)
		return
	}
	if d.messages == nil {
		d.messages = map[string]Message{}
	}
	d.messages[m.ID] = m
	about := names[m.AccountID]
	d.waiting = append(d.waiting, m.waiting(about.Name, about.Owner))
}

// post sends a message.
func (d *replayDesk) post(m Message) {
	d.posted = append(d.posted, m)
	if d.lately == nil {
		d.lately = map[string]time.Time{}
	}
	d.lately[m.AccountID] = m.DecidedAt
}

// waiting is what a dispatch looks at of a message that was just decided.
func (m Message) waiting(name, owner string) Waiting {
	w := Waiting{
		ID: m.ID, AccountID: m.AccountID, Name: name, Owner: owner, Center: m.Center, Kind: m.Kind, Reason: m.Reason, Channel: m.Channel,
		Value: m.Value, Threshold: m.Threshold, DecidedAt: m.DecidedAt, Due: m.DecidedAt,
	}
	if m.AccountID == "" {
		w.Event, w.Moved = m.Payload.Event()
	}
	return w
}

// dispatch does what a dispatch decides.
func (d *replayDesk) dispatch(now time.Time) {
	if today := account.DayOf(now, d.rules.Hours.Zone); today != d.day {
		d.day, d.told = today, map[string]int{}
	}
	out := d.rules.Dispatch(Tray{Waiting: d.due(now), Line: d.line, Told: d.told}, now)
	d.verdicts = append(d.verdicts, out.Verdicts...)
	for _, f := range out.Fates {
		at := slices.IndexFunc(d.waiting, func(w Waiting) bool { return w.ID == f.ID })
		w := &d.waiting[at]
		if f.Status == Held {
			w.Due = f.Due
			continue
		}
		if f.Status == Pending {
			m := d.messages[w.ID]
			m.DecidedAt = now // that it is told
			d.post(m)
			if w.Kind.budgeted() {
				d.told[w.Channel]++
			}
		}
		if f.Status == InALine {
			w.Listed = now
			d.line = append(d.line, *w)
		}
		delete(d.messages, w.ID)
		d.waiting = slices.Delete(d.waiting, at, at+1)
	}
	for _, l := range out.Lines {
		d.posted = append(d.posted, l.Message.light())
		for i, id := range l.Names {
			w := d.line[slices.IndexFunc(d.line, func(w Waiting) bool { return w.ID == id })]
			d.named = append(d.named, Named{At: now, Channel: w.Channel, AccountID: w.AccountID, ID: id, Kind: w.Kind, Counted: i >= lineNames})
		}
		d.line = slices.DeleteFunc(d.line, func(w Waiting) bool { return slices.Contains(l.Names, w.ID) })
	}
}

// due are those whose time has come.
func (d *replayDesk) due(now time.Time) []Waiting {
	out := slices.DeleteFunc(slices.Clone(d.waiting), func(w Waiting) bool { return w.Due.After(now) })
	for i := range out {
		out[i].Lately = d.lately[out[i].AccountID]
	}
	return out
}

// next is when there is something to dispatch again.
func (d *replayDesk) next(now time.Time) (at time.Time, more bool) {
	for _, w := range d.waiting {
		if !more || w.Due.Before(at) {
			at, more = w.Due, true
		}
	}
	for _, w := range d.line {
		if e := d.rules.hoursOf(w.Channel, Tray{}).NextEvening(w.Listed); !more || e.Before(at) {
			at, more = e, true
		}
	}
	return at, more
}
