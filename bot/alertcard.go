package bot

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"engagement/account"
	"engagement/alert"
)

// Says is what a rendered alert needs besides its frozen facts.
type Says struct {
	Owner string       // Slack id of the account's owner; empty where unknown
	Claim *alert.Claim // nil while nobody works on it
	// Opinion is the first that somebody had of it, Snooze until when it is put
	// off; nil where there is none.
	Opinion *account.Opinion
	Snooze  *account.Snooze
	Play    *account.Play // as it is by now; nil where the message shows none
	Ending  alert.Ending  // what it led to; empty while nothing is known
	By      string        // whoever did what a note tells, by name
	// Names is what channels learn of people: none, title or full.
	Names string
	// People are those of the alert, by id; looked up for full alone.
	People map[string]account.Contact
}

// AlertMessage renders an alert: at most six lines, one number with what it
// needs, who and why now, one next step, one person mentioned.
func AlertMessage(m alert.Message, s Says) (Message, error) {
	switch {
	case m.Kind == alert.KindDayOne:
		return listMessage(m), nil
	case m.Kind == alert.KindAlso:
		return alsoMessage(m), nil
	case m.Payload.Digest != nil:
		return digestMessage(m.Payload.Digest, frozenFoot)
	case m.Kind == alert.KindPlay:
		return playMessage(m, s.Play), nil
	case m.Kind == alert.KindStep:
		return stepMessage(m, s.Play), nil
	case m.Kind == alert.KindNote:
		return noteMessage(m, s), nil
	case m.Payload.Undelivered != nil:
		return undeliveredMessage(m), nil
	case m.Kind == alert.KindUnclaimed:
		return unclaimedMessage(m, s), nil
	case m.Kind == alert.KindSourceSilent:
		return silenceMessage(m), nil
	case len(m.Payload.Findings) > 0 && m.AccountID == "":
		return burstMessage(m, s), nil
	case len(m.Payload.Findings) > 0:
		return foundMessage(m, s)
	case m.AccountID == "":
		return unmatchedMessage(m), nil
	case m.Payload.Brief != nil:
		return briefMessage(m, s), nil
	}
	p := &m.Payload
	picture, err := sparkPicture(p.Account, &p.Card, p.Card.Normal7, p.Today)
	if err != nil {
		return Message{}, err
	}
	title := alertTitle(m)
	lines := []string{alertHeadline(m, s)}
	if who := whoIs(p.Account); len(who) > 0 {
		lines = append(lines, strings.Join(who, " · "))
	}
	if p.Center != nil {
		lines = append(lines, centerNumbers(p.Center, &p.Card))
	} else {
		lines = append(lines, numbersLine(&p.Card))
	}
	if who := whoLine(p, s); who != "" {
		lines = append(lines, who)
	}
	lines = append(lines, "*Next* · "+mrkdwn(nextStep(p, s.Names), reasonRune))
	if done := s.done(m); done != "" {
		lines = append(lines, done)
	}
	body := strings.Join(lines, "\n")
	blocks := []slack.Block{section(body), image(picture), actions(alertButtons(m, s)...)}
	return Message{
		Text: notice(title), Twin: twinOf(append(lines, marks.Replace(picture.Alt))), Blocks: blocks, Pictures: []Picture{picture}, Public: true,
	}, nil
}

// alertTitle is the notification: no formatting, no mention.
func alertTitle(m alert.Message) string {
	name := nameOf(m.Payload.Account)
	if r := m.Payload.Request; r != nil {
		return fmt.Sprintf("%s: %s", name, requestWords(r))
	}
	if c := m.Payload.Center; c != nil {
		what := "is now an MQA"
		if m.Kind == alert.KindExpansion {
			what = "may expand"
		}
		return fmt.Sprintf("%s, %s, %s: %s min in %s, %s needed", name, plain(c.Name, labelRunes), what, c.Counting, m.Payload.Card.Trend.Counted(), c.Threshold)
	}
	return fmt.Sprintf("%s is now an MQA%s: %s min in %s, %s needed", name, together(&m.Payload.Card, " "), m.Payload.Card.Counting90, m.Payload.Card.Trend.Counted(), m.Payload.Card.Threshold)
}

