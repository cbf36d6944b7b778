// Package alert is judgement: it decides what is said to whom, and why, and
// says nothing itself.
//
// [Decide] compares the standing of an account with the state that earlier
// decisions left behind and returns a [Decision]: the next state, the immutable
// facts that happened, the messages to send and a verdict for every question
// that was asked, each with a named [Reason]. The store commits a Decision
// whole, so a message exists if and only if its fact does; the message's key
// is unique, so it exists once.
//
// Only facts gate alerts. A score may be recomputed as often as anyone likes,
// under any policy: what has been announced stays announced, and a state that
// is found after the event (an import of history, a back-fill, a new config)
// is recorded in silence.
package alert
