package alert

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"engagement/account"
)

// FindingSnapshot is everything that is known when findings are judged: what a
// replay of the days finds today, and what was kept before.
type FindingSnapshot struct {
	Found []account.Finding // of the days of Look, by today's facts and config
	Said  []account.Finding // kept before, of the days of Look and Quiet days around them
	// Paused are the stalls of the same days that are no findings, because sources
	// were silent.
	Paused []account.Finding
	// Judged is the last day that was judged before, zero where none was; Until
	// the last one that is now.
	Judged, Until account.Day
	Quiet         int // days of the cool-down
}

// FoundFact is a finding as it is kept for ever.
type FoundFact struct {
	account.Finding
	Key    string // unique: the same thing is found once
	Reason Reason
	At     time.Time
	// Verdicts are its rows of the audit, one for each account.
	Verdicts []Verdict
}

// Findings is the answer: everything in it is committed at once, if Judged is
// still the last day that was judged.
type Findings struct {
	Judged, Until account.Day
	Facts         []FoundFact
	// Suppressed are the rows of the audit about what is no finding.
	Suppressed []Verdict
}

// Days of findings.
const (
	// heardFor is for how many days a finding is worth hearing.
	heardFor = account.Day(account.HistoryAge / (24 * time.Hour))
	// lookDays is how many days a judgement looks at: the trend of a card.
	lookDays = 365
)

// Look is the span of days to judge, the last complete day being until.
func Look(until account.Day) account.Span { return account.Window(until, lookDays) }

// FindingKey is unique for a finding. A subject that is too long for an index
// stands there by its hash.
func FindingKey(f account.Finding) string {
	key := string(f.Kind) + ":" + f.AccountID + ":" + f.Day.String()
	const long = 200
	switch {
	case len(f.Subject) > long:
		sum := sha256.Sum256([]byte(f.Subject))
		return key + ":#" + hex.EncodeToString(sum[:])
	case f.Subject != "":
		return key + ":" + f.Subject
	}
	return key
}

// DecideFindings keeps what is new among what was found. What was kept stands,
// whatever today's facts and config say, and holds its cool-down. A day that was
// judged is judged again only by what was learned since: another config, or a
// match that was repaired, changes no record. Everything has a reason: found in
// time, learned late, or only a record, because the days are history to us.
func DecideFindings(s FindingSnapshot, now time.Time) Findings {
	out := Findings{Judged: s.Judged, Until: s.Until}
	replayed, said := map[string]bool{}, map[string]bool{}
	for _, f := range s.Found {
		replayed[FindingKey(f)] = true
	}
	for _, f := range s.Said {
		said[FindingKey(f)] = true
	}
	held := map[string][]account.Day{} // what was kept and is not found any more
	about := func(f account.Finding) string { return string(f.Kind) + ":" + f.AccountID + ":" + f.Subject }
	for _, f := range s.Said {
		if !replayed[FindingKey(f)] {
			held[about(f)] = append(held[about(f)], f.Day)
		}
	}
	for _, f := range s.Paused {
		if f.Day > s.Judged { // told of once, on the night after its day
			out.Suppressed = append(out.Suppressed, Verdict{AccountID: f.AccountID, Kind: Kind(f.Kind), Reason: SourceSilent, Value: f.Minutes, Threshold: f.Normal, At: now})
		}
	}
	for _, f := range s.Found {
		if said[FindingKey(f)] || f.Day <= s.Judged && f.Learned <= s.Judged || near(held[about(f)], f.Day, s.Quiet) {
			continue
		}
		fact := FoundFact{Finding: f, Key: FindingKey(f), Reason: s.reason(f), At: now}
		for _, id := range f.About() {
			fact.Verdicts = append(fact.Verdicts, Verdict{AccountID: id, Kind: Kind(f.Kind), Reason: fact.Reason, Value: f.Minutes, Threshold: f.Normal, At: now})
		}
		out.Facts = append(out.Facts, fact)
	}
	return out
}

func near(days []account.Day, day account.Day, quiet int) bool {
	for _, d := range days {
		if max(d-day, day-d) <= account.Day(quiet) {
			return true
		}
	}
	return false
}

// reason names why a finding is kept. Half of the minutes above the normal
// being history makes the finding history.
func (s FindingSnapshot) reason(f account.Finding) Reason {
	switch {
	case s.Judged == 0, f.Late > 0 && 2*f.Late >= f.Minutes-f.Normal:
		return History
	case s.Until-f.Day >= heardFor:
		return Backfill
	case f.Day > s.Judged:
		return Found
	}
	return LearnedLate
}
