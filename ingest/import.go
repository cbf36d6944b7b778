package ingest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sync"

	"engagement/account"
)

// Run imports files of one kind, in order, and counts their rows. A row that
// cannot be used becomes a fault and stops nothing. A file that cannot be read
// ends the run with an error that names the place; the rows before it are
// kept, and the summary counts them. progress, if not nil, is called after
// every batch.
//
// While one batch is being stored the next one is read. Run returns when
// nothing of it is running any more. A run that was stopped anywhere may
// simply be run again.
func Run(ctx context.Context, store Store, opt Options, files []File, progress func(Progress)) (Summary, error) {
	var sum Summary
	if err := opt.check(); err != nil {
		return sum, err
	}
	run := account.Import{
		ID: opt.ImportID, Kind: string(opt.Kind), Source: opt.source(),
		Zone: opt.zone().String(), Live: opt.Live, StartedAt: opt.Now(),
	}
	if run.ID == "" {
		run.ID = run.StartedAt.UTC().Format("20060102-150405-") + randomHex()
	}
	if !opt.DryRun {
		if err := store.Begin(ctx, run); err != nil {
			return sum, fmt.Errorf("begin import %s: %w", run.ID, err)
		}
	}
	work := &importer{opt: opt, id: run.ID, keeper: newKeeper(store, opt)}
	if err := work.all(ctx, files, &sum, progress); err != nil {
		return sum, err
	}
	if !opt.DryRun {
		if err := store.Finish(ctx, run.ID, opt.Now()); err != nil {
			return sum, fmt.Errorf("finish import %s: %w", run.ID, err)
		}
	}
	return sum, nil
}

// randomHex tells runs of one second apart.
func randomHex() string {
	var b [4]byte
	rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// importer is one run: a goroutine that reads, and the caller's that keeps.
type importer struct {
	opt    Options
	id     string
	keeper *keeper
}

// all runs the two halves and waits for both.
func (im *importer) all(ctx context.Context, files []File, sum *Summary, progress func(Progress)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	loads := make(chan *load, 1)
	read := make(chan error, 1)
	go func() {
		defer close(loads)
		for _, f := range files {
			if err := im.read(ctx, f, loads); err != nil {
				if ctx.Err() != nil {
					err = ctx.Err() // the file was closed under the reader
				}
				read <- err
				return
			}
		}
		read <- nil
	}()
	var failed error
	for l := range loads {
		if failed != nil {
			continue // the reader has been told to stop
		}
		recorded, err := im.keeper.keep(ctx, im.opt.Kind, l)
		if err != nil {
			failed = err
			cancel()
			continue
		}
		sum.add(recorded, len(l.faults))
		if progress != nil {
			l.progress.Summary = *sum
			progress(l.progress)
		}
	}
	if err := <-read; failed == nil {
		failed = err
	}
	if errors.Is(failed, context.Canceled) {
		return fmt.Errorf("the import was stopped; run it again, nothing is counted twice: %w", failed)
	}
	return failed
}

// read decodes and matches one file and sends it on in loads. What it read
// before an error is sent too.
func (im *importer) read(ctx context.Context, f File, loads chan<- *load) (err error) {
	src, err := f.Open()
	if err != nil {
		return fmt.Errorf("read a file: %w", err)
	}
	closeOnce := sync.OnceValue(src.Close)
	stop := context.AfterFunc(ctx, func() { _ = closeOnce() }) // wakes a read that waits; its error is told below
	defer func() {
		stop()
		if closed := closeOnce(); err == nil && closed != nil {
			err = fmt.Errorf("close %s: %w", f.Name, closed)
		}
	}()
	count := &counter{Reader: src}
	rows, err := OpenRows(f.Name, count, RowOptions{Map: im.opt.Map, Columns: im.opt.Kind.Columns(), Needs: im.opt.Kind.needs()})
	if err != nil {
		return err
	}
	d := newDecoder(im.opt)
	for ended := false; !ended; {
		l := &load{at: im.opt.Now(), importID: im.id}
		if im.opt.Kind == Activities {
			l.activities = make([]account.Activity, 0, im.opt.batchSize())
		}
		d.now = l.at
		var broken error
		for l.rows() < im.opt.batchSize() && !ended && broken == nil {
			ended, broken = im.row(rows, d, f.Name, l)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if l.rows() > 0 {
			l.progress = Progress{File: f.Name, Bytes: count.n, Size: f.Size}
			if err := im.keeper.match(ctx, l); err != nil {
				return err
			}
			select {
			case loads <- l:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if broken != nil {
			return broken
		}
	}
	return nil
}

// row reads one row into the load, as a value or as a fault.
func (im *importer) row(rows *Rows, d *decoder, file string, l *load) (ended bool, err error) {
	row, err := rows.Next()
	fault := account.Fault{ImportID: im.id, Kind: string(im.opt.Kind), File: file, At: l.at}
	var bad *RowError
	switch {
	case errors.Is(err, io.EOF):
		return true, nil
	case errors.As(err, &bad):
		fault.Line, fault.Reason, fault.Row = bad.Line, bad.Reason, bad.Fields
	case err != nil:
		return false, err
	default:
		if err = l.add(d, row.Fields); err == nil {
			return false, nil
		}
		fault.Line, fault.Reason, fault.Row = row.Line, reasonOf(err), row.Fields
	}
	l.faults = append(l.faults, fault)
	return false, nil
}
