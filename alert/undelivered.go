package alert

import (
	"fmt"
	"strings"
	"time"
)

// KindUndelivered says to the keepers that Slack does not take the alerts of a
// channel.
const KindUndelivered Kind = "undelivered"

// GivenUp is why keepers are told.
const GivenUp Reason = "given_up" // Slack will never take an alert

// CauseNotPosted is why something about an alert is given up: the alert was.
const CauseNotPosted = "not_posted"

// Undelivered is an alert that Slack will never take, as things are.
type Undelivered struct {
	Kind    Kind   `json:"kind"`
	Channel string `json:"channel"`
	Cause   string `json:"cause"` // Slack's word, or ours
	Error   string `json:"error"`
}

// GaveUp is what keepers are told of an alert that was given up: operations, or,
// where that is the very channel, the admins themselves, by e-mail. Of what is told
// to them nothing is told.
func (r Rules) GaveUp(m Message, o Outcome, admins []string) []Message {
	if m.Kind == KindUndelivered || o.Cause == CauseNotPosted {
		return nil
	}
	to := []string{r.operations()}
	if strings.TrimPrefix(to[0], "#") == strings.TrimPrefix(m.Channel, "#") {
		to = nil
		for _, mail := range admins {
			if d := Direct(mail); d != m.Channel {
				to = append(to, d)
			}
		}
	}
	var out []Message
	for n, channel := range to {
		id := fmt.Sprintf("undelivered:%d:%d:%s", o.At.UnixMilli(), n, m.ID)
		out = append(out, Message{
			ID: id, Key: id, Kind: KindUndelivered, Reason: GivenUp, Channel: channel, DecidedAt: o.At,
			Payload: Payload{Account: m.Payload.Account, Undelivered: &Undelivered{Kind: m.Kind, Channel: m.Channel, Cause: o.Cause, Error: o.Error}},
		})
	}
	return out
}

// Stuck are alerts that Slack will never take in one channel, for one cause.
type Stuck struct {
	Channel, Cause string
	Error          string // of the first
	Messages       []Trail
}

// Since is when the first of them was given up.
func (s Stuck) Since() time.Time { return s.Messages[0].Settled }

// StuckIn groups alerts that were given up, in their order.
func StuckIn(all []Trail) []Stuck {
	var out []Stuck
	at := map[[2]string]int{}
	for _, m := range all {
		key := [2]string{m.Message.Channel, m.Cause}
		n, ok := at[key]
		if !ok {
			n, at[key] = len(out), len(out)
			out = append(out, Stuck{Channel: m.Message.Channel, Cause: m.Cause, Error: m.Error})
		}
		out[n].Messages = append(out[n].Messages, m)
	}
	return out
}
