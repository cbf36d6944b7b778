package charts

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"testing"

	"engagement/account"
)

var update = flag.Bool("update", false, "write the golden pictures anew")

// today of the golden pictures is a Saturday.
var today = account.DayDate(2026, 11, 21)

// trendOf builds a trend of n days that ends today; minutes come from daily by
// the day's distance from the end (0 is today).
func trendOf(n int, threshold account.Milli, daily func(day account.Day, ago int) account.Milli) account.Trend {
	t := account.Trend{From: today - account.Day(n) + 1, Threshold: threshold * account.Minute}
	const before = 90
	all := make([]account.Milli, before+n)
	for i := range all {
		ago := len(all) - 1 - i
		all[i] = daily(today-account.Day(ago), ago) * account.Minute
	}
	above := false
	for i := before; i < len(all); i++ {
		var sum account.Milli
		for _, m := range all[i-89 : i+1] {
			sum += m
		}
		t.Minutes = append(t.Minutes, all[i])
		t.Running = append(t.Running, sum)
		if now := sum >= t.Threshold; now != above {
			if above = now; now && i > before {
				t.Crossed = append(t.Crossed, t.From+account.Day(i-before))
			}
		}
	}
	return t
}

// weekdays is a steady rhythm: busy in the week, silent at the weekend.
func weekdays(level int) func(account.Day, int) account.Milli {
	return func(d account.Day, _ int) account.Milli {
		if wd := d.Weekday(); wd == 0 || wd == 6 {
			return 0
		}
		return account.Milli(level + int(d*7919%11) - 5)
	}
}

type pictureCase struct {
	name string
	in   TrendInput
}

