package app_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"engagement/account"
	"engagement/ingest"
	"engagement/internal/app"
	"engagement/internal/config"
	"engagement/internal/slackfake"
)

// settled waits until what a click asked for is done.
func (w *workspace) settled(d *slackfake.Delivery, err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	if err := d.Wait(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	// No multiple of it is the minute after which the door closes idle connections:
	// a story must not send at the very instant.
	time.Sleep(7 * time.Second)
}

// form is the one that somebody has open.
func (w *workspace) form(user string) slackfake.View {
	w.t.Helper()
	views := w.fake.Views(user)
	if len(views) == 0 {
		w.t.Fatalf("%s has no form open\n%s", user, w.log)
	}
	return views[len(views)-1]
}

// minutes are those of an account in 90 days, as its card says.
func (w *workspace) minutes(id string) account.Milli {
	w.t.Helper()
	a, err := w.app.Reader(0).Card(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return a.Card.Minutes90
}

var globexAccount = account.Account{ID: "A2", Name: "Globex", Domains: []string{"globex.com"}, Tier: "1", Employees: 1200, Owner: "ann@ours.com"}

// Somebody on the wrong account asks for a demo: two clicks on the alert repair
// it. Both accounts' scores move, with the past; an import of contacts that says
// otherwise does not undo it, and nobody is alerted twice.
func TestStoryWrongCompany(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := stage(t, storyConfig(t, "http"))
		w.accounts(acmeAccount, globexAccount)
		crm := "id,email,name,title,account_id\nC1,jane@consulting.com,Jane Doe,CFO,A1\n"
		(delivery{ingest.Contacts, crm}).to(t, w.app)
		w.start()
		defer w.end()
		for day := range 3 {
			w.send(row("r"+string(rune('0'+day)), "content.download", "jane@consulting.com", time.Now()))
			time.Sleep(24 * time.Hour)
		}
		w.send(row("d1", "form.demo_request", "jane@consulting.com", time.Now()))
		alert := w.within(2*time.Second, alerts, 1)[0]
		before := w.minutes("A1")
		if before == 0 || w.minutes("A2") != 0 {
			t.Fatalf("before: %s and %s min", before, w.minutes("A2"))
		}

		wrongCompany := slackfake.Click{UserID: "U0ANN", ChannelID: alerts, MessageTS: alert.TS, ActionID: "more", Values: []string{"useless wrong_account " + alertID(t, w)}}
		d, err := w.fake.Click(wrongCompany)
		w.settled(d, err)
		form := w.form("U0ANN")
		for _, want := range []string{"Jane Doe", "CFO", "now on Acme Corp", "Everybody of consulting.com"} {
			if !strings.Contains(string(form.Body), want) {
				t.Errorf("the form does not say %q: %s", want, form.Body)
			}
		}
		d, err = w.fake.SubmitView("U0ANN", form.ID, map[string][]string{"account": {"globexx"}})
		w.settled(d, err)
		if got := w.form("U0ANN").Errors["account"]; !strings.HasPrefix(got, "Which one? Globex") && !strings.HasPrefix(got, "No account") {
			t.Errorf("an unknown account: %q", got)
		}
		d, err = w.fake.SubmitView("U0ANN", form.ID, map[string][]string{"account": {"globex"}})
		w.settled(d, err)
		if got := string(w.form("U0ANN").Body); !strings.Contains(got, "4 activities, "+before.String()+" min in 90 days, now on Globex") {
			t.Errorf("after the repair: %s", got)
		}
		if a1, a2 := w.minutes("A1"), w.minutes("A2"); a1 != 0 || a2 != before {
			t.Errorf("after the repair Acme has %s min and Globex %s, want 0 and %s", a1, a2, before)
		}

		// The card says what was wrong with it, and its thread whose it was: without
		// a name, and once.
		d, err = w.fake.Click(wrongCompany)
		w.settled(d, err)
		d, err = w.fake.SubmitView("U0ANN", w.form("U0ANN").ID, map[string][]string{"account": {"globex"}})
		w.settled(d, err)
		if got := string(w.form("U0ANN").Body); !strings.Contains(got, "nothing changed") {
			t.Errorf("said twice: %s", got)
		}
		messages := w.within(3*time.Second, alerts, 3)
		if got := string(messages[0].Blocks); !strings.Contains(got, "wrong company") || !strings.Contains(got, "*Retracted*") || strings.Contains(got, `"I'm on it"`) {
			t.Errorf("the card: %s", got)
		}
		slices.SortFunc(messages[1:], func(a, b slackfake.Message) int { return strings.Compare(a.Text, b.Text) })
		if got := messages[1].Text; got != ":leftwards_arrow_with_hook: Retracted: these were Globex's people. Nothing is to be done here" {
			t.Errorf("the thread says %q", got)
		}
		if got := messages[2]; got.ThreadTS != alert.TS || !strings.Contains(string(got.Blocks), "4 activities moved") || strings.Contains(string(got.Blocks), "Jane") {
			t.Errorf("the thread: %+v %s", got, got.Blocks)
		}

		// The CRM says again what was wrong, and months go by.
		(delivery{ingest.Contacts, strings.Replace(crm, "CFO", "CEO", 1)}).to(t, w.app)
		w.send(row("r9", "content.download", "jane@consulting.com", time.Now()))
		time.Sleep(24 * time.Hour)
		if a1, a2 := w.minutes("A1"), w.minutes("A2"); a1 != 0 || a2 <= before {
			t.Errorf("after the import Acme has %s min and Globex %s", a1, a2)
		}
		time.Sleep(60 * 24 * time.Hour)
		w.within(time.Second, alerts, 3)
		if got := w.fake.Messages(ops, ""); len(got) != 0 {
			t.Errorf("operations heard %+v", got)
		}
	})
}

