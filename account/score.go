package account

import (
	"fmt"
	"time"
)

// Score is where an account stands at the end of a day: the row of `export
// scores`. Minutes are weighted.
type Score struct {
	AccountID    string
	Day          Day
	Grade        int // 1 to 4; 4 means sales should act
	Stage        string
	StageSince   Day
	MQA          bool
	MQASince     Day // zero when not an MQA
	Minutes7     Milli
	Minutes30    Milli
	Minutes90    Milli
	Minutes365   Milli
	Heat         Milli // decayed minutes; for ranking only, never shown as minutes
	People90     int   // known people with any minutes in 90 days
	Counting90   Milli // minutes of the groups that count for the MQA, in its window: 90 days, if the config has no other
	Engaged90    int   // people at or above the floor of the threshold, in the same window
	Threshold    Milli // minutes the account needs in it
	PeopleNeeded int
	// Subsidiaries is how many accounts below have a part in Counting90 and
	// Engaged90: 0 where the account is judged alone.
	Subsidiaries int `json:",omitempty"`
	ConfigHash   string
	LastRecorded time.Time // newest activity the score has seen
}

// Together says with whom the account is judged.
func (s Score) Together() string { return Together(s.Subsidiaries) }

// Together says with whom an account is judged: "with 6 subsidiaries"; nothing
// where it is judged alone.
func Together(subsidiaries int) string {
	switch subsidiaries {
	case 0:
		return ""
	case 1:
		return "with 1 subsidiary"
	}
	return fmt.Sprintf("with %d subsidiaries", subsidiaries)
}

// LedgerRow explains the minutes of one activity. The rows of an account and
// day sum to the day's minutes exactly.
type LedgerRow struct {
	Day        Day
	Source     string
	ActivityID string
	OccurredAt time.Time
	Type       string // after the source's names and the rules
	Label      string // the type in people's words
	Group      string
	ContactID  string // empty for the unknown person
	Role       Role
	Base       Milli  // raw minutes before caps
	Rule       string // what gave the base
	Weights    string // "level vp 150%, certainty 50%"
	Cap        string // the cap that held minutes back, or empty
	Minutes    Milli  // weighted
	URL        string
	Asset      string
	ActNow     bool
	Live       bool
}

// Card is everything `/engagement acme` shows: one stored row per account.
type Card struct {
	Score
	Groups      []GroupMinutes // of the last 90 days, largest first
	Normal7     Milli          // mean minutes a week of the 12 weeks before the last 7 days
	Trend       Trend
	Direction   Direction
	Move        Move
	LastReply   Day               // zero when there was none
	LastMeeting Day               // zero when there was none
	People      []PersonMinutes   // top people of the last 90 days
	MorePeople  int               // known people with minutes who are not in People
	Unknown     Milli             // minutes of the unknown person, 90 days
	Known       int               // contacts known at the account
	Activities  []ActivityMinutes // most minutes of the last 90 days
	Gaps        []string          // personas nobody of whom engaged: "Finance"
	Demands     []string          `json:",omitempty"` // personas of which the MQA asks for somebody, and nobody is engaged
	Centers     []CenterScore     `json:",omitempty"` // buying centers with minutes, in the order of the config
	Next        string            // one next step
	Trust       Trust
	// FamilyPeople are the top people by counting minutes in the window, where
	// subsidiaries have a part in it.
	FamilyPeople []PersonMinutes `json:",omitempty"`
}

// GroupMinutes is a group's share.
type GroupMinutes struct {
	Group   string
	Minutes Milli
}

// Direction is where the four-week slope points.
type Direction string

// The directions.
const (
	Rising  Direction = "rising"
	Falling Direction = "falling"
	Flat    Direction = "flat"
)

// Move says whose turn it is, and why.
type Move struct {
	Who    string // Sales, Marketing or Wait
	Reason string
}

// PersonMinutes is one person's part of the last 90 days.
type PersonMinutes struct {
	ContactID string
	Role      Role
	Minutes   Milli
	Last      Touch
}

// Touch is one activity, said in few words.
type Touch struct {
	Label string // "Pricing page", "Webinar attended"
	Asset string
	Day   Day
}

// ActivityMinutes is one activity among the top ones.
type ActivityMinutes struct {
	Touch
	ContactID string
	Role      Role
	Minutes   Milli
}

// Trust says how well founded the minutes of the last 90 days are, in percent
// of the minutes.
type Trust struct {
	Known        int // credited to a known person
	Anonymous    int // credited to the unknown person
	SelfReported int // logged by hand by one of us
}

// Trend is an account's daily history, oldest first.
type Trend struct {
	From      Day
	Minutes   Series    // weighted minutes of each day
	Running   Series    // minutes of the counting groups in the window ending that day
	Window    int       `json:",omitempty"` // days of it, as DaysCounted says
	Threshold Milli     // in the unit of Running
	Crossed   []Day     // days on which the account became an MQA
	Stretches []Stretch `json:",omitempty"` // what was found unusual, oldest first
	Configs   []Day     `json:",omitempty"` // days on which another config came into force, oldest first
	Meetings  []Day     `json:",omitempty"` // days with a meeting or call, oldest first
	// Stages are the days on which the account came to a stage, oldest first;
	// whoever shows a trend fills them in.
	Stages []StageDay `json:",omitempty"`
}

// usualWindow is the days that an MQA looks at where nothing else is said: cards
// were kept before they said it.
const usualWindow = 90

// DaysCounted is how many days Running, Threshold and the MQA of the account
// look at.
func (t Trend) DaysCounted() int {
	if t.Window > 0 {
		return t.Window
	}
	return usualWindow
}

// Counted says DaysCounted in words: "90 days".
func (t Trend) Counted() string {
	if n := t.DaysCounted(); n != 1 {
		return fmt.Sprintf("%d days", n)
	}
	return "1 day"
}

// To is the last day of the trend.
func (t Trend) To() Day { return t.From + Day(len(t.Minutes)) - 1 }

// Week is the minutes of the 7 days up to and including one.
func (t Trend) Week(to Day) Milli {
	var sum Milli
	for day := to - 6; day <= to; day++ {
		if day >= t.From && day <= t.To() {
			sum += t.Minutes[day-t.From]
		}
	}
	return sum
}

// Last keeps the final n days.
func (t Trend) Last(n int) Trend {
	if len(t.Minutes) <= n {
		return t
	}
	cut := len(t.Minutes) - n
	out := Trend{From: t.From + Day(cut), Minutes: t.Minutes[cut:], Running: t.Running[cut:], Window: t.Window, Threshold: t.Threshold}
	out.Crossed, out.Configs, out.Meetings = since(t.Crossed, out.From), since(t.Configs, out.From), since(t.Meetings, out.From)
	for _, s := range t.Stages {
		if s.Day >= out.From {
			out.Stages = append(out.Stages, s)
		}
	}
	for _, s := range t.Stretches {
		if s.Span.To >= out.From {
			out.Stretches = append(out.Stretches, s)
		}
	}
	return out
}

// since is the days from a day on.
func since(days []Day, from Day) []Day {
	var out []Day
	for _, day := range days {
		if day >= from {
			out = append(out, day)
		}
	}
	return out
}
