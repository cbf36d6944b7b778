package bot

import (
	"net/http"
	"net/url"
	"strings"
)

// bearer names the bot token in the header of every call to the Web API. The
// client library writes it into the body of some calls and the header of
// others; Slack takes both, stricter readers of its protocol only the header.
// Requests to anywhere else, and those with a token of their own, stay as they
// are.
type bearer struct {
	api   *url.URL // where the Web API is; its path ends with a slash
	token string
	next  http.RoundTripper
}

// withBearer is a client that sends the token along to the Web API at apiURL.
// An address that cannot be read is never called, and gets no token.
func withBearer(from *http.Client, apiURL, token string) *http.Client {
	api, err := url.Parse(apiURL)
	if err != nil || token == "" {
		return from
	}
	c := *from
	if c.Transport == nil {
		c.Transport = http.DefaultTransport
	}
	c.Transport = &bearer{api: api, token: token, next: c.Transport}
	return &c
}

// RoundTrip sends a request on, with the token if it goes to the Web API.
func (b *bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Header.Get("Authorization") == "" && b.isAPI(r.URL) {
		r = r.Clone(r.Context())
		r.Header.Set("Authorization", "Bearer "+b.token)
	}
	return b.next.RoundTrip(r)
}

// isAPI reports whether an address is a method of the Web API: one name right
// below it, so that neither "../" nor another host passes for one.
func (b *bearer) isAPI(u *url.URL) bool {
	method, below := strings.CutPrefix(u.EscapedPath(), b.api.EscapedPath())
	return below && u.Scheme == b.api.Scheme && u.Host == b.api.Host && u.User == nil && method != "" && !strings.ContainsAny(method, "/%")
}
