package bot

import (
	"sync"
	"time"
)

// recall remembers answers of Slack for some time. It holds at most most of
// them and forgets all at once when it is full.
type recall[V any] struct {
	keep time.Duration
	most int

	mu    sync.Mutex
	known map[string]remembered[V]
}

type remembered[V any] struct {
	value V
	until time.Time
}

func newRecall[V any](keep time.Duration, most int) *recall[V] {
	return &recall[V]{keep: keep, most: most, known: map[string]remembered[V]{}}
}

func (r *recall[V]) get(key string, now time.Time) (V, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k, ok := r.known[key]
	if !ok || !now.Before(k.until) {
		var none V
		return none, false
	}
	return k.value, true
}

func (r *recall[V]) put(key string, v V, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.known[key]; !ok && len(r.known) >= r.most {
		clear(r.known)
	}
	r.known[key] = remembered[V]{value: v, until: now.Add(r.keep)}
}
