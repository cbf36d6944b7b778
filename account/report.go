package account

import "time"

// ReportQuery says what is reported.
type ReportQuery struct {
	By      Dimension
	Period  Period
	Against Span   // compared with; the zero value is what Period.Against says
	Then    bool   // by what accounts were assigned to on the day of each activity, not by what they are now
	Drill   string // list the accounts behind this value, or behind None; empty lists none
}

// None is how a value that is missing is written: accounts without a
// territory, activities without a campaign, visitors without a persona.
const None = "none"

// Report is minutes by a dimension. The minutes of the rows sum to the total,
// and those of the accounts behind a row to the row, to the thousandth.
type Report struct {
	By       Dimension
	Span     Span
	Against  Span
	Then     bool
	Config   string // hash of the config that it was computed with
	Rows     []ReportRow
	Total    ReportRow
	Drill    string
	Accounts []ReportAccount // behind the drilled row
}

// ReportRow is one value of the dimension.
type ReportRow struct {
	Value        string // None where there is none
	Minutes      Milli
	Before       Milli // in the period compared with
	People       int   // known people with minutes
	Active       int   // accounts with minutes
	ActiveBefore int
	Accounts     int // the denominator: of a dimension of accounts, those that have the value; else all
}

// ReportAccount is an account's part of a row.
type ReportAccount struct {
	AccountID string
	Name      string
	Owner     string
	Minutes   Milli
	Before    Milli
	People    int
}

// Frozen is a report as it was published. It is never changed.
type Frozen struct {
	ID         string
	At         time.Time
	Query      ReportQuery
	ConfigBody string // the effective config, so that it can be computed again
	Report     Report
}

// Bridge explains the difference between two numbers of the same thing:
// From + Activity + Late + Match + Rules + Owner = To, to the thousandth. How
// each term is found stands at scoring.Restating.
type Bridge struct {
	From, To Milli
	Activity Milli // what happened since, or in the other period
	Late     Milli // what had happened, but was not known yet
	Match    Milli // accounts' domains, people and their titles were imported again
	Rules    Milli // another config
	Owner    Milli // accounts were assigned otherwise
}

// Add lays another bridge beside this one.
func (b *Bridge) Add(o Bridge) {
	b.From += o.From
	b.To += o.To
	b.Activity += o.Activity
	b.Late += o.Late
	b.Match += o.Match
	b.Rules += o.Rules
	b.Owner += o.Owner
}

// Restated is a row of a report with its bridge.
type Restated struct {
	Value string
	Bridge
}

// DealTouch is one activity before a deal was won.
type DealTouch struct {
	OpportunityID string
	AccountID     string
	Closed        Day
	Amount        Milli
	Position      string // first, last, only, or empty in between
	Row           LedgerRow
	Campaign      string
}
