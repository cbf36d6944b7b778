package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"engagement/account"
	"engagement/bot"
	"engagement/scoring"
)

// mostWon is how many won accounts an ideal heatmap is learned from: the newest
// ones.
const mostWon = 100

// wonMap is a won account and its heatmap before the win.
type wonMap struct {
	accountID string
	heatmap   account.Heatmap
}

// Heatmap lays an account's minutes of a period out by department and level.
func (r *Reader) Heatmap(ctx context.Context, accountID string, p account.Period) (bot.HeatAnswer, error) {
	facts, err := r.app.facts(ctx, accountID)
	if err != nil {
		return bot.HeatAnswer{}, err
	}
	out := r.heatAnswer(p)
	out.Account = facts.Account
	ideal, err := r.ideal(ctx, accountID)
	if err != nil {
		return out, err
	}
	out.Map = ideal.Measure(scoring.Heatmap(facts, r.app.policy(), r.span(p)))
	return out, nil
}

// GroupHeatmap lays the minutes of a group of accounts out in one map.
func (r *Reader) GroupHeatmap(ctx context.Context, g account.Group, p account.Period) (bot.HeatAnswer, error) {
	out := r.heatAnswer(p)
	out.Group = g
	ids, err := r.app.members(ctx, g)
	if err != nil {
		return out, err
	}
	out.Map.Span = r.span(p)
	scorer := scoring.NewScorer(r.app.policy())
	if err := r.app.eachJournal(ctx, func(id string) bool { return ids[id] }, func(f scoring.Facts) {
		out.Map.Add(scorer.Heatmap(f, out.Map.Span))
	}); err != nil {
		return out, err
	}
	ideal, err := r.ideal(ctx, "")
	if err != nil {
		return out, err
	}
	out.Map = ideal.Measure(out.Map)
	return out, nil
}

func (r *Reader) heatAnswer(p account.Period) bot.HeatAnswer {
	return bot.HeatAnswer{Period: p, Today: r.day(), Config: r.app.Config.Hash}
}

