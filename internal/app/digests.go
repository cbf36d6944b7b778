package app

import (
	"context"
	"fmt"
	"time"

	"engagement/account"
	"engagement/alert"
	"engagement/bot"
)

// Times of digests.
const (
	digestPoll  = 5 * time.Minute  // one may go unnoticed so long that another process was asked for
	digestRetry = 20 * time.Second // after one could not be written
)

// digests writes what people want every week when its time has come, until ctx
// ends.
func (s *server) digests(ctx context.Context) {
	for {
		wait := max(digestPoll, s.o.Poll)
		if next, err := s.digestsDue(ctx); err == nil && !next.IsZero() {
			wait = min(wait, max(next.Sub(s.Now()), time.Second))
		} else if err != nil {
			wait = digestRetry
			if ctx.Err() == nil {
				s.Log.Error("digests were not written; they are tried again", "error", err)
			}
		}
		if !nap(ctx, wait) {
			return
		}
	}
}

// digestsDue writes the digests whose time has come, each once, and says when the
// next one's comes.
func (s *server) digestsDue(ctx context.Context) (next time.Time, err error) {
	all, err := s.Store.Subscriptions(ctx)
	if err != nil {
		return next, err
	}
	var failed error
	for _, d := range all {
		now := s.Now()
		if day, due := d.Due(now); due {
			if err := s.digestOne(ctx, d, day); err != nil {
				failed = fmt.Errorf("digest %s: %w", d.ID, err)
			}
		}
		if at := d.Next(now); next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return next, failed
}

// digestOne writes one digest. It is frozen with the message; where there is
// nothing to say it is noted as written, and nothing is sent.
func (s *server) digestOne(ctx context.Context, d account.Subscription, day account.Day) error {
	member, err := s.client.Member(ctx, d.UserID)
	if err != nil {
		return err
	}
	if member.Inactive { // whoever wanted it has left
		_, err := s.Store.WriteDigest(ctx, d.ID, day, nil)
		return err
	}
	content, err := s.Reader(0).Weekly(ctx, d, day, bot.Asker{Member: member, Role: bot.Rep})
	if err != nil {
		return err
	}
	m := digestOf(d, day, &content, s.Now())
	first, err := s.Store.WriteDigest(ctx, d.ID, day, m)
	if first && m != nil {
		wake(s.posted)
	}
	return err
}

// digestOf is the message of a digest; nil where there is nothing to say.
func digestOf(d account.Subscription, day account.Day, content *account.Digest, now time.Time) *alert.Message {
	if content.Empty() {
		return nil
	}
	key := digestKey(d.ID, day)
	return &alert.Message{
		ID: key, Key: key, Kind: alert.KindDigest, Reason: alert.Weekly, Channel: d.Channel, DecidedAt: now,
		Payload: alert.Payload{Digest: content, Today: content.Day},
	}
}

// digestKey is the id of the message of a digest.
func digestKey(id string, day account.Day) string { return fmt.Sprintf("digest:%s:%s", id, day) }
