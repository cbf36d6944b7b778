package ingest

import (
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"engagement/account"
)

func decoderFor(kind Kind, opt Options) *decoder {
	opt.Kind = kind
	d := newDecoder(opt)
	d.now = noon
	return d
}

func TestActivityColumns(t *testing.T) {
	d := decoderFor(Activities, Options{Policy: DefaultPolicy()})
	got, err := d.activity(map[string]string{
		"id": "x1", "occurred_at": "2026-06-14T10:00:00.1239Z", "type": "web.page_view", "email": "Ann+n@Acme.com",
		"contact_id": "C1", "account_id": "A1", "domain": "https://www.acme.com/", "ip": "::ffff:10.0.0.1",
		"minutes": "12.3456", "duration_s": "5", "direction": "Inbound", "url": "/pricing", "asset": "paper",
		"campaign": "q2", "status": "sent", "source": "site", "name": "Ann", "title": "CTO", "user_agent": "Mozilla",
		"bot": "yes", "plan": "pro",
	})
	want := account.Activity{
		Source: "site", ID: "x1", OccurredAt: time.Date(2026, 6, 14, 10, 0, 0, 123e6, time.UTC), Type: "web.page_view",
		Minutes: 12346, Direction: "inbound", URL: "/pricing", Asset: "paper", Campaign: "q2", Status: "sent", Bot: true, Live: true,
		Identity: account.Identity{
			AccountRef: "A1", ContactRef: "C1", Email: "ann@acme.com", Domain: "acme.com", IP: "10.0.0.1", Name: "Ann", Title: "CTO",
		},
		Props: map[string]string{"plan": "pro", "user_agent": "Mozilla"},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("activity (-want +got):\n%s\n%v", diff, err)
	}
}

func TestActivityRules(t *testing.T) {
	row := func(extra ...string) map[string]string {
		fields := map[string]string{"occurred_at": "2026-06-14T10:00:00Z", "type": "x"}
		for i := 0; i < len(extra); i += 2 {
			fields[extra[i]] = extra[i+1]
		}
		return fields
	}
	for name, c := range map[string]struct {
		fields  map[string]string
		opt     Options
		minutes account.Milli
		history bool
		refused string
	}{
		"no duration":               {fields: row(), minutes: account.NoMinutes},
		"seconds":                   {fields: row("duration_s", "90.5"), minutes: 1508},
		"half a thousandth":         {fields: row("duration_s", "0.03"), minutes: 1},
		"zero minutes":              {fields: row("minutes", "0"), minutes: 0},
		"negative minutes":          {fields: row("minutes", "-1"), refused: "minutes: "},
		"odd seconds":               {fields: row("duration_s", "1m"), refused: "duration_s: "},
		"no type":                   {fields: row("type", ""), refused: "no type"},
		"no time":                   {fields: row("occurred_at", ""), refused: "no occurred_at"},
		"no time, accepted":         {fields: row("occurred_at", ""), opt: Options{Accept: true}, refused: "no occurred_at"},
		"bad time":                  {fields: row("occurred_at", "1/2/2026"), refused: "month/day or day/month"},
		"bad address":               {fields: row("email", "ann"), refused: `"ann" is not an e-mail address`},
		"bad bot":                   {fields: row("bot", "maybe"), refused: "bot: "},
		"bad direction":             {fields: row("direction", "up"), refused: "direction: "},
		"fourteen days old is live": {fields: row("occurred_at", "2026-06-01T12:00:00Z"), minutes: account.NoMinutes},
		"older is history":          {fields: row("occurred_at", "2026-06-01T11:59:59Z"), minutes: account.NoMinutes, history: true},
		"older, live asked for":     {fields: row("occurred_at", "2020-01-01T00:00:00Z"), opt: Options{Live: true}, minutes: account.NoMinutes},
		"before 1990":               {fields: row("occurred_at", "1989-12-31T00:00:00Z"), refused: "before 1990"},
		"before 1990, accepted":     {fields: row("occurred_at", "1989-12-31T00:00:00Z"), opt: Options{Accept: true}, minutes: account.NoMinutes, history: true},
		"far ahead":                 {fields: row("occurred_at", "2028-01-01T00:00:00Z"), refused: "more than a year ahead"},
		"far ahead, accepted":       {fields: row("occurred_at", "2028-01-01T00:00:00Z"), opt: Options{Accept: true}, minutes: account.NoMinutes},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := decoderFor(Activities, c.opt).activity(c.fields)
			if c.refused != "" {
				if !errors.Is(err, account.ErrInvalid) || !strings.Contains(reasonOf(err), c.refused) || strings.Contains(reasonOf(err), "invalid") {
					t.Errorf("error is %v, want account.ErrInvalid with %q", err, c.refused)
				}
				return
			}
			if err != nil || a.Minutes != c.minutes || a.Live == c.history || a.Source != "import" {
				t.Errorf("activity is %+v, %v; want minutes %d, live %v", a, err, c.minutes, !c.history)
			}
		})
	}
}

