package app

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/alert"
	"engagement/ingest"
	"engagement/internal/config"
	"engagement/internal/demo"
	"engagement/scoring"
	"engagement/store"
)

// noiseDays is how many days are lived through.
const noiseDays = 90

// planting puts into a stream what must be heard of.
type planting struct {
	rnd  *rand.Rand
	zone *time.Location
	end  account.Day
	rows []account.Activity // the stream, grown
	on   func(account.Activity) string
	// person is the nth person of an account that nobody has met.
	person func(id string, n int) account.Identity
	// work is a type of activity that is worth ten minutes, ask one that is a request.
	work, ask string
	titles    map[string]string // of people, by e-mail

	n         int
	surges    map[string]account.Day // first day, by account
	qualified map[string]account.Day // first day, by account
	requests  []string               // ids of alerts
	daysOf    map[string]map[account.Day][]account.Activity
	idle      []string
	dropped   map[string]account.Span
	measured  int // surges that came out four-fold
}

// index sorts the stream by account and day; worth says what is an active day.
func (p *planting) index(accounts []string, worth func(account.Activity) bool) {
	p.daysOf, p.surges, p.qualified, p.dropped = map[string]map[account.Day][]account.Activity{}, map[string]account.Day{}, map[string]account.Day{}, map[string]account.Span{}
	for _, v := range p.rows {
		id, day := p.on(v), account.DayOf(v.OccurredAt, p.zone)
		if id == "" || v.Bot || !worth(v) {
			continue
		}
		if p.daysOf[id] == nil {
			p.daysOf[id] = map[account.Day][]account.Activity{}
		}
		p.daysOf[id][day] = append(p.daysOf[id][day], v)
	}
	for _, id := range accounts {
		if len(p.daysOf[id]) == 0 {
			p.idle = append(p.idle, id)
		}
	}
}

// at is a moment of the working hours of a day.
func (p *planting) at(day account.Day) time.Time {
	return day.Start(p.zone).Add(9*time.Hour + time.Duration(p.rnd.IntN(8*3600))*time.Second)
}

func (p *planting) add(v account.Activity) string {
	p.n++
	v.ID = fmt.Sprintf("planted-%d", p.n)
	p.rows = append(p.rows, v)
	return v.Source + ":" + v.ID
}

// surge lets an account do four times for two weeks what it did in the twelve
// before: each day is four days drawn from them, by as many people more.
func (p *planting) surge(id string) {
	days := p.daysOf[id]
	var starts []account.Day
	for day := p.end - noiseDays + 8; day <= p.end-14; day++ {
		active := 0
		for d := day - 84; d < day; d++ {
			if len(days[d]) > 0 {
				active++
			}
		}
		if active >= 24 {
			starts = append(starts, day)
		}
	}
	if len(starts) == 0 {
		return
	}
	start := starts[p.rnd.IntN(len(starts))]
	p.surges[id], p.dropped[id] = start, account.Span{From: start, To: start + 13}
	for day := start; day < start+14; day++ {
		for k := range 4 {
			for _, v := range days[start-1-account.Day(p.rnd.IntN(84))] {
				local := v.OccurredAt.In(p.zone)
				v.OccurredAt = day.Start(p.zone).Add(time.Duration(local.Hour())*time.Hour + time.Duration(local.Minute())*time.Minute).UTC()
				if v.Asset != "" {
					v.Asset += fmt.Sprintf(", part %d of %s", k, day)
				}
				if k > 0 && v.Identity.ContactRef != "" {
					v.Identity.ContactRef += fmt.Sprintf("-%d", k)
				}
				if k > 0 && v.Identity.Email != "" {
					v.Identity.Title = p.titles[v.Identity.Email]
					v.Identity.Email = fmt.Sprintf("team%d-", k) + v.Identity.Email
				}
				p.add(v)
			}
		}
	}
}