func pictureCases() []pictureCase {
	steady, surge := weekdays(12), func(d account.Day, ago int) account.Milli {
		base := account.Milli(0)
		if d%3 == 0 {
			base = account.Milli(d % 4)
		}
		if ago < 12 && ago > 0 {
			base += account.Milli(4 + int(d*31%17))
		}
		return base
	}
	named := func(t account.Trend) TrendInput { return TrendInput{Title: "Acme Corp", Trend: t, Today: today} }
	dark := named(trendOf(180, 130, surge))
	dark.Theme = Dark
	hostile := named(trendOf(90, 100, surge))
	hostile.Title = "Ωmega & Søns Donaudampfschifffahrtsgesellschaft <b>“Überseehandel”</b> 🚀 GmbH & Co. KG auf Aktien"
	foreign := named(trendOf(90, 100, surge))
	foreign.Title = "株式会社アクメ \u202eحساب\u202c 🎉"
	written := named(trendOf(90, 100, surge))
	written.Title = "株式会社アクメ・中国银行・삼성전자"
	daily := named(trendOf(90, 280, weekdays(3)))
	daily.Trend.Running, daily.Trend.Crossed = nil, nil
	again := named(trendOf(365, 90, func(_ account.Day, ago int) account.Milli {
		if ago%130 > 100 {
			return 8
		}
		return 0
	}))
	shorter := named(trendOf(180, 90, surge))
	shorter.Trend.Window = 60
	unasked := named(trendOf(180, 0, surge))
	unasked.Trend.Window, unasked.Trend.Crossed = 60, nil
	found := func(in TrendInput, marks ...account.Finding) TrendInput {
		for _, f := range marks {
			in.Trend = in.Trend.Mark(f)
		}
		return in
	}
	rises := account.Finding{Kind: account.Surge, Direction: account.Rising, Day: today - 8, Minutes: 50 * account.Minute, Normal: 9 * account.Minute}
	fallen := func(day account.Day, ago int) account.Milli {
		if ago < 40 && ago > 3 {
			return 0
		}
		return 2 * steady(day, ago)
	}
	falls := account.Finding{Kind: account.Stall, Direction: account.Falling, Day: today - 27, Normal: 120 * account.Minute}
	nightly := found(named(trendOf(180, 130, surge)), rises)
	nightly.Theme = Dark
	stalled := found(named(trendOf(120, 900, fallen)), account.Finding{Kind: account.EventBurst, Direction: account.Rising, Day: today - 50}, falls)
	changed := named(trendOf(180, 90, steady))
	changed.Trend.Configs = []account.Day{today - 100, today - 31, today - 300, today}
	both := found(named(trendOf(180, 90, surge)), rises)
	both.Theme, both.Trend.Configs = Dark, []account.Day{today - 60}
	met := named(trendOf(180, 90, surge))
	met.Trend.Meetings = []account.Day{today - 400, today - 96, today - 40, today - 5, today - 4}
	met.Trend.Stages = []account.StageDay{{Day: today - 120, Stage: "aware"}, {Day: today - 60, Stage: "engaged"}, {Day: met.Trend.Crossed[0], Stage: "MQA"}}
	metDark := met
	metDark.Theme = Dark
	monday := named(trendOf(1, 60, weekdays(30)))
	monday.Trend.From = today.Monday()
	return []pictureCase{
		{"meetings-stages", met},
		{"meetings-stages-dark", metDark},
		{"config-changed", changed},
		{"config-changed-dark", both},
		{"found-surge", found(named(trendOf(180, 90, surge)), rises)},
		{"found-surge-dark", nightly},
		{"found-stall", stalled},
		{"steady", named(trendOf(180, 90, steady))},
		{"surge", named(trendOf(180, 90, surge))},
		{"quiet", named(trendOf(180, 280, func(d account.Day, _ int) account.Milli {
			if d%23 == 0 {
				return 1
			}
			return 0
		}))},
		{"silent", named(trendOf(90, 90, func(account.Day, int) account.Milli { return 0 }))},
		{"empty", TrendInput{Title: "Acme Corp", Today: today, Trend: account.Trend{From: today}}},
		{"spike", named(trendOf(180, 40, func(_ account.Day, ago int) account.Milli {
			if ago == 2 {
				return 480
			}
			return 0
		}))},
		{"name-long", hostile},
		{"name-foreign", foreign},
		{"name-cjk", written},
		{"days-14", named(trendOf(14, 140, weekdays(4)))},
		{"days-1", named(trendOf(1, 60, weekdays(30)))},
		{"days-1-monday", monday},
		{"days-365", named(trendOf(365, 200, surge))},
		{"no-running", daily},
		{"crossed-again", again},
		{"dark", dark},
		{"window-60", shorter},
		{"window-60-daily", unasked},
	}
}

func samePixels(a, b []byte) error {
	x, err := png.Decode(bytes.NewReader(a))
	if err != nil {
		return err
	}
	y, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		return err
	}
	if x.Bounds() != y.Bounds() {
		return fmt.Errorf("size %v, want %v", x.Bounds().Size(), y.Bounds().Size())
	}
	n, first := 0, image.Point{}
	for py := range x.Bounds().Dy() {
		for px := range x.Bounds().Dx() {
			if color.RGBAModel.Convert(x.At(px, py)) != color.RGBAModel.Convert(y.At(px, py)) {
				if n++; n == 1 {
					first = image.Pt(px, py)
				}
			}
		}
	}
	if n > 0 {
		return fmt.Errorf("%d pixels, the first at %v", n, first)
	}
	return nil
}

func TestTrendRefuses(t *testing.T) {
	days := make([]account.Milli, 5)
	for name, trend := range map[string]account.Trend{
		"running minutes of another length": {From: today, Minutes: days, Running: days[:3]},
		"running minutes without minutes":   {From: today, Running: days},
		"days beyond the calendar":          {From: lastDay, Minutes: days},
		"days before the calendar":          {From: firstDay - 1, Minutes: days},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Trend(TrendInput{Trend: trend, Today: today}); !errors.Is(err, account.ErrInvalid) {
				t.Errorf("error = %v, want ErrInvalid", err)
			}
		})
	}
}
