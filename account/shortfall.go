package account

// Shortfall is what an account lacks to become an MQA, and the least that would
// bring it there.
type Shortfall struct {
	Window    int      // days that count
	Is        bool     // it is an MQA: nothing is missing
	Never     string   // why it cannot become one: "competitor"
	Minutes   Milli    // counting minutes missing in the window
	People    int      // engaged people missing; 0 when a senior person is enough
	Events    int      // distinct assets or events missing
	Days      int      // distinct days missing
	Personas  []string // of which somebody must be engaged, and nobody is
	Floor     Milli    // minutes before a person counts as engaged
	Steps     []Step   // doing all of them makes the MQA
	Strangers int      // people the steps need whom nobody knows yet
	// Subsidiaries is how many accounts below have a part in what there is.
	Subsidiaries int
}

// Step is one person to engage, and for how long.
type Step struct {
	ContactID string
	Role      Role
	Has       Milli // counting minutes in the window so far
	More      Milli // weighted minutes that are still needed
}