// members are the ids of the accounts of a group; the error is a
// *bot.UnknownGroup where there are none.
func (a *App) members(ctx context.Context, g account.Group) (map[string]bool, error) {
	ids, values := map[string]bool{}, []string{}
	if err := a.Store.Accounts(ctx, func(one account.Account) error {
		value := a.policy().ValueOf(one, g.By)
		if g.Has(value) {
			ids[one.ID] = true
		} else if !slices.Contains(values, value) {
			values = append(values, value)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		slices.Sort(values)
		return nil, &bot.UnknownGroup{Group: g, Values: values}
	}
	return ids, nil
}

// everybody is the filter of eachJournal that leaves nobody out.
func everybody(string) bool { return true }

// eachJournal reads the facts of the accounts that are wanted, by id: with
// their journal, without activities, many accounts at a time.
func (a *App) eachJournal(ctx context.Context, wanted func(id string) bool, do func(scoring.Facts)) error {
	batches, err := a.Store.Batches(ctx, readBatch, readLines)
	if err != nil {
		return err
	}
	for _, batch := range batches {
		ids := slices.DeleteFunc(batch.IDs, func(id string) bool { return !wanted(id) })
		cases, err := a.Store.Cases(ctx, a.Now(), "", ids)
		if err != nil {
			return fmt.Errorf("read accounts: %w", err)
		}
		for i := range cases {
			if cases[i].Facts.Account.ID != "" {
				do(a.heard(cases[i].Facts))
			}
		}
	}
	return nil
}

// span is a period as days, up to the reader's day.
func (r *Reader) span(p account.Period) account.Span { return r.app.span(p, r.day()) }

// span is a period as days, seen from a day and up to it.
func (a *App) span(p account.Period, day account.Day) account.Span {
	s := p.Span(day, a.Config.Calendar)
	s.To = min(s.To, day)
	return s
}

// ideal is what heatmaps are measured against on the reader's day, learned
// without the account that is measured. Won accounts are read once a day.
func (r *Reader) ideal(ctx context.Context, except string) (scoring.IdealMap, error) {
	p := r.app.policy()
	if p.Heatmap.Ideal != account.Learned {
		return p.Learn(nil), nil
	}
	won, err := r.wonMaps(ctx)
	if err != nil {
		return scoring.IdealMap{}, err
	}
	var maps []account.Heatmap
	for _, w := range won {
		if w.accountID != except {
			maps = append(maps, w.heatmap)
		}
	}
	return p.Learn(maps), nil
}

// wonMaps are the heatmaps of the accounts won last, before their win.
func (r *Reader) wonMaps(ctx context.Context) ([]wonMap, error) {
	day := r.day()
	r.wonMu.Lock()
	defer r.wonMu.Unlock()
	if r.wonOn == day {
		return r.won, nil
	}
	var deals []account.Opportunity
	if err := r.app.Store.Opportunities(ctx, func(o account.Opportunity) error {
		if o.WonBy(day, r.app.Config.Zone) {
			deals = append(deals, o)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	slices.SortFunc(deals, func(a, b account.Opportunity) int {
		return cmp.Or(b.ClosedAt.Compare(a.ClosedAt), cmp.Compare(a.ID, b.ID))
	})
	newest := map[string]bool{}
	for _, o := range deals {
		if len(newest) < mostWon {
			newest[o.AccountID] = true
		}
	}
	var won []wonMap
	scorer := scoring.NewScorer(r.app.policy())
	if err := r.app.eachJournal(ctx, func(id string) bool { return newest[id] }, func(f scoring.Facts) {
		if h, ok := scorer.BeforeWin(f, day); ok {
			won = append(won, wonMap{f.Account.ID, h})
		}
	}); err != nil {
		return nil, err
	}
	r.won, r.wonOn = won, day
	return won, nil
}

// View is an account over a period, with its card.
func (r *Reader) View(ctx context.Context, accountID string, p account.Period) (bot.ViewAnswer, error) {
	facts, out, err := r.view(ctx, accountID, p)
	if err != nil {
		return out, err
	}
	quarter := account.Period{Unit: account.Quarter}
	day, c := r.day(), r.app.Config.Calendar
	out.Quarter = scoring.View(facts, r.app.policy(), quarter.Span(day, c), quarter.Against(day, c))
	var ids []string
	for _, one := range out.View.People {
		ids = append(ids, one.ContactID)
	}
	out.People, err = r.app.Store.Names(ctx, ids)
	return out, err
}

// Meetings lists an account's meetings of a period and those to come.
func (r *Reader) Meetings(ctx context.Context, accountID string, p account.Period) (bot.MeetingsAnswer, error) {
	facts, view, err := r.view(ctx, accountID, p)
	out := bot.MeetingsAnswer{ViewAnswer: view}
	if err != nil {
		return out, err
	}
	out.Meetings = scoring.NewScorer(r.app.policy()).Meetings(facts, out.View.Span)
	var ids []string
	for _, m := range out.Meetings {
		for _, one := range m.People {
			if !slices.Contains(ids, one.ContactID) {
				ids = append(ids, one.ContactID)
			}
		}
	}
	out.People, err = r.app.Store.Names(ctx, ids)
	return out, err
}

func (r *Reader) view(ctx context.Context, accountID string, p account.Period) (scoring.Facts, bot.ViewAnswer, error) {
	answer, err := r.Card(ctx, accountID)
	if err != nil {
		return scoring.Facts{}, bot.ViewAnswer{}, err
	}
	facts, err := r.app.facts(ctx, accountID)
	if err != nil {
		return scoring.Facts{}, bot.ViewAnswer{}, err
	}
	view := scoring.View(facts, r.app.policy(), r.span(p), p.Against(r.day(), r.app.Config.Calendar))
	return facts, bot.ViewAnswer{Answer: answer, View: view, Period: p}, nil
}
