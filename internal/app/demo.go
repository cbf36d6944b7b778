package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"engagement/account"
	"engagement/ingest"
	"engagement/internal/config"
	"engagement/internal/demo"
	"engagement/internal/slackfake"
)

// DemoOptions say where the demo lives.
type DemoOptions struct {
	Addr  string // of the page
	Dir   string // keeps engagement.db
	Reset bool   // start from nothing
	App   Options
	// Ready is called with the page's address once it answers, before the data
	// is there.
	Ready func(url string)
}

// demoSlack is the name under which the bot reaches the stand-in: it is dialled
// in memory, so the name leads nowhere else.
const demoSlack = "slack.demo"

// demoServer is the running demo: the stand-in, the page and the program, which
// is the ordinary one.
type demoServer struct {
	o    DemoOptions
	fake *slackfake.Server
	page *demo.Page
	data demo.Data
	// shown is when the past that is shown happened, nil afterwards.
	shown atomic.Pointer[time.Time]

	// matcher knows the directory of a version; whoever records holds recording.
	recording sync.Mutex
	matcher   *ingest.Matcher
	matched   int64

	mu    sync.Mutex
	app   *App
	ready bool
	doing string
	done  int
	total int
	asked int // requests played so far
}

// Demo serves the sample company until ctx ends.
func Demo(ctx context.Context, o DemoOptions) (err error) {
	now := o.App.Now()
	o.App.Config = demoHours(demoRoles(o.App.Config))
	d := &demoServer{o: o, data: demo.Company(now, o.App.Config.Zone), doing: "Opening"}
	d.fake = slackfake.New(d.world())
	memory := slackfake.NewListener()
	d.fake.Serve(memory)
	d.page = demo.NewPage(demo.PageOptions{
		Fake: d.fake, Self: demoSelf, Channel: demoAlerts, Status: d.status, Addr: o.Addr, Log: o.App.Log, People: demoPeople(),
		Plays: []demo.Play{{
			ID: "acme-demo-request", Label: "A demo request from Acme",
			Hint: "Somebody at Acme fills in the demo form on our site. Watch #alerts: the card comes within two seconds.",
			Run:  d.request,
		}},
	})
	listener, err := net.Listen("tcp", o.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", o.Addr, err)
	}
	web := &http.Server{Handler: d.page, ReadHeaderTimeout: headerFor}
	var serving sync.WaitGroup
	serving.Go(func() {
		if serr := web.Serve(listener); !errors.Is(serr, http.ErrServerClosed) {
			o.App.Log.Error("the page stopped", "error", serr)
		}
	})
	defer func() {
		d.page.Close()
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeIn)
		defer cancel()
		err = errors.Join(err, web.Shutdown(ending), d.fake.Close(), memory.Close())
		serving.Wait()
	}()
	if o.Ready != nil {
		o.Ready("http://" + listener.Addr().String())
	}
	a, err := d.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	client := memory.Client()
	d.at("Showing what was told", 0, 1)
	if err := d.restore(ctx, a, client); err != nil {
		return fmt.Errorf("show what was told before: %w", err)
	}
	return a.Serve(ctx, ServeOptions{
		Secrets:  config.Secrets{BotToken: d.fake.App().BotToken, AppToken: d.fake.App().AppToken},
		SlackAPI: "http://" + demoSlack + "/api/", SlackHTTP: client, SlackDial: memory.DialContext, ResponseHosts: []string{demoSlack},
		Ready: func() { d.opened(a) },
	})
}

func (d *demoServer) status() (ready bool, doing string, done, total int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ready, d.doing, d.done, d.total
}

func (d *demoServer) at(doing string, done, total int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.doing, d.done, d.total = doing, done, total
}

// The people and channels of the stand-in.
const (
	demoSelf   = "U0ANN"
	demoBot    = "U0BOT"
	demoAlerts = "C0ALERTS"
	demoSales  = "C0SALES"
)

// demoPeople are those whose eyes the page can look through.
func demoPeople() []demo.Person {
	return []demo.Person{
		{ID: demoSelf, Role: "rep"}, {ID: "U0MIA", Role: "manager"}, {ID: "U0ADAM", Role: "admin"}, {ID: "U0GUS", Role: "guest"}, {ID: "U0EVE", Role: "partner"},
	}
}

