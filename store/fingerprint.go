package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"

	"engagement/account"
)

// fingerprint stands for the source and the id of an activity. Different activities
// may have the same one: what it finds is compared in full.
func fingerprint(source, id string) int64 {
	text := make([]byte, 0, 128)
	text = append(append(append(text, source...), 0), id...)
	sum := sha256.Sum256(text)
	return int64(binary.BigEndian.Uint64(sum[:]))
}

// knownBy is the fingerprint of an activity that is there.
type knownBy struct{ fingerprint, seq int64 }

// prints are how a store knows which activities are there.
type prints struct {
	of     func(source, id string) int64
	fewest int64
	recent recent
	adding sync.Mutex // held by whoever adds to the table
	beside *errand    // adds to it
}

// namedRow is an activity by its name.
type namedRow struct {
	Seq    int64  `db:"seq"`
	Source string `db:"source"`
	ID     string `db:"id"`
}

// Fingerprints fall anywhere in their table, whatever comes. Once more than a few are
// missing there they are added beside the writer, in their order, so that several fall
// on a page; once twice as many are, what arrives waits for that. The larger the table
// the more are a few.
const (
	fewestPrints = 5_000
	fewPrints    = 40 // the part of those in the table
	mostPrints   = 500_000

	readPrints  = 10_000    // are read in one turn
	roundPrints = 1_000_000 // are sorted at once
	sharePrints = 1_000     // are added in one transaction, or a hundredth of the round
)

// few is how many may be missing in the table.
func (p *prints) few(tabled int64) int64 { return min(max(p.fewest, tabled/fewPrints), mostPrints) }

// missing says how many times as many are missing in the table as may be, by what was
// read last.
func (p *prints) missing() int64 {
	p.recent.mu.Lock()
	defer p.recent.mu.Unlock()
	return (p.recent.through - p.recent.after) / p.few(p.recent.after)
}

// recent are the activities whose fingerprints are not in their table yet, by
// fingerprint: all that were committed, after one seq and up to another.
type recent struct {
	mu             sync.Mutex
	after, through int64
	seqs           map[int64]int64
	same           map[int64][]int64 // of those after the first that have a fingerprint
}

func (r *recent) add(p knownBy) {
	if _, taken := r.seqs[p.fingerprint]; taken {
		r.same[p.fingerprint] = append(r.same[p.fingerprint], p.seq)
		return
	}
	r.seqs[p.fingerprint] = p.seq
}

// catchUp reads what was committed since, and lets go of what is in the table now.
// Only a transaction that holds the writer's lock may ask, before it adds anything.
func (r *recent) catchUp(t *tx, of func(source, id string) int64, tabled int64) error {
	if r.seqs == nil || r.after != tabled {
		kept := recent{seqs: map[int64]int64{}, same: map[int64][]int64{}}
		for p := range r.all {
			if p.seq > tabled {
				kept.add(p)
			}
		}
		r.seqs, r.same, r.after, r.through = kept.seqs, kept.same, tabled, max(r.through, tabled)
	}
	return walk(t.ctx, t.Tx, t.dialect, func(row namedRow) error {
		r.add(knownBy{of(row.Source, row.ID), row.Seq})
		r.through = row.Seq
		return nil
	}, "SELECT seq, source, id FROM activities WHERE seq > ? ORDER BY seq", r.through)
}

func (r *recent) all(yield func(knownBy) bool) {
	for fingerprint, seq := range r.seqs {
		if !yield(knownBy{fingerprint, seq}) {
			return
		}
	}
	for fingerprint, seqs := range r.same {
		for _, seq := range seqs {
			if !yield(knownBy{fingerprint, seq}) {
				return
			}
		}
	}
}

