package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"engagement/account"
	"engagement/alert"
	"engagement/bot"
	"engagement/internal/app"
	"engagement/internal/config"
	"engagement/internal/slackfake"
	"engagement/internal/storetest"
)

const (
	stormFirms    = 5000
	stormRooms    = 5
	stormBudget   = 3
	stormResident = 300 << 20
)

// stormHistory writes accounts that all become MQAs by what happened three weeks ago,
// some by far and most by little.
func stormHistory(t *testing.T, dir string) (accounts, activities string) {
	t.Helper()
	var a, b strings.Builder
	a.WriteString("id,name,domains,territory,employees\n")
	b.WriteString("occurred_at,type,email,asset\n")
	began := time.Now().UTC().AddDate(0, 0, -30).Truncate(time.Hour)
	for i := range stormFirms {
		fmt.Fprintf(&a, "A%04d,Company %04d,c%04d.com,T%d,500\n", i, i, i, i%stormRooms)
		people := 3
		if i%250 < 2*stormRooms {
			people = 4 + i%9
		}
		for day := range 6 {
			for p := range people {
				fmt.Fprintf(&b, "%s,content.download,p%d@c%04d.com,paper %d\n", began.AddDate(0, 0, day).Add(time.Duration(p)*time.Minute).Format(time.RFC3339), p, i, day*10+p)
			}
		}
	}
	accounts, activities = filepath.Join(dir, "accounts.csv"), filepath.Join(dir, "activities.csv")
	for path, text := range map[string]string{accounts: a.String(), activities: b.String()} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return accounts, activities
}

// resident runs the program to its end and returns how much memory it had at most.
func resident(t *testing.T, args ...string) int64 {
	t.Helper()
	cmd := child(t, nil, args...)
	var problems bytes.Buffer
	cmd.Stderr = &problems
	if err := cmd.Run(); err != nil {
		t.Fatalf("engagement %s: %v\n%s", strings.Join(args, " "), err, &problems)
	}
	return peak(cmd)
}

// peak is how much memory a process had at most.
func peak(cmd *exec.Cmd) int64 {
	most := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
	if runtime.GOOS == "linux" { // which counts thousands
		most <<= 10
	}
	return most
}

// Five thousand accounts that become MQAs at once fill no channel beyond its budget:
// the strongest have the cards, the evening's line and the digest count the others,
// and the program stays small. As history they are one list.
func TestSoakStorm(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { storm(t, storetest.SQLite) })
	if os.Getenv("ENGAGEMENT_SOAK") != "" {
		t.Run("postgres", func(t *testing.T) { storm(t, storetest.Postgres) })
	}
}