func requestWords(r *account.LedgerRow) string {
	return "somebody asked to be contacted (" + strings.ToLower(plain(r.Label, labelRunes)) + ")"
}

func alertHeadline(m alert.Message, s Says) string {
	p := &m.Payload
	name := marks.Replace(nameOf(p.Account))
	var what string
	switch {
	case p.Request != nil && p.Crossed:
		what = fmt.Sprintf(":rotating_light: *%s asked to be contacted* and is now an MQA", name)
	case p.Request != nil:
		what = fmt.Sprintf(":rotating_light: *%s asked to be contacted*", name)
	case p.Center != nil && m.Kind == alert.KindExpansion:
		what = fmt.Sprintf(":seedling: *%s may expand: %s qualifies on its own*", name, mrkdwn(p.Center.Name, labelRunes))
	case p.Center != nil:
		what = fmt.Sprintf(":large_green_circle: *%s of %s is now an MQA*", mrkdwn(p.Center.Name, labelRunes), name)
	default:
		what = fmt.Sprintf(":large_green_circle: *%s is now an MQA%s*", name, together(&p.Card, " "))
	}
	return what + " · " + ownedBy(p.Account, s)
}

func numbersLine(c *account.Card) string {
	here := ""
	if c.Subsidiaries > 0 {
		here = " here"
	}
	return fmt.Sprintf("*%s min from %s in %s%s* (MQA needs %s from %d) · %s min%s in the last 7 days, %s",
		c.Counting90, engaged(c.Engaged90), c.Trend.Counted(), together(c, ", "), c.Threshold, c.PeopleNeeded, c.Minutes7, here, comparedToNormal(c))
}

// together says with whom the account is judged, after a text that leads to it;
// nothing where it is judged alone.
func together(c *account.Card, lead string) string {
	if with := c.Together(); with != "" {
		return lead + with
	}
	return ""
}

// centerNumbers are those of the buying center alone, over the days of its
// account's card.
func centerNumbers(c *account.CenterScore, of *account.Card) string {
	return fmt.Sprintf("*%s min from %s in %s* (the buying center needs %s from %d)", c.Counting, engaged(c.Engaged), of.Trend.Counted(), c.Threshold, c.PeopleNeeded)
}

// whoLine says who and why now. In a channel people are roles, not names.
func whoLine(p *alert.Payload, s Says) string {
	if r := p.Request; r != nil {
		who := "Somebody unknown"
		if r.ContactID != "" && s.Names != "none" {
			who = capitalise(personLabel(s.People, r.ContactID, r.Role))
		}
		return fmt.Sprintf("*Why now* · %s: %s %s", who, strings.ToLower(mrkdwn(r.Label, labelRunes)), learned(r.Day, p.Today))
	}
	var parts []string
	top := p.Card.People
	switch {
	case p.Center != nil:
		top = p.Center.People
	case p.Card.Subsidiaries > 0:
		top = p.Card.FamilyPeople
	}
	for i, person := range top {
		if i == 3 || s.Names == "none" {
			break
		}
		parts = append(parts, fmt.Sprintf("%s (%s min, %s)", personLabel(s.People, person.ContactID, person.Role), person.Minutes, touchLabel(person.Last, p.Today)))
	}
	if len(parts) == 0 {
		return ""
	}
	return "*Why now* · " + strings.Join(parts, "; ")
}

// nextStep is the card's, unless somebody waits for an answer. Where channels
// learn nothing of people it sends the reader to the card, which is private.
func nextStep(p *alert.Payload, names string) string {
	switch r := p.Request; {
	case r == nil && names == "none":
		return "Press Card: it tells you alone who to talk to"
	case r == nil && p.Center != nil && len(p.Center.People) > 0:
		return fmt.Sprintf("Talk to the %s while the interest is there", p.Center.People[0].Role.Spoken())
	case r == nil:
		return p.Card.Next
	case names == "none":
		return "Answer today: whoever asks is ready to talk"
	case r.ContactID == "":
		return "Answer today: the request is in the CRM, its sender is not known here"
	default:
		return fmt.Sprintf("Answer the %s today: whoever asks is ready to talk", r.Role.Spoken())
	}
}

