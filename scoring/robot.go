package scoring

import (
	"fmt"
	"slices"
	"time"
)

// Robots says what the rows around an activity show of a robot. What its own row
// shows was seen when it arrived; see account.Sign.
type Robots struct {
	// Types, as globs: a mail was delivered, opened, clicked. A mail is told by
	// its asset.
	Deliveries, Opens, Clicks []string
	// OpenWithin is how soon after its delivery, or before it is said to be
	// delivered, no person opens a mail; below 0 is off.
	OpenWithin time.Duration
	// Links is how many distinct links of one mail no person follows within
	// LinksWithin; 0 is off.
	Links       int
	LinksWithin time.Duration
}

func defaultRobots() Robots {
	return Robots{
		Deliveries: []string{"email.delivered"}, Opens: []string{"email.open", "email.sales_open"}, Clicks: []string{"email.click"},
		OpenWithin: 5 * time.Second, Links: 4, LinksWithin: 10 * time.Second,
	}
}

// mostLinks bounds Robots.Links, and longestLook how far robots are looked for.
const (
	mostLinks   = 16
	longestLook = 10 * time.Minute
)

func (r *Robots) validate(p *Policy, f *Faults) {
	for _, list := range []struct {
		key   string
		globs []string
	}{{"deliveries", r.Deliveries}, {"opens", r.Opens}, {"clicks", r.Clicks}} {
		p.globsMatch(list.globs, f, "robots", list.key)
	}
	if r.OpenWithin > longestLook {
		f.Add(fmt.Sprintf("%d is more than %d seconds", r.OpenWithin/time.Second, longestLook/time.Second), "robots", "open_seconds")
	}
	if r.Links != 0 && (r.Links < 2 || r.Links > mostLinks) {
		f.Add(fmt.Sprintf("%d is not 2 to %d links; 0 turns it off", r.Links, mostLinks), "robots", "links")
	}
	if r.LinksWithin < 0 || r.LinksWithin > longestLook {
		f.Add(fmt.Sprintf("%d is not 0 to %d seconds", r.LinksWithin/time.Second, longestLook/time.Second), "robots", "links_seconds")
	}
}

// globsMatch notes globs over types that no type matches.
func (p *Policy) globsMatch(globs []string, f *Faults, key ...any) {
	for i, g := range globs {
		if !p.typeLike(g) {
			f.Add(fmt.Sprintf("%q matches no type", g), append(slices.Clone(key), i)...)
		}
	}
}

// typeLike reports whether a glob matches any type.
func (p *Policy) typeLike(g string) bool {
	for name := range p.Types {
		if glob(g, name) {
			return true
		}
	}
	return false
}

// deed of a robot that neighbours gave away.
type automatic uint8

const (
	byHand   automatic = iota // or given away by its own row
	opened                    // with its delivery, which is the entry's other
	followed                  // with too many links of the same mail
)

// openedReason says how long before or after its delivery a mail was opened, in
// milliseconds.
func openedReason(after int64) string {
	word := "after"
	if after < 0 {
		after, word = -after, "before"
	}
	if after < 1000 {
		return "robot: opened within a second of delivery"
	}
	return fmt.Sprintf("robot: opened %d s %s delivery", after/1000, word)
}

// followedReason says how many links were followed at once.
func (r *Robots) followedReason() string {
	return fmt.Sprintf("robot: %d links of one mail or more within %d s", r.Links, r.LinksWithin/time.Second)
}

// sameMail reports whether two entries are about one mail to one person.
func (s *Scorer) sameMail(j *Journal, e, other *entry) bool {
	return e.Person == other.Person && j.Deeds[e.Deed].Asset == j.Deeds[other.Deed].Asset
}

// mail reports whether an entry is about a mail to somebody known.
func (s *Scorer) mail(j *Journal, e *entry) bool {
	return e.read.kind.near&(delivers|opens|clicks) != 0 && e.Person != Nobody && j.Deeds[e.Deed].Asset != 0
}

// findOpened marks openings so close to the delivery of the same mail that no
// person was there. Row i is the newest, either of the two.
func (s *Scorer) findOpened(j *Journal, i int) {
	e, within := &s.rows[i], s.policy.Robots.OpenWithin.Milliseconds()
	for k := i - 1; k >= 0 && s.rows[k].day == e.day && e.At-s.rows[k].At <= within; k-- {
		other := &s.rows[k]
		if other.read.kind == nil || !s.sameMail(j, e, other) {
			continue
		}
		if e.read.kind.near&opens != 0 && other.read.kind.near&delivers != 0 && !e.Flags.Has(Robot) {
			s.giveAway(e, opened, k)
		}
		if e.read.kind.near&delivers != 0 && other.read.kind.near&opens != 0 && !other.Flags.Has(Robot) {
			s.giveAway(other, opened, i)
		}
	}
}

// findFollowed marks clicks on too many links of one mail at once. Row i is the
// newest of them.
func (s *Scorer) findFollowed(j *Journal, i int) {
	e, r := &s.rows[i], &s.policy.Robots
	var seen [mostLinks]int32
	links, from := 0, i
	for k := i; k >= 0 && s.rows[k].day == e.day && e.At-s.rows[k].At <= r.LinksWithin.Milliseconds(); k-- {
		other := &s.rows[k]
		if other.read.kind == nil || other.read.kind.near&clicks == 0 || !s.sameMail(j, e, other) {
			continue
		}
		from = k
		if url := j.Deeds[other.Deed].URL; url != 0 && links < r.Links && !slices.Contains(seen[:links], url) {
			seen[links] = url
			links++
		}
	}
	if links < r.Links {
		return
	}
	for k := from; k <= i; k++ {
		other := &s.rows[k]
		if other.read.kind != nil && other.read.kind.near&clicks != 0 && s.sameMail(j, e, other) && !other.Flags.Has(Robot) {
			s.giveAway(other, followed, i)
		}
	}
}

// giveAway makes an entry a robot's: it is worth nothing from here on.
func (s *Scorer) giveAway(e *entry, how automatic, other int) {
	e.Flags |= Robot
	e.robot, e.double, e.base = how, int32(s.gone+other+1), 0
}
