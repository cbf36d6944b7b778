package account

import "time"

// Batch is what one transaction of the intake makes durable: either all of it
// is stored, or none.
type Batch struct {
	// ImportID names the import run, or is empty for live intake.
	ImportID string
	// Directory is the version of the directory that the matches were made
	// with; the store answers ErrStale when it has moved on.
	Directory  int64
	At         time.Time // the one instant of the transaction
	Activities []Activity
	Faults     []Fault
}

// Recorded counts what a Batch added.
type Recorded struct {
	New       int // activities stored
	Duplicate int // activities that were there already
	Unmatched int // of the new ones, those on no account
}

// Fault is a row that could not be used, kept until somebody mends or drops it.
type Fault struct {
	ID       int64  // given by the store
	ImportID string // the run that met it
	Kind     string // accounts, contacts, activities, opportunities
	File     string
	Line     int // of the file, counted from 1
	Reason   string
	Row      map[string]string // the fields as they came, after renaming
	At       time.Time
}

// Directory is everything the matcher knows: who is who, and where.
type Directory struct {
	Version  int64 // grows with every change
	Accounts []Account
	Contacts []Contact
	Repairs  []Repair // in any order
}

// Import is one run of the import command.
type Import struct {
	ID         string
	Kind       string
	Source     string
	Zone       string // IANA name for local times
	Live       bool
	StartedAt  time.Time
	FinishedAt time.Time // zero while running
}
