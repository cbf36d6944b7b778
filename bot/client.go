package bot

import (
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"
)

const (
	callTimeout = 10 * time.Second // of one call to Slack
	maxAnswer   = 8 << 10          // bytes of a bare answer that are read
)

// ClientOptions make a Client. BotToken is needed for everything; AppToken for
// Socket Mode only.
type ClientOptions struct {
	BotToken, AppToken string
	APIURL             string       // default https://slack.com/api/
	HTTP               *http.Client // default: one of our own
	// ResponseHosts may be answered besides Slack's own: host or host:port, for
	// a stand-in of Slack. Their response URLs may be plain HTTP.
	ResponseHosts []string
	// External says whether account data may go to channels where people of other
	// companies read; without it nothing is posted to one that is found by name.
	External bool
	Now      func() time.Time
	Log      *slog.Logger
}

// Client is a Workspace over Slack's Web API. It never retries by itself: a
// post that is repeated blindly appears twice. Its errors are classified and
// name neither tokens nor URLs.
type Client struct {
	opts ClientOptions
	http *http.Client
	api  *slack.Client
	now  func() time.Time
	log  *slog.Logger

	channels *recall[string]   // ids by name
	people   *recall[string]   // ids by e-mail address
	members  *recall[Member]   // by user id
	directs  *recall[string]   // by user id
	places   *recall[Place]    // by channel id
	groups   *recall[[]string] // members by handle

	mu   sync.Mutex
	self *slack.AuthTestResponse
}

// NewClient makes a Client. It calls nothing yet.
func NewClient(o ClientOptions) *Client {
	if o.APIURL == "" {
		o.APIURL = slack.APIURL
	}
	if !strings.HasSuffix(o.APIURL, "/") {
		o.APIURL += "/"
	}
	c := &Client{
		opts: o, http: boundedHTTP(o.HTTP), now: o.Now, log: o.Log,
		channels: newRecall[string](10*time.Minute, 1000),
		people:   newRecall[string](5*time.Minute, 10_000),
		members:  newRecall[Member](5*time.Minute, 10_000), directs: newRecall[string](time.Hour, 10_000), places: newRecall[Place](5*time.Minute, 1000), groups: newRecall[[]string](5*time.Minute, 100),
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	c.api = slack.New(o.BotToken, slack.OptionAppLevelToken(o.AppToken), slack.OptionAPIURL(o.APIURL), slack.OptionHTTPClient(withBearer(c.http, o.APIURL, o.BotToken)))
	return c
}

// boundedHTTP is a copy of a client that gives up in time and carries no token
// to where it is redirected.
func boundedHTTP(from *http.Client) *http.Client {
	var c http.Client
	if from != nil {
		c = *from
	}
	if c.Timeout == 0 {
		c.Timeout = callTimeout
	}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}

// The metadata that a posted alert carries.
const (
	alertEvent = "engagement_alert"
	alertField = "alert_id"
)

// spoken is what a message says, ready to be sent: text for notifications, and
// blocks without pictures that were never uploaded.
func spoken(m Message) slack.MsgOption {
	return slack.MsgOptionCompose(
		slack.MsgOptionText(harmless(m.Text), false), slack.MsgOptionBlocks(withFiles(m, nil)...),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
	)
}

// Post posts to a channel. With an alertID the message can be found again, and
// its client_msg_id is the same at every attempt.
func (c *Client) Post(ctx context.Context, channelID string, m Message, alertID string) (string, error) {
	options := []slack.MsgOption{spoken(m)}
	if alertID != "" {
		options = append(options, c.marked(alertID)...)
	}
	return c.post(ctx, channelID, options...)
}

// marked makes a message one that can be found again.
func (c *Client) marked(alertID string) []slack.MsgOption {
	return []slack.MsgOption{
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: alertEvent, EventPayload: map[string]any{alertField: alertID}}),
		slack.UnsafeMsgOptionEndpoint(c.opts.APIURL+"chat.postMessage", func(v url.Values) { v.Set("client_msg_id", messageID(alertID)) }),
	}
}

// Reply answers in a message's thread, so that the answer can be found again.
func (c *Client) Reply(ctx context.Context, channelID, ts string, m Message, alertID string) (string, error) {
	return c.post(ctx, channelID, append(c.marked(alertID), spoken(m), slack.MsgOptionTS(ts))...)
}

