package bot

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"engagement/account"
)

// Digesting is what follows `digest`.
type Digesting struct {
	Do      string // now, weekly, list, stop or edit
	ID      string // of stop and edit
	Scope   account.DigestScope
	Weekday time.Weekday
	Minute  int
	Channel string // by name or id; empty is the one that asks, or a direct message
}

var (
	digestID   = regexp.MustCompile(`^d[0-9]{1,9}$`)
	channelRef = regexp.MustCompile(`^<#([CG][A-Z0-9]+)(\|[^>]*)?>$`)
)

// parseDigest reads `now [scope]`, `weekly mon 09:00 [#channel] [scope]`, `list`,
// `stop d3` and `edit d3 weekly tue 10:00 [#channel] [scope]`.
func parseDigest(words []string) (Digesting, error) {
	d := Digesting{Do: "now"}
	if len(words) > 0 {
		d.Do, words = strings.ToLower(words[0]), words[1:]
	}
	var err error
	switch d.Do {
	case "now":
		d.Scope, err = account.ParseDigestScope(words)
	case "weekly":
		err = d.weekly(words)
	case "list":
		if len(words) > 0 {
			err = fmt.Errorf("nothing follows `digest list`: %w", account.ErrInvalid)
		}
	case "stop", "edit":
		if len(words) == 0 || !digestID.MatchString(strings.ToLower(words[0])) {
			return d, fmt.Errorf("which digest? `digest list` says their ids; then write `digest %s d3`: %w", d.Do, account.ErrInvalid)
		}
		d.ID, words = strings.ToLower(words[0]), words[1:]
		if d.Do == "stop" && len(words) > 0 {
			return d, fmt.Errorf("one digest at a time: write `digest stop %s`: %w", d.ID, account.ErrInvalid)
		}
		if d.Do == "edit" {
			if len(words) > 0 && strings.EqualFold(words[0], "weekly") {
				words = words[1:]
			}
			err = d.weekly(words)
		}
	default:
		err = fmt.Errorf("write `digest now`, `digest weekly mon 09:00`, `digest list`, `digest edit d3 tue 10:00` or `digest stop d3`: %w", account.ErrInvalid)
	}
	return d, err
}

// weekly reads a day, a time, perhaps a channel, and a scope.
func (d *Digesting) weekly(words []string) error {
	wrong := fmt.Errorf("say the day and the time: `digest weekly mon 09:00`, then perhaps a #channel, and whose accounts: %w", account.ErrInvalid)
	if len(words) < 2 {
		return wrong
	}
	day, ok := weekdayOf(words[0])
	minute, clear := minuteOf(words[1])
	if !ok || !clear {
		return wrong
	}
	d.Weekday, d.Minute, words = day, minute, words[2:]
	if len(words) > 0 {
		if ref := channelRef.FindStringSubmatch(words[0]); ref != nil {
			d.Channel, words = ref[1], words[1:]
		} else if strings.HasPrefix(words[0], "#") {
			d.Channel, words = strings.ToLower(words[0]), words[1:]
		}
	}
	var err error
	d.Scope, err = account.ParseDigestScope(words)
	return err
}

// weekdayOf reads a day of the week by its name, or the first three letters.
func weekdayOf(word string) (time.Weekday, bool) {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if name := day.String(); strings.EqualFold(word, name) || strings.EqualFold(word, name[:3]) {
			return day, true
		}
	}
	return 0, false
}

// digest answers `digest ...`.
func (b *Bot) digest(ctx context.Context, by Asker, q Query) (Message, error) {
	d := q.Digest
	if by.operator && (d.Do != "now" && d.Do != "list" || d.Do == "now" && d.Scope.Mine) {
		return Message{}, fmt.Errorf("digests are for somebody: ask with --as, or write `digest now all`: %w", account.ErrInvalid)
	}
	switch d.Do {
	case "now":
		content, err := b.Reader.Digest(ctx, d.Scope, by)
		if err != nil {
			return Message{}, err
		}
		if content.Empty() {
			return remark(nothingToSay(&content)), nil
		}
		return digestMessage(&content, "")
	case "weekly":
		return b.subscribe(ctx, by, d)
	case "list":
		return b.subscriptions(ctx, by)
	}
	mine, err := b.subscription(ctx, by, d.ID)
	if err != nil {
		return Message{}, err
	}
	if d.Do == "stop" {
		if _, err := b.Desk.Unsubscribe(ctx, d.ID); err != nil {
			return Message{}, err
		}
		return remark(fmt.Sprintf("Digest %s is stopped: %s.", d.ID, inWords(mine, "you"))), nil
	}
	if mine, err = b.asWanted(ctx, by, d, mine); err != nil {
		return Message{}, err
	}
	if err := b.Desk.ChangeSubscription(ctx, mine); err != nil {
		return Message{}, err
	}
	return remark(fmt.Sprintf("Digest %s is changed: %s. The next one comes on %s.", mine.ID, inWords(mine, "you"), b.nextOf(mine))), nil
}

