package app

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/alert"
	"engagement/internal/config"
	"engagement/internal/demo"
	"engagement/internal/slackfake"
)

// livedDemo lives through the demo of a day as the program does, and gives what was
// told.
func livedDemo(t *testing.T, now time.Time) (*demoServer, *App, []alert.Record) {
	t.Helper()
	c, err := config.Parse("test", []byte("[company]\ntimezone = \""+now.Location().String()+"\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	o := DemoOptions{Dir: t.TempDir(), App: Options{Config: demoHours(demoRoles(c)), Now: func() time.Time { return now }}}
	d := &demoServer{o: o, data: demo.Company(now, now.Location())}
	d.fake = slackfake.New(d.world())
	a, err := d.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
		if err := d.fake.Close(); err != nil {
			t.Error(err)
		}
	})
	var told []alert.Record
	if err := a.Store.Alerts(t.Context(), func(r alert.Record) error {
		told = append(told, r)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return d, a, told
}

// livedLine is "3 Sat 08:00 surge A002 #alerts", with how many days ago it was told.
func livedLine(r alert.Record, today account.Day, zone *time.Location) string {
	m := r.Message
	return fmt.Sprintf("%d %s %s %s %s %s", int(today-account.DayOf(m.DecidedAt, zone)), m.DecidedAt.In(zone).Format("Mon 15:04"), r.Status, m.ID, m.Channel, m.Thread)
}

// TestDemoLives: on whatever day and at whatever hour the demo is started, its last
// two weeks have told of a surge, a stall, an account that is back and what came of
// it, a champion who moved, an event, and what else moved; an MQA in a second channel, and two digests. It
// is the same every time.
func TestDemoLives(t *testing.T) {
	t.Parallel()
	zone := inZone(t, "Europe/Berlin")
	for name, now := range map[string]time.Time{
		"a Tuesday":  time.Date(2026, 11, 24, 9, 0, 0, 0, zone),
		"a Saturday": time.Date(2026, 5, 9, 23, 0, 0, 0, zone),
		"a Sunday":   time.Date(2026, 3, 29, 3, 30, 0, 0, zone), // clocks change
		"a Monday":   time.Date(2026, 8, 3, 7, 30, 0, 0, zone),
		"New Year":   time.Date(2027, 1, 1, 0, 10, 0, 0, zone),
	} {
		t.Run(name, func(t *testing.T) {
			d, a, told := livedDemo(t, now)
			today := a.Today()
			lines := livedLines(told, today, zone)
			back := backIn(t, told)
			for _, want := range []string{
				" sent surge:" + demo.Globex + ":.* #alerts $", " sent stall:" + demo.Stalled + ":.* #alerts $", " sent event_burst::.*Data Summit #alerts $",
				" sent champion_moved:" + demo.Moved() + ":.* #alerts $",
				" sent returning:" + demo.Returned() + ":.* #alerts $", ` 17:00 sent also:#alerts:.* #alerts $`, `^1 .* 19:30 sent mqa:` + demo.Fresh + ":.* #sales $",
				" sent note:scheduled:" + back + ":.* #alerts " + back + "$", " sent note:met:" + back + ":.* #alerts " + back + "$",
				" sent note:opened:" + back + ":.* #alerts " + back + "$", `^1 .* 08:00 sent digest:d1:.* U0ANN $`, `^1 .* 08:00 sent digest:d2:.* C0SALES $`, `^14 .* sent day_one:0 #alerts $`,
			} {
				if !regexp.MustCompile("(?m)" + want).MatchString(lines) {
					t.Errorf("nothing like %s in\n%s", want, lines)
				}
			}
			subscriptions, err := a.Store.Subscriptions(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if len(subscriptions) != 2 || subscriptions[0].UserID != demoSelf || subscriptions[1].UserID != "U0MIA" || subscriptions[1].Channel != demoSales {
				t.Errorf("digests %+v", subscriptions)
			}
			if name == "a Monday" {
				_, again, same := livedDemo(t, now)
				if diff := cmp.Diff(lines, livedLines(same, again.Today(), zone)); diff != "" {
					t.Errorf("once more (-first +second):\n%s", diff)
				}
			}
			shown(t, d, a, now)
		})
	}
}

func livedLines(told []alert.Record, today account.Day, zone *time.Location) string {
	var out strings.Builder
	for _, r := range told {
		out.WriteString(livedLine(r, today, zone) + "\n")
	}
	return out.String()
}

// backIn is the id of the card about the account that is back.
func backIn(t *testing.T, told []alert.Record) string {
	t.Helper()
	at := slices.IndexFunc(told, func(r alert.Record) bool { return r.Message.Kind == alert.Kind(account.Returning) })
	if at < 0 {
		t.Fatal("nobody is back")
	}
	return told[at].Message.ID
}

// shown posts what was told into the stand-in: in its order, at its times, notes in
// the threads of their cards, with the owner mentioned.
func shown(t *testing.T, d *demoServer, a *App, now time.Time) {
	t.Helper()
	memory := slackfake.NewListener()
	d.fake.Serve(memory)
	if err := d.restore(t.Context(), a, memory.Client()); err != nil {
		t.Fatal(err)
	}
	if faults := d.fake.Faults(); len(faults) > 0 {
		t.Errorf("Slack refused %+v", faults)
	}
	list := d.fake.Messages(demoAlerts, demoSelf)
	notes, last := 0, ""
	for _, m := range list {
		if m.TS <= last || m.TS > fmt.Sprintf("%d.999999", now.Unix()) {
			t.Errorf("%q at %s, after one at %s", m.Text, m.TS, last)
		}
		last = m.TS
		if m.ThreadTS != "" {
			if at := slices.IndexFunc(list, func(o slackfake.Message) bool { return o.TS == m.ThreadTS }); at < 0 || list[at].ThreadTS != "" {
				t.Errorf("the note %q is in no thread of a card", m.Text)
			} else if strings.Contains(list[at].Text, "is back") {
				notes++
			}
		}
		if strings.Contains(m.Text, "is back") && (!strings.Contains(string(m.Blocks), "<@U0BEN>") || !strings.Contains(string(m.Blocks), "Led to an opportunity")) {
			t.Errorf("the card %s", m.Blocks)
		}
	}
	if notes != 3 {
		t.Errorf("%d notes", notes)
	}
	for channel, want := range map[string]string{demoSales: "is now an MQA", d.fake.DM(demoSelf): "Your accounts"} {
		if !slices.ContainsFunc(d.fake.Messages(channel, demoSelf), func(m slackfake.Message) bool { return strings.Contains(m.Text, want) }) {
			t.Errorf("no message in %s says %q", channel, want)
		}
	}
	if got := d.now(); !got.Equal(now) {
		t.Errorf("the stand-in lives at %s", got)
	}
}
