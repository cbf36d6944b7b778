package scoring

import (
	"cmp"
	"slices"

	"engagement/account"
)

// WhyNot says what an account lacks on day to become an MQA, and the fewest
// minutes of the people nearest to it that would bring it there. Of breadth,
// the cheaper way is taken: enough people at the floor, or one senior person at
// the senior line. The missing minutes are asked of those people, in equal
// parts.
func WhyNot(f Facts, p *Policy, day account.Day) account.Shortfall {
	scorer := NewScorer(p)
	fd, _ := scorer.foldDays(&f, day) // an error is about a bookmark, and there is none
	s := account.Shortfall{Window: p.MQA.Window, Is: fd.mqa, Floor: fd.need.Floor, Subsidiaries: fd.subsidiaries()}
	if slices.Contains(p.MQA.Excluded, f.Account.Relation) {
		s.Never = f.Account.Relation
		return s
	}
	if s.Is {
		return s
	}
	s.Minutes = max(0, fd.need.Minutes-fd.counting)
	s.Events = max(0, p.MQA.Events-fd.distinct)
	s.Days = max(0, p.MQA.Days-fd.active)
	if fd.lacksPersona() {
		s.Personas = p.MQA.Personas
	}
	if !fd.broad() {
		s.People = fd.need.People - fd.engaged
	}
	near := fd.nearest(&f)
	var steps []account.Step
	if s.People > 0 {
		steps = take(near, s.People, fd.need.Floor)
		s.Strangers = max(0, s.People-len(steps))
		if senior := seniors(near); fd.need.Senior > 0 && len(senior) > 0 {
			alone := take(senior, 1, fd.need.Senior)
			if s.Strangers > 0 || total(alone) < total(steps) {
				steps, s.Strangers = alone, 0
			}
		}
	}
	steps, s.Strangers = fd.persuade(steps, near, s.Strangers)
	s.Steps = fill(steps, near, s.Minutes, s.Strangers)
	if len(s.Steps) == 0 && s.Strangers == 0 && (s.Minutes > 0 || s.Events > 0 || s.Days > 0) {
		s.Strangers = 1
	}
	return s
}

// persuade adds to the steps whoever is nearest of the personas that the MQA asks
// for, or a stranger, where none of the steps' people is of them.
func (fd *fold) persuade(steps, near []account.Step, strangers int) ([]account.Step, int) {
	if !fd.lacksPersona() {
		return steps, strangers
	}
	other := func(s account.Step) bool { return !fd.scorer.demands(s.Role) }
	if slices.ContainsFunc(steps, func(s account.Step) bool { return !other(s) }) {
		return steps, strangers
	}
	one := take(slices.DeleteFunc(slices.Clone(near), other), 1, max(fd.need.Floor, 1))
	if len(one) == 0 {
		return steps, max(strangers, 1)
	}
	return append(steps, one...), strangers
}

// nearest lists the people whose minutes count, those who have most first.
func (fd *fold) nearest(f *Facts) []account.Step {
	tier := int64(percentOf(fd.policy.Weights.Tier, f.Account.Tier))
	var near []account.Step
	for _, person := range f.People {
		w := fd.scorer.weightOf(person, tier)
		if w.level == 0 || w.person == 0 || w.tier == 0 {
			continue
		}
		step := account.Step{ContactID: person.ID, Role: w.role}
		if i, ok := fd.scorer.index[person.ID]; ok {
			step.Has = fd.window[i]
		}
		near = append(near, step)
	}
	if fd.family != nil {
		near = fd.family.acquainted(near)
	}
	slices.SortStableFunc(near, func(a, b account.Step) int {
		return cmp.Or(cmp.Compare(b.Has, a.Has), cmp.Compare(a.ContactID, b.ContactID))
	})
	return near
}

func seniors(near []account.Step) []account.Step {
	return slices.DeleteFunc(slices.Clone(near), func(s account.Step) bool { return !s.Role.Level.Senior() })
}

// take is the n people nearest below a line, and what each needs to reach it.
func take(near []account.Step, n int, line account.Milli) []account.Step {
	var steps []account.Step
	for _, s := range near {
		if len(steps) == n {
			break
		}
		if s.Has < line {
			s.More = line - s.Has
			steps = append(steps, s)
		}
	}
	return steps
}

func total(steps []account.Step) account.Milli {
	var sum account.Milli
	for _, s := range steps {
		sum += s.More
	}
	return sum
}

// fill adds to the steps what is still missing of the account's minutes. With
// nobody to ask it asks whoever is nearest, unless strangers are needed anyway.
func fill(steps, near []account.Step, minutes account.Milli, strangers int) []account.Step {
	missing := minutes - total(steps)
	if len(steps) == 0 && len(near) > 0 && strangers == 0 {
		steps = []account.Step{near[0]}
	}
	if missing <= 0 || len(steps) == 0 {
		return steps
	}
	each := (missing + account.Milli(len(steps)) - 1) / account.Milli(len(steps))
	each = (each + account.Minute - 1) / account.Minute * account.Minute
	for i := range steps {
		steps[i].More += each
	}
	return steps
}
