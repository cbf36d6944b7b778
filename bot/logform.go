package bot

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
)

// The form to log a sales interaction, and its fields.
const (
	formLog     = "log"
	fieldName   = "account"
	fieldKind   = "kind"
	fieldTime   = "minutes"
	fieldWith   = "with"
	fieldDay    = "day"
	fieldUnique = "unique"
)

// logForm is the form, where somebody can fill it in.
func (b *Bot) logForm(_ context.Context, by Asker) (Message, error) {
	if by.operator {
		return Message{}, fmt.Errorf("the form opens in Slack; here write `log acme dinner 2h with jane@acme.com`: %w", account.ErrInvalid)
	}
	v := logView(account.Account{}, Entry{})
	return Message{Text: "A form opens.", Twin: v.Twin, View: &v}, nil
}

// logView is the form with what is known already; about may be the zero value.
func logView(about account.Account, e Entry) View {
	var kinds []option
	for _, k := range EntryKinds {
		kinds = append(kinds, option{k.Word, capitalise(k.Word)})
	}
	minutes := ""
	if e.Minutes > 0 {
		minutes = strconv.Itoa(int(e.Minutes / account.Minute))
	}
	day := slack.NewDatePickerBlockElement(fieldDay)
	if e.Day != 0 {
		day.InitialDate = e.Day.String()
	}
	return View{
		Title: "Log an interaction", Callback: formLog, Submit: "Log",
		Twin: "A form: account, what it was, how long it lasted, with whom, on which day.",
		Blocks: []slack.Block{
			input(fieldName, "Account", "By its name, an alias, a domain or its id", accountMenu(fieldName, about)),
			input(fieldKind, "What was it?", "", menu(fieldKind, kinds, e.Kind)),
			optional(input(fieldTime, "How long, in minutes", "Empty is what the kind counts for by default", textBox(fieldTime, minutes, "45"))),
			optional(input(fieldWith, "With whom", "E-mail addresses; empty credits people nobody knows", textBox(fieldWith, strings.Join(e.With, ", "), "jane@acme.com, bob@acme.com"))),
			optional(input(fieldDay, "On which day", "Empty is today", day)),
		},
	}
}

// sendLog takes the form: what is wrong with it is said at the field.
func (b *Bot) sendLog(ctx context.Context, by Asker, s Submission) Reply {
	e := Entry{Kind: s.Values[fieldKind]}
	if text := strings.TrimSpace(s.Values[fieldTime]); text != "" {
		minutes, err := strconv.Atoi(text)
		if err != nil || minutes < 1 || account.Milli(minutes)*account.Minute > longestEntry {
			return wrong(fieldTime, "A whole number of minutes between 1 and 720.")
		}
		e.Minutes = account.Milli(minutes) * account.Minute
	}
	if text := strings.TrimSpace(s.Values[fieldWith]); text != "" {
		var err error
		if e.With, err = addresses([]string{text}); err != nil {
			return wrong(fieldWith, "E-mail addresses with commas between them, at most ten.")
		}
	}
	if text := s.Values[fieldDay]; text != "" {
		day, err := account.ParseDay(text)
		if err != nil {
			return wrong(fieldDay, "A day such as 2026-03-31.")
		}
		e.Day = day
	}
	id, wrongly, err := b.fieldAccount(ctx, by, s.Values[fieldName])
	switch {
	case err != nil:
		return b.troubled(err)
	case id == "":
		return wrongly
	}
	m, err := b.enter(ctx, by, id, e, entryID(by.ID, s.ViewID))
	r := done("Logged", m)
	if err != nil {
		r = b.troubled(err)
	}
	r.about = id
	return r
}

// fieldAccount is the account that a form names; where that is none, or several,
// it says so at the field.
func (b *Bot) fieldAccount(ctx context.Context, by Asker, name string) (id string, wrongly Reply, err error) {
	found, err := b.Reader.Find(ctx, name, by)
	switch {
	case err != nil:
		return "", Reply{}, err
	case found.Account != nil:
		return found.Account.ID, Reply{}, nil
	case len(found.Choices) == 0:
		return "", wrong(fieldName, "No account is called that. Try its domain."), nil
	}
	var names []string
	for _, c := range found.Choices {
		names = append(names, nameOf(c))
	}
	return "", wrong(fieldName, clamp("Which one? "+strings.Join(names, ", "), 150)), nil
}