// demoRoles is the config with what the manager and the admin of the demo may
// do, unless it says so itself.
func demoRoles(from *config.Config) *config.Config {
	c := *from
	c.People = map[string]config.Person{"mia@northwind-demo.com": {Role: "manager"}, "adam@northwind-demo.com": {Role: "admin"}}
	maps.Copy(c.People, from.People)
	return &c
}

// world makes the workspace: every owner of an account is a member, and so are
// a manager and an admin. Gus is a guest of #sales; Eve of another workspace is
// everywhere, so that one can see what her clicks do.
func (d *demoServer) world() slackfake.Options {
	o := slackfake.Options{
		Now: d.now, Team: slackfake.Team{ID: "T0DEMO", Name: "Northwind", Domain: "northwind-demo"}, BaseURL: "http://" + demoSlack,
		// As the manifest names them.
		App: slackfake.App{
			Shortcuts:     []slackfake.Shortcut{{CallbackID: "log_message", Name: "Log as activity"}},
			UnfurlDomains: []string{"crm.northwind-demo.com"},
		},
	}
	var owners []string
	for _, a := range d.data.Accounts {
		if a.Owner != "" && !slices.Contains(owners, a.Owner) {
			owners = append(owners, a.Owner)
		}
	}
	slices.Sort(owners)
	members := []string{demoBot}
	for _, mail := range owners {
		name, _, _ := strings.Cut(mail, "@")
		id := "U0" + strings.ToUpper(name)
		o.Users = append(o.Users, slackfake.User{ID: id, Name: name, RealName: strings.ToUpper(name[:1]) + name[1:], Email: mail, TZ: "Europe/Berlin"})
		members = append(members, id)
	}
	o.Users = append(
		o.Users,
		slackfake.User{ID: "U0MIA", Name: "mia", RealName: "Mia", Email: "mia@northwind-demo.com", TZ: "Europe/Berlin"},
		slackfake.User{ID: "U0ADAM", Name: "adam", RealName: "Adam", Email: "adam@northwind-demo.com", TZ: "Europe/Berlin", IsAdmin: true},
		slackfake.User{ID: "U0GUS", Name: "gus", RealName: "Gus", Email: "gus@agency.example", TZ: "Europe/Berlin", IsRestricted: true},
		slackfake.User{ID: "U0EVE", Name: "eve", RealName: "Eve", TZ: "Europe/Berlin", TeamID: "T0PARTNER"},
	)
	members = append(members, "U0MIA", "U0ADAM", "U0EVE")
	o.Channels = []slackfake.Channel{
		{ID: demoAlerts, Name: "alerts", Members: members}, {ID: demoSales, Name: "sales", Members: append(slices.Clone(members), "U0GUS")},
	}
	return o
}

// now is the time of the stand-in.
func (d *demoServer) now() time.Time {
	if at := d.shown.Load(); at != nil {
		return *at
	}
	return d.o.App.Now()
}

// open opens the database of the demo and fills it, unless it was filled today.
func (d *demoServer) open(ctx context.Context) (*App, error) {
	if err := os.MkdirAll(d.o.Dir, 0o755); err != nil {
		return nil, fmt.Errorf("make %s: %w", d.o.Dir, err)
	}
	path := filepath.Join(d.o.Dir, "engagement.db")
	o := d.o.App
	o.Database = "sqlite:" + path
	if d.o.Reset {
		if err := removeDatabase(path); err != nil {
			return nil, err
		}
	}
	a, err := Open(ctx, o)
	if err != nil {
		return nil, err
	}
	lived, err := d.lived(ctx, a)
	if err == nil && lived {
		return a, nil
	}
	if err == nil {
		if err = errors.Join(a.Close(), removeDatabase(path)); err == nil {
			if a, err = Open(ctx, o); err != nil {
				return nil, err
			}
			if err = a.Store.Relax(ctx, true); err == nil {
				err = errors.Join(d.live(ctx, a), a.Store.Relax(ctx, false))
			}
		}
	}
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

func removeDatabase(path string) error {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove the old demo: %w", err)
		}
	}
	return nil
}

// demoImport names the import run of the history of the demo, up to a day.
func demoImport(day account.Day) string { return "demo-" + day.String() }

