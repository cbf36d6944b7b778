package app

import (
	"context"
	"fmt"

	"engagement/account"
	"engagement/scoring"
	"engagement/store"
)

// cases reads accounts to be judged up to and including day. Where accounts
// qualify together with those below them, each is given what those bring, as it
// was at the same instant: accounts below are folded and let go, a few at a time.
func (a *App) cases(ctx context.Context, scorer *scoring.Scorer, config string, ids []string, day account.Day) ([]store.Case, error) {
	if !a.policy().MQA.RollUp {
		return a.Store.Cases(ctx, a.Now(), config, ids)
	}
	shares := map[string]*scoring.Share{}
	cases, err := a.Store.Families(ctx, a.Now(), config, ids, func(f scoring.Facts) error {
		shares[f.Account.ID] = scorer.Share(a.heard(f), day)
		return nil
	})
	for i := range cases {
		for _, id := range cases[i].Below {
			cases[i].Facts.Family = append(cases[i].Facts.Family, shares[id])
		}
	}
	return cases, err
}

// casesNow reads accounts to be judged today, or tomorrow where the day ends
// meanwhile: what those below bring on later days is never looked at.
func (a *App) casesNow(ctx context.Context, scorer *scoring.Scorer, config string, ids []string) ([]store.Case, error) {
	return a.cases(ctx, scorer, config, ids, a.Today()+1)
}

// withFamily is the facts of an account with what those below it bring to its
// MQA, up to and including day: for looking at alone.
func (a *App) withFamily(ctx context.Context, f scoring.Facts, day account.Day) (scoring.Facts, error) {
	if !a.policy().MQA.RollUp {
		return f, nil
	}
	cases, err := a.cases(ctx, scoring.NewScorer(a.policy()), "", []string{f.Account.ID}, day)
	if err != nil {
		return f, fmt.Errorf("read the family of account %s: %w", f.Account.ID, err)
	}
	f.Family = cases[0].Facts.Family
	return f, nil
}

// eachScored reads the facts of the accounts asked for, ready to be judged up to
// and including day, by id.
func (a *App) eachScored(ctx context.Context, only string, day account.Day, do func(scoring.Facts) error) error {
	if !a.policy().MQA.RollUp {
		return a.eachWalk(ctx, only, do)
	}
	batches := together([]string{only})
	if only == "" {
		var err error
		if batches, err = a.Store.Batches(ctx, readBatch, readLines); err != nil {
			return err
		}
	}
	scorer := scoring.NewScorer(a.policy())
	for _, batch := range batches {
		cases, err := a.cases(ctx, scorer, "", batch.IDs, day)
		if err != nil {
			return fmt.Errorf("read accounts: %w", err)
		}
		for i := range cases {
			if cases[i].Facts.Account.ID == "" {
				continue
			}
			if err := do(a.heard(cases[i].Facts)); err != nil {
				return err
			}
		}
	}
	return nil
}

// eachFamily is eachJournal, with what those below accounts bring to their MQAs.
func (a *App) eachFamily(ctx context.Context, wanted func(id string) bool, day account.Day, do func(scoring.Facts)) error {
	if !a.policy().MQA.RollUp {
		return a.eachJournal(ctx, wanted, do)
	}
	return a.eachScored(ctx, "", day, func(f scoring.Facts) error {
		do(f)
		return nil
	})
}
