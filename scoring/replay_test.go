package scoring

import (
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"engagement/account"
)

// One walk says of every day what Standing says when asked about that day: on
// turns the score, on the days between them that nothing became another. Levers
// count what other thresholds would have. Left out are nights that end between
// two halves of one deed.
func TestReplayIsEveryNightOnItsDay(t *testing.T) {
	p := demanding()
	levers := []Lever{{Percent: 50}, {Percent: 100}, {Percent: 120, People: 1}, {Percent: 80, People: -1}}
	turned := make([]*Policy, len(levers))
	for i, l := range levers {
		turned[i] = demanding()
		m := &turned[i].MQA
		m.Thresholds = append([]Threshold(nil), m.Thresholds...)
		for k := range m.Thresholds {
			row := &m.Thresholds[k]
			for size := range row.Minutes {
				n := l.Need(Need{Minutes: row.Minutes[size], People: row.People[size]})
				row.Minutes[size], row.People[size] = n.Minutes, n.People
			}
		}
	}
	s, nightly := NewScorer(p), NewScorer(p)
	turns, crossings, centers, families := 0, 0, 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		f, below := plainRelatives(rt, p)
		if rapid.Bool().Draw(rt, "family") {
			f = withShares(nightly, f, below, today)
			families++
		}
		span := account.Window(today-account.Day(rapid.IntRange(0, 10).Draw(rt, "ago")), rapid.IntRange(1, 40).Draw(rt, "days"))
		news := map[account.Day]bool{}
		for _, one := range append(below, f) {
			for _, a := range one.Activities {
				if one.Account.ID == f.Account.ID || len(f.Family) > 0 && !slices.Contains(p.MQA.Excluded, f.Account.Relation) {
					news[account.DayOf(a.OccurredAt, p.Zone)] = true
				}
			}
		}
		c := s.Replay(f, span, levers)
		if diff := gocmp.Diff(nightly.Standing(f, span.To), c.End); diff != "" {
			rt.Fatalf("the end (-standing +replay):\n%s", diff)
		}
		stage, mqa, rest, in := c.Stage, false, c.Turns, map[string]bool{}
		for day := span.To - 60; day <= span.To; day++ {
			night := nightly.Standing(f, day)
			st := night.Card.Score
			for i, c := range night.Centers {
				night.Centers[i].People = nil
				if len(rest) > 0 && rest[0].Day == day {
					if diff := gocmp.Diff(night.Centers[i], rest[0].Centers[i]); diff != "" {
						rt.Fatalf("%s, center %s (-night +turn):\n%s", day, c.Name, diff)
					}
					in[c.Name] = c.MQA
					centers++
				}
				if in[c.Name] != c.MQA {
					rt.Fatalf("%s: the night says of center %s MQA %v, the replay %v", day, c.Name, c.MQA, in[c.Name])
				}
			}
			if len(rest) > 0 && rest[0].Day == day {
				turn := rest[0]
				if turn.News != news[day] {
					rt.Fatalf("%s: news %v, want %v", day, turn.News, news[day])
				}
				stage, mqa, rest = turn.Stage, turn.MQA, rest[1:]
				st.Heat, st.People90 = 0, 0
				if diff := gocmp.Diff(st, turn.Score); diff != "" {
					rt.Fatalf("%s (-night +turn):\n%s", day, diff)
				}
				turns++
			}
			if stage != st.Stage || mqa != st.MQA {
				rt.Fatalf("%s: the night says %s, MQA %v; the replay %s, %v", day, st.Stage, st.MQA, stage, mqa)
			}
		}
		if len(rest) > 0 {
			rt.Fatalf("turns on days that no night had: %+v", rest)
		}
		for i := range levers {
			want, was := 0, false
			for _, turn := range NewScorer(turned[i]).Replay(f, span, nil).Turns {
				if turn.MQA && !was && span.Contains(turn.Day) {
					want++
				}
				was = turn.MQA
			}
			if c.Crossed[i] != want {
				rt.Fatalf("lever %+v crosses %d times, those thresholds %d", levers[i], c.Crossed[i], want)
			}
			crossings += want
		}
	})
	if turns == 0 || crossings == 0 || centers == 0 || families == 0 {
		t.Errorf("%d turns, %d crossings, %d centers, %d families: the test says little", turns, crossings, centers, families)
	}
}

// A request is a turn on its day, however late it arrived; a robot's is none.
func TestReplayHearsRequestsOnTheirDay(t *testing.T) {
	late, robot := doing("form.demo_request", "vp", 5), doing("form.demo_request", "ic", 3)
	late.Live, robot.Bot = false, true
	f := acme(late, robot)
	c := NewScorer(policy()).Replay(f, account.Window(today, 10), nil)
	if len(c.Turns) == 0 || len(c.Turns[0].Requests) != 1 || c.Turns[0].Day != today-5 || !c.Turns[0].News || !c.Turns[0].MQA {
		t.Fatalf("turns %+v, want the request five days ago", c.Turns)
	}
	for _, turn := range c.Turns[1:] {
		if len(turn.Requests) > 0 {
			t.Errorf("a robot was heard: %+v", turn.Requests)
		}
	}
}

// What was recorded later is not known, whether it is read from rows or from a
// journal.
func TestKnownBy(t *testing.T) {
	early, late := doing("content.download", "vp", 5), doing("content.download", "ic", 5)
	then := today.Midnight()
	early.RecordedAt, late.RecordedAt = then, then.Add(time.Millisecond)
	rows := acme(early, late)
	packed := rows
	packed.Journal, packed.Activities = JournalOf(rows.Activities), nil
	for name, f := range map[string]Facts{"rows": rows, "journal": packed} {
		st := Compute(f.KnownBy(then), policy(), today).Card
		if st.People90 != 1 {
			t.Errorf("%s: %d people are known, want the one who was recorded by then", name, st.People90)
		}
		if all := Compute(f, policy(), today).Card; all.People90 != 2 {
			t.Errorf("%s: asking what was known changed the facts: %d people", name, all.People90)
		}
	}
}
