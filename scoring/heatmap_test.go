package scoring

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"engagement/account"
)

// anyActivities draws what the people of acme may have done, in the last
// hundred days.
func anyActivities(t *rapid.T) []account.Activity {
	types := []string{"web.page_view", "content.download", "meeting.held", "form.demo_request", "email.reply", "webinar.attended", "fax.received", "product.active_minutes", "meeting.scheduled"}
	var all []account.Activity
	for i := range rapid.IntRange(0, 30).Draw(t, "activities") {
		a := doing(rapid.SampledFrom(types).Draw(t, "type"), rapid.SampledFrom([]string{"", "vp", "dir", "ic", "who", "intern"}).Draw(t, "person"), rapid.IntRange(0, 100).Draw(t, "ago"))
		a.ID = fmt.Sprint(i)
		a.Asset = rapid.SampledFrom([]string{"", "A", "B"}).Draw(t, "asset")
		a.Campaign = rapid.SampledFrom([]string{"", "spring", "autumn"}).Draw(t, "campaign")
		a.URL = rapid.SampledFrom([]string{"", "https://ours.com/pricing", "https://ours.com/x"}).Draw(t, "url")
		if rapid.Bool().Draw(t, "exact") {
			a.Minutes = account.Milli(rapid.Int64Range(0, 90_000).Draw(t, "minutes"))
		}
		a.Bot = rapid.IntRange(0, 9).Draw(t, "robot") == 0
		all = append(all, a)
	}
	return all
}

func ledgerTotal(f Facts, p *Policy, span account.Span) account.Milli {
	var sum account.Milli
	for _, r := range Ledger(f, p, span) {
		sum += r.Minutes
	}
	return sum
}

// The cells and the visitors nobody knows sum to the ledger, to the thousandth.
func TestHeatmapIsTheLedger(t *testing.T) {
	p := policy()
	rapid.Check(t, func(t *rapid.T) {
		f := acme(anyActivities(t)...)
		from := today - account.Day(rapid.IntRange(0, 100).Draw(t, "days"))
		span := account.Span{From: from, To: today - account.Day(rapid.IntRange(0, 5).Draw(t, "end"))}
		h := Heatmap(f, p, span)
		sum := h.Anonymous
		for _, c := range h.Cells {
			sum += c.Minutes
			if (c.Minutes > 0) != (c.People > 0) {
				t.Fatalf("minutes without people, or people without minutes: %+v", c)
			}
		}
		if want := ledgerTotal(f, p, span); sum != want || h.Total != want {
			t.Fatalf("cells %s, total %s, ledger %s", sum.Decimal(), h.Total.Decimal(), want.Decimal())
		}
	})
}

func TestHeatmapCells(t *testing.T) {
	f := acme(doing("form.content", "vp", 3), doing("form.content", "vp", 4), doing("form.content", "ic", 3), doing("web.page_view", "", 2), doing("form.content", "dir", 95))
	h := Heatmap(f, policy(), account.Window(today, 90))
	vp := h.At(account.Role{Level: account.VP, Department: "Finance"})
	if vp.Minutes != 30*account.Minute || vp.People != 1 {
		t.Errorf("VP Finance %+v, want 30 minutes of one person", vp)
	}
	if h.Anonymous != 500 || h.People() != 2 || h.Active != 1 {
		t.Errorf("%+v", h)
	}
	if c := h.At(account.Role{Level: account.Director, Department: "IT"}); c.People != 0 {
		t.Errorf("what lies before the span is in it: %+v", c)
	}
}

// won is acme with a deal that closed so many days ago.
func won(daysAgo int, activities ...account.Activity) Facts {
	f := acme(activities...)
	closed := (today - account.Day(daysAgo)).Start(berlin).Add(time.Hour)
	f.Opportunities = []account.Opportunity{{ID: "O", AccountID: "A1", CreatedAt: closed.AddDate(0, -2, 0), ClosedAt: closed, Won: true}}
	return f
}

func spots(h account.Heatmap) string {
	var names []string
	for _, b := range h.BlindSpots {
		names = append(names, "no "+b.Label())
	}
	return strings.Join(names, ", ")
}

