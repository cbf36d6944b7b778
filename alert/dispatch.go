package alert

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"time"

	"engagement/account"
)

// Manner is how a kind of message is told.
type Manner string

// The manners.
const (
	AsCard   Manner = "card"   // a card of its own, while the budget lasts
	AsDirect Manner = "direct" // the same, to the owner alone
	AsLine   Manner = "line"   // a place in the line of what else moved
	Off      Manner = "off"    // not at all
)

// Waiting is a message that was decided and waits to be told: what a dispatch
// looks at. Its payload stays where it is, but for the name of an event.
type Waiting struct {
	ID        string
	AccountID string
	Name      string // of the account
	Owner     string
	Center    string
	Kind      Kind
	Reason    Reason
	Channel   string
	Value     account.Milli
	Threshold account.Milli
	DecidedAt time.Time
	// Due is when it may be told, as an earlier dispatch found; its decision
	// before any has.
	Due time.Time
	// Muted is the last day on which nobody wants to hear of its account, or of
	// this kind of news about it.
	Muted account.Day
	// Lately is when its account last had a card; zero where it had none.
	Lately time.Time
	// Card is the message that was the last card of its account in its channel,
	// within ThreadDays; empty where there was none.
	Card   string
	Listed time.Time // when it was put into the line; zero while it waits
	// Event is what moved many accounts, where it is about no account, and Moved how
	// many they are.
	Event string
	Moved int
}

// Tray is everything that waits to be told, and what the channels have been told
// on the day of the dispatch.
type Tray struct {
	Version int64     // a dispatch that was decided on another one is refused
	Waiting []Waiting // their time may have come
	Line    []Waiting // to be named in a line, and named in none yet
	Told    map[string]int
	// Hours are those of readers who are not at the company's, by channel.
	Hours map[string]Hours
}

// Fate is what a dispatch makes of a message.
type Fate struct {
	ID     string
	Status Status    // Held (until Due), Pending, InALine, or Withheld
	Due    time.Time // of Held
	Reason Reason    // of the others
	Thread string    // the message in whose thread it is told; empty is none
}

// ThreadDays is for how long later cards of an account are told in the thread of its
// first, where the rules say so.
const ThreadDays = 30

// Line is a message that names what had no card of its own.
type Line struct {
	Message Message
	Names   []string // ids of the messages that it names
}

// Dispatch is the answer: everything in it is committed at once, if the tray is
// still what it was.
type Dispatch struct {
	Version  int64
	Fates    []Fate
	Lines    []Line
	Verdicts []Verdict
	// Evening is when the next line is told, of what is listed now; zero where
	// nothing is.
	Evening time.Time
}

// Empty reports whether nothing is to be done.
func (d Dispatch) Empty() bool { return len(d.Fates) == 0 && len(d.Lines) == 0 }

// priority orders kinds: what a channel hears of first.
var priority = []Kind{
	KindSourceSilent, KindMQA, KindExpansion, Kind(account.ChampionMoved), Kind(account.Returning), Kind(account.Surge), Kind(account.EventBurst),
	Kind(account.Stall), Kind(account.NewSenior), Kind(account.FirstEngagement),
}

// Held reports whether messages of a kind wait for a dispatch: everything that a
// channel can have too much of. Requests, lists and answers do not.
func (k Kind) Held() bool { return slices.Contains(priority, k) }

// Budgeted lists the kinds that a channel gets so many of in a day.
func Budgeted() []Kind { return slices.Clone(priority[1:]) }

// budgeted reports whether a kind is one of Budgeted.
func (k Kind) budgeted() bool { return slices.Contains(priority[1:], k) }

// ofNight reports whether a kind is found by the night, and can wait for the
// morning.
func (k Kind) ofNight() bool { return k.Held() && k != KindMQA && k != KindExpansion }

// rank orders what waits for a channel: by kind, then by how far it is beyond its
// threshold, then as it was decided.
func rank(a, b Waiting) int {
	return cmp.Or(
		cmp.Compare(slices.Index(priority, a.Kind), slices.Index(priority, b.Kind)),
		cmp.Compare(beyond(b), beyond(a)), cmp.Compare(b.Value, a.Value),
		a.DecidedAt.Compare(b.DecidedAt), cmp.Compare(a.ID, b.ID))
}

// beyond is the ratio of value and threshold, in percent.
func beyond(w Waiting) account.Milli {
	return 100 * max(w.Value, w.Threshold) / max(min(w.Value, w.Threshold), 1000)
}

// hoursOf are those of a channel.
func (r Rules) hoursOf(channel string, t Tray) Hours {
	if h, ok := t.Hours[channel]; ok {
		return h
	}
	h := r.Hours
	for _, route := range r.Routes {
		if route.To == channel && route.Zone != nil {
			h.Zone = route.Zone
			break
		}
	}
	return h
}

// due is the first moment at or after now at which a message may be told.
func (r Rules) due(w Waiting, h Hours, now time.Time) time.Time {
	if !w.Kind.ofNight() {
		return h.Open(now)
	}
	if morning := h.NextMorning(w.DecidedAt); morning.After(now) {
		return h.Open(morning)
	}
	return h.Open(now)
}

// latelyFor is how long a card about an account stands for what the nights after
// it find.
const latelyFor = 7 * 24 * time.Hour

// toldLately reports whether what the night found says little after a card that
// its account has had.
func (w Waiting) toldLately(now time.Time) bool {
	return w.Kind.ofNight() && w.AccountID != "" && !w.Lately.IsZero() && now.Sub(w.Lately) < latelyFor
}

