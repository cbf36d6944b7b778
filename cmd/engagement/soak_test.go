package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"engagement/account"
	"engagement/alert"
	"engagement/internal/slackfake"
	"engagement/internal/storetest"
	"engagement/store"
)

// ordeal is how much is delivered, and how often the program dies meanwhile.
type ordeal struct{ rooms, alerts, digests, kills, batches int }

func ordealOf() ordeal {
	if os.Getenv("ENGAGEMENT_SOAK") != "" {
		return ordeal{rooms: 8, alerts: 300, digests: 40, kills: 220, batches: 30}
	}
	return ordeal{rooms: 6, alerts: 24, digests: 6, kills: 14, batches: 4}
}

// rooms are where alerts and digests go.
func rooms(n int) (channels []slackfake.Channel, users []slackfake.User, config string) {
	config = "[alerts]\nchannel = '#room-0'\nbudget = -1\nescalate_days = 0\n"
	for i := range n {
		channels = append(channels, slackfake.Channel{ID: fmt.Sprintf("C0ROOM%d", i), Name: fmt.Sprintf("room-%d", i), Members: []string{"U0BOT"}})
		config += fmt.Sprintf("[[routes]]\nterritories = ['T%d']\nto = '#room-%d'\n", i, i)
	}
	for i := range 5 {
		users = append(users, slackfake.User{ID: fmt.Sprintf("U0MEMBER%d", i), Name: fmt.Sprintf("member%d", i)})
	}
	return channels, users, config
}

// Delivery through a network that loses answers, resets connections and is slow, by
// a program that is killed every moment, loses and doubles no alert, digest or note,
// and keeps each channel in the order of the outbox.
func TestSoakDelivery(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		t.Parallel()
		o := ordealOf()
		channels, users, config := rooms(o.rooms)
		fake := slackfake.New(slackfake.Options{Channels: channels, Users: users, FileReadyPolls: 1})
		server := httptest.NewServer(fake)
		t.Cleanup(func() {
			server.Close()
			if err := fake.Close(); err != nil {
				t.Error(err)
			}
		})
		between := forecast(t, server.Listener.Addr().String())
		between.storm.Store(true)
		s := newSoak(t, database, config, o)
		serving := func() *exec.Cmd {
			return child(t, []string{"SLACK_BOT_TOKEN=" + fake.App().BotToken, "SLACK_APP_TOKEN=" + fake.App().AppToken},
				"--config", s.config, "--db", database, "serve", "--slack-api", "http://"+between.address()+"/api/")
		}
		dice := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 4))
		began := time.Now()
		for killed := range o.kills {
			if killed%(o.kills/o.batches) == 0 {
				s.decide(t)
			}
			cmd := serving()
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			timer := time.AfterFunc(100*time.Millisecond+time.Duration(dice.Int64N(int64(700*time.Millisecond))), func() { cmd.Process.Kill() })
			if err := cmd.Wait(); err == nil {
				t.Fatal("serve ended by itself")
			}
			timer.Stop()
		}
		for s.decided < o.alerts {
			s.decide(t)
		}
		stormed := time.Since(began)
		between.storm.Store(false)
		cmd := serving()
		var log strings.Builder
		cmd.Stderr = &log
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		s.drain(t)
		s.follow(t)
		s.drain(t)
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("serve did not stop cleanly: %v\n%s", err, &log)
		}
		lost, doubled, kinds := s.judge(t, fake)
		t.Logf("%d alerts, %d digests, %d notes; %d kills in %v, connections harmed: %v; all delivered after %v: %d lost, %d doubled",
			kinds[alert.KindActNow], kinds[alert.KindDigest], kinds[alert.KindNote], o.kills, stormed.Round(time.Second), between.harmed, time.Since(began).Round(time.Second), lost, doubled)
		if kinds[alert.KindActNow] != o.alerts || kinds[alert.KindDigest] != o.digests || kinds[alert.KindNote] == 0 || kinds[alert.KindEdit] == 0 {
			t.Errorf("delivered were %v", kinds)
		}
		if between.harmed["late"] == 0 || between.harmed["answer lost"] == 0 || between.harmed["reset"] == 0 {
			t.Errorf("the weather was too good: %v", between.harmed)
		}
	})
}

// soak is a database in which there is something to deliver.
type soak struct {
	ordeal
	database, config, dir string
	decided, batch        int
	store                 *store.Store
}

// newSoak makes accounts with some history and orders digests, which become due
// while the program is killed.
func newSoak(t *testing.T, database, config string, o ordeal) *soak {
	t.Helper()
	s := &soak{ordeal: o, database: database, dir: t.TempDir()}
	s.config = s.write(t, "config.toml", config)
	var firms, past strings.Builder
	firms.WriteString("id,name,domains,territory,employees\n")
	past.WriteString("occurred_at,type,email,asset\n")
	for i := range s.firms() {
		fmt.Fprintf(&firms, "A%03d,Company %03d,c%03d.com,T%d,500\n", i, i, i, i%o.rooms)
		fmt.Fprintf(&past, "%s,content.download,p%d@c%03d.com,paper\n", time.Now().Add(-30*time.Hour).UTC().Format(time.RFC3339), i, i)
	}
	s.imported(t, "accounts", s.write(t, "accounts.csv", firms.String()))
	s.imported(t, "activities", s.write(t, "past.csv", past.String()))
	s.store = storetest.Open(t, database)
	for i := range o.digests {
		at := time.Now().UTC().Add(time.Duration(i*30/o.digests) * time.Second)
		if _, was, err := s.store.Subscribe(t.Context(), account.Subscription{
			UserID: fmt.Sprintf("U0MEMBER%d", i/o.rooms), Scope: account.DigestScope{Kind: account.ManagerDigest, Group: account.Group{Every: true}},
			Channel: fmt.Sprintf("#room-%d", i%o.rooms), Weekday: at.Weekday(), Minute: at.Hour()*60 + at.Minute(), Zone: "UTC", Created: at.Add(-time.Hour),
		}); err != nil || was {
			t.Fatalf("subscribe: %v %v", was, err)
		}
	}
	return s
}

