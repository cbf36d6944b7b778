package alert

import (
	"slices"
	"time"

	"engagement/account"
)

// Rules are the settings of judgement.
type Rules struct {
	Channel    string // where cards go that no route sends elsewhere
	Operations string // where what has no account goes
	Sandbox    string // where everything goes instead, in a dry run; empty is none
	Routes     []Route
	Readers    map[string]Reader // by e-mail, lower case
	// Manners are how kinds are told; a kind that is not there has cards.
	Manners map[Kind]Manner
	// Names is what alerts of a kind say of people where that is less than channels
	// learn: none or title.
	Names map[Kind]string
	// Budget is how many cards a channel gets in a day, besides requests; the rest
	// is named in a line. Negative is no limit.
	Budget int
	Hours  Hours // of the company
	Plays  []Play
	// Threads says that later cards of an account are told in the thread of its
	// first.
	Threads bool
	// EscalateDays is after how many working days a manager hears of an alert that
	// nobody has taken on; zero is never.
	EscalateDays int
	// HoldOut is the percent of messages that are withheld by chance.
	HoldOut int
	// RealertDays is how long an account must have been out before it may
	// alert again.
	RealertDays int
	// Silent relations never alert, not even when they ask.
	Silent []string
}

// DefaultRules are the recommended rules.
func DefaultRules() Rules {
	return Rules{
		Channel: "#alerts", Operations: "#alerts", RealertDays: 30, Silent: []string{"own", "competitor"},
		Budget: 3, EscalateDays: 2, Manners: map[Kind]Manner{Kind(account.FirstEngagement): AsLine}, Hours: Hours{
			Zone: time.UTC, Morning: 8 * 60, Evening: 17 * 60,
			Working: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
		},
	}
}

// State is what is known to have happened to an account: the sum of its facts.
type State struct {
	AccountID  string
	Version    int64 // of the row; a commit against another version is refused
	Known      bool  // it has been judged with activities before
	MQA        bool
	MQASince   account.Day
	MQAOut     account.Day // the day it last left; zero if it never did
	Stage      string
	StageSince account.Day
	// Centers are the buying centers that have been in MQA, by name.
	Centers map[string]CenterState
}

// CenterState is what is known to have happened to a buying center.
type CenterState struct {
	MQA      bool
	MQASince account.Day
	MQAOut   account.Day // the day it last left; zero if it never did
}

// Center is a buying center as it is judged, with its own deals.
type Center struct {
	account.CenterScore
	Open, Customer bool
}

// Cause says what woke the judgement.
type Cause struct {
	Live     bool // new activities, young enough to alert
	Imported bool // history arrived for the account
}

// Snapshot is everything a decision is made from.
type Snapshot struct {
	Account  account.Account
	Segment  string // of the account, for routes
	State    State
	Card     account.Card
	ActNow   []account.LedgerRow // live requests, oldest first
	Seen     map[string]bool     // requests decided before, by RequestKey
	Open     bool                // an opportunity is open
	Customer bool
	Centers  []Center
	Active   bool        // it has activities at all
	Muted    account.Day // the last day on which somebody wants to hear nothing of it but requests
	Cause    Cause
}

// Decision is the answer: everything in it is committed at once.
type Decision struct {
	State    State
	Facts    []Fact
	Messages []Message
	Verdicts []Verdict
}

// Fact is something that happened, kept for ever as it happened.
type Fact struct {
	AccountID string
	Center    string // of the account, where it is about one
	Kind      Kind
	Key       string // unique: the same fact cannot happen twice
	Day       account.Day
	At        time.Time
	Reason    Reason
	Detail    string
	Config    string // it was decided under; the store fills it
	Listed    bool   // false until a Day-one list has named it
}

// Verdict is one question with its answer, for the audit. That of a message that
// waits is given when it is dispatched.
type Verdict struct {
	AccountID string
	Center    string // of the account, where it is about one
	Kind      Kind
	Sent      bool
	Reason    Reason
	Value     account.Milli
	Threshold account.Milli
	At        time.Time
}

// RequestKey identifies a request for the purpose of saying it once.
func RequestKey(r account.LedgerRow) string { return "act_now:" + r.Source + ":" + r.ActivityID }

// Decide judges one account. It is pure: now and today are the caller's.
func Decide(s Snapshot, r Rules, now time.Time, today account.Day) Decision {
	d := &decider{Snapshot: s, rules: r, now: now, today: today, next: s.State}
	d.next.AccountID, d.next.Known = s.Account.ID, s.State.Known || s.Active
	d.stage()
	crossed := d.mqa()
	d.requests(crossed)
	d.centers()
	d.out.State = d.next
	return d.out
}

