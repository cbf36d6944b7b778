package bot

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"engagement/account"
	"engagement/alert"
)

// snoozeDays is how long an alert is put off.
const snoozeDays = 7

// uselessReasons are why an alert may not have been worth it.
var uselessReasons = []option{
	{"wrong_account", "Wrong company"},
	{"known", "I knew that already"},
	{"noise", "Too little happened"},
	{"not_buying", "They are not buying"},
}

// offeredReasons is how many of them the menu has room for; the others were offered
// once, and are still understood.
const offeredReasons = 3

// judgeMenu is what may be said of an alert beside that somebody is on it.
func judgeMenu(messageID string) []slack.BlockElement {
	if len(messageID) > 120 { // Slack takes no longer values
		return nil
	}
	options := []*slack.OptionBlockObject{
		slack.NewOptionBlockObject(actionHelpful+" "+messageID, plainText("Useful"), nil),
		slack.NewOptionBlockObject(actionSnooze+" "+messageID, plainText(fmt.Sprintf("Snooze for %d days", snoozeDays)), nil),
	}
	for _, o := range uselessReasons[:offeredReasons] {
		options = append(options, slack.NewOptionBlockObject(actionUseful+" "+o.value+" "+messageID, plainText("Not useful: "+lower(o.label)), nil))
	}
	return []slack.BlockElement{slack.NewOverflowBlockElement(actionMore, options...)}
}

// lower begins a label in the middle of a sentence.
func lower(label string) string {
	if strings.HasPrefix(label, "I ") {
		return label
	}
	return strings.ToLower(label[:1]) + label[1:]
}

// judge keeps what somebody thought of an alert, or that it is put off. The courier
// says so on its card; whoever clicked sees it there at once. Clicking twice does one
// thing.
func (b *Bot) judge(ctx context.Context, action string, i Interaction) error {
	id, reason := i.Value, ""
	if action == actionUseful {
		reason, id, _ = strings.Cut(i.Value, " ")
	}
	record, err := b.Desk.Alert(ctx, id)
	if err != nil {
		return err
	}
	if action != actionSnooze {
		o := account.Opinion{MessageID: id, UserID: i.UserID, Useful: action == actionHelpful, Reason: reason, At: b.Now()}
		_, err = b.Desk.SaveOpinion(ctx, o, alert.Judged(record, o))
	} else {
		z := account.Snooze{MessageID: id, UserID: i.UserID, Until: account.DayOf(b.Now(), b.zone()) + snoozeDays, At: b.Now()}
		_, err = b.Desk.SnoozeAlert(ctx, z, alert.PutOff(record, z))
	}
	if err != nil {
		return err
	}
	if record, err = b.Desk.Alert(ctx, id); err != nil { // somebody may have been first
		return err
	}
	m, err := b.CurrentAlert(ctx, record)
	if err != nil {
		return err
	}
	if err := b.deliver(ctx, m, func(m Message) error { return b.Workspace.Update(ctx, i.ChannelID, i.MessageTS, m) }); err != nil {
		return fmt.Errorf("edit the alert: %w", err)
	}
	return nil
}

// zone is the company's.
func (b *Bot) zone() *time.Location {
	if b.Zone == nil {
		return time.UTC
	}
	return b.Zone
}

// judged says on the card what people did with the alert beside claiming it.
func (s Says) judged(today account.Day) []string {
	var said []string
	if z := s.Snooze; z != nil {
		said = append(said, fmt.Sprintf("Put off until %s by <@%s>", z.Until.Short(today), z.UserID))
	}
	if o := s.Opinion; o != nil && o.Useful {
		said = append(said, fmt.Sprintf("Useful, says <@%s>", o.UserID))
	}
	if o := s.Opinion; o != nil && !o.Useful {
		why := ""
		for _, r := range uselessReasons {
			if r.value == o.Reason {
				why = ": " + lower(r.label)
			}
		}
		said = append(said, fmt.Sprintf("Not useful, says <@%s>%s", o.UserID, why))
	}
	return said
}
