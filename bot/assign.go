package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"engagement/account"
)

// The form that says where somebody belongs, the one that asks whether that is
// meant, and their fields.
const (
	formAssign  = "assign"
	formConfirm = "assign_confirm"
	fieldWho    = "who"
	fieldScope  = "scope"
	fieldApart  = "apart"
)

// repairable reports why no form opens.
func (b *Bot) repairable(by Asker) error {
	switch {
	case b.Repairer == nil:
		return forbidden("nothing can be repaired here")
	case by.operator:
		return fmt.Errorf("the form opens in Slack; here write `match jane@acme.com to globex`: %w", account.ErrInvalid)
	}
	return nil
}

// assignForm opens the form for whoever a menu names: "person c_1" or "domain
// acme.de".
func (b *Bot) assignForm(ctx context.Context, by Asker, value string) (Message, error) {
	if err := b.repairable(by); err != nil {
		return Message{}, err
	}
	about, who, _ := strings.Cut(value, " ")
	s, err := b.Repairer.Subject(ctx, account.Scope(about), who)
	if err != nil {
		return Message{}, err
	}
	v := assignView(Order{About: s.Scope, Who: who, Scope: s.Scope}, []Subject{s})
	return Message{Text: v.Title, View: &v}, nil
}

// neverForm asks whether somebody is never to be matched.
func (b *Bot) neverForm(ctx context.Context, by Asker, value string) (Message, error) {
	if err := b.repairable(by); err != nil {
		return Message{}, err
	}
	about, who, _ := strings.Cut(value, " ")
	o := Order{About: account.Scope(about), Who: who, Scope: account.Scope(about)}
	w, err := b.allowed(ctx, by, o)
	if err != nil {
		return Message{}, err
	}
	v := confirmView(o, w)
	return Message{Text: v.Title, View: &v}, nil
}

// assignView is the form. Of several people one is chosen.
func assignView(o Order, among []Subject) View {
	v := View{Title: "Wrong company", Callback: formAssign, Private: o.text(), Submit: "Go on", Twin: "A form: who it is, the account where they belong, this person or everybody of their domain."}
	domain := ""
	if len(among) == 1 {
		lead := "*" + subjectName(among[0]) + "*"
		if c := among[0].Contact; c.Title != "" {
			lead += ", " + mrkdwn(c.Title, labelRunes)
		}
		lead += " · " + now(among[0])
		if among[0].Scope == account.WholeDomain {
			v.Title, lead = "Assign a domain", "*Everybody of "+subjectName(among[0])+"*: people and visitors, with their past, and whoever comes later"
		}
		domain = among[0].Domain
		v.Blocks = append(v.Blocks, section(lead))
	} else {
		var options []option
		for _, s := range among {
			options = append(options, option{s.Contact.ID, plain(personName(s.Contact, s.Contact.ID), 70)})
			if s.Domain != "" {
				domain = "the same domain"
			}
		}
		v.Blocks = append(v.Blocks, input(fieldWho, "Who is at another company?", "", menu(fieldWho, options, o.Who)))
	}
	v.Blocks = append(v.Blocks, optional(input(fieldName, "Belongs to the account", "By its name, an alias, a domain or its id. Empty is no account at all, now and later; you are asked once more", accountMenu(fieldName, account.Account{}))))
	if apart := apartOptions(among); o.Scope == account.OnePerson && len(apart) > 0 {
		v.Blocks = append(v.Blocks, optional(input(fieldApart, "Or only: not on this account", "Where they are then follows from their job, their address and its domain", menu(fieldApart, apart, ""))))
	}
	if o.Scope == account.OnePerson && domain != "" {
		options := []option{{string(account.OnePerson), "Only this person"}, {string(account.WholeDomain), clamp("Everybody of "+plain(domain, labelRunes), 75)}}
		v.Blocks = append(v.Blocks, input(fieldScope, "Who moves?", "Everybody of a domain moves with visitors, their past, and whoever comes later; you are asked once more", menu(fieldScope, options, string(account.OnePerson))))
	}
	return v
}

// apartOptions are the accounts that people may be taken off.
func apartOptions(among []Subject) (options []option) {
	for _, s := range among {
		for _, a := range s.Accounts {
			known := slices.ContainsFunc(options, func(o option) bool { return o.value == a.ID })
			if len(a.ID) <= longestOption && !known && len(options) < mostBehind {
				options = append(options, option{a.ID, nameOf(a)})
			}
		}
	}
	return options
}

// now says where somebody is.
func now(s Subject) string {
	if len(s.Accounts) == 0 {
		return "on no account"
	}
	return "now on " + accountList(s.Accounts)
}

func accountList(all []account.Account) string {
	const most = 5
	var names []string
	for _, a := range all[:min(len(all), most)] {
		names = append(names, marks.Replace(nameOf(a)))
	}
	if more := len(all) - most; more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	return strings.Join(names, ", ")
}

// subjectName names who a repair is about.
func subjectName(s Subject) string {
	if s.Scope == account.WholeDomain {
		return mrkdwn(s.Key, nameRunes)
	}
	if name := mrkdwn(personName(s.Contact, s.Contact.ID), nameRunes); name != "" {
		return name
	}
	return "a person without a name"
}

// sendAssign takes the form: what is wrong with it is said at the field. What is
// wide is asked about once more.
func (b *Bot) sendAssign(ctx context.Context, by Asker, s Submission) Reply {
	o, err := orderOf(s.Private)
	if err == nil {
		err = b.repairable(by)
	}
	if err != nil {
		return b.troubled(err)
	}
	if who := s.Values[fieldWho]; who != "" {
		o.Who = who
	}
	scoped := s.Values[fieldScope] != ""
	if scoped {
		o.Scope = account.Scope(s.Values[fieldScope])
	}
	if name := strings.TrimSpace(s.Values[fieldName]); name != "" {
		id, wrongly, err := b.fieldAccount(ctx, by, name)
		if err != nil {
			return b.troubled(err)
		}
		if id == "" {
			return wrongly
		}
		o.AccountID = id
	}
	if apart := s.Values[fieldApart]; apart != "" {
		switch {
		case o.AccountID != "":
			return wrong(fieldApart, "Either they belong to the account above, or they are only not on this one. Clear one of the two.")
		case o.Scope == account.WholeDomain:
			return wrong(fieldApart, "That is said of one person. Choose only this person below.")
		}
		o.AccountID, o.Apart = apart, true
	}
	w, err := b.allowed(ctx, by, o)
	switch said, ok := fault(err); {
	case ok && o.Apart:
		return wrong(fieldApart, said)
	case ok && scoped && o.Scope == account.WholeDomain:
		return wrong(fieldScope, said)
	case ok:
		return wrong(fieldName, said)
	case err != nil:
		return b.troubled(err)
	}
	if o.wide() {
		v := confirmView(o, w)
		return Reply{View: &v}
	}
	return b.repaired(ctx, by, o)
}

// sendConfirmed takes the form that asked once more.
func (b *Bot) sendConfirmed(ctx context.Context, by Asker, s Submission) Reply {
	o, err := orderOf(s.Private)
	if err == nil {
		err = b.repairable(by)
	}
	if err == nil {
		_, err = b.allowed(ctx, by, o)
	}
	if err != nil {
		return b.troubled(err)
	}
	return b.repaired(ctx, by, o)
}

// repaired repairs and shows what that has moved.
func (b *Bot) repaired(ctx context.Context, by Asker, o Order) Reply {
	m, err := b.repair(ctx, by, o)
	if err != nil {
		return b.troubled(err)
	}
	return done("Repaired", m)
}
