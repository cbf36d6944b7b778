package bot

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"engagement/account"
	"engagement/internal/slackfake"
)

// recorder is a Handler that notes what it is asked.
type recorder struct {
	mu       sync.Mutex
	commands []Command
	clicks   []Interaction
	events   []Event
	forms    []Submission
	reply    Reply // to forms
	typed    []Suggestion
	offers   []account.Account
	hold     chan struct{} // if set, every command waits for it
}

func (r *recorder) Command(ctx context.Context, c Command) {
	if c.Text == "panic" {
		panic("reading " + c.ResponseURL + " with xoxb-123-secret")
	}
	if r.hold != nil {
		select {
		case <-r.hold:
		case <-ctx.Done():
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.commands = append(r.commands, c)
}

func (r *recorder) Suggest(_ context.Context, s Suggestion) []account.Account {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.typed = append(r.typed, s)
	return r.offers
}

func (r *recorder) Interact(_ context.Context, i Interaction) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.clicks = append(r.clicks, i)
}

func (r *recorder) Submit(_ context.Context, s Submission) Reply {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.forms = append(r.forms, s)
	return r.reply
}

func (r *recorder) Hear(_ context.Context, e Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
}

func (r *recorder) texts() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []string
	for _, c := range r.commands {
		all = append(all, c.Text)
	}
	slices.Sort(all)
	return all
}

// listens starts a transport and returns how to end it.
type listens func(t *testing.T, w *world, h Handler) (end func())

func overSocket(t *testing.T, w *world, h Handler) func() {
	t.Helper()
	s := NewSocket(SocketOptions{Client: w.client, Handler: h, Dial: w.net.DialContext, Log: w.logger()})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	if err := w.WaitSockets(t.Context(), socketCount); err != nil {
		t.Fatal(err)
	}
	synctest.Wait()
	if err := s.Healthy(); err != nil || s.Connected() != socketCount {
		t.Errorf("Healthy = %v with %d sockets", err, s.Connected())
	}
	return func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run = %v", err)
		}
		if s.Healthy() == nil {
			t.Error("healthy after its end")
		}
	}
}

// address is where the HTTP transport listens in memory.
const address = "http://bot.test"

func httpMode(front *slackfake.Listener) *slackfake.HTTPMode {
	return &slackfake.HTTPMode{
		CommandURL: address + "/slack/commands", InteractionURL: address + "/slack/interactions", EventURL: address + "/slack/events", OptionsURL: address + "/slack/options",
		Client: &http.Client{Transport: &http.Transport{DialContext: front.DialContext, DisableKeepAlives: true}},
	}
}

func overHTTP(front *slackfake.Listener) listens {
	return func(t *testing.T, w *world, h Handler) func() {
		t.Helper()
		handler := NewHTTPHandler(HTTPOptions{SigningSecret: w.App().SigningSecret, Handler: h, Workspace: w.client, Log: w.logger()})
		server := &http.Server{Handler: handler}
		go server.Serve(front) // ends with Close
		return func() {
			if err := server.Close(); err != nil {
				t.Errorf("close the server: %v", err)
			}
			if err := handler.Close(t.Context()); err != nil {
				t.Errorf("Close = %v", err)
			}
		}
	}
}

// overBoth runs a test over each transport.
func overBoth(t *testing.T, team slackfake.Team, test func(*testing.T, *world, listens)) {
	t.Helper()
	t.Run("socket", func(t *testing.T) {
		inWorld(t, slackfake.Options{Team: team}, func(t *testing.T, w *world) { test(t, w, overSocket) })
	})
	t.Run("http", func(t *testing.T) {
		var listen listens
		mode := &slackfake.HTTPMode{}
		inWorld(t, slackfake.Options{Team: team, HTTP: mode, BaseURL: "http://slack.test"}, func(t *testing.T, w *world) {
			front := slackfake.NewListener()
			*mode = *httpMode(front)
			listen = overHTTP(front)
			test(t, w, listen)
		})
	})
}

