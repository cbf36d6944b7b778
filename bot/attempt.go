package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"

	"engagement/alert"
)

// attempt is one try to deliver a message.
type attempt struct {
	*Courier
	lease   alert.Lease
	stop    context.Context // ends when the courier stops; waits end with it
	channel string          // id
	thread  string          // ts of the message in whose thread it is said; empty where in none
	album   *pictures       // of the message, once it was rendered
	working *sync.WaitGroup // of everything the courier has under way
}

// run looks, if need be, and posts. ctx is bounded by the lease.
func (a *attempt) run(ctx context.Context) alert.Outcome {
	m := a.lease.Message
	if card := m.Kind != alert.KindNote && m.Kind != alert.KindEdit; m.Thread != "" && (!card || a.lease.Parent != nil && a.lease.Parent.TS != "") {
		return a.follow(ctx)
	}
	var err error
	where := m.Channel
	if a.Address != nil {
		if where, err = a.Address(ctx, where); err != nil {
			return a.outcome(err, notPosted)
		}
	}
	if a.channel, err = a.Workspace.Channel(ctx, where); err != nil {
		return a.outcome(err, notPosted)
	}
	return a.once(ctx)
}

// once posts what is not there already.
func (a *attempt) once(ctx context.Context) alert.Outcome {
	if a.lease.Unsure {
		ts, found, err := a.look(ctx)
		if err != nil {
			return a.outcome(err, notPosted)
		}
		if found {
			a.accepted()
			return alert.Outcome{Status: alert.Sent, ChannelID: a.channel, TS: ts}
		}
		a.lease.Unsure = false
	}
	card, err := a.render(ctx)
	if err != nil {
		return a.unrendered(err)
	}
	a.album = a.gather(card)
	a.album.wait(a.stop, a.patience())
	return a.post(ctx, card)
}

// follow says something in the thread of a message that was posted, or edits its
// card. An edit may be made twice: it says the same.
func (a *attempt) follow(ctx context.Context) alert.Outcome {
	parent := a.lease.Parent
	if parent == nil || parent.TS == "" {
		return alert.Outcome{Status: alert.Dead, Cause: alert.CauseNotPosted, Error: "what it is about was not posted"}
	}
	a.channel = parent.ChannelID
	if a.lease.Message.Kind != alert.KindEdit {
		a.thread = parent.TS
		return a.once(ctx)
	}
	current := a.Current
	if current == nil {
		current = a.Render
	}
	card, err := current(ctx, parent.Message)
	if err != nil {
		return a.unrendered(err)
	}
	album := a.gather(card)
	album.wait(a.stop, a.patience())
	card.Blocks, card.Pictures = withFiles(card, album.ids), nil
	if err := a.Workspace.Update(ctx, a.channel, parent.TS, card); err != nil {
		return a.outcome(err, notPosted)
	}
	a.accepted()
	return alert.Outcome{Status: alert.Sent, ChannelID: a.channel, TS: parent.TS}
}

// look finds what an earlier attempt may have posted. Where Slack does not let
// us look, the alert is posted: it may appear twice, but it is not lost.
func (a *attempt) look(ctx context.Context) (ts string, found bool, err error) {
	where := a.channel
	if a.lease.ChannelID != "" {
		where = a.lease.ChannelID
	}
	if a.thread != "" {
		ts, found, err = a.Workspace.FindReply(ctx, where, a.thread, a.lease.Message.ID)
	} else {
		ts, found, err = a.Workspace.Find(ctx, where, a.lease.Message.ID, a.lease.Message.DecidedAt)
	}
	if class, _ := classOf(err); err != nil && class == Refused {
		a.log().Warn("an alert may appear twice: the channel's history cannot be read", "alert", a.lease.Message.ID, "channel", a.lease.Message.Channel, "error", err)
		return "", false, nil
	}
	if found {
		a.channel = where
	}
	return ts, found, err
}

