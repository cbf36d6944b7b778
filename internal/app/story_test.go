package app_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"engagement/account"
	"engagement/alert"
	"engagement/internal/app"
	"engagement/internal/config"
	"engagement/internal/slackfake"
	"engagement/internal/storetest"
)

// workspace is a running program against a stand-in of Slack, both in memory:
// the stage on which stories play. It lives inside a synctest bubble, where
// waiting costs nothing.
type workspace struct {
	t    *testing.T
	app  *app.App
	fake *slackfake.Server
	bot  *slackfake.Listener // where the program is reached
	door *http.Client        // leads there
	log  *strings.Builder
	stop context.CancelFunc
	done chan error
	lost bool // files were deleted, so that messages which show them are refused
}

const (
	alerts   = "C0ALERTS"
	ops      = "C0OPS"
	writeKey = "write-key-of-the-story"
)

// storyConfig sends operations to a channel of their own. Stories over months
// play in http mode: sockets would ping each other through all of it.
func storyConfig(t *testing.T, mode string) *config.Config {
	t.Helper()
	c, err := config.Parse("story", []byte(quietNights+`
[company]
timezone = "Europe/Berlin"
[alerts]
operations = "#ops"
[ingest.http]
listen = "bot.story:80"
[slack]
mode = "`+mode+`"
listen = "bot.story:80"
`))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func storyWorld() slackfake.Options {
	return slackfake.Options{
		Now: time.Now, BaseURL: "http://slack.story", Team: slackfake.Team{ID: "T0STORY", Name: "Story"},
		App: slackfake.App{Shortcuts: []slackfake.Shortcut{{CallbackID: "log_message", Name: "Log as activity"}}, UnfurlDomains: []string{"crm.ours.com"}},
		Users: []slackfake.User{
			{ID: "U0ANN", Name: "ann", RealName: "Ann", Email: "ann@ours.com"},
			{ID: "U0BEN", Name: "ben", RealName: "Ben", Email: "ben@ours.com"},
			{ID: "U0LEA", Name: "lea", Email: "lea@ours.com"},
			{ID: "U0GUEST", Name: "guest", Email: "guest@elsewhere.com", IsRestricted: true},
			{ID: "U0FOREIGN", Name: "foreign", Email: "mallory@foreign.com", TeamID: "T0FOREIGN"},
		},
		Usergroups: []slackfake.Usergroup{{ID: "S0LEADS", Name: "Leads", Handle: "leads", Users: []string{"U0LEA"}}},
		Channels: []slackfake.Channel{
			{ID: alerts, Name: "alerts", Members: []string{"U0BOT", "U0ANN", "U0BEN", "U0LEA", "U0GUEST", "U0FOREIGN"}},
			{ID: ops, Name: "ops", Members: []string{"U0BOT", "U0ANN"}},
		},
	}
}

// stage opens a database and starts the program.
func stage(t *testing.T, c *config.Config) *workspace {
	t.Helper()
	w := &workspace{t: t, log: &strings.Builder{}, bot: slackfake.NewListener()}
	world := storyWorld()
	if c.Slack.Mode == "http" {
		world.HTTP = &slackfake.HTTPMode{
			CommandURL: "http://bot.story/slack/commands", InteractionURL: "http://bot.story/slack/interactions", EventURL: "http://bot.story/slack/events", OptionsURL: "http://bot.story/slack/options",
			Client: &http.Client{Transport: w},
		}
	}
	w.fake = slackfake.New(world)
	a, err := app.Open(t.Context(), app.Options{Database: storetest.SQLite(t), Config: c, Now: time.Now, Log: slog.New(slog.NewTextHandler(w.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	w.app = a
	return w
}

// RoundTrip leads Slack's requests to the program that runs.
func (w *workspace) RoundTrip(r *http.Request) (*http.Response, error) {
	return w.door.Transport.RoundTrip(r)
}

// again ends the program and starts it anew.
func (w *workspace) again() {
	w.t.Helper()
	w.stop()
	if err := <-w.done; err != nil {
		w.t.Errorf("serve ended with %v", err)
	}
	w.door.CloseIdleConnections()
	w.bot = slackfake.NewListener()
	w.start()
}

func (w *workspace) start() {
	w.t.Helper()
	slack := slackfake.NewListener()
	w.fake.Serve(slack)
	w.door = w.bot.Client()
	ctx, stop := context.WithCancel(w.t.Context())
	w.stop, w.done = stop, make(chan error, 1)
	ready := make(chan struct{})
	go func() {
		w.done <- w.app.Serve(ctx, app.ServeOptions{
			Secrets:  config.Secrets{BotToken: w.fake.App().BotToken, AppToken: w.fake.App().AppToken, SigningSecret: w.fake.App().SigningSecret, WriteKey: writeKey},
			SlackAPI: "http://slack.story/api/", SlackHTTP: slack.Client(), SlackDial: slack.DialContext, ResponseHosts: []string{"slack.story"},
			Listen: func(string, string) (net.Listener, error) { return w.bot, nil },
			Poll:   time.Hour, Ready: func() { close(ready) },
		})
	}()
	select {
	case <-ready:
	case err := <-w.done:
		w.t.Fatalf("serve: %v\n%s", err, w.log)
	}
	if w.app.Config.Slack.Mode != "socket" {
		return
	}
	if err := w.fake.WaitSockets(ctx, 2); err != nil {
		w.t.Fatal(err)
	}
}

// end stops everything and fails on what must never happen.
func (w *workspace) end() {
	w.t.Helper()
	w.stop()
	if err := <-w.done; err != nil {
		w.t.Errorf("serve ended with %v", err)
	}
	w.door.CloseIdleConnections()
	for _, f := range w.fake.Faults() {
		if w.lost && len(f.Faults) == 1 && strings.HasSuffix(f.Faults[0].String(), "invalid slack file") {
			continue
		}
		w.t.Errorf("Slack refused a message: %+v", f)
	}
	if err := w.fake.Close(); err != nil {
		w.t.Error(err)
	}
	if err := w.app.Close(); err != nil {
		w.t.Error(err)
	}
	for _, secret := range []string{w.fake.App().BotToken, w.fake.App().AppToken, w.fake.App().SigningSecret, writeKey, "/response/"} {
		if strings.Contains(w.log.String(), secret) {
			w.t.Errorf("the log holds the secret %q:\n%s", secret, w.log)
		}
	}
}

func (w *workspace) accounts(accounts ...account.Account) {
	w.t.Helper()
	if _, err := w.app.Store.SaveAccounts(w.t.Context(), time.Now(), "", accounts, nil); err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.app.ScoreWaiting(w.t.Context(), nil); err != nil {
		w.t.Fatal(err)
	}
}

// send posts activities to the door; 200 means that they are durable.
func (w *workspace) send(rows ...string) {
	w.t.Helper()
	request, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, "http://bot.story/v1/activities", strings.NewReader("["+strings.Join(rows, ",")+"]"))
	if err != nil {
		w.t.Fatal(err)
	}
	request.SetBasicAuth(writeKey, "")
	response, err := w.door.Do(request)
	if err != nil {
		w.t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil {
		w.t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		w.t.Fatalf("the door answered %d: %s", response.StatusCode, body)
	}
}

func row(id, typ, email string, at time.Time) string {
	return fmt.Sprintf(`{"id":%q,"type":%q,"email":%q,"occurred_at":%q}`, id, typ, email, at.UTC().Format(time.RFC3339))
}

// within waits until a channel holds n messages and fails when that takes
// longer than it may.
func (w *workspace) within(limit time.Duration, channel string, n int) []slackfake.Message {
	w.t.Helper()
	began := time.Now()
	ctx, cancel := context.WithTimeout(w.t.Context(), limit)
	defer cancel()
	if _, err := w.fake.WaitMessages(ctx, channel, n); err != nil {
		w.t.Fatalf("no %d messages in %s after %s: %v\n%s", n, channel, time.Since(began), err, w.log)
	}
	messages := w.fake.Messages(channel, "")
	if len(messages) != n {
		w.t.Fatalf("%d messages in %s, want %d", len(messages), channel, n)
	}
	return messages
}

// A channel learns the names of people only where the config says so.
func TestStoryNamesInChannels(t *testing.T) {
	t.Parallel()
	for names, want := range map[string]bool{"none": false, "title": false, "full": true} {
		synctest.Test(t, func(t *testing.T) {
			c := storyConfig(t, "http")
			c.ChannelNames = names
			w := stage(t, c)
			w.accounts(acmeAccount)
			w.start()
			defer w.end()
			w.send(`{"id":"d1","type":"form.demo_request","email":"jane@acme.com","name":"Jane Doe","title":"CFO","occurred_at":"2000-01-01T00:00:00Z"}`)
			card := string(w.within(2*time.Second, alerts, 1)[0].Blocks)
			if strings.Contains(card, "Jane Doe") != want {
				t.Errorf("channel_names = %s: %s", names, card)
			}
		})
	}
}

// A kind of alert may say less of people than channels learn otherwise, in its cards,
// reminders and digests.
func TestStoryKindsSayLess(t *testing.T) {
	t.Parallel()
	for how, said := range map[string][]string{"card": {"Jane Doe", "CEO", "executive"}, "card, title": {"executive"}, "card, none": nil} {
		synctest.Test(t, func(t *testing.T) {
			w := stage(t, nightConfig(t, "[privacy]\nchannel_names = \"full\"\n[people.\"ann@ours.com\"]\nmanager = \"lea@ours.com\"\n[alerts.kinds]\nact_now = \""+how+"\"\n"))
			w.accounts(acmeAccount)
			w.start()
			defer w.end()
			w.send(`{"id":"d1","type":"form.demo_request","email":"jane@acme.com","name":"Jane Doe","title":"CEO","occurred_at":"2000-01-01T00:00:00Z"}`)
			got := string(w.within(2*time.Second, alerts, 1)[0].Blocks)
			time.Sleep(8 * 24 * time.Hour)
			told := w.fake.Messages(w.fake.DM("U0LEA"), "U0LEA")
			if len(told) != 1 {
				t.Fatalf("Lea has %d messages, want the reminder", len(told))
			}
			got += string(told[0].Blocks)
			for _, word := range []string{"Jane Doe", "CEO", "executive"} {
				if strings.Contains(got, word) != slices.Contains(said, word) {
					t.Errorf("%s: %q in %s", how, word, got)
				}
			}
		})
	}
}

func berlin(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

var acmeAccount = account.Account{ID: "A1", Name: "Acme Corp", Domains: []string{"acme.com"}, Tier: "1", Employees: 1200, Owner: "ann@ours.com", Territory: "West"}

// A demo request at noon: one alert within two seconds, and none on the nights
// after, although the account leaves its MQA and the clocks change meanwhile.
func TestStoryDemoRequestAtNoon(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := stage(t, storyConfig(t, "http"))
		w.accounts(acmeAccount)
		w.start()
		defer w.end()
		noon := time.Date(2000, 1, 3, 12, 0, 0, 0, berlin(t))
		time.Sleep(time.Until(noon))
		w.send(row("d1", "form.demo_request", "jane@acme.com", time.Now()))
		m := w.within(2*time.Second, alerts, 1)[0]
		for _, want := range []string{"Acme Corp", "demo request"} {
			if !strings.Contains(m.Text, want) {
				t.Errorf("the notification %q does not say %q", m.Text, want)
			}
		}
		for _, want := range []string{"U0ANN", "is now an MQA", "slack_file"} {
			if !strings.Contains(string(m.Blocks), want) {
				t.Errorf("the card does not hold %q: %s", want, m.Blocks)
			}
		}
		if strings.Contains(string(m.Blocks), "jane") {
			t.Error("a channel learned the name of a person")
		}
		// The same request again, as a source that repeats itself sends it.
		w.send(row("d1", "form.demo_request", "jane@acme.com", noon))
		time.Sleep(100 * 24 * time.Hour)
		w.within(time.Second, alerts, 1)
		if got := w.fake.Messages(ops, ""); len(got) != 0 {
			t.Errorf("operations heard of %d messages", len(got))
		}
		card, err := w.app.Reader(0).Card(t.Context(), "A1")
		if err != nil || card.Card.MQA || card.Card.Grade != 1 {
			t.Errorf("100 days later: MQA %v, grade %d, %v", card.Card.MQA, card.Card.Grade, err)
		}
	})
}

// Requests that belong to nobody go to operations; those of our own people and
// test addresses go nowhere.
func TestStoryRequestFromNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := stage(t, storyConfig(t, "http"))
		w.accounts(acmeAccount)
		w.start()
		defer w.end()
		w.send(row("d1", "form.demo_request", "somebody@gmail.com", time.Now()), row("d2", "form.demo_request", "test@nobody.com", time.Now()))
		m := w.within(2*time.Second, ops, 1)[0]
		if !strings.Contains(m.Text, "on no account") || strings.Contains(string(m.Blocks), "somebody@") {
			t.Errorf("operations read %q: %s", m.Text, m.Blocks)
		}
		// Whose it is can be said from there; who it was is told to whoever asks alone.
		(&desk{w}).click("U0ANN", m, "assign")
		if form := w.form("U0ANN"); !strings.Contains(string(form.Body), "somebody@gmail.com") {
			t.Errorf("the form: %s", form.Body)
		}
		time.Sleep(48 * time.Hour)
		w.within(time.Second, ops, 1)
		w.within(time.Second, alerts, 0)
	})
}

// Minutes from enough people cross the threshold: one card. The account stays
// in for months of activity and nobody hears of it again; it leaves after the
// silence, and may alert again only 30 days later.
func TestStoryCrossingLeavingAndComingBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := stage(t, storyConfig(t, "http"))
		w.accounts(acmeAccount)
		w.start()
		defer w.end()
		n := 0
		read := func(days int) {
			for range days {
				for _, who := range []string{"ann.lee@acme.com", "bo.li@acme.com"} {
					n++
					w.send(fmt.Sprintf(`{"id":"r%d","type":"content.download","email":%q,"asset":"paper %d","occurred_at":%q}`, n, who, n, time.Now().UTC().Format(time.RFC3339)))
				}
				time.Sleep(24 * time.Hour)
			}
		}
		time.Sleep(10 * time.Hour)
		read(4) // 80 of 90 minutes
		w.within(time.Second, alerts, 0)
		read(1) // 100
		m := w.within(2*time.Second, alerts, 1)[0]
		if !strings.Contains(m.Text, "is now an MQA") {
			t.Errorf("the card says %q", m.Text)
		}
		read(30)
		w.within(time.Second, alerts, 1)
		time.Sleep(160 * 24 * time.Hour) // silence: it leaves
		read(6)                          // and comes back, long after
		w.within(2*time.Second, alerts, 2)
	})
}

