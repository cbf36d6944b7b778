package alert

import (
	"slices"
	"strings"
	"time"

	"engagement/account"
)

// Where a route leads besides a channel.
const (
	ToOwner   = "owner"   // a direct message to the owner of the account
	ToManager = "manager" // and to the manager of the owner
)

// person begins the destination of a direct message: an e-mail address follows.
const person = "@"

// Route sends what matches it to one place. An empty list matches everything.
type Route struct {
	Kinds       []Kind
	Territories []string
	Tiers       []string
	Segments    []string
	Owners      []string // e-mails
	Centers     []string // buying centers
	// To is a channel by name or id, ToOwner or ToManager.
	To string
	// Zone is where the readers are; nil is the company's.
	Zone *time.Location
}

// about is what a route looks at.
type about struct {
	account.Account
	kind    Kind
	center  string
	segment string
}

func (r Route) matches(a about) bool {
	in := func(list []string, value string) bool {
		return len(list) == 0 || slices.ContainsFunc(list, func(v string) bool { return strings.EqualFold(v, value) })
	}
	return (len(r.Kinds) == 0 || slices.Contains(r.Kinds, a.kind)) && in(r.Territories, a.Territory) && in(r.Tiers, a.Tier) &&
		in(r.Segments, a.segment) && in(r.Owners, a.Owner) && in(r.Centers, a.center)
}

// Leave is a time for which somebody is away, and who reads for them then.
type Leave struct {
	Span     account.Span
	Delegate string // e-mail
}

// Reader is what is known of one of us as a reader of alerts.
type Reader struct {
	Manager string // e-mail; empty where nobody is named
	Away    []Leave
}

// standIns is how many delegates are followed before somebody gets the alert
// who is away: circles end.
const standIns = 5

// Reader is who reads on a day what is for somebody, by e-mail: the delegate
// while they are away.
func (r Rules) Reader(mail string, day account.Day) string {
	for range standIns {
		at := slices.IndexFunc(r.Readers[strings.ToLower(mail)].Away, func(l Leave) bool { return l.Span.Contains(day) })
		if at < 0 {
			break
		}
		mail = r.Readers[strings.ToLower(mail)].Away[at].Delegate
	}
	return mail
}

// Manager is who reads on a day what is for the manager of somebody; empty where
// nobody is named.
func (r Rules) Manager(mail string, day account.Day) string {
	manager := r.Readers[strings.ToLower(mail)].Manager
	if manager == "" {
		return ""
	}
	return r.Reader(manager, day)
}

// place is where a message goes: the first route that matches, else the channel
// of the rules. What is for a person nobody knows falls back to that channel.
// In a dry run everything goes to the sandbox.
func (r Rules) place(a about, day account.Day) string {
	if r.Sandbox != "" {
		return r.Sandbox
	}
	to := ""
	if r.Manners[a.kind] == AsDirect {
		to = ToOwner
	}
	if at := slices.IndexFunc(r.Routes, func(v Route) bool { return v.matches(a) }); at >= 0 {
		to = r.Routes[at].To
	}
	mail := ""
	switch to {
	case "":
		return r.Channel
	case ToOwner:
		if a.Owner != "" {
			mail = r.Reader(a.Owner, day)
		}
	case ToManager:
		mail = r.Manager(a.Owner, day)
	default:
		return to
	}
	if mail == "" {
		return r.Channel
	}
	return Direct(mail)
}

// home is where what concerns many accounts goes.
func (r Rules) home() string {
	if r.Sandbox != "" {
		return r.Sandbox
	}
	return r.Channel
}

// operations is where what concerns the program's keepers goes.
func (r Rules) operations() string {
	if r.Sandbox != "" {
		return r.Sandbox
	}
	return r.Operations
}

// Direct is the destination of a direct message to somebody, by e-mail.
func Direct(mail string) string { return person + strings.ToLower(mail) }

// Mail is the address of a destination that is a direct message; ok is false
// where it is a channel.
func Mail(destination string) (mail string, ok bool) {
	mail, ok = strings.CutPrefix(destination, person)
	return mail, ok && strings.Contains(mail, "@")
}
