package app

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

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

// ScoreWaiting answers the marks that are there when it begins, then tells what may
// be told: the list of what an import found, what waits for a dispatch and, where
// something was scored, what became of alerts. News that comes in meanwhile is for
// the next time, so that it ends however much there is. It returns how many
// accounts were scored.
func (a *App) ScoreWaiting(ctx context.Context, progress Progress) (int, error) {
	if err := a.rematchIfNeeded(ctx); err != nil {
		return 0, fmt.Errorf("match again: %w", err)
	}
	newest, err := a.Store.Version(ctx)
	if err != nil {
		return 0, err
	}
	total, err := a.Store.Waiting(ctx)
	if err != nil {
		return 0, err
	}
	done := 0
	for {
		marks, err := a.Store.Marks(ctx, a.Now(), 10*scoreBatch)
		if err != nil {
			return done, err
		}
		if len(marks) == 0 || marks[0].Version > newest {
			break
		}
		if err := a.answerAll(ctx, marks, func(n int) {
			if progress != nil {
				progress(done+n, max(total, done+n))
			}
		}); err != nil {
			return done, err
		}
		done += len(marks)
	}
	if err := a.list(ctx); err != nil {
		return done, err
	}
	if err := a.Dispatch(ctx); err != nil || done == 0 {
		return done, err
	}
	return done, a.Follow(ctx)
}

// answerLines is how many activities the marked accounts of a batch have
// together: most are taken up at bookmarks, but after a change of the config none
// is.
const answerLines = 500_000

// answerAll shares marks between processors.
func (a *App) answerAll(ctx context.Context, marks []store.Mark, scored func(int)) error {
	workers := runtime.GOMAXPROCS(0)
	each := min(scoreBatch, max(1, (len(marks)+workers-1)/workers))
	var batches []store.Batch
	lines := 0
	for _, m := range marks {
		if m.AccountID == "" {
			v, err := a.judgeUnmatched(ctx, m)
			if err != nil {
				return err
			}
			if err := a.commit(ctx, []store.Verdict{v}); err != nil {
				return err
			}
			continue
		}
		if n := len(batches); n > 0 && len(batches[n-1].IDs) < each && lines+m.Lines <= answerLines {
			batches[n-1].IDs, lines = append(batches[n-1].IDs, m.AccountID), lines+m.Lines
			continue
		}
		batches, lines = append(batches, store.Batch{IDs: []string{m.AccountID}}), m.Lines
	}
	_, err := a.sideBySide(ctx, batches, func(n, _ int) { scored(n) }, a.answer)
	return err
}

