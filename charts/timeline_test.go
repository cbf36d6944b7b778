package charts

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"engagement/account"
)

// touches makes a steady stream: n touches spread over the days before today,
// by a rule that needs no chance.
func touches(n, days, seed int, channels ...string) []TimelineTouch {
	out := make([]TimelineTouch, n)
	for i := range out {
		k := (i*7919 + seed*104729 + i*i*31) % 1_000_003
		out[i] = TimelineTouch{
			Day:     today - account.Day(k%days),
			Channel: channels[k/7%len(channels)], Minutes: account.Milli(1+k/13%25) * account.Minute,
		}
	}
	return out
}

func timelineCases() map[string]TimelineInput {
	quarter := account.Window(today, 92)
	acme := TimelineInput{
		Title: "Acme Corp", Span: quarter, Today: today,
		People: []TimelinePerson{
			{Label: "VP, Finance", Touches: touches(9, 60, 1, "web", "webinar", "meeting")},
			{Label: "Director, IT", Touches: touches(14, 90, 2, "web", "content", "email")},
			{Label: "C-level executive", Touches: touches(3, 30, 3, "event", "meeting")},
			{Label: "Manager, Procurement", Touches: touches(6, 45, 4, "email", "form")},
			{Label: "Contributor, IT", Touches: touches(22, 80, 5, "product", "web")},
			{Label: "unknown visitors", Unknown: true, Touches: touches(18, 92, 6, "web")},
		},
		Meetings: []TimelineMeeting{
			{today - 61, account.Held}, {today - 33, account.Held}, {today - 12, account.Held}, {today - 12, account.Held}, {today - 1, account.Scheduled},
		},
		Stages: []TimelineStage{{today - 70, "Engaged"}, {today - 38, "MQA"}, {today - 9, "Opportunity"}},
	}
	dark := acme
	dark.Theme = Dark
	few := TimelineInput{
		Title: "Globex", Span: quarter, Today: today,
		People: []TimelinePerson{{Label: "Director, IT", Touches: []TimelineTouch{
			{today - 64, "webinar", 45 * account.Minute}, {today - 3, "web", 5 * account.Minute},
		}}},
	}
	busy := acme
	busy.Title, busy.Span = "International Business Manufacturing of Springfield and Sons", account.Window(today, 365)
	busy.People = nil
	names := [...]string{
		"VP, Finance", "Director, IT", "C-level executive", "Manager, Procurement", "Contributor, Engineering", "person whose title is unknown",
		"Ωmega Ångström-Øst", "Manager, Security", "Director, Marketing", "Contributor, Sales",
	}
	for i := range 40 {
		busy.People = append(busy.People, TimelinePerson{
			Label: names[i%len(names)], Touches: touches(300-7*i, 365, i, "web", "email", "content", "webinar", "event", "meeting", "call", "form", "product", "ads"),
		})
	}
	busy.People = append(busy.People, TimelinePerson{Unknown: true, Touches: touches(300, 365, 50, "web", "ads")})
	busy.Meetings, busy.Stages = nil, append([]TimelineStage{{today - 300, "Aware"}}, acme.Stages...)
	for i := range 60 {
		busy.Meetings = append(busy.Meetings, TimelineMeeting{today - account.Day(i*i%360), account.Held})
	}
	asian := acme
	asian.Title, asian.People = "台灣積體電路製造", nil
	for i, name := range [...]string{"山田 太郎", "김민준 (Finance)", "王小明", "\u202eحساب\u202c"} {
		asian.People = append(asian.People, TimelinePerson{Label: name, Touches: touches(12-2*i, 80, i, "web", "meeting", "event")})
	}
	asian.Stages = []TimelineStage{{today - 38, "商談"}}
	fortnight := acme
	fortnight.Span = account.Window(today, 14)
	return map[string]TimelineInput{
		"time-acme": acme, "time-dark": dark, "time-few": few, "time-busy": busy, "time-fortnight": fortnight, "time-cjk": asian,
		"time-empty": {Title: "Initech", Span: quarter, Today: today},
	}
}

func TestTimelineRefuses(t *testing.T) {
	for name, span := range map[string]account.Span{
		"a span that ends before it starts": {From: today, To: today - 1},
		"days after the calendar":           {From: lastDay, To: lastDay + 1},
		"days before the calendar":          {From: firstDay - 1, To: firstDay},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Timeline(TimelineInput{Span: span}); !errors.Is(err, account.ErrInvalid) {
				t.Errorf("error = %v, want ErrInvalid", err)
			}
		})
	}
}