func waited(t *testing.T, d *slackfake.Delivery, err error) {
	t.Helper()
	if err == nil {
		err = d.Wait(t.Context())
	}
	if err != nil {
		t.Errorf("delivery: %v", err)
	}
}

// secretsOf hides what differs from run to run, and checks that it is there.
func secretsOf(t *testing.T, responseURL, triggerID *string) {
	t.Helper()
	if !strings.HasPrefix(*responseURL, "http://slack.test/response/") || *triggerID == "" {
		t.Errorf("response URL %q, trigger %q", *responseURL, *triggerID)
	}
	*responseURL, *triggerID = "", ""
}

func TestTransportsBringEverything(t *testing.T) {
	team := slackfake.Team{ID: "T0ACME", EnterpriseID: "E0BIG", EnterpriseName: "Big"}
	overBoth(t, team, func(t *testing.T, w *world, listen listens) {
		var r recorder
		defer listen(t, w, &r)()
		d, err := w.Slash("U1", "C1", "/engagement", "trend “Acme & Söhne” 90d")
		waited(t, d, err)
		synctest.Wait()
		if len(r.commands) != 1 {
			t.Fatalf("commands: %+v", r.commands)
		}
		responseURL := r.commands[0].ResponseURL
		secretsOf(t, &r.commands[0].ResponseURL, &r.commands[0].TriggerID)
		want := Command{TeamID: "T0ACME", EnterpriseID: "E0BIG", UserID: "U1", ChannelID: "C1", Text: "trend “Acme & Söhne” 90d"}
		if diff := cmp.Diff(want, r.commands[0]); diff != "" {
			t.Errorf("command (-want +got):\n%s", diff)
		}

		// An ephemeral answer with a button, clicked by who sees it.
		answer := Message{Text: "pick", Blocks: []slack.Block{actions(button("Card", "card", "acc-1"))}}
		if err := w.client.Respond(t.Context(), responseURL, answer, Anew); err != nil {
			t.Fatal(err)
		}
		mine := w.Ephemerals("C1", "U1")
		d, err = w.Click(slackfake.Click{UserID: "U1", ChannelID: "C1", MessageTS: mine[0].TS, ActionID: "card"})
		waited(t, d, err)
		synctest.Wait()

		// A public one, clicked by a user of another workspace.
		ts, err := w.client.Post(t.Context(), "C1", answer, "alert-1")
		if err != nil {
			t.Fatal(err)
		}
		d, err = w.Click(slackfake.Click{UserID: "U3", ChannelID: "C1", MessageTS: ts, ActionID: "card"})
		waited(t, d, err)
		synctest.Wait()
		if len(r.clicks) != 2 {
			t.Fatalf("clicks: %+v", r.clicks)
		}
		responseURL = r.clicks[0].ResponseURL
		for i := range r.clicks {
			secretsOf(t, &r.clicks[i].ResponseURL, &r.clicks[i].TriggerID)
		}
		clicked := Interaction{
			TeamID: "T0ACME", EnterpriseID: "E0BIG", UserID: "U1", UserTeamID: "T0ACME", ChannelID: "C1",
			MessageTS: mine[0].TS, Action: "card", Value: "acc-1", Ephemeral: true,
		}
		foreign := clicked
		foreign.UserID, foreign.UserTeamID, foreign.MessageTS, foreign.Ephemeral = "U3", "T0OTHER", ts, false
		if diff := cmp.Diff([]Interaction{clicked, foreign}, r.clicks); diff != "" {
			t.Errorf("clicks (-want +got):\n%s", diff)
		}
		if err := w.client.Respond(t.Context(), responseURL, remark("picked"), InPlace); err != nil {
			t.Error(err)
		}
		if after := w.Ephemerals("C1", "U1"); len(after) != 1 || after[0].Text != "picked" {
			t.Errorf("after the click: %+v", after)
		}
	})
}

