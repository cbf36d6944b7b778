package bot

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestManifestAsksForTheScopes(t *testing.T) {
	var want []string
	for _, s := range Scopes() {
		if s.Why == "" || s.Without == "" {
			t.Errorf("%s is not explained", s.Name)
		}
		if !s.App {
			want = append(want, s.Name)
		}
	}
	for _, mode := range []string{ModeSocket, ModeHTTP} {
		_, list, ok := strings.Cut(Manifest(mode, "https://e.example.com/"), "    bot:\n")
		list, _, ok2 := strings.Cut(list, "settings:")
		if !ok || !ok2 {
			t.Fatalf("no scopes in\n%s", Manifest(mode, ""))
		}
		got := strings.Fields(strings.ReplaceAll(list, "- ", ""))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", mode, diff)
		}
	}
}

func TestManifestModes(t *testing.T) {
	socket, overHTTP := Manifest(ModeSocket, ""), Manifest(ModeHTTP, "https://e.example.com/")
	if !strings.Contains(socket, "socket_mode_enabled: true") || strings.Contains(socket, "url: ") {
		t.Errorf("socket:\n%s", socket)
	}
	for _, want := range []string{
		"socket_mode_enabled: false", "      url: https://e.example.com/slack/commands\n", "request_url: https://e.example.com/slack/interactions\n",
		"    message_menu_options_url: https://e.example.com/slack/options\n",
	} {
		if !strings.Contains(overHTTP, want) {
			t.Errorf("no %q in\n%s", want, overHTTP)
		}
	}
	for _, want := range []string{"org_deploy_enabled: false", "token_rotation_enabled: false", "home_tab_enabled: true", "callback_id: log_message", "- message.im", "is_enabled: true"} {
		if !strings.Contains(socket, want) {
			t.Errorf("no %q in\n%s", want, socket)
		}
	}
	// Slack wants 174 to 4000 characters, at most 139 in the short one.
	long := regexp.MustCompile(`long_description: "(.*)"`).FindStringSubmatch(socket)
	if long == nil || len(long[1]) < 174 || len(long[1]) > 4000 {
		t.Errorf("long description: %q", long)
	}
}

func TestManifestLink(t *testing.T) {
	u, err := url.Parse(ManifestLink(ModeSocket, ""))
	if err != nil {
		t.Fatal(err)
	}
	if q := u.Query(); u.Host != "api.slack.com" || q.Get("new_app") != "1" || q.Get("manifest_yaml") != Manifest(ModeSocket, "") {
		t.Errorf("link %s", u)
	}
}

func TestScopesAreUnique(t *testing.T) {
	var names []string
	for _, s := range Scopes() {
		names = append(names, s.Name)
	}
	slices.Sort(names)
	if len(slices.Compact(names)) != len(Scopes()) {
		t.Error("a scope is listed twice")
	}
}
