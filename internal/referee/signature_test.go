package referee

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"engagement/account"
	"engagement/bot"
	"engagement/internal/slackfake"
)

// deaf hears commands and does nothing.
type deaf struct{}

func (deaf) Command(context.Context, bot.Command)                 {}
func (deaf) Interact(context.Context, bot.Interaction)            {}
func (deaf) Submit(context.Context, bot.Submission) (r bot.Reply) { return r }
func (deaf) Hear(context.Context, bot.Event)                      {}

func (deaf) Suggest(context.Context, bot.Suggestion) []account.Account { return nil }

// signed is a request as somebody sends it: good unless it says otherwise.
type signed struct {
	at     time.Duration                             // of the time stamp, from now
	secret string                                    // to sign with, if another
	body   string                                    // that is signed, if another than what is sent
	change func(header http.Header, now, mac string) // of the headers; nil leaves them
}

// TestSignaturesAgainstBolt: Slack's own framework and we say the same of every
// request, valid or forged.
func TestSignaturesAgainstBolt(t *testing.T) {
	set := func(name, value string) func(http.Header, string, string) {
		return func(h http.Header, _, _ string) { h.Set(name, value) }
	}
	drop := func(name string) func(http.Header, string, string) {
		return func(h http.Header, _, _ string) { h.Del(name) }
	}
	const stamp, mac = "X-Slack-Request-Timestamp", "X-Slack-Signature"
	tests := map[string]struct {
		signed
		want int
	}{
		"good":                         {want: 200},
		"four minutes old":             {signed{at: -4 * time.Minute}, 200},
		"four minutes ahead":           {signed{at: 4 * time.Minute}, 200},
		"stale":                        {signed{at: -301 * time.Second}, 401},
		"a year old":                   {signed{at: -365 * 24 * time.Hour}, 401},
		"another secret":               {signed{secret: "guessed"}, 401},
		"altered body":                 {signed{body: sample.Encode() + "&text=other"}, 401},
		"same form, reworded":          {signed{body: strings.Replace(sample.Encode(), "acme", "%61cme", 1)}, 401},
		"no headers":                   {signed{change: func(h http.Header, _, _ string) { h.Del(stamp); h.Del(mac) }}, 401},
		"no time stamp":                {signed{change: drop(stamp)}, 401},
		"no signature":                 {signed{change: drop(mac)}, 401},
		"empty signature":              {signed{change: set(mac, "")}, 401},
		"time stamp in words":          {signed{change: set(stamp, "yesterday")}, 401},
		"another time stamp":           {signed{change: func(h http.Header, now, _ string) { h.Set(stamp, now[:len(now)-1]+other(now)) }}, 401},
		"signature of another version": {signed{change: func(h http.Header, _, m string) { h.Set(mac, "v1="+m) }}, 401},
		"signature without a version":  {signed{change: func(h http.Header, _, m string) { h.Set(mac, m) }}, 401},
		"signature in capitals":        {signed{change: func(h http.Header, _, m string) { h.Set(mac, "v0="+strings.ToUpper(m)) }}, 401},
		"signature cut short":          {signed{change: func(h http.Header, _, m string) { h.Set(mac, "v0="+m[:20]) }}, 401},
	}
	j := newJudges(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			ours, theirs := j.verdicts(t, tt.signed)
			if ours != tt.want || theirs != tt.want {
				t.Errorf("we answer %d, bolt %d, want %d", ours, theirs, tt.want)
			}
		})
	}
}

// TestWhereBoltIsLaxer are the requests that bolt takes and we do not. Slack
// sends none of them.
func TestWhereBoltIsLaxer(t *testing.T) {
	const mac = "X-Slack-Signature"
	tests := map[string]signed{
		// bolt looks for stale requests alone. A time stamp from the future would
		// be good for longer than five minutes, and is not remembered that long.
		"301 s ahead": {at: 301 * time.Second},
		// bolt splits the header at "=" and reads the first two parts.
		"something after the signature": {change: func(h http.Header, _, m string) { h.Set(mac, "v0="+m+"=more") }},
	}
	j := newJudges(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if ours, theirs := j.verdicts(t, tt); ours != 401 || theirs != 200 {
				t.Errorf("we answer %d, bolt %d, want 401 and 200", ours, theirs)
			}
		})
	}
}

// sample is a command as Slack sends it.
var sample = url.Values{
	"token": {"unused"}, "team_id": {"T0REFEREE"}, "channel_id": {"C1"}, "user_id": {"U1"}, "command": {"/engagement"}, "text": {"acme & co"},
	"api_app_id": {"A1"}, "trigger_id": {"1.2"}, "response_url": {"https://hooks.slack.com/commands/unused"},
}

// other is a digit that is not the last of a number.
func other(number string) string { return strconv.Itoa((int(number[len(number)-1]-'0') + 1) % 10) }

// judges are the two handlers.
type judges struct {
	ours, theirs string // addresses
	now          time.Time
}

func newJudges(t *testing.T) *judges {
	t.Helper()
	j := &judges{theirs: serve(t, "signatures.mjs", signing), now: time.Now()}
	h := bot.NewHTTPHandler(bot.HTTPOptions{SigningSecret: signing, Handler: deaf{}, Now: func() time.Time { return j.now }})
	server := httptest.NewServer(h)
	t.Cleanup(func() {
		server.Close()
		if err := h.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	j.ours = server.URL
	return j
}

// verdicts sends the same request to both.
func (j *judges) verdicts(t *testing.T, s signed) (ours, theirs int) {
	t.Helper()
	body, secret := sample.Encode(), signing
	if s.secret != "" {
		secret = s.secret
	}
	stamp := strconv.FormatInt(j.now.Add(s.at).Unix(), 10)
	mac := slackfake.Sign(secret, stamp, []byte(body))
	if s.body != "" {
		body = s.body
	}
	send := func(to string) int {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, to+"/slack/commands", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Slack-Request-Timestamp", stamp)
		r.Header.Set("X-Slack-Signature", mac)
		if s.change != nil {
			s.change(r.Header, stamp, strings.TrimPrefix(mac, "v0="))
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := resp.Body.Close(); err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode
	}
	return send(j.ours), send(j.theirs)
}
