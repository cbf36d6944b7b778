package account

// Family is what an account and all accounts below it, however far, come to. An
// account is counted once, whoever names whom as its parent.
type Family struct {
	Subsidiaries int   // accounts below it
	Minutes      Milli // of the last 90 days, its own and theirs
}

// FamilyMember is an account below another one, as it was last scored.
type FamilyMember struct {
	AccountID string
	Day       Day   // zero where it was never scored
	Minutes90 Milli // of the days up to Day
}