func TestTransportsAcknowledgeTheRest(t *testing.T) {
	overBoth(t, slackfake.Team{}, func(t *testing.T, w *world, listen listens) {
		var r recorder
		defer listen(t, w, &r)()
		_, d, err := w.Say("U1", "C1", "<@U0BOT> hello")
		waited(t, d, err)
		waited(t, w.DeliverEvent(map[string]any{"type": "something_new", "odd": []int{1}}), nil)
		if d.Attempts() != 1 {
			t.Errorf("an event was sent %d times", d.Attempts())
		}
		menu := slack.NewOptionsSelectBlockElement("static_select", nil, "choose",
			slack.NewOptionBlockObject("30", slack.NewTextBlockObject(slack.PlainTextType, "30 days", false, false), nil))
		ts, err := w.client.Post(t.Context(), "C1", Message{Text: "x", Blocks: []slack.Block{slack.NewActionBlock("", menu)}}, "")
		if err != nil {
			t.Fatal(err)
		}
		d, err = w.Click(slackfake.Click{UserID: "U1", ChannelID: "C1", MessageTS: ts, ActionID: "choose", Values: []string{"30"}})
		waited(t, d, err)
		synctest.Wait()
		if len(r.clicks) != 1 || r.clicks[0].Value != "30" || len(r.commands) != 0 {
			t.Errorf("%+v %+v", r.clicks, r.commands)
		}
	})
}

func TestTransportsBringForms(t *testing.T) {
	overBoth(t, slackfake.Team{}, func(t *testing.T, w *world, listen listens) {
		r := recorder{reply: wrong(fieldName, "No account is called that.")}
		defer listen(t, w, &r)()
		d, err := w.Slash("U1", "C1", "/engagement", "log")
		waited(t, d, err)
		synctest.Wait()
		v := logView(account.Account{ID: "A1", Name: "Acme"}, Entry{Kind: "dinner"})
		v.Private = "kept"
		if err := w.client.OpenView(t.Context(), r.commands[0].TriggerID, v); err != nil {
			t.Fatal(err)
		}
		shown := w.Views("U1")
		if len(shown) != 1 {
			t.Fatalf("views: %+v", shown)
		}
		id := shown[0].ID
		d, err = w.SubmitView("U1", id, map[string][]string{fieldTime: {"45"}, fieldDay: {"2026-03-31"}})
		waited(t, d, err)
		if shown = w.Views("U1"); len(shown) != 1 || shown[0].Errors[fieldName] != "No account is called that." {
			t.Fatalf("after an error: %+v", shown)
		}
		r.reply = done("Logged", remark("It is there."))
		d, err = w.SubmitView("U1", id, nil)
		waited(t, d, err)
		if shown = w.Views("U1"); len(shown) != 1 || !strings.Contains(string(shown[0].Body), "Logged") {
			t.Errorf("after it was taken: %+v", shown)
		}
		want := Submission{
			TeamID: "T0ACME", UserID: "U1", UserTeamID: "T0ACME", ViewID: id, Callback: formLog, Private: "kept",
			Values: map[string]string{fieldName: "A1", fieldKind: "dinner", fieldTime: "45", fieldWith: "", fieldDay: "2026-03-31"},
		}
		if diff := cmp.Diff([]Submission{want, want}, r.forms); diff != "" {
			t.Errorf("forms (-want +got):\n%s", diff)
		}
	})
}

