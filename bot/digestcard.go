package bot

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
	"engagement/alert"
	"engagement/charts"
)

// frozenFoot says of a digest that was sent that it stays as it is.
const frozenFoot = "frozen: later news does not change it"

// digestTitle is the headline of a digest.
func digestTitle(d *account.Digest) string {
	return fmt.Sprintf("%s · the 7 days up to %s", digestWhose(d), d.Day.Short(d.Day))
}

// digestWhose says whose accounts a digest is about.
func digestWhose(d *account.Digest) string {
	who := "Your accounts"
	switch {
	case d.Scope.Mine:
	case d.Scope.Group.Every:
		who = "All accounts"
	default:
		who = capitalise(string(d.Scope.Group.By)) + " " + plain(d.Scope.Group.Value, labelRunes)
	}
	if d.Scope.Kind == account.MarketingDigest {
		who += ", for marketing"
	}
	return who
}

// nothingToSay is the answer where a digest would be empty.
func nothingToSay(d *account.Digest) string {
	switch {
	case d.Scope.Mine && d.Accounts == 0:
		return "Nothing to say: no account is yours. An account is yours when its owner has your e-mail address, or when you write `/engagement watch acme`."
	case d.Scope.Kind == account.MarketingDigest:
		return fmt.Sprintf("Nothing to say: it is marketing's move at none of %s.", accounts(d.Accounts))
	}
	return fmt.Sprintf("Nothing to say: nothing moved at %s in the 7 days up to %s, and nothing waits.", accounts(d.Accounts), d.Day.Short(d.Day))
}

// digestText collects the parts of a digest: each has a heading and lines.
type digestText struct {
	blocks []slack.Block
	twin   []string
}

func (t *digestText) say(text string) {
	t.blocks, t.twin = append(t.blocks, section(text)), append(t.twin, twin(text))
}

// list adds a heading with lines; nothing where there are none.
func (t *digestText) list(heading string, lines []string) {
	if len(lines) > 0 {
		t.say("*" + heading + "*\n" + strings.Join(lines, "\n"))
	}
}

// digestMessage says a digest: what waits, what moved, what comes, with two
// pictures, every number with its unit, period and denominator.
func digestMessage(d *account.Digest, foot string) (Message, error) {
	title := digestTitle(d)
	t := &digestText{blocks: []slack.Block{header(title)}, twin: []string{title}}
	lead := digestLead(d)
	t.say(lead)
	if d.Restated != nil {
		said := digestRestated(d)
		t.blocks, t.twin = append(t.blocks, contextLine(said)), append(t.twin, twin(said))
	}
	pictures, err := digestPictures(d)
	if err != nil {
		return Message{}, err
	}
	for _, p := range pictures {
		t.blocks, t.twin = append(t.blocks, image(p)), append(t.twin, p.Alt)
	}
	if d.Scope.Kind == account.MarketingDigest {
		t.list(fmt.Sprintf("Marketing's move: %d of %s, flat or silent for a month", d.Flats, accounts(d.Accounts)), digestFlat(d))
	} else {
		t.sales(d)
	}
	health := digestHealth(d)
	if foot != "" {
		health += " · " + foot
	}
	t.blocks, t.twin = append(t.blocks, contextLine(health)), append(t.twin, twin(health))
	return Message{Text: notice(title + ": " + twin(lead)), Twin: strings.Join(t.twin, "\n"), Blocks: t.blocks, Pictures: pictures, Public: true}, nil
}

// sales adds what reps and their managers read.
func (t *digestText) sales(d *account.Digest) {
	t.list("Waiting for somebody", digestWaiting(d))
	if q := d.Quarter; q != nil {
		t.table(ownersTable(q))
	}
	t.list("Moved most, against a normal week", digestMovers(d))
	t.list("Met this week", digestFound(d))
	t.list("Meetings in the next 7 days", digestMeetings(d))
	t.list("Open opportunities that went quiet", digestQuiet(d))
	if q := d.Quarter; q != nil {
		t.list("The quarter", digestQuarter(q))
	}
}

