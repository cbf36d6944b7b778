package app

import (
	"context"

	"engagement/account"
	"engagement/bot"
	"engagement/scoring"
)

// Rank lists accounts from what was stored of them; those that were scored on
// another day, or under another config, are scored again.
func (r *Reader) Rank(ctx context.Context, q account.RankQuery, by bot.Asker) (bot.RankAnswer, error) {
	out := bot.RankAnswer{Query: q, Today: r.day(), Config: r.app.Config.Hash}
	in, err := r.chosen(ctx, q, by)
	if err != nil {
		return out, err
	}
	var all []account.Ranked
	stale := map[string]int{}
	if err := r.app.Store.Standings(ctx, func(one account.Ranked, about account.Account, config string) error {
		if !in(about) {
			return nil
		}
		if r.asOf != 0 || one.Day != r.day() || config != r.app.Config.Hash {
			stale[one.AccountID] = len(all)
		}
		all = append(all, one)
		return nil
	}); err != nil {
		return out, err
	}
	if len(all) == 0 && !q.Mine && !q.Watched {
		_, err := r.app.members(ctx, q.Group) // says what there is instead
		return out, err
	}
	if len(stale) > 0 {
		scorer := scoring.NewScorer(r.app.policy())
		wanted := func(id string) bool { _, ok := stale[id]; return ok }
		score := func(f scoring.Facts) {
			if wanted(f.Account.ID) {
				all[stale[f.Account.ID]] = rankedOf(f.Account, scorer.Standing(f, r.day()).Card)
			}
		}
		if err := r.app.eachFamily(ctx, wanted, r.day(), score); err != nil {
			return out, err
		}
	}
	var span account.Span
	if q.Since.Unit != "" {
		span = r.span(q.Since)
	}
	out.Ranking = account.Rank(all, q, span)
	return out, nil
}

// chosen reports of accounts whether a list is about them.
func (r *Reader) chosen(ctx context.Context, q account.RankQuery, by bot.Asker) (func(account.Account) bool, error) {
	if !q.Mine && !q.Watched {
		return func(a account.Account) bool { return q.Group.Has(r.app.policy().ValueOf(a, q.Group.By)) }, nil
	}
	watched, err := r.watched(ctx, by)
	return func(a account.Account) bool { return q.Mine && by.Owns(a) || watched[a.ID] }, err
}

// watched are the ids of the accounts that somebody follows.
func (r *Reader) watched(ctx context.Context, by bot.Asker) (map[string]bool, error) {
	if by.ID == "" {
		return nil, nil
	}
	ids, err := r.app.Store.Watches(ctx, by.ID)
	out := make(map[string]bool, len(ids))
	for _, id := range ids {
		out[id] = true
	}
	return out, err
}

// rankedOf is a card as lists show it.
func rankedOf(about account.Account, c account.Card) account.Ranked {
	return account.Ranked{
		AccountID: about.ID, Name: about.Name, Owner: about.Owner, Tier: about.Tier, Day: c.Day, Grade: c.Grade, Stage: c.Stage, MQA: c.MQA,
		MQASince: c.MQASince, Minutes7: c.Minutes7, Minutes30: c.Minutes30, Minutes90: c.Minutes90, Normal7: c.Normal7, Heat: c.Heat,
		People90: c.People90, Direction: c.Direction, Move: c.Move.Who,
	}
}