// fill records the company the way an import does, as history, and scores it.
func (d *demoServer) fill(ctx context.Context, a *App) error {
	if err := a.Apply(ctx); err != nil {
		return err
	}
	run := account.Import{ID: demoImport(a.Today()), Kind: "demo", Source: "demo", Zone: a.Config.Zone.String(), StartedAt: a.Now()}
	if err := a.Store.Begin(ctx, run); err != nil {
		return err
	}
	if _, err := a.Store.SaveAccounts(ctx, a.Now(), run.ID, d.data.Accounts, nil); err != nil {
		return err
	}
	if _, err := a.Store.SaveContacts(ctx, a.Now(), run.ID, d.data.Contacts, nil); err != nil {
		return err
	}
	if _, err := a.Store.SaveOpportunities(ctx, a.Now(), run.ID, d.data.Opportunities, nil); err != nil {
		return err
	}
	if err := d.record(ctx, a, run.ID, d.data.Activities); err != nil {
		return err
	}
	if err := a.Store.Finish(ctx, run.ID, a.Now()); err != nil {
		return err
	}
	if _, err := a.ScoreWaiting(ctx, func(done, total int) { d.at("Scoring accounts", done, total) }); err != nil {
		return err
	}
	_, err := a.Find(ctx, func(done, total int) { d.at("Looking for surges and stalls", done, total) })
	return err
}

// demoBatch is how many activities one transaction carries.
const demoBatch = 2000

// record matches activities and records them; without an import they are news.
func (d *demoServer) record(ctx context.Context, a *App, importID string, activities []account.Activity) error {
	if len(activities) == 0 {
		return nil
	}
	d.recording.Lock()
	defer d.recording.Unlock()
	version, err := a.Store.DirectoryVersion(ctx)
	if err != nil {
		return err
	}
	if d.matcher == nil || d.matched != version {
		dir, err := a.Store.Directory(ctx)
		if err != nil {
			return err
		}
		d.matcher, d.matched = ingest.NewMatcher(dir, a.Config.Ingest), dir.Version
	}
	matcher := d.matcher
	total, done := len(activities), 0
	for chunk := range slices.Chunk(activities, demoBatch) {
		now := a.Now()
		batch := account.Batch{ImportID: importID, Directory: d.matched, At: now, Activities: slices.Clone(chunk)}
		for i := range batch.Activities {
			v := &batch.Activities[i]
			v.Match = matcher.Match(v.Identity, account.DayOf(v.OccurredAt, a.Config.Zone))
			v.Live = now.Sub(v.OccurredAt) <= account.HistoryAge
		}
		if _, err := a.Store.Record(ctx, batch); err != nil {
			return fmt.Errorf("record the demo: %w", err)
		}
		done += len(chunk)
		if importID != "" {
			d.at("Recording activities", done, total)
		}
	}
	return nil
}

// opened says that the workspace can be used.
func (d *demoServer) opened(a *App) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.app, d.ready = a, true
}

// demoAlbum knows no picture: files of an earlier stand-in are gone.
type demoAlbum struct{}

func (demoAlbum) Picture(context.Context, string) (string, error) { return "", nil }

func (demoAlbum) SavePicture(context.Context, string, string, time.Time) error { return nil }

// request plays a demo request: a person of Acme whom nobody has played yet
// fills in the form, now.
func (d *demoServer) request(ctx context.Context) error {
	d.mu.Lock()
	a, n := d.app, d.asked
	d.asked++
	d.mu.Unlock()
	var people []account.Contact
	for _, c := range d.data.Contacts {
		if strings.HasSuffix(c.Email, "@acme.com") {
			people = append(people, c)
		}
	}
	if len(people) == 0 {
		return fmt.Errorf("nobody at Acme has an e-mail address: %w", account.ErrNotFound)
	}
	now := a.Now()
	person := people[n%len(people)]
	err := d.record(ctx, a, "", []account.Activity{{
		Source: "web", ID: fmt.Sprintf("demo-request-%d-%d", now.UnixMilli(), n), OccurredAt: now, Type: "form.demo_request",
		Minutes: account.NoMinutes, URL: "https://www.northwind-demo.com/demo", Identity: account.Identity{Email: person.Email},
	}})
	wake(a.scored)
	return err
}
