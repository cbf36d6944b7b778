package alert

import (
	"fmt"
	"slices"
	"time"

	"engagement/account"
)

// Step is something that happened to the account of an alert after it was told.
type Step string

// The steps.
const (
	StepScheduled Step = "scheduled" // a meeting lies ahead
	StepMet       Step = "met"       // a meeting or call took place
	StepOpened    Step = "opened"    // an opportunity was opened: the alert led to something
	StepWon       Step = "won"
	StepLost      Step = "lost"
	StepRetracted Step = "retracted" // what it said of the account is not so: those were others' people
	StepAwake     Step = "awake"     // it was put off, and the time has come
	StepTaken     Step = "taken"     // somebody is on it
	StepMended    Step = "mended"    // somebody said whose the people are that it is about
)

// Note is what is said in the thread of an alert.
type Note struct {
	Step   Step          `json:"step"`
	Day    account.Day   `json:"day,omitempty"`
	Name   string        `json:"name,omitempty"`   // of the meeting or the opportunity
	Amount account.Milli `json:"amount,omitempty"` // of the opportunity, in thousandths of its currency
	// Account is whose the activities are that were taken for the account's.
	Account string `json:"account,omitempty"`
	Claimed string `json:"claimed,omitempty"` // by whom, of Slack: who ought to know
	// By is who did it, of Slack: named, and not notified.
	By    string `json:"by,omitempty"`
	Apart bool   `json:"apart,omitempty"` // of StepMended: they are not Account's
	Moved int    `json:"moved,omitempty"` // of StepMended: activities
}

// Ending is what an alert led to.
type Ending string

// The endings.
const (
	Opportunity Ending = "opportunity"
	Retracted   Ending = "retracted"
)

// Going is an alert whose life goes on, with how its account stands by now.
type Going struct {
	Record
	Card          account.Card
	Opportunities []account.Opportunity // of the account
	Ahead         []Coming              // meetings of the account that were arranged since
	Newest        bool                  // no later alert about the account was told: notes are said here
	// Elsewhere is the account that the request of the alert is on by now, where it
	// is another one; and Theirs whose the people are who were moved away last.
	Elsewhere, Theirs string
	// Mender is who said so, of Slack; empty where nobody did.
	Mender string
}

// Coming is a meeting that was arranged.
type Coming struct {
	At   time.Time
	Name string
}

// Sequel is what becomes of an alert: notes in its thread and, where its card says
// something else by now, an edit of it.
type Sequel struct {
	ID       string
	Version  int64 // of the score that was looked at
	Messages []Message
	Ending   Ending
	Closed   bool // nothing more is said in its thread
}

// followFor is for how long what happens to an account is told in the thread of
// its alert.
const followFor = 180 * 24 * time.Hour

// Follow decides what is said in the thread of an alert. Keys make each step said
// once, however often it is looked at. It is pure.
func Follow(g Going, now time.Time, zone *time.Location) Sequel {
	out := Sequel{ID: g.Message.ID, Version: g.Score, Ending: g.Ending, Closed: now.Sub(g.Message.DecidedAt) > followFor}
	told := account.DayOf(g.Message.DecidedAt, zone)
	today := account.DayOf(now, zone)
	say := func(n Note, key string) {
		// Whoever took it on ought to know, unless it was they who said so.
		if g.Claim != nil && g.Claim.UserID != g.Mender {
			n.Claimed = g.Claim.UserID
		}
		out.Messages = append(out.Messages, g.Message.note(n, key, now, today))
	}
	if g.Ending == "" && g.groundless(told) {
		say(Note{Step: StepRetracted, Account: firstOf(g.Elsewhere, g.Theirs)}, "")
		out.Messages = append(out.Messages, g.Message.edit("retracted", now))
		out.Ending, out.Closed = Retracted, true
		return out
	}
	if !g.Newest {
		say = func(Note, string) {}
	}
	for _, day := range g.Card.Trend.Meetings {
		if day > told {
			say(Note{Step: StepMet, Day: day}, day.String())
		}
	}
	for _, m := range g.Ahead {
		day := account.DayOf(m.At, zone)
		say(Note{Step: StepScheduled, Day: day, Name: m.Name}, day.String())
	}
	for _, o := range g.Opportunities {
		if !o.CreatedAt.After(g.Message.DecidedAt) {
			continue
		}
		if out.Ending == "" {
			out.Ending = Opportunity
			out.Messages = append(out.Messages, g.Message.edit("opened", now))
		}
		say(Note{Step: StepOpened, Day: account.DayOf(o.CreatedAt, zone), Name: o.Name, Amount: o.Amount}, o.ID)
		switch {
		case o.ClosedAt.IsZero():
		case o.Won:
			say(Note{Step: StepWon, Day: account.DayOf(o.ClosedAt, zone), Name: o.Name, Amount: o.Amount}, o.ID)
		default:
			say(Note{Step: StepLost, Day: account.DayOf(o.ClosedAt, zone), Name: o.Name, Amount: o.Amount}, o.ID)
		}
	}
	return out
}

func firstOf(texts ...string) string {
	at := slices.IndexFunc(texts, func(s string) bool { return s != "" })
	if at < 0 {
		return ""
	}
	return texts[at]
}