// qualify lets four people of an account that was never heard of work for four days.
func (p *planting) qualify(id string) {
	start := p.end - noiseDays + 3 + account.Day(p.rnd.IntN(noiseDays-12))
	p.qualified[id] = start
	for day := start; day < start+4; day++ {
		for n := range 4 {
			for k := range 3 {
				p.add(account.Activity{
					Source: "planted", Type: p.work, OccurredAt: p.at(day).UTC(), Minutes: account.NoMinutes, Identity: p.person(id, n),
					Asset: fmt.Sprintf("Paper %d of %s", 3*n+k, day),
				})
			}
		}
	}
}

// request lets somebody ask, at any hour of any day.
func (p *planting) request(id string, n int) {
	day := p.end - noiseDays + 2 + account.Day(p.rnd.IntN(noiseDays-3))
	at := day.Start(p.zone).Add(time.Duration(p.rnd.IntN(24*3600)) * time.Second)
	p.requests = append(p.requests, "act_now:"+p.add(account.Activity{
		Source: "planted", Type: p.ask, OccurredAt: at.UTC(), Minutes: account.NoMinutes, Identity: p.person(id, 9+n),
	}))
}

// plant puts everything in, and takes out what surges stand in the place of.
func (p *planting) plant(accounts []string) {
	for i := range 8 {
		p.qualify(p.idle[i])
	}
	for i := range 10 {
		p.request(accounts[p.rnd.IntN(len(accounts))], i)
	}
	for _, id := range accounts {
		p.surge(id)
	}
	p.rows = slices.DeleteFunc(p.rows, func(v account.Activity) bool {
		day, id := account.DayOf(v.OccurredAt, p.zone), p.on(v)
		return strings.HasPrefix(v.ID, "planted-") == false && p.dropped[id].Contains(day) && p.surges[id] != 0 || day > p.end
	})
	slices.SortStableFunc(p.rows, func(x, y account.Activity) int { return x.OccurredAt.Compare(y.OccurredAt) })
}

