package slackfake

import "time"

// limit gives how long a call has to wait under Slack's limits, 0 if it may
// run now. It is a token bucket per method, and per channel for posts, kept as
// the time at which the bucket is full again.
func (s *Server) limit(c *call, m method) time.Duration {
	if !s.opts.RateLimits {
		return 0
	}
	key, every, burst := c.name, time.Minute/time.Duration(max(m.perMinute, 1)), max(m.perMinute, 1)
	if c.name == "chat.postMessage" {
		key, every, burst = c.name+" "+c.str("channel"), time.Second, 1
	}
	full := s.buckets[key]
	if full.Before(c.now) {
		full = c.now
	}
	full = full.Add(every)
	if over := full.Sub(c.now) - time.Duration(burst)*every; over > 0 {
		return over
	}
	s.buckets[key] = full
	return 0
}
