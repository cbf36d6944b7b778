package bot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
	"engagement/alert"
)

// foundWords is a finding as a headline: what it says of an account, with an
// emoji before it.
var foundWords = map[account.FindingKind]struct{ emoji, says string }{
	account.Surge:           {":chart_with_upwards_trend:", "is warming up"},
	account.Stall:           {":chart_with_downwards_trend:", "has gone quiet"},
	account.FirstEngagement: {":wave:", "engages for the first time"},
	account.NewSenior:       {":necktie:", "sends somebody senior"},
	account.Returning:       {":leftwards_arrow_with_hook:", "is back"},
	account.ChampionMoved:   {":handshake:", "has a champion of ours now"},
}

// foundMessage tells what the night found about an account: who, why now, whose
// move it is, one next step.
func foundMessage(m alert.Message, s Says) (Message, error) {
	p := &m.Payload
	found := p.Findings[0]
	picture, err := sparkPicture(p.Account, &p.Card, pictured(p), p.Today)
	if err != nil {
		return Message{}, err
	}
	what := foundWords[found.Kind]
	lines := []string{what.emoji + " *" + marks.Replace(nameOf(p.Account)) + " " + what.says + "* · " + ownedBy(p.Account, s)}
	if who := whoIs(p.Account); len(who) > 0 {
		lines = append(lines, strings.Join(who, " · "))
	}
	now := "*" + mrkdwn(discreetSentence(found, s.Names), sentenceRunes) + "*"
	if m.Reason == alert.LearnedLate {
		now += " · learned today, happened up to " + found.Day.Short(p.Today)
	}
	lines = append(lines, now)
	if why := foundWhy(p, s); why != "" {
		lines = append(lines, why)
	}
	lines = append(lines, foundMove(p, s.Names))
	if done := s.done(m); done != "" {
		lines = append(lines, done)
	}
	return Message{
		Text: notice(foundTitle(m, s.Names)), Twin: twinOf(append(lines, marks.Replace(picture.Alt))),
		Blocks: []slack.Block{section(strings.Join(lines, "\n")), image(picture), actions(alertButtons(m, s)...)}, Pictures: []Picture{picture}, Public: true,
	}, nil
}

// pictured is the normal week that the picture of a finding shows: the card's, unless
// the finding was held against another one, because its week was one for everybody or
// not all minutes count. Two different normals on one card would be one too many.
func pictured(p *alert.Payload) account.Milli {
	usual, judged := p.Card.Normal7, p.Findings[0].Normal
	if 5*max(usual-judged, judged-usual) > usual {
		return 0
	}
	return usual
}

// sentenceRunes is how long a finding's own sentence may be.
const sentenceRunes = 300

// foundTitle is the notification.
func foundTitle(m alert.Message, names string) string {
	found := m.Payload.Findings[0]
	return fmt.Sprintf("%s %s: %s", nameOf(m.Payload.Account), foundWords[found.Kind].says, plain(discreetSentence(found, names), sentenceRunes))
}

// foundWhy is what else was found, and who was there: those of the 7 days first.
func foundWhy(p *alert.Payload, s Says) string {
	found := p.Findings[0]
	var parts []string
	for _, other := range p.Findings[1:] {
		parts = append(parts, "also "+foundWords[other.Kind].says)
	}
	people := slices.Clone(p.Card.People)
	slices.SortStableFunc(people, func(a, b account.PersonMinutes) int {
		lately := func(m account.PersonMinutes) int { return min(0, int(m.Last.Day-(found.Day-6))) }
		return cmp.Compare(lately(b), lately(a))
	})
	for _, person := range people {
		if len(parts) == 3 || s.Names == "none" {
			break
		}
		parts = append(parts, fmt.Sprintf("%s (%s min, %s)", personLabel(s.People, person.ContactID, person.Role), person.Minutes, touchLabel(person.Last, p.Today)))
	}
	if len(parts) == 0 {
		return ""
	}
	lead := "*Why now* · "
	if found.Kind == account.Stall {
		lead = "*Last seen* · "
	}
	return lead + strings.Join(parts, "; ")
}

