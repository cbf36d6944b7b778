package app

import (
	"context"
	"errors"
	"fmt"

	"engagement/account"
	"engagement/alert"
	"engagement/bot"
	"engagement/internal/config"
	"engagement/scoring"
)

// Weekly writes a digest that somebody ordered, for one of its days. Where the one of
// the week before stated another number than is known now, it says so.
func (r *Reader) Weekly(ctx context.Context, d account.Subscription, day account.Day, by bot.Asker) (account.Digest, error) {
	w, err := r.write(ctx, d.Scope, by)
	if err != nil {
		return account.Digest{}, err
	}
	if err := w.restate(ctx, digestKey(d.ID, day-digestDays)); err != nil {
		return w.out, fmt.Errorf("restate a digest: %w", err)
	}
	return w.out, nil
}

// restate explains what became of the minutes that an earlier digest stated, if it
// was read and its week is the one before. Accounts that have come into the scope
// since, or left it, are part of what matching changed.
func (w *digestWriter) restate(ctx context.Context, key string) error {
	record, err := w.app.Store.Alert(ctx, key)
	if errors.Is(err, account.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	said := record.Message.Payload.Digest
	if record.Status != alert.Sent || said == nil || said.Scope != w.out.Scope || said.Day != w.out.Day-digestDays || said.Minutes.Shown() == w.out.Before.Shown() {
		return nil
	}
	policy, err := w.app.policyOf(ctx, said.Config)
	if err != nil {
		return err
	}
	past, err := w.app.Store.Assignments(ctx)
	if err != nil {
		return err
	}
	span, written := account.Span{From: said.Day - digestDays + 1, To: said.Day}, record.Message.DecidedAt
	way := scoring.NewRestating(account.ByTier, false,
		scoring.Basis{Span: span, Known: written, Policy: policy, Assigned: written}, scoring.Basis{Span: span, Policy: w.app.policy()})
	if err := w.app.eachJournal(ctx, w.wanted, func(f scoring.Facts) { way.Add(f, past[f.Account.ID]) }); err != nil {
		return err
	}
	total := &account.Bridge{}
	for _, row := range way.Rows(map[string]account.Milli{account.None: said.Minutes}, map[string]account.Milli{account.None: w.out.Before}) {
		total.Add(row.Bridge)
	}
	w.out.Restated = total
	return nil
}

// policyOf is that of a config that was in force; that of now where it is not kept.
func (a *App) policyOf(ctx context.Context, hash string) (*scoring.Policy, error) {
	if hash == a.Config.Hash {
		return a.policy(), nil
	}
	applied, err := a.Store.Config(ctx, hash)
	if errors.Is(err, account.ErrNotFound) {
		return a.policy(), nil
	}
	if err != nil {
		return nil, err
	}
	c, err := config.Parse("config "+hash, []byte(applied.Body))
	if err != nil {
		return nil, err
	}
	return &c.Scoring, nil
}
