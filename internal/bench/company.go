// Package bench makes the company that speed is measured on: 10,000 accounts of
// very different size, 200,000 people and 10,000,000 activities of two years by
// default, the same ones at every run.
//
// It is read account by account and never held as a whole. The benchmarks beside
// it score the company with the product and with DuckDB, in one run on the same
// rows, and compare what comes out to the digit before they compare the time.
package bench

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"engagement/account"
	"engagement/scoring"
)

// Company says how much there is. The zero value is not one; see Full.
type Company struct {
	Accounts, People, Activities int
	// Skew is the exponent of Zipf's law: the k-th account has 1/k^Skew of the
	// activities of the first.
	Skew float64
	From account.Day
	Days int
}

// Full is the company of the targets.
func Full() Company {
	return Company{
		Accounts: 10_000, People: 200_000, Activities: 10_000_000, Skew: 0.8,
		From: account.DayDate(2024, time.November, 1), Days: 730,
	}
}

// Last is the last day with activities.
func (c Company) Last() account.Day { return c.From + account.Day(c.Days) - 1 }

// ID names account k, counted from 0 in the order of size.
func (c Company) ID(k int) string { return fmt.Sprintf("A%06d", k) }

// Sizes shares n among the accounts by Zipf's law, at least one each.
func (c Company) Sizes(n int) []int {
	sizes, total := make([]int, c.Accounts), 0.0
	for k := range sizes {
		total += math.Pow(float64(k+1), -c.Skew)
	}
	given, sum := 0, 0.0
	for k := range sizes {
		sum += math.Pow(float64(k+1), -c.Skew)
		upTo := int(math.Round(sum / total * float64(n)))
		sizes[k] = max(1, upTo-given)
		given = max(upTo, given+1)
	}
	return sizes
}

// doing is one sort of activity in the company's mix.
type doing struct {
	name       string
	weight     int
	url, asset bool
	exact      bool // some come with a duration
	seconds    int  // longest duration
	nobody     int  // percent without a person
}

// mix is what people do: about forty types under the recommended policy, most
// of it pages and mails.
var mix = []doing{
	{name: "web.page_view", weight: 260, url: true, nobody: 35},
	{name: "web.page_blog", weight: 60, url: true},
	{name: "web.page_docs", weight: 70, url: true},
	{name: "web.page_feature", weight: 40, url: true},
	{name: "web.page_pricing", weight: 25, url: true},
	{name: "web.page_comparison", weight: 12, url: true},
	{name: "web.page_integrations", weight: 12, url: true},
	{name: "web.page_security", weight: 8, url: true},
	{name: "web.page_excluded", weight: 20, url: true},
	{name: "web.video_watched", weight: 15, asset: true, exact: true, seconds: 1200},
	{name: "web.tool_used", weight: 6},
	{name: "web.chat", weight: 6},
	{name: "form.newsletter", weight: 5},
	{name: "form.content", weight: 14, asset: true},
	{name: "form.event_registration", weight: 6, asset: true},
	{name: "form.contact_sales", weight: 1},
	{name: "form.demo_request", weight: 1},
	{name: "email.open", weight: 170, asset: true},
	{name: "email.click", weight: 60, asset: true},
	{name: "email.reply", weight: 14},
	{name: "content.download", weight: 16, asset: true},
	{name: "content.premium", weight: 6, asset: true},
	{name: "content.syndication", weight: 6, asset: true},
	{name: "webinar.registered", weight: 10, asset: true},
	{name: "webinar.attended", weight: 10, asset: true, exact: true, seconds: 4200},
	{name: "webinar.on_demand", weight: 5, asset: true, exact: true, seconds: 2400},
	{name: "webinar.no_show", weight: 4, asset: true},
	{name: "event.registered", weight: 4, asset: true},
	{name: "event.booth", weight: 4, asset: true},
	{name: "event.session", weight: 4, asset: true},
	{name: "event.dinner", weight: 1, asset: true},
	{name: "meeting.held", weight: 6, asset: true, exact: true, seconds: 5400},
	{name: "meeting.scheduled", weight: 6, asset: true},
	{name: "call.connected", weight: 6, exact: true, seconds: 1800},
	{name: "crm.campaign_responded", weight: 4},
	{name: "product.active_minutes", weight: 30, exact: true, seconds: 7200},
	{name: "product.key_action", weight: 12},
	{name: "social.comment", weight: 5},
	{name: "social.share", weight: 3},
	{name: "ads.click", weight: 8, asset: true},
	{name: "fax.received", weight: 2},
}

