package app

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"engagement/account"
	"engagement/alert"
	"engagement/scoring"
	"engagement/store"
)

// Find judges the days that are complete and were not judged yet, of all
// accounts together, and keeps what it finds: after the nightly rebuild, and by
// recompute. The first time it looks at a year, all of it as history; days
// judged before are looked at again only for what was learned since. It returns
// how many findings are new; a second time on the same day adds none.
func (a *App) Find(ctx context.Context, progress Progress) (int, error) {
	until := a.Today() - 1
	judged, err := a.Store.Judged(ctx)
	if err != nil {
		return 0, err
	}
	if judged > until {
		return 0, nil
	}
	span := alert.Look(until)
	found, finder, err := a.findings(ctx, span, progress)
	if err != nil {
		return 0, err
	}
	s := alert.FindingSnapshot{
		Found: found, Paused: finder.Paused(), Silences: finder.Silences(until), Judged: judged, Until: until, Quiet: a.policy().Spikes.Quiet,
	}
	around := account.Span{From: span.From - account.Day(s.Quiet), To: span.To + account.Day(s.Quiet)}
	said, err := a.Store.Findings(ctx, around, "")
	if err != nil {
		return 0, err
	}
	for _, r := range said {
		s.Said = append(s.Said, r.Finding)
	}
	now := a.Now()
	decided := alert.DecideFindings(s, a.Config.Alert, now, a.Today())
	subjects, err := a.subjects(ctx, decided.News())
	if err != nil {
		return 0, err
	}
	decided.Tell(subjects, a.Config.Alert, now, a.Today())
	kept, err := a.Store.CommitFindings(ctx, a.Config.Hash, decided)
	if err != nil {
		return 0, fmt.Errorf("keep findings: %w", err)
	}
	return kept, a.Dispatch(ctx)
}

// subjects are accounts as what was found about them is told.
func (a *App) subjects(ctx context.Context, ids []string) (map[string]alert.Subject, error) {
	out := map[string]alert.Subject{}
	reader := a.Reader(0)
	for _, id := range ids {
		shown, err := a.Store.Shown(ctx, id)
		if err != nil {
			return nil, err
		}
		card, err := reader.card(ctx, &shown)
		if err != nil {
			return nil, err
		}
		if card.Trend, err = a.marked(ctx, card.Trend, &shown); err != nil {
			return nil, err
		}
		out[id] = alert.Subject{Account: shown.Account, Segment: a.policy().SegmentOf(shown.Account), Card: card}
	}
	return out, nil
}

// markedDays is how far back a trend is marked.
const markedDays = 90

// marked is the trend of an account with what was found in the 90 days up to its
// end, and with the days on which another config came into force.
func (a *App) marked(ctx context.Context, t account.Trend, about *store.Shown) (account.Trend, error) {
	if lately := account.Window(t.To(), markedDays); about.Found >= lately.From {
		found, err := a.Store.Markings(ctx, lately, about.Account.ID, a.known)
		if err != nil {
			return t, err
		}
		for _, f := range found {
			t = t.Mark(f)
		}
	}
	changes, err := a.configChanges(ctx, about.Configs)
	if err != nil {
		return t, err
	}
	t.Configs = a.configDays(changes, account.Span{From: t.From, To: t.To()})
	return t, nil
}

// configHistory is when configurations came into force, as often as that had
// happened when it was read.
type configHistory struct {
	sync.Mutex
	count   int64
	changes []store.Applied
}

// configChanges reads the history of configurations, again only when there is
// more of it than was read.
func (a *App) configChanges(ctx context.Context, count int64) ([]store.Applied, error) {
	a.configs.Lock()
	defer a.configs.Unlock()
	if a.configs.count == count {
		return a.configs.changes, nil
	}
	changes, err := a.Store.ConfigChanges(ctx)
	if err != nil {
		return nil, err
	}
	a.configs.count, a.configs.changes = int64(len(changes)), changes
	return changes, nil
}