// Thread answers in a message's thread.
func (c *Client) Thread(ctx context.Context, channelID, ts string, m Message) error {
	_, err := c.post(ctx, channelID, spoken(m), slack.MsgOptionTS(ts))
	return err
}

func (c *Client) post(ctx context.Context, channelID string, options ...slack.MsgOption) (string, error) {
	const method = "chat.postMessage"
	_, ts, err := c.api.PostMessageContext(ctx, channelID, options...)
	if err != nil {
		c.explain(method, err)
		return "", failure(method, writes, err)
	}
	if ts == "" {
		return "", &Failure{Class: Doubtful, Method: method, Word: "no_ts"}
	}
	return ts, nil
}

// Update replaces a message; its metadata stays.
func (c *Client) Update(ctx context.Context, channelID, ts string, m Message) error {
	const method = "chat.update"
	_, _, _, err := c.api.UpdateMessageContext(ctx, channelID, ts, spoken(m))
	c.explain(method, err)
	return failure(method, writes, err)
}

// explain logs where Slack sees a fault in blocks: the word alone helps nobody.
func (c *Client) explain(method string, err error) {
	var refused slack.SlackErrorResponse
	if errors.As(err, &refused) && strings.HasPrefix(refused.Err, "invalid_") && len(refused.ResponseMetadata.Messages) > 0 {
		c.log.Debug("slack explains a refusal", "method", method, "says", clamp(refused.ResponseMetadata.Messages[0], 300))
	}
}

// messageID is a UUID (version 5) made of an alert's id.
func messageID(alertID string) string {
	sum := sha1.Sum([]byte("engagement alert " + alertID))
	sum[6], sum[8] = sum[6]&0x0f|0x50, sum[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

// response is the body of an answer through a response URL.
type response struct {
	Text            string        `json:"text"`
	Blocks          []slack.Block `json:"blocks,omitempty"`
	ResponseType    string        `json:"response_type"`
	ReplaceOriginal bool          `json:"replace_original"`
	UnfurlLinks     bool          `json:"unfurl_links"`
	UnfurlMedia     bool          `json:"unfurl_media"`
}

// Respond answers a command or click. Only Slack's own hosts are called, and
// those that the options allow.
func (c *Client) Respond(ctx context.Context, responseURL string, m Message, replace Replace) error {
	const method = "response_url"
	if !c.mayRespond(responseURL) {
		return &Failure{Class: Refused, Method: method, Word: "host_not_allowed"}
	}
	body := response{
		Text: harmless(m.Text), Blocks: withFiles(m, nil), ResponseType: slack.ResponseTypeEphemeral, ReplaceOriginal: replace == InPlace,
	}
	if m.Public {
		body.ResponseType = slack.ResponseTypeInChannel
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode a response: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, responseURL, bytes.NewReader(raw))
	if err != nil {
		return &Failure{Class: Refused, Method: method, Word: "bad_url"}
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp, err := c.http.Do(req)
	if err != nil {
		return failure(method, writes, err)
	}
	defer resp.Body.Close()
	answered, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return failure(method, writes, err)
	}
	return bareAnswer(method, resp, errorIn(answered))
}

// memberOrOpening finds mentions of one member and every other "<".
var memberOrOpening = regexp.MustCompile(`<@[UW][A-Z0-9]+>|<`)

// harmless takes out of a notification whatever could call a whole channel or
// pass for a link, whoever wrote it; a mention of one member stays.
func harmless(text string) string {
	return memberOrOpening.ReplaceAllStringFunc(text, func(s string) string {
		if s == "<" {
			return "&lt;"
		}
		return s
	})
}

// errorIn is the error word in an answer of a response URL: JSON, or the bare
// word. It is empty for a success.
func errorIn(body []byte) string {
	var a struct {
		OK    bool   `json:"ok"`
		Error string `json:"error"`
	}
	if json.Unmarshal(body, &a) == nil {
		if a.OK {
			return ""
		}
		return a.Error
	}
	if word := strings.TrimSpace(string(body)); word != "ok" && strings.Contains(word, "_") {
		return word
	}
	return ""
}

func (c *Client) mayRespond(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil {
		return false
	}
	if slices.Contains(c.opts.ResponseHosts, u.Host) || slices.Contains(c.opts.ResponseHosts, u.Hostname()) {
		return u.Scheme == "https" || u.Scheme == "http"
	}
	return u.Scheme == "https" && (u.Host == "hooks.slack.com" || u.Host == "hooks.slack-gov.com")
}
