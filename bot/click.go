package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"engagement/account"
	"engagement/alert"
)

// Interact answers a click. Whoever clicks from another workspace changes
// nothing and learns nothing.
func (b *Bot) Interact(ctx context.Context, i Interaction) {
	m, err := b.admitted(ctx, i.TeamID, i.EnterpriseID, i.UserTeamID, i.UserID)
	if err == nil && m.Text == "" && b.pace.tooFast(i.UserID, b.Now()) {
		m = tooMany()
	}
	asked := account.Asked{UserID: i.UserID, What: "click " + clamp(plain(i.Action, labelRunes), labelRunes), Outcome: refusedOutcome, At: b.Now()}
	if err == nil && m.Text == "" {
		m, err = b.clicked(ctx, i)
		asked.Outcome = outcome(err)
	}
	asked.AccountID = m.About
	defer b.auditClick(ctx, asked, i)
	if err != nil {
		m = b.troubleMessage(err)
	}
	switch {
	case m.View != nil:
		if err := b.Workspace.OpenView(ctx, i.TriggerID, *m.View); err != nil {
			b.log.Error("a form did not open", "error", err)
		}
	case m.Text == "":
	case i.ResponseURL == "":
		b.tell(ctx, i.UserID, m)
	default:
		b.respond(ctx, i.ResponseURL, m, Anew)
	}
}

// tell answers a click in a Home, which has no channel, in the conversation with
// whoever clicked.
func (b *Bot) tell(ctx context.Context, userID string, m Message) {
	channel, err := b.Workspace.Direct(ctx, userID)
	if err == nil {
		err = b.post(ctx, channel, m)
	}
	if err != nil {
		b.log.Error("an answer was not delivered", "error", err)
	}
}

// asks is what a click asks for, and of what.
func (i Interaction) asks() (action, value string) {
	action, _, _ = strings.Cut(i.Action, "_")
	if action == actionMore { // an overflow menu: the action is the first word
		action, value, _ = strings.Cut(i.Value, " ")
		return action, value
	}
	return action, i.Value
}

// post says something in a channel.
func (b *Bot) post(ctx context.Context, channelID string, m Message) error {
	return b.deliver(ctx, m, func(m Message) error {
		_, err := b.Workspace.Post(ctx, channelID, m, "")
		return err
	})
}

// clicked does what a button or menu asks for. An empty message means that there
// is nothing to say.
func (b *Bot) clicked(ctx context.Context, i Interaction) (Message, error) {
	action, value := i.asks()
	i.Value = value
	switch action {
	case actionTrend:
		return b.show(ctx, Query{Verb: ShowTrend, Days: maxTrend}, i.Value)
	case actionWhy, actionWhyNot, actionCard, actionHeatmap, actionTimeline, actionPeople:
		return b.show(ctx, Query{Verb: Verb(action)}, i.Value)
	case actionCRM:
		return Message{}, nil
	case actionCancel:
		b.respond(ctx, i.ResponseURL, remark("Nothing was shared."), InPlace)
		return Message{}, nil
	case actionClaim:
		return Message{}, b.claim(ctx, i)
	case actionPublish:
		return Message{}, b.publish(ctx, i)
	case actionShare:
		return b.share(ctx, i)
	case actionToDM:
		return b.toDM(ctx, i)
	}
	by, err := b.asker(ctx, i.UserID, i.ChannelID)
	if err != nil {
		return Message{}, err
	}
	switch action {
	case actionChoose:
		q, err := Parse(i.Value)
		if err != nil {
			return Message{}, err
		}
		return b.answer(ctx, by, q)
	case actionWatch:
		return b.watchAccount(ctx, by, i.Value)
	case actionUnwatch:
		return b.unwatchAccount(ctx, by, i.Value)
	case actionWatches:
		return b.watches(ctx, by, Query{Verb: ShowWatches})
	case actionMute:
		return b.muteAccount(ctx, by, i.Value, "", defaultMute)
	case actionUnmute:
		return b.muteAccount(ctx, by, i.Value, "", 0)
	case actionLog:
		return b.logForm(ctx, by)
	case actionSettings:
		p, err := b.Desk.Preference(ctx, by.ID)
		if err != nil {
			return Message{}, err
		}
		v := settingsView(p, by)
		return Message{Text: v.Title, View: &v}, nil
	case actionPlay:
		return b.begin(ctx, by, i)
	case actionDone:
		return b.takeStep(ctx, account.StepDone, i)
	case actionSkip:
		return b.takeStep(ctx, account.StepSkipped, i)
	case actionSnooze, actionHelpful:
		return Message{}, b.judge(ctx, action, i)
	case actionUseful:
		return b.useless(ctx, by, i)
	case actionAssign:
		return b.assignForm(ctx, by, i.Value)
	case actionNever:
		return b.neverForm(ctx, by, i.Value)
	case actionRetry:
		return b.retry(ctx, by, i.Value)
	case actionMend:
		return b.mend(ctx, by, i.Value)
	}
	b.log.Warn("a click on a button we do not know", "action", plain(i.Action, labelRunes))
	return Message{}, nil
}