// learned says when something happened, and that we learned of it late.
func learned(day, today account.Day) string {
	if day >= today {
		return "today"
	}
	return "learned today, happened " + day.Ago(today)
}

func capitalise(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

func claimLine(m alert.Message, c *alert.Claim) string {
	return fmt.Sprintf(":raising_hand: <@%s> is on it, %s after the alert", c.UserID, elapsed(c.At.Sub(m.DecidedAt)))
}

// suggested is the name of the play that an alert suggests; empty where none fits.
func suggested(m alert.Message) string {
	if len(m.Payload.Plays) == 0 || len(m.ID)+len(m.Payload.Plays[0]) > 1900 || strings.Contains(m.ID, " ") {
		return ""
	}
	return m.Payload.Plays[0]
}

func alertButtons(m alert.Message, s Says) []slack.BlockElement {
	var elements []slack.BlockElement
	if s.Claim == nil && s.Ending == "" {
		claim := button("I'm on it", actionClaim, m.ID)
		claim.Style = slack.StylePrimary
		elements = append(elements, claim)
	}
	switch name := suggested(m); {
	case m.AccountID == "":
	case name != "" && s.Ending == "":
		elements = append(elements, button("Play: "+plain(name, labelRunes), actionPlay, m.ID+" "+name), button("Card", actionCard, m.AccountID))
	default:
		elements = append(elements, button("Why", actionWhy, m.AccountID), button("Card", actionCard, m.AccountID))
	}
	return append(append(elements, crmButton(m.Payload.Account)...), judgeMenu(m.ID)...)
}

// listMessage is the one message about everything an import of history found.
func listMessage(m alert.Message) Message {
	p := &m.Payload
	title := fmt.Sprintf("Day one: %s already qualify", accounts(p.Count))
	if p.Later {
		title = fmt.Sprintf("Imported history: %s more already qualify", accounts(p.Count))
	}
	lines := []string{"*" + title + "*", "Found in imported history, so there is no alert for each. From now on you hear of an account when something happens."}
	for _, l := range p.List {
		line := fmt.Sprintf("• *%s* · %s min in 90 days, %s", mrkdwn(l.Name, nameRunes), l.Minutes, persons(l.People))
		if l.Together != "" {
			line += " · qualifies " + l.Together
		}
		if l.Asked {
			line += " · asked to be contacted in the last 14 days"
		}
		if l.Owner != "" {
			line += " · " + ownerOf(l.Owner)
		}
		lines = append(lines, line)
	}
	if more := p.Count - len(p.List); more > 0 {
		lines = append(lines, fmt.Sprintf("… and %d more", more))
	}
	return Message{Text: notice(title), Twin: twinOf(lines), Blocks: []slack.Block{section(strings.Join(lines, "\n"))}, Public: true}
}

func accounts(n int) string {
	if n == 1 {
		return "1 account"
	}
	return fmt.Sprintf("%d accounts", n)
}

func persons(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}

// unmatchedMessage tells operations of a request that is on no account.
func unmatchedMessage(m alert.Message) Message {
	p := &m.Payload
	title := "Somebody on no account asked to be contacted"
	what, when := "a request", ""
	if p.Request != nil {
		what, when = strings.ToLower(mrkdwn(p.Request.Label, labelRunes)), learned(p.Request.Day, p.Today)
	}
	lines := []string{
		":rotating_light: *" + title + "*: " + what + ", " + when,
		"*Why here* · " + mrkdwn(capitalise(p.Why), reasonRune) + ", so no owner was told",
	}
	if p.Request != nil {
		lines = append(lines, fmt.Sprintf("*Next* · find activity %s of source %s in your CRM and answer it today", mrkdwn(p.Request.ActivityID, labelRunes), mrkdwn(p.Request.Source, labelRunes)))
	}
	blocks := []slack.Block{section(strings.Join(lines, "\n"))}
	if r := p.Request; r != nil && r.ContactID != "" && len(r.ContactID) <= longestID {
		blocks = append(blocks, actions(button("Assign to an account…", actionAssign, string(account.OnePerson)+" "+r.ContactID)))
	}
	return Message{Text: notice(title), Twin: twinOf(lines), Blocks: blocks, Public: true}
}
