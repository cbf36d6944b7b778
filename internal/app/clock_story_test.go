package app_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"engagement/account"
	"engagement/alert"
	"engagement/internal/slackfake"
)

// once fails where a message of the outbox is not on Slack exactly once, or is there
// although it is told otherwise, or waits; it counts what was sent of each kind.
func (w *workspace) once(channels ...string) map[alert.Kind]int {
	w.t.Helper()
	seen, kinds := map[string]int{}, map[alert.Kind]int{}
	for _, c := range channels {
		for _, m := range w.fake.Messages(c, "") {
			_, id, _ := strings.Cut(string(m.Metadata), `"alert_id":"`)
			id, _, _ = strings.Cut(id, `"`)
			seen[id]++
		}
	}
	if err := w.app.Store.Alerts(w.t.Context(), func(r alert.Record) error {
		want := 0
		if r.Status == alert.Sent {
			want = 1
			kinds[r.Message.Kind]++
		}
		if told := want == 1 || r.Status == alert.InALine || r.Status == alert.Withheld; !told || seen[r.Message.ID] != want {
			w.t.Errorf("%s is %s (%s), and %d times on Slack", r.Message.ID, r.Status, r.Error, seen[r.Message.ID])
		}
		delete(seen, r.Message.ID)
		return nil
	}); err != nil {
		w.t.Fatal(err)
	}
	if len(seen) > 0 {
		w.t.Errorf("nobody decided %v", seen)
	}
	return kinds
}

// The program's clock is an hour fast and is set back: while a post has no answer,
// between a decision and its dispatch, after a claim whose process died, and right
// after digests were written. Nothing is lost or told twice, and no channel gets
// more than its cards of a day.
func TestStoryClockIsSetBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var fast atomic.Int64
		w := stage(t, nightConfig(t, quietNights+"[alerts]\nbudget = 2\nescalate_days = 0\nquiet_hours = \"21:00-07:00\"\n"))
		w.app.Now = func() time.Time { return time.Now().Add(time.Duration(fast.Load())) }
		firms := []account.Account{}
		for i := range 9 {
			firms = append(firms, account.Account{ID: fmt.Sprint("A", i), Name: fmt.Sprint("Company ", i), Domains: []string{fmt.Sprintf("a%d.com", i)}, Employees: 100})
		}
		w.accounts(firms...)
		w.start()
		defer func() { w.end() }()
		until(t, 2000, 1, 11, 9, 30)
		digest := account.Subscription{
			UserID: "U0LEA", Scope: account.DigestScope{Kind: account.ManagerDigest, Group: account.Group{Every: true}}, Channel: "#ops",
			Weekday: time.Wednesday, Minute: 9 * 60, Zone: "Europe/Berlin", Created: w.app.Now(),
		}
		if _, _, err := w.app.Store.Subscribe(t.Context(), digest); err != nil {
			t.Fatal(err)
		}
		request := func(n int) {
			w.send(row(fmt.Sprint("d", n), "form.demo_request", fmt.Sprintf("ask%d@a%d.com", n, n+n/3*5), time.Now()))
		}

		// An answer is lost, and the clock is right by the time somebody looks.
		fast.Store(int64(time.Hour))
		w.fake.Script("chat.postMessage", slackfake.LostResponse())
		request(0)
		w.within(time.Second, alerts, 1)
		fast.Store(0)
		time.Sleep(2 * time.Hour)
		if calls := len(w.fake.Calls("chat.postMessage")); calls != 1 {
			t.Errorf("a request was posted %d times", calls)
		}

		// The program dies between a claim and its answer.
		fast.Store(int64(time.Hour))
		w.fake.Script("chat.postMessage", slackfake.SlowAnd(5*time.Second, slackfake.Pass()))
		request(1)
		time.Sleep(time.Second)
		w.stop()
		fast.Store(0)
		w.again()
		request(2)
		w.within(15*time.Second, alerts, 3)
		time.Sleep(2 * time.Hour)

		// Accounts qualify in quiet hours, and it is an hour earlier when the day begins.
		until(t, 2000, 1, 11, 22, 0)
		fast.Store(int64(time.Hour))
		for n := 3; n < 8; n++ {
			for p := range 15 {
				w.send(fmt.Sprintf(`{"id":"r-%d-%d","type":"content.download","email":"p%d@a%d.com","asset":"paper %d","occurred_at":%q}`,
					n, p, p/3, n, p, time.Now().AddDate(0, 0, -p%6).UTC().Format(time.RFC3339)))
			}
		}
		time.Sleep(time.Minute)
		fast.Store(0)
		w.within(time.Second, alerts, 3)

		// Cards are told and digests written at seven and at nine: twice, by the clock.
		for _, hour := range []int{6, 8} {
			fast.Store(int64(time.Hour))
			until(t, 2000, 1, 12, hour, 10)
			fast.Store(0)
			until(t, 2000, 1, 12, hour+1, 50)
		}
		// Midnight comes twice, too.
		until(t, 2000, 1, 12, 23, 30)
		fast.Store(int64(time.Hour))
		request(3)
		time.Sleep(10 * time.Minute)
		fast.Store(0)
		time.Sleep(24 * time.Hour)
		kinds := w.once(alerts, ops)
		if kinds[alert.KindActNow] != 4 || kinds[alert.KindDigest] != 1 || kinds[alert.KindMQA] != 2 || kinds[alert.KindAlso] != 1 || len(kinds) != 4 {
			t.Errorf("told were %v", kinds)
		}
	})
}

