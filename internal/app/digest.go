package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"engagement/account"
	"engagement/alert"
	"engagement/bot"
	"engagement/scoring"
)

// What a digest names at most of each sort.
const (
	digestNames = 5
	digestWeeks = 26
	digestDays  = 7
	quietDays   = 14 // without two-way contact, while an opportunity is open
)

// Digest writes the digest of a scope as of the reader's day.
func (r *Reader) Digest(ctx context.Context, scope account.DigestScope, by bot.Asker) (account.Digest, error) {
	w, err := r.write(ctx, scope, by)
	return w.out, err
}

// write writes a digest.
func (r *Reader) write(ctx context.Context, scope account.DigestScope, by bot.Asker) (*digestWriter, error) {
	w := &digestWriter{Reader: r, scorer: scoring.NewScorer(r.app.policy()), about: map[string]account.Account{}}
	w.out = account.Digest{Scope: scope, Day: r.day(), Config: r.app.Config.Hash, Weeks: make([]account.Milli, digestWeeks)}
	var err error
	if w.in, err = r.chosen(ctx, account.RankQuery{Group: scope.Group, Mine: scope.Mine}, by); err != nil {
		return w, err
	}
	for _, part := range []func(context.Context) error{w.standings, w.cards, w.alerts, w.found, w.meetings, w.quarter, w.health} {
		if err := part(ctx); err != nil {
			return w, fmt.Errorf("write a digest: %w", err)
		}
	}
	return w, nil
}

// digestWriter is a digest that is being written.
type digestWriter struct {
	*Reader
	scorer *scoring.Scorer
	in     func(account.Account) bool
	about  map[string]account.Account // of the scope
	ranked []account.Ranked
	open   map[string]bool // with an open opportunity
	out    account.Digest
}

// wanted reports whether an account is in the scope.
func (w *digestWriter) wanted(id string) bool { _, ok := w.about[id]; return ok }

// standings reads who is in the scope. The error is a *bot.UnknownGroup where the
// group has nobody.
func (w *digestWriter) standings(ctx context.Context) error {
	if err := w.app.Store.Standings(ctx, func(_ account.Ranked, about account.Account, _ string) error {
		if w.in(about) {
			w.about[about.ID] = trimmed(about)
		}
		return nil
	}); err != nil {
		return err
	}
	if w.out.Accounts = len(w.about); w.out.Accounts == 0 && !w.out.Scope.Mine {
		_, err := w.app.members(ctx, w.out.Scope.Group)
		return err
	}
	w.open = map[string]bool{}
	return w.app.Store.Opportunities(ctx, func(o account.Opportunity) error {
		if o.OpenOn(w.day(), w.app.Config.Zone) {
			w.open[o.AccountID] = true
		}
		return nil
	})
}

// cards goes through the cards of the scope: as they were scored last, or scored
// again where that was on another day or under another config.
func (w *digestWriter) cards(ctx context.Context) error {
	seen := map[string]bool{}
	if err := w.app.Store.Cards(ctx, func(c account.Card) error {
		if w.wanted(c.AccountID) && w.asOf == 0 && c.Day == w.day() && c.ConfigHash == w.app.Config.Hash {
			seen[c.AccountID] = true
			w.card(&c)
		}
		return nil
	}); err != nil {
		return err
	}
	if len(seen) < len(w.about) {
		stale := func(id string) bool { return w.wanted(id) && !seen[id] }
		if err := w.app.eachFamily(ctx, stale, w.day(), func(f scoring.Facts) {
			if stale(f.Account.ID) {
				c := w.scorer.Standing(f, w.day()).Card
				w.card(&c)
			}
		}); err != nil {
			return err
		}
	}
	w.rank()
	return nil
}

// card takes one account into the digest.
func (w *digestWriter) card(c *account.Card) {
	about := w.about[c.AccountID]
	one := rankedOf(about, *c)
	w.ranked = append(w.ranked, one)
	d := &w.out
	t := c.Trend
	for i := range d.Weeks {
		d.Weeks[i] += t.Week(d.Day - account.Day(digestDays*(digestWeeks-1-i)))
	}
	if c.Minutes90 > 0 {
		d.Engaged++
		d.Trust.Known += int(c.Minutes90/1000) * c.Trust.Known // weighted, see health
		d.Trust.Anonymous += int(c.Minutes90/1000) * c.Trust.Anonymous
		d.Trust.SelfReported += int(c.Minutes90/1000) * c.Trust.SelfReported
	}
	if last := max(c.LastReply, c.LastMeeting); w.open[c.AccountID] && last <= d.Day-quietDays && c.Minutes7 <= c.Normal7 {
		d.Quiet = append(d.Quiet, account.DigestQuiet{AccountID: c.AccountID, Name: about.Name, Owner: about.Owner, Last: last, Minutes7: c.Minutes7, Normal7: c.Normal7})
	}
	if d.Scope.Kind == account.MarketingDigest && c.Move.Who == "Marketing" {
		d.Flat = append(d.Flat, flatOf(about, c))
	}
}