// What is typed into a menu is answered with accounts, within what Slack takes;
// the same letters may come twice in a second.
func TestTransportsBringSuggestions(t *testing.T) {
	overBoth(t, slackfake.Team{}, func(t *testing.T, w *world, listen listens) {
		r := recorder{offers: []account.Account{
			{ID: "A1", Name: "Acme <Corp> " + strings.Repeat("x", 200), Tier: "1"}, {ID: strings.Repeat("i", 151), Name: "Acme of a long id"}, {ID: "A2"},
		}}
		for range 2 * MostSuggested {
			r.offers = append(r.offers, account.Account{ID: "A3", Name: "Acme"})
		}
		defer listen(t, w, &r)()
		d, err := w.Slash("U1", "C1", "/engagement", "log")
		waited(t, d, err)
		synctest.Wait()
		if err := w.client.OpenView(t.Context(), r.commands[0].TriggerID, logView(account.Account{}, Entry{})); err != nil {
			t.Fatal(err)
		}
		in := slackfake.Click{UserID: "U1", ViewID: w.Views("U1")[0].ID, ActionID: fieldName}
		for range 2 {
			var shown []slackfake.Option
			d, err = w.Type(in, "acm", func(o []slackfake.Option) { shown = o })
			waited(t, d, err)
			if len(shown) != MostSuggested-1 || !strings.HasPrefix(shown[0].Text, "Acme <Corp> xxx") || shown[0].Value != "A1" || shown[1] != (slackfake.Option{Text: "A2", Value: "A2"}) {
				t.Fatalf("%d options: %+v", len(shown), shown)
			}
		}
		want := Suggestion{TeamID: "T0ACME", UserID: "U1", UserTeamID: "T0ACME", Typed: "acm"}
		if diff := cmp.Diff([]Suggestion{want, want}, r.typed); diff != "" {
			t.Errorf("suggestions (-want +got):\n%s", diff)
		}
		r.offers = nil
		none := []slackfake.Option{{Text: "before"}}
		d, err = w.Type(in, "", func(o []slackfake.Option) { none = o })
		waited(t, d, err)
		if len(none) != 0 {
			t.Errorf("nothing to offer is %+v", none)
		}
	})
}

func TestTransportsBringEvents(t *testing.T) {
	overBoth(t, slackfake.Team{}, func(t *testing.T, w *world, listen listens) {
		var r recorder
		defer listen(t, w, &r)()
		root, d, err := w.Say("U1", "C1", "<@U0BOT> acme")
		waited(t, d, err)
		_, d, err = w.Reply("U3", "C1", root.TS, "<@U0BOT> acme trend")
		waited(t, d, err)
		_, d, err = w.Say("U1", w.DM("U1"), "top mine")
		waited(t, d, err)
		d, err = w.OpenHome("U1")
		waited(t, d, err)
		synctest.Wait()
		kinds := map[EventKind]int{}
		for _, e := range r.events {
			kinds[e.Kind]++
			if e.ID == "" || e.TeamID != "T0ACME" || e.ChannelID == "" {
				t.Errorf("%+v lacks something", e)
			}
			if e.ThreadTS != "" && (e.UserID != "U3" || e.UserTeamID != "T0OTHER" || e.ThreadTS != root.TS || e.Text != "<@U0BOT> acme trend") {
				t.Errorf("in the thread: %+v", e)
			}
		}
		if want := map[EventKind]int{Mentioned: 2, Written: 1, HomeOpened: 1}; !maps.Equal(kinds, want) {
			t.Errorf("events %v, want %v", kinds, want)
		}
	})
}

func TestTransportsSurvivePanics(t *testing.T) {
	overBoth(t, slackfake.Team{}, func(t *testing.T, w *world, listen listens) {
		var r recorder
		defer listen(t, w, &r)()
		d, err := w.Slash("U1", "C1", "/engagement", "panic")
		waited(t, d, err)
		told, err := w.WaitEphemeral(t.Context(), "C1", "U1", 1)
		if err != nil || !strings.Contains(told[0].Text, "Something went wrong") {
			t.Errorf("told %+v, %v", told, err)
		}
		d, err = w.Slash("U1", "C1", "/engagement", "again")
		waited(t, d, err)
		synctest.Wait()
		if got := r.texts(); !slices.Equal(got, []string{"again"}) {
			t.Errorf("after the panic: %v", got)
		}
		log := w.log.String()
		if !strings.Contains(log, "transport_test.go") || strings.Contains(log, "/response/R") || strings.Contains(log, "xoxb-123") {
			t.Errorf("log of the panic:\n%s", log)
		}
	})
}

