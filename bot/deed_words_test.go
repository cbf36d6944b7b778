package bot

import (
	"context"
	"testing"
	"time"

	"engagement/account"
)

// deskStub is a desk with one account to read, which is muted today.
type deskStub struct {
	Reader
	Desk
	Clerk
	answer  Answer
	watched []string
}

func (d *deskStub) Find(_ context.Context, name string, _ Asker) (Found, error) {
	if name != "acme" {
		return Found{}, nil
	}
	return Found{Account: &d.answer.Account, Exact: true}, nil
}

func (d *deskStub) Card(context.Context, string) (Answer, error) { return d.answer, nil }

func (d *deskStub) Rank(_ context.Context, q account.RankQuery, _ Asker) (RankAnswer, error) {
	return rankSample(q), nil
}

func (d *deskStub) Watch(_ context.Context, w account.Watch) (bool, error) {
	d.watched = append(d.watched, w.AccountID)
	return true, nil
}

func (d *deskStub) Unwatch(context.Context, string, string) (bool, error) { return true, nil }

func (d *deskStub) Watches(context.Context, string) ([]string, error) { return d.watched, nil }

func (d *deskStub) Muted(context.Context, string) (account.Mute, error) {
	return account.Mute{Until: newYear}, nil
}

func (d *deskStub) Mutes(context.Context, string) ([]account.Mute, error) {
	return []account.Mute{{Until: newYear}, {Kind: "surge", Until: newYear - 1}}, nil
}

func (d *deskStub) Mute(context.Context, account.Mute) error { return nil }

func (d *deskStub) Preference(context.Context, string) (account.Preference, error) {
	return account.Preference{Zone: "Europe/Berlin", QuietFrom: 19 * 60, QuietTo: 8 * 60}, nil
}

func (d *deskStub) Audit(context.Context, account.Asked) error { return nil }

func (d *deskStub) Enter(_ context.Context, _, _ string, e Entry) (Entered, error) {
	return Entered{New: 1, Label: "Dinner", Day: newYear, Minutes: e.Minutes, People: []account.Contact{{ID: "c_2", Email: "jane@acme.com"}}}, nil
}

// deedSamples are the answers to what somebody does.
func deedSamples(t *testing.T, a Answer) map[string]Message {
	t.Helper()
	stub := &deskStub{answer: a}
	b := New(Options{Reader: stub, Desk: stub, Clerk: stub, Now: func() time.Time { return newYear.Midnight() }})
	by := Asker{Member: Member{ID: "U1", Name: "Ann", Email: "ann@ours.com", Zone: time.UTC}, Role: Rep}
	all := map[string]Message{}
	for _, one := range []struct{ name, text string }{
		{"watches-none", "watches"},
		{"watch", "watch acme"},
		{"watches", "watches"},
		{"unwatch", "unwatch acme"},
		{"mute", "mute acme 14d"},
		{"unmute", "unmute acme"},
		{"mute-kind", "mute acme surges 14d"},
		{"log", "log acme dinner 2h with jane@acme.com"},
		{"settings", "settings"},
	} {
		m, failed := b.Answer(t.Context(), by, one.text)
		if failed {
			t.Fatalf("%s: %s", one.text, m.Twin)
		}
		all[one.name] = m
	}
	return all
}