// flatOf is an account that marketing is to move, with what it has seen.
func flatOf(about account.Account, c *account.Card) account.DigestFlat {
	f := account.DigestFlat{AccountID: about.ID, Name: about.Name, Grade: c.Grade, Minutes90: c.Minutes90}
	for _, a := range c.Activities {
		if what := cmp.Or(a.Asset, a.Label); len(f.Seen) < 3 && !slices.Contains(f.Seen, what) {
			f.Seen = append(f.Seen, what)
		}
	}
	f.Untouched = c.Gaps[:min(len(c.Gaps), 3)]
	return f
}

// rank orders what the cards brought.
func (w *digestWriter) rank() {
	d := &w.out
	d.Minutes, d.Before = d.Weeks[digestWeeks-1], d.Weeks[digestWeeks-2]
	slices.SortFunc(w.ranked, func(a, b account.Ranked) int { return cmp.Compare(a.AccountID, b.AccountID) })
	d.Movers = account.Rank(w.ranked, account.RankQuery{Order: account.ByMoves, Count: digestNames}, account.Span{}).Rows
	slices.SortFunc(d.Quiet, func(a, b account.DigestQuiet) int {
		return cmp.Or(cmp.Compare(a.Last, b.Last), cmp.Compare(a.AccountID, b.AccountID))
	})
	d.Quiet = d.Quiet[:min(len(d.Quiet), digestNames)]
	slices.SortFunc(d.Flat, func(a, b account.DigestFlat) int {
		return cmp.Or(cmp.Compare(b.Grade, a.Grade), cmp.Compare(b.Minutes90, a.Minutes90), cmp.Compare(a.AccountID, b.AccountID))
	})
	d.Flats = len(d.Flat)
	d.Flat = d.Flat[:min(len(d.Flat), 2*digestNames)]
}

// since is the moment at which the week of the digest began.
func (w *digestWriter) since() time.Time {
	return (w.out.Day - digestDays + 1).Start(w.app.Config.Zone)
}

// alerts reads what waits for somebody, and what had a place in a line.
func (w *digestWriter) alerts(ctx context.Context) error {
	d := &w.out
	told, err := w.app.Store.ToldSince(ctx, (d.Day - homeWaited).Start(w.app.Config.Zone))
	if err != nil {
		return err
	}
	for _, t := range told {
		m := t.Message
		if !w.wanted(m.AccountID) || t.Ending != "" {
			continue
		}
		if t.Claim == nil && t.Opinion == nil && t.Snooze == nil {
			about := w.about[m.AccountID]
			d.Waiting = append(d.Waiting, account.DigestAlert{
				AccountID: m.AccountID, Name: about.Name, Owner: about.Owner, Kind: string(m.Kind), Day: account.DayOf(m.DecidedAt, w.app.Config.Zone), Minutes: m.Payload.Card.Minutes90,
			})
		}
	}
	listed, err := w.app.Store.ListedSince(ctx, w.since())
	for _, id := range listed {
		if w.wanted(id) {
			d.Listed++
		}
	}
	return err
}

// found reads what the nights of the week found.
func (w *digestWriter) found(ctx context.Context) error {
	d := &w.out
	found, err := w.app.Store.Findings(ctx, account.Span{From: d.Day - digestDays, To: d.Day}, "")
	if err != nil {
		return err
	}
	for _, f := range found {
		switch f.Kind {
		case account.NewSenior, account.FirstEngagement, account.Returning, account.ChampionMoved:
			if w.wanted(f.AccountID) && f.Reason != alert.History && f.Reason != alert.Backfill {
				d.Found = append(d.Found, account.DigestFinding{AccountID: f.AccountID, Name: w.about[f.AccountID].Name, Kind: f.Kind, Sentence: f.Sentence})
			}
		}
	}
	slices.Reverse(d.Found)
	d.Found = d.Found[:min(len(d.Found), digestNames)]
	return nil
}

// meetings reads what lies ahead.
func (w *digestWriter) meetings(ctx context.Context) error {
	now := w.app.Now()
	ahead, err := w.app.Store.AheadBetween(ctx, now, now.AddDate(0, 0, homeAhead))
	if err != nil {
		return err
	}
	for id := range ahead {
		if !w.wanted(id) {
			delete(ahead, id)
		}
	}
	coming, err := w.coming(ctx, ahead)
	for _, c := range coming {
		w.out.Meetings = append(w.out.Meetings, account.DigestMeeting{
			AccountID: c.Account.ID, Name: c.Account.Name, Day: c.Meeting.Day, Label: cmp.Or(c.Meeting.Asset, c.Meeting.Label), Invited: len(c.Meeting.People) + c.Meeting.Unknown,
		})
	}
	return err
}

