package app

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"engagement/account"
	"engagement/alert"
	"engagement/bot"
	"engagement/scoring"
)

// homeDays is how far ahead a Home lists meetings, and how long an alert waits in
// it.
const (
	homeAhead  = 7
	homeWaited = 30
)

// Home is what somebody finds in their Home: accounts of theirs, what waits for
// them, and what comes.
func (r *Reader) Home(ctx context.Context, by bot.Asker) (bot.HomeAnswer, error) {
	var out bot.HomeAnswer
	var err error
	if out.Mine, err = r.Rank(ctx, account.RankQuery{Mine: true, Order: account.ByAnything, Count: account.MaxCount}, by); err != nil {
		return out, err
	}
	mine := map[string]bool{}
	for _, one := range out.Mine.Ranking.Rows {
		mine[one.AccountID] = true
	}
	if out.Meetings, err = r.coming(ctx, mine); err != nil {
		return out, err
	}
	since := (r.day() - homeWaited).Start(r.app.Config.Zone)
	if out.Waiting, err = r.app.Store.Unclaimed(ctx, since); err != nil {
		return out, err
	}
	if by.Role == bot.Admin {
		stuck, err := r.app.Store.Undelivered(ctx)
		if err != nil {
			return out, err
		}
		out.Stuck = alert.StuckIn(stuck)
	}
	out.Waiting = slices.DeleteFunc(out.Waiting, func(a alert.Record) bool { return !by.Owns(a.Message.Payload.Account) })
	out.Waiting = out.Waiting[:min(len(out.Waiting), bot.HomeAlerts)]
	out.Mine.Ranking.Rows = out.Mine.Ranking.Rows[:min(len(out.Mine.Ranking.Rows), bot.HomeAccounts)]
	return out, nil
}

// coming lists the meetings of the next days with some accounts, soonest first.
func (r *Reader) coming(ctx context.Context, wanted map[string]bool) ([]bot.Coming, error) {
	if len(wanted) == 0 {
		return nil, nil
	}
	var out []bot.Coming
	scorer := scoring.NewScorer(r.app.policy())
	today := r.day()
	if err := r.app.eachJournal(ctx, func(id string) bool { return wanted[id] }, func(f scoring.Facts) {
		for _, m := range scorer.Meetings(f, account.Span{From: today, To: today}) {
			if m.State == account.Scheduled && m.Day >= today && m.Day < today+homeAhead {
				out = append(out, bot.Coming{Account: f.Account, Meeting: m})
			}
		}
	}); err != nil {
		return nil, err
	}
	slices.SortFunc(out, func(a, b bot.Coming) int {
		return cmp.Or(cmp.Compare(a.Meeting.Day, b.Meeting.Day), cmp.Compare(a.Account.ID, b.Account.ID), cmp.Compare(a.Meeting.Asset, b.Meeting.Asset))
	})
	return out[:min(len(out), bot.HomeMeetings)], nil
}

// AtAddress is the account whose address in the CRM a link is.
func (r *Reader) AtAddress(ctx context.Context, link string) (bot.Answer, bool, error) {
	names, err := r.directory(ctx)
	if err != nil {
		return bot.Answer{}, false, err
	}
	id, ok := names.links[linkKey(link)]
	if !ok {
		return bot.Answer{}, false, nil
	}
	a, err := r.Card(ctx, id)
	return a, err == nil, err
}

// linkKey makes addresses comparable: what follows a question mark or a cross
// only says how the page is shown.
func linkKey(link string) string {
	link, _, _ = strings.Cut(link, "#")
	link, _, _ = strings.Cut(link, "?")
	return strings.ToLower(strings.TrimSuffix(link, "/"))
}
