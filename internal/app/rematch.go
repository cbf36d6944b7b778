package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"slices"

	"engagement/account"
	"engagement/ingest"
	"engagement/store"
)

// rematchBatch is how many identities one transaction moves.
const rematchBatch = 500

// Rematch asks the matcher again about every identity and moves the activities
// of those whose answer changed: what arrived before its account was known
// ends up where it would be, had it arrived after. It returns how many
// identities changed.
func (a *App) Rematch(ctx context.Context) (int, error) {
	version, _, err := a.Store.Unmatching(ctx)
	if err != nil {
		return 0, err
	}
	dir, err := a.Store.Directory(ctx)
	if err != nil {
		return 0, fmt.Errorf("read directory: %w", err)
	}
	matcher := ingest.NewMatcher(dir, a.Config.Ingest)
	from := map[string][]store.Rematched{} // by the account so far
	if err := a.Store.Identities(ctx, func(i store.StoredIdentity) error {
		spans := matcher.Spans(i.Identity)
		newest := spans[len(spans)-1].Match
		if len(spans) > 1 || newest != i.Match {
			repaired := ingest.Mended(newest) || ingest.Mended(i.Match)
			from[i.Match.AccountID] = append(from[i.Match.AccountID], store.Rematched{ID: i.ID, Match: newest, Spans: spans, Repaired: repaired})
		}
		return nil
	}); err != nil {
		return 0, err
	}
	// An account is walked over for as many of its identities as are given together.
	var changed []store.Rematched
	for _, id := range slices.Sorted(maps.Keys(from)) {
		changed = append(changed, from[id]...)
	}
	total := len(changed)
	for len(changed) > 0 {
		n := min(rematchBatch, len(changed))
		if err := a.Store.Rematch(ctx, a.Now(), a.Config.Zone, changed[:n]); err != nil {
			return 0, err
		}
		changed = changed[n:]
	}
	return total, a.Store.Matched(ctx, version)
}

// rematchIfNeeded asks the matcher again when who is who has changed, whoever
// changed it and however that ended. While an import runs it waits for the end.
func (a *App) rematchIfNeeded(ctx context.Context) error {
	_, needed, err := a.Store.Unmatching(ctx)
	if err != nil || !needed {
		return err
	}
	if busy, err := a.Store.Importing(ctx, a.Now()); err != nil || busy {
		return err
	}
	_, err = a.Rematch(ctx)
	return err
}

// Import runs an import, moves what the new directory places elsewhere, and
// scores what was touched, also when the import ended with an error: what was
// kept counts.
func (a *App) Import(ctx context.Context, opt ingest.Options, files []ingest.File, reading func(ingest.Progress), scoring Progress) (ingest.Summary, error) {
	opt.Policy, opt.Now = a.Config.Ingest, a.Now
	if opt.DryRun {
		return ingest.Run(ctx, a.Store, opt, files, reading)
	}
	if err := a.Apply(ctx); err != nil {
		return ingest.Summary{}, err
	}
	if opt.ImportID == "" {
		opt.ImportID = a.Now().UTC().Format("20060102-150405-") + rand.Text()[:8]
	}
	summary, err := ingest.Run(ctx, a.Store, opt, files, reading)
	if err != nil {
		if ctx.Err() != nil {
			return summary, err
		}
		err = errors.Join(err, a.Store.Finish(ctx, opt.ImportID, a.Now()))
	}
	if _, serr := a.ScoreWaiting(ctx, scoring); serr != nil {
		err = errors.Join(err, fmt.Errorf("score what was imported: %w", serr))
	}
	return summary, err
}

// RetryFaults decodes quarantined rows again.
func (a *App) RetryFaults(ctx context.Context, faults []account.Fault, accept bool) (ingest.Summary, error) {
	if err := a.Apply(ctx); err != nil {
		return ingest.Summary{}, err
	}
	opt := ingest.Options{Policy: a.Config.Ingest, Now: a.Now, Accept: accept}
	summary, err := ingest.Retry(ctx, a.Store, opt, faults)
	if err != nil {
		return summary, err
	}
	_, err = a.ScoreWaiting(ctx, nil)
	return summary, err
}

var _ interface {
	ingest.Store
	ingest.Quarantine
} = (*store.Store)(nil)
