package app

import (
	"context"
	"fmt"
	"time"

	"engagement/account"
	"engagement/alert"
	"engagement/scoring"
	"engagement/store"
)

// Times of briefs.
const (
	briefBefore = 30 * time.Minute // how long before a meeting
	briefPoll   = 5 * time.Minute  // how long a meeting may go unnoticed that another process recorded
)

// brief sends briefs when their time has come, until ctx ends.
func (s *server) brief(ctx context.Context) {
	for {
		wait := briefPoll
		if err := s.briefDue(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("briefs were not sent; they are tried again", "error", err)
		}
		next, err := s.Store.Next(ctx, s.Now().Add(briefBefore))
		if err == nil && !next.IsZero() {
			wait = min(wait, max(next.Sub(s.Now())-briefBefore, time.Second))
		}
		if !nap(ctx, wait) {
			return
		}
	}
}

// briefDue sends the briefs of the meetings that begin within the next half hour
// to the owners of their accounts, each once. Quiet hours hold one back until
// they end, if the meeting has not begun by then.
func (s *server) briefDue(ctx context.Context) error {
	now := s.Now()
	coming, err := s.Store.Ahead(ctx, now, now.Add(briefBefore))
	if err != nil {
		return err
	}
	for _, m := range coming {
		if err := s.briefOne(ctx, m, now); err != nil {
			return fmt.Errorf("brief about a meeting with account %s: %w", m.AccountID, err)
		}
	}
	return nil
}

func (s *server) briefOne(ctx context.Context, m store.Ahead, now time.Time) error {
	key := fmt.Sprintf("brief:%s:%s:%d", m.AccountID, m.Asset, m.At.UnixMilli())
	if said, err := s.Store.Said(ctx, key); err != nil || said {
		return err
	}
	shown, err := s.Store.Shown(ctx, m.AccountID)
	if err != nil || shown.Account.Owner == "" {
		return err
	}
	owner := s.owner(ctx, shown.Account.Owner)
	if owner == "" {
		return nil
	}
	member, err := s.client.Member(ctx, owner)
	if err != nil {
		return err
	}
	wish, err := s.Store.Preference(ctx, owner)
	if err != nil || wish.NoBriefs || wish.Quiet(now, member.Zone) {
		return err
	}
	facts, err := s.facts(ctx, m.AccountID)
	if err != nil {
		return err
	}
	brief, ok := scoring.NewScorer(s.policy()).Brief(facts, m.Asset, account.DayOf(m.At, s.Config.Zone))
	if !ok {
		return nil
	}
	answer, err := s.Reader(0).Card(ctx, m.AccountID)
	if err != nil {
		return err
	}
	brief.Start, brief.Zone, brief.Missing = m.At, wish.In(member.Zone).String(), answer.Card.Gaps
	about, card := answer.Account, answer.Card
	about.Props, card.Trend = nil, account.Trend{}
	first, err := s.Store.Say(ctx, alert.Message{
		ID: key, Key: key, AccountID: m.AccountID, Kind: alert.KindBrief, Reason: alert.Soon, Channel: owner, DecidedAt: now,
		Payload: alert.Payload{Account: about, Card: card, Today: s.Today(), Brief: &brief},
	})
	if first {
		wake(s.posted)
	}
	return err
}
