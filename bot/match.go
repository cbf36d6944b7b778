package bot

import (
	"context"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
)

// matched reads what follows `match`: nothing, `jane@acme.com to globex`,
// `jane@acme.com not acme` or `acme.de never`. ok is false where the words are about an account.
func (q *Query) matched(words []string) (ok bool, err error) {
	q.Name = ""
	if len(words) == 0 {
		return true, nil
	}
	who := unescape(words[0])
	if !strings.ContainsAny(who, "@.") || len(who) > longestAddress {
		return false, nil
	}
	q.Who = who
	switch {
	case len(words) == 2 && strings.EqualFold(words[1], "never"):
		return true, nil
	case len(words) > 2 && (strings.EqualFold(words[1], "to") || strings.EqualFold(words[1], "not")):
		q.Name, q.Apart = strings.Join(words[2:], " "), strings.EqualFold(words[1], "not")
		return true, nil
	}
	return true, fmt.Errorf("where does it belong? Write `match jane@acme.com to globex`, `match jane@acme.com not acme`, `match acme.de to globex` or `match acme.de never`; `match` alone lists who is on no account: %w", account.ErrInvalid)
}

// longestAddress is how long an e-mail address may be.
const longestAddress = 254

// match lists who is on no account, or says where somebody belongs.
func (b *Bot) match(ctx context.Context, by Asker, q Query) (Message, error) {
	if q.Who == "" {
		all, err := b.Reader.Strangers(ctx)
		return said(all, err, strangersMessage)
	}
	o := Order{About: account.WholeDomain, Who: q.Who, Scope: account.WholeDomain}
	if strings.Contains(q.Who, "@") {
		o.About, o.Scope = account.OnePerson, account.OnePerson
	}
	if q.Name == "" {
		return b.order(ctx, by, o)
	}
	return b.about(ctx, by, q, q.Name, func(id string) (Message, error) {
		o.AccountID, o.Apart = id, q.Apart
		return b.order(ctx, by, o)
	})
}

// strangersMessage lists who is on no account, by the minutes that are lost.
func strangersMessage(s StrangersAnswer) Message {
	var sum account.Milli
	activities, people := s.Silent.Activities, 0
	for _, one := range s.Strangers {
		sum, activities, people = sum+one.Minutes, activities+one.Activities, people+one.People
	}
	title := fmt.Sprintf("*On no account in 90 days* · %s min lost, in %s of %s", sum+s.Silent.Minutes, counted(activities, "activity", "activities"), knownPeople(people))
	if activities == 0 {
		return remark("Nobody was on no account in the last 90 days: there is nothing to repair.")
	}
	parts := []string{title}
	blocks := []slack.Block{section(title)}
	for _, one := range s.Strangers[:min(len(s.Strangers), MostStrangers)] {
		line := s.line(one)
		block := section(line)
		if menu := strangerMenu(one); menu != nil {
			block.Accessory = slack.NewAccessory(menu)
		}
		parts, blocks = append(parts, line), append(blocks, block)
	}
	if more := len(s.Strangers) - MostStrangers; more > 0 {
		line := fmt.Sprintf("%d more, with fewer minutes: `engagement export unmatched` lists all", more)
		parts, blocks = append(parts, line), append(blocks, section(line))
	}
	if s.Silent.Activities > 0 {
		line := fmt.Sprintf("%s min in %s of visitors who say nothing of where they work: no person, no domain", s.Silent.Minutes, counted(s.Silent.Activities, "activity", "activities"))
		parts, blocks = append(parts, line), append(blocks, section(line))
	}
	foot := "Minutes are what they would earn on an account of their own"
	blocks = append(blocks, contextLine(foot))
	hint := "To repair: match ADDRESS to ACCOUNT, match ADDRESS not ACCOUNT, match DOMAIN to ACCOUNT, match DOMAIN never"
	return Message{Text: notice(twin(title)), Twin: twinOf(append(parts, foot, hint)), Blocks: blocks}
}

// line says of one stranger what is lost, what they did last, and why.
func (s *StrangersAnswer) line(one account.Stranger) string {
	line := fmt.Sprintf("*%s min* · %s · %s", one.Minutes, s.who(one), counted(one.Activities, "activity", "activities"))
	if one.Scope == account.WholeDomain {
		if one.People > 0 {
			line += " of " + persons(one.People)
		} else {
			line += " of visitors nobody knows"
		}
	}
	if one.Last.Day != 0 {
		line += " · " + touchLabel(one.Last, s.Today)
	}
	if one.Reason != "" {
		line += " · " + mrkdwn(one.Reason, reasonRune)
	}
	return line
}

// who names a stranger.
func (s *StrangersAnswer) who(one account.Stranger) string {
	if one.Scope == account.WholeDomain {
		return mrkdwn(one.Key, nameRunes)
	}
	return mrkdwn(personName(s.People[one.ContactID], one.ContactID), nameRunes)
}

// personName is how a person is called in private: by name and address, as far
// as they are known, else by title. An id is never said without saying what it is.
func personName(c account.Contact, id string) string {
	switch {
	case c.Name != "" && c.Email != "":
		return c.Name + " (" + c.Email + ")"
	case c.Name != "":
		return c.Name
	case c.Email != "":
		return c.Email
	case c.Title != "":
		return withArticle(c.Title)
	case id != "":
		return "contact " + id
	}
	return ""
}

// counted is a number with its noun.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return account.Thousands(int64(n)) + " " + many
}

// longestOption is how long the value of a menu's option may be.
const longestOption = 150

// strangerMenu is what can be done about a stranger; nil where they have no key
// that Slack takes.
func strangerMenu(one account.Stranger) slack.BlockElement {
	value := string(one.Scope) + " " + one.Key
	if one.Scope == account.OnePerson {
		value = string(one.Scope) + " " + one.ContactID
	}
	if one.Key == "" || len(actionAssign)+1+len(value) > longestOption {
		return nil
	}
	return slack.NewOverflowBlockElement(actionMore,
		slack.NewOptionBlockObject(actionAssign+" "+value, plainText("Assign to an account…"), nil),
		slack.NewOptionBlockObject(actionNever+" "+value, plainText("Never match…"), nil))
}

// wrongMenu says of people at an account that they belong elsewhere; nothing
// where nobody is known.
func (v ViewAnswer) wrongMenu() []slack.BlockElement {
	var options []option
	for _, p := range v.View.People[:min(len(v.View.People), mostPeople)] {
		value := string(account.OnePerson) + " " + p.ContactID
		name := plain(personName(v.People[p.ContactID], p.ContactID), 70)
		if len(value) <= longestOption && name != "" {
			options = append(options, option{value, name})
		}
	}
	if len(options) == 0 {
		return nil
	}
	element := menu(actionAssign, options, "")
	element.Placeholder = plainText("Wrong company: who?")
	return []slack.BlockElement{element}
}
