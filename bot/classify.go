package bot

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// effect says whether a call changes something at Slack: whether it may be
// repeated when nobody knows what became of it.
type effect int

const (
	reads effect = iota
	writes
)

// Slack's words by what they mean. Every other word is a refusal.
func meaning(word string, e effect) Delivery {
	switch word {
	case "token_revoked", "token_expired", "invalid_auth", "account_inactive", "not_authed":
		return Revoked
	case "ratelimited", "rate_limited", "message_limit_exceeded", "request_timeout", "team_added_to_org":
		return Retry
	case "fatal_error", "internal_error", "service_unavailable", "duplicate_message":
		// Some of it may have happened.
		return unknown(e)
	case "missing_scope", "not_allowed_token_type":
		// A token that may not write at all is no good for anything that waits.
		if e == writes {
			return Revoked
		}
	}
	return Refused
}

// unknown is the class of a call whose answer got lost.
func unknown(e effect) Delivery {
	if e == writes {
		return Doubtful
	}
	return Retry
}

// wordForm is what Slack's error words look like. Anything else might carry a
// URL or a token, so it is not passed on.
var wordForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

// failure classifies what went wrong in a call. It keeps words and numbers
// only, never the text of an error: that names URLs, and some are secret.
func failure(method string, e effect, err error) error {
	if err == nil {
		return nil
	}
	var known *Failure
	if errors.As(err, &known) {
		return err
	}
	f := &Failure{Method: method}
	var limited *slack.RateLimitedError
	var refused slack.SlackErrorResponse
	var status slack.StatusCodeError
	var number *strconv.NumError
	switch {
	case errors.As(err, &limited):
		f.Class, f.Word, f.After = Retry, "ratelimited", limited.RetryAfter
	case errors.As(err, &number): // the library met a Retry-After that is no number of seconds
		f.Class, f.Word = Retry, "ratelimited"
	case errors.As(err, &refused):
		f.Word = refused.Err
		if !wordForm.MatchString(f.Word) {
			f.Word = "unknown_error"
		}
		f.Class = meaning(f.Word, e)
	case errors.As(err, &status):
		f.Class, f.Word = statusMeaning(status.Code, e), "http_"+strconv.Itoa(status.Code)
	default:
		f.Class, f.Word = networkMeaning(err, e)
	}
	return f
}

// statusMeaning classifies an HTTP status that came without a word of Slack's:
// a proxy may have said it, so it never condemns a message.
func statusMeaning(code int, e effect) Delivery {
	if code >= http.StatusInternalServerError || code == http.StatusRequestTimeout {
		return unknown(e)
	}
	return Retry
}

// networkMeaning classifies an error below HTTP. What failed before anything
// was sent can be tried again without looking.
func networkMeaning(err error, e effect) (Delivery, string) {
	var name *net.DNSError
	var op *net.OpError
	var certificate *tls.CertificateVerificationError
	var timeout net.Error
	switch {
	case errors.Is(err, context.Canceled):
		return unknown(e), "cancelled"
	case errors.As(err, &name):
		return Retry, "host_not_found"
	case errors.As(err, &certificate):
		return Retry, "certificate_not_trusted"
	case errors.As(err, &op) && op.Op == "dial":
		return Retry, "no_connection"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return unknown(e), "timeout"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &op):
		return unknown(e), "connection_lost"
	}
	return unknown(e), "no_answer"
}

// bareAnswer classifies an answer that did not go through the client library.
// body is at most its first few thousand bytes.
func bareAnswer(method string, resp *http.Response, word string) error {
	f := &Failure{Method: method, Word: word}
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		f.Class, f.Word = Retry, "ratelimited"
		if s, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && s > 0 {
			f.After = time.Duration(s) * time.Second
		}
	case wordForm.MatchString(word):
		f.Class = meaning(word, writes)
	case resp.StatusCode/100 == 2:
		return nil
	case slices.Contains([]int{http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound, http.StatusGone}, resp.StatusCode):
		f.Class, f.Word = Refused, "http_"+strconv.Itoa(resp.StatusCode)
	default:
		f.Class, f.Word = statusMeaning(resp.StatusCode, writes), "http_"+strconv.Itoa(resp.StatusCode)
	}
	return f
}

// wordOf is Slack's word for a failed call, empty for any other error.
func wordOf(err error) string {
	var f *Failure
	if errors.As(err, &f) {
		return f.Word
	}
	return ""
}

// hint says what to do about a word, for whoever runs the bot.
func hint(word string) string {
	switch {
	case word == "not_in_channel":
		return "invite the bot: /invite @engagement in that channel"
	case word == wordShared:
		return "name a channel of our own, or set shared_channels = true under [privacy]"
	case word == "channel_not_found":
		return "check the channel's name in the configuration; a private channel is found only once the bot was invited"
	case word == "is_archived":
		return "unarchive the channel or configure another"
	case word == "missing_scope":
		return "update the app from `engagement manifest` and install it again"
	case word == "invalid_blocks", word == "invalid_blocks_format", word == "msg_too_long", word == "msg_blocks_too_long":
		return "this is a fault of the bot: please report it with the alert's id"
	case meaning(word, reads) == Revoked:
		return "install the app again and set the new token"
	case strings.HasPrefix(word, "http_"), word == "timeout", word == "no_connection", word == "host_not_found":
		return "check that this machine reaches slack.com on port 443"
	}
	return "look the word up in Slack's documentation of the method"
}