// table adds a table.
func (t *digestText) table(rows [][]string) {
	if len(rows) > 1 {
		t.blocks, t.twin = append(t.blocks, tableBlock(rows)), append(t.twin, Columns(rows))
	}
}

func digestLead(d *account.Digest) string {
	engaged := fmt.Sprintf("*%d of %s* spent time in 90 days", d.Engaged, accounts(d.Accounts))
	week := fmt.Sprintf("*%s min in 7 days*, %s in the 7 before", d.Minutes, d.Before)
	if q := d.Quarter; q != nil {
		target := fmt.Sprintf("%s spent *%s min* this quarter", capitalise(targetAccounts(q.Targets)), q.Minutes)
		if q.Before > 0 {
			target += fmt.Sprintf(", *%s* on the same day of last quarter (%s)", percentMore(q.Minutes, q.Before), q.Before)
		}
		return target + ". " + week + ". " + engaged + "."
	}
	return week + ". " + engaged + "."
}

// digestRestated says what became of the number that the last digest stated.
func digestRestated(d *account.Digest) string {
	b := d.Restated
	var causes []string
	for _, c := range []struct {
		name string
		by   account.Milli
	}{
		{"later that day", b.Activity}, {"learned late", b.Late}, {"other rules", b.Rules}, {"owners", b.Owner}, {"matches and accounts", b.Match},
	} {
		if c.by.Shown() != 0 {
			causes = append(causes, c.name+" "+withSign(c.by.Shown()))
		}
	}
	return fmt.Sprintf("The 7 days up to %s were %s min when published, and are %s min as known now: %s min (%s)",
		(d.Day - 7).Short(d.Day), b.From, b.To, difference(b.To, b.From), strings.Join(causes, ", "))
}

func targetAccounts(n int) string {
	if n == 1 {
		return "1 target account"
	}
	return fmt.Sprintf("%d target accounts", n)
}

// percentMore compares minutes with those before; the minutes stand beside it.
func percentMore(now, before account.Milli) string {
	p := (200*int64(now-before)/int64(before) + sign(int64(now-before))) / 2
	if p < 0 {
		return fmt.Sprintf("−%d %%", -p)
	}
	return fmt.Sprintf("+%d %%", p)
}

func sign(n int64) int64 {
	if n < 0 {
		return -1
	}
	return 1
}

func digestWaiting(d *account.Digest) []string {
	var lines []string
	for i, w := range d.Waiting {
		if i == digestLines {
			lines = append(lines, fmt.Sprintf("… and %d more", len(d.Waiting)-i))
			break
		}
		lines = append(lines, fmt.Sprintf("• *%s* %s on %s · %s min in 90 days · %s", listedName(w.AccountID, w.Name), kindSaid(alert.Kind(w.Kind)), w.Day.Short(d.Day), w.Minutes, ownerOr(w.Owner)))
	}
	if d.Listed > 0 {
		own := "cards of their own"
		if d.Listed == 1 {
			own = "card of its own"
		}
		lines = append(lines, fmt.Sprintf("%s of the week had no %s: `/engagement alerts listed`", counted(d.Listed, "alert", "alerts"), own))
	}
	return lines
}

// digestLines is how many lines of one sort a digest has.
const digestLines = 5

// listedName is the name of an account in a list.
func listedName(id, name string) string {
	return mrkdwn(nameOf(account.Account{ID: id, Name: name}), nameRunes)
}

func ownerOr(mail string) string {
	if mail == "" {
		return "nobody's"
	}
	return ownerOf(mail)
}

func digestMovers(d *account.Digest) []string {
	var lines []string
	for _, m := range d.Movers {
		lines = append(lines, fmt.Sprintf("• *%s* %s min in 7 days, normally %s (%s) · move: %s", listedName(m.AccountID, m.Name), m.Minutes7, m.Normal7, difference(m.Minutes7, m.Normal7), mrkdwn(m.Move, labelRunes)))
	}
	return lines
}

