package bot

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"engagement/internal/slackfake"
)

func needed() []string {
	var names []string
	for _, s := range Scopes() {
		if !s.App {
			names = append(names, s.Name)
		}
	}
	return names
}

func TestExamine(t *testing.T) {
	tests := []struct {
		name     string
		change   func(*world)
		channels []string
		want     []string
	}{
		{
			name: "all is well", channels: []string{"#sales", "#board"},
			want: []string{"ok bot token", "ok scopes", "ok channel #sales", "ok channel #board", "ok socket"},
		},
		{
			name: "channels", channels: []string{"#past", "C4", "#nowhere"},
			want: []string{"ok bot token", "ok scopes", "no channel #past: unarchive", "no channel C4: invite the bot", "no channel #nowhere: check the channel's name", "ok socket"},
		},
		{
			name: "a scope is missing", change: func(w *world) { w.SetScopes(needed()[1:]...) },
			want: []string{"ok bot token", "no scopes: update the app", "ok socket"},
		},
		{
			name: "the app token is bad", change: func(w *world) { w.Script("apps.connections.open", slackfake.Fail("invalid_auth")) },
			want: []string{"ok bot token", "ok scopes", "no socket: install the app again"},
		},
		{name: "revoked", change: func(w *world) { w.Revoke() }, channels: []string{"#sales"}, want: []string{"no bot token: install the app again"}},
		{
			name: "no network", change: func(w *world) { w.Script("auth.test", slackfake.Status(502)) },
			want: []string{"no bot token: check that this machine reaches slack.com"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, slackfake.Options{App: slackfake.App{Scopes: needed()}}, func(t *testing.T, w *world) {
				if tt.change != nil {
					tt.change(w)
				}
				var got []string
				for i, f := range w.client.Examine(t.Context(), tt.channels) {
					if f.OK != (f.Try == "") || f.Detail == "" {
						t.Errorf("finding %+v", f)
					}
					line := "ok " + f.What
					if !f.OK {
						line = fmt.Sprintf("no %s: %s", f.What, f.Try)
						if i < len(tt.want) && strings.HasPrefix(line, tt.want[i]) {
							line = tt.want[i]
						}
					}
					got = append(got, line)
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("findings (-want +got):\n%s", diff)
				}
				if n := len(w.Calls("chat.postMessage")); n != 0 {
					t.Errorf("%d posts", n)
				}
			})
		})
	}
}

func TestTestPost(t *testing.T) {
	inWorld(t, slackfake.Options{}, func(t *testing.T, w *world) {
		if f := w.client.TestPost(t.Context(), "#sales"); !f.OK || len(w.Messages("C1", "")) != 1 {
			t.Errorf("%+v", f)
		}
		if f := w.client.TestPost(t.Context(), "#past"); f.OK || f.Try == "" {
			t.Errorf("%+v", f)
		}
	})
}

// TestFeaturesNeedNoOtherScopes runs what the bot does with the scopes that
// the manifest asks for.
func TestFeaturesNeedNoOtherScopes(t *testing.T) {
	inWorld(t, slackfake.Options{App: slackfake.App{Scopes: needed()}}, func(t *testing.T, w *world) {
		w.picture = dot(t)
		w.Script("chat.postMessage", slackfake.LostResponse())
		w.decide("a1", "#sales")
		w.decide("b1", "#board")
		w.deliver(w.courier())
		w.after(60e9)
		if _, err := w.client.UserByEmail(t.Context(), "ann@acme.com"); err != nil {
			t.Error(err)
		}
		if _, err := w.client.Member(t.Context(), "U1"); err != nil {
			t.Error(err)
		}
		for _, c := range w.Journal() {
			if c.Error != "" {
				t.Errorf("%s: %s", c.Method, c.Error)
			}
		}
	})
}
