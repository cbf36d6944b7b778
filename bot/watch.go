package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/slack-go/slack"

	"engagement/account"
	"engagement/alert"
)

// errForbidden is the error of what somebody may not do.
var errForbidden = errors.New("not allowed")

// forbidden says what somebody may not do, and who may.
func forbidden(what string) error { return fmt.Errorf("%s: %w", what, errForbidden) }

// someone is the error of what only a person can ask for.
func someone(by Asker, q Query) error {
	if by.ID != "" {
		return nil
	}
	return fmt.Errorf("%s is for somebody: ask in Slack, or with --as USER: %w", q.Verb, account.ErrInvalid)
}

// watch follows an account; doing so twice changes nothing.
func (b *Bot) watch(ctx context.Context, by Asker, q Query) (Message, error) {
	if err := someone(by, q); err != nil {
		return Message{}, err
	}
	return b.about(ctx, by, q, q.Name, func(id string) (Message, error) {
		return b.watchAccount(ctx, by, id)
	})
}

func (b *Bot) watchAccount(ctx context.Context, by Asker, accountID string) (Message, error) {
	a, err := b.Reader.Card(ctx, accountID)
	if err != nil {
		return Message{}, err
	}
	first, err := b.Desk.Watch(ctx, account.Watch{UserID: by.ID, AccountID: accountID, At: b.Now()})
	if err != nil {
		return Message{}, err
	}
	text := fmt.Sprintf("You watch *%s* now. It comes first when a name could mean several accounts, and stands in `top mine` and your Home.", marks.Replace(nameOf(a.Account)))
	if !first {
		text = fmt.Sprintf("You watch *%s* already.", marks.Replace(nameOf(a.Account)))
	}
	return withButtons(text, button("Stop watching", actionUnwatch, accountID), button("My watches", actionWatches, "watches")), nil
}

// unwatch stops to follow an account.
func (b *Bot) unwatch(ctx context.Context, by Asker, q Query) (Message, error) {
	if err := someone(by, q); err != nil {
		return Message{}, err
	}
	return b.about(ctx, by, q, q.Name, func(id string) (Message, error) {
		return b.unwatchAccount(ctx, by, id)
	})
}

func (b *Bot) unwatchAccount(ctx context.Context, by Asker, accountID string) (Message, error) {
	a, err := b.Reader.Card(ctx, accountID)
	if err != nil {
		return Message{}, err
	}
	was, err := b.Desk.Unwatch(ctx, by.ID, accountID)
	if err != nil {
		return Message{}, err
	}
	text := fmt.Sprintf("You do not watch *%s* any more.", marks.Replace(nameOf(a.Account)))
	if !was {
		text = fmt.Sprintf("You did not watch *%s*.", marks.Replace(nameOf(a.Account)))
	}
	return withButtons(text, button("Watch", actionWatch, accountID)), nil
}

// watches lists what somebody follows or owns.
func (b *Bot) watches(ctx context.Context, by Asker, q Query) (Message, error) {
	if err := someone(by, q); err != nil {
		return Message{}, err
	}
	ids, err := b.Desk.Watches(ctx, by.ID)
	if err != nil {
		return Message{}, err
	}
	if len(ids) == 0 {
		return remark("You watch no account yet. Write `watch acme`, or press Watch on a card."), nil
	}
	r, err := b.Reader.Rank(ctx, account.RankQuery{Watched: true, Order: account.ByAnything, Count: account.MaxCount}, by)
	return said(r, err, rankMessage)
}

// mute keeps alerts about an account quiet for some days, or one kind of them, or
// ends that.
func (b *Bot) mute(ctx context.Context, by Asker, q Query) (Message, error) {
	if q.Kind != "" {
		// The longest known name wins: there may be an account called Market Stalls.
		named, err := b.Reader.Find(ctx, q.Name+" "+q.kindWord, by)
		if err != nil {
			return Message{}, err
		}
		if named.Account != nil && named.Exact {
			return b.muteAccount(ctx, by, named.Account.ID, "", q.Days)
		}
	}
	return b.about(ctx, by, q, q.Name, func(id string) (Message, error) {
		days := q.Days
		if q.Verb == Unmute {
			days = 0
		}
		return b.muteAccount(ctx, by, id, q.Kind, days)
	})
}

// muteAccount mutes a kind of news about an account, or all, for days; 0 ends all
// mutes of it.
func (b *Bot) muteAccount(ctx context.Context, by Asker, accountID string, kind alert.Kind, days int) (Message, error) {
	a, err := b.Reader.Card(ctx, accountID)
	if err != nil {
		return Message{}, err
	}
	name := marks.Replace(nameOf(a.Account))
	if !by.may(a.Account) {
		return Message{}, forbidden(fmt.Sprintf("alerts about %s are muted by its owner or a manager", nameOf(a.Account)))
	}
	mutes, err := b.Desk.Mutes(ctx, accountID)
	if err != nil {
		return Message{}, err
	}
	if days == 0 {
		return b.unmuteAll(ctx, by, a, mutes)
	}
	until := a.Today + account.Day(days) - 1
	said := account.Mute{AccountID: accountID, Kind: string(kind), Until: until, UserID: by.ID, At: b.Now()}
	if !slices.ContainsFunc(mutes, func(m account.Mute) bool { return m.Kind == said.Kind && m.Until == until }) {
		if err := b.Desk.Mute(ctx, said); err != nil {
			return Message{}, err
		}
	}
	text := fmt.Sprintf("Alerts about *%s* are muted up to and including %s. Whoever asks to be contacted still reaches you.", name, until.Short(a.Today))
	if kind != "" {
		text = fmt.Sprintf("Of *%s*, %s are muted up to and including %s. Other news, and whoever asks to be contacted, still reaches you.", name, mutedWord(kind), until.Short(a.Today))
	}
	return withButtons(text, button("Unmute", actionUnmute, accountID)), nil
}

// unmuteAll ends all mutes of an account.
func (b *Bot) unmuteAll(ctx context.Context, by Asker, a Answer, mutes []account.Mute) (Message, error) {
	name := marks.Replace(nameOf(a.Account))
	mutes = slices.DeleteFunc(mutes, func(m account.Mute) bool { return m.Until < a.Today })
	if len(mutes) == 0 {
		return remark(fmt.Sprintf("*%s* is not muted.", name)), nil
	}
	for _, m := range mutes {
		m.Until, m.UserID, m.At = a.Today-1, by.ID, b.Now()
		if err := b.Desk.Mute(ctx, m); err != nil {
			return Message{}, err
		}
	}
	return withButtons(fmt.Sprintf("Alerts about *%s* are on again.", name), button("Mute for 14 days", actionMute, a.Account.ID)), nil
}

// withButtons is a sentence with what can be done about it.
func withButtons(text string, elements ...slack.BlockElement) Message {
	m := remark(text)
	m.Blocks = append(m.Blocks, actions(elements...))
	return m
}
