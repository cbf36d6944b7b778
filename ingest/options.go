package ingest

import (
	"fmt"
	"time"

	"engagement/account"
)

// Options says how files are read and what their rows mean.
type Options struct {
	Kind Kind
	// Map renames columns: our name to the file's.
	Map map[string]string
	// Source names the system that the rows come from, where a row has no
	// source of its own. Empty is "import".
	Source string
	// Zone is the zone of times without one. Nil is the company's.
	Zone *time.Location
	// Live lets old activities alert: without it, what is older than
	// account.HistoryAge on arrival is history.
	Live bool
	// DryRun reads, matches and counts, and writes nothing. New and duplicate
	// are then estimates: a row is a duplicate if an earlier row of the same
	// files has its identity; what the store holds is not asked.
	DryRun bool
	// Accept lets dates through that can be read but not believed: before
	// 1990, or more than a year ahead.
	Accept bool
	// Policy tells people apart.
	Policy Policy
	// Now is the clock, required: one reading for a run's start and end and
	// one for each batch.
	Now func() time.Time
	// ImportID names the run; empty makes one up.
	ImportID string
	// BatchSize is how many rows are stored at once; 0 is 2,000.
	BatchSize int
}

const (
	defaultSource = "import"
	defaultBatch  = 2000
)

func (o Options) source() string {
	if o.Source == "" {
		return defaultSource
	}
	return o.Source
}

func (o Options) zone() *time.Location {
	if o.Zone == nil {
		return o.Policy.zone()
	}
	return o.Zone
}

func (o Options) batchSize() int {
	if o.BatchSize <= 0 {
		return defaultBatch
	}
	return o.BatchSize
}

func (o Options) check() error {
	if o.Now == nil {
		return fmt.Errorf("import options have no clock: %w", account.ErrInvalid)
	}
	_, err := ParseKind(string(o.Kind))
	return err
}

// Progress is where a run stands.
type Progress struct {
	File  string // the file being read
	Bytes int64  // read of it so far, as packed
	Size  int64  // of the file as packed; 0 when unknown
	Summary
}

// Summary counts the rows of a run.
type Summary struct {
	Read        int // data rows, good and bad
	New         int // rows that added or changed something
	Duplicate   int // rows that were there already
	Unmatched   int // of the new ones, those on no account
	Quarantined int // rows refused, kept with their reason
}

// String is the one line that the import command prints.
func (s Summary) String() string {
	return fmt.Sprintf("read=%d new=%d duplicate=%d unmatched=%d quarantined=%d",
		s.Read, s.New, s.Duplicate, s.Unmatched, s.Quarantined)
}

func (s *Summary) add(r account.Recorded, faults int) {
	s.New += r.New
	s.Duplicate += r.Duplicate
	s.Unmatched += r.Unmatched
	s.Quarantined += faults
	s.Read += r.New + r.Duplicate + faults
}
