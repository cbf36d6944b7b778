package scoring

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"engagement/account"
)

// stage is a small world of accounts, whose people download things: a minute of
// a finding is a minute of a download's weight 100 %.
type stage struct {
	facts map[string]*Facts
	links map[string][]account.Link
	n     int
}

func newStage() *stage {
	return &stage{facts: map[string]*Facts{}, links: map[string][]account.Link{}}
}

func (s *stage) account(id string) *Facts {
	if s.facts[id] == nil {
		s.facts[id] = &Facts{Account: account.Account{ID: id, Name: "Company " + id, Tier: "2"}}
	}
	return s.facts[id]
}

func (s *stage) person(id, accountID, title string) {
	f := s.account(accountID)
	f.People = append(f.People, Person{ID: id, Title: title})
}

// spend adds exact minutes of a person (nobody known where empty) on a day.
func (s *stage) spend(accountID, contact string, day account.Day, minutes account.Milli) *account.Activity {
	s.n++
	at := day.Midnight().Add(10 * time.Hour)
	f := s.account(accountID)
	a := account.Activity{
		Source: "web", ID: fmt.Sprintf("a%05d", s.n), OccurredAt: at, RecordedAt: at.Add(time.Minute), Type: "web.session",
		Asset: fmt.Sprintf("session %d", s.n), Minutes: minutes * account.Minute, Live: true,
		Match: account.Match{AccountID: accountID, ContactID: contact, Method: account.ByEmail},
	}
	f.Activities = append(f.Activities, a)
	return &f.Activities[len(f.Activities)-1]
}

func (s *stage) policy() *Policy {
	p := DefaultPolicy()
	open := p.Types["web.session"]
	open.Caps = nil
	p.Types["web.session"] = open
	return &p
}

func (s *stage) days(p *Policy, to account.Day) []Days {
	var all []Days
	for _, id := range sortedKeys(s.facts) {
		all = append(all, Daily(*s.facts[id], p, to))
	}
	return all
}

