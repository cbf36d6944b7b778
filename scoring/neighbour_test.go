package scoring

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"engagement/account"
)

// told is how the ledger explains rows: rule and cap of those that earned
// nothing, minutes of the others.
func told(f Facts, p *Policy) []string {
	var out []string
	for _, r := range Ledger(f, p, account.Span{From: minDay, To: today}) {
		switch {
		case r.Minutes > 0:
			out = append(out, r.Minutes.Decimal())
		case r.Cap != "":
			out = append(out, r.Cap)
		default:
			out = append(out, r.Rule)
		}
	}
	return out
}

func TestRobotsByTheirNeighbours(t *testing.T) {
	mail := func(typ, person string, at time.Duration, url string) account.Activity {
		return on(later(doing(typ, person, 0), at), "mail 1", url)
	}
	const s, ms = time.Second, time.Millisecond
	click := func(at time.Duration, url string) account.Activity { return mail("email.click", "who", at, url) }
	for _, c := range []struct {
		name string
		do   []account.Activity
		want []string
	}{
		{"two seconds after delivery", []account.Activity{mail("email.delivered", "who", 0, ""), mail("email.open", "who", 2*s, "")}, []string{"type email.delivered", "robot: opened 2 s after delivery"}},
		{"a moment after", []account.Activity{mail("email.delivered", "who", 0, ""), mail("email.open", "who", 400*ms, "")}, []string{"type email.delivered", "robot: opened within a second of delivery"}},
		{"before it is said to be delivered", []account.Activity{mail("email.sales_open", "who", 0, ""), mail("email.delivered", "who", 3*s, "")}, []string{"robot: opened 3 s before delivery", "type email.delivered"}},
		{"five seconds and no more", []account.Activity{mail("email.delivered", "who", 0, ""), mail("email.open", "who", 5*s, ""), mail("email.open", "who", 5001*ms, "")}, []string{"type email.delivered", "robot: opened 5 s after delivery", "0.100"}},
		{"to somebody else", []account.Activity{mail("email.delivered", "dir", 0, ""), mail("email.open", "who", 2*s, "")}, []string{"type email.delivered", "0.100"}},
		{"of another mail", []account.Activity{on(doing("email.delivered", "who", 0), "mail 2", ""), mail("email.open", "who", 2*s, "")}, []string{"type email.delivered", "0.100"}},
		{"a mail without a name", []account.Activity{doing("email.delivered", "who", 0), later(doing("email.open", "who", 0), s)}, []string{"type email.delivered", "0.100"}},
		{"a person opens it again", []account.Activity{mail("email.delivered", "who", 0, ""), mail("email.open", "who", s, ""), mail("email.open", "who", time.Hour, "")}, []string{"type email.delivered", "robot: opened 1 s after delivery", "0.100"}},
		{"four links at once, and a person later", []account.Activity{click(0, "/a"), click(s, "/b"), click(2*s, "/c"), click(3*s, "/d"), click(time.Hour, "/a")}, []string{
			"robot: 4 links of one mail or more within 10 s", "robot: 4 links of one mail or more within 10 s", "robot: 4 links of one mail or more within 10 s", "robot: 4 links of one mail or more within 10 s", "2.000",
		}},
		{"three links", []account.Activity{click(0, "/a"), click(s, "/b"), click(2*s, "/c")}, []string{"2.000", "1x/asset", "1x/asset"}},
		{"one link four times", []account.Activity{click(0, "/a"), click(s, "/a"), click(2*s, "/a"), click(3*s, "/a")}, []string{"2.000", "1x/asset", "1x/asset", "1x/asset"}},
		{"four links in half a minute", []account.Activity{click(0, "/a"), click(8*s, "/b"), click(16*s, "/c"), click(24*s, "/d")}, []string{"2.000", "1x/asset", "1x/asset", "1x/asset"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := told(acme(c.do...), policy()); strings.Join(got, "; ") != strings.Join(c.want, "; ") {
				t.Errorf("the ledger says\n%q, want\n%q", got, c.want)
			}
		})
	}
}

// Views are not counted beside the session that they are.
func TestSessionsReplaceTheirViews(t *testing.T) {
	const m = time.Minute
	view := func(person string, at time.Duration, asset string) account.Activity {
		return on(later(doing("web.page_view", person, 0), at), asset, "https://ours.com/pricing")
	}
	session := func(person string, at time.Duration, minutes account.Milli, asset string) account.Activity {
		return on(lasting(later(doing("web.session", person, 0), at), minutes), asset, "")
	}
	unknown := on(later(doing("web.session", "who", 0), 0), "", "")
	for _, c := range []struct {
		name string
		do   []account.Activity
		want string
	}{
		{"its views are in it", []account.Activity{session("who", 0, 4, "S"), view("who", m, ""), view("who", 20*m, "")}, "4.000"},
		{"also one at its instant, whichever is first by id", []account.Activity{view("who", 0, ""), session("who", 0, 4, "S")}, "4.000"},
		{"it goes on from view to view", []account.Activity{session("who", 0, 4, "S"), view("who", 30*m, ""), view("who", 59*m, ""), view("who", 88*m, "")}, "4.000"},
		{"and is over after half an hour", []account.Activity{session("who", 0, 4, "S"), view("who", 35*m, "")}, "9.000"},
		{"another person's views count", []account.Activity{session("who", 0, 4, "S"), view("dir", m, "")}, "10.250"},
		{"one without a duration replaces nothing", []account.Activity{unknown, view("who", m, "")}, "5.000"},
		{"nobody known, by name", []account.Activity{session("", 0, 4, "S"), view("", m, "S"), view("", m, "T")}, "4.500"},
		{"nobody known, without a name", []account.Activity{session("", 0, 4, ""), view("", m, "")}, "4.500"},
		{"at most a quarter of an hour", []account.Activity{session("who", 0, 45, "S")}, "15.000"},
		{"half an hour a day", []account.Activity{session("who", 0, 15, "S"), session("who", 60*m, 15, "T"), session("who", 120*m, 15, "U")}, "30.000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Compute(acme(c.do...), policy(), today).Card.Minutes7.Decimal(); got != c.want {
				t.Errorf("%s minutes, want %s: %q", got, c.want, told(acme(c.do...), policy()))
			}
		})
	}
	f := acme(session("who", 0, 4, "S"), view("who", m, ""))
	if got, want := told(f, policy()), "counted with "+f.Activities[0].ID; got[1] != want {
		t.Errorf("the ledger says %q, want %q", got[1], want)
	}
}

// What is drawn for the two readings holds enough of robots and sessions.
func TestNeighboursAreDrawn(t *testing.T) {
	seen := map[string]int{}
	p := busy()
	rapid.Check(t, func(rt *rapid.T) {
		f := plainFacts(rt, p)
		for _, r := range Ledger(f, p, account.Span{From: minDay, To: today}) {
			switch {
			case strings.HasPrefix(r.Rule, "robot: opened"), strings.HasPrefix(r.Rule, "robot: 2 links"):
				seen[strings.Fields(r.Rule)[1]]++
			case strings.HasPrefix(r.Cap, "counted with") && strings.HasPrefix(r.Type, "web.page"):
				seen["session"]++
			}
		}
	})
	if len(seen) != 3 {
		t.Errorf("drawn were %v", seen)
	}
	t.Log(seen)
}
