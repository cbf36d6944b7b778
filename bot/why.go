package bot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
)

// whyRows is how many rows of the ledger an answer lists; the rest are summed.
const whyRows = 12

// whyMessage explains the minutes of the last 90 days to the row: base,
// weights, cap. What is not listed is summed, so the lines add up to the total.
func whyMessage(e Explanation) Message {
	name := nameOf(e.Account)
	title := fmt.Sprintf("Why %s has %s min in 90 days", name, e.Card.Minutes90)
	rows := slices.Clone(e.Rows)
	slices.SortStableFunc(rows, func(a, b account.LedgerRow) int {
		return cmp.Or(cmp.Compare(b.Minutes, a.Minutes), b.OccurredAt.Compare(a.OccurredAt))
	})
	var lines []string
	var rest account.Milli
	earned, capped, nothing := 0, 0, 0
	for _, r := range rows {
		if r.Cap != "" {
			capped++
		}
		if r.Minutes == 0 {
			nothing++
			continue
		}
		if earned++; earned > whyRows {
			rest += r.Minutes
			continue
		}
		lines = append(lines, whyLine(e, r))
	}
	if more := earned - whyRows; more > 0 {
		lines = append(lines, fmt.Sprintf("• %s min from %s more", exactly(rest), activities(more)))
	}
	summary := fmt.Sprintf("%s from %s to %s: %d earned minutes, %d nothing, %d held back by a cap", activities(len(rows)),
		e.Span.From.Short(e.Today), e.Span.To.Short(e.Today), earned, nothing, capped)
	body := "*" + mrkdwn(title, 2*nameRunes) + "*\n" + summary
	text := strings.Join(lines, "\n")
	if text == "" {
		text = "No activity earned minutes in this period."
	}
	foot := "All rows: `engagement export ledger --account " + mrkdwn(e.Account.ID, labelRunes) + "` · config " + e.Card.ConfigHash
	return Message{
		Text: notice(title), Twin: twinOf([]string{body, text, foot}),
		Blocks: []slack.Block{section(body), section(text), contextLine(foot)},
	}
}

// whyLine is one row: "• 7.5 min · 12 Nov · VP, Finance · Pricing page = 5 × vp 150%".
func whyLine(e Explanation, r account.LedgerRow) string {
	who := "unknown visitor"
	if r.ContactID != "" {
		who = personLabel(e.People, r.ContactID, r.Role)
	}
	label := mrkdwn(r.Label, labelRunes)
	if r.Asset != "" {
		label += " “" + mrkdwn(r.Asset, labelRunes) + "”"
	}
	line := fmt.Sprintf("• *%s min* · %s · %s · %s = %s min", exactly(r.Minutes), r.Day.Short(e.Today), who, label, exactly(r.Base))
	if r.Weights != "" {
		line += " × " + mrkdwn(r.Weights, labelRunes)
	}
	if r.Cap != "" {
		line += ", held by the cap " + mrkdwn(r.Cap, labelRunes)
	}
	return line
}

// exactly writes minutes to the tenth, so that rows can be added up.
func exactly(m account.Milli) string {
	s := fmt.Sprintf("%.1f", float64(m)/float64(account.Minute))
	return strings.TrimSuffix(s, ".0")
}

func activities(n int) string {
	if n == 1 {
		return "1 activity"
	}
	return account.Thousands(int64(n)) + " activities"
}
