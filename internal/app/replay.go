package app

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"sync"
	"time"

	"engagement/account"
	"engagement/alert"
	"engagement/scoring"
	"engagement/store"
)

// replayed is what a replay of days comes to: what was decided, and how every
// account stands at the end.
type replayed struct {
	span     account.Span
	zone     *time.Location
	decided  alert.Replay
	scores   []account.Score // of the last day, by account
	accounts map[string]account.Account
	crossed  map[string][]int // MQAs of each account by lever
}

// Replay runs the nightly job for every day of span in order, as if it had been
// run each night with what had occurred by then, under the config in force and
// today's matches, and keeps what came of it as a run of its own. It delivers
// nothing and touches nothing else. The error is account.ErrInvalid where the
// span is empty or reaches beyond today.
func (a *App) Replay(ctx context.Context, span account.Span, progress Progress) (store.Run, error) {
	began := a.Now()
	if err := a.replayable(span); err != nil {
		return store.Run{}, err
	}
	r, err := a.replay(ctx, span, nil, progress)
	if err != nil {
		return store.Run{}, err
	}
	run := store.Run{
		ID: began.UTC().Format("20060102-150405-") + rand.Text()[:8], Span: span, Config: a.Config.Hash, Body: a.Config.Body,
		BegunAt: began, FinishedAt: a.Now(), Accounts: len(r.scores), Evaluated: len(r.decided.Verdicts), Sent: r.decided.Sent(),
		MQAs: len(r.decided.MQAs()), Findings: len(r.decided.Findings),
	}
	if err := a.Store.SaveRun(ctx, run, r.scores, &r.decided); err != nil {
		return store.Run{}, err
	}
	return run, nil
}

// ReasonCount is how many decisions of a kind had a reason.
type ReasonCount struct {
	Kind   alert.Kind
	Reason alert.Reason
	Count  int
}

// RunReasons counts the decisions of a run by kind and reason, the most frequent
// first.
func (a *App) RunReasons(ctx context.Context, id string) ([]ReasonCount, error) {
	counts := map[ReasonCount]int{}
	if err := a.Store.RunDecisions(ctx, id, func(d store.DecisionRecord) error {
		counts[ReasonCount{Kind: d.Kind, Reason: d.Reason}]++
		return nil
	}); err != nil {
		return nil, err
	}
	var out []ReasonCount
	for c, n := range counts {
		c.Count = n
		out = append(out, c)
	}
	slices.SortFunc(out, func(x, y ReasonCount) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Reason, y.Reason))
	})
	return out, nil
}

// replayable reports why days cannot be replayed.
func (a *App) replayable(span account.Span) error {
	switch {
	case span.To < span.From:
		return fmt.Errorf("%s is before %s: %w", span.To, span.From, account.ErrInvalid)
	case span.To > a.Today():
		return fmt.Errorf("%s has not come yet; the last day is today, %s: %w", span.To, a.Today(), account.ErrInvalid)
	}
	return nil
}

