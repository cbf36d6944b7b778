package account

import (
	"fmt"
	"slices"
	"strings"
)

// DigestKind says for whom a digest is written.
type DigestKind string

// The kinds.
const (
	RepDigest       DigestKind = "rep"
	ManagerDigest   DigestKind = "manager"
	MarketingDigest DigestKind = "marketing"
)

// DigestScope is what a digest is about.
type DigestScope struct {
	Kind  DigestKind
	Mine  bool  // instead of Group: owned or watched by whoever it is for
	Group Group // Every is all accounts
}

// String says the scope in the words of the command.
func (s DigestScope) String() string {
	about := s.Group.String()
	switch {
	case s.Mine:
		about = "mine"
	case s.Group.Every:
		about = "all"
	}
	if s.Mine && s.Kind == RepDigest || !s.Mine && s.Kind == ManagerDigest {
		return about
	}
	return string(s.Kind) + " " + about
}

// ParseDigestScope reads `[manager|marketing] [mine|all|territory:West|...]`. Without
// a word it is about the accounts of whoever asks. The error is ErrInvalid.
func ParseDigestScope(words []string) (DigestScope, error) {
	s := DigestScope{}
	rest := slices.Clone(words)
	if len(rest) > 0 {
		switch kind := DigestKind(strings.ToLower(rest[0])); kind {
		case RepDigest, ManagerDigest, MarketingDigest:
			s.Kind, rest = kind, rest[1:]
		}
	}
	switch {
	case len(rest) == 0 && (s.Kind == "" || s.Kind == RepDigest), len(rest) == 1 && strings.EqualFold(rest[0], "mine"):
		s.Mine = true
	case len(rest) == 0, len(rest) == 1 && strings.EqualFold(rest[0], "all"):
		s.Group.Every = true
	default:
		g, ok, err := ParseGroup(rest)
		if err == nil && !ok {
			err = fmt.Errorf("%q is no group of accounts: write mine, all, territory:West, tier:1, segment:X or @ann, and manager or marketing before it: %w", strings.Join(rest, " "), ErrInvalid)
		}
		if err != nil {
			return s, err
		}
		s.Group = g
	}
	if s.Kind == "" {
		s.Kind = ManagerDigest
		if s.Mine {
			s.Kind = RepDigest
		}
	}
	return s, nil
}

// Digest is what a team reads once a week. It is frozen when it is written: what is
// shown of it later is what was known then.
type Digest struct {
	Scope    DigestScope
	Day      Day // it was written; the week is the 7 days up to and including it
	Config   string
	Accounts int   // the denominator of everything: accounts in the scope
	Engaged  int   // of them, those with minutes in 90 days
	Minutes  Milli // of the 7 days
	Before   Milli // of the 7 days before them
	// Restated is the way from what the last digest stated of those to Before; nil
	// where nothing became of it.
	Restated *Bridge `json:",omitempty"`
	// Weeks are minutes of the weeks that end on Day, oldest first.
	Weeks []Milli

	Waiting  []DigestAlert   // MQAs and requests that nobody has taken on, newest first
	Movers   []Ranked        // by how far their week is from a normal one
	Found    []DigestFinding // people and accounts that were met in the week
	Meetings []DigestMeeting // of the next 7 days, soonest first
	Quiet    []DigestQuiet   // open opportunities that went quiet
	Listed   int             // alerts of the week that had a place in a line and no card

	Quarter *DigestQuarter `json:",omitempty"` // of a manager's
	Flat    []DigestFlat   `json:",omitempty"` // of marketing's
	Flats   int            // accounts that Flat was chosen from

	Trust    Trust // in percent of the minutes of 90 days
	Silences []Silence
}

// DigestAlert is an alert that waits.
type DigestAlert struct {
	AccountID, Name, Owner string
	Kind                   string
	Day                    Day
	Minutes                Milli // in 90 days, as it was told
}

// DigestFinding is something that was found in the week.
type DigestFinding struct {
	AccountID, Name string
	Kind            FindingKind
	Sentence        string
}

// DigestMeeting is a meeting that lies ahead.
type DigestMeeting struct {
	AccountID, Name string
	Day             Day
	Label           string
	Invited         int
}

// DigestQuiet is an open opportunity of which nothing is heard.
type DigestQuiet struct {
	AccountID, Name, Owner string
	Last                   Day // of two-way contact; zero where there was none
	Minutes7, Normal7      Milli
}

// DigestQuarter is what a manager compares.
type DigestQuarter struct {
	Span, Against    Span
	Targets          int // accounts with a tier, or all where none has one
	Minutes, Before  Milli
	Territories      []ReportRow
	Owners           []ReportRow
	Segments         []ReportRow // that grew most
	NewMQAs          int         // alerts of the 7 days: MQAs, expansions and requests
	Claimed          int         // of them, taken on
	InTime           int         // of those, within two working days
	Useless          int         // found not useful
	Held, HeldBefore int         // meetings and calls of the quarter
	OffTarget        []Ranked    // engaged accounts without a tier
	OffTargets       int
	Silent, SilentOf int // tier 1 accounts without a minute in 90 days, of so many
	SilentNames      []string
}

// DigestFlat is an account that marketing is to move.
type DigestFlat struct {
	AccountID, Name string
	Grade           int
	Minutes90       Milli
	Seen            []string // what its people looked at
	Untouched       []string // personas of which nobody was seen
}

// Empty reports whether a digest has nothing to say.
func (d *Digest) Empty() bool {
	switch d.Scope.Kind {
	case MarketingDigest:
		return len(d.Flat) == 0
	case ManagerDigest:
		q := d.Quarter
		return d.Minutes+d.Before == 0 && len(d.Waiting) == 0 && (q == nil || q.Minutes+q.Before == 0)
	}
	return len(d.Waiting)+len(d.Movers)+len(d.Found)+len(d.Meetings)+len(d.Quiet)+d.Listed == 0
}