func TestAccountColumns(t *testing.T) {
	d := decoderFor(Accounts, Options{})
	got, err := d.account(map[string]string{
		"id": "A1", "name": "Acme", "domains": "https://www.Acme.com; acme.de|shop.acme.com,acme.com;n/a", "aliases": "ACME Corp; Acme Inc.",
		"tier": "Tier 1", "funnel": "f", "industry": "i", "employees": "1,200", "country": "DE", "territory": "West",
		"owner": "Rep@ours.com", "parent_id": "A0", "fit": "A", "crm_url": "https://crm/1", "relation": "Job Seeker", "custom": "c",
	})
	want := account.Account{
		ID: "A1", Name: "Acme", Domains: []string{"acme.com", "acme.de", "shop.acme.com"}, Aliases: []string{"ACME Corp", "Acme Inc."},
		Tier: "1", Funnel: "f", Industry: "i", Employees: 1200, Country: "DE", Territory: "West", Owner: "rep@ours.com",
		ParentID: "A0", Fit: "A", CRMURL: "https://crm/1", Relation: "job_seeker", Props: map[string]string{"custom": "c"},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("account (-want +got):\n%s\n%v", diff, err)
	}
	for says, fields := range map[string]map[string]string{
		"without id":         {"name": "x"},
		"has no name":        {"id": "x"},
		"not a domain":       {"id": "x", "name": "x", "domains": "acme"},
		"employees":          {"id": "x", "name": "x", "employees": "51-200"},
		"not a head count":   {"id": "x", "name": "x", "employees": "-5"},
		"relation":           {"id": "x", "name": "x", "relation": "friend"},
		"is its own parent":  {"id": "x", "name": "x", "parent_id": "x"},
		"may be thousands o": {"id": "x", "name": "x", "employees": "1.200"},
	} {
		if _, err := d.account(fields); !errors.Is(err, account.ErrInvalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("account %v gives %v, want account.ErrInvalid with %q", fields, err, says)
		}
	}
}

func TestContactColumns(t *testing.T) {
	d := decoderFor(Contacts, Options{})
	got, err := d.contact(map[string]string{
		"email": "Ann+x@Acme.com", "name": "Ann", "title": "CTO", "crm_department": "IT", "crm_level": "c_level",
		"account_id": "A1", "company": "Acme", "country": "DE", "from": "2025-01-01", "to": "3/31/2026", "phone": "1",
	})
	want := account.Contact{
		ID: ContactID("ann@acme.com"), Email: "ann@acme.com", Name: "Ann", Title: "CTO", CRMDepartment: "IT", CRMLevel: "c_level",
		Company: "Acme", Country: "DE", Props: map[string]string{"phone": "1"},
		Links: []account.Link{{AccountID: "A1", From: account.DayDate(2025, 1, 1), To: account.DayDate(2026, 3, 31)}},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("contact (-want +got):\n%s\n%v", diff, err)
	}
	for says, fields := range map[string]map[string]string{
		"neither id nor email":  {"name": "x"},
		"not an e-mail":         {"id": "x", "email": "x"},
		"without an account_id": {"id": "x", "from": "2026-01-01"},
		"before it starts":      {"id": "x", "account_id": "A", "from": "2026-01-02", "to": "2026-01-01"},
		"from: ":                {"id": "x", "account_id": "A", "from": "soon"},
		"to: ":                  {"id": "x", "account_id": "A", "to": "1/2/2026"},
	} {
		if _, err := d.contact(fields); !errors.Is(err, account.ErrInvalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("contact %v gives %v, want account.ErrInvalid with %q", fields, err, says)
		}
	}
}