func storm(t *testing.T, fresh func(testing.TB) string) {
	dir := t.TempDir()
	// No evening comes while this runs.
	evening := time.Now().UTC().Add(12 * time.Hour).Format("15:04")
	settings := fmt.Sprintf("[alerts]\nchannel = '#room-0'\nbudget = %d\nevening = '%s'\n", stormBudget, evening)
	for i := range stormRooms {
		settings += fmt.Sprintf("[[routes]]\nterritories = ['T%d']\nto = '#room-%d'\n", i, i)
	}
	path := filepath.Join(dir, "config.toml")
	if err := os.WriteFile(path, []byte(settings), 0o644); err != nil {
		t.Fatal(err)
	}
	accounts, activities := stormHistory(t, dir)

	live := fresh(t)
	must(t, "--config", path, "--db", live, "import", "accounts", accounts)
	began := time.Now()
	most := resident(t, "--config", path, "--db", live, "import", "activities", activities, "--live")
	took := time.Since(began)
	if most > stormResident {
		t.Errorf("the import had %d MB at most", most>>20)
	}
	cards, named := stormOutbox(t, live)
	for room := range stormRooms {
		channel := fmt.Sprintf("#room-%d", room)
		told, listed := cards[channel], named[channel]
		if len(told) != stormBudget || len(told)+len(listed) != stormFirms/stormRooms {
			t.Fatalf("%s has %d cards, and %d accounts for its line", channel, len(told), len(listed))
		}
		strongest := slices.MaxFunc(listed, func(a, b alert.Record) int { return cmp.Compare(a.Message.Value, b.Message.Value) })
		for i, m := range told {
			if i > 0 && m.Message.Value > told[i-1].Message.Value || m.Message.Value < strongest.Message.Value {
				t.Errorf("%s tells of %s min at place %d, and only names %s min", channel, m.Message.Value, i+1, strongest.Message.Value)
			}
		}
	}

	serving := stormServe(t, path, live, cards)
	if serving > stormResident {
		t.Errorf("serve had %d MB at most", serving>>20)
	}

	// Some evenings later the rest was named, once.
	c, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	later := time.Now().AddDate(0, 0, 5)
	a, err := app.Open(t.Context(), app.Options{Database: live, Config: c, Now: func() time.Time { return later }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	for range 2 {
		if err := a.Dispatch(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	lines := map[string]int{}
	if err := a.Store.Alerts(t.Context(), func(r alert.Record) error {
		if r.Message.Kind == alert.KindAlso {
			lines[r.Message.Channel] += r.Message.Payload.Count
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for room := range stormRooms {
		if channel := fmt.Sprintf("#room-%d", room); lines[channel] != stormFirms/stormRooms-stormBudget {
			t.Errorf("the line of %s counts %d accounts", channel, lines[channel])
		}
	}
	digest, err := a.Reader(0).Digest(t.Context(), account.DigestScope{Kind: account.RepDigest, Group: account.Group{Every: true}}, bot.Operator())
	if err != nil {
		t.Fatal(err)
	}
	if want := stormFirms - stormRooms*stormBudget; digest.Listed != want {
		t.Errorf("the digest counts %d accounts without a card, want %d", digest.Listed, want)
	}

	// The same as history.
	silent := fresh(t)
	must(t, "--config", path, "--db", silent, "import", "accounts", accounts)
	asHistory := resident(t, "--config", path, "--db", silent, "import", "activities", activities)
	if asHistory > stormResident {
		t.Errorf("the import of history had %d MB at most", asHistory>>20)
	}
	if cards, named := stormOutbox(t, silent); len(named) != 0 || len(cards) != 1 || len(cards["#room-0"]) != 1 || cards["#room-0"][0].Message.Kind != alert.KindDayOne ||
		cards["#room-0"][0].Message.Payload.Count != stormFirms {
		t.Errorf("history says %d cards in %d channels", len(cards["#room-0"]), len(cards))
	}
	t.Logf("%d accounts crossed in %v with %d MB at most, %d MB to deliver, %d MB as history: %d cards in %d channels", stormFirms, took.Round(time.Second), most>>20, serving>>20, asHistory>>20, stormRooms*stormBudget, stormRooms)
}

// stormServe delivers the cards, and fails where a channel gets others, or in another
// order. It returns how much memory that took at most.
func stormServe(t *testing.T, config, database string, cards map[string][]alert.Record) int64 {
	t.Helper()
	var rooms []slackfake.Channel
	for i := range stormRooms {
		rooms = append(rooms, slackfake.Channel{ID: fmt.Sprintf("C0ROOM%d", i), Name: fmt.Sprintf("room-%d", i), Members: []string{"U0BOT"}})
	}
	fake := slackfake.New(slackfake.Options{Channels: rooms})
	server := httptest.NewServer(fake)
	defer func() {
		server.Close()
		if err := fake.Close(); err != nil {
			t.Error(err)
		}
	}()
	cmd := child(t, []string{"SLACK_BOT_TOKEN=" + fake.App().BotToken, "SLACK_APP_TOKEN=" + fake.App().AppToken},
		"--config", config, "--db", database, "serve", "--slack-api", server.URL+"/api/")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for _, room := range rooms {
		messages, err := fake.WaitMessages(ctx, room.ID, stormBudget)
		if err != nil {
			t.Error(err)
		}
		var got, want []string
		for _, m := range messages {
			got = append(got, alertID(t, m))
		}
		for _, r := range cards["#"+room.Name] {
			want = append(want, r.Message.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("#%s holds %v, want %v", room.Name, got, want)
		}
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("serve did not stop cleanly: %v", err)
	}
	return peak(cmd)
}

// stormOutbox reads what is told and what is named only, by channel, in order.
func stormOutbox(t *testing.T, database string) (told, listed map[string][]alert.Record) {
	t.Helper()
	told, listed = map[string][]alert.Record{}, map[string][]alert.Record{}
	if err := storetest.Open(t, database).Alerts(t.Context(), func(r alert.Record) error {
		switch m := r.Message; r.Status {
		case alert.Pending:
			told[m.Channel] = append(told[m.Channel], r)
		case alert.InALine:
			r.Message.Payload = alert.Payload{}
			listed[m.Channel] = append(listed[m.Channel], r)
		default:
			t.Errorf("%s is %s", m.ID, r.Status)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return told, listed
}
