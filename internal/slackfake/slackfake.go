// Package slackfake is a stateful stand-in for Slack: its Web API, Socket Mode,
// response URLs and signed HTTP requests on one side, the people who type and
// click on the other. The demo shows it in a browser, and stories are tested
// against it, so that what the bot does is read where users would see it.
//
// New makes a Server, which is an http.Handler for any listener; NewListener
// gives one in memory, which also works inside a testing/synctest bubble. The
// bot calls /api/<method> and is answered as Slack would: scopes, membership,
// Block Kit limits and rate limits are checked and refused with Slack's own
// words. A person acts through Slash, Click, SubmitView and Say; the payload
// goes to one of the bot's sockets, or is posted and signed in HTTP mode, and
// the returned Delivery tells when and how the bot acknowledged.
//
// Tests wait on signals (Wait, WaitMessages, Subscribe), never on a clock, and
// look at Journal and Faults to catch calls and refusals nobody expected.
// Script makes single calls fail: limits, lost requests, lost responses.
//
// Invariant: all state is guarded by one mutex that is never held while
// anything is sent, and every goroutine ends when Close returns.
package slackfake

import (
	"errors"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Options set up a workspace. The zero value is a workspace named Acme with an
// app that has all scopes, and nobody and no channel in it.
type Options struct {
	Now        func() time.Time // default time.Now
	Team       Team
	App        App
	Users      []User
	Channels   []Channel
	Usergroups []Usergroup

	// BaseURL is where this server is reached ("http://127.0.0.1:8080"), for
	// response URLs. Default: the host the bot called last.
	BaseURL string
	// HTTP, if set, sends payloads as signed requests instead of over sockets.
	HTTP *HTTPMode
	// A completed upload is ready (has a mimetype, may stand in a block) after
	// so many files.info calls and so much time. Default: at once.
	FileReadyPolls int
	FileReadyAfter time.Duration
	// RateLimits answers 429 beyond Slack's limits per method, and beyond one
	// chat.postMessage a second and channel.
	RateLimits bool
	// PingEvery is the time between pings on each socket; default 10 s.
	PingEvery time.Duration
}

// HTTPMode says where signed requests go, and through which client.
type HTTPMode struct {
	CommandURL, InteractionURL, EventURL string
	OptionsURL                           string       // asked for the choices of menus
	Client                               *http.Client // default http.DefaultClient
}

// Server is one workspace. Make it with New and end it with Close.
type Server struct {
	opts Options
	now  func() time.Time
	mux  *http.ServeMux
	api  map[string]method
	done chan struct{}
	wg   sync.WaitGroup

	mu         sync.Mutex
	closed     bool
	changed    chan struct{} // closed and replaced at every change
	base       string
	serial     int
	lastTS     time.Time
	team       Team
	app        App
	revoked    bool
	users      []*User
	channels   []*Channel
	usergroups []Usergroup
	messages   []*Message
	files      []*File
	views      map[string][]*View // stacks by user, the visible view last
	homes      map[string]*View
	triggers   map[string]*trigger
	replies    map[string]*replyURL
	tickets    map[string]time.Time
	sockets    []*socket
	turn       int
	pending    map[string]chan []byte
	scripts    map[string][]Fault
	buckets    map[string]time.Time
	journal    []Call
	refusals   []Refusal
	hook       func(string, Call)
	listeners  []*subscriber
	servers    []*http.Server
}

// New makes a workspace.
func New(opts Options) *Server {
	s := &Server{
		opts: opts, now: opts.Now,
		done: make(chan struct{}), changed: make(chan struct{}),
		team: opts.Team.orDefault(), app: opts.App.orDefault(), base: opts.BaseURL,
		usergroups: opts.Usergroups,
		views:      map[string][]*View{}, homes: map[string]*View{},
		triggers: map[string]*trigger{}, replies: map[string]*replyURL{}, tickets: map[string]time.Time{},
		pending: map[string]chan []byte{}, scripts: map[string][]Fault{}, buckets: map[string]time.Time{},
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.opts.PingEvery == 0 {
		s.opts.PingEvery = 10 * time.Second
	}
	s.api = s.methods()
	s.mux = http.NewServeMux()
	s.mux.HandleFunc("/api/{method}", s.serveAPI)
	s.mux.HandleFunc("POST /upload/{secret}", s.serveUpload)
	s.mux.HandleFunc("GET /files-pri/{id}/{name}", s.serveDownload)
	s.mux.HandleFunc("GET /local/files/{id}", s.serveLocalFile)
	s.mux.HandleFunc("POST /response/{secret}", s.serveResponse)
	s.mux.HandleFunc("GET /link", s.serveSocket)
	s.AddUser(User{ID: s.app.BotUserID, Name: s.app.Name, RealName: s.app.Name, IsBot: true})
	for _, u := range opts.Users {
		s.AddUser(u)
	}
	for _, c := range opts.Channels {
		s.AddChannel(c)
	}
	return s
}

// ServeHTTP answers the Web API, uploads, downloads, response URLs and sockets.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	if s.opts.BaseURL == "" {
		s.base = origin(r)
	}
	s.mu.Unlock()
	s.mux.ServeHTTP(w, r)
}

// Serve answers connections of l in the background until Close.
func (s *Server) Serve(l net.Listener) {
	srv := &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	s.mu.Lock()
	s.servers = append(s.servers, srv)
	s.mu.Unlock()
	s.start(func() {
		if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			s.publish(Event{Kind: KindFailed, Text: err.Error()})
		}
	})
}

// Close ends all sockets, deliveries and servers begun with Serve, and waits
// until their goroutines have ended. It may be called twice.
func (s *Server) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	close(s.done)
	sockets, servers := slices.Clone(s.sockets), slices.Clone(s.servers)
	s.mu.Unlock()
	var errs []error
	for _, k := range sockets {
		k.end()
	}
	for _, srv := range servers {
		errs = append(errs, srv.Close())
	}
	s.wg.Wait()
	return errors.Join(errs...)
}

// start runs f in a goroutine that Close waits for; after Close it does
// nothing and reports false.
func (s *Server) start(f func()) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.wg.Go(f)
	return true
}

func origin(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
