package bot

import (
	"context"
	"fmt"
	"net/url"

	"engagement/account"
)

// Repairer keeps what people say about where somebody belongs.
type Repairer interface {
	// Subject finds who a repair would be about: a person by the id of a contact
	// or by address, or a domain. The error is account.ErrNotFound or
	// account.ErrInvalid.
	Subject(ctx context.Context, about account.Scope, who string) (Subject, error)
	// Weigh says what a repair would move, and changes nothing. The error is
	// account.ErrInvalid where it cannot be.
	Weigh(ctx context.Context, o Order) (Weighed, error)
	// Repair keeps it and moves what it is about; where an alert led to it, its thread
	// hears of it. Twice does one thing.
	Repair(ctx context.Context, o Order, userID string) (Repaired, error)
}

// Order is a repair as somebody asks for it.
type Order struct {
	About     account.Scope // what Who is
	Who       string        // the id of a contact or an address; or a domain
	Scope     account.Scope // how wide it is
	AccountID string
	Apart     bool   // they are not on AccountID; the other rules say where they are
	Alert     string // the message that showed that something is wrong, if one did
}

// wide reports whether an order has to be confirmed: it speaks of everybody of a
// domain, or keeps somebody off all accounts.
func (o Order) wide() bool { return o.Scope == account.WholeDomain || o.AccountID == "" }

// text is an order as it comes back with a form or a click.
func (o Order) text() string {
	return url.Values{
		"about": {string(o.About)}, "who": {o.Who}, "scope": {string(o.Scope)}, "account": {o.AccountID}, "apart": {apartWord(o.Apart)}, "alert": {o.Alert},
	}.Encode()
}

func apartWord(apart bool) string {
	if apart {
		return "yes"
	}
	return ""
}

func orderOf(text string) (Order, error) {
	v, err := url.ParseQuery(text)
	if err != nil {
		return Order{}, fmt.Errorf("read a repair: %w", err)
	}
	return Order{
		About: account.Scope(v.Get("about")), Who: v.Get("who"), Scope: account.Scope(v.Get("scope")), AccountID: v.Get("account"), Apart: v.Get("apart") != "",
		Alert: v.Get("alert"),
	}, nil
}

// Subject is who a repair is about.
type Subject struct {
	Scope   account.Scope
	Key     string          // of the repair
	Contact account.Contact // of a person
	// Domain is the domain, or that of the person's mailbox; empty where that says
	// nothing about where somebody works.
	Domain   string
	Accounts []account.Account // where they are now
}

// Weighed is what a repair would move.
type Weighed struct {
	Subject
	Repair     account.Repair
	To         account.Account   // the zero value is no account; where the repair says apart, the one that loses them
	Onto       []account.Account // where the other rules put them then; none is on no account
	From       []account.Account // that lose something
	People     int
	Activities int // that are elsewhere
}

// Repaired is what a repair has moved.
type Repaired struct {
	Weighed
	Changed bool
	Minutes account.Milli // that what moved earns where it is now, in 90 days
	Pending bool          // the past moves a little later
}

// MostStrangers is how many of them an answer lists.
const MostStrangers = 10

// StrangersAnswer lists who is on no account.
type StrangersAnswer struct {
	Strangers []account.Stranger         // most minutes first
	People    map[string]account.Contact // by id
	// Silent are the activities that say nothing of where anybody works.
	Silent account.Stranger
	Today  account.Day
	Config string
}