// heard lives through the days and holds what was planted against what was told.
func (p *planting) heard(t *testing.T, a *App) {
	t.Helper()
	run, err := a.Replay(t.Context(), account.Window(p.end, noiseDays), nil)
	if err != nil {
		t.Fatal(err)
	}
	preview, err := a.Preview(t.Context(), a.Config, noiseDays, nil)
	if err != nil {
		t.Fatal(err)
	}
	told, named := map[string]alert.Message{}, map[string]alert.Named{}
	cards, requests, lines := map[string]int{}, 0, 0
	var rows [][]string
	if err := a.Store.RunAlerts(t.Context(), run.ID, func(m alert.Message) error {
		told[m.ID] = m
		day := account.DayOf(m.DecidedAt, a.Config.Zone)
		rows = append(rows, []string{day.String(), m.Channel, string(m.Kind), string(m.Reason), m.AccountID})
		switch m.Kind {
		case alert.KindActNow:
			requests++
		case alert.KindAlso:
			lines++
		default:
			cards[m.Channel+" "+day.String()]++
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, n := range preview.Named {
		named[n.ID] = n
	}
	p.laws(t, a, run, told)
	p.forecast(t, &preview, rows, requests, lines)
	for day, n := range cards {
		if n > 3 {
			t.Errorf("%s: %d cards besides requests, want 3 at most", day, n)
		}
	}
	heard := func(key string) bool {
		_, card := told[key]
		n, line := named[key]
		return card || line && !n.Counted
	}
	for _, id := range p.requests {
		if _, ok := told[id]; !ok {
			t.Errorf("request %s was not delivered", id)
		}
	}
	p.mqas(t, a, run, heard)
	p.surged(t, a, run, told, heard)
	counted := 0
	for _, n := range named {
		if n.Counted {
			counted++
		}
	}
	for _, one := range preview.New.Places {
		t.Logf("%s: %.1f cards, %.1f requests, %.1f accounts in lines a week; busiest %s with %d", one.Channel,
			preview.New.Weekly(one.Cards), preview.New.Weekly(one.Requests), preview.New.Weekly(one.Named), one.Busiest, one.Most)
	}
	t.Logf("%s: planted %d MQAs, %d requests, %d surges (%d four-fold in minutes that count); %d named in lines, %d more only counted; suppressed %v",
		run, len(p.qualified), len(p.requests), len(p.surges), p.measured, len(named)-counted, counted, preview.New.Suppressed)
	if p.measured == 0 || lines == 0 {
		t.Errorf("%d surges planted and %d lines told: the test says little", p.measured, lines)
	}
}

// laws: each question has one answer, and each that was answered with a message has
// one.
func (p *planting) laws(t *testing.T, a *App, run store.Run, told map[string]alert.Message) {
	t.Helper()
	sent, suppressed, messages := 0, 0, 0
	if err := a.Store.RunDecisions(t.Context(), run.ID, func(d store.DecisionRecord) error {
		if d.Sent {
			sent++
		} else {
			suppressed++
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, m := range told {
		if m.Kind != alert.KindAlso {
			messages++
		}
	}
	if sent+suppressed != run.Evaluated || sent != run.Sent || sent != messages {
		t.Errorf("%s: %d sent and %d suppressed of %d evaluated, %d messages", run, sent, suppressed, run.Evaluated, messages)
	}
}

// forecast: what a preview says is what the run told, row by row and in sum.
func (p *planting) forecast(t *testing.T, preview *Preview, rows [][]string, requests, lines int) {
	t.Helper()
	var text strings.Builder
	if err := preview.Write(&text, "cards"); err != nil {
		t.Fatal(err)
	}
	listed, err := csv.NewReader(strings.NewReader(text.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(rows, listed[1:]); diff != "" {
		t.Errorf("(-run +preview):\n%s", diff)
	}
	if diff := cmp.Diff(preview.Now, preview.New); diff != "" {
		t.Errorf("the same config (-now +new):\n%s", diff)
	}
	sum := alert.Place{}
	for _, one := range preview.New.Places {
		sum.Cards, sum.Requests, sum.Lines = sum.Cards+one.Cards, sum.Requests+one.Requests, sum.Lines+one.Lines
	}
	if sum.Requests != requests || sum.Lines != lines || sum.Cards != len(rows)-requests-lines {
		t.Errorf("forecast %+v, told %d requests, %d lines, %d rows", sum, requests, lines, len(rows))
	}
}

// mqas: each planted account qualified within its days, and that was told.
func (p *planting) mqas(t *testing.T, a *App, run store.Run, heard func(string) bool) {
	t.Helper()
	crossed, asked := map[string][]account.Day{}, map[string]bool{}
	var facts []alert.Fact
	if err := a.Store.RunFacts(t.Context(), run.ID, func(f alert.Fact) error {
		switch {
		case f.Kind == alert.KindMQA:
			facts = append(facts, f)
		case f.Kind == alert.KindActNow && heard(f.Key):
			asked[f.AccountID+f.Day.String()] = true
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, f := range facts {
		crossed[f.AccountID] = append(crossed[f.AccountID], f.Day)
		// A request says itself that its account qualifies with it.
		if f.Reason == alert.Crossed && !heard(f.Key) && !asked[f.AccountID+f.Day.String()] {
			t.Errorf("MQA %s was neither delivered nor named", f.Key)
		}
	}
	for id, start := range p.qualified {
		// One that asked in the weeks before qualifies already.
		if !slices.ContainsFunc(crossed[id], func(day account.Day) bool { return day <= start+4 }) {
			t.Errorf("%s was to qualify from %s on, and did on %v", id, start, crossed[id])
		}
	}
}

// surged: each planted surge was found within its two weeks, or stands in the
// cool-down of one before; and what was found was told.
func (p *planting) surged(t *testing.T, a *App, run store.Run, told map[string]alert.Message, heard func(string) bool) {
	t.Helper()
	type finding struct {
		account.Finding
		key string
	}
	found := map[string][]finding{}
	if err := a.Store.RunFindings(t.Context(), run.ID, func(r store.FindingRecord) error {
		for _, id := range r.About() {
			found[id] = append(found[id], finding{r.Finding, alert.FindingKey(r.Finding)})
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for id, all := range found {
		for _, f := range all {
			// In the card of its account that night.
			together := slices.ContainsFunc(all, func(o finding) bool { return o.Day == f.Day && heard(o.key) })
			if f.Kind == account.Surge && !together {
				t.Errorf("%s of %s was neither delivered nor named", f.key, id)
			}
		}
	}
	missed := 0
	for id, start := range p.fourfold(t, a) {
		p.measured++
		if !slices.ContainsFunc(found[id], func(f finding) bool {
			return (f.Kind == account.Surge || f.Kind == account.EventBurst || f.Kind == account.Returning) && f.Day >= start-28 && f.Day < start+14
		}) {
			missed++
			t.Logf("no surge of %s from %s on among %v", id, start, found[id])
		}
	}
	if 20*missed > p.measured {
		t.Errorf("%d of %d planted surges were not found", missed, p.measured)
	}
}

// fourfold are the planted surges that came out as such in minutes that count: of
// the minutes that were drawn, caps take some, and titles weigh differently.
func (p *planting) fourfold(t *testing.T, a *App) map[string]account.Day {
	t.Helper()
	out := map[string]account.Day{}
	weekly := func(d *scoring.Days, from, to account.Day) account.Milli {
		sum := account.Milli(0)
		for day := max(from, d.From); day <= to && int(day-d.From) < len(d.Minutes); day++ {
			sum += d.Minutes[day-d.From]
		}
		return sum * 7 / account.Milli(to-from+1)
	}
	if _, err := a.sideBySide(t.Context(), together(slices.Sorted(maps.Keys(p.surges))), nil, a.daily(p.end, func(d *scoring.Days) error {
		start := p.surges[d.Account.ID]
		normal, now := weekly(d, start-84, start-1), weekly(d, start, start+13)
		if now >= 7*normal/2 && now-normal >= 32*account.Minute {
			out[d.Account.ID] = start
		}
		return nil
	})); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestNothingIsLostInTheDemo plants requests, MQAs and surges in the sample company
// and lives through its last quarter.
func TestNothingIsLostInTheDemo(t *testing.T) {
	t.Parallel()
	zone := inZone(t, "Europe/Berlin")
	now := time.Date(2026, 11, 24, 23, 30, 0, 0, zone)
	var p planting
	a, _ := openDemo(t, &now, zone, func(d *demoServer, a *App) error {
		byDomain := map[string]string{}
		var ids []string
		domains, titles := map[string]string{}, map[string]string{}
		for _, c := range d.data.Contacts {
			titles[c.Email] = c.Title
		}
		for _, one := range d.data.Accounts {
			byDomain[one.Domains[0]], domains[one.ID] = one.ID, one.Domains[0]
			if one.Relation == "" {
				ids = append(ids, one.ID)
			}
		}
		p = planting{
			rnd: rand.New(rand.NewPCG(1, 5)), zone: zone, end: a.Today(), rows: d.data.Activities, work: "content.download", ask: "form.demo_request",
			on: func(v account.Activity) string {
				_, domain, _ := strings.Cut(v.Identity.Email, "@")
				if domain == "" {
					domain = v.Identity.Domain
				}
				return byDomain[domain]
			},
			titles: titles, person: func(id string, n int) account.Identity {
				return account.Identity{Email: fmt.Sprintf("newcomer%d@%s", n, domains[id])}
			},
		}
		p.index(ids, func(v account.Activity) bool { return v.Type != "email.open" && !strings.HasSuffix(v.URL, "/login") })
		p.idle = quietest(&p, ids)
		p.plant(ids)
		d.data.Activities = p.rows
		return d.fill(t.Context(), a)
	})
	p.heard(t, a)
}

// quietest are accounts in which little ever happens, the least first.
func quietest(p *planting, ids []string) []string {
	out := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return slices.Contains(demo.SummitAccounts(), id) })
	slices.SortStableFunc(out, func(x, y string) int { return len(p.daysOf[x]) - len(p.daysOf[y]) })
	return out
}

// The real stream, by path.
const (
	noiseShared   = "../../../shared/data/"
	noiseAccounts = noiseShared + "1_matching/accounts_dev.csv"
	noiseStream   = noiseShared + "2_activities/activities_dev.csv.gz"
	noiseRules    = noiseShared + "2_activities/rules.toml"
)

// TestNothingIsLostInTheRealStream does the same with real activities, whose bursts
// are far from even.
func TestNothingIsLostInTheRealStream(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(noiseStream); err != nil {
		t.Skipf("no shared data here: %v", err)
	}
	surges := 0
	for seed, end := range []account.Day{
		account.DayDate(2014, time.October, 31), account.DayDate(2018, time.May, 31), account.DayDate(2020, time.July, 15), account.DayDate(2022, time.November, 20), account.DayDate(2024, time.November, 15),
	} {
		t.Run(end.String(), func(t *testing.T) {
			c, err := config.Load(noiseRules)
			if err != nil {
				t.Fatal(err)
			}
			now := end.Start(c.Zone).Add(23 * time.Hour)
			a, err := Open(t.Context(), Options{Database: "sqlite:" + t.TempDir() + "/real.db", Config: c, Now: func() time.Time { return now }})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := a.Close(); err != nil {
					t.Error(err)
				}
			})
			noiseImport(t, a, ingest.Options{Kind: ingest.Accounts, Map: map[string]string{"id": "account_id", "domains": "website_domain"}}, noiseAccounts)
			ids, err := a.Store.AccountIDs(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			p := planting{
				rnd: rand.New(rand.NewPCG(uint64(seed), 5)), zone: c.Zone, end: end, rows: realRows(t), work: "git.commit", ask: "form.demo_request",
				on: func(v account.Activity) string { return v.Identity.AccountRef },
				person: func(id string, n int) account.Identity {
					who := fmt.Sprintf("newcomer-%s-%d", id, n)
					return account.Identity{AccountRef: id, ContactRef: who, Email: who + "@newcomers.net"}
				},
			}
			p.index(ids, func(account.Activity) bool { return true })
			p.plant(ids)
			path := filepath.Join(t.TempDir(), "activities.csv")
			writeRows(t, path, p.rows)
			noiseImport(t, a, ingest.Options{Kind: ingest.Activities, Source: "git"}, path)
			p.heard(t, a)
			surges += p.measured
		})
	}
	if surges < 10 {
		t.Errorf("%d four-fold surges in all windows: the test says little", surges)
	}
}

func noiseImport(t *testing.T, a *App, o ingest.Options, path string) {
	t.Helper()
	files, err := ingest.Files([]string{path}, nil)
	if err != nil {
		t.Fatal(err)
	}
	sum, err := a.Import(t.Context(), o, files, nil, nil)
	if err != nil || sum.Quarantined > 0 {
		t.Fatalf("import %s: %s, %v", path, sum, err)
	}
}

// realRows reads the real stream.
func realRows(t *testing.T) []account.Activity {
	t.Helper()
	file, err := os.Open(noiseStream)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(unzipped).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := make([]account.Activity, 0, len(rows)-1)
	for i, r := range rows[1:] {
		at, err := time.Parse(time.RFC3339, r[0])
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, account.Activity{
			Source: "git", ID: fmt.Sprint("row-", i), OccurredAt: at, Type: r[4], Bot: r[9] == "1",
			Identity: account.Identity{ContactRef: r[1], Email: r[2], Domain: r[3], AccountRef: r[5]},
		})
	}
	return out
}

func writeRows(t *testing.T, path string, rows []account.Activity) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	out := csv.NewWriter(file)
	all := [][]string{{"id", "occurred_at", "source", "type", "contact_id", "email", "domain", "account_id", "asset", "bot"}}
	for _, v := range rows {
		all = append(all, []string{
			v.ID, v.OccurredAt.Format(time.RFC3339), v.Source, v.Type, v.Identity.ContactRef, v.Identity.Email, v.Identity.Domain, v.Identity.AccountRef, v.Asset, fmt.Sprint(v.Bot),
		})
	}
	if err := out.WriteAll(all); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}
