package ingest

import (
	"errors"
	"strings"
	"testing"
	"time"

	"engagement/account"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestParseTime(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	for in, want := range map[string]string{
		"2026-03-31T15:04:05Z":             "2026-03-31T15:04:05Z",
		"2026-03-31t15:04:05.123456789z":   "2026-03-31T15:04:05.123Z",
		"2026-03-31 15:04:05+02:00":        "2026-03-31T13:04:05Z",
		"2026-03-31T15:04:05.000+0000":     "2026-03-31T15:04:05Z",
		"2026-03-31T15:04-07":              "2026-03-31T22:04:00Z",
		"2026-03-31 15:04:05 UTC":          "2026-03-31T15:04:05Z",
		"Tue, 31 Mar 2026 15:04:05 +0200":  "2026-03-31T13:04:05Z",
		"1774969445":                       "2026-03-31T15:04:05Z",
		"1774969445.25":                    "2026-03-31T15:04:05.25Z",
		"1774969445678":                    "2026-03-31T15:04:05.678Z",
		"2026-03-31":                       "2026-03-30T22:00:00Z",
		" 2026-03-31  15:04 ":              "2026-03-31T13:04:00Z",
		"2026-01-31 15:04:05":              "2026-01-31T14:04:05Z",
		"2026/1/31 15:04:05.5":             "2026-01-31T14:04:05.5Z",
		"20260131":                         "2026-01-30T23:00:00Z",
		"20260131T150405":                  "2026-01-31T14:04:05Z",
		"1/31/2026 3:04 PM":                "2026-01-31T14:04:00Z",
		"1/31/2026, 12:04:05 a.m.":         "2026-01-30T23:04:05Z",
		"31.01.2026 15:04":                 "2026-01-31T14:04:00Z",
		"3/3/2026":                         "2026-03-02T23:00:00Z",
		"31 Jan 2026":                      "2026-01-30T23:00:00Z",
		"Jan 31, 2026 3:04 PM":             "2026-01-31T14:04:00Z",
		"Saturday, January 31, 2026 15:04": "2026-01-31T14:04:00Z",
		"31-Jan-2026 15:04":                "2026-01-31T14:04:00Z",
		"Sept 5, 2026":                     "2026-09-04T22:00:00Z",
		"46053.5":                          "2026-01-31T11:00:00Z",
		"2026-03-29 02:30":                 "2026-03-29T01:30:00Z", // the clock skips it
		"2026-10-25 02:30":                 "2026-10-25T00:30:00Z", // twice: the first
		"2024-02-29":                       "2024-02-28T23:00:00Z",
		"1969-12-31 23:59:59.999":          "1969-12-31T22:59:59.999Z",
	} {
		got, err := ParseTime(in, berlin)
		if err != nil || got.Format(time.RFC3339Nano) != want || got.Location() != time.UTC {
			t.Errorf("ParseTime(%q) = %v, %v; want %s", in, got, err, want)
		}
	}
}

func TestParseTimeRefuses(t *testing.T) {
	for in, says := range map[string]string{
		"":                          "not a time",
		"yesterday":                 "not a time",
		"1/2/2026 3:04 PM":          "may be month/day or day/month",
		"01.02.2026":                "may be month/day or day/month",
		"1/31/26":                   "year of two digits",
		"2026-02-30":                "does not exist",
		"2026-13-01T00:00:00Z":      "does not exist",
		"2026-01-01T25:00:00Z":      "does not exist",
		"31/31/2026":                "does not exist",
		"2026-01-31 25:00":          "does not exist",
		"2026-01-31 13:00 PM":       "AM or PM",
		"2026-01-31 15:04 EST":      "zone this program does not know",
		"12345678901":               "neither seconds nor milliseconds",
		"99999":                     "no time that could be meant",
		"42":                        "not a time",
		"0000-01-01":                "does not exist",
		"2026-01-31T15:04:05+99:99": "does not exist",
	} {
		got, err := ParseTime(in, time.UTC)
		if !errors.Is(err, account.ErrInvalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("ParseTime(%q) = %v, %v; want account.ErrInvalid with %q", in, got, err, says)
		}
	}
	if _, err := ParseTime("2026-01-31 15:04", nil); !errors.Is(err, account.ErrInvalid) {
		t.Errorf("a local time without a zone gives %v, want account.ErrInvalid", err)
	}
}

// Law: an instant that was read is in UTC, whole milliseconds, and is read
// again to itself from RFC 3339.
func FuzzParseTime(f *testing.F) {
	for _, seed := range []string{"2026-03-31T15:04:05Z", "1/31/2026 3:04 PM", "1774969445678", "46053.5", "Jan 31, 2026", "2026-03-29 02:30", "9999-12-31"} {
		f.Add(seed)
	}
	zones := []*time.Location{nil, time.UTC, zone(f, "America/New_York"), zone(f, "Australia/Lord_Howe")}
	f.Fuzz(func(t *testing.T, s string) {
		for _, z := range zones {
			got, err := ParseTime(s, z)
			if err != nil {
				if !errors.Is(err, account.ErrInvalid) {
					t.Fatalf("error is %v, want account.ErrInvalid", err)
				}
				continue
			}
			again, err := ParseTime(got.Format(time.RFC3339Nano), nil)
			if err != nil || !again.Equal(got) || got.Nanosecond()%1e6 != 0 || got.Location() != time.UTC {
				t.Fatalf("%q is %v, and read again %v, %v", s, got, again, err)
			}
		}
	})
}

// Law: a wall time that exists in the zone is shown by the instant it was read
// to.
func TestWallTimesRoundTrip(t *testing.T) {
	for _, name := range []string{"Europe/Berlin", "America/Sao_Paulo", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"} {
		z := zone(t, name)
		for at := time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2013; at = at.Add(30 * time.Minute) {
			shown := at.In(z).Format("2006-01-02 15:04:05")
			got, err := ParseTime(shown, z)
			if err != nil || got.In(z).Format("2006-01-02 15:04:05") != shown || got.After(at) {
				t.Fatalf("%s in %s is read as %v, %v, want %v or the same wall time earlier", shown, name, got.In(z), err, at)
			}
		}
	}
}