func TestTransportsAcknowledgeBeforeTheyWork(t *testing.T) {
	overBoth(t, slackfake.Team{}, func(t *testing.T, w *world, listen listens) {
		r := recorder{hold: make(chan struct{})}
		end := listen(t, w, &r)
		var all []string
		for n := range crewSeats + 3 {
			text := fmt.Sprintf("%03d", n)
			d, err := w.Slash("U1", "C1", "/engagement", text)
			waited(t, d, err)
			if n < crewSeats {
				all = append(all, text)
			}
		}
		busy := w.Ephemerals("C1", "U1")
		if len(busy) != 3 || busy[0].Text != tooBusy {
			t.Errorf("%d were turned away: %+v", len(busy), busy)
		}
		close(r.hold)
		synctest.Wait()
		if diff := cmp.Diff(all, r.texts()); diff != "" {
			t.Errorf("answered (-want +got):\n%s", diff)
		}
		end()
	})
}

// TestSocketsAreRenewed while people keep asking: a new connection takes some
// seconds, and the other one hears everything meanwhile.
func TestSocketsAreRenewed(t *testing.T) {
	inWorld(t, slackfake.Options{}, func(t *testing.T, w *world) {
		var r recorder
		defer overSocket(t, w, &r)()
		var want []string
		ask := func(n int) {
			text := fmt.Sprintf("%02d", n)
			d, err := w.Slash("U1", "C1", "/engagement", text)
			waited(t, d, err)
			want = append(want, text)
		}
		for n := range 12 {
			if n%3 != 0 {
				w.Script("apps.connections.open", slackfake.Slow(5*time.Second))
			}
			switch {
			case n%3 == 1:
				w.Disconnect("", "warning", 10*time.Second)
				synctest.Wait()
			case n%3 == 2:
				w.Cut("")
				synctest.Wait()
			}
			if got := len(w.Sockets()); n%3 != 0 && got != 1 {
				t.Errorf("%d sockets while one is renewed", got)
			}
			ask(2 * n)
			w.after(time.Minute)
			ask(2*n + 1)
		}
		synctest.Wait()
		if diff := cmp.Diff(want, r.texts()); diff != "" {
			t.Errorf("heard (-want +got):\n%s", diff)
		}
		if n := len(w.Sockets()); n != socketCount {
			t.Errorf("%d sockets", n)
		}
	})
}

func TestSocketComesBack(t *testing.T) {
	inWorld(t, slackfake.Options{}, func(t *testing.T, w *world) {
		w.Script("apps.connections.open", append(slackfake.Times(6, slackfake.Fail("invalid_auth")), slackfake.Times(30, slackfake.Status(503))...)...)
		s := NewSocket(SocketOptions{Client: w.client, Handler: &recorder{}, Dial: w.net.DialContext, Log: w.logger()})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- s.Run(ctx) }()
		w.after(2 * time.Second)
		if err := s.Healthy(); err == nil || wordOf(err) != "invalid_auth" {
			t.Errorf("Healthy = %v", err)
		}
		w.after(20 * time.Second)
		if err := s.Healthy(); wordOf(err) != "http_503" {
			t.Errorf("Healthy = %v", err)
		}
		w.after(5 * time.Minute)
		if err := s.Healthy(); err != nil || s.Connected() != socketCount {
			t.Errorf("Healthy = %v with %d sockets", err, s.Connected())
		}
		w.Revoke()
		w.after(time.Minute)
		if err := s.Healthy(); wordOf(err) != "token_revoked" {
			t.Errorf("Healthy = %v", err)
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// TestSocketReadsWhatTheLibraryCannot: the message of a click takes any shape.
func TestSocketReadsWhatTheLibraryCannot(t *testing.T) {
	var r recorder
	s := NewSocket(SocketOptions{Client: NewClient(ClientOptions{}), Handler: &r})
	w, err := s.work(envelope{Type: "interactive", Payload: []byte(`{"type":"block_actions","message":{"blocks":"?"},"user":{"id":"U1"},"actions":[{"action_id":"why","value":"a"}]}`)})
	if err != nil || len(w.calls) != 1 {
		t.Fatalf("%+v, %v", w, err)
	}
	for _, kind := range []string{"view_submission", "view_closed", "shortcut", "block_suggestion"} {
		if w, err := s.work(envelope{Type: "interactive", Payload: []byte(`{"type":"` + kind + `"}`)}); err != nil || len(w.calls) != 0 {
			t.Errorf("%s: %+v, %v", kind, w, err)
		}
	}
}