// claim notes who works on an alert. The courier says so on the card and, because an
// edit notifies nobody, in its thread; whoever clicked sees it on the card at once.
// Clicking twice does one thing.
func (b *Bot) claim(ctx context.Context, i Interaction) error {
	record, err := b.Desk.Alert(ctx, i.Value)
	if err != nil {
		return err
	}
	now := b.Now()
	taken, _, err := b.Desk.TakeOn(ctx, i.Value, i.UserID, now, alert.Taken(record, i.UserID, now, b.zone())...)
	if err != nil {
		return err
	}
	record.Claim = &taken
	m, err := b.CurrentAlert(ctx, record)
	if err != nil {
		return err
	}
	// The message that was clicked on, which the courier may not have noted yet.
	if err := b.deliver(ctx, m, func(m Message) error { return b.Workspace.Update(ctx, i.ChannelID, i.MessageTS, m) }); err != nil {
		return fmt.Errorf("edit the alert: %w", err)
	}
	return nil
}

// unpinged names one of us in a message that tells others what they did. It is no
// mention: nobody is notified of their own doing.
func (b *Bot) unpinged(ctx context.Context, userID string) string {
	m, err := b.Workspace.Member(ctx, userID)
	if err != nil || m.Name == "" {
		b.log.Warn("the name of a member is not known", "error", err)
		return "Somebody"
	}
	return mrkdwn(m.Name, nameRunes)
}

// CurrentAlert renders an alert as it is by now, with its owner looked up.
func (b *Bot) CurrentAlert(ctx context.Context, r alert.Record) (Message, error) {
	m := r.Message
	owner := ""
	if mail := m.Payload.Account.Owner; mail != "" && b.Owner != nil {
		owner = b.Owner(ctx, mail)
	}
	if own, err := b.ownDoing(ctx, m, owner); err != nil {
		return Message{}, err
	} else if own {
		owner = ""
	}
	says := Says{Owner: owner, Claim: r.Claim, Opinion: r.Opinion, Snooze: r.Snooze, Ending: r.Ending, Play: r.Play, Names: b.namesIn(aboutKind(m))}
	if n := m.Payload.Note; n != nil && n.By != "" {
		says.By = b.unpinged(ctx, n.By)
	}
	if brief := m.Payload.Brief; brief != nil && b.Contacts != nil { // for one of us alone
		var err error
		if says.People, err = b.Contacts(ctx, briefed(brief)); err != nil {
			return Message{}, err
		}
	} else if says.Names == "full" && b.Contacts != nil {
		var err error
		if says.People, err = b.Contacts(ctx, peopleIn(m.Payload)); err != nil {
			return Message{}, err
		}
	}
	if d := m.Payload.Digest; d != nil {
		m.Payload.Digest = b.discreetDigest(d)
	}
	return AlertMessage(m, says)
}

// ownDoing reports whether an account crossed by what somebody logged by hand: that
// person is named on the card, and not notified of it, also where it had to wait for
// the morning and something else has happened since.
func (b *Bot) ownDoing(ctx context.Context, m alert.Message, userID string) (bool, error) {
	if b.Logger == nil || userID == "" || m.Payload.Request != nil || m.Kind != alert.KindMQA && m.Kind != alert.KindExpansion {
		return false, nil
	}
	at := m.Payload.At
	if at.IsZero() {
		at = m.DecidedAt
	}
	by, err := b.Logger(ctx, m.AccountID, at)
	return by == userID, err
}

// peopleIn lists the people that an alert may name.
func peopleIn(p alert.Payload) []string {
	var ids []string
	if p.Request != nil && p.Request.ContactID != "" {
		ids = append(ids, p.Request.ContactID)
	}
	top := slices.Concat(p.Card.People, p.Card.FamilyPeople)
	if p.Center != nil {
		top = slices.Concat(top, p.Center.People)
	}
	for _, person := range top {
		ids = append(ids, person.ContactID)
	}
	return ids
}

// RenderAlert renders an alert as it was decided, for the courier.
func (b *Bot) RenderAlert(ctx context.Context, m alert.Message) (Message, error) {
	return b.CurrentAlert(ctx, alert.Record{Message: m})
}

// Repost posts an alert as it is by now to a channel that has lost it: the
// workspace of the demo forgets when it stops. A note goes into the thread of its
// alert.
func (b *Bot) Repost(ctx context.Context, channelID, threadTS string, r alert.Record) (ts string, err error) {
	m, err := b.CurrentAlert(ctx, r)
	if err != nil {
		return "", err
	}
	err = b.deliver(ctx, m, func(m Message) (err error) {
		if threadTS != "" {
			ts, err = b.Workspace.Reply(ctx, channelID, threadTS, m, r.Message.ID)
			return err
		}
		ts, err = b.Workspace.Post(ctx, channelID, m, r.Message.ID)
		return err
	})
	return ts, err
}

// elapsed says how long something took: "4 min", "2 h", "3 days".
func elapsed(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "less than a minute"
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	default:
		return fmt.Sprintf("%d days", int(d.Hours()/24))
	}
}
