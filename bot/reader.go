package bot

import (
	"context"
	"time"

	"engagement/account"
	"engagement/alert"
)

// Reader answers what people ask. It is fixed to one day: today, or the day
// that `slash --as-of` names.
type Reader interface {
	// Find looks an account up by id, name, alias or domain; of several, those
	// that whoever asks owns or watches come first.
	Find(ctx context.Context, name string, by Asker) (Found, error)
	// Suggest lists at most MostSuggested accounts that are called like what
	// somebody has typed, their own and those they watch first; of nothing typed,
	// those alone.
	Suggest(ctx context.Context, typed string, by Asker) ([]account.Account, error)
	// Card reads everything about one account; the error is
	// account.ErrNotFound where there is none.
	Card(ctx context.Context, accountID string) (Answer, error)
	// Named is Find, and Card where the name means one account: what is asked most,
	// in one look.
	Named(ctx context.Context, name string, by Asker) (Found, Answer, error)
	// Why reads the rows behind the minutes of the last 90 days.
	Why(ctx context.Context, accountID string) (Explanation, error)
	// WhyIn reads the rows behind the minutes of a period.
	WhyIn(ctx context.Context, accountID string, p account.Period) (Explanation, error)
	// Trend is a card whose trend covers a period; the error is account.ErrInvalid
	// where that is longer than trends are, or has not begun.
	Trend(ctx context.Context, accountID string, p account.Period) (Answer, error)
	// WhyNot says what the account lacks to become an MQA.
	WhyNot(ctx context.Context, accountID string) (Answer, account.Shortfall, error)
	// Trail is what was judged of an account, and what became of it.
	Trail(ctx context.Context, accountID string) (TrailAnswer, error)
	// Rank lists accounts; the error is an *UnknownGroup where the group has none.
	Rank(ctx context.Context, q account.RankQuery, by Asker) (RankAnswer, error)
	// Alerts says what became of the alerts of a period; 90 days where it is zero.
	Alerts(ctx context.Context, p account.Period) (AlertsAnswer, error)
	// Listed are the alerts of a period that had a place in a line and no card; of 7
	// days where it is zero.
	Listed(ctx context.Context, p account.Period) (ListedAnswer, error)
	// Digest writes what a team reads once a week.
	Digest(ctx context.Context, scope account.DigestScope, by Asker) (account.Digest, error)
	// Timeline is who did what with an account when, over a period.
	Timeline(ctx context.Context, accountID string, p account.Period) (TimelineAnswer, error)
	// Journey lists the days on which an account came to a stage, oldest first.
	Journey(ctx context.Context, accountID string) ([]account.StageDay, error)
	// Home is what somebody finds in their Home.
	Home(ctx context.Context, by Asker) (HomeAnswer, error)
	// AtAddress is the account whose address in the CRM a link is; ok is false
	// where it is nobody's.
	AtAddress(ctx context.Context, link string) (a Answer, ok bool, err error)
	Analyst
}

// Analyst answers what is about a period, or about many accounts.
type Analyst interface {
	// Heatmap lays an account's minutes of a period out by department and level.
	Heatmap(ctx context.Context, accountID string, p account.Period) (HeatAnswer, error)
	// GroupHeatmap does so for a group of accounts; the error is an
	// *UnknownGroup where there are none.
	GroupHeatmap(ctx context.Context, g account.Group, p account.Period) (HeatAnswer, error)
	// View is an account over a period, with its card.
	View(ctx context.Context, accountID string, p account.Period) (ViewAnswer, error)
	// Meetings lists an account's meetings of a period and those to come.
	Meetings(ctx context.Context, accountID string, p account.Period) (MeetingsAnswer, error)
	// Report adds all accounts up by a dimension; the error is an *UnknownGroup
	// where nothing has the value that is drilled into.
	Report(ctx context.Context, q account.ReportQuery) (ReportAnswer, error)
	// MeetingReport counts meetings by a dimension of accounts.
	MeetingReport(ctx context.Context, by account.Dimension, p account.Period) (MeetingReportAnswer, error)
	// Strangers lists who was on no account in the last 90 days.
	Strangers(ctx context.Context) (StrangersAnswer, error)
}

