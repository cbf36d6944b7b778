package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"engagement/account"
	"engagement/alert"
	"engagement/bot"
	"engagement/ingest"
	"engagement/internal/config"
)

// ServeOptions are what a running program needs besides its configuration.
// The zero value of everything but Secrets is the real Slack and the real
// network.
type ServeOptions struct {
	Secrets config.Secrets
	// SlackAPI and SlackHTTP lead to another Slack: the demo's, or a test's.
	SlackAPI      string
	SlackHTTP     *http.Client
	SlackDial     func(ctx context.Context, network, address string) (net.Conn, error)
	ResponseHosts []string
	// Listen opens the doors; net.Listen where nil.
	Listen func(network, address string) (net.Listener, error)
	// Poll is how often the database is asked for what another process did;
	// 250 ms where zero.
	Poll time.Duration
	// Ready, if not nil, is called once everything runs.
	Ready func()
}

// server is a running program.
type server struct {
	*App
	o       ServeOptions
	client  *bot.Client
	bot     *bot.Bot
	socket  *bot.Socket      // nil in http mode
	http    *bot.HTTPHandler // nil in socket mode
	courier *bot.Courier
	group   sync.WaitGroup
	failed  chan error
}

// Serve runs the doors, the workers and the schedule until ctx ends, then lets
// what is under way finish. The error is the first that made a part stop.
func (a *App) Serve(ctx context.Context, o ServeOptions) error {
	if o.Listen == nil {
		o.Listen = net.Listen
	}
	if o.Poll == 0 {
		o.Poll = 250 * time.Millisecond
	}
	if err := a.ready(o.Secrets); err != nil {
		return err
	}
	if err := a.Apply(ctx); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	s := &server{App: a, o: o, failed: make(chan error, 1)}
	s.wire()
	defer func() {
		stop()
		s.group.Wait()
	}()
	if err := s.open(ctx); err != nil {
		return err
	}
	if err := s.schedule(ctx); err != nil {
		return err
	}
	s.run(func() { s.courier.Run(ctx, a.posted) })
	s.run(func() { s.score(ctx) })
	s.run(func() { s.brief(ctx) })
	s.run(func() { s.watch(ctx) })
	s.run(func() { s.digests(ctx) })
	a.Log.Info("serving", "database", a.Store.Place(), "slack", a.Config.Slack.Mode, "config", a.Config.Hash)
	if o.Ready != nil {
		o.Ready()
	}
	select {
	case <-ctx.Done():
		return nil
	case err := <-s.failed:
		return err
	}
}

// ready reports what is missing, before anything is started.
func (a *App) ready(s config.Secrets) error {
	c := a.Config
	for _, need := range []struct {
		when    bool
		present string
		missing string
	}{
		{true, s.BotToken, "SLACK_BOT_TOKEN is not set"},
		{c.Slack.Mode == "socket", s.AppToken, "SLACK_APP_TOKEN is not set, and socket mode needs it"},
		{c.Slack.Mode == "http", s.SigningSecret, "SLACK_SIGNING_SECRET is not set, and http mode needs it"},
		{c.Slack.Mode == "http", c.Slack.Listen, "slack.listen names no address, and http mode needs one"},
		{c.IngestListen != "", s.WriteKey, "ingest.http names an address, but ENGAGEMENT_WRITE_KEY is not set"},
	} {
		if need.when && need.present == "" {
			return fmt.Errorf("%s: %w", need.missing, account.ErrInvalid)
		}
	}
	return nil
}

// wire makes the parts and starts nothing.
func (s *server) wire() {
	s.client = bot.NewClient(bot.ClientOptions{
		BotToken: s.o.Secrets.BotToken, AppToken: s.o.Secrets.AppToken, APIURL: s.o.SlackAPI, HTTP: s.o.SlackHTTP,
		ResponseHosts: s.o.ResponseHosts, External: s.Config.SharedChannels, Now: s.Now, Log: s.Log,
	})
	s.hours = s.readerHours
	s.bot = bot.New(bot.Options{
		Reader: s.Reader(0), Desk: bench{s.Store, s.posted}, Clerk: s.App, Coach: s.App, Repairer: s.App, Workspace: s.client, Album: s.Store, Owner: s.owner, Role: s.Role(s.client.InGroup),
		Guests: s.Config.Slack.Guests, External: s.Config.SharedChannels, Zone: s.Config.Zone, Names: s.Config.ChannelNames, KindNames: s.Config.Alert.Names, Contacts: s.Store.ContactsByID, Logger: s.logger, Now: s.Now, Log: s.Log,
	})
	s.courier = &bot.Courier{
		Outbox: s.Store, Album: s.Store, Workspace: s.client, Address: s.address, Render: s.bot.RenderAlert, Current: s.current,
		GaveUp: func(m alert.Message, o alert.Outcome) []alert.Message { return s.Config.Alert.GaveUp(m, o, s.admins()) },
		Poll:   s.o.Poll, Now: s.Now, Log: s.Log,
	}
	if s.Config.Slack.Mode == "http" {
		s.http = bot.NewHTTPHandler(bot.HTTPOptions{
			SigningSecret: s.o.Secrets.SigningSecret, Handler: s.bot, Workspace: s.client, Now: s.Now, Log: s.Log,
		})
		return
	}
	s.socket = bot.NewSocket(bot.SocketOptions{Client: s.client, Handler: s.bot, Dial: s.o.SlackDial, Log: s.Log})
}

