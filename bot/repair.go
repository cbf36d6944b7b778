package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
)

// allowed weighs a repair and reports whether somebody may make it: a rep may
// move people between accounts of their own, and onto those from none; whatever
// touches an account of somebody else, or keeps off all accounts whoever is on
// none, is for a manager.
func (b *Bot) allowed(ctx context.Context, by Asker, o Order) (Weighed, error) {
	if b.Repairer == nil {
		return Weighed{}, forbidden("nothing can be repaired here")
	}
	w, err := b.Repairer.Weigh(ctx, o)
	if err != nil {
		return w, err
	}
	if o.AccountID != "" && !by.may(w.To) {
		return w, forbidden(fmt.Sprintf("who belongs to %s is said by its owner or a manager", nameOf(w.To)))
	}
	for _, from := range w.From {
		if !by.may(from) {
			return w, forbidden(fmt.Sprintf("who does not belong to %s is said by its owner or a manager", nameOf(from)))
		}
	}
	for _, onto := range w.Onto {
		if !by.may(onto) {
			return w, forbidden(fmt.Sprintf("the other rules put them on %s, which is for its owner or a manager to say", nameOf(onto)))
		}
	}
	if o.AccountID == "" && len(w.From) == 0 && by.Role == Rep {
		return w, forbidden("who is never matched to any account is said by a manager")
	}
	return w, nil
}

// order repairs what a command asks for, or asks whether it is meant. Whoever
// runs the program means what they write.
func (b *Bot) order(ctx context.Context, by Asker, o Order) (Message, error) {
	w, err := b.allowed(ctx, by, o)
	if err != nil {
		return Message{}, err
	}
	if o.wide() && !by.operator {
		return confirmMessage(o, w), nil
	}
	return b.repair(ctx, by, o)
}

// mend does what a message has asked about.
func (b *Bot) mend(ctx context.Context, by Asker, value string) (Message, error) {
	o, err := orderOf(value)
	if err != nil {
		return Message{}, err
	}
	if _, err := b.allowed(ctx, by, o); err != nil {
		return Message{}, err
	}
	return b.repair(ctx, by, o)
}

// repair makes a repair and says what it has moved.
func (b *Bot) repair(ctx context.Context, by Asker, o Order) (Message, error) {
	r, err := b.Repairer.Repair(ctx, o, by.ID)
	if err != nil {
		return Message{}, err
	}
	return repairedMessage(r), nil
}

// belonging says what a repair says.
func belonging(w Weighed) string {
	who := subjectName(w.Subject)
	if w.Scope == account.WholeDomain {
		who = "Everybody of " + who
	}
	if w.Repair.Never() {
		return "*" + who + "* is on no account, now and later"
	}
	if w.Repair.Apart {
		return fmt.Sprintf("*%s* is not on *%s*", who, marks.Replace(nameOf(w.To)))
	}
	return fmt.Sprintf("*%s* belongs to *%s*", who, marks.Replace(nameOf(w.To)))
}

// weight says what a repair moves.
func weight(w Weighed) string {
	if w.Activities == 0 {
		return "No activity has to move for that."
	}
	text := counted(w.Activities, "activity", "activities") + " of " + persons(w.People)
	if w.People == 0 {
		text = counted(w.Activities, "activity", "activities") + " of visitors nobody knows"
	}
	if w.Activities == 1 {
		text += " moves"
	} else {
		text += " move"
	}
	if len(w.From) > 0 {
		text += " away from " + accountList(w.From)
	}
	return text + "."
}

// lasts is what every repair means for what is to come.
const lasts = "What comes later follows, whatever the CRM says, until somebody says otherwise."

// confirmView asks whether a wide repair is meant.
func confirmView(o Order, w Weighed) View {
	v := View{Title: "Is that meant?", Callback: formConfirm, Private: o.text(), Submit: "Yes, move all"}
	if w.Repair.Never() {
		v.Submit = "Yes, never match"
	}
	text := belonging(w) + "?\n" + weight(w) + "\n" + lasts
	v.Blocks, v.Twin = []slack.Block{section(text)}, twin(text)
	return v
}

// confirmMessage asks the same where there is no form.
func confirmMessage(o Order, w Weighed) Message {
	yes := button("Yes, move all", actionMend, o.text())
	if w.Repair.Never() {
		yes = button("Yes, never match", actionMend, o.text())
	}
	yes.Style = slack.StyleDanger
	return withButtons(belonging(w)+"?\n"+weight(w)+"\n"+lasts, yes)
}

// repairedMessage says what a repair has moved.
func repairedMessage(r Repaired) Message {
	var text string
	switch moved := counted(r.Activities, "activity", "activities"); {
	case !r.Changed:
		text = belonging(r.Weighed) + ": that was said already, and nothing changed."
	case r.Pending:
		text = belonging(r.Weighed) + ". " + moved + " to move: that goes on in the background, after any import that is running."
	case r.Activities == 0:
		text = belonging(r.Weighed) + ". No activity had to move."
	case r.Repair.Never(), r.Repair.Apart && len(r.Onto) == 0:
		text = belonging(r.Weighed) + ". " + moved + " on no account any more."
	case r.Repair.Apart:
		text = belonging(r.Weighed) + ". " + moved + " now on " + accountList(r.Onto) + ", as the other rules say."
	default:
		text = fmt.Sprintf("%s. *%s, %s min in 90 days, now on %s.*", belonging(r.Weighed), moved, r.Minutes, marks.Replace(nameOf(r.To)))
	}
	switch {
	case r.Changed && r.Repair.Apart:
		text += " What comes later follows, until somebody says otherwise."
	case r.Changed:
		text += " " + lasts
	}
	var buttons []slack.BlockElement
	if !r.Repair.Never() {
		buttons = append(buttons, button("Card", actionCard, r.To.ID))
	}
	cards := r.From
	if r.Repair.Apart {
		cards = r.Onto
	}
	for n, from := range cards[:min(len(cards), 3)] {
		buttons = append(buttons, button(clamp("Card of "+nameOf(from), 60), fmt.Sprintf("%s_%d", actionCard, n), from.ID))
	}
	if len(buttons) == 0 {
		return remark(text)
	}
	return withButtons(text, buttons...)
}

// fault is what is wrong with what somebody wrote, as it stands at a field.
func fault(err error) (said string, ok bool) {
	if !errors.Is(err, account.ErrInvalid) {
		return "", false
	}
	text := strings.ReplaceAll(err.Error(), ": "+account.ErrInvalid.Error(), "")
	return clamp(capitalise(plain(text, 145))+".", 150), true
}
