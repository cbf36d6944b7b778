package app

import (
	"context"
	"errors"
	"fmt"

	"engagement/account"
	"engagement/alert"
	"engagement/scoring"
	"engagement/store"
)

// scoreBatch is how many accounts one transaction carries: enough to share the
// cost of a commit, few enough to keep other writers waiting for milliseconds.
const scoreBatch = 100

// Progress reports how far a long job is.
type Progress func(done, total int)

// ScoreWaiting answers marks until none is left, then says the list of what an
// import found, if there is something to list. It returns how many accounts
// were scored.
func (a *App) ScoreWaiting(ctx context.Context, progress Progress) (int, error) {
	if err := a.rematchIfNeeded(ctx); err != nil {
		return 0, fmt.Errorf("match again: %w", err)
	}
	total, err := a.Store.Waiting(ctx)
	if err != nil {
		return 0, err
	}
	done := 0
	for {
		marks, err := a.Store.Marks(ctx, a.Now(), scoreBatch)
		if err != nil {
			return done, err
		}
		if len(marks) == 0 {
			break
		}
		if err := a.answer(ctx, marks); err != nil {
			return done, err
		}
		done += len(marks)
		if progress != nil {
			progress(done, max(total, done))
		}
	}
	return done, a.list(ctx)
}

// answer scores and judges marked accounts and commits them together.
func (a *App) answer(ctx context.Context, marks []store.Mark) error {
	verdicts := make([]store.Verdict, 0, len(marks))
	for _, m := range marks {
		v, err := a.judge(ctx, m)
		if err != nil {
			return err
		}
		verdicts = append(verdicts, v)
	}
	return a.commit(ctx, verdicts)
}

func (a *App) commit(ctx context.Context, verdicts []store.Verdict) error {
	messages, err := a.Store.Commit(ctx, a.Config.Hash, verdicts)
	if err != nil {
		return err
	}
	if messages > 0 {
		wake(a.posted)
	}
	return nil
}

// judge computes the standing of one account and decides what it means.
func (a *App) judge(ctx context.Context, m store.Mark) (store.Verdict, error) {
	if m.AccountID == "" {
		return a.judgeUnmatched(ctx, m)
	}
	read, err := a.Store.Version(ctx)
	if err != nil {
		return store.Verdict{}, err
	}
	facts, err := a.Store.Facts(ctx, m.AccountID)
	if errors.Is(err, account.ErrNotFound) {
		// Something named an account that is not there (yet): nothing to score.
		return store.Verdict{Mark: m}, nil
	}
	if err != nil {
		return store.Verdict{}, fmt.Errorf("read facts of account %s: %w", m.AccountID, err)
	}
	state, seen, err := a.Store.State(ctx, m.AccountID)
	if err != nil {
		return store.Verdict{}, err
	}
	now := a.Now()
	today := account.DayOf(now, a.Config.Zone)
	st := scoring.Compute(facts, a.policy(), today)
	decision := alert.Decide(alert.Snapshot{
		Account: facts.Account, State: state, Card: st.Card, ActNow: st.ActNow, Seen: seen,
		Open: st.Open, Customer: st.Customer, Active: len(facts.Activities) > 0,
		Cause: alert.Cause{Live: m.Live, Imported: m.Imported},
	}, a.Config.Alert, now, today)
	return store.Verdict{Mark: m, Read: read, Card: &st.Card, Decision: decision}, nil
}

// judgeUnmatched looks for requests among what arrived on no account.
func (a *App) judgeUnmatched(ctx context.Context, m store.Mark) (store.Verdict, error) {
	found, last, err := a.Store.Unmatched(ctx)
	if err != nil {
		return store.Verdict{}, err
	}
	_, seen, err := a.Store.State(ctx, "")
	if err != nil {
		return store.Verdict{}, err
	}
	now := a.Now()
	today := account.DayOf(now, a.Config.Zone)
	why := map[string]string{}
	st := scoring.Compute(scoring.Facts{Activities: found}, a.policy(), today)
	for _, activity := range found {
		why[alert.RequestKey(account.LedgerRow{Source: activity.Source, ActivityID: activity.ID})] = activity.Match.Reason
	}
	decision := alert.DecideUnmatched(st.ActNow, why, seen, a.Config.Alert, now, today)
	return store.Verdict{Mark: m, Decision: decision, Judged: last}, nil
}

// list says what an import of history found, once it has ended.
func (a *App) list(ctx context.Context) error {
	busy, err := a.Store.Importing(ctx, a.Now())
	if err != nil || busy {
		return err
	}
	found, sequence, err := a.Store.Unlisted(ctx)
	if err != nil || len(found) == 0 {
		return err
	}
	message := alert.DayOne(found, sequence, a.Config.Alert, a.Now(), a.Today())
	if err := a.Store.CommitList(ctx, sequence, message, found); err != nil {
		return err
	}
	wake(a.posted)
	return nil
}

// Rebuild scores every account from its facts, whatever is marked: the nightly
// job. Transitions it finds are kept in silence, because no news caused them.
func (a *App) Rebuild(ctx context.Context, progress Progress) (int, error) {
	ids, err := a.Store.AccountIDs(ctx)
	if err != nil {
		return 0, err
	}
	var verdicts []store.Verdict
	for i, id := range ids {
		v, err := a.judge(ctx, store.Mark{AccountID: id})
		if err != nil {
			return i, err
		}
		verdicts = append(verdicts, v)
		if len(verdicts) == scoreBatch || i == len(ids)-1 {
			if err := a.commit(ctx, verdicts); err != nil {
				return i, err
			}
			verdicts = verdicts[:0]
		}
		if progress != nil {
			progress(i+1, len(ids))
		}
	}
	return len(ids), nil
}