// Desk keeps what people do with alerts.
type Desk interface {
	// Alert reads one alert; the error is account.ErrNotFound where there is
	// none.
	Alert(ctx context.Context, id string) (alert.Record, error)
	// TakeOn notes that somebody works on an alert: the first to say so has it,
	// and first is true for that call alone, which keeps what is said about it too.
	TakeOn(ctx context.Context, id, userID string, at time.Time, said ...alert.Message) (taken alert.Claim, first bool, err error)
	// SaveOpinion keeps what somebody thought of an alert; first is false where
	// they had said so before. What is said about it is kept with the first.
	SaveOpinion(ctx context.Context, o account.Opinion, said ...alert.Message) (first bool, err error)
	// SnoozeAlert puts an alert off; first is false where it is put off to that day.
	// What is said about it is kept with the first.
	SnoozeAlert(ctx context.Context, z account.Snooze, said ...alert.Message) (first bool, err error)
	// Watch and Unwatch follow an account and stop to; both report whether that
	// changed anything. Watches lists ids.
	Watch(ctx context.Context, w account.Watch) (first bool, err error)
	Unwatch(ctx context.Context, userID, accountID string) (was bool, err error)
	Watches(ctx context.Context, userID string) ([]string, error)
	// Mute keeps an account quiet; a day that is past ends that.
	Mute(ctx context.Context, m account.Mute) error
	Muted(ctx context.Context, accountID string) (account.Mute, error)
	// Mutes are all of an account: of everything, and of kinds of news about it.
	Mutes(ctx context.Context, accountID string) ([]account.Mute, error)
	Preference(ctx context.Context, userID string) (account.Preference, error)
	SavePreference(ctx context.Context, p account.Preference) error
	// Subscribe keeps a digest that somebody wants; was is true where the same
	// person had one of that scope for that place, which is changed then.
	Subscribe(ctx context.Context, s account.Subscription) (kept account.Subscription, was bool, err error)
	ChangeSubscription(ctx context.Context, s account.Subscription) error
	Unsubscribe(ctx context.Context, id string) (was bool, err error)
	Subscriptions(ctx context.Context) ([]account.Subscription, error)
	// Revive makes what Slack did not take in a channel wait again, and counts it.
	Revive(ctx context.Context, channel string, at time.Time) (revived int, err error)
	// Audit keeps who asked for what.
	Audit(ctx context.Context, a account.Asked) error
	// First reports whether an event of Slack comes for the first time.
	First(ctx context.Context, eventID string, at time.Time) (first bool, err error)
}

// Clerk records what people log by hand.
type Clerk interface {
	// Enter records an interaction under an id that is the same when it comes
	// twice. It returns the people it was credited to, by id, who are at the
	// account; of others the error is account.ErrInvalid.
	Enter(ctx context.Context, accountID, id string, e Entry) (Entered, error)
}

// Outbox hands out messages and takes back what became of them.
type Outbox interface {
	Claim(ctx context.Context, now time.Time, lease time.Duration) ([]alert.Lease, error)
	// Renew makes a claim last until then; the error is account.ErrLeaseLost
	// when somebody else has it.
	Renew(ctx context.Context, l alert.Lease, until time.Time) error
	Settle(ctx context.Context, l alert.Lease, o alert.Outcome) error
	// NextDue is when the next open message may be tried; ok is false when
	// there is none.
	NextDue(ctx context.Context) (due time.Time, ok bool, err error)
}

// Album remembers which Slack file a picture became, by the hash of its bytes.
type Album interface {
	Picture(ctx context.Context, hash string) (fileID string, err error)
	SavePicture(ctx context.Context, hash, fileID string, at time.Time) error
}

// Found is the answer to a name: one account, several, or none with the
// nearest names. Choices are at most five.
type Found struct {
	Account *account.Account // the one that is meant
	Exact   bool             // by its whole id, name, alias or domain
	Choices []account.Account
	Nearest bool // the choices only look like the name
}

// Answer is a card with what is needed to say it.
type Answer struct {
	Account account.Account
	Card    account.Card
	Lasting account.Temperature
	Family  account.Family             // with the accounts below it; zero where there are none
	People  map[string]account.Contact // by id; for private answers only
	Today   account.Day                // the day the answer is about
	// Silences are the sources that are silent: numbers may be low.
	Silences []account.Silence
	Zone     *time.Location
}

// HeatAnswer is a heatmap with what is needed to say it.
type HeatAnswer struct {
	Account account.Account // the zero value where it is about a group
	Group   account.Group
	Map     account.Heatmap
	Period  account.Period
	Today   account.Day
	Config  string
}

// ViewAnswer is an account over a period, with what is needed to say it.
type ViewAnswer struct {
	Answer
	View    account.View
	Quarter account.View // this quarter against the same day of the last one
	Period  account.Period
}

// MeetingsAnswer is a list of meetings with what is needed to say it.
type MeetingsAnswer struct {
	ViewAnswer
	Meetings []account.Meeting
}

// MeetingReportAnswer is a count of meetings with what is needed to say it.
type MeetingReportAnswer struct {
	Report account.MeetingReport
	Period account.Period
	Today  account.Day
}

// Explanation is the ledger of a window.
type Explanation struct {
	Answer
	Span   account.Span
	Period account.Period      // zero is the last 90 days
	Rows   []account.LedgerRow // time order, those that earned nothing included
}
