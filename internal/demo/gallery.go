package demo

import (
	"bytes"
	"image"
	_ "image/gif" // the formats Slack shows in an image block
	_ "image/jpeg"
	_ "image/png"
	"net/http"
	"sync"

	"engagement/internal/slackfake"
)

// wirePicture is what the page has to know of a picture before it is loaded,
// so that nothing jumps when it is.
type wirePicture struct {
	Name   string `json:"name"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

// gallery remembers the sizes of pictures, because they are decoded from the
// bytes. Files do not change once they are complete.
type gallery struct {
	fake *slackfake.Server

	mu    sync.Mutex
	known map[string]wirePicture
}

// look gives a picture; false where there is no such file, or it is none.
func (g *gallery) look(id string) (wirePicture, bool) {
	g.mu.Lock()
	picture, ok := g.known[id]
	g.mu.Unlock()
	if ok {
		return picture, true
	}
	f, ok := g.fake.File(id)
	if !ok || !f.Completed {
		return wirePicture{}, false
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(f.Data))
	if err != nil {
		return wirePicture{}, false
	}
	picture = wirePicture{Name: f.Title, Width: config.Width, Height: config.Height}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.known == nil {
		g.known = map[string]wirePicture{}
	}
	g.known[id] = picture
	return picture, true
}

// servePicture gives the bytes of an uploaded picture, and of nothing else: a
// file of another kind could be a page of its own.
func (p *Page) servePicture(w http.ResponseWriter, r *http.Request) {
	picture, ok := p.pictures.look(r.PathValue("id"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	f, ok := p.o.Fake.File(r.PathValue("id"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", http.DetectContentType(f.Data))
	w.Header().Set("Cache-Control", "private, max-age=3600")
	http.ServeContent(w, r, picture.Name, f.Created, bytes.NewReader(f.Data))
}
