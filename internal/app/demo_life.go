package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"engagement/account"
	"engagement/alert"
	"engagement/bot"
	"engagement/internal/config"
)

// demoDays is how many days before today the demo lives through as the program
// would have: what was before them is history.
const demoDays = 14

// demoHours is the config with the working days of the demo: whatever day of the
// week it is started on, there is a morning and an evening. What qualifies in EMEA
// is told to #sales.
func demoHours(from *config.Config) *config.Config {
	c := *from
	c.Alert.Hours.Working, c.Alert.Hours.Holidays = nil, nil
	c.Alert.Routes = append(slices.Clone(c.Alert.Routes), alert.Route{Kinds: []alert.Kind{alert.KindMQA}, Territories: []string{"EMEA"}, To: "#sales"})
	return &c
}

// demoMoments are when something is done on a day of the demo, in minutes: the
// night, the morning, the evening, when somebody late has read something, and the
// end of the day.
var demoMoments = []int{150, 8 * 60, 17 * 60, 19*60 + 30, 24*60 - 1}

// demoClock is what time it is in the demo while it lives through its past, and
// while its past is shown; the zero value is the time of day.
type demoClock struct {
	at  time.Time
	now func() time.Time
}

func (c *demoClock) Now() time.Time {
	if c.at.IsZero() {
		return c.now()
	}
	return c.at
}

// arrives is when something is recorded: a meeting that lies ahead is arranged two
// days before it.
func arrives(v account.Activity) time.Time {
	if v.Type == "meeting.scheduled" {
		return v.OccurredAt.Add(-48 * time.Hour)
	}
	return v.OccurredAt
}

// live fills the demo: with history up to demoDays before today, and then day by
// day, as activities arrived and nights passed. What was told is in the outbox as
// sent, at the moment at which it would have been.
func (d *demoServer) live(ctx context.Context, a *App) error {
	whole, today := d.data, a.Today()
	defer func() { d.data, a.Now, a.hours = whole, d.o.App.Now, nil }()
	until := a.Now()
	start := (today - demoDays).Start(a.Config.Zone)
	clock := &demoClock{at: start, now: d.o.App.Now}
	a.Now = clock.Now
	a.hours = func(context.Context, string) (alert.Hours, error) { return a.Config.Alert.Hours, nil }
	coming := slices.Clone(whole.Activities)
	slices.SortStableFunc(coming, func(x, y account.Activity) int { return arrives(x).Compare(arrives(y)) })
	next := 0 // of what comes
	for next < len(coming) && arrives(coming[next]).Before(start) {
		next++
	}
	deals := slices.Clone(whole.Opportunities)
	slices.SortStableFunc(deals, func(x, y account.Opportunity) int { return x.CreatedAt.Compare(y.CreatedAt) })
	opened := 0
	for opened < len(deals) && deals[opened].CreatedAt.Before(start) {
		opened++
	}
	d.data.Activities, d.data.Opportunities = coming[:next], deals[:opened]
	if err := d.fill(ctx, a); err != nil {
		return err
	}
	if err := d.settle(ctx, a); err != nil {
		return err
	}
	step := func(night, morning bool) error {
		from, first := next, opened
		for next < len(coming) && !arrives(coming[next]).After(clock.at) {
			next++
		}
		for opened < len(deals) && !deals[opened].CreatedAt.After(clock.at) {
			opened++
		}
		if err := d.record(ctx, a, "", coming[from:next]); err != nil {
			return err
		}
		if opened > first {
			if _, err := a.Store.SaveOpportunities(ctx, clock.at, "", deals[first:opened], nil); err != nil {
				return err
			}
		}
		if night {
			if _, err := a.Find(ctx, nil); err != nil {
				return err
			}
		}
		if _, err := a.ScoreWaiting(ctx, nil); err != nil {
			return err
		}
		if morning {
			if err := d.digests(ctx, a, today); err != nil {
				return err
			}
		}
		return d.settle(ctx, a)
	}
	for day := today - demoDays; day <= today; day++ {
		d.at("Living through the last two weeks", int(day-(today-demoDays)), demoDays+1)
		for _, minute := range demoMoments {
			at := dayAt(day, minute, a.Config.Zone)
			if late := minute == demoMoments[3] && day < today-1; late || at.Before(start) || at.After(until) {
				continue
			}
			clock.at = at
			if err := step(minute == demoMoments[0], minute == demoMoments[1]); err != nil {
				return err
			}
		}
	}
	clock.at = until
	if err := step(false, false); err != nil {
		return err
	}
	if _, err := a.Rebuild(ctx, nil); err != nil {
		return err
	}
	run := account.Import{ID: demoLived(today), Kind: "demo", Source: "demo", Zone: a.Config.Zone.String(), StartedAt: until}
	if err := a.Store.Begin(ctx, run); err != nil {
		return err
	}
	return a.Store.Finish(ctx, run.ID, until)
}

// dayAt is a minute of a day.
func dayAt(day account.Day, minute int, zone *time.Location) time.Time {
	year, month, date := day.Midnight().Date()
	return time.Date(year, month, date, 0, minute, 0, 0, zone)
}

// demoLived names the mark that the demo of a day has been lived through.
func demoLived(day account.Day) string { return "demo-lived-" + day.String() }

// settle notes what waits to be posted as sent: nobody has watched.
func (d *demoServer) settle(ctx context.Context, a *App) error {
	for {
		leases, err := a.Store.Claim(ctx, a.Now(), time.Minute)
		if err != nil || len(leases) == 0 {
			return err
		}
		for _, l := range leases {
			if err := a.Store.Settle(ctx, l, alert.Outcome{Status: alert.Sent, TS: fmt.Sprintf("%d.%06d", a.Now().Unix(), 0), At: a.Now()}); err != nil {
				return err
			}
		}
	}
}