// After the clock has been set back by an hour nothing waits through that hour again:
// neither what a process had claimed that died, nor what was to be tried once more, nor
// what comes later in their channels. All of it is told once.
func TestStoryNothingWaitsForAClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var fast atomic.Int64
		w := stage(t, nightConfig(t, quietNights))
		w.app.Now = func() time.Time { return time.Now().Add(time.Duration(fast.Load())) }
		w.accounts(big("A1", "ann@ours.com"))

		// A process claims, and dies.
		fast.Store(int64(time.Hour))
		if _, err := w.app.Store.Say(t.Context(), alert.Message{
			ID: "claimed", Key: "claimed", Kind: alert.KindUndelivered, Reason: alert.GivenUp, Channel: "#ops", DecidedAt: w.app.Now(),
			Payload: alert.Payload{Undelivered: &alert.Undelivered{Kind: alert.KindMQA, Channel: "#west", Cause: "is_archived"}},
		}); err != nil {
			t.Fatal(err)
		}
		if leases, err := w.app.Store.Claim(t.Context(), w.app.Now(), 5*time.Second); err != nil || len(leases) != 1 {
			t.Fatalf("claimed %v, %v", leases, err)
		}
		fast.Store(0)
		w.start()
		defer func() { w.end() }()
		w.within(10*time.Second, ops, 1)

		// Slack is busy, and the clock is right by the time it is not.
		fast.Store(int64(time.Hour))
		w.fake.Script("chat.postMessage", slackfake.TooMany(20*time.Second))
		w.send(row("d1", "form.demo_request", "jane@a1.com", time.Now()))
		time.Sleep(time.Second)
		fast.Store(0)
		w.send(row("d2", "form.demo_request", "joe@a1.com", time.Now()))
		w.within(30*time.Second, alerts, 2)
		time.Sleep(2 * time.Hour)
		if kinds := w.once(alerts, ops); kinds[alert.KindActNow] != 2 || kinds[alert.KindUndelivered] != 1 || len(kinds) != 2 {
			t.Errorf("told were %v", kinds)
		}
	})
}

