package app

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"engagement/account"
	"engagement/alert"
	"engagement/internal/config"
	"engagement/scoring"
)

// Preview is what another config would have changed in the last days: two
// replays of the same days, held against each other.
type Preview struct {
	Span     account.Span
	Accounts int             // looked at
	Changes  []AccountChange // accounts with any difference, by id
	Owners   []OwnerChange
	MQAs     []Difference[alert.Fact]
	Alerts   []Difference[alert.Message]
	Findings []Difference[alert.FoundFact]
	Advice   []Advice
	NewHash  string
	// Now and New are how much is told under both configs, and Cards what is under
	// the new one: at the moment at which it would be, in the order of Alerts.
	Now, New alert.Forecast
	Cards    []alert.Message
	Named    []alert.Named // what lines would tell of under the new config
	zone     *time.Location
}

// What a preview says of a channel, and of what has no card.
type (
	Place      = alert.Place
	Suppressed = alert.Suppressed
)

// AccountChange is what another config would change for one account.
type AccountChange struct {
	AccountID string
	Name      string
	Owner     string
	Now, New  Side
}

// Side is an account under one of the two configs: as of the last day, and what
// the days brought.
type Side struct {
	Grade     int
	MQA       bool
	Counting  account.Milli // minutes that count, of the window
	Threshold account.Milli
	Crossed   []account.Day // the days on which it became an MQA
	Alerts    []string      // "2026-03-31 mqa crossed"
	Findings  []string      // "2026-03-31 surge"
}

// OwnerChange counts, for one owner, the MQAs there are on the last day, and
// what came in the days, under both configs.
type OwnerChange struct {
	Owner                    string
	MQAsNow, MQAsNew         int
	CrossedNow, CrossedNew   int
	AlertsNow, AlertsNew     int
	FindingsNow, FindingsNew int
}

// Change says what becomes of a row.
type Change string

// The changes.
const (
	Kept  Change = "kept"
	Added Change = "new"
	Gone  Change = "gone"
)

// Difference is a row of the new replay, or one of the present replay that the
// new one lacks.
type Difference[V any] struct {
	Change Change
	Owner  string // of the account; empty where there is none
	Row    V
}

// Preview replays the last days under the config in force and under another
// one, and lists what differs. What it lists of the other config, in order and
// without what is gone, is what applying that config and replaying the same days
// gives. It changes nothing.
func (a *App) Preview(ctx context.Context, other *config.Config, days int, progress Progress) (Preview, error) {
	span := account.Window(a.Today(), days)
	out := Preview{Span: span, NewHash: other.Hash}
	levers := grid()
	now, err := a.replay(ctx, span, nil, half(progress, 0))
	if err != nil {
		return out, err
	}
	then, err := a.under(other).replay(ctx, span, levers, half(progress, 1))
	if err != nil {
		return out, err
	}
	out.Accounts = len(then.scores)
	owner := func(id string) string { return then.accounts[id].Owner }
	out.MQAs = differ(now.decided.MQAs(), then.decided.MQAs(), func(f alert.Fact) string { return f.AccountID + " " + f.Center + " " + f.Day.String() },
		func(f alert.Fact) string { return owner(f.AccountID) })
	out.Alerts = differ(now.decided.Messages, then.decided.Messages, alertKey, func(m alert.Message) string { return owner(m.AccountID) })
	out.Findings = differ(now.decided.Findings, then.decided.Findings, func(f alert.FoundFact) string { return f.Key },
		func(f alert.FoundFact) string { return owner(f.AccountID) })
	out.compare(now.sides(), then.sides(), then.accounts)
	out.Advice = then.advise(&other.Scoring, levers)
	out.Now, out.New = now.decided.Forecast(a.Config.Alert, span), then.decided.Forecast(other.Alert, span)
	out.Cards, out.Named, out.zone = then.decided.Messages, then.decided.Named, other.Zone
	return out, nil
}

// half is the progress of one of two jobs of the same length.
func half(progress Progress, nth int) Progress {
	if progress == nil {
		return nil
	}
	return func(done, total int) { progress(nth*total+done, 2*total) }
}

// alertKey tells alerts apart, whatever was said of the account before.
func alertKey(m alert.Message) string {
	about := m.Key
	if m.Kind != alert.KindActNow {
		// kind, center, account and the version of its state
		about = about[:strings.LastIndexByte(about, ':')]
	}
	return string(m.Kind) + " " + about + " " + m.DecidedAt.String() + " " + string(m.Reason) + " " + m.Channel
}

// differ lists the rows of then, and after them those of now that are gone.
func differ[V any](now, then []V, key, owner func(V) string) []Difference[V] {
	had, has := map[string]bool{}, map[string]bool{}
	for _, v := range now {
		had[key(v)] = true
	}
	var out []Difference[V]
	for _, v := range then {
		has[key(v)] = true
		d := Difference[V]{Change: Added, Owner: owner(v), Row: v}
		if had[key(v)] {
			d.Change = Kept
		}
		out = append(out, d)
	}
	for _, v := range now {
		if !has[key(v)] {
			out = append(out, Difference[V]{Change: Gone, Owner: owner(v), Row: v})
		}
	}
	return out
}

