package scoring

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"engagement/account"
)

// silentDays without a minute are a stall where a deal is open.
const silentDays = 14

// gaps names the wanted personas of whom nobody engaged in the window: as
// everywhere, a person engages from the account's own floor of minutes on, and
// an opened newsletter is no engagement.
func (p *Policy) gaps(s *summary, floor account.Milli) []string {
	var gaps []string
	for _, persona := range p.Personas {
		if persona.Wanted && !s.reached(persona, max(floor, 1)) {
			gaps = append(gaps, persona.Name)
		}
	}
	return gaps
}

// reached reports whether somebody of a persona has that many minutes.
func (s *summary) reached(persona Persona, floor account.Milli) bool {
	for i := range s.persons {
		person := &s.persons[i]
		if person.Minutes >= floor && persona.Matches(person.Role) {
			return true
		}
	}
	return false
}

// silence is how many days there has been nothing, where a deal is open and it
// has been long enough to worry; 0 otherwise.
func (fd *fold) silence(c *account.Card) int {
	quiet := 0
	for i := len(fd.minutes) - 1; i >= 0 && fd.minutes[i] == 0; i-- {
		quiet++
	}
	if quiet < silentDays || !fd.hasOpportunity("open", c.Day) {
		return 0
	}
	return quiet
}

// move says whose turn it is: grade 4 is for sales, a 2 or 3 that has been
// flat is for marketing, everything else is left to grow.
func (p *Policy) move(c *account.Card, fd *fold) account.Move {
	quiet := fd.silence(c)
	switch {
	case c.Grade == 4 && quiet > 0:
		return account.Move{Who: "Sales", Reason: fmt.Sprintf("a deal is open, and nothing happened for %d days", quiet)}
	case c.Grade == 4 && len(c.FamilyPeople) > 0:
		top := c.FamilyPeople[0]
		return account.Move{Who: "Sales", Reason: fmt.Sprintf("qualified %s: the %s spent %s min in %s, last seen %s", c.Together(), top.Role.Spoken(), top.Minutes, c.Trend.Counted(), top.Last.Day.Ago(c.Day))}
	case c.Grade == 4 && len(c.People) > 0:
		top := c.People[0]
		return account.Move{Who: "Sales", Reason: fmt.Sprintf("the %s spent %s min in 90 days, last seen %s", top.Role.Spoken(), top.Minutes, top.Last.Day.Ago(c.Day))}
	case c.Grade == 4:
		return account.Move{Who: "Sales", Reason: "qualified, and nobody known yet: find the person behind the visits"}
	case c.Grade >= 2 && c.Direction == account.Flat && fd.sum(len(fd.minutes)-1, 30) > 0:
		return account.Move{Who: "Marketing", Reason: "engaged, but flat for a month" + seenAndMissing(c)}
	case c.Grade >= 2 && c.Minutes30 == 0:
		return account.Move{Who: "Marketing", Reason: "nothing in 30 days: warm it up again" + seenAndMissing(c)}
	case c.Grade >= 2 && c.Direction == account.Falling:
		return account.Move{Who: "Wait", Reason: "cooling down after a busy time"}
	case c.Direction == account.Rising:
		return account.Move{Who: "Wait", Reason: "rising on its own"}
	default:
		return account.Move{Who: "Wait", Reason: "not enough engagement to act on"}
	}
}

// mostSeen is how many assets, and how many personas, a move names.
const mostSeen = 2

// seenAndMissing says what marketing has to work with: the content that the
// people have seen most, and the personas that nobody is of.
func seenAndMissing(c *account.Card) string {
	var seen []string
	for _, a := range c.Activities {
		what := cmp.Or(a.Asset, a.Label)
		if len(seen) < mostSeen && !slices.Contains(seen, what) {
			seen = append(seen, what)
		}
	}
	var out string
	if len(seen) > 0 {
		out = "; has seen " + strings.Join(seen, ", ")
	}
	if n := min(len(c.Gaps), mostSeen); n > 0 {
		out += "; untouched: " + strings.Join(c.Gaps[:n], ", ")
	}
	return out
}

// next is one concrete step, the first that applies.
func next(c *account.Card, fd *fold) string {
	missing := c.PeopleNeeded - c.Engaged90
	short := c.Threshold - c.Counting90
	quiet := fd.silence(c)
	var top string
	switch {
	case len(c.FamilyPeople) > 0:
		top = c.FamilyPeople[0].Role.Spoken()
	case len(c.People) > 0:
		top = c.People[0].Role.Spoken()
	}
	switch {
	case quiet > 0 && top != "":
		return fmt.Sprintf("Call the %s: a deal is open, and nothing happened for %d days", top, quiet)
	case c.Grade == 4 && len(c.Gaps) > 0 && top != "":
		return fmt.Sprintf("Talk to the %s and ask who else decides: %s", top, missingPersona(c.Gaps[0]))
	case c.Grade == 4 && top != "":
		return fmt.Sprintf("Talk to the %s while the interest is there", top)
	case c.Grade == 4:
		return "Find out who is reading: nobody behind these visits is known yet"
	case short <= 0 && missing > 0:
		return fmt.Sprintf("Enough minutes, too few people: bring in %s more", people(missing))
	case short <= 0 && fd.lacksPersona():
		return "Enough minutes, but nobody of: " + strings.Join(fd.policy.MQA.Personas, ", ")
	case c.Grade == 3 && missing > 0 && !fd.broad():
		return fmt.Sprintf("Bring in somebody new: %s min and %s short of an MQA", short, people(missing))
	case c.Grade == 3 && short > 0 && top != "":
		return fmt.Sprintf("Keep the %s reading: %s min short of an MQA", top, short)
	case c.Grade == 3 && short > 0:
		return fmt.Sprintf("Find out who is reading: %s min short of an MQA", short)
	case c.Grade == 2 && len(c.Gaps) > 0:
		return "Invite somebody new: " + missingPersona(c.Gaps[0])
	case c.Grade == 2:
		return "Keep them reading: send what the engaged people have not seen"
	default:
		return "Nothing yet: leave it to campaigns"
	}
}

func missingPersona(name string) string { return name + " is missing" }

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}
