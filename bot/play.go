package bot

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
	"engagement/alert"
)

// Coach begins plays and notes what becomes of their steps.
type Coach interface {
	// Begin begins a play at an account: in the thread of an alert, where alertID
	// names one. Where one of that name is open already, first is false and that one
	// is given. The error is account.ErrNotFound where the config has none of the name.
	Begin(ctx context.Context, accountID, name, userID, alertID string) (p account.Play, first bool, err error)
	// TakeStep notes what became of a step, once.
	TakeStep(ctx context.Context, id string, n int, state account.StepState, userID string) (p account.Play, first bool, err error)
	// Plays lists the open ones, with the accounts they are at.
	Plays(ctx context.Context) ([]account.Play, map[string]account.Account, error)
	// PlayNames lists the plays of the config.
	PlayNames() []string
}

// playMessage shows a play: a line for each step, with whose it is and until when.
func playMessage(m alert.Message, now *account.Play) Message {
	p := m.Payload.Play
	if now != nil {
		p = now
	}
	title := fmt.Sprintf("%s at %s", plain(p.Name, labelRunes), nameOf(m.Payload.Account))
	head := fmt.Sprintf(":clipboard: *%s* · begun by <@%s>", marks.Replace(title), p.UserID)
	switch {
	case p.Outcome != "":
		head += " · :tada: led to an opportunity"
	case p.Open() == 0:
		head += " · all steps are over"
	}
	blocks, lines := []slack.Block{section(head)}, []string{head}
	for n, s := range p.Steps {
		line := stepLine(s, m.Payload.Today)
		block := section(line)
		if s.State == "" {
			block.Accessory = slack.NewAccessory(slack.NewOverflowBlockElement(fmt.Sprintf("%s_%d", actionMore, n),
				slack.NewOptionBlockObject(fmt.Sprintf("%s %s %d", actionDone, p.ID, n), plainText("Done"), nil),
				slack.NewOptionBlockObject(fmt.Sprintf("%s %s %d", actionSkip, p.ID, n), plainText("Skip"), nil)))
		}
		blocks, lines = append(blocks, block), append(lines, line)
	}
	return Message{Text: notice(title), Twin: twinOf(lines), Blocks: blocks, Public: true}
}

// stepLine is one step: what, by whom, how, until when, and what became of it.
func stepLine(s account.PlayStep, today account.Day) string {
	who := "nobody's"
	if s.Mail != "" {
		who = ownerOf(s.Mail)
	}
	line := "*" + mrkdwn(s.Do, stepRunes) + "* · " + who
	if through := mrkdwn(s.Through, labelRunes); through != "" {
		line += " · by " + through
	}
	switch s.State {
	case account.StepDone:
		return ":white_check_mark: " + line + " · done by <@" + s.By + ">"
	case account.StepSkipped:
		return ":heavy_minus_sign: " + line + " · skipped by <@" + s.By + ">"
	}
	return ":white_circle: " + line + " · until " + s.Due.Short(today)
}

const stepRunes = 200

// stepMessage tells somebody that a step of theirs is due, or what became of it.
func stepMessage(m alert.Message, now *account.Play) Message {
	p := m.Payload.Play
	if now != nil {
		p = now
	}
	if m.Payload.Step >= len(p.Steps) {
		return remark("A step of a play is due.")
	}
	s := p.Steps[m.Payload.Step]
	if s.State != "" {
		return remark(stepLine(s, m.Payload.Today))
	}
	title := fmt.Sprintf("Due today at %s: %s", nameOf(m.Payload.Account), plain(s.Do, stepRunes))
	lines := []string{":clipboard: *" + marks.Replace(title) + "*", fmt.Sprintf("Step %d of %d of “%s”", m.Payload.Step+1, len(p.Steps), mrkdwn(p.Name, labelRunes))}
	if through := mrkdwn(s.Through, labelRunes); through != "" {
		lines[1] += " · by " + through
	}
	buttons := []slack.BlockElement{
		button("Done", actionDone, fmt.Sprintf("%s %d", p.ID, m.Payload.Step)), button("Skip", actionSkip, fmt.Sprintf("%s %d", p.ID, m.Payload.Step)),
	}
	if m.AccountID != "" {
		buttons = append(buttons, button("Card", actionCard, m.AccountID))
	}
	return Message{Text: notice(title), Twin: twinOf(lines), Blocks: []slack.Block{section(strings.Join(lines, "\n")), actions(buttons...)}, Public: true}
}