// configDays are the days of a span on which another config came into force,
// oldest first. The first config of all took the place of none.
func (a *App) configDays(changes []store.Applied, span account.Span) []account.Day {
	if len(changes) == 0 {
		return nil
	}
	var days []account.Day
	for _, c := range slices.Backward(changes[:len(changes)-1]) {
		day := account.DayOf(c.At, a.Config.Zone)
		if span.Contains(day) && !slices.Contains(days, day) && (a.known.IsZero() || !c.At.After(a.known)) {
			days = append(days, day)
		}
	}
	return days
}

// findings computes the findings of all accounts on the days of span, from what
// happened up to its end, and gives the finder that knows what pauses. Accounts are
// walked twice, and none of them is kept.
func (a *App) findings(ctx context.Context, span account.Span, progress Progress) ([]account.Finding, *scoring.Finder, error) {
	batches, err := a.Store.Batches(ctx, readBatch, readLines)
	if err != nil {
		return nil, nil, err
	}
	links, err := a.Store.Links(ctx)
	if err != nil {
		return nil, nil, err
	}
	finder, err := scoring.NewFinder(links, a.policy(), span)
	if err != nil {
		return nil, nil, err
	}
	count := func(d *scoring.Days) error {
		finder.Count(d)
		return nil
	}
	if _, err := a.sideBySide(ctx, batches, nil, a.daily(span.To, count)); err != nil {
		return nil, nil, err
	}
	found, err := a.found(ctx, batches, finder, span.To, progress)
	return found, finder, err
}

// found is what a finder finds that has counted all accounts up to and including
// day: it judges them, and looks again at those between which somebody moved.
func (a *App) found(ctx context.Context, batches []store.Batch, finder *scoring.Finder, day account.Day, progress Progress) ([]account.Finding, error) {
	if _, err := a.sideBySide(ctx, batches, progress, a.daily(day, finder.Judge)); err != nil {
		return nil, err
	}
	var involved []scoring.Days
	var adding sync.Mutex
	_, err := a.sideBySide(ctx, together(finder.Movers()), nil, a.daily(day, func(d *scoring.Days) error {
		adding.Lock()
		defer adding.Unlock()
		involved = append(involved, *d)
		return nil
	}))
	return finder.Findings(involved), err
}

// daily is work for sideBySide: the days of each account, up to and including
// day.
func (a *App) daily(day account.Day, do func(*scoring.Days) error) func(context.Context, *scoring.Scorer, []string) error {
	return func(ctx context.Context, scorer *scoring.Scorer, ids []string) error {
		cases, err := a.Store.Cases(ctx, a.Now(), "", ids)
		if err != nil {
			return fmt.Errorf("read accounts to judge: %w", err)
		}
		for i := range cases {
			if cases[i].Facts.Account.ID == "" {
				continue
			}
			days := scorer.Daily(a.heard(cases[i].Facts), day)
			if err := do(&days); err != nil {
				return err
			}
		}
		return nil
	}
}

// exportFindings writes what was kept; with dates, what a replay of those days
// finds under today's facts and config. An as-of day alone is that one day.
func exportFindings(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
	row := func(f account.Finding, reason alert.Reason, config string) error {
		return write(findingCells(f, reason, config)...)
	}
	if o.AsOf == 0 && o.From == 0 && o.To == 0 {
		records, err := a.Store.Findings(ctx, account.Span{From: -1 << 30, To: 1 << 30}, o.Account)
		if err != nil {
			return err
		}
		for _, r := range records {
			if err := row(r.Finding, r.Reason, r.Config); err != nil {
				return err
			}
		}
		return nil
	}
	span := account.Span{From: o.From, To: a.last(o)}
	if o.From == 0 {
		span.From = -1 << 30
		if o.To == 0 {
			span.From = o.AsOf
		}
	}
	found, _, err := a.findings(ctx, span, nil)
	if err != nil {
		return err
	}
	for _, f := range found {
		if o.Account != "" && !slices.Contains(f.About(), o.Account) {
			continue
		}
		if err := row(f, alert.Replayed, a.Config.Hash); err != nil {
			return err
		}
	}
	return nil
}

// findingCells are the cells of a finding.
func findingCells(f account.Finding, reason alert.Reason, config string) []any {
	return []any{f.AccountID, f.Day, string(f.Kind), string(f.Direction), f.Minutes, f.Normal, f.People, f.Sentence, string(reason), config, f.Subject, f.Accounts}
}
