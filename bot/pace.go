package bot

import (
	"sync"
	"time"
)

// perMinute is how many questions one person is answered in a minute: more than
// anybody asks by hand.
const perMinute = 60

// pace counts what each person asked in the minute that runs.
type pace struct {
	mu     sync.Mutex
	minute int64
	asked  map[string]int
}

// tooFast counts one more question, and reports whether it is one too many.
func (p *pace) tooFast(userID string, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if minute := now.Unix() / 60; minute != p.minute || p.asked == nil {
		p.minute, p.asked = minute, map[string]int{}
	}
	p.asked[userID]++
	return p.asked[userID] > perMinute
}
