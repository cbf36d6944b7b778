package alert

import (
	"time"

	"engagement/account"
)

// Status is where a message of the outbox is in its life. See ARCHITECTURE.md
// for the machine.
type Status string

// The states of an outbox row.
const (
	Held     Status = "held"     // waits for a dispatch
	InALine  Status = "listed"   // named in a line, in place of a card
	Withheld Status = "withheld" // decided against by a dispatch
	Pending  Status = "pending"  // to be posted at NextAt
	Sending  Status = "sending"  // claimed under a lease; perhaps posted
	Unsure   Status = "unsure"   // perhaps posted: to be looked up before any re-post
	Sent     Status = "sent"     // on Slack, with its ts
	Dead     Status = "dead"     // Slack will never take it; operators are told
)

// Lease is a claim on one message: who holds the token may settle it.
type Lease struct {
	Message  Message
	Token    string
	Attempts int
	// Unsure says that an earlier attempt may have reached Slack: look it up
	// before posting.
	Unsure    bool
	ChannelID string // where an earlier attempt posted, if it got that far
	// Parent is the message in whose thread it is said, or whose card it edits; nil
	// where there is none.
	Parent *Record
}

// Outcome is what became of an attempt.
type Outcome struct {
	Status    Status // Pending (again, at NextAt), Unsure, Sent or Dead
	ChannelID string
	TS        string
	NextAt    time.Time
	Error     string // redacted
	Cause     string // of Dead: Slack's word, or ours
	At        time.Time
	// Notices are told with the first that is given up in its channel for its cause.
	Notices []Message
}

// Claim is somebody's "I'm on it".
type Claim struct {
	MessageID string
	UserID    string // of Slack
	At        time.Time
}

// Record is a message with what became of it: the row of `export alerts`, and
// what a button on its card acts on.
type Record struct {
	Message   Message
	Status    Status
	ChannelID string
	TS        string // of Slack; empty until sent
	Attempts  int
	Error     string
	Claim     *Claim           // nil while nobody works on it
	Opinion   *account.Opinion // the first that somebody had of it
	Snooze    *account.Snooze  // until when it is put off
	Play      *account.Play    // as it is by now, of a message that shows one
	Ending    Ending           // what it led to; empty while nothing is known
	Score     int64            // version of its account's score that was looked at
}
