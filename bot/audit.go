package bot

import (
	"context"
	"errors"
	"strings"

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
// is what became of it, accountID is empty where it was about none or several.
func (b *Bot) auditEvent(ctx context.Context, e Event, what, accountID string, err error) {
	b.audit(ctx, account.Asked{UserID: e.UserID, What: what, AccountID: accountID, Outcome: outcome(err), At: b.Now()})
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

// auditClick keeps that somebody clicked, with the account that the button is
// about.
func (b *Bot) auditClick(ctx context.Context, asked account.Asked, i Interaction) {
	if asked.AccountID == "" {
		asked.AccountID = b.clickedAccount(ctx, i)
	}
	b.audit(ctx, asked)
}

// clickedAccount is the account that a button is about: its value says it, or
// names the alert. Empty is a button about none, or about several.
func (b *Bot) clickedAccount(ctx context.Context, i Interaction) string {
	action, value := i.asks()
	first, rest, _ := strings.Cut(value, " ")
	switch action {
	case actionTrend, actionWhy, actionWhyNot, actionCard, actionHeatmap, actionTimeline, actionPeople, actionWatch, actionUnwatch, actionMute, actionUnmute, actionCRM:
		return value
	case actionShare, actionPublish, actionToDM: // "card A1"
		return rest
	case actionClaim, actionSnooze, actionHelpful:
		return b.alertAccount(ctx, value)
	case actionUseful: // "noise ALERT"
		return b.alertAccount(ctx, rest)
	case actionPlay: // "ALERT NAME"
		return b.alertAccount(ctx, first)
	case actionDone, actionSkip: // "PLAY 1"
		return b.alertAccount(ctx, "play:"+first)
	}
	return ""
}

// alertAccount is the account of an alert; empty where the alert is gone.
func (b *Bot) alertAccount(ctx context.Context, alertID string) string {
	record, err := b.Desk.Alert(ctx, alertID)
	if err != nil {
		return ""
	}
	return record.Message.AccountID
}
