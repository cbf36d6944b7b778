package scoring

import (
	"fmt"

	"engagement/account"
)

// seniors finds every Director or above who is engaged for the first time: the
// person's minutes in the window of the MQA reach the account's floor for a
// person and never did before, while others of the account had reached it
// earlier. Minutes are the person's of 7 days, and the role is today's title.
func (d *Days) seniors(p *Policy) []account.Finding {
	window, floor := account.Day(p.MQA.Window), max(d.Need.Floor, p.Spikes.First)
	spent := make([][]deed, len(d.contacts)) // of each person, in the window
	sums := make([]account.Milli, len(d.contacts))
	reached := make([]account.Day, len(d.contacts)) // the first day at the floor
	first := account.Day(0)                         // of anybody
	var out []account.Finding
	for at, e := range d.deeds {
		c := e.contact
		if c < 0 {
			continue
		}
		spent[c] = append(spent[c], e)
		sums[c] += e.minutes
		for spent[c][0].day <= e.day-window {
			sums[c] -= spent[c][0].minutes
			spent[c] = spent[c][1:]
		}
		if sums[c] < floor || reached[c] != 0 {
			continue
		}
		reached[c] = e.day
		if first == 0 {
			first = e.day
		}
		if !d.roles[c].Level.Senior() || e.day < first+7 {
			continue
		}
		f := d.finding(account.NewSenior, int(e.day-d.From), 0)
		f.Subject, f.People, f.Minutes = d.contacts[c], 1, weekOf(spent[c], d.deeds[at+1:])
		f.Sentence = fmt.Sprintf("%s, engaged for the first time: %s min in 7 days, %s in %d", d.roles[c].Label(), f.Minutes, sums[c], p.MQA.Window)
		out = append(out, f)
	}
	return out
}

// weekOf is the minutes of the 7 days that end with the day of the last of a
// person's deeds. rest is what everybody did after it: the day goes on.
func weekOf(deeds, rest []deed) account.Milli {
	last := deeds[len(deeds)-1]
	var sum account.Milli
	for i := len(deeds) - 1; i >= 0 && deeds[i].day > last.day-7; i-- {
		sum += deeds[i].minutes
	}
	for _, e := range rest {
		if e.day != last.day {
			break
		}
		if e.contact == last.contact {
			sum += e.minutes
		}
	}
	return sum
}
