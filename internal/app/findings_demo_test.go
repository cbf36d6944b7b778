package app

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/internal/config"
	"engagement/internal/demo"
	"engagement/store"
)

// found is a row of export findings.
type found struct {
	about, kind, sentence, reason string
	day                           account.Day
	excess                        float64
}

func (f found) String() string { return fmt.Sprintf("%s %s %s", f.day, f.kind, f.about) }

func exported(t *testing.T, a *App, o ExportOptions) []found {
	t.Helper()
	o.Kind = "findings"
	var text strings.Builder
	if err := a.Export(t.Context(), &text, o); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(text.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []found
	for _, r := range rows[1:] {
		f := found{about: r[0], kind: r[2], sentence: r[7], reason: r[8]}
		if f.about == "" {
			f.about = r[11]
		}
		if f.day, err = account.ParseDay(r[1]); err != nil {
			t.Fatal(err)
		}
		minutes, err := strconv.ParseFloat(r[4], 64)
		if err != nil {
			t.Fatal(err)
		}
		normal, err := strconv.ParseFloat(r[5], 64)
		if err != nil {
			t.Fatal(err)
		}
		f.excess = max(minutes-normal, normal-minutes)
		out = append(out, f)
	}
	return out
}

// openDemo opens the demo as the program does on a day, with a clock that the
// test may move.
func openDemo(t *testing.T, now *time.Time, zone *time.Location, fill func(*demoServer, *App) error) (*App, demo.Data) {
	t.Helper()
	c, err := config.Parse("test", []byte("[company]\ntimezone = \""+zone.String()+"\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	d := &demoServer{o: DemoOptions{App: Options{Config: c}}, data: demo.Company(*now, zone)}
	a, err := Open(t.Context(), Options{Database: "sqlite:" + t.TempDir() + "/demo.db", Config: c, Now: func() time.Time { return *now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := fill(d, a); err != nil {
		t.Fatal(err)
	}
	return a, d.data
}

func inZone(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// planted finds what the demo planted among findings, and fails where something
// else ranks above it: by minutes away from the normal, among its kind.
func planted(t *testing.T, all []found, today account.Day) {
	t.Helper()
	summit := demo.SummitAccounts()
	slices.Sort(summit)
	stories := []string{demo.Globex, demo.Fresh, demo.Acme, demo.Stalled, strings.Join(summit, ";")}
	for _, p := range []struct {
		kind     account.FindingKind
		about    string
		from, to account.Day
	}{
		{account.Surge, demo.Globex, today - demo.SurgeDays, today - 1},
		{account.Stall, demo.Stalled, today - demo.StallDays, today - 1},
		{account.ChampionMoved, demo.Moved(), today - demo.MovedDays - 1, today - demo.MovedDays + 1},
		{account.EventBurst, strings.Join(summit, ";"), demo.SummitDay(today), demo.SummitDay(today) + 6},
	} {
		var same []found
		for _, f := range all {
			if f.kind == string(p.kind) && f.day > today-28 {
				same = append(same, f)
			}
		}
		at := slices.IndexFunc(same, func(f found) bool { return f.about == p.about && f.day >= p.from && f.day <= p.to })
		if at < 0 {
			t.Errorf("%s of %s is not among %v", p.kind, p.about, same)
			continue
		}
		for _, f := range same {
			if f.excess > same[at].excess && !slices.Contains(stories, f.about) {
				t.Errorf("%s (%s) ranks above %s (%s)", f, f.sentence, same[at], same[at].sentence)
			}
		}
		for _, f := range all {
			if p.kind == account.EventBurst && f.kind == string(account.Surge) && slices.Contains(summit, f.about) && f.day >= p.from && f.day <= p.to+7 {
				t.Errorf("%s is said beside the event that explains it", f)
			}
		}
	}
}

// TestDemoFindings: what the demo planted is found in it, as history, once.
func TestDemoFindings(t *testing.T) {
	t.Parallel()
	zone := inZone(t, "Europe/Berlin")
	for name, now := range map[string]time.Time{
		"Tuesday":  time.Date(2026, 11, 24, 9, 0, 0, 0, zone),
		"Saturday": time.Date(2026, 5, 9, 23, 0, 0, 0, zone),
		"New Year": time.Date(2027, 1, 1, 0, 10, 0, 0, zone),
	} {
		t.Run(name, func(t *testing.T) {
			a, _ := openDemo(t, &now, zone, func(d *demoServer, a *App) error { return d.fill(t.Context(), a) })
			all := exported(t, a, ExportOptions{})
			planted(t, all, a.Today())
			for _, f := range all {
				if f.reason != "history" {
					t.Errorf("%s is %s, want history: nothing was judged before", f, f.reason)
				}
			}
			if n, err := a.Find(t.Context(), nil); n != 0 || err != nil {
				t.Errorf("judging again: %d new findings, %v", n, err)
			}
			decisions := 0
			if err := a.Store.Decisions(t.Context(), func(r store.DecisionRecord) error {
				if r.Kind == "surge" && r.AccountID == demo.Globex && !r.Sent && r.Value > r.Threshold {
					decisions++
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			if decisions != 1 {
				t.Errorf("%d decisions about the surge, want 1", decisions)
			}
			shown, err := a.Reader(0).Card(t.Context(), demo.Globex)
			if err != nil {
				t.Fatal(err)
			}
			if s := shown.Card.Trend.Stretches; len(s) == 0 || s[len(s)-1].Direction != account.Rising {
				t.Errorf("the trend of Globex is marked %+v", s)
			}
		})
	}
}

// TestNightsFindWhatAReplayFinds lives through the last fortnight of the demo night
// by night. Every night's findings are news, and a replay of those days from
// what is known at its end finds the same ones.
func TestNightsFindWhatAReplayFinds(t *testing.T) {
	t.Parallel()
	zone := inZone(t, "Europe/Berlin")
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, zone)
	today := account.DayOf(now, zone)
	const nights = 15
	var rest []account.Activity
	a, data := openDemo(t, &now, zone, func(d *demoServer, a *App) error {
		past := d.data
		past.Activities = nil
		for _, v := range d.data.Activities {
			if account.DayOf(v.OccurredAt, zone) < today-nights {
				past.Activities = append(past.Activities, v)
			} else {
				rest = append(rest, v)
			}
		}
		d.data = past
		now = (today - nights).Start(zone).Add(3 * time.Hour)
		return d.fill(t.Context(), a)
	})
	slices.SortStableFunc(rest, func(x, y account.Activity) int { return x.OccurredAt.Compare(y.OccurredAt) })
	d := &demoServer{data: data}
	for day := today - nights; day < today; day++ {
		n := 0
		for n < len(rest) && account.DayOf(rest[n].OccurredAt, zone) == day {
			n++
		}
		now = (day + 1).Start(zone).Add(-time.Minute)
		if err := d.record(t.Context(), a, "", rest[:n]); err != nil {
			t.Fatal(err)
		}
		rest = rest[n:]
		now = (day + 1).Start(zone).Add(150 * time.Minute)
		for i, want := range []string{"any", "none"} {
			if n, err := a.Find(t.Context(), nil); err != nil || want == "none" && n > 0 {
				t.Fatalf("night of %s, judgement %d: %d new, %v", day, i, n, err)
			}
		}
	}
	all := exported(t, a, ExportOptions{})
	planted(t, all, today)
	var kept, replayed []string
	for _, f := range all {
		if f.day >= today-nights {
			kept = append(kept, f.String())
			if f.reason != "found" {
				t.Errorf("%s is %s", f, f.reason)
			}
		}
	}
	for _, f := range exported(t, a, ExportOptions{From: today - nights, To: today - 1}) {
		replayed = append(replayed, f.String())
	}
	if diff := cmp.Diff(replayed, kept); diff != "" {
		t.Errorf("night by night (-replay +kept):\n%s", diff)
	}
	if one := exported(t, a, ExportOptions{AsOf: demo.SummitDay(today), Account: demo.SummitAccounts()[0]}); len(one) != 1 || one[0].kind != "event_burst" {
		t.Errorf("as of the day of the event: %v", one)
	}
}
