package demo

import (
	"bytes"
	"context"
	"embed"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"engagement/internal/slackfake"
)

//go:embed web
var web embed.FS

// PageOptions make a Page. Fake and Self are required.
type PageOptions struct {
	Fake *slackfake.Server
	Self string // Slack user id whose browser this is
	// People are who a browser may be besides, to see the workspace with their
	// eyes; Self is among them, or there are none.
	People  []Person
	Channel string // id of the channel that is open at first
	// Status tells how far the demo is: while it is not ready, "/" answers 503
	// and shows what it is doing. Nil means ready.
	Status func() (ready bool, doing string, done, total int)
	Plays  []Play
	Title  string // default "engagement demo"
	// Addr is where the demo listens ("127.0.0.1:8080"). Its host is answered to
	// besides the names of this machine; on 0.0.0.0 every IP address is.
	Addr string
	Log  *slog.Logger // default: nothing is logged
}

// Person is somebody whom a browser may be.
type Person struct {
	ID   string // Slack user id
	Role string // "rep", "guest": what is special about seeing with their eyes
}

// Play is a button of the page that makes something happen in the demo.
type Play struct {
	ID    string // part of an address: letters, digits and hyphens
	Label string // "A demo request from Acme"
	Hint  string // what will happen, and where to look
	Run   func(ctx context.Context) error
}

// Page is the local workspace in the browser: an http.Handler over a
// slackfake.Server, as one person sees it; which one, the browser says.
type Page struct {
	o        PageOptions
	log      *slog.Logger
	handler  http.Handler
	progress *template.Template
	tracks   tracker
	pictures gallery

	// running holds the plays that run now; guarded by mu.
	mu      sync.Mutex
	running map[string]bool
}

// NewPage makes a Page. End it with Close.
func NewPage(o PageOptions) *Page {
	if o.Title == "" {
		o.Title = "engagement demo"
	}
	if o.Status == nil {
		o.Status = func() (bool, string, int, int) { return true, "", 0, 0 }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Plays, o.People = slices.Clone(o.Plays), slices.Clone(o.People)
	p := &Page{
		o: o, log: o.Log, running: map[string]bool{},
		progress: template.Must(template.ParseFS(web, "web/progress.html")),
	}
	p.tracks.live, p.tracks.end = context.WithCancel(context.Background())
	p.pictures.fake = o.Fake
	p.handler = guard(o.Addr, p.routes())
	return p
}

// Close ends all streams and the contexts of running plays, and waits until
// they have ended. It may be called twice.
func (p *Page) Close() { p.tracks.close() }

// ServeHTTP answers the browser.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.handler.ServeHTTP(w, r) }

func (p *Page) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.serveRoot)
	for _, name := range []string{"app.css", "app.js", "workspace.js", "blocks.js", "fields.js", "tables.js", "views.js", "threads.js", "people.js", "mrkdwn.js", "composer.js", "progress.js", "icon.svg"} {
		mux.HandleFunc("GET /"+name, func(w http.ResponseWriter, r *http.Request) { p.serveAsset(w, r, name) })
	}
	mux.HandleFunc("GET /files/{id}", p.servePicture)
	mux.HandleFunc("GET /api/state", p.serveState)
	mux.HandleFunc("GET /api/events", p.serveEvents)
	for path, act := range map[string]func(seat, http.ResponseWriter, *http.Request){
		"slash": seat.slash, "click": seat.click, "say": seat.say, "shortcut": seat.shortcut,
		"submit": seat.submit, "options": seat.options, "close": seat.shut, "home": seat.home,
	} {
		mux.HandleFunc("POST /api/"+path, p.whenReady(p.seated(act)))
	}
	mux.HandleFunc("POST /api/play/{id}", p.whenReady(p.play))
	return mux
}

// serveRoot gives the workspace, or the progress of the demo until it is ready.
func (p *Page) serveRoot(w http.ResponseWriter, r *http.Request) {
	ready, doing, done, total := p.o.Status()
	w.Header().Set("Cache-Control", "no-store")
	if ready {
		p.serveAsset(w, r, "index.html")
		return
	}
	var page bytes.Buffer
	err := p.progress.Execute(&page, struct {
		Title string
		progress
	}{p.o.Title, progressOf(doing, done, total)})
	if err != nil {
		p.log.Error("the progress page was not made", "error", err)
		http.Error(w, "The demo is not ready yet.", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Retry-After", "1")
	w.WriteHeader(http.StatusServiceUnavailable)
	p.send(w, page.Bytes())
}

// serveAsset gives one embedded file. What changed with a new build is asked
// for again: there is no build step that would put hashes in names.
func (p *Page) serveAsset(w http.ResponseWriter, r *http.Request, name string) {
	data, err := fs.ReadFile(web, "web/"+name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(data))
}

// progress is how far the demo is.
type progress struct {
	Doing   string `json:"doing"`
	Done    int    `json:"done"`
	Total   int    `json:"total"`
	Percent int    `json:"percent"`
}

func progressOf(doing string, done, total int) progress {
	if doing == "" {
		doing = "getting ready"
	}
	p := progress{Doing: doing, Done: done, Total: total}
	if total > 0 {
		p.Percent = min(100, max(0, done*100/total))
	}
	return p
}

// whenReady answers 503 with progress until the demo is ready.
func (p *Page) whenReady(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if ready, doing, done, total := p.o.Status(); !ready {
			w.Header().Set("Retry-After", "1")
			p.sendJSON(w, http.StatusServiceUnavailable, progressOf(doing, done, total))
			return
		}
		next(w, r)
	}
}

func (p *Page) serveState(w http.ResponseWriter, r *http.Request) {
	p.whenReady(p.seated(func(s seat, w http.ResponseWriter, _ *http.Request) {
		s.sendJSON(w, http.StatusOK, s.snapshot())
	}))(w, r)
}
