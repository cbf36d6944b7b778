package bot

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// knockPatience is how long an address may take: Slack itself waits 3 seconds.
const knockPatience = 3 * time.Second

// door is an address that Slack calls, with a request that changes nothing and
// where the app's page names it.
type door struct {
	path, kind, body string
	named            string // the field of the app's page
	without          string // what does not work without it
}

const wwwForm = "application/x-www-form-urlencoded"

// doors are all addresses of the HTTP mode. What knocks comes from no workspace, so
// that whatever it asks is refused.
func doors() []door {
	payload := func(text string) string { return url.Values{"payload": {text}}.Encode() }
	return []door{
		{"/slack/commands", wwwForm, "ssl_check=1", "Slash Commands, Request URL", "/engagement is not answered"},
		{"/slack/events", "application/json", `{"type":"url_verification","challenge":"knock"}`, "Event Subscriptions, Request URL", "mentions, Home and links are not answered"},
		{"/slack/interactions", wwwForm, payload(`{"type":"view_closed"}`), "Interactivity, Request URL", "buttons and forms do nothing"},
		{"/slack/options", wwwForm, payload(`{"type":"block_suggestion"}`), "Interactivity, Select Menus, Options Load URL", "menus of accounts stay empty"},
	}
}

// Knock asks each address that Slack calls in HTTP mode, from outside and signed as
// Slack signs, whether we answer there. Which addresses the app's page names, Slack
// tells nobody but that page; so each finding says where to look.
func Knock(ctx context.Context, origin, signingSecret string, now time.Time) []Finding {
	var all []Finding
	client := &http.Client{Timeout: knockPatience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, d := range doors() {
		address := strings.TrimSuffix(origin, "/") + d.path
		f := Finding{What: "address " + address, OK: true, Detail: "answers; the app's page has to name it under " + d.named + ", else " + d.without}
		if why, advice := d.knock(ctx, client, address, signingSecret, now); why != "" {
			f = Finding{What: f.What, Detail: why + ": " + d.without, Try: advice}
		}
		all = append(all, f)
	}
	return all
}

// knock says why nobody of ours answers, and what to do about it; empty where we do.
func (d door) knock(ctx context.Context, client *http.Client, address, secret string, now time.Time) (why, advice string) {
	body := d.body
	if d.kind == wwwForm {
		body += "&knock=" + rand.Text() // what comes twice is refused
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		return "is no address", "--origin https://HOST"
	}
	stamp := strconv.FormatInt(now.Unix(), 10)
	hash := hmac.New(sha256.New, []byte(secret))
	hash.Write([]byte("v0:" + stamp + ":" + body))
	req.Header.Set("Content-Type", d.kind)
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(hash.Sum(nil)))
	resp, err := client.Do(req)
	if err != nil {
		return "nobody answers within 3 seconds", "start `engagement serve`, and let the proxy pass requests on to [slack] listen"
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(resp.Body, maxRequest)); err != nil {
		return "the answer breaks off", "look at the proxy in front of [slack] listen"
	}
	switch {
	case resp.StatusCode == http.StatusOK:
		return "", ""
	case resp.StatusCode == http.StatusUnauthorized:
		return "the signature is not accepted", "give SLACK_SIGNING_SECRET here and to `engagement serve` as the app's page shows it, and set both clocks"
	case resp.StatusCode == http.StatusServiceUnavailable:
		return "there is no signing secret, or too much to do", "give SLACK_SIGNING_SECRET to `engagement serve`"
	}
	return fmt.Sprintf("something else answers, with status %d", resp.StatusCode), "let the proxy pass " + d.path + " on to [slack] listen"
}
