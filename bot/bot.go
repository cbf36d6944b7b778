package bot

import (
	"context"
	"log/slog"
	"time"

	"engagement/account"
	"engagement/alert"
)

// Bot answers commands and clicks. It is the Handler behind both transports.
type Bot struct {
	Options
	log  *slog.Logger
	pace *pace
}

// Options make a Bot. Workspace and Album may be nil where nothing is sent to
// Slack (the slash command of the command line).
type Options struct {
	Reader    Reader
	Desk      Desk
	Clerk     Clerk
	Coach     Coach
	Repairer  Repairer // nil where nothing can be repaired
	Workspace Workspace
	Album     Album
	Owner     func(ctx context.Context, email string) string // Slack id, or empty
	// Role is what a member may do; everybody is a Rep where nil.
	Role   func(ctx context.Context, m Member) (Role, error)
	Guests bool // whether guests may ask
	// External says whether account data may go where people of other companies
	// read.
	External bool
	Names    string // what channels learn of people
	// KindNames is what alerts of a kind say of people, where that is less.
	KindNames map[alert.Kind]string
	// Contacts looks people up by id; needed where channels learn their names.
	Contacts func(ctx context.Context, ids []string) (map[string]account.Contact, error)
	// Logger is who logged by hand the newest activity of an account up to a moment;
	// empty where it came from elsewhere. Nobody is where nil.
	Logger func(ctx context.Context, accountID string, at time.Time) (userID string, err error)
	Zone   *time.Location // the company's; UTC where nil
	Now    func() time.Time
	Log    *slog.Logger
}

// New makes a Bot.
func New(o Options) *Bot {
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Bot{Options: o, log: log, pace: &pace{}}
}

// The actions of our buttons.
const (
	actionTrend   = "trend"
	actionWhy     = "why"
	actionHeatmap = "heatmap"
	actionCard    = "card"
	actionCRM     = "crm"
	actionClaim   = "claim"
	actionChoose  = "choose"

	actionTimeline = "timeline"
	actionWhyNot   = "whynot"
	actionPeople   = "people"
	actionWatch    = "watch"
	actionUnwatch  = "unwatch"
	actionWatches  = "watches"
	actionMute     = "mute"
	actionUnmute   = "unmute"
	actionSettings = "settings"
	actionLog      = "log"
	actionShare    = "share" // previews what the channel would see
	actionCancel   = "cancel"
	actionPublish  = "publish" // shows it to the channel
	actionToDM     = "dm"
	actionUseful   = "useless" // an alert that was not worth it
	actionHelpful  = "useful"  // one that was
	actionPlay     = "play"    // begins the play that an alert suggests
	actionDone     = "done"    // a step of a play
	actionSkip     = "skip"    // leaves one out
	actionSnooze   = "snooze"
	actionMore     = "more"   // an overflow menu of these
	actionAssign   = "assign" // who belongs to which account
	actionNever    = "never"  // who belongs to none
	actionMend     = "mend"   // does what a message has asked about
)
