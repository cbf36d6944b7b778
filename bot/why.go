package bot

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
)

// whyRows is how many lines an answer lists; the rest are summed.
const whyRows = 12

// whyMessage explains the minutes of a period to the row: base,
// weights, cap. What is not listed is summed, so the lines add up to the total.
func whyMessage(e Explanation) Message {
	name := nameOf(e.Account)
	title := fmt.Sprintf("Why %s has %s min in 90 days", name, e.Card.Minutes90)
	if e.Period.Unit != "" {
		title = fmt.Sprintf("Why %s has %s min %s", name, e.minutes(), e.Period.Phrase(e.Today))
	}
	rows := slices.Clone(e.Rows)
	slices.SortStableFunc(rows, func(a, b account.LedgerRow) int {
		return cmp.Or(cmp.Compare(b.Minutes, a.Minutes), b.OccurredAt.Compare(a.OccurredAt))
	})
	var texts []string
	times := map[string]int{} // equal lines, like views of the same page on a day
	var rest account.Milli
	more, cut, nothing, held := 0, 0, 0, 0
	for _, r := range rows {
		switch {
		case r.Minutes == 0 && r.Cap != "":
			held++
		case r.Minutes == 0:
			nothing++
		case r.Cap != "":
			cut++
		}
		if r.Minutes == 0 {
			continue
		}
		text := whyLine(e, r)
		switch {
		case times[text] > 0:
			times[text]++
		case len(texts) < whyRows:
			texts, times[text] = append(texts, text), 1
		default:
			more++
			rest += r.Minutes
		}
	}
	var lines []string
	for _, text := range texts {
		if n := times[text]; n > 1 {
			text = fmt.Sprintf("%d × %s", n, text)
		}
		lines = append(lines, "• "+text)
	}
	if more > 0 {
		lines = append(lines, fmt.Sprintf("• *%s min* · %s more", exactly(rest), activities(more)))
	}
	summary := activities(len(rows)) + fromTo(e.Span, e.Today)
	if len(rows) > 0 {
		summary += fmt.Sprintf(": %d earned minutes", len(rows)-nothing-held)
	}
	if cut > 0 {
		summary += fmt.Sprintf(", %d of them fewer because of a cap", cut)
	}
	if nothing+held > 0 {
		summary += fmt.Sprintf("; %d earned nothing", nothing+held)
	}
	if held > 0 {
		summary += fmt.Sprintf(", %d of them because of a cap", held)
	}
	body := "*" + mrkdwn(title, 2*nameRunes) + "*\n" + summary
	text := strings.Join(lines, "\n")
	if text == "" {
		text = "No activity earned minutes in this period."
	}
	foot := "All rows: `engagement export ledger --account " + mrkdwn(e.Account.ID, labelRunes) + "`" + configWord(e.Card.ConfigHash)
	return Message{
		Text: notice(title), Twin: twinOf([]string{body, text, foot}),
		Blocks: []slack.Block{section(body), section(text), contextLine(foot)},
	}
}

// minutes are those of all rows.
func (e Explanation) minutes() account.Milli {
	var sum account.Milli
	for _, r := range e.Rows {
		sum += r.Minutes
	}
	return sum
}

// whyLine is one row: "*7.5 min* · 12 Nov · Pricing page · Ann Lee, VP Finance · 5 min × 1.5 (VP)".
func whyLine(e Explanation, r account.LedgerRow) string {
	who := "unknown visitor"
	if r.ContactID != "" {
		who = personLabel(e.People, r.ContactID, r.Role)
	}
	label := mrkdwn(r.Label, labelRunes)
	if r.Asset != "" {
		label += " “" + mrkdwn(r.Asset, labelRunes) + "”"
	}
	line := fmt.Sprintf("*%s min* · %s · %s · %s", exactly(r.Minutes), r.Day.Short(e.Today), label, who)
	if r.Weights != "" {
		line += fmt.Sprintf(" · %s min × %s", exactly(r.Base), mrkdwn(weighed(r.Weights), labelRunes))
	} else if r.Base != r.Minutes {
		line += fmt.Sprintf(" · of %s min", exactly(r.Base))
	}
	if r.Cap != "" {
		line += ", held by the cap " + mrkdwn(r.Cap, labelRunes)
	}
	return line
}

// weighed writes the weights of a ledger row for people: "level vp 150%,
// certainty 50%" is "1.5 (VP) × 0.5 (certainty)".
func weighed(weights string) string {
	var parts []string
	for w := range strings.SplitSeq(weights, ", ") {
		name, percent, ok := cutLast(w, " ")
		if level, is := strings.CutPrefix(name, "level "); is {
			name = account.Level(level).Label()
		}
		if n, err := strconv.ParseFloat(strings.TrimSuffix(percent, "%"), 64); ok && err == nil {
			w = fmt.Sprintf("%s (%s)", strconv.FormatFloat(n/100, 'f', -1, 64), name)
		}
		parts = append(parts, w)
	}
	return strings.Join(parts, " × ")
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
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
