package bot

import (
	"context"
	"errors"

	"engagement/account"
)

// refusedOutcome is how the audit says that somebody may not ask.
const refusedOutcome = "not allowed"

// outcome is what became of a question, as the audit keeps it.
func outcome(err error) string {
	switch {
	case err == nil:
		return "answered"
	case errors.Is(err, account.ErrInvalid):
		return "not understood"
	case errors.Is(err, account.ErrNotFound):
		return "not found"
	case errors.Is(err, errForbidden):
		return refusedOutcome
	}
	return "failed"
}

// auditEvent keeps who opened their Home, showed a link or pressed a shortcut; err
// is what became of it.
func (b *Bot) auditEvent(ctx context.Context, e Event, what string, err error) {
	b.audit(ctx, account.Asked{UserID: e.UserID, What: what, Outcome: outcome(err), At: b.Now()})
}

// audit keeps that somebody asked: after the answer, which does not wait for it.
// Whoever runs the program is not watched.
func (b *Bot) audit(ctx context.Context, asked account.Asked) {
	if asked.UserID == "" {
		return
	}
	if err := b.Desk.Audit(ctx, asked); err != nil {
		b.log.Error("a question was not audited", "error", err)
	}
}