// foundMove says whose move it is, and the one next step.
func foundMove(p *alert.Payload, names string) string {
	next := "*Next* · " + mrkdwn(nextStep(p, names), reasonRune)
	if p.Card.Move.Who == "" {
		return next
	}
	return "*Move* · " + mrkdwn(p.Card.Move.Who, labelRunes) + " · " + next
}

// ownedBy mentions the owner of an account, or says who it is.
func ownedBy(a account.Account, s Says) string {
	switch {
	case s.Owner != "":
		return "<@" + s.Owner + ">"
	case a.Owner != "":
		return "owner " + ownerOf(a.Owner)
	}
	return "no owner yet"
}

// done says what people did with an alert, in one line; empty where nobody did
// anything.
func (s Says) done(m alert.Message) string {
	var done []string
	switch s.Ending {
	case alert.Opportunity:
		done = append(done, ":tada: Led to an opportunity")
	case alert.Retracted:
		done = append(done, ":leftwards_arrow_with_hook: *Retracted*: it rested on other people's activities, see the thread")
	}
	if s.Claim != nil {
		done = append(done, claimLine(m, s.Claim))
	}
	return strings.Join(append(done, s.judged(m.Payload.Today)...), " · ")
}

// burstMessage tells of one event that moved many accounts.
func burstMessage(m alert.Message, s Says) Message {
	p := &m.Payload
	found := p.Findings[0]
	lines := []string{
		":busts_in_silhouette: *" + mrkdwn(found.Sentence, sentenceRunes) + "*",
		"One card for " + accounts(len(found.Accounts)) + ": what moved in their weeks is that event",
		"*Next* · follow up with those who came, one by one: `/engagement movers` lists their accounts",
	}
	if done := s.done(m); done != "" {
		lines = append(lines, done)
	}
	return Message{
		Text: notice("One event, many accounts: " + plain(found.Sentence, sentenceRunes)), Twin: twinOf(lines),
		Blocks: []slack.Block{section(strings.Join(lines, "\n")), actions(alertButtons(m, s)...)}, Public: true,
	}
}

// alsoMessage is the line of what had no card of its own.
func alsoMessage(m alert.Message) Message {
	p := &m.Payload
	var names []string
	for _, l := range p.List {
		names = append(names, alsoName(l))
	}
	line := strings.Join(names, "; ")
	if more := p.Count - len(p.List); more > 0 {
		line += fmt.Sprintf("; and %d more", more)
	}
	title := fmt.Sprintf("Also moving on %s: %s", p.Today.Short(p.Today), accounts(p.Count))
	return Message{
		Text: notice(title), Twin: twinOf([]string{"*" + title + "* · " + line}),
		Blocks: []slack.Block{section(":small_blue_diamond: *" + title + "* · " + line), contextLine("No cards for these, so that the channel stays readable. `/engagement alerts listed` names all.")}, Public: true,
	}
}

// alsoName is one account, or event, of the line, with its number beside what it is held
// against.
func alsoName(l alert.Listed) string {
	numbers := fmt.Sprintf("%s min in 7 days, normally %s", l.Minutes, l.Normal)
	if l.Kind == alert.KindMQA || l.Kind == alert.KindExpansion {
		numbers = fmt.Sprintf("%s min, %s needed", l.Minutes, l.Normal)
	}
	return fmt.Sprintf("*%s* %s (%s)", mrkdwn(listedSubject(l), nameRunes), listedSaid(l), numbers)
}

// silenceMessage tells operations of a source that brings nothing any more.
func silenceMessage(m alert.Message) Message {
	s := m.Payload.Silence
	today := m.Payload.Today
	title := fmt.Sprintf("%s has been silent since %s", plain(s.Source, labelRunes), s.Since.Short(today))
	lines := []string{
		":mute: *" + marks.Replace(title) + "*",
		fmt.Sprintf("It usually brings something on %d of 84 days: %d days without anything are more than chance", s.Usual, int(today-1-s.Since)),
		"Numbers may be low, and stalls that rest on it pause until it is back",
		"*Next* · look at what sends it; `engagement doctor` lists all sources",
	}
	return Message{Text: notice(title), Twin: twinOf(lines), Blocks: []slack.Block{section(strings.Join(lines, "\n"))}, Public: true}
}
