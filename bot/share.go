package bot

import (
	"context"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
)

// Place is a channel as far as it matters who reads there.
type Place struct {
	ID       string
	Name     string // without "#"; empty for a conversation
	Direct   bool   // a conversation with one member, or a few
	External bool   // people of other companies read there, or may
	Unseen   bool   // Slack does not let us see who reads there
}

// label names a channel in a sentence.
func (p Place) label() string {
	if p.Name == "" {
		return "this conversation"
	}
	return "#" + mrkdwn(p.Name, labelRunes)
}

// shareable are the verbs whose answers can be shown to a channel.
var shareable = map[Verb]bool{ShowCard: true, ShowTrend: true, ShowHeatmap: true, ShowTimeline: true}

// share shows whoever clicked what the channel would see, before it does.
func (b *Bot) share(ctx context.Context, i Interaction) (Message, error) {
	m, place, err := b.public(ctx, i)
	if err != nil {
		return Message{}, err
	}
	lead := fmt.Sprintf("*This is what everybody in %s would see.* %s", place.label(), b.namesSaid())
	m.Blocks = append([]slack.Block{section(lead)}, append(m.Blocks, actions(
		primary(button("Share in "+clamp(twin(place.label()), 50), actionPublish, i.Value)), button("Cancel", actionCancel, "cancel")))...)
	m.Twin = twin(lead) + "\n" + m.Twin
	return m, nil
}

// namesSaid says what channels learn of people.
func (b *Bot) namesSaid() string {
	switch b.Names {
	case "full":
		return "Names of people are shown."
	case "none":
		return "Nothing is said of single people."
	}
	return "People appear by their title, not by name."
}

// publish shows it. Clicking twice shows it once.
func (b *Bot) publish(ctx context.Context, i Interaction) error {
	m, place, err := b.public(ctx, i)
	if err != nil {
		return err
	}
	first, err := b.Desk.First(ctx, "publish "+i.ChannelID+" "+i.MessageTS+" "+i.UserID, b.Now())
	if err != nil || !first {
		return err
	}
	m.Blocks = append(m.Blocks, contextLine("Shared by "+b.unpinged(ctx, i.UserID)))
	m.Public = true
	b.respond(ctx, i.ResponseURL, m, Anew)
	b.respond(ctx, i.ResponseURL, remark("Shared in "+place.label()+"."), InPlace)
	return nil
}

// public is the answer that a click asks to share, as its channel may see it.
func (b *Bot) public(ctx context.Context, i Interaction) (Message, Place, error) {
	place, err := b.Workspace.Place(ctx, i.ChannelID)
	if err != nil {
		return Message{}, place, err
	}
	if place.External && !b.External {
		return Message{}, place, forbidden(fmt.Sprintf("people of other companies read in %s, so account data is not shown there", twin(place.label())))
	}
	verb, id, _ := strings.Cut(i.Value, " ")
	if !shareable[Verb(verb)] {
		return Message{}, place, fmt.Errorf("that cannot be shared: %w", account.ErrInvalid)
	}
	m, err := b.sayPublicly(ctx, Query{Verb: Verb(verb)}, id)
	return m, place, err
}

// sayPublicly is an answer without the buttons that are for one person, and
// without more about people than channels learn.
func (b *Bot) sayPublicly(ctx context.Context, q Query, accountID string) (Message, error) {
	open := *b
	open.Reader = discreet{b.Reader, b.Names}
	m, err := open.show(ctx, q, accountID)
	if err != nil {
		return Message{}, err
	}
	for n, block := range m.Blocks {
		if _, ok := block.(*slack.ActionBlock); ok {
			m.Blocks[n] = actions(button("My own card", actionCard, accountID), button("Watch", actionWatch, accountID))
		}
	}
	return m, nil
}

// discreet reads what a channel may learn.
type discreet struct {
	Reader
	names string
}

// Card is a card without names of people, or without people.
func (d discreet) Card(ctx context.Context, accountID string) (Answer, error) {
	a, err := d.Reader.Card(ctx, accountID)
	return d.hide(a), err
}

// Named is the card of a name, under the same rule.
func (d discreet) Named(ctx context.Context, name string, by Asker) (Found, Answer, error) {
	found, a, err := d.Reader.Named(ctx, name, by)
	return found, d.hide(a), err
}

// Trend is a card of a period, under the same rule.
func (d discreet) Trend(ctx context.Context, accountID string, p account.Period) (Answer, error) {
	a, err := d.Reader.Trend(ctx, accountID, p)
	return d.hide(a), err
}

func (d discreet) hide(a Answer) Answer {
	switch d.names {
	case "full":
	case "none":
		a.People, a.Card.People, a.Card.Activities = nil, nil, nil
	default:
		a.People = nil
	}
	return a
}

// Heatmap is a heatmap without cells of one person.
func (d discreet) Heatmap(ctx context.Context, accountID string, p account.Period) (HeatAnswer, error) {
	h, err := d.Reader.Heatmap(ctx, accountID, p)
	h.Map = h.Map.Shared()
	return h, err
}

// Timeline is a timeline without names, or as one row.
func (d discreet) Timeline(ctx context.Context, accountID string, p account.Period) (TimelineAnswer, error) {
	t, err := d.Reader.Timeline(ctx, accountID, p)
	t.Answer = d.hide(t.Answer)
	if d.names == "none" {
		for i := range t.Timeline.Touches {
			t.Timeline.Touches[i].ContactID, t.Timeline.Touches[i].Role = "everybody", account.Role{}
		}
	}
	return t, err
}

// toDM sends an answer to whoever clicked, because what only they see vanishes.
// Clicking twice sends it once.
func (b *Bot) toDM(ctx context.Context, i Interaction) (Message, error) {
	verb, id, _ := strings.Cut(i.Value, " ")
	m, err := b.show(ctx, Query{Verb: Verb(verb)}, id)
	if err != nil {
		return Message{}, err
	}
	channel, err := b.Workspace.Direct(ctx, i.UserID)
	if err != nil {
		return Message{}, err
	}
	first, err := b.Desk.First(ctx, "dm "+i.ChannelID+" "+i.MessageTS+" "+i.UserID+" "+i.Value, b.Now())
	switch {
	case err != nil:
		return Message{}, err
	case !first:
		return remark("It is in our conversation already."), nil
	}
	if err := b.post(ctx, channel, m); err != nil {
		return Message{}, err
	}
	return remark("Sent to our conversation, where it stays."), nil
}

// primary makes a button the one that is meant.
func primary(e *slack.ButtonBlockElement) *slack.ButtonBlockElement {
	e.Style = slack.StylePrimary
	return e
}