// fresh gives the positions of the activities that are not there yet; of several with
// the same name, that of the first.
func (t *tx) fresh(known *prints, activities []account.Activity) ([]int, error) {
	if len(activities) == 0 {
		return nil, nil
	}
	var tabled int64
	if err := t.GetContext(t.ctx, &tabled, "SELECT value FROM counters WHERE name = 'fingerprinted'"); err != nil {
		return nil, fmt.Errorf("read how far fingerprints are kept: %w", err)
	}
	fingerprints := make([]int64, len(activities))
	for i := range activities {
		fingerprints[i] = known.of(activities[i].Source, activities[i].ID)
	}
	alike, err := t.alike(known, tabled, fingerprints)
	if err != nil {
		return nil, err
	}
	type name struct{ source, id string }
	there := map[name]bool{}
	for chunk := range slices.Chunk(alike, 500) {
		var rows []namedRow
		if err := t.in(&rows, "SELECT seq, source, id FROM activities WHERE seq IN (?)", chunk); err != nil {
			return nil, err
		}
		for _, row := range rows {
			there[name{row.Source, row.ID}] = true
		}
	}
	fresh := make([]int, 0, len(activities))
	for i := range activities {
		if n := (name{activities[i].Source, activities[i].ID}); !there[n] {
			there[n] = true
			fresh = append(fresh, i)
		}
	}
	return fresh, nil
}

// alike gives the activities that have one of these fingerprints.
func (t *tx) alike(known *prints, tabled int64, fingerprints []int64) ([]int64, error) {
	r := &known.recent
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.catchUp(t, known.of, tabled); err != nil {
		return nil, err
	}
	var alike []int64
	for _, fingerprint := range fingerprints {
		if seq, ok := r.seqs[fingerprint]; ok {
			alike = append(append(alike, seq), r.same[fingerprint]...)
		}
	}
	sorted := slices.Clone(fingerprints)
	slices.Sort(sorted)
	for chunk := range slices.Chunk(slices.Compact(sorted), 512) {
		var seqs []int64
		if err := t.in(&seqs, "SELECT seq FROM fingerprints WHERE fingerprint IN (?)", chunk); err != nil {
			return nil, err
		}
		alike = append(alike, seqs...)
	}
	return alike, nil
}

// addPrints adds the fingerprints of activities to their table while more are missing
// there than so many times what may be, and tells before every round how far they are.
// Whoever is interrupted, or does it while another process does, adds some once more,
// which changes nothing.
func (s *Store) addPrints(ctx context.Context, times int64, told func(added, of int64)) error {
	s.prints.adding.Lock()
	defer s.prints.adding.Unlock()
	for {
		var tabled, last int64
		if _, err := s.row(ctx, []any{&tabled, &last}, `SELECT
			(SELECT value FROM counters WHERE name = 'fingerprinted'), (SELECT value FROM counters WHERE name = 'activity')`); err != nil {
			return err
		}
		if last-tabled <= times*s.prints.few(tabled) {
			return nil
		}
		told(tabled, last)
		if err := s.roundOfPrints(ctx, tabled, min(last, tabled+roundPrints)); err != nil {
			return err
		}
	}
}

// silently tells nobody.
func silently(int64, int64) {}

// roundOfPrints adds the fingerprints of the activities after one seq up to another.
func (s *Store) roundOfPrints(ctx context.Context, after, until int64) error {
	var missing []knownBy
	for from := after; from < until; from += readPrints {
		err := each(ctx, s, func(row namedRow) error {
			missing = append(missing, knownBy{s.prints.of(row.Source, row.ID), row.Seq})
			return nil
		}, "SELECT seq, source, id FROM activities WHERE seq > ? AND seq <= ?", from, min(until, from+readPrints))
		if err != nil {
			return err
		}
	}
	slices.SortFunc(missing, func(a, b knownBy) int {
		return cmp.Or(cmp.Compare(a.fingerprint, b.fingerprint), cmp.Compare(a.seq, b.seq))
	})
	for share := range slices.Chunk(missing, max(sharePrints, len(missing)/100)) {
		if err := s.write(ctx, func(t *tx) error { return t.savePrints(share) }); err != nil {
			return err
		}
	}
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec("UPDATE counters SET value = ? WHERE name = 'fingerprinted' AND value < ?", until, until)
		return err
	})
}

func (t *tx) savePrints(prints []knownBy) error {
	for chunk := range parts(prints) {
		args := make([]any, 0, 2*len(chunk))
		for _, p := range chunk {
			args = append(args, p.fingerprint, p.seq)
		}
		if _, err := t.exec("INSERT INTO fingerprints (fingerprint, seq) VALUES "+places(len(chunk), 2)+" ON CONFLICT (fingerprint, seq) DO NOTHING", args...); err != nil {
			return err
		}
	}
	return nil
}