// groundless reports whether what an alert rests on is not the account's any more:
// its request is on another one, or, under the config it was told under, the
// minutes of its day are below what it needed. Another config changes no alert.
func (g Going) groundless(told account.Day) bool {
	p := &g.Message.Payload
	if p.Request != nil {
		return g.Elsewhere != ""
	}
	if g.Theirs == "" || p.Card.ConfigHash != g.Card.ConfigHash {
		return false
	}
	t := g.Card.Trend
	if len(p.Findings) > 0 {
		f := p.Findings[0]
		return g.Message.AccountID != "" && f.Kind != account.Stall && t.Week(f.Day) < f.Minutes/2
	}
	if p.Center != nil || p.Card.Subsidiaries > 0 || told < t.From || told > t.To() {
		return false
	}
	return t.Running[told-t.From] < t.Threshold
}

// note is a message for the thread of an alert.
func (m Message) note(n Note, key string, now time.Time, today account.Day) Message {
	id := fmt.Sprintf("note:%s:%s", n.Step, m.ID)
	if key != "" {
		id += ":" + short(key)
	}
	return Message{
		ID: id, Key: id, AccountID: m.AccountID, Kind: KindNote, Reason: Reason(n.Step), Channel: m.Channel, Thread: m.ID, DecidedAt: now,
		Payload: Payload{Note: &n, Today: today},
	}
}

// Taken is what is said when somebody takes an alert on: a note in its thread, and
// an edit of its card.
func Taken(r Record, userID string, now time.Time, zone *time.Location) []Message {
	return []Message{
		r.Message.note(Note{Step: StepTaken, By: userID}, "", now, account.DayOf(now, zone)),
		r.Message.edit("taken", now),
	}
}

// Mended is what is said in the thread of an alert when somebody says whose the
// people are that it is about: to is the account, empty where they are on none.
func Mended(r Record, said account.Repair, to string, moved int, zone *time.Location) Message {
	n := Note{Step: StepMended, Account: to, Apart: said.Apart, Moved: moved, By: said.UserID}
	if r.Claim != nil && r.Claim.UserID != said.UserID {
		n.Claimed = r.Claim.UserID
	}
	return r.Message.note(n, fmt.Sprintf("%s %s %d", said.Scope, said.Key, said.At.UnixMilli()), said.At, account.DayOf(said.At, zone))
}

// Judged is the edit of an alert's card when somebody says what they think of it.
func Judged(r Record, o account.Opinion) Message {
	return r.Message.edit("judged:"+short(o.UserID), o.At)
}

// PutOff is the edit of an alert's card when somebody puts it off.
func PutOff(r Record, z account.Snooze) Message {
	return r.Message.edit("put_off:"+z.Until.String(), z.At)
}

// edit makes the card of an alert say how it stands by now.
func (m Message) edit(why string, now time.Time) Message {
	id := fmt.Sprintf("edit:%s:%s", why, m.ID)
	return Message{ID: id, Key: id, AccountID: m.AccountID, Kind: KindEdit, Reason: Reason(why), Channel: m.Channel, Thread: m.ID, DecidedAt: now}
}

// Awake are the notes about alerts whose time has come: those that were put off
// until now, or earlier, and that nobody has taken on. They wait for a morning of a
// working day.
func (r Rules) Awake(snoozed []Record, now time.Time) []Message {
	var out []Message
	for _, s := range snoozed {
		h := r.hoursOf(s.Message.Channel, Tray{})
		if s.Snooze == nil || s.Claim != nil || h.NextMorning(s.Snooze.Until.Start(h.Zone)).After(now) {
			continue
		}
		out = append(out, s.Message.note(Note{Step: StepAwake, Day: s.Snooze.Until, Claimed: s.Snooze.UserID}, s.Snooze.Until.String(), now, account.DayOf(now, h.Zone)))
	}
	return out
}

// inTimeDays is how many working days an alert may wait for somebody.
const inTimeDays = 2

// InTime reports whether somebody took an alert on within two working days.
func (r Rules) InTime(w Record) bool {
	return w.Claim != nil && r.inTime(w.Message.Channel, w.Message.DecidedAt, w.Claim.At)
}

// inTime reports whether what was told in a channel was taken on in time.
func (r Rules) inTime(channel string, told, claimed time.Time) bool {
	return !claimed.After(r.hoursOf(channel, Tray{}).WorkingDaysLater(told, inTimeDays))
}

// Overdue are the messages to managers about alerts that nobody has taken on, put
// off or found useless within EscalateDays working days, one for each, where the
// owner of the account has a manager.
func (r Rules) Overdue(waiting []Record, now time.Time) []Message {
	if r.EscalateDays <= 0 {
		return nil
	}
	var out []Message
	for _, w := range waiting {
		m := w.Message
		h := r.hoursOf(m.Channel, Tray{})
		if !m.Kind.escalates() || w.Claim != nil || w.Snooze != nil || w.Opinion != nil || h.ByDay(h.WorkingDaysLater(m.DecidedAt, r.EscalateDays)).After(now) {
			continue
		}
		today := account.DayOf(now, h.Zone)
		manager := r.Manager(m.Payload.Account.Owner, today)
		if manager == "" {
			continue // digests name it
		}
		channel := Direct(manager)
		if r.Sandbox != "" {
			channel = r.Sandbox
		}
		p := m.Payload
		p.Told, p.Where, p.Today = account.DayOf(m.DecidedAt, h.Zone), m.Channel, today
		id := "unclaimed:" + m.ID
		out = append(out, Message{
			ID: id, Key: id, AccountID: m.AccountID, Center: m.Center, Kind: KindUnclaimed, Reason: Unclaimed, Channel: channel,
			Value: m.Value, Threshold: m.Threshold, DecidedAt: now, Payload: p,
		})
	}
	return out
}

// escalates reports whether somebody has to answer an alert of a kind.
func (k Kind) escalates() bool { return k == KindMQA || k == KindActNow || k == KindExpansion }