func TestIdeal(t *testing.T) {
	p := policy()
	p.Heatmap.LeastWon = 2
	p.Heatmap.Wanted = []WantedCells{{Department: "Finance"}, {Department: "IT", Levels: []account.Level{account.VP, account.Director}}}
	h := Heatmap(acme(doing("form.content", "ic", 3)), p, account.Window(today, 90))

	// One win is too few: what is configured holds.
	first, ok := NewScorer(p).BeforeWin(won(10, doing("form.content", "vp", 20), doing("form.content", "dir", 10), doing("form.content", "dir", 9)), today)
	if !ok || first.Total != 27500 {
		t.Fatalf("before the win: %v %+v, want the 15 and 12.5 minutes up to its day", ok, first)
	}
	configured := p.Learn([]account.Heatmap{first})
	if got := spots(configured.Measure(h)); configured.Source != account.Configured || configured.Won != 1 || got != "no Finance, no IT" {
		t.Errorf("configured: %+v: %s", configured.Ideal, got)
	}

	// Two wins: the VP in Finance was in one of them, the Director in IT in both.
	second, ok := NewScorer(p).BeforeWin(won(5, doing("form.content", "dir", 50)), today)
	if !ok {
		t.Fatal("the second win has no minutes")
	}
	p.Heatmap.Percent = 60
	learned := p.Learn([]account.Heatmap{first, second})
	if got := spots(learned.Measure(h)); learned.Source != account.Learned || got != "no IT" {
		t.Errorf("learned by 60 %%: %+v: %s", learned.Ideal, got)
	}
	p.Heatmap.Percent = 50
	if got := spots(p.Learn([]account.Heatmap{first, second}).Measure(h)); got != "no Finance, no IT" {
		t.Errorf("learned by 50 %%: %s", got)
	}
	// Whoever had less than the floor was not engaged: the Director in IT had 12.5
	// minutes, twice.
	p.Heatmap.Floor = 15 * account.Minute
	if got := spots(p.Learn([]account.Heatmap{first, second}).Measure(h)); got != "no Finance" {
		t.Errorf("learned from 15 min on: %s", got)
	}
	role := account.Role{Level: account.Director, Department: "IT"}
	if c := learned.Measure(h); c.At(role).Expected != 12500 || !c.At(role).Wanted {
		t.Errorf("expected %+v, want the mean of both", c.At(role))
	}

	// A department with somebody lacks levels only.
	p.Heatmap.LeastWon = 9
	it := acme(doing("form.content", "dir", 3))
	if got := spots(p.Learn(nil).Measure(Heatmap(it, p, account.Window(today, 90)))); got != "no Finance, no VP in IT" {
		t.Errorf("with a Director in IT: %s", got)
	}
	p.Heatmap.Ideal = account.NoIdeal
	if m := p.Learn(nil).Measure(h); len(m.BlindSpots) != 0 || m.Ideal.Source != account.NoIdeal {
		t.Errorf("no ideal: %+v", m)
	}
	if _, ok := NewScorer(p).BeforeWin(acme(), today); ok {
		t.Error("an account without a deal was won")
	}
}

func TestSegments(t *testing.T) {
	p := policy()
	p.Segments = []Segment{
		{Name: "big banks", Industries: []string{"banking"}, Sizes: []account.Size{account.Large, account.Enterprise}},
		{Name: "DACH", Countries: []string{"DE", "AT", "CH"}},
	}
	for want, a := range map[string]account.Account{
		"big banks": {Industry: "Banking", Employees: 5000, Country: "DE"},
		"DACH":      {Industry: "Banking", Employees: 50, Country: "de"},
		"Retail":    {Industry: "Retail", Country: "FR"},
		"":          {},
	} {
		if got := p.ValueOf(a, account.BySegment); got != want {
			t.Errorf("%+v is in segment %q, want %q", a, got, want)
		}
	}
	if err := p.Validate(); err != nil {
		t.Error(err)
	}
	p.Segments = append(p.Segments, Segment{Sizes: []account.Size{"huge"}})
	p.Heatmap.Ideal, p.Heatmap.Wanted = "dream", []WantedCells{{Levels: []account.Level{"boss"}}}
	err := p.Validate()
	if err == nil {
		t.Fatal("a segment without a name is fine")
	}
	for _, want := range []string{"segments[2].name", `segments[2].sizes: "huge"`, `heatmap.ideal: "dream"`, "heatmap.wanted[0].department", `"boss"`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v lacks %q", err, want)
		}
	}
}