// digests orders, a few days ago, a digest for Ann and one that her manager wants
// for #sales, and writes them when their time has come: it came yesterday.
func (d *demoServer) digests(ctx context.Context, a *App, today account.Day) error {
	orders := []struct {
		user, channel string
		scope         account.DigestScope
		role          bot.Role
	}{
		{demoSelf, demoSelf, account.DigestScope{Kind: account.RepDigest, Mine: true}, bot.Rep},
		{"U0MIA", demoSales, account.DigestScope{Kind: account.ManagerDigest, Group: account.Group{Every: true}}, bot.Manager},
	}
	now := a.Now()
	all, err := a.Store.Subscriptions(ctx)
	if err != nil {
		return err
	}
	for i, o := range orders {
		member := d.member(o.user)
		if len(all) < len(orders) && a.Today() == today-3 {
			if _, _, err := a.Store.Subscribe(ctx, account.Subscription{
				UserID: o.user, Scope: o.scope, Channel: o.channel, Weekday: (today - 1).Weekday(), Minute: 8 * 60, Zone: member.Zone.String(), Created: now,
			}); err != nil {
				return err
			}
			continue
		}
		if i >= len(all) {
			continue
		}
		at := slices.IndexFunc(all, func(s account.Subscription) bool { return s.UserID == o.user })
		day, due := all[at].Due(now)
		if !due {
			continue
		}
		content, err := a.Reader(0).Digest(ctx, all[at].Scope, bot.Asker{Member: member, Role: o.role})
		if err != nil {
			return err
		}
		m := digestOf(all[at], day, &content, now)
		if _, err := a.Store.WriteDigest(ctx, all[at].ID, day, m); err != nil {
			return err
		}
	}
	return nil
}

// member is somebody of the stand-in as the bot sees them.
func (d *demoServer) member(id string) bot.Member {
	for _, u := range d.fake.Users() {
		if u.ID != id {
			continue
		}
		zone, err := time.LoadLocation(u.TZ)
		if err != nil {
			zone = time.UTC
		}
		return bot.Member{ID: u.ID, Name: cmp.Or(u.RealName, u.Name), Email: u.Email, Zone: zone}
	}
	return bot.Member{ID: id, Zone: time.UTC}
}

// byMail is the id of somebody of the stand-in; empty where nobody has the address.
func (d *demoServer) byMail(_ context.Context, mail string) string {
	for _, u := range d.fake.Users() {
		if strings.EqualFold(u.Email, mail) {
			return u.ID
		}
	}
	return ""
}

// restore posts what was told before the workspace was there, in the order and at
// the times in which it was: the stand-in forgets, the database does not.
func (d *demoServer) restore(ctx context.Context, a *App, client *http.Client) error {
	if err := a.Store.ForgetPictures(ctx); err != nil {
		return err
	}
	workspace := bot.NewClient(bot.ClientOptions{
		BotToken: d.fake.App().BotToken, APIURL: "http://" + demoSlack + "/api/", HTTP: client, Now: a.Now, Log: a.Log,
	})
	b := bot.New(bot.Options{
		Reader: a.Reader(0), Desk: a.Store, Workspace: workspace, Album: demoAlbum{}, Owner: d.byMail, Names: a.Config.ChannelNames, KindNames: a.Config.Alert.Names,
		Contacts: a.Store.ContactsByID, Zone: a.Config.Zone, Now: a.Now, Log: a.Log,
	})
	var sent []alert.Record
	if err := a.Store.Alerts(ctx, func(r alert.Record) error {
		if r.Status == alert.Sent && r.Message.Kind != alert.KindEdit { // cards say by themselves how they stand
			sent = append(sent, r)
		}
		return nil
	}); err != nil {
		return err
	}
	slices.SortStableFunc(sent, func(x, y alert.Record) int { return x.Message.DecidedAt.Compare(y.Message.DecidedAt) })
	defer func() { d.shown.Store(nil) }()
	type place struct{ channel, ts string }
	posted := map[string]place{}
	for _, r := range sent {
		at := r.Message.DecidedAt
		d.shown.Store(&at)
		whole, err := a.Store.Alert(ctx, r.Message.ID)
		if err != nil {
			return err
		}
		channel, err := d.channel(ctx, workspace, r.Message.Channel)
		if err != nil {
			return err
		}
		thread := posted[r.Message.Thread]
		if r.Message.Thread != "" && thread.ts == "" {
			continue // what it was about is not there
		}
		ts, err := b.Repost(ctx, channel, thread.ts, whole)
		if err != nil {
			return err
		}
		posted[r.Message.ID] = place{channel, ts}
		if err := a.Store.Moved(ctx, r.Message.ID, channel, ts); err != nil {
			return err
		}
	}
	return nil
}

// channel finds where a message of the outbox goes.
func (d *demoServer) channel(ctx context.Context, workspace *bot.Client, destination string) (string, error) {
	user := ""
	switch mail, ok := alert.Mail(destination); {
	case ok:
		user = d.byMail(ctx, mail)
	case strings.HasPrefix(destination, "U"):
		user = destination
	default:
		return workspace.Channel(ctx, destination)
	}
	if user == "" {
		return "", fmt.Errorf("nobody is called %s: %w", destination, account.ErrNotFound)
	}
	return workspace.Direct(ctx, user)
}

// lived reports whether the database holds today's demo, complete.
func (d *demoServer) lived(ctx context.Context, a *App) (bool, error) {
	run, err := a.Store.Import(ctx, demoLived(a.Today()))
	if errors.Is(err, account.ErrNotFound) {
		return false, nil
	}
	return err == nil && !run.FinishedAt.IsZero(), err
}
