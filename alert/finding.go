package alert

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
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
	// Silences are the sources that were silent at the end of Until.
	Silences []account.Silence
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
	// Silences are the sources that are silent by now.
	Silences []account.Silence
	// Messages tell what is news; see Tell.
	Messages []Message
}

// News lists the accounts of which something was found that is worth telling.
func (d *Findings) News() []string {
	var ids []string
	for _, f := range d.Facts {
		if f.news() && f.AccountID != "" && !slices.Contains(ids, f.AccountID) {
			ids = append(ids, f.AccountID)
		}
	}
	return ids
}

// news reports whether a finding is heard while it is one.
func (f FoundFact) news() bool { return f.Reason == Found || f.Reason == LearnedLate }

// Subject is an account as what was found about it is told.
type Subject struct {
	Account account.Account
	Segment string
	Card    account.Card
}

// Tell makes the messages of what is news, one for each account: what comes first
// by priority is what it is about, and the rest stands in it. subjects holds the
// accounts that News lists.
func (d *Findings) Tell(subjects map[string]Subject, r Rules, now time.Time, today account.Day) {
	first := map[string]int{} // of d.Facts, by account
	for i, f := range d.Facts {
		at, ok := first[f.AccountID]
		if f.news() && f.AccountID != "" && (!ok || slices.Index(priority, Kind(f.Kind)) < slices.Index(priority, Kind(d.Facts[at].Kind))) {
			first[f.AccountID] = i
		}
	}
	for i := range d.Facts {
		f := &d.Facts[i]
		if !f.news() {
			continue
		}
		s := subjects[f.AccountID]
		at, ok := first[f.AccountID]
		switch {
		case slices.Contains(r.Silent, s.Account.Relation):
			f.because(ExcludedPeople)
			continue
		case ok && at != i:
			f.because(SaidTogether)
			continue
		case !ok: // an event: its accounts are told of with it
			f.because(SaidTogether)
		default:
			f.Verdicts = nil // given when the message is dispatched
		}
		m := Message{
			ID: f.Key, Key: f.Key, AccountID: f.AccountID, Kind: Kind(f.Kind), Reason: f.Reason, DecidedAt: now,
			Channel: r.place(about{Account: s.Account, kind: Kind(f.Kind), segment: s.Segment}, today),
			Value:   f.Minutes, Threshold: f.Normal,
			Payload: Payload{Account: bare(s.Account), Card: shortened(s.Card), Findings: []account.Finding{f.Finding}, Today: today},
		}
		for k, other := range d.Facts {
			if k != i && ok && other.AccountID == f.AccountID && other.news() {
				m.Payload.Findings = append(m.Payload.Findings, other.Finding)
			}
		}
		m.Payload.Plays = r.suggest(about{Account: s.Account, kind: m.Kind, segment: s.Segment}, &m.Payload)
		d.Messages = append(d.Messages, m)
	}
}

// because names another reason for which a finding is not told by itself.
func (f *FoundFact) because(reason Reason) {
	for i := range f.Verdicts {
		f.Verdicts[i].Reason = reason
	}
}

// silences tells operations of sources that fell silent, each silence once: those
// that were noticed on the days that are judged now, and are no old story.
func (d *Findings) silences(all []account.Silence, r Rules, now time.Time, today account.Day) {
	for _, s := range all {
		if d.Judged == 0 || s.Noticed <= d.Judged || d.Until-s.Noticed >= heardFor {
			continue
		}
		key := "source_silent:" + short(s.Source) + ":" + s.Since.String()
		d.Messages = append(d.Messages, Message{
			ID: key, Key: key, Kind: KindSourceSilent, Reason: SourceSilent, Channel: r.operations(), DecidedAt: now,
			Payload: Payload{Silence: &s, Today: today},
		})
	}
}

// short is a text that fits into an index: itself, or its hash.
func short(text string) string {
	const long = 200
	if len(text) > long {
		sum := sha256.Sum256([]byte(text))
		return "#" + hex.EncodeToString(sum[:])
	}
	return text
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
	if f.Subject != "" {
		return key + ":" + short(f.Subject)
	}
	return key
}

// DecideFindings keeps what is new among what was found. What was kept stands,
// whatever today's facts and config say, and holds its cool-down. A day that was
// judged is judged again only by what was learned since: another config, or a
// match that was repaired, changes no record. Everything has a reason: found in
// time, learned late, or only a record, because the days are history to us.
func DecideFindings(s FindingSnapshot, r Rules, now time.Time, today account.Day) Findings {
	out := Findings{Judged: s.Judged, Until: s.Until, Silences: s.Silences}
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
	out.silences(s.Silences, r, now, today)
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