// quarter compares the quarter with the same day of the last one, for managers.
func (w *digestWriter) quarter(ctx context.Context) error {
	if w.out.Scope.Kind != account.ManagerDigest {
		return nil
	}
	p := account.Period{Unit: account.Quarter, Count: 1}
	q := &account.DigestQuarter{Span: w.span(p), Against: p.Against(w.day(), w.app.Config.Calendar)}
	w.out.Quarter = q
	past, err := w.app.Store.Assignments(ctx)
	if err != nil {
		return err
	}
	policy := w.app.policy()
	tallies := map[account.Dimension]*scoring.Tally{}
	for _, by := range []account.Dimension{account.ByTerritory, account.ByOwner, account.BySegment} {
		tallies[by] = scoring.NewTally(policy, account.ReportQuery{By: by, Period: p}, q.Span, q.Against)
	}
	met := scoring.NewMeetingTally(policy, account.ByTier, q.Span, q.Against)
	targets := w.targets()
	if err := w.app.eachJournal(ctx, w.wanted, func(f scoring.Facts) {
		met.Add(f)
		if !targets[f.Account.ID] {
			return
		}
		for _, t := range tallies {
			t.Add(f, past[f.Account.ID])
		}
	}); err != nil {
		return err
	}
	territories := tallies[account.ByTerritory].Report()
	q.Targets, q.Minutes, q.Before = len(targets), territories.Total.Minutes, territories.Total.Before
	q.Territories, q.Owners = territories.Rows, tallies[account.ByOwner].Report().Rows
	q.Segments = grown(tallies[account.BySegment].Report().Rows)
	total := met.Report().Total
	q.Held, q.HeldBefore = total.Held, total.HeldBefore
	w.offTarget(q, targets)
	return w.worked(ctx, q)
}

// targets are the accounts that somebody put on a tier, or all of the scope where
// nobody did.
func (w *digestWriter) targets() map[string]bool {
	out := map[string]bool{}
	for id, about := range w.about {
		if about.Tier != "" {
			out[id] = true
		}
	}
	if len(out) > 0 {
		return out
	}
	for id := range w.about {
		out[id] = true
	}
	return out
}

// grown are the rows that grew most, by minutes.
func grown(rows []account.ReportRow) []account.ReportRow {
	rows = slices.DeleteFunc(slices.Clone(rows), func(r account.ReportRow) bool { return r.Minutes <= r.Before || r.Value == account.None })
	slices.SortFunc(rows, func(a, b account.ReportRow) int {
		return cmp.Or(cmp.Compare(b.Minutes-b.Before, a.Minutes-a.Before), cmp.Compare(a.Value, b.Value))
	})
	return rows[:min(len(rows), digestNames)]
}

// offTarget finds who is engaged without being wanted, and who of tier 1 is silent.
func (w *digestWriter) offTarget(q *account.DigestQuarter, targets map[string]bool) {
	byMinutes := slices.Clone(w.ranked)
	slices.SortFunc(byMinutes, func(a, b account.Ranked) int {
		return cmp.Or(cmp.Compare(b.Minutes90, a.Minutes90), cmp.Compare(a.AccountID, b.AccountID))
	})
	for _, one := range byMinutes {
		if !targets[one.AccountID] && one.Grade >= 2 {
			q.OffTargets++
			if len(q.OffTarget) < digestNames {
				q.OffTarget = append(q.OffTarget, one)
			}
		}
		if one.Tier != "1" {
			continue
		}
		q.SilentOf++
		if one.Minutes90 == 0 {
			q.Silent++
			if len(q.SilentNames) < digestNames {
				q.SilentNames = append(q.SilentNames, one.Name)
			}
		}
	}
}

// worked counts what became of the alerts of the week.
func (w *digestWriter) worked(ctx context.Context, q *account.DigestQuarter) error {
	told, err := w.app.Store.ToldSince(ctx, w.since())
	if err != nil {
		return err
	}
	for _, t := range told {
		if !w.wanted(t.Message.AccountID) {
			continue
		}
		q.NewMQAs++
		if t.Claim != nil {
			q.Claimed++
			if w.app.Config.Alert.InTime(t) {
				q.InTime++
			}
		}
		if t.Opinion != nil && !t.Opinion.Useful {
			q.Useless++
		}
	}
	return nil
}

// health says how well founded the numbers are.
func (w *digestWriter) health(ctx context.Context) error {
	var weight int
	for _, one := range w.ranked {
		weight += int(one.Minutes90 / 1000)
	}
	if t := &w.out.Trust; weight > 0 {
		t.Known, t.Anonymous, t.SelfReported = t.Known/weight, t.Anonymous/weight, t.SelfReported/weight
	}
	if w.asOf != 0 { // who is silent is known of the last night alone
		return nil
	}
	var err error
	w.out.Silences, err = w.app.Store.Silences(ctx)
	return err
}