func digestFound(d *account.Digest) []string {
	var lines []string
	for _, f := range d.Found {
		line := fmt.Sprintf("• *%s* %s", listedName(f.AccountID, f.Name), foundWords[f.Kind].says)
		if f.Sentence != "" {
			line += ": " + mrkdwn(f.Sentence, reasonRune)
		}
		lines = append(lines, line)
	}
	return lines
}

func digestMeetings(d *account.Digest) []string {
	var lines []string
	for _, m := range d.Meetings {
		lines = append(lines, fmt.Sprintf("• %s · *%s* · %s, %s invited", m.Day.Short(d.Day), listedName(m.AccountID, m.Name), mrkdwn(m.Label, labelRunes), persons(m.Invited)))
	}
	return lines
}

func digestQuiet(d *account.Digest) []string {
	var lines []string
	for _, q := range d.Quiet {
		last := "never answered or met"
		if q.Last != 0 {
			last = "last heard of " + q.Last.Ago(d.Day)
		}
		lines = append(lines, fmt.Sprintf("• *%s* %s · %s min in 7 days, normally %s · %s", listedName(q.AccountID, q.Name), last, q.Minutes7, q.Normal7, ownerOr(q.Owner)))
	}
	return lines
}

func ownersTable(q *account.DigestQuarter) [][]string {
	table := [][]string{{"owner", "engaged", "min this quarter", "before", "change"}}
	for i, r := range q.Owners {
		if i == 2*digestLines {
			break
		}
		name := "nobody"
		if r.Value != account.None {
			name = twin(ownerOf(r.Value))
		}
		table = append(table, []string{name, fmt.Sprintf("%d of %d", r.Active, r.Accounts), r.Minutes.String(), r.Before.String(), difference(r.Minutes, r.Before)})
	}
	return table
}

func digestQuarter(q *account.DigestQuarter) []string {
	lines := []string{
		fmt.Sprintf("• Alerts of the 7 days: %d told, %d taken on, %d of them within two working days, %d found not useful", q.NewMQAs, q.Claimed, q.InTime, q.Useless),
		fmt.Sprintf("• Meetings and calls this quarter: %d held, %d by the same day of last quarter", q.Held, q.HeldBefore),
	}
	var grown []string
	for _, s := range q.Segments {
		grown = append(grown, fmt.Sprintf("%s %s min", mrkdwn(s.Value, labelRunes), difference(s.Minutes, s.Before)))
	}
	if len(grown) > 0 {
		lines = append(lines, "• Growing most by segment: "+strings.Join(grown, " · "))
	}
	var off []string
	for _, o := range q.OffTarget {
		off = append(off, fmt.Sprintf("%s (%s min in 90 days)", listedName(o.AccountID, o.Name), o.Minutes90))
	}
	if len(off) > 0 {
		lines = append(lines, fmt.Sprintf("• Engaged, and on no tier: %s: %s", accounts(q.OffTargets), strings.Join(off, ", ")))
	}
	if q.SilentOf > 0 {
		line := fmt.Sprintf("• Silent for 90 days: %d of %d tier 1 accounts", q.Silent, q.SilentOf)
		var names []string
		for _, n := range q.SilentNames {
			names = append(names, mrkdwn(n, nameRunes))
		}
		if len(names) > 0 {
			line += ": " + strings.Join(names, ", ")
		}
		lines = append(lines, line)
	}
	return lines
}

func digestFlat(d *account.Digest) []string {
	var lines []string
	for _, f := range d.Flat {
		line := fmt.Sprintf("• *%s* grade %d, %s min in 90 days", listedName(f.AccountID, f.Name), f.Grade, f.Minutes90)
		if len(f.Seen) > 0 {
			line += " · has seen " + mrkdwn(strings.Join(f.Seen, "; "), reasonRune)
		}
		if len(f.Untouched) > 0 {
			line += " · untouched: " + mrkdwn(strings.Join(f.Untouched, ", "), reasonRune)
		}
		lines = append(lines, line)
	}
	return lines
}

