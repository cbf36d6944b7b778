package account

import "time"

// Play is a play that was begun at an account.
type Play struct {
	ID        string
	Name      string
	AccountID string
	UserID    string // of Slack: who began it
	Begun     time.Time
	Ended     time.Time // when no step was open any more; zero before
	// Outcome is what came of it: "opportunity", or empty while nothing has.
	Outcome string
	Steps   []PlayStep
}

// PlayStep is one step of a play.
type PlayStep struct {
	Do      string
	Through string // "phone", "mail"
	Mail    string // whose it is; empty where it is nobody's
	Due     Day
	State   StepState
	By      string // of Slack: who did or skipped it
	At      time.Time
}

// StepState is what became of a step; empty while it is open.
type StepState string

// The states of a step.
const (
	StepDone    StepState = "done"
	StepSkipped StepState = "skipped"
)

// Open counts the steps that are open.
func (p Play) Open() int {
	n := 0
	for _, s := range p.Steps {
		if s.State == "" {
			n++
		}
	}
	return n
}