// asks sends a command and returns the newest answer.
func (w *workspace) asks(user, text string) slackfake.Message {
	w.t.Helper()
	w.settled(w.fake.Slash(user, alerts, "/engagement", text))
	return w.told(user)
}

// told is the newest message that one member alone has seen.
func (w *workspace) told(user string) slackfake.Message {
	w.t.Helper()
	got := w.fake.Ephemerals(alerts, user)
	if len(got) == 0 {
		w.t.Fatalf("%s was told nothing\n%s", user, w.log)
	}
	return got[len(got)-1]
}

// says fails unless a text holds all of some words.
func says(t *testing.T, what, text string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("%s does not say %q: %s", what, word, text)
		}
	}
}

// Who is on no account is assigned from the list. A rep does so for accounts of
// their own; what is wide is asked about once more, and done once.
func TestStoryAssigningStrangers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := storyConfig(t, "http")
		c.People = map[string]config.Person{"ben@ours.com": {Role: "manager"}}
		w := stage(t, c)
		w.accounts(acmeAccount, account.Account{ID: "A2", Name: "Globex", Domains: []string{"globex.com"}, Tier: "1", Owner: "ben@ours.com"})
		w.start()
		defer w.end()
		at := time.Now()
		w.send(row("k1", "content.download", "kim@acme.de", at), row("b1", "content.download", "bo@mail.acme.de", at), row("l1", "web.page_pricing", "lee@gmail.com", at))
		menu := func(user, action, value string, m slackfake.Message) {
			t.Helper()
			w.settled(w.fake.Click(slackfake.Click{UserID: user, ChannelID: alerts, MessageTS: m.TS, BlockID: blockOf(t, m, value), ActionID: action, Values: []string{value}}))
		}
		submit := func(user string, fill map[string][]string) slackfake.View {
			t.Helper()
			w.settled(w.fake.SubmitView(user, w.form(user).ID, fill))
			return w.form(user)
		}

		list := w.asks("U0ANN", "match")
		says(t, "the list", string(list.Blocks), "25 min lost", "*20 min* · acme.de · 2 activities of 2 people", "lee@gmail.com", "free mail")
		menu("U0ANN", "more", "assign domain acme.de", list)
		says(t, "the form", string(w.form("U0ANN").Body), "Everybody of acme.de")
		says(t, "the account of somebody else", string(submit("U0ANN", map[string][]string{"account": {"globex"}}).Body), "Who belongs to Globex is said by its owner or a manager")
		if got := w.minutes("A2"); got != 0 {
			t.Errorf("Globex has %s min", got)
		}

		// One of her own; she is asked once more, and sends the answer twice.
		menu("U0ANN", "more", "assign domain acme.de", list)
		asked := submit("U0ANN", map[string][]string{"account": {"acme"}})
		says(t, "the question", string(asked.Body), "Is that meant?", "2 activities of 2 people move.", "Everybody of acme.de")
		if got := w.minutes("A1"); got != 0 {
			t.Errorf("before she said yes Acme has %s min", got)
		}
		says(t, "the answer", string(submit("U0ANN", nil).Body), "2 activities, 20 min in 90 days, now on Acme Corp")
		if got := w.minutes("A1"); got != 20*account.Minute {
			t.Errorf("Acme has %s min", got)
		}

		// Never is for a manager where it touches no account of one's own.
		list = w.asks("U0ANN", "match")
		if strings.Contains(string(list.Blocks), "acme.de") {
			t.Errorf("acme.de is on the list still: %s", list.Blocks)
		}
		person := "person " + idOf(t, w, "unmatched", "lee@gmail.com")
		menu("U0ANN", "more", "never "+person, list)
		says(t, "a rep", string(w.told("U0ANN").Blocks), "Who is never matched to any account is said by a manager")
		mine := w.asks("U0BEN", "match")
		menu("U0BEN", "more", "never "+person, mine)
		says(t, "the question", string(w.form("U0BEN").Body), "lee@gmail.com", "on no account, now and later?")
		says(t, "the answer", string(submit("U0BEN", nil).Body), "No activity had to move")
		says(t, "the list", string(w.asks("U0BEN", "match").Blocks), "Nobody was on no account")

		// From the people of an account, with a domain that says nothing.
		w.send(`{"id":"g1","type":"web.page_pricing","email":"guy@gmail.com","account_id":"A1","occurred_at":"` + at.UTC().Format(time.RFC3339) + `"}`)
		time.Sleep(5 * time.Second)
		people := w.asks("U0ANN", "acme people")
		menu("U0ANN", "assign", "person "+idOf(t, w, "matches", "guy@gmail.com"), people)
		if form := string(w.form("U0ANN").Body); strings.Contains(form, "Everybody of") || !strings.Contains(form, "now on Acme Corp") {
			t.Errorf("the form for free mail: %s", form)
		}
		says(t, "to somebody else's", string(submit("U0ANN", map[string][]string{"account": {"globex"}}).Body), "said by its owner or a manager")

		// Off one account alone: of their own people a rep says so, and it is no news.
		menu("U0ANN", "assign", "person "+idOf(t, w, "matches", "guy@gmail.com"), people)
		says(t, "both", submit("U0ANN", map[string][]string{"account": {"globex"}, "apart": {"A1"}}).Errors["apart"], "Clear one of the two")
		says(t, "off Acme", string(submit("U0ANN", map[string][]string{"account": nil, "apart": {"A1"}}).Body), "is not on *Acme Corp*", "1 activity on no account any more")
		says(t, "by words", string(w.asks("U0ANN", "match guy@gmail.com not acme").Blocks), "that was said already")
		says(t, "somebody else's", string(w.asks("U0ANN", "match kim@globex.com not globex").Blocks), "said by its owner or a manager")

		// By words, also what is wide: it waits for a click, and two do one thing.
		says(t, "a person by words", string(w.asks("U0BEN", "match guy@gmail.com to globex").Blocks), "1 activity, 5 min in 90 days, now on Globex")
		question := w.asks("U0BEN", "match acme.de to globex")
		says(t, "the question", string(question.Blocks), "2 activities of 2 people move away from Acme Corp", "Yes, move all")
		for _, want := range []string{"2 activities, 20 min in 90 days, now on Globex", "nothing changed"} {
			w.settled(w.fake.Click(slackfake.Click{UserID: "U0BEN", ChannelID: alerts, MessageTS: question.TS, ActionID: "mend"}))
			says(t, "the click", string(w.told("U0BEN").Blocks), want)
		}
		if a1, a2 := w.minutes("A1"), w.minutes("A2"); a1 != 0 || a2 != 25*account.Minute {
			t.Errorf("Acme has %s min and Globex %s", a1, a2)
		}
		w.within(time.Second, alerts, 0)
	})
}

