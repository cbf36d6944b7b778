package alert

import (
	"slices"
	"strings"
	"time"

	"engagement/account"
)

// Play is what a team does when something happens at an account: several steps, by
// several people, through several channels. It is done by people; nothing is sent to
// customers.
type Play struct {
	Name     string
	Kinds    []Kind   // of alerts it is suggested on; empty is all
	Tiers    []string // of accounts
	Segments []string
	// Seen are patterns of what the account's people looked at, by label or asset;
	// * stands for any text. Empty asks for nothing.
	Seen []string
	// Departments and Levels are those of somebody among its top people.
	Departments []string
	Levels      []account.Level
	Steps       []Move
}

// Move is one step of a play.
type Move struct {
	Do      string // "Call the CFO about the pricing page"
	Who     string // ToOwner, ToManager, or an e-mail
	Through string // "phone", "mail", "LinkedIn"
	Day     int    // working days after the beginning
}

// suggest names the plays that fit an account and what is told of it, in the order
// of the rules.
func (r Rules) suggest(a about, p *Payload) []string {
	var names []string
	for _, play := range r.Plays {
		if play.fits(a, p) {
			names = append(names, play.Name)
		}
	}
	return names
}

func (p Play) fits(a about, about *Payload) bool {
	any := func(list []string, value string) bool {
		return len(list) == 0 || slices.ContainsFunc(list, func(v string) bool { return strings.EqualFold(v, value) })
	}
	return (len(p.Kinds) == 0 || slices.Contains(p.Kinds, a.kind)) && any(p.Tiers, a.Tier) && any(p.Segments, a.segment) &&
		(len(p.Seen) == 0 || p.seen(about)) && (len(p.Departments)+len(p.Levels) == 0 || p.met(about))
}

// seen reports whether somebody looked at what the play is about.
func (p Play) seen(about *Payload) bool {
	var touches []account.Touch
	for _, a := range about.Card.Activities {
		touches = append(touches, a.Touch)
	}
	for _, person := range about.Card.People {
		touches = append(touches, person.Last)
	}
	if r := about.Request; r != nil {
		touches = append(touches, account.Touch{Label: r.Label, Asset: r.Asset})
	}
	return slices.ContainsFunc(touches, func(t account.Touch) bool {
		return slices.ContainsFunc(p.Seen, func(pattern string) bool { return like(pattern, t.Label) || like(pattern, t.Asset) })
	})
}

// met reports whether somebody whom the play is about is among the top people.
func (p Play) met(about *Payload) bool {
	return slices.ContainsFunc(about.Card.People, func(m account.PersonMinutes) bool {
		return (len(p.Departments) == 0 || slices.ContainsFunc(p.Departments, func(d string) bool { return strings.EqualFold(d, m.Role.Department) })) &&
			(len(p.Levels) == 0 || slices.Contains(p.Levels, m.Role.Level))
	})
}

// like matches a text, without case; * stands for any text.
func like(pattern, text string) bool {
	pattern, text = strings.ToLower(pattern), strings.ToLower(text)
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == text
	}
	if !strings.HasPrefix(text, parts[0]) {
		return false
	}
	text = text[len(parts[0]):]
	for _, part := range parts[1 : len(parts)-1] {
		at := strings.Index(text, part)
		if at < 0 {
			return false
		}
		text = text[at+len(part):]
	}
	return strings.HasSuffix(text, parts[len(parts)-1])
}

// Begin is a play as it is begun at an account, with whose each step is and until
// when; ok is false where the rules have no play of that name.
func (r Rules) Begin(name string, at account.Account, by string, now time.Time) (started account.Play, ok bool) {
	i := slices.IndexFunc(r.Plays, func(p Play) bool { return strings.EqualFold(p.Name, name) })
	if i < 0 {
		return account.Play{}, false
	}
	today := account.DayOf(now, r.Hours.Zone)
	out := account.Play{Name: r.Plays[i].Name, AccountID: at.ID, UserID: by, Begun: now}
	for _, m := range r.Plays[i].Steps {
		step := account.PlayStep{Do: m.Do, Through: m.Through, Due: account.DayOf(r.Hours.WorkingDaysLater(now, m.Day), r.Hours.Zone)}
		switch m.Who {
		case ToOwner, "":
			step.Mail = r.Reader(at.Owner, today)
		case ToManager:
			step.Mail = r.Manager(at.Owner, today)
		default:
			step.Mail = r.Reader(m.Who, today)
		}
		out.Steps = append(out.Steps, step)
	}
	return out, true
}

// Tell is the message that shows a play: in the thread of the alert it began on, or
// where alerts about the account go.
func (r Rules) Tell(p account.Play, s Subject, thread *Message, now time.Time) Message {
	today := account.DayOf(now, r.Hours.Zone)
	id := PlayMessage(p.ID)
	m := Message{
		ID: id, Key: id, AccountID: p.AccountID, Kind: KindPlay, Reason: Begun, DecidedAt: now,
		Payload: Payload{Account: bare(s.Account), Play: &p, Today: today},
	}
	if thread != nil {
		m.Channel, m.Thread = thread.Channel, thread.ID
		return m
	}
	m.Channel = r.place(about{Account: s.Account, kind: KindPlay, segment: s.Segment}, today)
	return m
}

// Stepped are the edits when a step of a play is taken: of the play's own message and
// of the reminder that the step is due, where there was one.
func Stepped(shown []Record, n int, now time.Time) []Message {
	var out []Message
	for _, r := range shown {
		out = append(out, r.Message.edit("step:"+itoa(int64(n)), now))
	}
	return out
}

// PlayMessage is the id of the message that shows a play.
func PlayMessage(playID string) string { return "play:" + playID }

// StepMessage is the id of the reminder that a step is due.
func StepMessage(playID string, n int) string { return "step:" + playID + ":" + itoa(int64(n)) }

// Prompts are the messages about steps of plays that are due, to whoever is to take
// them, each once: on the morning of their day.
func (r Rules) Prompts(open []account.Play, names map[string]account.Account, now time.Time) []Message {
	var out []Message
	for _, p := range open {
		for n, s := range p.Steps {
			if s.State != "" || s.Mail == "" || r.Hours.ByDay(s.Due.Start(r.Hours.Zone)).After(now) {
				continue
			}
			today := account.DayOf(now, r.Hours.Zone)
			channel := Direct(r.Reader(s.Mail, today))
			if r.Sandbox != "" {
				channel = r.Sandbox
			}
			id := StepMessage(p.ID, n)
			out = append(out, Message{
				ID: id, Key: id, AccountID: p.AccountID, Kind: KindStep, Reason: StepDue, Channel: channel, DecidedAt: now,
				Payload: Payload{Account: bare(names[p.AccountID]), Play: &p, Step: n, Today: today},
			})
		}
	}
	return out
}