// anew reports whether a kind says something of an account that a card of before
// cannot have said: it is named in the line at least.
func (k Kind) anew() bool {
	switch account.FindingKind(k) {
	case account.Surge, account.Stall, account.ChampionMoved, account.Returning:
		return true
	}
	return false
}

// heldOut reports whether a message belongs to the random part that is withheld
// to learn what alerts are good for. It depends on the message alone.
func (r Rules) heldOut(id string) bool {
	sum := sha256.Sum256([]byte("hold-out " + id))
	return binary.BigEndian.Uint64(sum[:8])%100 < uint64(max(r.HoldOut, 0))
}

// Dispatch decides what becomes of the messages that wait: each is told now, or
// later, or named in a line, or not told. Who comes first does not depend on the
// order in which they were found. It is pure.
func (r Rules) Dispatch(t Tray, now time.Time) Dispatch {
	out := Dispatch{Version: t.Version}
	told := map[string]int{}
	for channel, n := range t.Told {
		told[channel] = n
	}
	waiting := slices.Clone(t.Waiting)
	slices.SortFunc(waiting, rank)
	line := slices.Clone(t.Line)
	for _, w := range waiting {
		h := r.hoursOf(w.Channel, t)
		end := func(status Status, reason Reason) {
			out.Fates = append(out.Fates, Fate{ID: w.ID, Status: status, Reason: reason})
			out.Verdicts = append(out.Verdicts, w.verdict(status == Pending, reason, now))
		}
		switch due := r.due(w, h, now); {
		case r.Manners[w.Kind] == Off:
			end(Withheld, SwitchedOff)
		case w.Muted != 0 && account.DayOf(now, h.Zone) <= w.Muted:
			end(Withheld, Muted)
		case due.After(now):
			if !due.Equal(w.Due) {
				out.Fates = append(out.Fates, Fate{ID: w.ID, Status: Held, Due: due})
			}
		case w.Kind.budgeted() && r.heldOut(w.ID):
			end(Withheld, HoldOut)
		case !w.Kind.budgeted():
			end(Pending, w.Reason)
		case w.toldLately(now) && !w.Kind.anew():
			end(Withheld, ToldLately)
		default:
			reason := r.lined(w, told[w.Channel], now)
			if reason == "" {
				told[w.Channel]++
				end(Pending, w.Reason)
				if r.Threads {
					out.Fates[len(out.Fates)-1].Thread = w.Card
				}
				break
			}
			end(InALine, reason)
			w.Listed = now
			line = append(line, w)
		}
	}
	out.Lines, out.Evening = r.lines(line, t, now)
	return out
}

// lined is why a message has its place in the line and no card of its own; empty
// where it has a card.
func (r Rules) lined(w Waiting, told int, now time.Time) Reason {
	switch {
	case r.Manners[w.Kind] == AsLine:
		return InLine
	case w.toldLately(now):
		return ToldLately
	case r.Budget >= 0 && told >= r.Budget:
		return OverBudget
	}
	return ""
}

// lines are those whose evening has come, one for each channel: of what was
// listed before it. next is the evening of those that wait; zero where none does.
func (r Rules) lines(listed []Waiting, t Tray, now time.Time) (out []Line, next time.Time) {
	type evening struct {
		channel string
		at      time.Time
	}
	due := map[evening][]Waiting{}
	for _, w := range listed {
		h := r.hoursOf(w.Channel, t)
		if at := h.NextEvening(w.Listed); !at.After(now) {
			e := evening{w.Channel, lastEvening(h, at, now)}
			due[e] = append(due[e], w)
		} else if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	for e, all := range due {
		out = append(out, r.line(e.channel, account.DayOf(e.at, r.hoursOf(e.channel, t).Zone), all, now))
	}
	slices.SortFunc(out, func(a, b Line) int { return cmp.Compare(a.Message.ID, b.Message.ID) })
	return out, next
}

// lastEvening is the newest evening up to now, at or after one.
func lastEvening(h Hours, at, now time.Time) time.Time {
	for range restDays {
		next := h.NextEvening(at.Add(time.Minute))
		if next.After(now) {
			break
		}
		at = next
	}
	return at
}

// lineNames is how many accounts a line names; the rest are counted.
const lineNames = 10

// line is the message of one channel and day.
func (r Rules) line(channel string, day account.Day, all []Waiting, now time.Time) Line {
	slices.SortFunc(all, rank)
	key := "also:" + channel + ":" + day.String()
	out := Line{Message: Message{
		ID: key, Key: key, Kind: KindAlso, Reason: OverBudget, Channel: channel, DecidedAt: now,
		Payload: Payload{Count: len(all), Today: day},
	}}
	for i, w := range all {
		out.Names = append(out.Names, w.ID)
		if i < lineNames {
			out.Message.Payload.List = append(out.Message.Payload.List, Listed{
				AccountID: w.AccountID, Name: w.Name, Owner: w.Owner, Minutes: w.Value, Normal: w.Threshold, Kind: w.Kind, Event: w.Event, Moved: w.Moved,
			})
		}
	}
	return out
}

// verdict is the row of the audit about a message that waited.
func (w Waiting) verdict(sent bool, reason Reason, now time.Time) Verdict {
	return Verdict{AccountID: w.AccountID, Center: w.Center, Kind: w.Kind, Sent: sent, Reason: reason, Value: w.Value, Threshold: w.Threshold, At: now}
}
