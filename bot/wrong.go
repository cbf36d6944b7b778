package bot

import (
	"context"
	"slices"
	"strings"

	"engagement/account"
	"engagement/alert"
)

// wrongCompany is the opinion that an alert was about the wrong account.
const wrongCompany = "wrong_account"

// useless keeps that an alert was not worth it. Where it was about the wrong
// company, the form opens that says whose it was, for those who may say so.
func (b *Bot) useless(ctx context.Context, by Asker, i Interaction) (Message, error) {
	reason, id, _ := strings.Cut(i.Value, " ")
	if reason != wrongCompany || b.Repairer == nil {
		return Message{}, b.judge(ctx, actionUseful, i)
	}
	m, err := b.whoseForm(ctx, by, id, i)
	if err != nil {
		return Message{}, err
	}
	if m.View != nil {
		// First, because a trigger lives for seconds.
		if err := b.Workspace.OpenView(ctx, i.TriggerID, *m.View); err != nil {
			return Message{}, err
		}
		m = Message{}
	}
	return m, b.judge(ctx, actionUseful, i)
}

// whoseForm is the form about the people behind an alert, or why there is none.
func (b *Bot) whoseForm(ctx context.Context, by Asker, id string, i Interaction) (Message, error) {
	record, err := b.Desk.Alert(ctx, id)
	if err != nil {
		return Message{}, err
	}
	about := record.Message.Payload.Account
	if !by.may(about) {
		return remark("That is noted. Who does not belong to *" + marks.Replace(nameOf(about)) + "* is said by its owner or a manager."), nil
	}
	var among []Subject
	for _, contact := range behind(record.Message.Payload) {
		s, err := b.Repairer.Subject(ctx, account.OnePerson, contact)
		if err != nil {
			continue // somebody who is not known any more
		}
		among = append(among, s)
	}
	if len(among) == 0 {
		return remark("That is noted. Nobody known is behind this alert: say whose the visits are by their domain, with `match acme.com to globex`."), nil
	}
	v := assignView(Order{About: account.OnePerson, Who: among[0].Contact.ID, Scope: account.OnePerson, Alert: id}, among)
	return Message{Text: v.Title, View: &v}, nil
}

// mostBehind is how many people a form offers.
const mostBehind = 5

// behind lists the people because of whom an alert was sent: whoever asked, or
// those with most minutes.
func behind(p alert.Payload) []string {
	if p.Request != nil && p.Request.ContactID != "" {
		return []string{p.Request.ContactID}
	}
	top := p.Card.People
	switch {
	case p.Center != nil:
		top = p.Center.People
	case p.Card.Subsidiaries > 0:
		top = p.Card.FamilyPeople
	}
	var ids []string
	for _, one := range top {
		if one.ContactID != "" && len(one.ContactID) <= longestOption && !slices.Contains(ids, one.ContactID) && len(ids) < mostBehind {
			ids = append(ids, one.ContactID)
		}
	}
	return ids
}
