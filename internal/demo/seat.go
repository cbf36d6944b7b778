package demo

import (
	"net/http"
	"slices"
)

// seat is the page as one person has it before them.
type seat struct {
	*Page
	self string // Slack user id
}

// seated gives a handler the seat that a request names as "as"; without a name
// it is the page's own person's. Nobody sits where they were not invited.
func (p *Page) seated(next func(seat, http.ResponseWriter, *http.Request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		as := r.URL.Query().Get("as")
		if as == "" {
			as = p.o.Self
		}
		if as != p.o.Self && !slices.ContainsFunc(p.o.People, func(other Person) bool { return other.ID == as }) {
			p.refuse(w, http.StatusForbidden, "The demo has no such person to be.")
			return
		}
		next(seat{Page: p, self: as}, w, r)
	}
}