// blockOf is the block that holds a menu with a value.
func blockOf(t *testing.T, m slackfake.Message, value string) string {
	t.Helper()
	var blocks []struct {
		ID string `json:"block_id"`
	}
	var raws []json.RawMessage
	if err := errors.Join(json.Unmarshal(m.Blocks, &blocks), json.Unmarshal(m.Blocks, &raws)); err != nil {
		t.Fatal(err)
	}
	for i, raw := range raws {
		if strings.Contains(string(raw), `"`+value+`"`) {
			return blocks[i].ID
		}
	}
	t.Fatalf("no menu holds %q: %s", value, m.Blocks)
	return ""
}

// idOf is the id of a person by address.
func idOf(t *testing.T, w *workspace, kind, email string) string {
	t.Helper()
	for _, r := range table(t, w.app, app.ExportOptions{Kind: kind}) {
		if r[1] == email {
			return r[0]
		}
	}
	t.Fatalf("%s is not among %s", email, kind)
	return ""
}

// alertID is the id of the one alert there is.
func alertID(t *testing.T, w *workspace) string {
	t.Helper()
	var ids []string
	for _, r := range table(t, w.app, app.ExportOptions{Kind: "alerts"}) {
		if r[5] == "sent" || r[5] == "sending" {
			ids = append(ids, r[0])
		}
	}
	if len(ids) != 1 {
		t.Fatalf("alerts %q were sent, want one", ids)
	}
	return ids[0]
}
