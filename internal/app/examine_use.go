package app

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"engagement/account"
	"engagement/bot"
	"engagement/scoring"
)

// useDays is how far back a rule is looked for.
const useDays = 90

// ExamineUse says which rules, types and caps of the config have matched nothing
// in the last 90 days. A rule of one's own that never matched anything is a fault:
// it is misspelt, or of no use. A type may wait for its first activity, a cap for
// somebody who overdoes it.
func (a *App) ExamineUse(ctx context.Context, progress Progress) ([]bot.Finding, error) {
	batches, err := a.Store.Batches(ctx, readBatch, readLines)
	if err != nil {
		return nil, err
	}
	span := account.Window(a.Today(), useDays)
	var all scoring.Usage
	var adding sync.Mutex
	if _, err := a.sideBySide(ctx, batches, progress, func(ctx context.Context, scorer *scoring.Scorer, ids []string) error {
		cases, err := a.Store.Cases(ctx, a.Now(), "", ids)
		if err != nil {
			return fmt.Errorf("read accounts: %w", err)
		}
		var some scoring.Usage
		for i := range cases {
			scorer.Usage(cases[i].Facts, span, &some)
		}
		adding.Lock()
		defer adding.Unlock()
		all.Merge(&some)
		return nil
	}); err != nil {
		return nil, err
	}
	if len(batches) == 0 {
		return nil, nil
	}
	used := map[string][]scoring.Used{}
	for _, one := range all.Of(a.policy()) {
		used[one.What] = append(used[one.What], one)
	}
	return []bot.Finding{
		useOf("rules", "matched", used["rule"], `the patterns under [[rules]] of the config, and engagement export activities; a rule after the first that matches sees nothing`),
		useOf("types", "used", used["type"], ""),
		useOf("caps", "held something back", used["cap"], ""),
	}, nil
}

// useOf says how many of one sort were of use, and names our own that were not.
func useOf(what, did string, all []scoring.Used, try string) bot.Finding {
	recent := 0
	var never, lately []string
	for _, one := range all {
		switch {
		case one.Recent > 0:
			recent++
		case one.Own && one.Ever == 0:
			never = append(never, one.Name)
		case one.Own:
			lately = append(lately, one.Name)
		}
	}
	f := bot.Finding{What: what, OK: true, Detail: fmt.Sprintf("%d of %d %s in %d days", recent, len(all), did, useDays)}
	if len(lately) > 0 {
		f.Detail += "; of your own not since then: " + strings.Join(lately, ", ")
	}
	if len(never) > 0 {
		f.Detail += "; of your own never: " + strings.Join(never, ", ")
		f.OK, f.Try = try == "", try
	}
	return f
}