// takeStep notes what became of a step. The courier says so on the messages that show
// it; whoever clicked sees it at once on what was clicked, and on the play's own.
func (b *Bot) takeStep(ctx context.Context, state account.StepState, i Interaction) (Message, error) {
	id, number, _ := strings.Cut(i.Value, " ")
	n, err := strconv.Atoi(number)
	if err != nil {
		return Message{}, fmt.Errorf("%q is no step of a play: %w", i.Value, account.ErrInvalid)
	}
	p, _, err := b.Coach.TakeStep(ctx, id, n, state, i.UserID)
	if err != nil || n >= len(p.Steps) {
		return Message{}, err
	}
	record, err := b.Desk.Alert(ctx, alert.PlayMessage(id))
	if err != nil {
		return Message{}, err
	}
	m := playMessage(record.Message, &p)
	if record.TS != "" {
		if err := b.Workspace.Update(ctx, record.ChannelID, record.TS, m); err != nil {
			return Message{}, fmt.Errorf("edit the play: %w", err)
		}
	}
	if i.MessageTS != record.TS && i.MessageTS != "" && i.ChannelID != "" { // the reminder
		return Message{}, b.Workspace.Update(ctx, i.ChannelID, i.MessageTS, remark(stepLine(p.Steps[n], record.Message.Payload.Today)))
	}
	return Message{}, nil
}

// begin begins the play that an alert suggests.
func (b *Bot) begin(ctx context.Context, by Asker, i Interaction) (Message, error) {
	alertID, name, _ := strings.Cut(i.Value, " ")
	record, err := b.Desk.Alert(ctx, alertID)
	if err != nil {
		return Message{}, err
	}
	p, first, err := b.Coach.Begin(ctx, record.Message.AccountID, name, by.ID, alertID)
	if err != nil || first {
		return Message{}, err
	}
	return remark(fmt.Sprintf("“%s” is under way there already: %d of %d steps are open.", mrkdwn(p.Name, labelRunes), p.Open(), len(p.Steps))), nil
}

// play answers `play acme with NAME`.
func (b *Bot) play(ctx context.Context, by Asker, q Query) (Message, error) {
	if by.operator {
		return Message{}, fmt.Errorf("a play is begun by somebody: ask with --as: %w", account.ErrInvalid)
	}
	names := b.Coach.PlayNames()
	if len(names) == 0 {
		return Message{}, fmt.Errorf("there are no plays yet: [[plays]] in the config describes them: %w", account.ErrInvalid)
	}
	at := slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(n, q.Who) })
	if at < 0 && len(names) == 1 && q.Who == "" {
		at = 0
	}
	if at < 0 {
		return Message{}, fmt.Errorf("which play? Write `play %s with %s`; there are: %s: %w", plain(q.Name, labelRunes), plain(names[0], labelRunes), plain(strings.Join(names, ", "), reasonRune), account.ErrInvalid)
	}
	return b.about(ctx, by, q, q.Name, func(id string) (Message, error) {
		a, err := b.Reader.Card(ctx, id)
		if err != nil {
			return Message{}, err
		}
		if !by.may(a.Account) {
			return Message{}, fmt.Errorf("plays at %s are begun by its owner or a manager: %w", nameOf(a.Account), account.ErrInvalid)
		}
		p, first, err := b.Coach.Begin(ctx, id, names[at], by.ID, "")
		if err != nil {
			return Message{}, err
		}
		if !first {
			return remark(fmt.Sprintf("“%s” is under way at *%s* already: %d of %d steps are open.", mrkdwn(p.Name, labelRunes), marks.Replace(nameOf(a.Account)), p.Open(), len(p.Steps))), nil
		}
		return remark(fmt.Sprintf("“%s” is begun at *%s*: %d steps, posted where its alerts go.", mrkdwn(p.Name, labelRunes), marks.Replace(nameOf(a.Account)), len(p.Steps))), nil
	})
}

// plays answers `plays`: the open steps of whoever asks; of everybody, for managers.
func (b *Bot) plays(ctx context.Context, by Asker, _ Query) (Message, error) {
	open, names, err := b.Coach.Plays(ctx)
	if err != nil {
		return Message{}, err
	}
	today := account.DayOf(b.Now(), b.zone())
	var lines []string
	for _, p := range open {
		for _, s := range p.Steps {
			if s.State == "" && (by.Role != Rep || by.Email != "" && strings.EqualFold(s.Mail, by.Email)) {
				lines = append(lines, fmt.Sprintf("• *%s* · %s · %s", mrkdwn(nameOf(names[p.AccountID]), nameRunes), mrkdwn(p.Name, labelRunes), stepLine(s, today)))
			}
		}
	}
	if len(lines) == 0 {
		return remark("No step of a play is open for you. `play acme` begins one."), nil
	}
	const most = 20
	if n := len(lines) - most; n > 0 {
		lines = append(lines[:most], fmt.Sprintf("… and %d more", n))
	}
	return remark("Open steps:\n" + strings.Join(lines, "\n")), nil
}