// freshFor is how young a request must be to get a card of its own, although it
// came with the first history of its account; the list names the older ones.
const freshFor = 48 * time.Hour

type decider struct {
	Snapshot
	rules Rules
	now   time.Time
	today account.Day
	next  State
	said  bool // the account has a message already
	out   Decision
}

func (d *decider) fact(kind Kind, key string, day account.Day, reason Reason, detail string) {
	d.out.Facts = append(d.out.Facts, Fact{
		AccountID: d.Account.ID, Kind: kind, Key: key, Day: day, At: d.now, Reason: reason, Detail: detail,
		Listed: reason != History || kind != KindMQA && kind != KindActNow,
	})
}

func (d *decider) verdict(kind Kind, reason Reason, sent bool) {
	d.out.Verdicts = append(d.out.Verdicts, Verdict{
		AccountID: d.Account.ID, Kind: kind, Sent: sent, Reason: reason,
		Value: d.Card.Counting90, Threshold: d.Card.Threshold, At: d.now,
	})
}

func (d *decider) stage() {
	if d.Card.Stage == d.State.Stage {
		return
	}
	d.next.Stage, d.next.StageSince = d.Card.Stage, d.Card.StageSince
	d.fact(KindStage, d.key("stage"), d.Card.StageSince, d.quiet(), d.State.Stage+between+d.Card.Stage)
}

// key is unique for a transition: an account goes through each version of its
// state once.
func (d *decider) key(kind string) string {
	return kind + ":" + d.Account.ID + ":" + itoa(d.State.Version)
}

// quiet is the reason under which transitions that nobody was waiting for are
// kept.
func (d *decider) quiet() Reason {
	switch {
	case d.Cause.Imported:
		return History
	case !d.Cause.Live:
		return Backfill
	}
	return Crossed
}

// mqa settles the MQA transition and returns the message reason, or the reason
// to be quiet.
func (d *decider) mqa() Reason {
	switch {
	case d.Card.MQA == d.State.MQA:
		return ""
	case !d.Card.MQA:
		d.next.MQA, d.next.MQASince, d.next.MQAOut = false, 0, d.today
		d.fact(KindMQAOff, d.key("mqa_off"), d.today, d.quiet(), "")
		return ""
	}
	d.next.MQA, d.next.MQASince = true, d.Card.MQASince
	reason := d.hushed(d.quiet(), d.Open, d.Customer, d.State.MQAOut)
	d.fact(KindMQA, d.key("mqa"), d.Card.MQASince, reason, d.Card.Together())
	return reason
}

// hushed is the reason for which what crossed is not told, or reason.
func (d *decider) hushed(reason Reason, open, customer bool, out account.Day) Reason {
	switch {
	case reason != Crossed && reason != History:
	case customer:
		return Customer
	case open:
		return OpenDeal
	case out != 0 && int(d.today-out) < d.rules.RealertDays:
		return RecentlyOut
	case reason == Crossed && d.Muted >= d.today:
		return Muted
	}
	return reason
}

// requests judges every new request to be contacted, then the MQA crossing
// that no request has announced.
func (d *decider) requests(crossed Reason) {
	type asked struct {
		contact, typ string
		day          account.Day
	}
	today := map[asked]bool{}
	for _, row := range d.ActNow {
		if d.Seen[RequestKey(row)] && row.ContactID != "" {
			today[asked{row.ContactID, row.Type, row.Day}] = true
		}
	}
	for _, row := range d.ActNow {
		if d.Seen[RequestKey(row)] {
			continue
		}
		who := asked{row.ContactID, row.Type, row.Day}
		reason, sent := Requested, false
		switch {
		case slices.Contains(d.rules.Silent, d.Account.Relation):
			reason = ExcludedPeople
		case d.Cause.Imported && !d.State.Known && d.now.Sub(row.OccurredAt) > freshFor:
			reason = History
		case !d.Cause.Live:
			reason = Backfill
		case row.ContactID != "" && today[who]:
			reason = RepeatedToday
		default:
			sent = true
			if d.today-row.Day > 0 {
				reason = LateRequest
			}
		}
		today[who] = true
		d.fact(KindActNow, RequestKey(row), row.Day, reason, row.Type)
		d.verdict(KindActNow, reason, sent)
		if sent {
			d.said = true
			d.message(KindActNow, RequestKey(row), reason, &row)
		}
	}
	switch {
	case crossed == "":
	case d.said && crossed == Crossed:
		d.verdict(KindMQA, SaidTogether, false)
	case crossed == Crossed:
		d.said = true
		d.message(KindMQA, d.key("mqa"), crossed, nil)
	default:
		d.verdict(KindMQA, crossed, false)
	}
}
