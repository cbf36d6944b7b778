package account

// View is an account over a period, beside the one it is compared with. The
// parts of each list sum to Minutes, to the thousandth; unknown visitors are a
// part of every list but People.
type View struct {
	Span, Against Span
	Minutes       Milli
	Before        Milli  // in Against
	Daily         Series // minutes of each day of Span
	Groups        []Part // marketing, sales, product, intent
	Channels      []Part
	Campaigns     []Part // None is without one
	Assets        []Part // None is without one
	Personas      []PersonaReach
	People        []PersonView // known people with minutes in either period, most first
	Unknown       Milli        // minutes of visitors nobody knows
	Bottom        []Part       // content of somebody about to buy, most people first
	BottomPeople  int          // known people who reached any of it
	LastReply     Day          // up to the end of the period; zero when there was none
	LastMeeting   Day
	LastCall      Day // connected
	Held          int // meetings in the period
	Scheduled     int // meetings of the period that were scheduled, and not held (yet)
}

// Part is a share of minutes.
type Part struct {
	Name    string
	Minutes Milli
	People  int // known people
}

// PersonaReach says how far a persona is engaged. What is Wanted is there also
// without people.
type PersonaReach struct {
	Part
	Wanted bool
}

// PersonView is one person's part of the minutes.
type PersonView struct {
	ContactID string
	Role      Role
	Persona   string
	Minutes   Milli
	Before    Milli
	Last      Touch // in the period; the zero value where there is none
	Months    int   // of the last six, those with minutes
	Champion  bool  // among the people with most minutes over two months or more
}

// MeetingState says what became of a meeting.
type MeetingState string

// The states.
const (
	Held      MeetingState = "held"
	Scheduled MeetingState = "scheduled"
)

// Meeting is one meeting or connected call with people of the account.
type Meeting struct {
	Day     Day
	State   MeetingState
	Call    bool // a connected call
	Label   string
	Asset   string
	People  []PersonMinutes // known people who were there, or are invited
	Unknown int             // others
	Minutes Milli           // weighted, of all of them
}

// Temperature is a grade that has lasted.
type Temperature string

// The temperatures; the zero value is neither.
const (
	Hot  Temperature = "hot"  // grade 4 for four weeks: an active buying window
	Cold Temperature = "cold" // grade 1 for a quarter: deprioritise
)

// MeetingReport counts meetings and connected calls by a dimension of accounts.
type MeetingReport struct {
	By      Dimension
	Span    Span
	Against Span
	Config  string
	Rows    []MeetingRow // most meetings held first
	Total   MeetingRow
}

// MeetingRow is one value of the dimension.
type MeetingRow struct {
	Value      string // None where there is none
	Held       int    // meetings in the period
	HeldBefore int    // in the period compared with
	Scheduled  int    // of the period, and not held (yet)
	Calls      int    // connected, in the period
	Met        int    // accounts with a meeting held or a call in the period
	Accounts   int    // the denominator: those that have the value
}
