package scoring

import "engagement/account"

// Standing is the whole answer about one account at the end of one day.
type Standing struct {
	Card account.Card
	// ActNow lists the live requests, oldest first, also those of people whose
	// minutes do not count and those whose sender's clock is ahead of ours.
	ActNow []Request
	// Centers are the buying centers of the policy, in its order.
	Centers []CenterStanding
	// Open reports an open opportunity, Customer a won one.
	Open, Customer bool
}

// Request is an activity that asks to be contacted. Where the facts had no
// Activities its row has no ActivityID, and Seq is the store's number to find
// it by.
type Request struct {
	Seq int64
	account.LedgerRow
}

func (s *Scorer) request(f *Facts, j *Journal, e *entry) Request {
	r := Request{LedgerRow: s.ledgerRow(f, j, e)}
	if f.Activities == nil {
		r.Seq = e.Seq
	}
	return r
}

// asks reports whether an entry is a live request.
func (e *entry) asks() bool {
	return e.read.kind != nil && e.read.kind.ActNow && e.Flags.Has(Live) && !e.Flags.Has(Robot)
}

// topPeople and topActivities are how many a card names.
const (
	topPeople     = 5
	topActivities = 5
	// TrendDays is the history that a card carries: a year and the window
	// before it.
	TrendDays = 365
)

// Compute folds the facts of one account into its standing at the end of day.
// Activities after day are ignored. The result depends on nothing else: not on
// the order of the facts, not on what was computed before. Who asks about many
// accounts keeps a Scorer.
func Compute(f Facts, p *Policy, day account.Day) Standing { return NewScorer(p).Standing(f, day) }

// Standing is what Compute says.
func (s *Scorer) Standing(f Facts, day account.Day) Standing {
	st, _ := s.standing(f, day) // an error is about a bookmark, and there is none
	return st
}

func (s *Scorer) standing(f Facts, day account.Day) (Standing, error) {
	fd, err := s.foldDays(&f, day)
	if err != nil {
		return Standing{}, err
	}
	last := len(fd.minutes) - 1
	score := account.Score{
		AccountID: f.Account.ID, Day: day, Stage: fd.stage, StageSince: fd.since,
		MQA: fd.mqa, MQASince: fd.mqaSince,
		Minutes7: fd.sum(last, 7), Minutes30: fd.sum(last, 30), Minutes90: fd.sum(last, 90), Minutes365: fd.sum(last, 365),
		Heat: fd.heat(), Counting90: fd.counting, Engaged90: fd.engaged, Subsidiaries: fd.subsidiaries(),
		Threshold: fd.need.Minutes, PeopleNeeded: fd.need.People,
	}
	if fd.lines == 0 && len(f.Opportunities) == 0 && fd.crossed == nil {
		score.StageSince = 0 // nothing has happened yet
	}
	score.Grade = s.policy.Grade.of(score, fd.broad())
	card := account.Card{
		Score: score, Known: len(f.People), Normal7: fd.normal(last), Trend: fd.trend(),
		Direction: fd.direction(last), LastReply: fd.reply, LastMeeting: fd.meeting,
	}
	card.LastRecorded = fd.lastRecorded()
	sum := fd.summarise(account.Window(day, cardWindow))
	sum.fill(&card)
	card.FamilyPeople = fd.familyPeople()
	card.Gaps = s.policy.gaps(fd.withFamily(sum), fd.need.Floor)
	card.Move = s.policy.move(&card, fd)
	card.Next = next(&card, fd)
	if fd.lacksPersona() {
		card.Demands = s.policy.MQA.Personas
	}
	centers := fd.centerStandings(sum, day)
	for _, c := range centers {
		if c.Counting > 0 || c.MQA {
			card.Centers = append(card.Centers, c.CenterScore)
		}
	}
	return Standing{
		Card: card, ActNow: fd.requests, Centers: centers, Open: fd.hasOpportunity("open", day), Customer: fd.hasOpportunity("won", day),
	}, nil
}

// aheadDays is how far a request may lie ahead of the day and still be heard:
// clocks differ, and zones are mistaken.
const aheadDays = 2

// of grades 1 to 4.
func (g Grade) of(s account.Score, broad bool) int {
	percent := account.Milli(0)
	if s.Threshold > 0 {
		percent = s.Counting90 * 100 / s.Threshold
	}
	switch {
	case s.MQA:
		return 4
	case percent >= account.Milli(g.ThreePercent) || percent >= 100 && !broad:
		return 3
	case percent >= account.Milli(g.TwoPercent) || s.Minutes90 >= g.TwoMinutes:
		return 2
	}
	return 1
}

// Series is the account's weighted minutes by day: only days with minutes.
func Series(f Facts, p *Policy, day account.Day) []DayMinutes { return NewScorer(p).Series(f, day) }

// Series is what the function of that name says.
func (s *Scorer) Series(f Facts, day account.Day) []DayMinutes {
	rows := s.entries(&f, day)
	var out []DayMinutes
	for i := range rows {
		if rows[i].minutes == 0 {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Day == rows[i].day {
			out[n-1].Minutes += rows[i].minutes
			continue
		}
		out = append(out, DayMinutes{rows[i].day, rows[i].minutes})
	}
	return out
}

// DayMinutes is one day of a series.
type DayMinutes struct {
	Day     account.Day
	Minutes account.Milli
}
