package bot

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"engagement/account"
)

// defaultPeriod is what answers are about that name none.
var defaultPeriod = account.LastDays(90)

// survey answers what is about many accounts.
func (b *Bot) survey(ctx context.Context, q Query) (Message, error) {
	if q.Verb == ShowMeetings {
		r, err := b.Reader.MeetingReport(ctx, q.By, cmp.Or(q.Period, defaultPeriod))
		if err != nil {
			return Message{}, err
		}
		return meetingReportMessage(r), nil
	}
	if q.Verb == ShowReport {
		r, err := b.Reader.Report(ctx, account.ReportQuery{By: q.By, Period: cmp.Or(q.Period, defaultPeriod), Drill: q.Drill})
		if err != nil {
			return Message{}, err
		}
		return withBars(reportMessage(r), r)
	}
	h, err := b.Reader.GroupHeatmap(ctx, q.Group, cmp.Or(q.Period, defaultPeriod))
	if err != nil {
		return Message{}, err
	}
	return heatmapMessage(h)
}

// UnknownGroup is the error of a group that has no accounts.
type UnknownGroup struct {
	Group  account.Group
	Values []string // of the dimension, that have some
}

func (u *UnknownGroup) Error() string { return fmt.Sprintf("no account is in %s", u.Group) }

// Unwrap is account.ErrNotFound.
func (u *UnknownGroup) Unwrap() error { return account.ErrNotFound }

// say puts it into words, with what there is instead.
func (u *UnknownGroup) say() string {
	if u.Group.Every {
		return "There are no accounts yet. Import some: `engagement import accounts FILE`."
	}
	text := fmt.Sprintf("No account has %s “%s”.", u.Group.By, mrkdwn(u.Group.Value, labelRunes))
	var have []string
	for _, v := range u.Values[:min(len(u.Values), 8)] {
		if v != "" {
			have = append(have, mrkdwn(v, 30))
		}
	}
	if len(have) == 0 {
		return text + fmt.Sprintf(" No account has any %s; it is a column of `engagement import accounts`.", u.Group.By)
	}
	return text + " There are: " + strings.Join(have, ", ") + "."
}
