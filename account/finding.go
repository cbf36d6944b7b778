package account

// FindingKind says what was found.
type FindingKind string

// The kinds.
const (
	Surge           FindingKind = "surge"            // far more minutes than the account's normal
	Stall           FindingKind = "stall"            // far fewer, two weeks running
	FirstEngagement FindingKind = "first_engagement" // people we know, for the first time
	NewSenior       FindingKind = "new_senior"       // a Director or above, at an account that was engaged before
	Returning       FindingKind = "returning"        // engaged again, after a lost deal or long silence
	ChampionMoved   FindingKind = "champion_moved"   // one of the top people of another account, here now
	EventBurst      FindingKind = "event_burst"      // one event moved many accounts: instead of their surges
)

// Finding is something unusual about an account at the end of a day. It is
// found from what happened up to that day alone.
type Finding struct {
	AccountID string // empty for an EventBurst
	Kind      FindingKind
	Day       Day
	Direction Direction // Rising or Falling
	Minutes   Milli     // of the 7 days ending on Day; those of the people, or person, that the kind is about
	Normal    Milli     // what 7 days were expected to be
	People    int       // who took part in the 7 days; 0 when not known
	Sentence  string    // "61 min in 7 days, normally 14 (x4.4, +47 min)"
	// Subject tells findings of one account, kind and day apart: the contact of
	// a NewSenior or ChampionMoved, the asset of an EventBurst.
	Subject  string
	Accounts []string // those that an EventBurst moved, by id
	// Late is the part of Minutes that was history when we learned of it.
	Late Milli
	// Learned is the newest day on which we learned of any of the 7 days.
	Learned Day
}

// About lists the accounts that the finding is about.
func (f Finding) About() []string {
	if f.AccountID == "" {
		return f.Accounts
	}
	return []string{f.AccountID}
}

// Silence is a source that brings nothing any more, longer than is its habit.
type Silence struct {
	Source  string
	Since   Day // the last day on which it brought something
	Noticed Day // the first day on which chance could not explain it
	Usual   int // active days in the 12 weeks up to Since
}
