package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"engagement/account"
)

// Entered is what became of an entry.
type Entered struct {
	Minutes account.Milli // raw, of each person
	Day     account.Day
	Label   string            // the type in people's words
	People  []account.Contact // credited, as they are known; empty is the unknown person
	New     int               // activities that were not there yet
	Refused string            // why some of them count for nobody
}

// logEntry records what somebody did with an account; without any words it
// shows the form.
func (b *Bot) logEntry(ctx context.Context, by Asker, q Query) (Message, error) {
	if q.Name == "" {
		return b.logForm(ctx, by)
	}
	return b.about(ctx, by, q, q.Name, func(id string) (Message, error) {
		// The same words twice within a day are one deed: a click that came twice,
		// or a command that was sent again because nothing seemed to happen.
		return b.enter(ctx, by, id, q.Entry, entryID(by.ID, id, q.text, b.Now().UTC().Format("2006-01-02")))
	})
}

// entryID is the same for the same words, and says who logged them.
func entryID(userID string, parts ...string) string {
	sum := sha256.Sum256([]byte(userID + "\x1f" + strings.Join(parts, "\x1f")))
	return entryPrefix + userID + "-" + hex.EncodeToString(sum[:10])
}

// entryPrefix begins the id of what was logged by hand.
const entryPrefix = "log-"

// LoggedBy is who logged an activity by hand, by its id; empty where nobody did, or
// whoever runs the program.
func LoggedBy(activityID string) string {
	rest, ok := strings.CutPrefix(activityID, entryPrefix)
	if !ok {
		return ""
	}
	userID, _, ok := strings.Cut(rest, "-")
	if !ok {
		return ""
	}
	return userID
}

// enter records an entry and says what it counts for.
func (b *Bot) enter(ctx context.Context, by Asker, accountID string, e Entry, id string) (Message, error) {
	a, err := b.Reader.Card(ctx, accountID)
	if err != nil {
		return Message{}, err
	}
	if b.Clerk == nil {
		return Message{}, forbidden("nothing can be logged here")
	}
	if !by.may(a.Account) {
		return Message{}, forbidden(fmt.Sprintf("what was done with %s is logged by its owner or a manager", nameOf(a.Account)))
	}
	entered, err := b.Clerk.Enter(ctx, accountID, id, e)
	if err != nil {
		return Message{}, err
	}
	name := marks.Replace(nameOf(a.Account))
	if entered.New == 0 {
		return remark(fmt.Sprintf("That was logged for *%s* today already; nothing changed.", name)), nil
	}
	text := fmt.Sprintf("Logged for *%s*: %s on %s, %s min %s. It counts as sales, says that it is self-reported, and never qualifies an account by itself.",
		name, mrkdwn(entered.Label, labelRunes), entered.Day.Short(a.Today), entered.Minutes, entered.with())
	if entered.Refused != "" {
		text += " Not all of it: " + entered.Refused + "."
	}
	return withButtons(text, button("Card", actionCard, accountID)), nil
}

// with names who an entry was credited to.
func (e Entered) with() string {
	if len(e.People) == 0 {
		return "with people nobody named"
	}
	var names []string
	for _, p := range e.People {
		name := p.Name
		if name == "" {
			name = p.Email
		}
		names = append(names, mrkdwn(name, labelRunes))
	}
	if len(names) == 1 {
		return "with " + names[0]
	}
	return "each with " + strings.Join(names, ", ")
}
