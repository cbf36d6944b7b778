package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"engagement/alert"
)

// Interact answers a click. Whoever clicks from another workspace changes
// nothing and learns nothing.
func (b *Bot) Interact(ctx context.Context, i Interaction) {
	m, err := b.admitted(ctx, i.TeamID, i.EnterpriseID, i.UserTeamID, i.UserID)
	if err == nil && m.Text == "" {
		if i.Action == actionClaim {
			err = b.claim(ctx, i)
		} else {
			m, err = b.clicked(ctx, i)
		}
	}
	if err != nil {
		m = b.troubleMessage(err)
	}
	if m.Text != "" {
		b.respond(ctx, i.ResponseURL, m, Anew)
	}
}

// clicked answers a button that asks something. An empty message means that
// there is nothing to say: a link was followed.
func (b *Bot) clicked(ctx context.Context, i Interaction) (Message, error) {
	action, _, _ := strings.Cut(i.Action, "_")
	switch action {
	case actionTrend:
		return b.show(ctx, Query{Verb: ShowTrend, Days: maxTrend}, i.Value)
	case actionWhy:
		return b.show(ctx, Query{Verb: ShowWhy}, i.Value)
	case actionCard:
		return b.show(ctx, Query{Verb: ShowCard}, i.Value)
	case actionHeatmap:
		return b.show(ctx, Query{Verb: ShowHeatmap}, i.Value)
	case actionChoose:
		verb, id, _ := strings.Cut(i.Value, " ")
		return b.show(ctx, Query{Verb: Verb(verb)}, id)
	case actionCRM:
		return Message{}, nil
	}
	b.log.Warn("a click on a button we do not know", "action", plain(i.Action, labelRunes))
	return Message{}, nil
}

// claim notes who works on an alert and says so on the card and, because an
// edit notifies nobody, in its thread. Clicking twice does one thing.
func (b *Bot) claim(ctx context.Context, i Interaction) error {
	record, err := b.Desk.Alert(ctx, i.Value)
	if err != nil {
		return err
	}
	taken, first, err := b.Desk.TakeOn(ctx, i.Value, i.UserID, b.Now())
	if err != nil {
		return err
	}
	m, err := b.CurrentAlert(ctx, record.Message, &taken)
	if err != nil {
		return err
	}
	// The message that was clicked on, which the courier may not have noted yet.
	channel, ts := i.ChannelID, i.MessageTS
	if err := b.Workspace.Update(ctx, channel, ts, b.place(ctx, m)); err != nil {
		return fmt.Errorf("edit the alert: %w", err)
	}
	if !first {
		return nil
	}
	said := fmt.Sprintf("<@%s> is on it.", taken.UserID)
	return b.Workspace.Thread(ctx, channel, ts, remark(said))
}

// CurrentAlert renders an alert as it is by now, with its owner looked up; a nil
// claim is how it was decided.
func (b *Bot) CurrentAlert(ctx context.Context, m alert.Message, claim *alert.Claim) (Message, error) {
	owner := ""
	if mail := m.Payload.Account.Owner; mail != "" && b.Owner != nil {
		owner = b.Owner(ctx, mail)
	}
	says := Says{Owner: owner, Claim: claim, Names: b.Names}
	if b.Names == "full" && b.Contacts != nil {
		var err error
		if says.People, err = b.Contacts(ctx, peopleIn(m.Payload)); err != nil {
			return Message{}, err
		}
	}
	return AlertMessage(m, says)
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
	return b.CurrentAlert(ctx, m, nil)
}

// Repost posts an alert as it is by now to a channel that has lost it: the
// workspace of the demo forgets when it stops.
func (b *Bot) Repost(ctx context.Context, channelID string, r alert.Record) error {
	m, err := b.CurrentAlert(ctx, r.Message, r.Claim)
	if err != nil {
		return err
	}
	_, err = b.Workspace.Post(ctx, channelID, b.place(ctx, m), r.Message.ID)
	return err
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
