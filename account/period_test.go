package account

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestPeriod(t *testing.T) {
	today := DayDate(2026, time.May, 20) // a Wednesday
	first := DefaultCalendar()
	fiscal := Calendar{WeekStart: time.Sunday, FiscalMonth: time.February, FiscalDay: 1}
	odd := Calendar{WeekStart: time.Monday, FiscalMonth: time.April, FiscalDay: 6}
	for _, tt := range []struct {
		words    string
		calendar Calendar
		span     string
		against  string
		phrase   string
	}{
		{"90d", first, "2026-02-20..2026-05-20", "2025-11-22..2026-02-19", "in 90 days"},
		{"12w", first, "2026-02-26..2026-05-20", "2025-12-04..2026-02-25", "in 84 days"},
		{"1d", first, "2026-05-20..2026-05-20", "2026-05-19..2026-05-19", "today"},
		{"quarter", first, "2026-04-01..2026-05-20", "2026-01-01..2026-02-19", "this quarter"},
		{"this QUARTER", first, "2026-04-01..2026-05-20", "2026-01-01..2026-02-19", "this quarter"},
		{"last quarter", first, "2026-01-01..2026-03-31", "2025-10-01..2025-12-31", "last quarter"},
		{"quarter", fiscal, "2026-05-01..2026-05-20", "2026-02-01..2026-02-20", "this quarter"},
		{"quarter", odd, "2026-04-06..2026-05-20", "2026-01-06..2026-02-19", "this quarter"},
		{"year", fiscal, "2026-02-01..2026-05-20", "2025-02-01..2025-05-20", "this year"},
		{"last year", odd, "2025-04-06..2026-04-05", "2024-04-06..2025-04-05", "last year"},
		{"week", first, "2026-05-18..2026-05-20", "2026-05-11..2026-05-13", "this week"},
		{"week", fiscal, "2026-05-17..2026-05-20", "2026-05-10..2026-05-13", "this week"},
		{"last month", fiscal, "2026-04-01..2026-04-30", "2026-03-01..2026-03-31", "last month"},
		{"2026-01-01..2026-02-05", first, "2026-01-01..2026-02-05", "2025-11-26..2025-12-31", "from 1 Jan to 5 Feb"},
	} {
		p, used, err := ParsePeriod(strings.Fields("acme " + tt.words))
		if err != nil || used != len(strings.Fields(tt.words)) {
			t.Errorf("%q: %d words, %v", tt.words, used, err)
			continue
		}
		span, against := p.Span(today, tt.calendar), p.Against(today, tt.calendar)
		if got := span.From.String() + ".." + span.To.String(); got != tt.span {
			t.Errorf("%q is %s, want %s", tt.words, got, tt.span)
		}
		if got := against.From.String() + ".." + against.To.String(); got != tt.against {
			t.Errorf("%q is compared with %s, want %s", tt.words, got, tt.against)
		}
		if got := p.Phrase(today); got != tt.phrase {
			t.Errorf("%q is said %q, want %q", tt.words, got, tt.phrase)
		}
		if again, _, err := ParsePeriod(strings.Fields(p.Word())); err != nil || again != p {
			t.Errorf("%q is written %q, which is read as %+v, %v", tt.words, p.Word(), again, err)
		}
	}
	for _, words := range []string{"", "acme", "quarterly", "d", "90", "xd"} {
		if p, used, err := ParsePeriod(strings.Fields(words)); used != 0 || err != nil || p != (Period{}) {
			t.Errorf("%q is a period: %+v, %d words, %v", words, p, used, err)
		}
	}
	for _, word := range []string{"0d", "-3d", "6y", "9999999w", "2026-01-01..2025-01-01", "2026-01-01..", "2026-13-01..2026-14-01", "1990-01-01..2026-01-01"} {
		if _, _, err := ParsePeriod([]string{word}); !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: %v, want ErrInvalid", word, err)
		}
	}
}

// On the last day of a short quarter the one before, which is longer, is cut at
// the same day; on the days that the one before lacks, it is whole.
func TestQuarterToDateIsTheSameDay(t *testing.T) {
	quarter := Period{Unit: Quarter}
	c := DefaultCalendar()
	for day := DayDate(2024, time.January, 1); day < DayDate(2029, time.January, 1); day++ {
		span, against := quarter.Span(day, c), quarter.Against(day, c)
		whole := Period{Unit: Quarter, Last: true}.Span(day, c)
		if against.From != whole.From || against.To > whole.To || against.To != whole.To && against.Days() != span.Days() {
			t.Fatalf("on %s: %v against %v of %v", day, span, against, whole)
		}
	}
}

func TestParseGroup(t *testing.T) {
	for text, want := range map[string]string{
		"tier:1": "tier:1", "Territory:North America": "territory:North America", "@ann": "owner:ann", "ALL": "all", "segment:x:y": "segment:x:y",
	} {
		g, ok, err := ParseGroup(strings.Fields(text))
		if !ok || err != nil || g.String() != want {
			t.Errorf("%q: %v, %v, %v", text, g, ok, err)
		}
	}
	for _, text := range []string{"acme", "acme: corp", "@", ""} {
		if _, ok, err := ParseGroup(strings.Fields(text)); ok || err != nil {
			t.Errorf("%q is a group (%v)", text, err)
		}
	}
	for _, text := range []string{"tier:", "persona:IT", "channel: web"} {
		if _, ok, err := ParseGroup(strings.Fields(text)); !ok || !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: %v, %v, want ErrInvalid", text, ok, err)
		}
	}
	g := Group{By: ByOwner, Value: "ann"}
	if !g.Has("Ann@ours.com") || !g.Has("ann") || g.Has("annabel@ours.com") || g.Has("") {
		t.Error("an owner is found by the first part of the address, and by nothing less")
	}
}
