package account

// Touched is one activity as a timeline shows it.
type Touched struct {
	Day       Day
	ContactID string // empty for the unknown person
	Role      Role
	Channel   string
	Minutes   Milli // weighted
}

// Timeline is who did what with an account, and what became of it.
type Timeline struct {
	Span     Span
	Touches  []Touched // in time order; robots' are left out
	Meetings []Meeting // held in the span, and scheduled in it
	Stages   []StageDay
}

// StageDay is a day on which an account came to a stage.
type StageDay struct {
	Day   Day
	Stage string
}
