package bot

import (
	"cmp"
	"context"

	"github.com/slack-go/slack"

	"engagement/account"
)

// Submission is a form that somebody sent, whatever transport brought it.
type Submission struct {
	TeamID       string
	EnterpriseID string
	UserID       string
	UserTeamID   string
	ViewID       string
	Callback     string // of the View
	Private      string
	Values       map[string]string // by field
}

// Reply is what a form turns into: errors at its fields, another view, or
// nothing, which closes it.
type Reply struct {
	Errors map[string]string // by field
	View   *View
	// outcome is what the audit says; empty is what Errors show.
	outcome string
	about   string // the account that it is about, if one
}

// payload is the reply as Slack takes it in an acknowledgement; nil closes the
// form.
func (r Reply) payload() any {
	switch {
	case len(r.Errors) > 0:
		return slack.NewErrorsViewSubmissionResponse(r.Errors)
	case r.View != nil:
		shown := r.View.modal()
		return slack.NewUpdateViewSubmissionResponse(&shown)
	}
	return nil
}

// wrong says what is wrong with one field.
func wrong(field, text string) Reply { return Reply{Errors: map[string]string{field: text}} }

// done shows what a form has done.
func done(title string, m Message) Reply {
	return Reply{View: &View{Title: title, Blocks: m.Blocks, Twin: m.Twin}}
}

// troubled shows an error in the place of a form.
func (b *Bot) troubled(err error) Reply {
	r := done("That did not work", b.troubleMessage(err))
	r.outcome = outcome(err)
	return r
}

// Submit takes a form. The answer is part of the acknowledgement, so it has to
// be quick.
func (b *Bot) Submit(ctx context.Context, s Submission) Reply {
	r := b.submitted(ctx, s)
	asked := account.Asked{UserID: s.UserID, What: "form " + plain(s.Callback, labelRunes), AccountID: r.about, Outcome: cmp.Or(r.outcome, outcome(nil)), At: b.Now()}
	if len(r.Errors) > 0 {
		asked.Outcome = outcome(account.ErrInvalid)
	}
	b.audit(context.WithoutCancel(ctx), asked) // whatever became of the form in its short time
	return r
}

func (b *Bot) submitted(ctx context.Context, s Submission) Reply {
	refused, err := b.admitted(ctx, s.TeamID, s.EnterpriseID, s.UserTeamID, s.UserID)
	switch {
	case err != nil:
		return b.troubled(err)
	case refused.Text != "":
		r := done("Not for you", refused)
		r.outcome = refusedOutcome
		return r
	}
	by, err := b.asker(ctx, s.UserID, "")
	if err != nil {
		return b.troubled(err)
	}
	switch s.Callback {
	case formLog:
		return b.sendLog(ctx, by, s)
	case formSettings:
		return b.sendSettings(ctx, by, s)
	case formAssign:
		return b.sendAssign(ctx, by, s)
	case formConfirm:
		return b.sendConfirmed(ctx, by, s)
	}
	b.log.Warn("a form we do not know", "form", plain(s.Callback, labelRunes))
	return Reply{}
}
