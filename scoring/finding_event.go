package scoring

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"engagement/account"
)

// push is what one asset did to one account in the 7 days ending on a day.
type push struct {
	at      *Days
	minutes account.Milli // of the week
	normal  account.Milli
	part    account.Milli // of the week, by the asset
	people  int           // who took part in the asset
}

// pushes collects what assets did, by asset and day.
type pushes map[string]map[account.Day][]push

// note finds the weeks in which one asset alone made the account surge: the
// week passes the bars of a surge (Ratio, More, People), and without the asset's
// minutes it would not. Burstiness and cool-down do not matter: several accounts
// speak together.
func (all pushes) note(d *Days, w *accountWalk) {
	for asset, days := range d.byAsset() {
		for at := 0; at < len(days); at++ {
			from := int(days[at].day - d.From)
			until := from + 6
			if at+1 < len(days) {
				until = min(until, int(days[at+1].day-d.From)-1)
			}
			for i := max(from, 6); i <= min(until, len(d.Minutes)-1); i++ {
				if p, ok := d.push(w, days, i); ok {
					if all[asset] == nil {
						all[asset] = map[account.Day][]push{}
					}
					day := d.From + account.Day(i)
					all[asset][day] = append(all[asset][day], p)
				}
			}
		}
	}
}

// assetDay is what an asset brought on a day, and the people it brought.
type assetDay struct {
	day     account.Day
	minutes account.Milli
	people  []int
}

// byAsset lists the days of every asset that has a name, oldest first.
func (d *Days) byAsset() map[string][]assetDay {
	out := map[string][]assetDay{}
	for _, e := range d.deeds {
		if e.asset < 0 {
			continue
		}
		name := d.assets[e.asset]
		days := out[name]
		if n := len(days); n == 0 || days[n-1].day != e.day {
			days = append(days, assetDay{day: e.day})
		}
		last := &days[len(days)-1]
		last.minutes += e.minutes
		if e.contact >= 0 && !slices.Contains(last.people, e.contact) {
			last.people = append(last.people, e.contact)
		}
		out[name] = days
	}
	return out
}

// push judges what an asset did to the 7 days ending on index i.
func (d *Days) push(w *accountWalk, days []assetDay, i int) (push, bool) {
	span := account.Window(d.From+account.Day(i), 7)
	p := push{at: d}
	var who []int
	for _, a := range days {
		if !span.Contains(a.day) {
			continue
		}
		p.part += a.minutes
		for _, c := range a.people {
			if !slices.Contains(who, c) {
				who = append(who, c)
			}
		}
	}
	p.people = len(who)
	week := w.raw(i)
	expected := w.normal(i) * w.everybody(i)
	p.minutes, p.normal = milli(week), milli(expected)
	bar := max(w.policy.Ratio*expected, expected+float64(w.policy.More)/float64(account.Minute))
	part := float64(p.part) / float64(account.Minute)
	return p, week >= bar && week-part < bar && p.people >= w.policy.People
}

// bursts finds the assets that moved many accounts: at least Accounts of them
// on one day. An asset is said once, or again when it moves twice as many.
func (all pushes) bursts(p *AccountSpikePolicy) []account.Finding {
	var out []account.Finding
	for _, asset := range sortedKeys(all) {
		said, on := 0, account.Day(0)
		for _, day := range sortedDays(all[asset]) {
			moved := all[asset][day]
			if said > 0 && int(day-on) > p.Quiet {
				said = 0
			}
			if len(moved) < max(p.Accounts, 2*said) {
				continue
			}
			said, on = len(moved), day
			out = append(out, burst(asset, day, moved))
		}
	}
	return out
}

func sortedDays(m map[account.Day][]push) []account.Day {
	days := make([]account.Day, 0, len(m))
	for day := range m {
		days = append(days, day)
	}
	slices.Sort(days)
	return days
}

// burstNames is how many accounts a sentence names.
const burstNames = 3

// burst says what one asset did to many accounts, the most moved first.
func burst(asset string, day account.Day, moved []push) account.Finding {
	moved = slices.Clone(moved)
	slices.SortFunc(moved, func(a, b push) int {
		return cmp.Or(cmp.Compare(b.part, a.part), cmp.Compare(a.at.Account.ID, b.at.Account.ID))
	})
	f := account.Finding{Kind: account.EventBurst, Day: day, Direction: account.Rising, Subject: asset}
	var part account.Milli
	var names []string
	for _, m := range moved {
		f.Minutes += m.minutes
		f.Normal += m.normal
		f.People += m.people
		f.Accounts = append(f.Accounts, m.at.Account.ID)
		part += m.part
		if len(names) < burstNames {
			names = append(names, clipped(m.at.Account.Name))
		}
		mine := account.Finding{Day: day}
		m.at.learned(&mine)
		f.Late += mine.Late
		f.Learned = max(f.Learned, mine.Learned)
	}
	listed := strings.Join(names, ", ")
	if more := len(moved) - len(names); more > 0 {
		listed += fmt.Sprintf(" and %d more", more)
	}
	slices.Sort(f.Accounts)
	f.Sentence = fmt.Sprintf("%s moved %d accounts: %s min of %s in 7 days, normally %s (%s)", clipped(asset), len(moved), part, f.Minutes, f.Normal, listed)
	return f
}

// clipped bounds a name from outside to what a sentence can carry.
func clipped(name string) string {
	const most = 60
	if runes := []rune(name); len(runes) > most {
		return strings.TrimSpace(string(runes[:most-1])) + "…"
	}
	return name
}

// explained reports whether a surge was one asset's doing that is said of many
// accounts, on that day or in the cool-down before.
func (all pushes) explained(surge account.Finding, said []account.Finding, quiet int) bool {
	for _, b := range said {
		if b.Day > surge.Day || int(surge.Day-b.Day) > quiet {
			continue
		}
		for _, m := range all[b.Subject][surge.Day] {
			if m.at.Account.ID == surge.AccountID {
				return true
			}
		}
	}
	return false
}
