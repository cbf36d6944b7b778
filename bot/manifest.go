package bot

import (
	_ "embed"
	"net/url"
	"strings"
	"text/template"
)

// Scope is a permission that the app asks for.
type Scope struct {
	Name    string
	Why     string // what it is used for
	Without string // what does not work without it
	App     bool   // of the app-level token, not of the bot's
}

// Scopes are the permissions that today's features need, and no others.
func Scopes() []Scope {
	return []Scope{
		{Name: "commands", Why: "the slash command /engagement", Without: "nobody can ask anything"},
		{Name: "chat:write", Why: "to post alerts and update them", Without: "no alert is delivered"},
		{Name: "files:write", Why: "to upload the pictures of cards", Without: "cards come without their trend"},
		{Name: "files:read", Why: "to see when an upload can be shown", Without: "cards come without their trend"},
		{Name: "users:read", Why: "to tell guests from members", Without: "nobody is answered, because anybody may be a guest"},
		{Name: "users:read.email", Why: "to find account owners by their e-mail address", Without: "owners are not mentioned in alerts"},
		{Name: "channels:read", Why: "to find public channels by name", Without: "alert channels have to be configured by id"},
		{Name: "groups:read", Why: "to find private channels by name", Without: "private alert channels have to be configured by id"},
		{Name: "channels:history", Why: "to look up in public channels whether an alert arrived; only our own posts in joined channels are read", Without: "an alert may appear twice after a crash or a lost answer"},
		{Name: "groups:history", Why: "the same in private channels", Without: "an alert in a private channel may appear twice after a crash or a lost answer"},
		{Name: "usergroups:read", Why: "to see who is in the user groups that [slack] manager_groups and admin_groups name", Without: "roles come from [people] alone"},
		{Name: "app_mentions:read", Why: "to answer @engagement in threads, where slash commands do not work", Without: "mentions are not answered"},
		{Name: "im:history", Why: "to answer what is written to the bot alone", Without: "the conversation with the bot is silent"},
		{Name: "im:write", Why: "to send people their own copies and briefs", Without: "nothing can be sent to one person"},
		{Name: "links:read", Why: "to see links to accounts in the CRM", Without: "links to the CRM show no account"},
		{Name: "links:write", Why: "to show the account below such a link", Without: "links to the CRM show no account"},
		{Name: "connections:write", Why: "Socket Mode: commands and clicks without a public address", Without: "Socket Mode does not connect; the HTTP mode does not need it", App: true},
	}
}

// The transports that a manifest is made for.
const (
	ModeSocket = "socket"
	ModeHTTP   = "http"
)

//go:embed manifest.yaml
var manifestYAML string

// Manifest is the Slack app manifest in YAML, with explicit false where Slack
// would otherwise guess. origin is where Slack reaches us in HTTP mode, like
// "https://engagement.example.com"; Socket Mode needs none. domains are those of the
// CRM, whose links show the account.
func Manifest(mode, origin string, domains ...string) string {
	var scopes []string
	for _, s := range Scopes() {
		if !s.App {
			scopes = append(scopes, s.Name)
		}
	}
	var b strings.Builder
	err := template.Must(template.New("manifest").Parse(manifestYAML)).Execute(&b, map[string]any{
		"HTTP": mode == ModeHTTP, "Socket": mode != ModeHTTP, "Origin": strings.TrimSuffix(origin, "/"), "Bot": scopes, "Domains": domains,
	})
	if err != nil {
		panic("bot: manifest: " + err.Error()) // the template is ours and a test executes it
	}
	return b.String()
}

// ManifestLink opens Slack's page that makes the app, filled in.
func ManifestLink(mode, origin string, domains ...string) string {
	return "https://api.slack.com/apps?new_app=1&manifest_yaml=" + url.QueryEscape(Manifest(mode, origin, domains...))
}
