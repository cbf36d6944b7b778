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
	asset     string
	day       account.Day
	accountID string
	name      string
	minutes   account.Milli // of the week
	normal    account.Milli
	part      account.Milli // of the week, by the asset
	people    int           // who took part in the asset
	late      account.Milli // of the week, as a finding has it
	learned   account.Day
}

// pushes is what assets did, by asset and day.
type pushes map[string]map[account.Day][]push

func (all pushes) add(some []push) {
	for _, p := range some {
		if all[p.asset] == nil {
			all[p.asset] = map[account.Day][]push{}
		}
		all[p.asset][p.day] = append(all[p.asset][p.day], p)
	}
}

// sort puts the accounts of every day in order.
func (all pushes) sort() {
	for _, days := range all {
		for _, moved := range days {
			slices.SortFunc(moved, func(a, b push) int { return cmp.Compare(a.accountID, b.accountID) })
		}
	}
}

// pushes finds the weeks in which one asset alone made the account surge: the
// week passes the bars of a surge (Ratio, More, People), and without the asset's
// minutes it would not. Burstiness and cool-down do not matter: several accounts
// speak together.
func (d *Days) pushes(w *accountWalk) []push {
	var out []push
	from := 0 // the first deed of the week
	for i := 6; i < len(d.Minutes); i++ {
		day := d.From + account.Day(i)
		for from < len(d.deeds) && d.deeds[from].day < day-6 {
			from++
		}
		week := w.raw(i)
		expected := w.normal(i) * w.everybody(i)
		bar := max(w.policy.Ratio*expected, expected+float64(w.policy.More)/float64(account.Minute))
		if week < bar {
			continue
		}
		for _, part := range d.byAsset(from, day) {
			if len(part.people) < w.policy.People || week-float64(part.minutes)/float64(account.Minute) >= bar {
				continue
			}
			mine := account.Finding{Day: day}
			d.learned(&mine)
			out = append(out, push{
				asset: d.assets[part.asset], day: day, accountID: d.Account.ID, name: d.Account.Name, minutes: milli(week), normal: milli(expected),
				part: part.minutes, people: len(part.people), late: mine.Late, learned: mine.Learned,
			})
		}
	}
	return out
}

// assetPart is what an asset brought in a week, and the people it brought.
type assetPart struct {
	asset   int32
	minutes account.Milli
	people  map[int32]bool
}

// byAsset sums up the deeds from one on up to a day by their asset.
func (d *Days) byAsset(from int, to account.Day) []*assetPart {
	var parts []*assetPart
	at := map[int32]*assetPart{}
	for k := from; k < len(d.deeds) && d.deeds[k].day <= to; k++ {
		e := d.deeds[k]
		if e.asset < 0 {
			continue
		}
		p := at[e.asset]
		if p == nil {
			p = &assetPart{asset: e.asset, people: map[int32]bool{}}
			at[e.asset] = p
			parts = append(parts, p)
		}
		p.minutes += e.minutes
		if e.contact >= 0 {
			p.people[e.contact] = true
		}
	}
	return parts
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
		return cmp.Or(cmp.Compare(b.part, a.part), cmp.Compare(a.accountID, b.accountID))
	})
	f := account.Finding{Kind: account.EventBurst, Day: day, Direction: account.Rising, Subject: asset}
	var part account.Milli
	var names []string
	for _, m := range moved {
		f.Minutes += m.minutes
		f.Normal += m.normal
		f.People += m.people
		f.Accounts = append(f.Accounts, m.accountID)
		part += m.part
		if len(names) < burstNames {
			names = append(names, clipped(m.name))
		}
		f.Late += m.late
		f.Learned = max(f.Learned, m.learned)
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
			if m.accountID == surge.AccountID {
				return true
			}
		}
	}
	return false
}
