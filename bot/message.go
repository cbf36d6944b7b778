package bot

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"engagement/account"
)

// Message is one message, ready but for its pictures: an image block names a
// picture as "file:NAME.png" until it has been uploaded.
type Message struct {
	Text     string // one line: notifications and screen readers
	Twin     string // the whole message as text, for terminals
	Blocks   []slack.Block
	Pictures []Picture
	Public   bool   // for the channel; otherwise only who asked sees it
	View     *View  // a form that opens instead, where there is a trigger for it
	About    string // the id of the one account that it is about; empty for others
}

// Picture is a PNG that belongs to a message.
type Picture struct {
	Name string // "trend.png"
	Alt  string // carries the numbers
	PNG  []byte
}

// Placeholder is what an image block names until the picture is uploaded.
func (p Picture) Placeholder() string { return "file:" + p.Name }

// Command is a slash command, whatever transport brought it.
type Command struct {
	TeamID       string
	EnterpriseID string
	UserID       string
	ChannelID    string
	Text         string // without the command's own name
	ResponseURL  string // secret
	TriggerID    string
}

// Interaction is a click, whatever transport brought it.
type Interaction struct {
	TeamID       string // of the workspace where the app is
	EnterpriseID string
	UserID       string
	UserTeamID   string // home of whoever clicked
	ChannelID    string
	MessageTS    string
	Action       string // action_id
	Value        string
	ResponseURL  string // secret
	TriggerID    string
	Ephemeral    bool   // the message clicked on is ephemeral
	ThreadTS     string // of the thread that the message is in
	ViewID       string // of the form or Home that was clicked in, instead of a message
	Home         bool   // it is a Home
}

// Workspace is what the bot needs of Slack. Errors are classified: see
// [Delivery].
type Workspace interface {
	// Post posts to a channel, with alertID as metadata if not empty. It
	// returns the message's ts.
	Post(ctx context.Context, channelID string, m Message, alertID string) (ts string, err error)
	// Update replaces a message.
	Update(ctx context.Context, channelID, ts string, m Message) error
	// Thread answers in a message's thread.
	Thread(ctx context.Context, channelID, ts string, m Message) error
	// Reply does so with alertID as metadata, and returns the reply's ts.
	Reply(ctx context.Context, channelID, ts string, m Message, alertID string) (replyTS string, err error)
	// Respond answers a command or click through its response URL.
	Respond(ctx context.Context, responseURL string, m Message, replace Replace) error
	// Find looks for our own message that carries alertID, posted since; found
	// is false when there is certainly none.
	Find(ctx context.Context, channelID, alertID string, since time.Time) (ts string, found bool, err error)
	// FindReply does so in a message's thread.
	FindReply(ctx context.Context, channelID, threadTS, alertID string) (ts string, found bool, err error)
	// Upload stores a picture and returns its file id once Slack can show it,
	// or an error when it does not become ready within patience.
	Upload(ctx context.Context, p Picture, patience time.Duration) (fileID string, err error)
	// Channel resolves "#name" or an id to an id.
	Channel(ctx context.Context, name string) (id string, err error)
	// UserByEmail finds a member's id, empty where there is none.
	UserByEmail(ctx context.Context, email string) (id string, err error)
	// Member describes a member.
	Member(ctx context.Context, userID string) (Member, error)
	// OpenView opens a form with a trigger, which lives three seconds.
	OpenView(ctx context.Context, triggerID string, v View) error
	// PublishHome shows somebody's Home.
	PublishHome(ctx context.Context, userID string, v View) error
	// Direct is the channel of the conversation with one member.
	Direct(ctx context.Context, userID string) (channelID string, err error)
	// Whisper posts to a channel, into a thread where threadTS is not empty, so
	// that one member alone sees it.
	Whisper(ctx context.Context, channelID, userID, threadTS string, m Message) error
	// Place describes a channel.
	Place(ctx context.Context, channelID string) (Place, error)
	// Unfurl shows messages below the links of another one.
	Unfurl(ctx context.Context, channelID, ts string, links map[string]Message) error
	// Home is the workspace and enterprise that the bot was installed in.
	Home(ctx context.Context) (teamID, enterpriseID string, err error)
}

// Replace says whether a response takes the place of the message it answers.
type Replace int

// The ways to respond.
const (
	Anew Replace = iota
	InPlace
)

// Handler is the one layer behind both transports.
type Handler interface {
	// Command answers a slash command. It returns when everything is said;
	// transports acknowledge before they call it.
	Command(ctx context.Context, c Command)
	// Interact answers a click.
	Interact(ctx context.Context, i Interaction)
	// Submit takes a form; the answer is acknowledged with.
	Submit(ctx context.Context, s Submission) Reply
	// Suggest lists the accounts that a menu offers; the answer is acknowledged with.
	Suggest(ctx context.Context, s Suggestion) []account.Account
	// Hear answers what happens in the workspace.
	Hear(ctx context.Context, e Event)
}
