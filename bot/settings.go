package bot

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"engagement/account"
)

// The form of somebody's settings, and its fields.
const (
	formSettings = "settings"
	fieldZone    = "zone"
	fieldFrom    = "quiet_from"
	fieldTo      = "quiet_to"
	fieldBriefs  = "briefs"
)

// settings shows how somebody wants to be reached, with the form to change it.
func (b *Bot) settings(ctx context.Context, by Asker, q Query) (Message, error) {
	if err := someone(by, q); err != nil {
		return Message{}, err
	}
	p, err := b.Desk.Preference(ctx, by.ID)
	if err != nil {
		return Message{}, err
	}
	return withButtons(settingsText(p, by), button("Change", actionSettings, "settings")), nil
}

// settingsText says how somebody wants to be reached.
func settingsText(p account.Preference, by Asker) string {
	zone := p.In(by.Zone).String()
	if p.Zone == "" {
		zone += ", as Slack says"
	}
	quiet := "none"
	if p.QuietFrom != p.QuietTo {
		quiet = clock(p.QuietFrom) + " to " + clock(p.QuietTo)
	}
	briefs := "30 minutes before meetings with accounts of yours"
	if p.NoBriefs {
		briefs = "none"
	}
	return fmt.Sprintf("*Your settings*\n*Zone* · %s\n*Quiet hours* · %s\n*Briefs* · %s\nYou are a %s.", mrkdwn(zone, labelRunes), quiet, briefs, by.Role)
}

// clock is a minute of the day.
func clock(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

// settingsView is the form.
func settingsView(p account.Preference, by Asker) View {
	from, to := "", ""
	if p.QuietFrom != p.QuietTo {
		from, to = clock(p.QuietFrom), clock(p.QuietTo)
	}
	briefs := "on"
	if p.NoBriefs {
		briefs = "off"
	}
	return View{
		Title: "Your settings", Callback: formSettings, Submit: "Save", Twin: "A form: zone, quiet hours, briefs.",
		Blocks: []slack.Block{
			optional(input(fieldZone, "Time zone", "Such as Europe/Berlin; empty is what Slack says", textBox(fieldZone, p.Zone, by.Zone.String()))),
			optional(input(fieldFrom, "Quiet from", "Nothing is sent to you alone in quiet hours; empty is never", textBox(fieldFrom, from, "19:00"))),
			optional(input(fieldTo, "Quiet until", "", textBox(fieldTo, to, "08:00"))),
			input(fieldBriefs, "Briefs before meetings", "", menu(fieldBriefs, []option{{"on", "30 minutes before"}, {"off", "None"}}, briefs)),
		},
	}
}

// sendSettings takes the form.
func (b *Bot) sendSettings(ctx context.Context, by Asker, s Submission) Reply {
	p := account.Preference{UserID: by.ID, Zone: strings.TrimSpace(s.Values[fieldZone]), NoBriefs: s.Values[fieldBriefs] == "off"}
	if p.Zone != "" {
		if zone, err := time.LoadLocation(p.Zone); err != nil || zone == time.Local || p.Zone == "Local" {
			return wrong(fieldZone, "No zone is called that. Write one like Europe/Berlin.")
		}
	}
	from, to := strings.TrimSpace(s.Values[fieldFrom]), strings.TrimSpace(s.Values[fieldTo])
	switch {
	case from == "" && to != "":
		return wrong(fieldFrom, "When do they begin? Write a time like 19:00, or leave both empty.")
	case from != "" && to == "":
		return wrong(fieldTo, "When do they end? Write a time like 08:00, or leave both empty.")
	case from != "":
		var ok bool
		if p.QuietFrom, ok = minuteOf(from); !ok {
			return wrong(fieldFrom, "A time like 19:00.")
		}
		if p.QuietTo, ok = minuteOf(to); !ok {
			return wrong(fieldTo, "A time like 08:00.")
		}
		if p.QuietFrom == p.QuietTo {
			return wrong(fieldTo, "They would last the whole day. Write another time, or leave both empty.")
		}
	}
	if err := b.Desk.SavePreference(ctx, p); err != nil {
		return b.troubled(err)
	}
	return done("Saved", remark(settingsText(p, by)))
}

var clockForm = regexp.MustCompile(`^([01]?[0-9]|2[0-3]):([0-5][0-9])$`)

// minuteOf reads a time as a minute of the day.
func minuteOf(text string) (int, bool) {
	parts := clockForm.FindStringSubmatch(text)
	if parts == nil {
		return 0, false
	}
	hour, err1 := strconv.Atoi(parts[1])
	minute, err2 := strconv.Atoi(parts[2])
	return 60*hour + minute, err1 == nil && err2 == nil
}
