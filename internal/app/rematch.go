package app

import (
	"context"
	"fmt"

	"engagement/ingest"
	"engagement/store"
)

// rematchBatch is how many identities one transaction moves.
const rematchBatch = 500

// Rematch asks the matcher again about every identity and moves the activities
// of those whose answer changed: what arrived before its account was known
// ends up where it would be, had it arrived after. It returns how many
// identities changed.
func (a *App) Rematch(ctx context.Context, importID string) (int, error) {
	dir, err := a.Store.Directory(ctx)
	if err != nil {
		return 0, fmt.Errorf("read directory: %w", err)
	}
	matcher := ingest.NewMatcher(dir, a.Config.Ingest)
	var changed []store.Rematched
	if err := a.Store.Identities(ctx, func(i store.StoredIdentity) error {
		spans := matcher.Spans(i.Identity)
		newest := spans[len(spans)-1].Match
		if len(spans) > 1 || newest != i.Match {
			changed = append(changed, store.Rematched{ID: i.ID, Match: newest, Spans: spans})
		}
		return nil
	}); err != nil {
		return 0, err
	}
	total := len(changed)
	for len(changed) > 0 {
		n := min(rematchBatch, len(changed))
		if err := a.Store.Rematch(ctx, a.Now(), a.Config.Zone, importID, changed[:n]); err != nil {
			return 0, err
		}
		changed = changed[n:]
	}
	return total, nil
}

// Import runs an import, moves what the new directory places elsewhere, and
// scores what was touched.
func (a *App) Import(ctx context.Context, opt ingest.Options, files []ingest.File, reading func(ingest.Progress), scoring Progress) (ingest.Summary, error) {
	opt.Policy, opt.Now = a.Config.Ingest, a.Now
	if opt.DryRun {
		return ingest.Run(ctx, a.Store, opt, files, reading)
	}
	if err := a.Apply(ctx); err != nil {
		return ingest.Summary{}, err
	}
	before, err := a.Store.DirectoryVersion(ctx)
	if err != nil {
		return ingest.Summary{}, err
	}
	summary, err := ingest.Run(ctx, a.Store, opt, files, reading)
	if err != nil {
		return summary, err
	}
	return summary, a.settle(ctx, opt, before, scoring)
}

// settle brings scores up to date after an intake.
func (a *App) settle(ctx context.Context, opt ingest.Options, before int64, progress Progress) error {
	after, err := a.Store.DirectoryVersion(ctx)
	if err != nil {
		return err
	}
	if after != before || opt.Kind == ingest.Activities {
		importID := opt.ImportID
		if importID == "" {
			importID = string(opt.Kind)
		}
		if _, err := a.Rematch(ctx, importID); err != nil {
			return fmt.Errorf("match again: %w", err)
		}
	}
	if _, err := a.ScoreWaiting(ctx, progress); err != nil {
		return fmt.Errorf("score what was imported: %w", err)
	}
	return nil
}

// RetryFaults decodes quarantined rows again.
func (a *App) RetryFaults(ctx context.Context, accept bool) (ingest.Summary, error) {
	faults, err := a.Store.Faults(ctx)
	if err != nil {
		return ingest.Summary{}, err
	}
	if err := a.Apply(ctx); err != nil {
		return ingest.Summary{}, err
	}
	opt := ingest.Options{Policy: a.Config.Ingest, Now: a.Now, Accept: accept}
	summary, err := ingest.Retry(ctx, a.Store, opt, faults)
	if err != nil {
		return summary, err
	}
	if _, err := a.Rematch(ctx, "retry"); err != nil {
		return summary, err
	}
	_, err = a.ScoreWaiting(ctx, nil)
	return summary, err
}

// DropFaults empties the quarantine and returns how many rows it held.
func (a *App) DropFaults(ctx context.Context) (int, error) {
	faults, err := a.Store.Faults(ctx)
	if err != nil {
		return 0, err
	}
	ids := make([]int64, len(faults))
	for i, f := range faults {
		ids[i] = f.ID
	}
	return len(ids), a.Store.Resolve(ctx, ids)
}

var _ interface {
	ingest.Store
	ingest.Quarantine
} = (*store.Store)(nil)
