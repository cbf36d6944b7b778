package alert

// Kind is the kind of a message or fact.
type Kind string

// The kinds of messages and facts.
const (
	KindMQA    Kind = "mqa"     // an account became marketing qualified
	KindActNow Kind = "act_now" // somebody asked to be contacted
	KindDayOne Kind = "day_one" // what an import of history found
	KindMQAOff Kind = "mqa_off" // an account left; a fact, never a message
	// A buying center qualifies at an account that has a deal or is a customer
	// elsewhere.
	KindExpansion Kind = "expansion"
	// A meeting with people of the account is about to begin: for one of us alone.
	KindBrief Kind = "brief"
	KindStage Kind = "stage" // a stage changed; a fact, never a message
	// What had no card of its own, in one line for a channel and day.
	KindAlso   Kind = "also"
	KindPlay   Kind = "play"   // several steps of several people, and what became of each
	KindStep   Kind = "step"   // a step of a play is due: for whoever is to take it
	KindDigest Kind = "digest" // what a team reads once a week
	// An MQA or request that nobody has taken on: to the manager.
	KindUnclaimed    Kind = "unclaimed"
	KindNote         Kind = "note"          // what became of an alert, in its thread
	KindEdit         Kind = "edit"          // its card says something else by now
	KindSourceSilent Kind = "source_silent" // a source brings nothing, longer than is its habit
)

// Findings are kinds of messages too, under the names of account.FindingKind.

// Reason names why something was said or kept quiet. It is stored, counted and
// asserted in tests; it never changes its spelling.
type Reason string

// Why a message is sent.
const (
	Crossed      Reason = "crossed"       // enough minutes from enough people
	Requested    Reason = "requested"     // somebody asked
	LateRequest  Reason = "late_request"  // somebody asked, and we learned of it late
	NobodysYet   Reason = "nobodys_yet"   // somebody asked who is on no account
	ImportedMQAs Reason = "imported_mqas" // accounts qualify by imported history
)

// Why a manager is told.
const Unclaimed Reason = "unclaimed"

// Why plays are told.
const (
	Begun   Reason = "begun"    // somebody began it
	StepDue Reason = "step_due" // the day of a step has come
)

// Why a digest is sent.
const Weekly Reason = "weekly"

// Why a brief is sent.
const Soon Reason = "soon"

// Why a finding is kept.
const (
	Found       Reason = "found"        // the night after its day
	LearnedLate Reason = "learned_late" // later, from activities that came late but are not history
	Replayed    Reason = "replayed"     // computed for an export; kept nowhere
)

// Why nothing is said.
const (
	History        Reason = "history"          // learned from imported history: named in the list
	Backfill       Reason = "backfill"         // found by recomputing, not by news
	OpenDeal       Reason = "open_opportunity" // an opportunity is open
	Customer       Reason = "customer"         // a customer already
	RecentlyOut    Reason = "recently_out"     // left less than RealertDays ago
	Muted          Reason = "muted"            // somebody wants to hear nothing of the account
	SaidTogether   Reason = "said_together"    // part of another message of the same decision
	RepeatedToday  Reason = "repeated_today"   // the same person asked the same thing the same day
	ExcludedPeople Reason = "excluded"         // our own people, competitors, test addresses
	SourceSilent   Reason = "source_silent"    // a stall, of what a source usually brings that went silent
	OverBudget     Reason = "over_budget"      // the channel has had its cards of the day: named in its line
	InLine         Reason = "in_line"          // this kind is only ever named in the line
	ToldLately     Reason = "told_lately"      // the account has had a card these days
	SwitchedOff    Reason = "switched_off"     // nobody wants this kind
	HoldOut        Reason = "hold_out"         // withheld by chance, to learn what alerts are good for
)