// subscription finds a digest that somebody may change: their own, or any for
// managers.
func (b *Bot) subscription(ctx context.Context, by Asker, id string) (account.Subscription, error) {
	all, err := b.Desk.Subscriptions(ctx)
	if err != nil {
		return account.Subscription{}, err
	}
	at := slices.IndexFunc(all, func(s account.Subscription) bool { return s.ID == id && (s.UserID == by.ID || by.Role != Rep) })
	if at < 0 {
		return account.Subscription{}, fmt.Errorf("no digest of yours is called %s; `digest list` says which there are: %w", id, account.ErrInvalid)
	}
	return all[at], nil
}

// asWanted puts into a subscription what was written.
func (b *Bot) asWanted(ctx context.Context, by Asker, d Digesting, s account.Subscription) (account.Subscription, error) {
	p, err := b.Desk.Preference(ctx, by.ID)
	if err != nil {
		return s, err
	}
	s.Scope, s.Weekday, s.Minute, s.Zone, s.Created = d.Scope, d.Weekday, d.Minute, p.In(by.Zone).String(), b.Now()
	s.Channel = cmp.Or(d.Channel, s.Channel, by.ID)
	if d.Channel == "" {
		return s, nil
	}
	if by.Role == Rep {
		return s, fmt.Errorf("digests for channels are for managers to order; leave the channel out and it comes to you: %w", account.ErrInvalid)
	}
	if d.Scope.Mine {
		return s, fmt.Errorf("a channel has no accounts of its own: say all, territory:West, tier:1 or @ann after it: %w", account.ErrInvalid)
	}
	id, err := b.Workspace.Channel(ctx, d.Channel)
	switch {
	case wordOf(err) == wordShared:
		return s, fmt.Errorf("people of other companies read %s: account data does not go there: %w", plain(d.Channel, labelRunes), account.ErrInvalid)
	case wordOf(err) != "":
		return s, fmt.Errorf("the channel %s cannot be seen: invite me there first: %w", plain(d.Channel, labelRunes), account.ErrInvalid)
	case err != nil:
		return s, err
	}
	s.Channel = id
	place, err := b.Workspace.Place(ctx, id)
	if err == nil && place.External && !b.External {
		return s, fmt.Errorf("people of other companies read %s: account data does not go there: %w", plain(d.Channel, labelRunes), account.ErrInvalid)
	}
	return s, err
}

func (b *Bot) subscribe(ctx context.Context, by Asker, d Digesting) (Message, error) {
	s, err := b.asWanted(ctx, by, d, account.Subscription{UserID: by.ID})
	if err != nil {
		return Message{}, err
	}
	s, was, err := b.Desk.Subscribe(ctx, s)
	if err != nil {
		return Message{}, err
	}
	word := "is ordered"
	if was {
		word = "is changed"
	}
	return remark(fmt.Sprintf("Digest %s %s: %s. The next one comes on %s; weeks with nothing to say are skipped. `digest stop %s` ends it.", s.ID, word, inWords(s, "you"), b.nextOf(s), s.ID)), nil
}

// nextOf is when a digest comes next, in its own zone.
func (b *Bot) nextOf(s account.Subscription) string {
	return s.Next(b.Now()).In(s.Place()).Format("Monday 2 January, 15:04")
}

// inWords is a subscription in one line; whom is who gets it, where that is no
// channel.
func inWords(s account.Subscription, whom string) string {
	where := "to " + whom
	if s.Channel != s.UserID {
		where = "to <#" + s.Channel + ">"
	}
	return fmt.Sprintf("%s, every %s at %02d:%02d (%s), %s", mrkdwn(s.Scope.String(), labelRunes), s.Weekday, s.Minute/60, s.Minute%60, mrkdwn(s.Zone, labelRunes), where)
}

// subscriptions lists somebody's digests; managers see everybody's.
func (b *Bot) subscriptions(ctx context.Context, by Asker) (Message, error) {
	all, err := b.Desk.Subscriptions(ctx)
	if err != nil {
		return Message{}, err
	}
	var lines []string
	for _, s := range all {
		switch {
		case s.UserID == by.ID:
			lines = append(lines, "• *"+s.ID+"* · "+inWords(s, "you"))
		case by.Role != Rep:
			lines = append(lines, fmt.Sprintf("• *%s* · of <@%s>: %s", s.ID, s.UserID, inWords(s, "them")))
		}
	}
	if len(lines) == 0 {
		return remark("No digest is ordered. `digest now` shows one, `digest weekly mon 09:00` orders it for every week."), nil
	}
	more := ""
	const most = 25
	if n := len(lines) - most; n > 0 {
		lines, more = lines[:most], fmt.Sprintf("\n… and %d more", n)
	}
	return remark("Digests every week:\n" + strings.Join(lines, "\n") + more), nil
}
