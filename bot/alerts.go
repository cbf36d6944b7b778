package bot

import (
	"context"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
	"engagement/alert"
)

// AlertsAnswer is what became of the alerts of a period.
type AlertsAnswer struct {
	Rows   []alert.Worked
	Lift   alert.Lift
	Period account.Period
	Span   account.Span
	Today  account.Day
}

// alerts answers `alerts quarter` and `alerts listed`.
func (b *Bot) alerts(ctx context.Context, _ Asker, q Query) (Message, error) {
	if q.Listed {
		a, err := b.Reader.Listed(ctx, q.Period)
		return said(a, err, listedMessage)
	}
	a, err := b.Reader.Alerts(ctx, q.Period)
	return said(a, err, alertsMessage)
}

// alertsMessage says of each kind and channel how many alerts were told and what
// came of them, what to change about those that were not worth it, and what alerts
// are good for where some are withheld by chance.
func alertsMessage(a AlertsAnswer) Message {
	var all alert.Worked
	table := [][]string{{"kind", "worth it", "taken", "deals", "channel", "in time", "useful", "useless"}}
	var advice []string
	for _, w := range a.Rows {
		all.Sent, all.Claimed, all.InTime, all.Opportunities, all.WorthIt = all.Sent+w.Sent, all.Claimed+w.Claimed, all.InTime+w.InTime, all.Opportunities+w.Opportunities, all.WorthIt+w.WorthIt
		table = append(table, []string{
			kindWord(w.Kind), fmt.Sprintf("%d of %d", w.WorthIt, w.Sent), fmt.Sprint(w.Claimed), fmt.Sprint(w.Opportunities), destination(w.Channel),
			fmt.Sprint(w.InTime), fmt.Sprint(w.Useful), fmt.Sprint(w.Useless),
		})
		if text := w.Advice(); text != "" {
			advice = append(advice, fmt.Sprintf("• %s in %s: %d of %d were worth it: %s", kindWord(w.Kind), mrkdwn(destination(w.Channel), labelRunes), w.WorthIt, w.Sent, mrkdwn(text, reasonRune)))
		}
	}
	title := "What became of alerts " + a.Period.Phrase(a.Today)
	lead := fmt.Sprintf("*%d of %s* %s were worth it: %d taken on, %d of them within two working days, %d led to an opportunity within %d days",
		all.WorthIt, counted(all.Sent, "alert", "alerts"), a.Period.Phrase(a.Today), all.Claimed, all.InTime, all.Opportunities, alert.LeadDays)
	if all.Sent == 0 {
		lead = "*0 alerts* were told " + a.Period.Phrase(a.Today)
	}
	m := Message{Text: notice(title + ": " + twin(lead)), Blocks: []slack.Block{section("*" + title + "*\n" + lead)}}
	text := []string{title, twin(lead)}
	if len(table) > 1 {
		m.Blocks, text = append(m.Blocks, tableBlock(shorten(table))), append(text, Columns(table))
	}
	for _, part := range []string{strings.Join(advice, "\n"), liftWords(a.Lift)} {
		if part != "" {
			m.Blocks, text = append(m.Blocks, section(part)), append(text, twin(part))
		}
	}
	foot := footLine(a.Span.Short(a.Today), "worth it: taken on, found useful or led to an opportunity, and not found useless", "in time: within two working days", "requests included")
	m.Blocks = append(m.Blocks, contextLine(foot))
	m.Twin = strings.Join(append(text, twin(foot)), "\n")
	return m
}

// liftWords says what alerts are good for, with how sure that is.
func liftWords(l alert.Lift) string {
	if !l.Known() {
		return ""
	}
	return fmt.Sprintf("*What alerts are good for* · of %d told %d led to an opportunity (%.0f %%), of %d withheld by chance %d (%.0f %%): %s points, between %s and %s in 95 of 100 such comparisons",
		l.Told, l.ToldLed, percentOf(l.ToldLed, l.Told), l.Withheld, l.WithheldLed, percentOf(l.WithheldLed, l.Withheld), points(l.Points), points(l.Low), points(l.High))
}

func percentOf(part, whole int) float64 { return 100 * float64(part) / float64(whole) }

// points writes a difference of rates in percentage points.
func points(d float64) string {
	if d < 0 {
		return fmt.Sprintf("−%.0f", -100*d)
	}
	return fmt.Sprintf("+%.0f", 100*d)
}

// destination is where an alert went, as people read it.
func destination(channel string) string {
	if mail, ok := alert.Mail(channel); ok {
		return plain(mail, labelRunes)
	}
	return plain(channel, labelRunes)
}