// current renders an alert as it is by now, with whoever took it on.
func (s *server) current(ctx context.Context, m alert.Message) (bot.Message, error) {
	record, err := s.Store.Alert(ctx, m.ID)
	if err != nil {
		return bot.Message{}, err
	}
	record.Message = m
	return s.bot.CurrentAlert(ctx, record)
}

// nap waits, and reports whether there is anything to wake up for: ctx has not ended.
func nap(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// run starts a part that ends with its context.
func (s *server) run(part func()) { s.group.Go(part) }

// fail ends the program because a part cannot go on.
func (s *server) fail(err error) {
	select {
	case s.failed <- err:
	default:
	}
}

// score answers marks: at once when something was recorded here, soon when
// another process did.
func (s *server) score(ctx context.Context) {
	ticker := time.NewTicker(s.o.Poll)
	defer ticker.Stop()
	for {
		if _, err := s.ScoreWaiting(ctx, nil); err != nil && ctx.Err() == nil {
			s.Log.Error("scoring did not finish; it goes on with the next activity", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-s.scored:
		case <-ticker.C:
		}
	}
}

// open starts the transport and the doors.
func (s *server) open(ctx context.Context) error {
	doors := map[string]*http.ServeMux{}
	door := func(address string) *http.ServeMux {
		if doors[address] == nil {
			doors[address] = http.NewServeMux()
		}
		return doors[address]
	}
	if s.socket != nil {
		s.run(func() {
			if err := s.socket.Run(ctx); err != nil {
				s.Log.Warn("answers were cut short at the end", "error", err)
			}
		})
	} else {
		door(s.Config.Slack.Listen).Handle("/slack/", s.http)
	}
	if address := s.Config.IngestListen; address != "" {
		door(address).Handle("/v1/", ingest.NewHandler(ingest.HTTPOptions{
			Store: s.Store, Policy: s.Config.Ingest, Keys: []ingest.WriteKey{{Key: s.o.Secrets.WriteKey}}, Now: s.Now,
			OnRecorded: func() { wake(s.scored) }, Log: s.Log,
		}))
	}
	if address := s.Config.AdminListen; address != "" {
		door(address).HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { s.say(w, nil) })
		door(address).HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { s.say(w, s.healthy(r.Context())) })
	}
	for address, mux := range doors {
		if err := s.listen(ctx, address, mux); err != nil {
			return err
		}
	}
	return nil
}

// healthy is nil when everything works.
func (s *server) healthy(ctx context.Context) error {
	errs := []error{s.Store.Ping(ctx), s.courier.Healthy()}
	if s.socket != nil {
		errs = append(errs, s.socket.Healthy())
	}
	return errors.Join(errs...)
}

func (s *server) say(w http.ResponseWriter, trouble error) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	text := "ok\n"
	if trouble != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		text = trouble.Error() + "\n"
	}
	if _, err := w.Write([]byte(text)); err != nil {
		s.Log.Debug("whoever asked for health is gone", "error", err)
	}
}

// Times of the doors.
const (
	headerFor = 10 * time.Second
	requestIn = 60 * time.Second
	idleFor   = 3 * time.Minute // longer than the minute that a proxy keeps a connection: it ends it, not we with its next request under way
	closeIn   = 10 * time.Second
)

// listen opens one door and closes it with ctx: requests under way end first.
func (s *server) listen(ctx context.Context, address string, handler http.Handler) error {
	listener, err := s.o.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", address, err)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: headerFor, ReadTimeout: requestIn, WriteTimeout: requestIn, IdleTimeout: idleFor}
	s.run(func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.fail(fmt.Errorf("serve on %s: %w", address, err))
		}
	})
	s.run(func() {
		<-ctx.Done()
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeIn)
		defer cancel()
		err := server.Shutdown(ending)
		if s.http != nil && address == s.Config.Slack.Listen {
			err = errors.Join(err, s.http.Close(ending))
		}
		if err != nil {
			s.Log.Warn("a door did not close in time", "address", address, "error", err)
		}
	})
	return nil
}
