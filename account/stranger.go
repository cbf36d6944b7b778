package account

import "time"

// Stranger is somebody on no account, or everybody of a domain that is nobody's,
// over a span of days.
type Stranger struct {
	Scope      Scope
	Key        string // that of a repair; empty where there is nothing to repair by
	ContactID  string // of a person: names are looked up
	People     int    // known ones; 0 is visitors alone
	Activities int
	Minutes    Milli // what they would earn on an account of their own
	Last       Touch // of what they did last
	Reason     string
}

// Strayed is what one identity on no account did in a span of days.
type Strayed struct {
	Activities int
	Minutes    Milli // of those of its Stranger
	Last       time.Time
	Key        string // of its Stranger, after the scope: "domain:acme.de"
}
