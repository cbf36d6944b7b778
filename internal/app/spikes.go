package app

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"time"

	"engagement/account"
	"engagement/ingest"
	"engagement/scoring"
)

// SpikeSummary counts what Spikes read and found.
type SpikeSummary struct {
	Series, Buckets, Alarms int
}

// String is the line that the command ends with.
func (s SpikeSummary) String() string {
	return fmt.Sprintf("series=%d buckets=%d alarms=%d", s.Series, s.Buckets, s.Alarms)
}

// Spikes reads buckets of any number of series (series,bucket_start,value, in
// any order) and writes the alarms as CSV, series by series in the order they
// first appear. name stands in messages. The error names the line.
func Spikes(name string, r io.Reader, w io.Writer) (SpikeSummary, error) {
	var sum SpikeSummary
	all, err := readSeries(name, r)
	if err != nil {
		return sum, err
	}
	out := csv.NewWriter(w)
	if err := out.Write([]string{"series", "bucket_start", "direction", "score", "reason"}); err != nil {
		return sum, fmt.Errorf("write alarms: %w", err)
	}
	for _, s := range all {
		spikes, err := s.spikes(name)
		if err != nil {
			return sum, err
		}
		sum.Series++
		sum.Buckets += len(s.rows)
		sum.Alarms += len(spikes)
		for _, spike := range spikes {
			row := []string{s.name, s.rows[spike.Bucket].text, direction(spike.Direction), strconv.FormatFloat(spike.Score, 'f', 2, 64), spike.Reason}
			if err := out.Write(row); err != nil {
				return sum, fmt.Errorf("write alarms: %w", err)
			}
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return sum, fmt.Errorf("write alarms: %w", err)
	}
	return sum, nil
}

// direction is how the file says it.
func direction(d account.Direction) string {
	if d == account.Falling {
		return "down"
	}
	return "up"
}

// spikeSeries is one series of a file.
type spikeSeries struct {
	name string
	rows []spikeRow
}

type spikeRow struct {
	scoring.SpikeBucket
	text string // the start, as the file writes it
	line int
}

func (s *spikeSeries) spikes(file string) ([]scoring.Spike, error) {
	slices.SortStableFunc(s.rows, func(a, b spikeRow) int { return a.Start.Compare(b.Start) })
	buckets := make([]scoring.SpikeBucket, len(s.rows))
	for i, row := range s.rows {
		buckets[i] = row.SpikeBucket
		if i > 0 && row.Start.Equal(s.rows[i-1].Start) {
			a, b := s.rows[i-1].line, row.line
			return nil, fmt.Errorf("%s line %d: series %q has the bucket %s on line %d already: %w", file, max(a, b), s.name, row.text, min(a, b), account.ErrInvalid)
		}
	}
	spikes, err := scoring.Spikes(buckets, scoring.DefaultSpikePolicy())
	var bad *scoring.BucketError
	if errors.As(err, &bad) {
		return nil, fmt.Errorf("%s line %d: series %q: %s: %w", file, s.rows[bad.Bucket].line, s.name, bad.Reason, account.ErrInvalid)
	}
	return spikes, err
}

// readSeries reads a file of buckets, each series in the file's order.
func readSeries(name string, r io.Reader) ([]*spikeSeries, error) {
	rows, err := ingest.OpenRows(name, r, ingest.RowOptions{Needs: [][]string{{"series"}, {"bucket_start"}, {"value"}}})
	if err != nil {
		return nil, err
	}
	var all []*spikeSeries
	known := map[string]*spikeSeries{}
	for {
		row, err := rows.Next()
		var bad *ingest.RowError
		switch {
		case errors.Is(err, io.EOF):
			return all, nil
		case errors.As(err, &bad):
			return nil, fmt.Errorf("%s line %d: %s: %w", name, bad.Line, bad.Reason, account.ErrInvalid)
		case err != nil:
			return nil, err
		}
		parsed, err := parseBucket(row)
		if err != nil {
			return nil, fmt.Errorf("%s line %d: %w", name, row.Line, err)
		}
		id := row.Fields["series"]
		s, ok := known[id]
		if !ok {
			s = &spikeSeries{name: id}
			known[id], all = s, append(all, s)
		}
		s.rows = append(s.rows, parsed)
	}
}

// parseBucket reads a row's start and value. A start with an offset keeps it:
// its rhythm is that of the clock there.
func parseBucket(row ingest.Row) (spikeRow, error) {
	text, number := row.Fields["bucket_start"], row.Fields["value"]
	for _, column := range []string{"bucket_start", "value"} {
		if row.Fields[column] == "" {
			return spikeRow{}, fmt.Errorf("%s is empty; leave out buckets that are not known: %w", column, account.ErrInvalid)
		}
	}
	start, err := ingest.ParseTime(text, time.UTC)
	if err != nil {
		return spikeRow{}, fmt.Errorf("bucket_start: %w", err)
	}
	if own, err := time.Parse(time.RFC3339, text); err == nil {
		start = start.In(own.Location())
	}
	value, err := strconv.ParseFloat(number, 64)
	if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
		return spikeRow{}, fmt.Errorf("value %q is not a number such as 12.5: %w", number, account.ErrInvalid)
	}
	return spikeRow{SpikeBucket: scoring.SpikeBucket{Start: start, Value: value}, text: text, line: row.Line}, nil
}