// digestHealth says how well founded the numbers are.
func digestHealth(d *account.Digest) string {
	parts := []string{fmt.Sprintf("of the minutes of 90 days %d %% are of known people, %d %% anonymous, %d %% logged by hand", d.Trust.Known, d.Trust.Anonymous, d.Trust.SelfReported)}
	return strings.Join(parts, " · ") + silentWords(d.Silences, d.Day) + configWord(d.Config)
}

// silentWords says which sources are silent, after other words; nothing where none
// is.
func silentWords(silent []account.Silence, today account.Day) string {
	out := ""
	for _, s := range silent[:min(len(silent), 3)] {
		out += fmt.Sprintf(" · %s silent since %s: numbers may be low", mrkdwn(s.Source, labelRunes), s.Since.Short(today))
	}
	return out
}

// digestPictures are the weeks of all accounts together, and what moved as bars.
func digestPictures(d *account.Digest) ([]Picture, error) {
	var usual account.Milli
	if n := min(len(d.Weeks)-1, 12); n > 0 {
		for _, w := range d.Weeks[len(d.Weeks)-1-n : len(d.Weeks)-1] {
			usual += w
		}
		usual /= account.Milli(n)
	}
	weeks, err := charts.Sparkline(charts.SparklineInput{Title: clamp(digestWhose(d), 48), Weeks: d.Weeks, Normal: usual, To: d.Day, Today: d.Day})
	if err != nil {
		return nil, fmt.Errorf("draw the weeks of a digest: %w", err)
	}
	out := []Picture{{
		Name: "digest-weeks.png", PNG: weeks,
		Alt: fmt.Sprintf("Weeks of %s: %s min in the last 7 days, %s in the 7 before, %s in a usual week of the 12 before.", accounts(d.Accounts), d.Minutes, d.Before, usual),
	}}
	bars := charts.BarsInput{Title: "Moved most", Phrase: "in 7 days", Against: "in a normal week"}
	switch {
	case d.Quarter != nil && len(d.Quarter.Territories) > 1:
		bars.Title, bars.Phrase, bars.Against = "Minutes by territory", "this quarter", "by the same day of last quarter"
		for _, r := range d.Quarter.Territories {
			bars.Rows = append(bars.Rows, charts.Bar{Label: valueLabel(account.ByTerritory, r.Value), Minutes: r.Minutes, Before: r.Before, Note: fmt.Sprintf("%d of %s", r.Active, accounts(r.Accounts))})
		}
	case d.Scope.Kind == account.MarketingDigest:
		bars.Title, bars.Phrase, bars.Against = "Marketing's move", "in 90 days", ""
		for _, f := range d.Flat {
			bars.Rows = append(bars.Rows, charts.Bar{Label: nameOf(account.Account{ID: f.AccountID, Name: f.Name}), Minutes: f.Minutes90, Note: fmt.Sprintf("grade %d", f.Grade)})
		}
	default:
		for _, m := range d.Movers {
			bars.Rows = append(bars.Rows, charts.Bar{Label: nameOf(account.Account{ID: m.AccountID, Name: m.Name}), Minutes: m.Minutes7, Before: m.Normal7, Note: fmt.Sprintf("grade %d", m.Grade)})
		}
	}
	if len(bars.Rows) == 0 {
		return out, nil
	}
	png, err := charts.Bars(bars)
	if err != nil {
		return nil, fmt.Errorf("draw the bars of a digest: %w", err)
	}
	var said []string
	for _, row := range bars.Rows[:min(len(bars.Rows), 3)] {
		text := fmt.Sprintf("%s %s min", row.Label, row.Minutes)
		if bars.Against != "" {
			text += fmt.Sprintf(", %s before", row.Before)
		}
		said = append(said, text)
	}
	return append(out, Picture{Name: "digest-bars.png", PNG: png, Alt: fmt.Sprintf("%s %s: %s.", bars.Title, bars.Phrase, strings.Join(said, "; "))}), nil
}
