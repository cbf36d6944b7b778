package alert

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"engagement/account"
)

// Message is a row of the outbox: decided, not yet delivered.
type Message struct {
	ID        string // equals Key; given to Slack as metadata
	Key       string // unique
	AccountID string // empty where there is no account
	Kind      Kind
	Reason    Reason
	Channel   string // by name or id, a member's id, or Direct
	Thread    string // the message in whose thread it is said, or whose card it edits
	Center    string // the buying center that it is about, if not the account
	// Value and Threshold are what was judged: minutes and what was needed, or
	// what is normal.
	Value, Threshold account.Milli
	DecidedAt        time.Time // that it is told; while it waits, that it is worth telling
	Payload          Payload
}

// Payload is frozen when the decision is made: the courier reads nothing else,
// so a retry posts what was decided. People appear by id and role.
type Payload struct {
	Account account.Account    `json:"account"`
	Card    account.Card       `json:"card"`
	Request *account.LedgerRow `json:"request,omitempty"`
	// Center is the buying center that qualified, where it is not the account.
	Center  *account.CenterScore `json:"center,omitempty"`
	Crossed bool                 `json:"crossed,omitempty"` // became an MQA with this very message
	Today   account.Day          `json:"today"`
	// At is when it was decided that an account qualifies; Message.DecidedAt becomes
	// later where the card waits.
	At    time.Time `json:"at,omitzero"`
	List  []Listed  `json:"list,omitempty"`
	Count int       `json:"count,omitempty"` // accounts in the list, named or not
	Later bool      `json:"later,omitempty"` // not the first list of this workspace
	Why   string    `json:"why,omitempty"`   // why a request has no account
	// Findings are what the night found about the account; the first is what the
	// message is about.
	Findings []account.Finding `json:"findings,omitempty"`
	// Plays are the names of those that fit.
	Plays []string `json:"plays,omitempty"`
	// Play is one that was begun, and Step the step of it that is due.
	Play *account.Play `json:"play,omitempty"`
	Step int           `json:"step,omitempty"`
	// Digest is what a team reads once a week.
	Digest *account.Digest `json:"digest,omitempty"`
	// Note is what is said in the thread of another message.
	Note *Note `json:"note,omitempty"`
	// Told is when, and Where to whom, an alert was told that nobody has taken on.
	Told  account.Day `json:"told,omitempty"`
	Where string      `json:"where,omitempty"`
	// Silence is a source that brings nothing any more.
	Silence *account.Silence `json:"silence,omitempty"`
	// Undelivered is an alert that Slack will never take.
	Undelivered *Undelivered `json:"undelivered,omitempty"`
	// Brief is what a meeting is about.
	Brief *account.Brief `json:"brief,omitempty"`
}

// Listed is one account of a Day-one list, or of a line.
type Listed struct {
	AccountID string        `json:"account_id"`
	Name      string        `json:"name"`
	Owner     string        `json:"owner,omitempty"`
	Minutes   account.Milli `json:"minutes"`
	People    int           `json:"people"`
	Asked     bool          `json:"asked,omitempty"`    // somebody asked to be contacted lately
	Together  string        `json:"together,omitempty"` // "with 6 subsidiaries", where it qualifies so
	// Of a line: what happened, and the minutes that were needed or are normal.
	Kind   Kind          `json:"kind,omitempty"`
	Normal account.Milli `json:"normal,omitempty"`
	// Event is what moved Moved accounts, where it is about no account.
	Event string `json:"event,omitempty"`
	Moved int    `json:"moved,omitempty"`
}

// cardTrendDays is how much of the trend a card shows.
const cardTrendDays = 182

func (d *decider) message(kind Kind, key string, reason Reason, request *account.LedgerRow) *Message {
	d.out.Messages = append(d.out.Messages, Message{
		ID: key, Key: key, AccountID: d.Account.ID, Kind: kind, Reason: reason, DecidedAt: d.now,
		Channel: d.rules.place(about{Account: d.Account, kind: kind, segment: d.Segment}, d.today),
		Value:   d.Card.Counting90, Threshold: d.Card.Threshold,
		Payload: Payload{Account: bare(d.Account), Card: shortened(d.Card), Request: request, Crossed: d.next.MQA && !d.State.MQA, Today: d.today, At: d.now},
	})
	m := &d.out.Messages[len(d.out.Messages)-1]
	m.Payload.Plays = d.rules.suggest(about{Account: d.Account, kind: kind, segment: d.Segment}, &m.Payload)
	return m
}

// Event is what a message says moved many accounts, and how many; empty where it is
// about one.
func (p Payload) Event() (name string, moved int) {
	for _, f := range p.Findings {
		if f.Kind == account.EventBurst {
			return f.Subject, len(f.Accounts)
		}
	}
	return "", 0
}

// bare is an account without what only its directory needs.
func bare(a account.Account) account.Account {
	a.Props, a.Domains, a.Aliases = nil, nil, nil
	return a
}

// shortened is a card with as much of its trend as a message shows.
func shortened(c account.Card) account.Card {
	c.Trend = c.Trend.Last(cardTrendDays)
	return c
}

// DecideUnmatched judges the requests of people who are on no account: each
// goes to operations, who can tell whose it is.
func DecideUnmatched(rows []account.LedgerRow, why map[string]string, seen map[string]bool, r Rules, now time.Time, today account.Day) Decision {
	var out Decision
	for _, row := range rows {
		key := RequestKey(row)
		if seen[key] {
			continue
		}
		reason, sent := NobodysYet, true
		switch {
		case ExcludedWhy(why[key]):
			reason, sent = ExcludedPeople, false
		}
		out.Facts = append(out.Facts, Fact{Kind: KindActNow, Key: key, Day: row.Day, At: now, Reason: reason, Detail: row.Type, Listed: true})
		out.Verdicts = append(out.Verdicts, Verdict{Kind: KindActNow, Sent: sent, Reason: reason, At: now})
		if sent {
			row := row
			out.Messages = append(out.Messages, Message{
				ID: key, Key: key, Kind: KindActNow, Reason: reason, Channel: r.operations(), DecidedAt: now,
				Payload: Payload{Request: &row, Today: today, Why: why[key]},
			})
		}
	}
	return out
}

// The matcher's reasons for which a request reaches nobody.
const (
	OwnPeople   = "own people"
	TestAddress = "test address"
)

// ExcludedWhy reports whether an unmatched request is left out for good.
func ExcludedWhy(why string) bool { return why == OwnPeople || why == TestAddress }

// dayOneNames is how many accounts the list names, besides all that asked to be
// contacted; the rest are counted. A list holds dayOneMost at the most.
const (
	dayOneNames = 15
	dayOneMost  = 60
)

// DayOne makes the one list for everything that an import of history found.
// sequence makes its key unique; zero is the first import of all.
func DayOne(found []Listed, sequence int64, r Rules, now time.Time, today account.Day) Message {
	list := slices.Clone(found)
	slices.SortFunc(list, func(a, b Listed) int {
		if a.Asked != b.Asked {
			if a.Asked {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.Minutes, a.Minutes), cmp.Compare(a.AccountID, b.AccountID))
	})
	named := dayOneNames
	for _, l := range list {
		if l.Asked {
			named++
		}
	}
	named = min(named, dayOneMost, len(list))
	key := "day_one:" + itoa(sequence)
	return Message{
		ID: key, Key: key, Kind: KindDayOne, Reason: ImportedMQAs, Channel: r.home(), DecidedAt: now,
		Payload: Payload{List: list[:named], Count: len(list), Later: sequence > 0, Today: today},
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
