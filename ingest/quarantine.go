package ingest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"engagement/account"
)

// Refuge is what [Retry] needs.
type Refuge interface {
	Store
	Quarantine
}

// Retry decodes refused rows again, as the run would that met them, and takes
// those that can be used now out of the quarantine; the others stay in it and
// are counted as quarantined. With Options.Accept dates that can be read but
// not believed are let through. Of the other options Policy, Now, DryRun and
// BatchSize count; source, zone and live are those of the run.
//
// A row is resolved after it is recorded; if the program stops in between the
// next retry finds it a duplicate and resolves it then.
func Retry(ctx context.Context, store Refuge, opt Options, faults []account.Fault) (Summary, error) {
	var sum Summary
	if opt.Now == nil {
		return sum, fmt.Errorf("retry options have no clock: %w", account.ErrInvalid)
	}
	keeper := newKeeper(store, opt)
	for _, group := range byRun(faults) {
		d, err := decoderOf(ctx, store, opt, group[0])
		if err != nil {
			return sum, err
		}
		for len(group) > 0 {
			n := min(len(group), opt.batchSize())
			if err := retry(ctx, store, keeper, opt.Now(), d, group[:n], &sum); err != nil {
				return sum, err
			}
			group = group[n:]
		}
	}
	return sum, nil
}

// byRun parts faults by run and kind, in the order they come.
func byRun(faults []account.Fault) [][]account.Fault {
	type run struct{ id, kind string }
	at := map[run]int{}
	var groups [][]account.Fault
	for _, f := range faults {
		key := run{f.ImportID, f.Kind}
		i, ok := at[key]
		if !ok {
			i = len(groups)
			at[key] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], f)
	}
	return groups
}

// decoderOf is a decoder as the run had that met the fault.
func decoderOf(ctx context.Context, store Quarantine, opt Options, f account.Fault) (*decoder, error) {
	kind, err := ParseKind(f.Kind)
	if err != nil {
		return nil, fmt.Errorf("%s line %d: %w", f.File, f.Line, err)
	}
	opt.Kind = kind
	if f.ImportID == "" { // came over HTTP, where times need a zone of their own
		d := newDecoder(opt)
		d.zone = nil
		return d, nil
	}
	run, err := store.Import(ctx, f.ImportID)
	if errors.Is(err, account.ErrNotFound) {
		return nil, fmt.Errorf("%s line %d was refused by import %s, of which nothing is known; drop it and import the file again: %w", f.File, f.Line, f.ImportID, err)
	}
	if err != nil {
		return nil, fmt.Errorf("options of import %s: %w", f.ImportID, err)
	}
	opt.Source, opt.Live = run.Source, run.Live
	if opt.Zone, err = time.LoadLocation(run.Zone); err != nil {
		return nil, fmt.Errorf("zone of import %s: %w", f.ImportID, err)
	}
	return newDecoder(opt), nil
}

// retry tries faults of one run in one transaction.
func retry(ctx context.Context, store Refuge, k *keeper, now time.Time, d *decoder, faults []account.Fault, sum *Summary) error {
	l := &load{at: now, importID: faults[0].ImportID}
	d.now = now
	var mended []int64
	refused := 0
	for _, f := range faults {
		fields := map[string]string{ordinalField: "0"}
		maps.Copy(fields, f.Row)
		if err := l.add(d, fields); err != nil {
			refused++
			continue
		}
		mended = append(mended, f.ID)
	}
	if len(mended) > 0 {
		if err := k.match(ctx, l); err != nil {
			return err
		}
		recorded, err := k.keep(ctx, d.kind, l)
		if err != nil {
			return err
		}
		sum.add(recorded, 0)
		if !k.dry {
			if err := store.Resolve(ctx, mended); err != nil {
				return fmt.Errorf("resolve %d rows of the quarantine: %w", len(mended), err)
			}
		}
	}
	sum.add(account.Recorded{}, refused)
	return nil
}