// sides is what a replay says of every account; the empty account is people who
// are on none.
func (r *replayed) sides() map[string]*Side {
	sides := map[string]*Side{"": {}}
	for i := range r.scores {
		s := &r.scores[i]
		sides[s.AccountID] = &Side{Grade: s.Grade, MQA: s.MQA, Counting: s.Counting90, Threshold: s.Threshold}
	}
	for _, f := range r.decided.MQAs() {
		if f.Center == "" {
			side := sides[f.AccountID]
			side.Crossed = append(side.Crossed, f.Day)
		}
	}
	for _, v := range r.decided.Verdicts {
		if v.Sent {
			side := sides[v.AccountID]
			side.Alerts = append(side.Alerts, strings.TrimSpace(account.DayOf(v.At, r.zone).String()+" "+string(v.Kind)+" "+string(v.Reason)+" "+v.Center))
		}
	}
	for _, f := range r.decided.Findings {
		for _, id := range f.About() {
			side := sides[id]
			side.Findings = append(side.Findings, f.Day.String()+" "+string(f.Kind))
		}
	}
	return sides
}

// compare lists the accounts that differ, and adds them up by owner. An account
// that is in one replay only, because it came in between, is left out.
func (p *Preview) compare(now, then map[string]*Side, accounts map[string]account.Account) {
	owners := map[string]*OwnerChange{}
	for id, side := range then {
		was, ok := now[id]
		if !ok || id == "" && len(was.Alerts)+len(side.Alerts) == 0 {
			continue
		}
		about := accounts[id]
		o := owners[about.Owner]
		if o == nil {
			o = &OwnerChange{Owner: about.Owner}
			owners[o.Owner] = o
		}
		o.add(was, side)
		if !was.same(side) {
			p.Changes = append(p.Changes, AccountChange{AccountID: id, Name: about.Name, Owner: about.Owner, Now: *was, New: *side})
		}
	}
	for _, o := range owners {
		p.Owners = append(p.Owners, *o)
	}
	slices.SortFunc(p.Changes, func(x, y AccountChange) int { return cmp.Compare(x.AccountID, y.AccountID) })
	slices.SortFunc(p.Owners, func(x, y OwnerChange) int { return cmp.Compare(x.Owner, y.Owner) })
}

func (s *Side) same(o *Side) bool {
	return s.Grade == o.Grade && s.MQA == o.MQA && slices.Equal(s.Crossed, o.Crossed) && slices.Equal(s.Alerts, o.Alerts) && slices.Equal(s.Findings, o.Findings)
}

func (o *OwnerChange) add(now, then *Side) {
	if now.MQA {
		o.MQAsNow++
	}
	if then.MQA {
		o.MQAsNew++
	}
	o.CrossedNow, o.CrossedNew = o.CrossedNow+len(now.Crossed), o.CrossedNew+len(then.Crossed)
	o.AlertsNow, o.AlertsNew = o.AlertsNow+len(now.Alerts), o.AlertsNew+len(then.Alerts)
	o.FindingsNow, o.FindingsNew = o.FindingsNow+len(now.Findings), o.FindingsNew+len(then.Findings)
}

// Advice is how many MQAs other thresholds would have brought in the days.
type Advice struct {
	scoring.Lever
	// Need is what most accounts would need.
	Need   scoring.Need
	MQAs   int
	Weekly float64 // MQAs a week
	Reps   int     // owners of accounts, one where nobody owns any
}

// grid is the thresholds around those of the config that advice is about.
func grid() []scoring.Lever {
	var out []scoring.Lever
	for _, people := range []int{-1, 0, 1} {
		for _, percent := range []int{60, 80, 100, 120, 150} {
			out = append(out, scoring.Lever{Percent: percent, People: people})
		}
	}
	return out
}

// advise adds up what each lever brought to the accounts that may qualify.
func (r *replayed) advise(p *scoring.Policy, levers []scoring.Lever) []Advice {
	owners := map[string]bool{}
	needs := map[scoring.Need]int{}
	var usual scoring.Need
	sums := make([]int, len(levers))
	for _, id := range sortedIDs(r.accounts) {
		about := r.accounts[id]
		if slices.Contains(p.MQA.Excluded, about.Relation) {
			continue
		}
		if about.Owner != "" {
			owners[about.Owner] = true
		}
		need := p.MQA.Need(about)
		if needs[need]++; needs[need] > needs[usual] {
			usual = need
		}
		for i, n := range r.crossed[id] {
			sums[i] += n
		}
	}
	if len(needs) == 0 {
		return nil
	}
	var out []Advice
	for i, l := range levers {
		one := Advice{Lever: l, Need: l.Need(usual), MQAs: sums[i], Reps: max(1, len(owners))}
		one.Weekly = float64(one.MQAs) * 7 / float64(r.span.Days())
		out = append(out, one)
	}
	return out
}

func sortedIDs(accounts map[string]account.Account) []string {
	ids := make([]string, 0, len(accounts))
	for id := range accounts {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
