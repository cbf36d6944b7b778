package account

import "time"

// Brief is what one should know before a meeting with people of an account.
type Brief struct {
	Start   time.Time
	Zone    string // IANA, of whoever reads it
	Meeting Meeting
	People  []Briefed // known people who are invited, most minutes first
	Missing []string  // personas that are wanted and not engaged
}

// Briefed is somebody who is invited.
type Briefed struct {
	ContactID string
	Role      Role
	Minutes   Milli   // weighted, in 90 days
	Read      []Touch // what they looked at last, the newest first, at most three
}