func (s *stage) find(t interface {
	Helper()
	Fatal(...any)
}, to account.Day,
) []account.Finding {
	t.Helper()
	p := s.policy()
	got, err := Findings(s.days(p, to), s.links, p, account.Span{From: 0, To: to})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// said is what was found, in short.
func said(found []account.Finding, kinds ...account.FindingKind) []string {
	var out []string
	for _, f := range found {
		for _, k := range kinds {
			if f.Kind == k {
				out = append(out, fmt.Sprintf("%s %s day %d: %s", f.AccountID, f.Kind, f.Day-firstDay, f.Sentence))
			}
		}
	}
	return out
}

func wantSaid(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("found\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestFirstEngagementInsteadOfASurge(t *testing.T) {
	s := newStage()
	for day := range account.Day(60) {
		if day%9 == 0 {
			s.spend("A", "", firstDay+day, 2) // visitors nobody knows, for weeks
		}
	}
	for i, contact := range []string{"c1", "c2", "c3"} {
		s.person(contact, "A", "")
		s.spend("A", contact, firstDay+60+account.Day(i), 4)
		s.spend("A", contact, firstDay+63, 10)
	}
	found := s.find(t, firstDay+80)
	wantSaid(t, said(found, account.FirstEngagement, account.Surge, account.Returning), "A first_engagement day 61: 8 min in 7 days from 2 people: the first engagement")
}

func TestReturning(t *testing.T) {
	s := newStage()
	s.person("c", "A", "")
	s.spend("A", "c", firstDay, 20)
	s.spend("A", "c", firstDay+180, 20) // 179 days of silence
	s.spend("A", "c", firstDay+362, 3)  // 181, but too little yet
	s.spend("A", "c", firstDay+366, 3)
	wantSaid(t, said(s.find(t, firstDay+400), account.FirstEngagement, account.Returning),
		"A first_engagement day 0: 20 min in 7 days from 1 person: the first engagement",
		"A returning day 366: 6 min in 7 days from 1 person, after 181 days of silence")

	lost := newStage()
	lost.person("c", "A", "")
	for _, day := range []account.Day{0, 30, 35, 90, 95} {
		lost.spend("A", "c", firstDay+day, 20)
	}
	closed := (firstDay + 40).Midnight().Add(time.Hour)
	lost.account("A").Opportunities = []account.Opportunity{{ID: "o", AccountID: "A", CreatedAt: firstDay.Midnight(), ClosedAt: closed}}
	wantSaid(t, said(lost.find(t, firstDay+120), account.Returning), "A returning day 90: 20 min in 7 days from 1 person, 50 days after an opportunity was lost")
	won := lost.account("A")
	won.Opportunities = append(won.Opportunities, account.Opportunity{ID: "p", AccountID: "A", CreatedAt: firstDay.Midnight(), ClosedAt: closed, Won: true})
	wantSaid(t, said(lost.find(t, firstDay+120), account.Returning))
}

func TestNewSenior(t *testing.T) {
	s := newStage()
	s.person("dev", "A", "Software Engineer")
	s.person("vp", "A", "VP Finance")
	s.person("early", "A", "Director of IT")
	s.spend("A", "early", firstDay, 30) // with the first engagement, not news
	s.spend("A", "dev", firstDay+20, 60)
	s.spend("A", "vp", firstDay+30, 8)
	s.spend("A", "vp", firstDay+50, 8)
	s.spend("A", "vp", firstDay+51, 50)
	found := slices.DeleteFunc(s.find(t, firstDay+90), func(f account.Finding) bool { return f.Kind != account.NewSenior })
	wantSaid(t, said(found, account.NewSenior), "A new_senior day 50: VP, Finance, engaged for the first time: 12 min in 7 days, 24 in 90")
	if found[0].Subject != "vp" {
		t.Errorf("about %q", found[0].Subject)
	}
}

func TestChampionMoved(t *testing.T) {
	s := newStage()
	for i, contact := range []string{"c1", "c2", "c3", "c4"} {
		s.person(contact, "A", "VP Finance")
		s.spend("A", contact, firstDay+account.Day(i), 40-10*account.Milli(i))
		s.person(contact, "B", "VP Finance")
		s.spend("B", contact, firstDay+100+account.Day(i), 6)
		s.links[contact] = []account.Link{{AccountID: "A", To: firstDay + 50}, {AccountID: "B", From: firstDay + 51}}
	}
	s.links["c2"][1].From = 0 // at both all along
	found := said(s.find(t, firstDay+120), account.ChampionMoved)
	wantSaid(t, found,
		"B champion_moved day 100: 9 min in 7 days from a champion of Company A (VP, Finance, 60 min there in a year), who is here now",
		"B champion_moved day 102: 9 min in 7 days from a champion of Company A (VP, Finance, 30 min there in a year), who is here now")
	for contact := range s.links {
		s.links[contact] = nil
	}
	wantSaid(t, said(s.find(t, firstDay+120), account.ChampionMoved))
}

// summit is six accounts of three people whose rhythm an event breaks, and one
// that surges by itself.
func summit() *stage {
	s := newStage()
	for k := range 7 {
		id := fmt.Sprintf("A%d", k)
		for c := range 3 {
			contact := fmt.Sprintf("%s-%d", id, c)
			s.person(contact, id, "")
			for day := account.Day(c); day < 120; day += 9 {
				s.spend(id, contact, firstDay+day, 4)
			}
			if k < 6 {
				a := s.spend(id, contact, firstDay+100, 0)
				a.Type, a.Asset, a.Minutes = "event.session", "Data Summit", account.NoMinutes
				continue
			}
			for day := account.Day(98); day < 105; day++ {
				s.spend(id, contact, firstDay+day, 9)
			}
		}
	}
	return s
}

func TestEventBurst(t *testing.T) {
	found := summit().find(t, firstDay+125)
	var got []string
	for _, f := range found {
		if f.Kind == account.Surge || f.Kind == account.EventBurst {
			got = append(got, fmt.Sprintf("%q %s day %d %v", f.AccountID, f.Kind, f.Day-firstDay, f.Accounts))
		}
	}
	// A6 doubles while the wave builds up.
	wantSaid(t, got, `"A6" surge day 99 []`, `"" event_burst day 100 [A0 A1 A2 A3 A4 A5]`, `"A6" surge day 101 []`)
	for _, f := range found {
		if f.Kind == account.EventBurst {
			if want := "Data Summit moved 6 accounts: 540 min of "; !strings.HasPrefix(f.Sentence, want) || f.People != 18 || f.Subject != "Data Summit" {
				t.Errorf("%+v, want %q...", f, want)
			}
		}
	}
}

// What we learn too late is marked as such.
func TestFindingsKnowWhatWasLate(t *testing.T) {
	s := summit()
	a := s.account("A6")
	for i := range a.Activities {
		if a.Activities[i].OccurredAt.After((firstDay + 97).Midnight()) {
			a.Activities[i].Live = false
			a.Activities[i].RecordedAt = (firstDay + 124).Midnight()
		}
	}
	for _, f := range s.find(t, firstDay+125) {
		if f.AccountID == "A6" && f.Kind == account.Surge && (2*f.Late < f.Minutes || f.Learned != firstDay+124) {
			t.Errorf("%s of %s min are late, learned on day %d", f.Late, f.Minutes, f.Learned-firstDay)
		}
	}
}

// anyStage draws a world in which everything that can be found happens now and
// then: people who move at mid-time, an event, long silences.
func anyStage(t *rapid.T) (*stage, *Policy) {
	s := newStage()
	accounts := rapid.IntRange(1, 5).Draw(t, "accounts")
	for k := range accounts {
		id, next := fmt.Sprintf("A%d", k), fmt.Sprintf("A%d", (k+1)%accounts)
		for c := range rapid.IntRange(0, 3).Draw(t, "people") {
			contact := fmt.Sprintf("%s-%d", id, c)
			title := rapid.SampledFrom([]string{"", "VP Sales", "Engineer"}).Draw(t, "title")
			s.person(contact, id, title)
			const half = firstDay + 75
			moves := next != id && rapid.IntRange(0, 2).Draw(t, "moves") == 0
			if moves {
				s.person(contact, next, title)
				s.links[contact] = []account.Link{{AccountID: id, To: half - 1}, {AccountID: next, From: half}}
			}
			for _, ago := range rapid.SliceOfN(rapid.Int32Range(0, 150), 0, 60).Draw(t, "days") {
				day, at := firstDay+account.Day(ago), id
				if moves && day >= half {
					at = next
				}
				s.spend(at, contact, day, account.Milli(rapid.IntRange(1, 60).Draw(t, "minutes")))
			}
			if rapid.Bool().Draw(t, "attends") {
				a := s.spend(id, contact, firstDay+60, 90)
				a.Type, a.Asset = "webinar.attended", "Summit"
			}
		}
	}
	p := s.policy()
	p.Spikes.Everybody, p.Spikes.Accounts, p.Spikes.Away, p.Spikes.People = 2, 2, 28, 1
	return s, p
}

// Whatever the order of rows and accounts, and whatever comes later: the
// findings of a day are the same.
func TestFindingsLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, p := anyStage(t)
		to := firstDay + 150
		find := func(day account.Day, shuffle *rand.Rand) []account.Finding {
			all := s.days(p, day)
			if shuffle != nil {
				for _, f := range s.facts {
					shuffle.Shuffle(len(f.Activities), func(i, j int) { f.Activities[i], f.Activities[j] = f.Activities[j], f.Activities[i] })
				}
				all = s.days(p, day)
				shuffle.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			}
			got, err := Findings(all, s.links, p, account.Span{To: day})
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		whole := find(to, nil)
		if again := find(to, rand.New(rand.NewPCG(1, 2))); !reflect.DeepEqual(whole, again) {
			t.Fatalf("in another order: %+v\nwant %+v", again, whole)
		}
		cut := firstDay + account.Day(rapid.Int32Range(0, 150).Draw(t, "cut"))
		var want []account.Finding
		for _, f := range whole {
			if f.Day <= cut {
				want = append(want, f)
			}
		}
		if early := find(cut, nil); !reflect.DeepEqual(early, want) {
			t.Fatalf("on day %d: %+v\nlater: %+v", cut-firstDay, early, want)
		}
	})
}