func anyTimeline(t *rapid.T) TimelineInput {
	in := TimelineInput{Title: anyName().Draw(t, "title"), Theme: anyTheme(t)}
	in.Span = account.Window(anyDay(t, "to"), rapid.OneOf(rapid.IntRange(1, 100), rapid.IntRange(1, 1830)).Draw(t, "days"))
	in.Today = in.Span.To + account.Day(rapid.Int32Range(-400, 400).Draw(t, "today"))
	day := rapid.Custom(func(t *rapid.T) account.Day {
		return in.Span.From + account.Day(rapid.IntRange(-3, in.Span.Days()+3).Draw(t, "day"))
	})
	channel := rapid.SampledFrom([]string{"web", "mail", "email", "content", "webinar", "event", "meeting", "call", "form", "product", "ads", ""})
	touch := rapid.Custom(func(t *rapid.T) TimelineTouch {
		return TimelineTouch{day.Draw(t, "day"), channel.Draw(t, "channel"), anyMinutes().Draw(t, "minutes")}
	})
	in.People = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) TimelinePerson {
		return TimelinePerson{anyName().Draw(t, "label"), rapid.IntRange(0, 9).Draw(t, "unknown") == 0, rapid.SliceOfN(touch, 0, 12).Draw(t, "touches")}
	}), 0, 14).Draw(t, "people")
	in.Meetings = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) TimelineMeeting {
		return TimelineMeeting{day.Draw(t, "day"), rapid.SampledFrom([]account.MeetingState{account.Held, account.Scheduled}).Draw(t, "state")}
	}), 0, 8).Draw(t, "meetings")
	in.Stages = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) TimelineStage {
		return TimelineStage{day.Draw(t, "day"), anyName().Draw(t, "stage")}
	}), 0, 6).Draw(t, "stages")
	return in
}

// TestTimelineLaws: any timeline gives a picture of the right size whose words
// keep apart and whose marks stay in it.
func TestTimelineLaws(t *testing.T) {
	fonts, err := loadFaces()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		in := anyTimeline(t)
		lawful(t, height, func() ([]byte, error) { return Timeline(in) })
		tidy(t, planTimeline(in, fonts))
	})
}

// TestBinsCoverTheSpan: every day has one bin, bins follow each other, and the
// minutes of the rows are those of the touches.
func TestBinsCoverTheSpan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := anyTimeline(t)
		b := binsOf(in.Span, 1100, timeBin)
		day := in.Span.From
		for i := range b.n {
			s := b.days(i)
			if s.From != day || s.To < s.From {
				t.Fatalf("bin %d is %v, want one from %d", i, s, day)
			}
			if b.of(s.From) != i || b.of(s.To) != i {
				t.Fatalf("days of bin %d are in %d and %d", i, b.of(s.From), b.of(s.To))
			}
			day = s.To + 1
		}
		if day != in.Span.To+1 {
			t.Fatalf("bins end before %d, want %d", day, in.Span.To+1)
		}
		want, got, n := 0.0, 0.0, 0
		for _, p := range in.People {
			for _, touch := range p.Touches {
				if in.Span.Contains(touch.Day) {
					want += minutes(touch.Minutes)
				}
			}
		}
		rows := timeRows(in.People, b, 7)
		for _, r := range rows {
			n++
			for _, c := range r.cells {
				for _, m := range c.minutes {
					got += m
				}
			}
		}
		if n > 7 || got < want*0.999999 || got > want*1.000001 {
			t.Fatalf("%d rows with %f minutes, want at most 7 with %f", n, got, want)
		}
	})
}

// TestLooksAreUnlike: no two channels share a shape, so that colour is not
// needed to tell them apart.
func TestLooksAreUnlike(t *testing.T) {
	seen := map[symbol]string{}
	for _, l := range looks {
		if other, ok := seen[l.symbol]; ok {
			t.Errorf("%s and %s have one shape", l.name, other)
		}
		seen[l.symbol] = l.name
	}
	if looks[meetingLook].channel != "meeting" || lookOf("carrier pigeon") != otherLook {
		t.Error("meetings or other channels have the wrong look")
	}
}
