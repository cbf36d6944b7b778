package account

import (
	"strings"
	"testing"
	"time"
)

// A digest comes at the same time of the reader's day all year round: also on the
// days on which clocks skip that time or run through it twice.
func TestSubscriptionKeepsTheReadersTime(t *testing.T) {
	for zone, changes := range map[string][2]Day{
		"Europe/Berlin":       {DayDate(2026, 3, 29), DayDate(2026, 10, 25)},
		"America/Los_Angeles": {DayDate(2026, 3, 8), DayDate(2026, 11, 1)},
	} {
		place, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		for _, minute := range []int{0, 90, 150, 9 * 60, 23*60 + 59} {
			s := Subscription{Weekday: time.Sunday, Minute: minute, Zone: zone, Created: DayDate(2026, 1, 1).Start(place)}
			written := map[Day]int{}
			for now := s.Created; now.Before(DayDate(2027, 1, 1).Start(place)); now = s.Next(now) {
				day, due := s.Due(now)
				if now.Equal(s.Created) {
					if due {
						t.Fatalf("%s: due before anybody wanted it", zone)
					}
					continue
				}
				if !due || DayOf(now, place) != day && minute != 150 {
					t.Fatalf("%s at %d: on %s due is %s, %v", zone, minute, now.In(place), day, due)
				}
				if _, early := s.Due(now.Add(-time.Second)); early {
					t.Fatalf("%s at %d: due before %s", zone, minute, now.In(place))
				}
				s.Written = day
				written[day]++
				if _, again := s.Due(now.Add(6 * 24 * time.Hour)); again {
					t.Fatalf("%s at %d: due again after %s", zone, minute, day)
				}
				local := now.In(place)
				if got := 60*local.Hour() + local.Minute(); got != minute && !(day == changes[0] && minute == 150) {
					t.Errorf("%s at %d: comes at %s", zone, minute, local)
				}
			}
			if len(written) != 52 || written[changes[0]] != 1 || written[changes[1]] != 1 {
				t.Errorf("%s at %d: %d digests in 2026, %d and %d on the days of the change", zone, minute, len(written), written[changes[0]], written[changes[1]])
			}
		}
	}
}

// A time that is skipped comes as long after the skip; of one that comes twice, it is
// the first: in whatever zone.
func TestMinutesOfDaysOnWhichClocksChange(t *testing.T) {
	for _, tt := range []struct {
		zone   string
		day    Day
		minute int
		want   string
	}{
		{"Europe/Berlin", DayDate(2026, 3, 29), 150, "2026-03-29T03:30:00+02:00"},
		{"Europe/Berlin", DayDate(2026, 10, 25), 150, "2026-10-25T02:30:00+02:00"},
		{"Europe/Berlin", DayDate(2026, 10, 25), 180, "2026-10-25T03:00:00+01:00"},
		{"America/Los_Angeles", DayDate(2026, 3, 8), 150, "2026-03-08T03:30:00-07:00"},
		{"America/Los_Angeles", DayDate(2026, 3, 8), 119, "2026-03-08T01:59:00-08:00"},
		{"America/Los_Angeles", DayDate(2026, 11, 1), 90, "2026-11-01T01:30:00-07:00"},
		{"America/Los_Angeles", DayDate(2026, 11, 1), 120, "2026-11-01T02:00:00-08:00"},
		{"America/Sao_Paulo", DayDate(2018, 11, 4), 30, "2018-11-04T01:30:00-02:00"}, // has no midnight
		{"Australia/Lord_Howe", DayDate(2026, 4, 5), 105, "2026-04-05T01:45:00+11:00"},
		{"Asia/Kolkata", DayDate(2026, 4, 5), 24 * 60, "2026-04-06T00:00:00+05:30"},
	} {
		zone, err := time.LoadLocation(tt.zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := tt.day.At(tt.minute, zone).Format(time.RFC3339); got != tt.want {
			t.Errorf("minute %d of %s in %s is %s, want %s", tt.minute, tt.day, tt.zone, got, tt.want)
		}
	}
}

// What was missed is made up for once, and only the newest.
func TestSubscriptionMakesUp(t *testing.T) {
	s := Subscription{Weekday: time.Monday, Minute: 9 * 60, Zone: "UTC", Created: DayDate(2026, 3, 1).Midnight(), Written: DayDate(2026, 3, 9)}
	now := DayDate(2026, 4, 2).Midnight()
	if day, due := s.Due(now); !due || day != DayDate(2026, 3, 30) {
		t.Errorf("due %s, %v", day, due)
	}
	s.Created = DayDate(2026, 3, 30).Midnight().Add(9*time.Hour + time.Second)
	if day, due := s.Due(now); due {
		t.Errorf("wanted a second after its moment, and due for %s", day)
	}
}

func TestParseDigestScope(t *testing.T) {
	for words, want := range map[string]string{
		"": "mine", "mine": "mine", "rep": "mine", "all": "all", "manager": "all", "manager mine": "manager mine", "territory:West": "territory:West",
		"marketing": "marketing all", "marketing tier:1": "marketing tier:1", "@ann": "owner:ann", "rep all": "rep all",
	} {
		s, err := ParseDigestScope(strings.Fields(words))
		if err != nil || s.String() != want {
			t.Errorf("%q is %s (%v), want %s", words, s, err, want)
		}
		again, err := ParseDigestScope(strings.Fields(s.String()))
		if err != nil || again != s && words != "@ann" {
			t.Errorf("%q read back is %v, %v", s, again, err)
		}
	}
	if _, err := ParseDigestScope(strings.Fields("soon")); err == nil {
		t.Error("soon is a scope")
	}
}
