package bot

import (
	"context"
	"maps"
	"sync"
	"time"

	"engagement/alert"
)

// Patience with pictures.
const (
	freshFor      = time.Minute             // after its decision an alert is fresh
	freshPatience = 1200 * time.Millisecond // so that a fresh card is on Slack in under two seconds
	stalePatience = 8 * time.Second
	uploadFor     = 20 * time.Second // longest wait for Slack to make a file ready
	additionAfter = 2 * time.Second  // before pictures are added that were refused; doubles
	additions     = 4
)

// pictures are those of one message on their way to Slack. One goroutine uses
// it, besides those that upload.
type pictures struct {
	c        *Courier
	ids      map[string]string // files by placeholder
	wanted   map[string]Picture
	kept     map[string]bool // placeholders whose file comes from the album
	hopeless map[string]bool // placeholders that Slack will not take
	open     int             // uploads under way
	arrived  chan uploaded
	missing  bool // the message was posted without some
	working  *sync.WaitGroup
}

type uploaded struct {
	placeholder, id string
	err             error
}

// patience is how long a post waits for its pictures.
func (a *attempt) patience() time.Duration {
	if a.Now().Sub(a.lease.Message.DecidedAt) < freshFor {
		return freshPatience
	}
	return stalePatience
}

// gather finds the files of a message's pictures and begins to upload those
// that have none.
func (a *attempt) gather(m Message) *pictures {
	p := &pictures{
		c: a.Courier, ids: map[string]string{}, wanted: map[string]Picture{}, kept: map[string]bool{}, hopeless: map[string]bool{},
		arrived: make(chan uploaded, len(m.Pictures)), working: a.working,
	}
	for _, one := range m.Pictures {
		p.wanted[one.Placeholder()] = one
		id, err := a.Album.Picture(a.stop, one.hash())
		if err != nil && a.stop.Err() == nil {
			a.log().Warn("the album cannot be read", "error", err)
		}
		if id != "" {
			p.ids[one.Placeholder()], p.kept[one.Placeholder()] = id, true
		} else {
			p.begin(a.stop, one)
		}
	}
	return p
}

// begin uploads a picture in the background and keeps its file, for this
// attempt or the next.
func (p *pictures) begin(ctx context.Context, one Picture) {
	p.open++
	p.working.Go(func() {
		id, err := p.c.Workspace.Upload(ctx, one, uploadFor)
		if err == nil {
			if err := p.c.Album.SavePicture(ctx, one.hash(), id, p.c.Now()); err != nil && ctx.Err() == nil {
				p.c.log().Warn("the album cannot be written", "error", err)
			}
		}
		p.arrived <- uploaded{one.Placeholder(), id, err} // has room for every picture
	})
}

// wait collects files until all are there, or for so long.
func (p *pictures) wait(ctx context.Context, most time.Duration) {
	t := time.NewTimer(most)
	defer t.Stop()
	for waiting := true; waiting && p.open > 0; {
		select {
		case u := <-p.arrived:
			p.open--
			if u.err != nil {
				if class, _ := classOf(u.err); class == Refused || class == Revoked {
					p.hopeless[u.placeholder] = true
				}
				if ctx.Err() == nil {
					p.c.log().Warn("a picture did not reach Slack", "picture", p.wanted[u.placeholder].Name, "error", u.err)
				}
				continue
			}
			p.ids[u.placeholder] = u.id
		case <-t.C:
			waiting = false
		case <-ctx.Done():
			waiting = false
		}
	}
	for name := range p.wanted {
		p.missing = p.missing || p.ids[name] == "" && !p.hopeless[name]
	}
}

// distrust notes that Slack refused the message with its pictures: files from
// the album may be gone, new ones may need time.
func (p *pictures) distrust() {
	p.missing = true
	for name := range p.kept {
		delete(p.ids, name)
	}
}

// late reports whether pictures are to be added to what was posted.
func (p *pictures) late() bool { return p != nil && p.missing }

// complete adds the pictures to what was posted without them: a few tries, as
// well as may be.
func (a *attempt) complete(ctx context.Context, o alert.Outcome) {
	p := a.album
	current := a.Current
	if current == nil {
		current = a.Render
	}
	wait := additionAfter
	var err error
	for range additions {
		if p.open == 0 {
			for name, one := range p.wanted {
				if p.ids[name] == "" && !p.hopeless[name] {
					p.begin(ctx, one)
				}
			}
		}
		p.wait(ctx, uploadFor+time.Second)
		if ctx.Err() != nil {
			return
		}
		if len(p.ids) > 0 {
			var m Message
			if m, err = current(ctx, a.lease.Message); err != nil {
				break
			}
			m.Blocks, m.Pictures = withFiles(m, maps.Clone(p.ids)), nil
			if err = a.Workspace.Update(ctx, o.ChannelID, o.TS, m); err == nil {
				return
			}
			if class, _ := classOf(err); class == Revoked || class == Refused && wordOf(err) != "invalid_blocks" {
				break
			}
		}
		if pause(ctx, wait) != nil {
			return
		}
		wait *= 2
	}
	if ctx.Err() == nil {
		a.log().Warn("an alert stays without its picture", "alert", a.lease.Message.ID, "error", err)
	}
}
