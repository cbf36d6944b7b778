package account

// FindingKind says what was found.
type FindingKind string

// The kinds.
const (
	Surge FindingKind = "surge" // far more minutes than the account's normal
	Stall FindingKind = "stall" // far fewer, two weeks running
)

// Finding is something unusual about an account at the end of a day.
type Finding struct {
	Kind      FindingKind
	Day       Day
	Direction Direction // Rising or Falling
	Minutes   Milli     // of the 7 days ending on Day
	Normal    Milli     // what 7 days were expected to be
	People    int       // who took part in the 7 days; 0 when not known
	Sentence  string    // "61 min in 7 days, normally 14 (x4.4, +47 min)"
}