// firms is how many accounts ask, each of them several times.
func (s *soak) firms() int { return s.alerts / 4 }

func (s *soak) write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func (s *soak) imported(t *testing.T, kind, path string, more ...string) {
	t.Helper()
	must(t, append([]string{"--config", s.config, "--db", s.database, "import", kind, path}, more...)...)
}

// decide makes a batch of alerts, and lets something become of earlier ones.
func (s *soak) decide(t *testing.T) {
	t.Helper()
	now := time.Now().UTC()
	var b strings.Builder
	b.WriteString("id,occurred_at,type,email\n")
	for range (s.alerts + s.batches - 1) / s.batches {
		if s.decided == s.alerts {
			break
		}
		fmt.Fprintf(&b, "d%d,%s,form.demo_request,asks%d@c%03d.com\n", s.decided, now.Format(time.RFC3339), s.decided, s.decided%s.firms())
		s.decided++
	}
	s.imported(t, "activities", s.write(t, "requests.csv", b.String()), "--source", "web")
	if s.batch++; s.batch > 1 {
		s.follow(t)
	}
}

// follow lets something become of earlier alerts: a meeting with a company that has
// asked, and a deal, which changes the card.
func (s *soak) follow(t *testing.T) {
	t.Helper()
	now, firm := time.Now().UTC(), s.batch%s.firms()
	s.imported(t, "activities", s.write(t, "meeting.csv", fmt.Sprintf("id,occurred_at,type,email,asset\nm%d,%s,meeting.scheduled,asks%d@c%03d.com,Meeting\n",
		s.batch, now.AddDate(0, 0, 3).Format(time.RFC3339), firm, firm)), "--source", "web")
	s.imported(t, "opportunities", s.write(t, "deal.csv", fmt.Sprintf("id,account_id,name,stage,amount,created_at\no%d,A%03d,Deal,Open,100,%s\n",
		s.batch, firm, now.Format(time.RFC3339Nano))))
}

// drain waits until nothing is under way any more and every digest was written.
func (s *soak) drain(t *testing.T) {
	t.Helper()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(15 * time.Minute); ; <-tick.C {
		open, digests := 0, 0
		if err := s.store.Alerts(t.Context(), func(r alert.Record) error {
			if r.Status != alert.Sent && r.Status != alert.Dead {
				open++
			}
			if r.Message.Kind == alert.KindDigest {
				digests++
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if open == 0 && digests == s.digests {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d messages are still under way, %d of %d digests written", open, digests, s.digests)
		}
	}
}

// alertID is what the metadata of a message on Slack says.
func alertID(t *testing.T, m slackfake.Message) string {
	t.Helper()
	var meta struct {
		Payload struct {
			AlertID string `json:"alert_id"`
		} `json:"event_payload"`
	}
	if err := json.Unmarshal(m.Metadata, &meta); err != nil {
		t.Fatalf("%s: %v", m.Metadata, err)
	}
	return meta.Payload.AlertID
}

// judge holds what stands on Slack against the outbox: each message once, in the
// outbox's order, and nothing else. It also counts what the outbox says was sent.
func (s *soak) judge(t *testing.T, fake *slackfake.Server) (lost, doubled int, kinds map[alert.Kind]int) {
	t.Helper()
	want, kinds := map[string][]string{}, map[alert.Kind]int{}
	if err := s.store.Alerts(t.Context(), func(r alert.Record) error {
		if r.Status != alert.Sent {
			t.Errorf("%s is %s: %s", r.Message.ID, r.Status, r.Error)
		}
		kinds[r.Message.Kind]++
		if r.Message.Kind != alert.KindEdit { // which changes a message that is there
			want[r.Message.Channel] = append(want[r.Message.Channel], r.Message.ID)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, c := range fake.Channels() {
		if c.Name == "" {
			continue
		}
		var got []string
		for _, m := range fake.Messages(c.ID, "") {
			got = append(got, alertID(t, m))
		}
		if expected := want["#"+c.Name]; !slices.Equal(expected, got) {
			t.Errorf("#%s holds\n%v, and the outbox\n%v", c.Name, got, expected)
		}
		for _, id := range want["#"+c.Name] {
			switch n := len(slices.DeleteFunc(slices.Clone(got), func(other string) bool { return other != id })); {
			case n == 0:
				lost++
			default:
				doubled += n - 1
			}
		}
	}
	for i := range s.decided {
		if id := fmt.Sprintf("act_now:web:d%d", i); !slices.ContainsFunc(slices.Concat(sorted(want)...), func(other string) bool { return other == id }) {
			t.Errorf("request %s was never decided", id)
		}
	}
	for _, f := range fake.Faults() {
		t.Errorf("Slack refused: %+v", f)
	}
	return lost, doubled, kinds
}

func sorted(m map[string][]string) (all [][]string) {
	for _, ids := range m {
		all = append(all, ids)
	}
	return all
}
