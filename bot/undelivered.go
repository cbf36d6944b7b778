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

// actionRetry makes what Slack did not take wait for its channel again.
const actionRetry = "retry"

// stuckShown is how many alerts of one channel and cause are named.
const stuckShown = 5

// undeliveredMessage tells the keepers that Slack does not take the alerts of a
// channel, why, and what to do.
func undeliveredMessage(m alert.Message) Message {
	u := m.Payload.Undelivered
	what, try := faultOf(u.Error)
	title := fmt.Sprintf("Slack does not take alerts for %s: %s", placeSaid(u.Channel), u.Cause)
	first := kindWord(u.Kind)
	if m.Payload.Account.ID != "" {
		first += " of " + mrkdwn(nameOf(m.Payload.Account), nameRunes)
	}
	lines := []string{
		fmt.Sprintf(":warning: *Slack does not take alerts for %s*", placeSaid(u.Channel)),
		"The first was: " + first + ". Slack says: " + what,
		"*Next* · " + try + "; then press *Retry* in my Home, or run `engagement doctor --retry`: everything that waits is delivered then, in order",
	}
	return Message{Text: notice(title), Twin: twinOf(lines), Blocks: []slack.Block{section(strings.Join(lines, "\n"))}, Public: true}
}

// faultOf takes an outcome's error apart: what Slack said, and what to do.
func faultOf(text string) (what, try string) {
	what, try, _ = strings.Cut(text, "; try: ")
	if try == "" {
		try = "look at the log of the bot"
	}
	return mrkdwn(what, reasonRune), mrkdwn(try, reasonRune)
}

// Undelivered says what Slack will never take, by channel and cause.
func Undelivered(all []alert.Trail, today account.Day, zone *time.Location) []Finding {
	var out []Finding
	for _, s := range alert.StuckIn(all) {
		what, try := faultOf(s.Error)
		var named []string
		for _, m := range s.Messages[:min(len(s.Messages), stuckShown)] {
			one := kindWord(m.Message.Kind)
			if a := m.Message.Payload.Account; a.ID != "" {
				one += " of " + nameOf(a)
			}
			named = append(named, one+" ("+plain(m.Message.ID, labelRunes)+")")
		}
		if more := len(s.Messages) - len(named); more > 0 {
			named = append(named, fmt.Sprintf("%d more", more))
		}
		out = append(out, Finding{
			What:   "undelivered to " + twin(placeSaid(s.Channel)),
			Detail: fmt.Sprintf("%s since %s: %s: %s", plural(len(s.Messages), "alert", "alerts"), account.DayOf(s.Since(), zone).Short(today), twin(what), strings.Join(named, ", ")),
			Try:    twin(try) + ", then engagement doctor --retry" + elsewhere(s.Cause),
		})
	}
	return out
}

// elsewhere says how alerts go to another channel, where the channel is what is wrong.
func elsewhere(cause string) string {
	if cause == causeRender || cause == alert.CauseNotPosted {
		return ""
	}
	return "; with --to CHANNEL they go to another one"
}

// homeStuck are the blocks of a Home about what Slack does not take.
func homeStuck(all []alert.Stuck, today account.Day, zone *time.Location) []slack.Block {
	if len(all) == 0 {
		return nil
	}
	blocks := []slack.Block{header("Alerts that Slack does not take")}
	for n, one := range all[:min(len(all), HomeAlerts)] {
		what, try := faultOf(one.Error)
		s := section(fmt.Sprintf("• *%s for %s* since %s: %s\n*Next* · %s, then retry", plural(len(one.Messages), "alert", "alerts"), placeSaid(one.Channel),
			account.DayOf(one.Since(), zone).Short(today), what, try))
		if len(one.Channel) <= longestID {
			s.Accessory = slack.NewAccessory(button("Retry", fmt.Sprintf("%s_%d", actionRetry, n), one.Channel))
		}
		blocks = append(blocks, s)
	}
	if more := len(all) - HomeAlerts; more > 0 {
		blocks = append(blocks, contextLine(fmt.Sprintf("%d more channels and causes: `engagement doctor` lists all", more)))
	}
	return blocks
}

// retry makes what Slack did not take in a channel wait again, for an admin: once.
func (b *Bot) retry(ctx context.Context, by Asker, channel string) (Message, error) {
	if by.Role != Admin {
		return Message{}, errForbidden
	}
	if channel == "" {
		return Message{}, fmt.Errorf("no channel is named: %w", account.ErrInvalid)
	}
	n, err := b.Desk.Revive(ctx, channel, b.Now())
	if err != nil {
		return Message{}, err
	}
	if b.Workspace != nil {
		if err := b.showHome(ctx, by); err != nil {
			return Message{}, err
		}
	}
	if n == 0 {
		return remark("Nothing for " + placeSaid(channel) + " waits to be tried again."), nil
	}
	return remark(fmt.Sprintf("%s for %s: tried again now, in order.", capitalise(plural(n, "alert", "alerts")), placeSaid(channel))), nil
}