// answer scores and judges marked accounts and commits them together.
func (a *App) answer(ctx context.Context, scorer *scoring.Scorer, ids []string) error {
	cases, err := a.casesNow(ctx, scorer, a.Config.Hash, ids)
	if err != nil {
		return fmt.Errorf("read accounts to score: %w", err)
	}
	// Where an import has begun meanwhile, or somebody else has answered, there
	// is nothing to do.
	cases = slices.DeleteFunc(cases, func(c store.Case) bool { return c.Held || c.Mark.Version == 0 })
	verdicts, err := a.judge(ctx, scorer, cases)
	if err != nil {
		return err
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

// judge computes the standings of accounts and decides what they mean.
func (a *App) judge(ctx context.Context, scorer *scoring.Scorer, cases []store.Case) ([]store.Verdict, error) {
	now := a.Now()
	today := account.DayOf(now, a.Config.Zone)
	standings := make([]scoring.Standing, len(cases))
	verdicts := make([]store.Verdict, len(cases))
	var seqs []int64
	var people []string
	for i := range cases {
		c := &cases[i]
		if c.Facts.Account.ID == "" {
			// Something named an account that is not there (yet): nothing to score.
			verdicts[i] = store.Verdict{Mark: c.Mark, Decision: alert.Decision{State: c.State}}
			continue
		}
		runtime.Gosched() // whoever asks something goes first
		var laid []*scoring.Bookmark
		var err error
		if standings[i], laid, err = a.standing(ctx, scorer, c, today); err != nil {
			return nil, err
		}
		verdicts[i] = store.Verdict{Mark: c.Mark, Read: c.Read, Card: &standings[i].Card, Journal: c.Journal}
		for _, b := range laid {
			verdicts[i].Bookmarks = append(verdicts[i].Bookmarks, store.Bookmark{
				Bookmark: b, After: (b.Day + 1).Start(a.Config.Zone).UnixMilli(), Until: (b.Day + 2).Start(a.Config.Zone).UnixMilli(),
			})
		}
		if c.Mark.Version == 0 { // news is judged at once, and whoever reads it asks for the names it brings
			people = append(people, peopleOf(standings[i].Card)...)
		}
		standings[i].ActNow = unheard(standings[i].ActNow, c.Since, today)
		for _, r := range standings[i].ActNow {
			seqs = append(seqs, r.Seq)
		}
	}
	called, err := a.Store.Called(ctx, people)
	if err != nil {
		return nil, err
	}
	names, err := a.Store.ActivityIDs(ctx, seqs)
	if err != nil {
		return nil, err
	}
	asked := make([][]account.LedgerRow, len(cases))
	for i := range cases {
		asked[i] = requests(standings[i].ActNow, names)
	}
	if err := a.dropMoved(ctx, asked, func(i int) string { return cases[i].Facts.Account.ID }); err != nil {
		return nil, err
	}
	for i := range cases {
		c, st := &cases[i], &standings[i]
		if verdicts[i].Card == nil {
			continue
		}
		if c.Mark.Version == 0 {
			verdicts[i].Names = namesOf(st.Card, called)
		}
		verdicts[i].Decision = alert.Decide(alert.Snapshot{
			Account: c.Facts.Account, Segment: a.policy().SegmentOf(c.Facts.Account), State: c.State, Card: st.Card, ActNow: asked[i], Seen: c.Seen,
			Open: st.Open, Customer: st.Customer, Centers: centers(st.Centers), Active: c.Bookmark != nil || c.Facts.Journal.Len() > 0 || !st.Card.LastRecorded.IsZero(),
			Muted: c.Muted, Cause: alert.Cause{Live: c.Mark.Live, Imported: c.Mark.Imported},
		}, a.Config.Alert, now, today)
	}
	return verdicts, nil
}

// namesOf is what the people on a card are called, also of those of whom nothing is
// known, so that nobody asks for them again; never nil.
func namesOf(c account.Card, called map[string]account.Contact) []account.Contact {
	names := []account.Contact{}
	for _, id := range peopleOf(c) {
		who := called[id]
		who.ID = id
		names = append(names, who)
	}
	return names
}

// centers are the buying centers of an account as alert judges them.
func centers(standings []scoring.CenterStanding) []alert.Center {
	out := make([]alert.Center, len(standings))
	for i, c := range standings {
		out[i] = alert.Center(c)
	}
	return out
}

// standing is that of one account, and the bookmarks that were laid on the way
// where news was answered: a rebuild goes from beginning to end anyway.
func (a *App) standing(ctx context.Context, scorer *scoring.Scorer, c *store.Case, today account.Day) (scoring.Standing, []*scoring.Bookmark, error) {
	if c.Mark.Version == 0 || len(c.Facts.Family) > 0 {
		return scorer.Standing(c.Facts, today), nil, nil
	}
	st, laid, err := scorer.StandingFrom(c.Facts, c.Bookmark, today)
	if err == nil {
		return st, laid, nil
	}
	id := c.Facts.Account.ID
	if c.Bookmark.Good(today) { // else the day has ended meanwhile
		a.Log.Warn("a bookmark cannot be read; its account is scored from the beginning", "account", id, "error", err)
	}
	cases, err := a.casesNow(ctx, scorer, "", []string{id})
	if err != nil {
		return st, nil, err
	}
	*c = cases[0]
	return scorer.Standing(c.Facts, today), nil, nil
}

// unheard leaves out the requests that were there when their account was judged
// before: all of them where there is no other, else but for those of today and
// yesterday, which tell whether somebody asks the same thing twice.
func unheard(found []scoring.Request, since int64, today account.Day) []scoring.Request {
	news := func(r scoring.Request) bool { return r.Seq > since }
	if !slices.ContainsFunc(found, news) {
		return nil
	}
	return slices.DeleteFunc(found, func(r scoring.Request) bool { return !news(r) && r.Day < today-1 })
}

// requests is the ledger rows of requests, with the ids of their activities.
func requests(found []scoring.Request, names map[int64]string) []account.LedgerRow {
	rows := make([]account.LedgerRow, len(found))
	for i, r := range found {
		rows[i] = r.LedgerRow
		rows[i].ActivityID = cmp.Or(r.ActivityID, names[r.Seq])
	}
	return rows
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
	asked := [][]account.LedgerRow{requests(st.ActNow, nil)}
	if err := a.dropMoved(ctx, asked, func(int) string { return "" }); err != nil {
		return store.Verdict{}, err
	}
	decision := alert.DecideUnmatched(asked[0], why, seen, a.Config.Alert, now, today)
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
// Accounts are scored side by side, one worker a processor, in little memory.
func (a *App) Rebuild(ctx context.Context, progress Progress) (total int, err error) {
	err = a.Store.Sparing(ctx, func() error {
		total, err = a.rebuildAll(ctx, progress)
		return err
	})
	return total, err
}

func (a *App) rebuildAll(ctx context.Context, progress Progress) (int, error) {
	batches, err := a.Store.Batches(ctx, readBatch, readLines)
	if err != nil {
		return 0, err
	}
	var adding sync.Mutex
	var judged []store.Verdict
	total, err := a.sideBySide(ctx, batches, progress, func(ctx context.Context, scorer *scoring.Scorer, ids []string) error {
		verdicts, err := a.rebuild(ctx, scorer, ids)
		if err != nil {
			return err
		}
		adding.Lock()
		if judged = append(judged, verdicts...); len(judged) < scoreBatch {
			verdicts = nil
		} else {
			verdicts, judged = judged, nil
		}
		adding.Unlock()
		return a.commit(ctx, verdicts)
	})
	if err != nil {
		return total, err
	}
	return total, a.commit(ctx, judged)
}

// rebuild judges a batch of accounts. Where a mark waits, there is news: it is
// judged as news, by whoever answers it.
func (a *App) rebuild(ctx context.Context, scorer *scoring.Scorer, ids []string) ([]store.Verdict, error) {
	cases, err := a.casesNow(ctx, scorer, "", ids)
	if err != nil {
		return nil, fmt.Errorf("read accounts to score: %w", err)
	}
	cases = slices.DeleteFunc(cases, func(c store.Case) bool { return c.Mark.Version > 0 || c.Facts.Account.ID == "" })
	return a.judge(ctx, scorer, cases)
}