func TestOpportunityColumns(t *testing.T) {
	row := map[string]string{
		"id": "O1", "account_id": "A1", "name": "Deal", "stage": "Won", "amount": "$1,234.50",
		"created_at": "2026-01-15 10:00", "closed_at": "2026-01-15", "won": "true", "rep": "r",
	}
	berlin := zone(t, "Europe/Berlin")
	d := decoderFor(Opportunities, Options{Policy: Policy{Zone: berlin}})
	got, err := d.opportunity(row)
	created := time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)
	want := account.Opportunity{
		ID: "O1", AccountID: "A1", Name: "Deal", Stage: "Won", Amount: 1234500, CreatedAt: created,
		ClosedAt: created, Won: true, Props: map[string]string{"rep": "r"},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("opportunity (-want +got):\n%s\n%v", diff, err)
	}
	for says, change := range map[string][2]string{
		"without id":                    {"id", ""},
		"has no account_id":             {"account_id", ""},
		"has no created_at":             {"created_at", ""},
		"closed before it was created":  {"closed_at", "2026-01-14"},
		"is won but has no closed_at":   {"closed_at", ""},
		"may be month/day or day/month": {"closed_at", "2/1/2026"},
		"neither true nor false":        {"won", "perhaps"},
		"amount: \"a lot\"":             {"amount", "a lot"},
	} {
		fields := maps.Clone(row)
		fields[change[0]] = change[1]
		if _, err := d.opportunity(fields); !errors.Is(err, account.ErrInvalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("opportunity with %v gives %v, want account.ErrInvalid with %q", change, err, says)
		}
	}
}

// A CRM that says in the stage that a deal was won is believed where nothing else
// says it, of a deal that is closed.
func TestWonByStage(t *testing.T) {
	d := decoderFor(Opportunities, Options{})
	for _, tt := range []struct {
		stage, won, closed string
		want               bool
	}{
		{"Won", "", "2026-02-01", true},
		{"Closed Won", "", "2026-02-01", true},
		{"closedwon", "", "2026-02-01", true},
		{"Closed/Won", "", "2026-02-01", true},
		{"Won", "false", "2026-02-01", false},
		{"Won", "", "", false},
		{"Lost", "", "2026-02-01", false},
		{"Closed Lost", "", "2026-02-01", false},
		{"Not won", "", "2026-02-01", false},
		{"Wonder", "", "2026-02-01", false},
	} {
		got, err := d.opportunity(map[string]string{"id": "O1", "account_id": "A1", "stage": tt.stage, "won": tt.won, "created_at": "2026-01-15", "closed_at": tt.closed})
		if err != nil || got.Won != tt.want {
			t.Errorf("stage %q, won %q, closed %q: won is %v, %v; want %v", tt.stage, tt.won, tt.closed, got.Won, err, tt.want)
		}
	}
}