var titles = []string{
	"CEO", "CFO", "Chief Technology Officer", "VP Sales", "VP Engineering", "Director of IT", "Director Finance", "Head of Procurement", "Engineering Manager",
	"Marketing Manager", "IT Manager", "Software Engineer", "Software Engineer", "Systems Administrator", "Accountant", "Buyer", "Data Analyst", "", "", "Intern",
}

// Facts makes account k with everything its people did.
func (c Company) Facts(k, people, activities int) scoring.Facts {
	rnd := rand.New(rand.NewPCG(uint64(k), 20241101))
	f := scoring.Facts{Account: account.Account{
		ID: c.ID(k), Name: fmt.Sprintf("Company %d", k), Tier: []string{"1", "2", "", ""}[rnd.IntN(4)], Employees: int64(10 << rnd.IntN(12)),
		Owner: fmt.Sprintf("rep%d@ours.example", k%40), Domains: []string{fmt.Sprintf("company%d.example", k)},
	}}
	for p := range people {
		f.People = append(f.People, scoring.Person{ID: fmt.Sprintf("%sP%d", f.Account.ID, p), Title: titles[rnd.IntN(len(titles))]})
	}
	start := c.From.Start(time.UTC)
	f.Activities = make([]account.Activity, activities)
	for i := range f.Activities {
		f.Activities[i] = c.activity(rnd, pick(rnd), &f, i, start)
	}
	return f
}

// pick picks a sort of activity by its part of the mix.
func pick(rnd *rand.Rand) *doing {
	total := 0
	for i := range mix {
		total += mix[i].weight
	}
	n, at := rnd.IntN(total), 0
	for n >= mix[at].weight {
		n -= mix[at].weight
		at++
	}
	return &mix[at]
}

func (c Company) activity(rnd *rand.Rand, d *doing, f *scoring.Facts, i int, start time.Time) account.Activity {
	a := account.Activity{
		Source: "bench", ID: fmt.Sprintf("%s-%d", f.Account.ID, i), Type: d.name, Minutes: account.NoMinutes,
		OccurredAt: start.Add(time.Duration(rnd.IntN(c.Days))*24*time.Hour + time.Duration(rnd.IntN(24*3600*1000))*time.Millisecond),
		Match:      account.Match{AccountID: f.Account.ID, Method: account.ByDomain},
	}
	a.RecordedAt = c.Last().End(time.UTC)
	if d.nobody == 0 || rnd.IntN(100) >= d.nobody {
		// The first people of an account do most.
		r := rnd.Float64()
		a.Match.ContactID, a.Match.Method = f.People[int(r*r*float64(len(f.People)))].ID, account.ByContact
	}
	d.place(rnd, &a)
	if d.exact && rnd.IntN(3) > 0 {
		a.Minutes = account.Milli(rnd.IntN(d.seconds)) * account.Minute / 60
	}
	return a
}

// live is an activity of today as it comes in and is matched, of anybody at
// account k; people is how many each account has.
func (c Company) live(rnd *rand.Rand, k int, people []int, at time.Time) account.Activity {
	id, domain := c.ID(k), fmt.Sprintf("company%d.example", k)
	who := fmt.Sprintf("%sP%d", id, rnd.IntN(people[k]))
	d := pick(rnd)
	a := account.Activity{
		Source: "live", ID: fmt.Sprintf("%x", rnd.Uint64()), OccurredAt: at, Type: d.name, Minutes: account.NoMinutes, Live: true,
		Identity: account.Identity{ContactRef: who, Email: who + "@" + domain, Domain: domain},
		Match:    account.Match{AccountID: id, ContactID: who, Method: account.ByContact, Confidence: 95},
	}
	d.place(rnd, &a)
	return a
}

// place names page and asset.
func (d *doing) place(rnd *rand.Rand, a *account.Activity) {
	if d.url {
		r := rnd.Float64()
		a.URL = fmt.Sprintf("https://www.ours.example/%s/%d", d.name[9:], int(r*r*60))
	}
	if d.asset {
		a.Asset = fmt.Sprintf("%s %d", d.name, rnd.IntN(25))
		if d.name == "form.content" || d.name == "content.download" {
			a.Asset = fmt.Sprintf("paper %d", rnd.IntN(25))
		}
	}
}