// history is a company on its first day, and what its people did in five weeks: all
// of its accounts qualify.
func history(accounts int) (all []account.Account, csv string) {
	var b strings.Builder
	b.WriteString("id,occurred_at,type,email,asset\n")
	for i := range accounts {
		all = append(all, account.Account{ID: fmt.Sprintf("A%02d", i), Name: fmt.Sprintf("Company %02d", i), Domains: []string{fmt.Sprintf("c%02d.com", i)}, Tier: "1", Employees: 500})
		for k := range 12 {
			at := time.Now().Add(-time.Duration(k*3) * 24 * time.Hour)
			fmt.Fprintf(&b, "h%d-%d,%s,content.download,p%d@c%02d.com,paper %d\n", i, k, at.UTC().Format(time.RFC3339), k%3, i, k)
		}
	}
	return all, b.String()
}

// An import of history posts one list and no cards; what happens afterwards
// alerts as ever.
func TestStoryDayOne(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := stage(t, storyConfig(t, "http"))
		accounts, csv := history(30)
		w.accounts(accounts...)
		w.start()
		defer w.end()
		importText(t, w.app, csv)
		m := w.within(3*time.Second, alerts, 1)[0]
		if !strings.Contains(m.Text, "Day one: 30 accounts already qualify") {
			t.Errorf("the list says %q", m.Text)
		}
		time.Sleep(40 * 24 * time.Hour)
		w.within(time.Second, alerts, 1)
		w.send(row("d1", "form.demo_request", "p0@c07.com", time.Now()))
		w.within(2*time.Second, alerts, 2)
	})
}