func TestThousandths(t *testing.T) {
	for in, want := range map[string]int64{
		"0": 0, "1200": 1200e3, "1,200": 1200e3, "1,234,567.89": 1234567890, "1.234.567,89": 1234567890, "1 200": 1200e3,
		"1'200.5": 1200500, "12,50": 12500, "0.0005": 1, ".5": 500, "-3": -3000, "-$5": -5000, "€ 7": 7000, "USD 8.10": 8100, "9 EUR": 9000,
		"1200.0": 1200e3, "1.200.000": 1200000e3,
	} {
		if got, err := thousandths(in); err != nil || got != want {
			t.Errorf("thousandths(%q) = %d, %v; want %d", in, got, err, want)
		}
	}
	for _, in := range []string{"", "x", "5k", "1.2M", "1e6", "1,20,0", "1.200", "51-200", "1,,2", "--1", "99999999999999999999", "1.2.3"} {
		if got, err := thousandths(in); err == nil {
			t.Errorf("thousandths(%q) = %d, want an error", in, got)
		}
	}
}

func TestIdentityOfARow(t *testing.T) {
	base := map[string]string{"type": "x", "occurred_at": "2026-06-14 10:00", "email": "a@b.com"}
	id := func(fields map[string]string, opt Options) string {
		a, err := decoderFor(Activities, opt).activity(maps.Clone(fields))
		if err != nil {
			t.Fatal(err)
		}
		return a.ID
	}
	with := func(k, v string) map[string]string {
		fields := maps.Clone(base)
		fields[k] = v
		return fields
	}
	first := id(base, Options{})
	if len(first) != 33 || first[0] != 'h' {
		t.Errorf("id is %q, want h and 32 hex digits", first)
	}
	for name, same := range map[string]string{
		"other zone":      id(base, Options{Zone: zone(t, "Asia/Tokyo")}),
		"live":            id(base, Options{Live: true}),
		"empty column":    id(with("url", ""), Options{}),
		"source repeated": id(with("source", "import"), Options{Source: "x"}),
	} {
		if same != first {
			t.Errorf("%s changes the identity", name)
		}
	}
	for name, other := range map[string]string{
		"other source":     id(base, Options{Source: "crm"}),
		"other value":      id(with("url", "/"), Options{}),
		"unknown column":   id(with("plan", "pro"), Options{}),
		"value moved over": id(map[string]string{"type": "x", "occurred_at": "2026-06-14 10:00", "asset": "a@b.com"}, Options{}),
	} {
		if other == first {
			t.Errorf("%s does not change the identity", name)
		}
	}
}

// Law: files that overlap, with rows and columns in any order, import to the
// set of activities that one file with the largest count of each row gives.
func TestOverlappingFilesImportOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.SampledFrom([]string{"a@x.com", "b@x.com", "c@y.com", ""}), 1, 12).Draw(t, "rows")
		m := newMemory()
		most := map[string]int{}
		for f := range rapid.IntRange(1, 4).Draw(t, "files") {
			part := rapid.Permutation(rows).Draw(t, "order")
			part = part[:rapid.IntRange(0, len(part)).Draw(t, "length")]
			counts := map[string]int{}
			flip := rapid.Bool().Draw(t, "flip")
			var b strings.Builder
			b.WriteString(map[bool]string{false: "occurred_at,type,email,note\n", true: "note,email,type,occurred_at\n"}[flip])
			for _, email := range part {
				counts[email]++
				most[email] = max(most[email], counts[email])
				b.WriteString(map[bool]string{false: "2026-06-01,open," + email + ",n\n", true: "n," + email + ",open,2026-06-01\n"}[flip])
			}
			sum, err := Run(t.Context(), m, Options{Kind: Activities, Now: clock, BatchSize: rapid.IntRange(1, 5).Draw(t, "batch")}, []File{text("f.csv", b.String())}, nil)
			if err != nil || sum.Read != len(part) || sum.New+sum.Duplicate != len(part) {
				t.Fatalf("file %d: %v, %v; want %d rows", f, sum, err, len(part))
			}
		}
		got := map[string]int{}
		for _, a := range m.activities {
			got[a.Identity.Email]++
		}
		if diff := cmp.Diff(most, got); diff != "" {
			t.Fatalf("activities by e-mail (-want +got):\n%s", diff)
		}
	})
}
