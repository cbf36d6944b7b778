package scoring

import (
	"fmt"

	"engagement/account"
)

// gaps names the wanted personas of whom nobody engaged in the window.
func (p *Policy) gaps(s *summary) []string {
	var gaps []string
	for _, persona := range p.Personas {
		if persona.Wanted && !s.personas[persona.Name] {
			gaps = append(gaps, persona.Name)
		}
	}
	return gaps
}

// move says whose turn it is: grade 4 is for sales, a 2 or 3 that has been
// flat is for marketing, everything else is left to grow.
func (p *Policy) move(c *account.Card, fd *fold) account.Move {
	switch {
	case c.Grade == 4 && len(c.People) > 0:
		top := c.People[0]
		return account.Move{Who: "Sales", Reason: fmt.Sprintf("%s spent %s min, last: %s", top.Role.Label(), top.Minutes, top.Last.Label)}
	case c.Grade == 4:
		return account.Move{Who: "Sales", Reason: "qualified, and nobody known yet: find the person behind the visits"}
	case c.Grade >= 2 && c.Direction == account.Flat && fd.sum(len(fd.days)-1, 30) > 0:
		return account.Move{Who: "Marketing", Reason: "engaged but flat for 30 days"}
	case c.Grade >= 2 && c.Minutes30 == 0:
		return account.Move{Who: "Marketing", Reason: "nothing in 30 days: warm it up again"}
	case c.Grade >= 2 && c.Direction == account.Falling:
		return account.Move{Who: "Wait", Reason: "cooling down after a busy time"}
	case c.Direction == account.Rising:
		return account.Move{Who: "Wait", Reason: "warming up on its own"}
	default:
		return account.Move{Who: "Wait", Reason: "not enough engagement to act on"}
	}
}

// next is one concrete step, the first that applies.
func next(c *account.Card, fd *fold) string {
	missing := c.PeopleNeeded - c.Engaged90
	short := c.Threshold - c.Counting90
	switch {
	case c.Grade == 4 && len(c.Gaps) > 0 && len(c.People) > 0:
		return fmt.Sprintf("Talk to the %s and ask for an introduction to %s", c.People[0].Role.Label(), c.Gaps[0])
	case c.Grade == 4 && len(c.People) > 0:
		return fmt.Sprintf("Talk to the %s while they are reading", c.People[0].Role.Label())
	case c.Grade == 4:
		return "Find out who is reading: nobody behind these visits is known yet"
	case short <= 0 && missing > 0:
		return fmt.Sprintf("Enough minutes, too few people: engage %s more to qualify", people(missing))
	case c.Grade == 3 && missing > 0 && !fd.broad():
		return fmt.Sprintf("%s min and %s short of an MQA", short, people(missing))
	case c.Grade == 3 && short > 0:
		return fmt.Sprintf("%s min short of an MQA", short)
	case c.Grade == 2 && len(c.Gaps) > 0:
		return fmt.Sprintf("Invite %s: nobody there has engaged yet", c.Gaps[0])
	case c.Grade == 2:
		return "Keep them reading: send what the engaged people have not seen"
	default:
		return "Nothing yet: leave it to campaigns"
	}
}

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}