// Digests come once at the reader's hour when clocks go forward and back, in Berlin
// and in Los Angeles, also at an hour that is skipped, or comes twice, and where the
// program is started again in the middle of it.
func TestStoryDigestsWhenClocksChange(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := stage(t, nightConfig(t, quietNights+"[alerts]\nescalate_days = 0\n"))
		w.accounts(big("A1", "ann@ours.com"))
		w.start()
		defer func() { w.end() }()
		until(t, 2000, 3, 20, 12, 0)
		utc := func(month time.Month, day, hour, minute int) time.Time {
			return time.Date(2000, month, day, hour, minute, 0, 0, time.UTC)
		}
		days := []struct {
			zone    string
			weekday time.Weekday
			minute  int
			at      []time.Time // in the four weeks around both changes
		}{
			// Berlin goes forward on 26 March and back on 29 October, at one in UTC.
			{"Europe/Berlin", time.Sunday, 2*60 + 30, []time.Time{utc(3, 26, 1, 30), utc(4, 2, 0, 30), utc(10, 29, 0, 30), utc(11, 5, 1, 30)}},
			{"Europe/Berlin", time.Monday, 9 * 60, []time.Time{utc(3, 27, 7, 0), utc(4, 3, 7, 0), utc(10, 30, 8, 0), utc(11, 6, 8, 0)}},
			// Los Angeles goes forward on 2 April at ten, and back on 29 October at nine.
			{"America/Los_Angeles", time.Sunday, 2*60 + 30, []time.Time{utc(3, 26, 10, 30), utc(4, 2, 10, 30), utc(10, 29, 10, 30), utc(11, 5, 10, 30)}},
			{"America/Los_Angeles", time.Sunday, 60 + 30, []time.Time{utc(3, 26, 9, 30), utc(4, 2, 9, 30), utc(10, 29, 8, 30), utc(11, 5, 9, 30)}},
			{"America/Los_Angeles", time.Monday, 9 * 60, []time.Time{utc(3, 27, 17, 0), utc(4, 3, 16, 0), utc(10, 30, 17, 0), utc(11, 6, 17, 0)}},
		}
		want := map[string][]time.Time{}
		for i, d := range days {
			channel := fmt.Sprint("C0DAY", i)
			w.fake.AddChannel(slackfake.Channel{ID: channel, Name: fmt.Sprint("day-", i), Members: []string{"U0BOT"}})
			if _, _, err := w.app.Store.Subscribe(t.Context(), account.Subscription{
				UserID: "U0LEA", Scope: account.DigestScope{Kind: account.ManagerDigest, Group: account.Group{Every: true}}, Channel: channel,
				Weekday: d.weekday, Minute: d.minute, Zone: d.zone, Created: time.Now(),
			}); err != nil {
				t.Fatal(err)
			}
			want[channel] = d.at
		}
		live := func(from time.Time, weeks int) {
			time.Sleep(time.Until(from))
			for range weeks * 7 {
				w.reading("A1", 1)
				time.Sleep(12 * time.Hour)
				if now := time.Now().UTC(); now.Weekday() == time.Sunday {
					w.again()
				}
				time.Sleep(12 * time.Hour)
			}
		}
		live(utc(3, 23, 0, 45), 2)
		spring := time.Now()
		w.stop() // for the summer
		time.Sleep(time.Until(utc(10, 25, 12, 0)))
		w.again()
		live(utc(10, 26, 0, 45), 2)
		for channel, moments := range want {
			var got []time.Time
			for _, m := range w.fake.Messages(channel, "") {
				seconds, _, _ := strings.Cut(m.TS, ".")
				n, err := strconv.ParseInt(seconds, 10, 64)
				if err != nil {
					t.Fatal(err)
				}
				if at := time.Unix(n, 0).UTC(); at.Before(spring) || !at.Before(utc(10, 26, 0, 0)) {
					got = append(got, at.Truncate(10*time.Minute))
				}
			}
			if !slices.Equal(got, moments) {
				t.Errorf("%s has digests at %v, want %v", channel, got, moments)
			}
		}
		w.once(alerts, "C0DAY0", "C0DAY1", "C0DAY2", "C0DAY3", "C0DAY4")
	})
}
