package bot

import (
	"cmp"
	"context"
	"fmt"

	"github.com/slack-go/slack"

	"engagement/account"
	"engagement/alert"
)

// HomeAnswer is what somebody finds in their Home.
type HomeAnswer struct {
	Mine     RankAnswer     // owned and watched
	Waiting  []alert.Record // alerts about accounts of theirs that nobody has taken on, newest first
	Meetings []Coming       // of the next seven days, soonest first
	Stuck    []alert.Stuck  // what Slack does not take; of admins alone
}

// Coming is a meeting that lies ahead.
type Coming struct {
	Account account.Account
	Meeting account.Meeting
}

// What a Home lists at most.
const (
	HomeAccounts = 15
	HomeAlerts   = 5
	HomeMeetings = 5
)

// openHome shows somebody their Home. It is computed before it is shown: Slack
// keeps the one of before until then. Whoever may not ask sees why; the error is
// then errForbidden.
func (b *Bot) openHome(ctx context.Context, e Event) error {
	refused, err := b.admitted(ctx, e.TeamID, e.EnterpriseID, e.UserTeamID, e.UserID)
	if err != nil {
		return err
	}
	if refused.Text != "" {
		return cmp.Or(b.Workspace.PublishHome(ctx, e.UserID, View{Blocks: refused.Blocks}), errForbidden)
	}
	by, err := b.asker(ctx, e.UserID, "")
	if err != nil {
		return err
	}
	return b.showHome(ctx, by)
}

func (b *Bot) showHome(ctx context.Context, by Asker) error {
	h, err := b.Reader.Home(ctx, by)
	if err != nil {
		return err
	}
	p, err := b.Desk.Preference(ctx, by.ID)
	if err != nil {
		return err
	}
	return b.Workspace.PublishHome(ctx, by.ID, homeView(h, p, by))
}

// homeView is somebody's Home: what waits, what moves, what comes.
func homeView(h HomeAnswer, p account.Preference, by Asker) View {
	blocks := []slack.Block{header("Your accounts")}
	if len(h.Mine.Ranking.Rows) == 0 {
		blocks = append(blocks, section("No account is yours yet. An account is yours when its owner has your e-mail address, or when you write `/engagement watch acme`."))
	}
	for n, one := range h.Mine.Ranking.Rows {
		name := nameOf(account.Account{ID: one.AccountID, Name: one.Name})
		line := fmt.Sprintf("*%s* · %s min in 30 days, %s in 7 (normally %s) %s\ngrade %d, %s · move: %s", marks.Replace(name), one.Minutes30, one.Minutes7,
			one.Normal7, slope(one.Direction), one.Grade, mrkdwn(one.Stage, labelRunes), mrkdwn(one.Move, labelRunes))
		s := section(line)
		if len(one.AccountID) <= longestID {
			s.Accessory = slack.NewAccessory(button("Card", fmt.Sprintf("%s_%d", actionCard, n), one.AccountID))
		}
		blocks = append(blocks, s)
	}
	if more := h.Mine.Ranking.Total - len(h.Mine.Ranking.Rows); more > 0 {
		blocks = append(blocks, contextLine(fmt.Sprintf("%s of yours or watched are not shown: `/engagement top mine 100`", accounts(more))))
	}
	blocks = append(blocks, header("Alerts waiting for you"))
	for _, one := range h.Waiting {
		blocks = append(blocks, section(fmt.Sprintf("• *%s* · %s, %s", mrkdwn(nameOf(one.Message.Payload.Account), nameRunes),
			kindSaid(one.Message.Kind), account.DayOf(one.Message.DecidedAt, by.Zone).Short(h.Mine.Today))))
	}
	if len(h.Waiting) == 0 {
		blocks = append(blocks, section("None. Those that you have taken on do not wait."))
	}
	blocks = append(blocks, header("Meetings in the next 7 days"))
	for _, one := range h.Meetings {
		blocks = append(blocks, section(fmt.Sprintf("• %s · *%s* · %s, %s invited", one.Meeting.Day.Short(h.Mine.Today), mrkdwn(nameOf(one.Account), nameRunes),
			mrkdwn(one.Meeting.Label, labelRunes), persons(len(one.Meeting.People)+one.Meeting.Unknown))))
	}
	if len(h.Meetings) == 0 {
		blocks = append(blocks, section("None that I know of."))
	}
	blocks = append(blocks, homeStuck(h.Stuck, h.Mine.Today, by.Zone)...)
	return View{Blocks: append(blocks, slack.NewDividerBlock(), section(settingsText(p, by)),
		actions(button("Change settings", actionSettings, "settings"), button("Log an interaction", actionLog, "log")),
		contextLine("weighted minutes up to "+h.Mine.Today.Short(h.Mine.Today)))}
}

// kindSaid is a kind of alert in people's words.
func kindSaid(k alert.Kind) string {
	switch k {
	case alert.KindMQA:
		return "became an MQA"
	case alert.KindActNow:
		return "asked to be contacted"
	case alert.KindExpansion:
		return "another part became an MQA"
	case alert.Kind(account.EventBurst):
		return "moved many accounts"
	}
	if w, ok := foundWords[account.FindingKind(k)]; ok {
		return w.says
	}
	return string(k)
}
