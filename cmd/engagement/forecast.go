package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"engagement/internal/app"
)

// forecastLines say how much each channel hears in a week under both configs, and
// what is kept from all of them.
func forecastLines(p app.Preview) []string {
	var channels []string
	for _, one := range slices.Concat(p.Now.Places, p.New.Places) {
		channels = append(channels, one.Channel)
	}
	slices.Sort(channels)
	var out []string
	for _, channel := range slices.Compact(channels) {
		now, then := p.Now.At(channel), p.New.At(channel)
		weekly := func(what string, n, m int) string {
			return fmt.Sprintf("%.1f %s a week, would be %.1f", p.Now.Weekly(n), what, p.New.Weekly(m))
		}
		out = append(out, fmt.Sprintf("%s: %s; %s; %s; busiest day %s, would be %s", cmp.Or(channel, "direct messages"),
			weekly("cards", now.Cards, then.Cards), weekly("requests", now.Requests, then.Requests), weekly("accounts named in lines", now.Named, then.Named),
			busiest(now, p.Now.Budget), busiest(then, p.New.Budget)))
	}
	if withheld := suppressedWords(p.Now.Suppressed, p.New.Suppressed); withheld != "" {
		out = append(out, "without a card of its own: "+withheld)
	}
	return out
}

// busiest is the day with the most cards against the budget.
func busiest(p app.Place, budget int) string {
	switch {
	case p.Most == 0:
		return "none"
	case budget < 0:
		return fmt.Sprintf("%s (%d, no limit)", p.Busiest, p.Most)
	}
	return fmt.Sprintf("%s (%d of %d)", p.Busiest, p.Most, budget)
}

// suppressedWords are the reasons of both configs, the most frequent first.
func suppressedWords(now, then []app.Suppressed) string {
	type pair struct{ now, then int }
	counts := map[string]pair{}
	for _, s := range now {
		counts[string(s.Reason)] = pair{now: s.Count}
	}
	for _, s := range then {
		counts[string(s.Reason)] = pair{counts[string(s.Reason)].now, s.Count}
	}
	var reasons []string
	for reason := range counts {
		reasons = append(reasons, reason)
	}
	slices.SortFunc(reasons, func(a, b string) int {
		x, y := counts[a], counts[b]
		return cmp.Or(cmp.Compare(max(y.now, y.then), max(x.now, x.then)), cmp.Compare(a, b))
	})
	words := make([]string, len(reasons))
	for i, reason := range reasons {
		words[i] = fmt.Sprintf("%d %s, would be %d", counts[reason].now, reason, counts[reason].then)
	}
	return strings.Join(words, "; ")
}