// Whoever else scores while an import ends, the list of what it found is one.
func TestTheListIsWhole(t *testing.T) {
	t.Parallel()
	for range 20 {
		a, err := app.Open(t.Context(), app.Options{Database: storetest.SQLite(t), Config: storyConfig(t, "http"), Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		accounts, csv := history(30)
		if _, err := a.Store.SaveAccounts(t.Context(), time.Now(), "", accounts, nil); err != nil {
			t.Fatal(err)
		}
		var others sync.WaitGroup
		imported := make(chan struct{})
		others.Go(func() {
			for {
				select {
				case <-imported:
					return
				default:
					_, err := a.ScoreWaiting(t.Context(), nil)
					if err := errors.Join(err, a.Store.MarkAll(t.Context())); err != nil {
						t.Errorf("score beside the import: %v", err)
						return
					}
				}
			}
		})
		importText(t, a, csv)
		close(imported)
		others.Wait()
		if _, err := a.ScoreWaiting(t.Context(), nil); err != nil { // what the others have marked last
			t.Fatal(err)
		}
		var lists []string
		if err := a.Store.Alerts(t.Context(), func(r alert.Record) error {
			if r.Message.Kind == alert.KindDayOne {
				lists = append(lists, fmt.Sprint(r.Message.Payload.Count))
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(lists, []string{"30"}) {
			t.Errorf("lists of %v accounts, want one of 30", lists)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// The rep's side: a card in private with names and picture, a claim that edits
// the alert once, and nothing for guests and foreign users.
func TestStoryAskingAndClaiming(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"socket", "http"} {
		t.Run(mode, func(t *testing.T) { synctest.Test(t, func(t *testing.T) { askAndClaim(t, mode) }) })
	}
}

func askAndClaim(t *testing.T, mode string) {
	w := stage(t, storyConfig(t, mode))
	w.accounts(acmeAccount, account.Account{ID: "A2", Name: "Initech Systems", Domains: []string{"initech.com"}}, account.Account{ID: "A3", Name: "Initech Software", Domains: []string{"initech.io"}})
	w.start()
	defer w.end()
	w.send(row("d1", "form.demo_request", "jane@acme.com", time.Now()))
	alert := w.within(2*time.Second, alerts, 1)[0]

	ask := func(user, text string) string {
		t.Helper()
		before := len(w.fake.Ephemerals(alerts, user))
		if _, err := w.fake.Slash(user, alerts, "/engagement", text); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if _, err := w.fake.WaitEphemeral(ctx, alerts, user, before+1); err != nil {
			t.Fatalf("%s got no answer to %q: %v\n%s", user, text, err, w.log)
		}
		got := w.fake.Ephemerals(alerts, user)
		return got[len(got)-1].Text + string(got[len(got)-1].Blocks)
	}
	for text, want := range map[string]string{
		"acme": "30 min in 90 days", "acme trend 30d": "slack_file", "acme why": "Demo request", "help": "What you can ask",
		"initech": "Which", "acmee": "Nearest: Acme Corp", "acme trend 3d": "not a period", "": "What you can ask", "\"acme": "quote",
		"acme heatmap": "slack_file", "heatmap all": "slack_file", "heatmap tier:<!channel>": "tier “&lt;!channel&gt;”", "acme quarter": "this quarter",
		"acme people": "People at", "acme meetings": "0 meetings held", "report quarter by territory": "engaged: accounts that spent time",
	} {
		if got := ask("U0ANN", text); !strings.Contains(got, want) {
			t.Errorf("/engagement %s: no %q in %s", text, want, got)
		}
	}
	if got := ask("U0GUEST", "acme"); !strings.Contains(got, "Guests cannot see") || strings.Contains(got, "min in") {
		t.Errorf("a guest learned %s", got)
	}

	click := func(user string) *slackfake.Delivery {
		t.Helper()
		d, err := w.fake.Click(slackfake.Click{UserID: user, ChannelID: alerts, MessageTS: alert.TS, ActionID: "claim"})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	click("U0FOREIGN")
	time.Sleep(10 * time.Second)
	if m := w.fake.Messages(alerts, "")[0]; m.EditedTS != "" {
		t.Error("a foreign click edited the alert")
	}
	// Two click before either sees an answer, one of them twice.
	for _, d := range []*slackfake.Delivery{click("U0BEN"), click("U0BEN"), click("U0ANN")} {
		if err := d.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(10 * time.Second)
	messages := w.fake.Messages(alerts, "")
	if got := string(messages[0].Blocks); strings.Count(got, "is on it") != 1 || strings.Contains(got, "I'm on it") {
		t.Errorf("the claimed card: %s", got)
	}
	if len(messages) != 2 || messages[1].ThreadTS != alert.TS || !strings.Contains(messages[1].Text, "is on it") {
		t.Errorf("%d messages, want the alert and one reply in its thread", len(messages))
	}
}