// renderTries is how often an alert is rendered before it is given up: what it is
// made of is read from a database, which may not answer for a while.
const renderTries = 6

// causeRender is why an alert is given up that cannot be rendered.
const causeRender = "render"

// errPanic is a fault of the program: it would be the same another time.
var errPanic = errors.New("panic")

// unrendered is the outcome of an attempt that had nothing to post.
func (a *attempt) unrendered(err error) alert.Outcome {
	o := alert.Outcome{Status: alert.Pending, NextAt: a.Now().Add(backoff(a.lease.Attempts)), Error: fmt.Sprintf("render: %v", err)}
	if a.lease.Attempts >= renderTries || errors.Is(err, errPanic) {
		o.Status, o.Cause = alert.Dead, causeRender
	}
	return o
}

// render renders, and turns a panic into an error: one bad alert must not stop
// the others.
func (a *attempt) render(ctx context.Context) (m Message, err error) {
	defer func() {
		if p := recover(); p != nil {
			a.log().Error("panic while an alert was rendered", "alert", a.lease.Message.ID, "panic", redact(fmt.Sprint(p)), "stack", redact(string(debug.Stack())))
			err = errPanic
		}
	}()
	return a.Render(ctx, a.lease.Message)
}

// post posts, once more without pictures if Slack refuses the blocks: a file
// that is not ready is refused with the same word.
func (a *attempt) post(ctx context.Context, card Message) alert.Outcome {
	whole := card
	whole.Blocks, whole.Pictures = withFiles(card, a.album.ids), nil
	ts, err := a.postInTurn(ctx, whole)
	if wordOf(err) == "invalid_blocks" && len(a.album.ids) > 0 {
		a.album.distrust()
		whole.Blocks = withFiles(card, nil)
		ts, err = a.postInTurn(ctx, whole)
	}
	if errors.Is(err, errStopped) {
		return alert.Outcome{Status: alert.Pending, NextAt: a.Now(), Error: err.Error()}
	}
	if err != nil {
		return a.outcome(err, maybePosted)
	}
	a.accepted()
	return alert.Outcome{Status: alert.Sent, ChannelID: a.channel, TS: ts}
}

// errStopped says that the courier stopped before it posted.
var errStopped = errors.New("stopped before it was posted")

// postInTurn posts when it is the channel's turn, which ends only after Slack
// has answered.
func (a *attempt) postInTurn(ctx context.Context, m Message) (string, error) {
	if a.queue(a.stop, a.channel) != nil {
		return "", errStopped
	}
	defer a.served(a.channel)
	if a.thread != "" {
		return a.Workspace.Reply(ctx, a.channel, a.thread, m, a.lease.Message.ID)
	}
	return a.Workspace.Post(ctx, a.channel, m, a.lease.Message.ID)
}

// reach says how far an attempt got.
type reach int

const (
	notPosted reach = iota
	maybePosted
)

// outcome is what an error means for the message. What an earlier attempt left
// open stays open until it was looked up.
func (a *attempt) outcome(err error, r reach) alert.Outcome {
	now := a.Now()
	o := alert.Outcome{Status: alert.Pending, ChannelID: a.channel, Error: err.Error()}
	class, after := classOf(err)
	wait := backoff(a.lease.Attempts)
	switch class {
	case Refused:
		o.Status, o.Cause = alert.Dead, wordOf(err)
		o.Error += "; try: " + hint(wordOf(err))
		return o
	case Revoked:
		o.NextAt = a.refused(err)
	case Retry:
		if after > 0 {
			wait = after
		}
		o.NextAt = now.Add(wait)
	default:
		o.NextAt = now.Add(wait)
		if r == maybePosted {
			o.Status, o.NextAt = alert.Unsure, now.Add(wait+lookAfter)
		}
	}
	if a.lease.Unsure {
		o.Status = alert.Unsure
	}
	return o
}