// replay walks every account once and decides every night of it; findings need a
// second walk, after all accounts have told what each day was for everybody.
// What it holds is what was decided: accounts are read a batch at a time, and
// none of them is kept.
func (a *App) replay(ctx context.Context, span account.Span, levers []scoring.Lever, progress Progress) (*replayed, error) {
	batches, err := a.Store.Batches(ctx, readBatch, readLines)
	if err != nil {
		return nil, err
	}
	links, err := a.Store.Links(ctx)
	if err != nil {
		return nil, err
	}
	out := &replayed{span: span, zone: a.Config.Zone, accounts: map[string]account.Account{}, crossed: map[string][]int{}}
	finder, err := scoring.NewFinder(links, a.policy(), span)
	if err != nil {
		return nil, err
	}
	var adding sync.Mutex
	if _, err := a.sideBySide(ctx, batches, half(progress, 0), func(ctx context.Context, scorer *scoring.Scorer, ids []string) error {
		nights, err := a.nights(ctx, scorer, ids, span, levers, finder)
		if err != nil {
			return err
		}
		adding.Lock()
		defer adding.Unlock()
		for _, n := range nights {
			out.add(n, a)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	found, err := a.found(ctx, batches, finder, span.To, half(progress, 1))
	if err != nil {
		return nil, err
	}
	unmatched, err := a.replayUnmatched(ctx, span)
	if err != nil {
		return nil, err
	}
	out.decided.Add(unmatched)
	subjects := make(map[string]alert.Subject, len(out.accounts))
	for id, about := range out.accounts {
		subjects[id] = alert.Subject{Account: about, Segment: a.policy().SegmentOf(about)}
	}
	out.decided.Add(alert.ReplayFindings(found, finder.Paused(), subjects, a.Config.Alert, a.Config.Zone))
	out.decided.Sort()
	out.decided.Deliver(a.Config.Alert, out.accounts, span)
	slices.SortFunc(out.scores, func(x, y account.Score) int { return cmp.Compare(x.AccountID, y.AccountID) })
	return out, nil
}

// course is an account on its way through a replay.
type course struct {
	account account.Account
	stage   string
	nights  []alert.Night
	last    account.Score
	crossed []int
	idle    bool // nothing was ever recorded of it
}

// nights walks a batch of accounts, and counts their days. The ids of all
// requests are looked up at once.
func (a *App) nights(ctx context.Context, scorer *scoring.Scorer, ids []string, span account.Span, levers []scoring.Lever, finder *scoring.Finder) ([]course, error) {
	cases, err := a.cases(ctx, scorer, "", ids, span.To)
	if err != nil {
		return nil, fmt.Errorf("read accounts to replay: %w", err)
	}
	courses := make([]course, 0, len(cases))
	var asked []scoring.Request
	var seqs []int64
	for i := range cases {
		f := cases[i].Facts
		if f.Account.ID == "" {
			continue
		}
		walked := scorer.Replay(f, span, levers)
		one := course{account: trimmed(f.Account), stage: walked.Stage, last: walked.End.Card.Score, crossed: walked.Crossed}
		one.idle = f.Journal.Len() == 0 && one.last.LastRecorded.IsZero()
		for _, turn := range walked.Turns {
			n := alert.Night{Score: turn.Score, News: turn.News, Open: turn.Open, Customer: turn.Customer, Centers: centers(turn.Centers)}
			n.Requests = make([]account.LedgerRow, len(turn.Requests))
			for _, r := range turn.Requests {
				asked, seqs = append(asked, r), append(seqs, r.Seq)
			}
			one.nights = append(one.nights, n)
		}
		courses = append(courses, one)
		days := scorer.Daily(f, span.To)
		finder.Count(&days)
	}
	names, err := a.Store.ActivityIDs(ctx, seqs)
	if err != nil {
		return nil, err
	}
	rows := requests(asked, names)
	for i := range courses {
		for k := range courses[i].nights {
			n := copy(courses[i].nights[k].Requests, rows)
			rows = rows[n:]
		}
	}
	return courses, nil
}

// trimmed is an account without what only its directory needs.
func trimmed(a account.Account) account.Account {
	a.Props, a.Domains, a.Aliases = nil, nil, nil
	return a
}

func (r *replayed) add(c course, a *App) {
	decided := alert.ReplayAccount(alert.Subject{Account: c.account, Segment: a.policy().SegmentOf(c.account)}, c.stage, c.nights, r.span, a.Config.Alert, a.Config.Zone)
	if c.idle {
		decided.States = nil // nothing has happened to it yet
	}
	r.decided.Add(decided)
	r.scores = append(r.scores, c.last)
	r.accounts[c.account.ID] = c.account
	r.crossed[c.account.ID] = c.crossed
}

// replayUnmatched judges the requests of the span of people who are on no
// account.
func (a *App) replayUnmatched(ctx context.Context, span account.Span) (alert.Replay, error) {
	scorer := scoring.NewScorer(a.policy())
	var found []account.Activity
	why := map[string]string{}
	if err := a.Store.UnmatchedBetween(ctx, span.From.Start(a.Config.Zone).UnixMilli(), span.To.End(a.Config.Zone).UnixMilli(), func(v account.Activity) error {
		if scorer.Asks(&v) {
			found = append(found, v)
			why[alert.RequestKey(account.LedgerRow{Source: v.Source, ActivityID: v.ID})] = v.Match.Reason
		}
		return nil
	}); err != nil {
		return alert.Replay{}, err
	}
	var rows []account.LedgerRow
	for _, row := range scorer.Ledger(scoring.Facts{Activities: found}, span) {
		if row.ActNow {
			rows = append(rows, row)
		}
	}
	return alert.ReplayUnmatched(rows, why, a.Config.Alert, a.Config.Zone), nil
}
