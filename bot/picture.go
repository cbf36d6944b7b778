package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"engagement/account"
	"engagement/charts"
)

// trendPicture draws the trend of an account, with the numbers in its alt
// text.
func trendPicture(a account.Account, t account.Trend, today account.Day, days int) (Picture, error) {
	if days > 0 {
		t = t.Last(days)
	}
	png, err := charts.Trend(charts.TrendInput{Title: plain(a.Name, 48), Trend: t, Today: today})
	if err != nil {
		return Picture{}, fmt.Errorf("draw trend of account %s: %w", a.ID, err)
	}
	return Picture{Name: fmt.Sprintf("trend-%dd.png", len(t.Minutes)), Alt: trendAlt(a, t, today), PNG: png}, nil
}

// trendAlt says what the picture shows.
func trendAlt(a account.Account, t account.Trend, today account.Day) string {
	var total, week, peak account.Milli
	peakDay := t.From
	for i, m := range t.Minutes {
		total += m
		if i >= len(t.Minutes)-7 {
			week += m
		}
		if m > peak {
			peak, peakDay = m, t.From+account.Day(i)
		}
	}
	alt := fmt.Sprintf("Trend: %s spent %s min in %d days", nameOf(a), total, len(t.Minutes))
	if len(t.Minutes) == 1 {
		alt = fmt.Sprintf("Trend: %s spent %s min in 1 day", nameOf(a), total)
	}
	if to := t.To(); to < today && len(t.Minutes) > 0 {
		alt += " up to " + to.Short(today)
	}
	if len(t.Minutes) > 7 {
		alt += fmt.Sprintf(", %s of them in the last 7", week)
	}
	if peak > 0 {
		alt += fmt.Sprintf("; the most in a day was %s min on %s", peak, peakDay.Short(today))
	}
	if n := len(t.Running); n > 0 {
		alt += fmt.Sprintf("; %s min towards an MQA, which needs %s in %s", t.Running[n-1], t.Threshold, t.Counted())
	}
	if n := len(t.Crossed); n > 0 {
		alt += "; became an MQA on " + t.Crossed[n-1].Short(today)
	}
	met := 0
	for _, day := range t.Meetings {
		if day >= t.From {
			met++
		}
	}
	switch {
	case met == 1:
		alt += "; a meeting or call on one day"
	case met > 1:
		alt += fmt.Sprintf("; meetings or calls on %d days", met)
	}
	if n := len(t.Stages); n > 0 && t.Stages[n-1].Day >= t.From {
		alt += fmt.Sprintf("; %s since %s", plain(t.Stages[n-1].Stage, labelRunes), t.Stages[n-1].Day.Short(today))
	}
	if n := len(t.Configs); n > 0 {
		alt += "; another config since " + t.Configs[n-1].Short(today)
	}
	return alt + "."
}

// sparkPicture draws the weeks of an alert's account: small, for beside a few
// lines. normal is what a usual week is said to be; zero says nothing.
func sparkPicture(a account.Account, c *account.Card, normal account.Milli, today account.Day) (Picture, error) {
	weeks := c.Trend.Minutes.Weeks()
	png, err := charts.Sparkline(charts.SparklineInput{Title: plain(a.Name, 48), Weeks: weeks, Normal: normal, To: c.Trend.To(), Today: today})
	if err != nil {
		return Picture{}, fmt.Errorf("draw the weeks of account %s: %w", a.ID, err)
	}
	alt := fmt.Sprintf("Weeks: %s spent %s min in the last 7 days", nameOf(a), c.Minutes7)
	if normal > 0 {
		alt += fmt.Sprintf(", normally %s a week", normal)
	}
	most, at := account.Milli(0), 0
	for i, m := range weeks {
		if m > most {
			most, at = m, i
		}
	}
	if most > 0 {
		alt += fmt.Sprintf("; of %d weeks the most was %s min in the week up to %s", len(weeks), most, (c.Trend.To() - account.Day(7*(len(weeks)-1-at))).Short(today))
	}
	return Picture{Name: "weeks.png", Alt: alt + ".", PNG: png}, nil
}

// hash identifies a picture by its bytes.
func (p Picture) hash() string {
	sum := sha256.Sum256(p.PNG)
	return hex.EncodeToString(sum[:])
}

// answerPatience is how long an answer waits for its pictures before it goes
// out without them.
const answerPatience = 5 * time.Second

// deliver sends a message with its pictures. A file that the album remembers may be
// gone, because somebody or a rule of the workspace deleted it; Slack then refuses
// the blocks, and the message goes out with its pictures uploaded anew. Where it is
// still refused, tables that can be sorted become plain, and at last it goes out
// without pictures: the words matter more.
func (b *Bot) deliver(ctx context.Context, m Message, send func(Message) error) error {
	placed, remembered := b.place(ctx, m, b.upload)
	err := send(placed)
	if remembered && wordOf(err) == refusedBlocks {
		b.log.Warn("a picture is not at Slack any more and is uploaded again", "error", err)
		placed, _ = b.place(ctx, m, b.uploadAnew)
		err = send(placed)
	}
	if plainer, ok := withoutDataTables(placed); ok && wordOf(err) == refusedBlocks {
		placed = plainer
		err = send(placed)
	}
	if len(m.Pictures) > 0 && wordOf(err) == refusedBlocks {
		placed.Blocks = withoutPictures(placed.Blocks)
		err = send(placed)
	}
	return err
}

// refusedBlocks is Slack's word for blocks that it does not show.
const refusedBlocks = "invalid_blocks"

// withoutPictures are the blocks that show no file.
func withoutPictures(blocks []slack.Block) []slack.Block {
	return slices.DeleteFunc(slices.Clone(blocks), func(one slack.Block) bool {
		image, ok := one.(*slack.ImageBlock)
		return ok && image.SlackFile != nil
	})
}

// place puts the files of a message's pictures in; remembered says that at least
// one was uploaded before. A picture that Slack does not take in time is left out.
func (b *Bot) place(ctx context.Context, m Message, file func(context.Context, Picture) (id string, remembered bool, err error)) (placed Message, remembered bool) {
	ids := map[string]string{}
	for _, p := range m.Pictures {
		id, old, err := file(ctx, p)
		if err != nil {
			b.log.Warn("picture left out", "picture", p.Name, "error", err)
			continue
		}
		ids[p.Placeholder()], remembered = id, remembered || old
	}
	m.Blocks = withFiles(m, ids)
	return m, remembered
}

// upload finds the Slack file of a picture, or makes one.
func (b *Bot) upload(ctx context.Context, p Picture) (id string, remembered bool, err error) {
	if id, err = b.Album.Picture(ctx, p.hash()); err != nil || id != "" {
		return id, true, err
	}
	return b.uploadAnew(ctx, p)
}

// uploadAnew makes a Slack file of a picture, whatever the album says.
func (b *Bot) uploadAnew(ctx context.Context, p Picture) (id string, remembered bool, err error) {
	if id, err = b.Workspace.Upload(ctx, p, answerPatience); err != nil {
		return "", false, err
	}
	return id, false, b.Album.SavePicture(ctx, p.hash(), id, b.Now())
}
