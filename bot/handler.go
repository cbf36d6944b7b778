package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"engagement/account"
)

// Bot answers commands and clicks. It is the Handler behind both transports.
type Bot struct {
	Options
	log *slog.Logger
}

// Options make a Bot. Workspace and Album may be nil where nothing is sent to
// Slack (the slash command of the command line).
type Options struct {
	Reader    Reader
	Desk      Desk
	Workspace Workspace
	Album     Album
	Owner     func(ctx context.Context, email string) string // Slack id, or empty
	Guests    bool                                           // whether guests may ask
	Names     string                                         // what channels learn of people
	// Contacts looks people up by id; needed where channels learn their names.
	Contacts func(ctx context.Context, ids []string) (map[string]account.Contact, error)
	Now      func() time.Time
	Log      *slog.Logger
}

// New makes a Bot.
func New(o Options) *Bot {
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Bot{Options: o, log: log}
}

// The actions of our buttons.
const (
	actionTrend   = "trend"
	actionWhy     = "why"
	actionHeatmap = "heatmap"
	actionCard    = "card"
	actionCRM     = "crm"
	actionClaim   = "claim"
	actionChoose  = "choose"
)

// Answer answers the text of a command. failed tells an error (an unknown name,
// a bad period) from an answer; both are messages that a person can read.
func (b *Bot) Answer(ctx context.Context, text string) (m Message, failed bool) {
	m, err := b.answer(ctx, text)
	if err != nil {
		return b.troubleMessage(err), true
	}
	return m, m.Text == ""
}

func (b *Bot) answer(ctx context.Context, text string) (Message, error) {
	q, err := Parse(text)
	if err != nil {
		return Message{}, err
	}
	switch {
	case q.Verb == ShowHelp:
		return helpMessage(), nil
	case q.Whole == "":
		return b.survey(ctx, q)
	}
	whole, err := b.Reader.Find(ctx, q.Whole)
	if err != nil {
		return Message{}, err
	}
	if whole.Account != nil && (whole.Exact || q.Whole == q.Name) {
		if q.Whole != q.Name {
			q.Verb, q.Days, q.Period = ShowCard, 0, account.Period{}
		}
		return b.show(ctx, q, whole.Account.ID)
	}
	found := whole
	if q.Name != q.Whole {
		if found, err = b.Reader.Find(ctx, q.Name); err != nil {
			return Message{}, err
		}
	}
	switch {
	case found.Account != nil:
		return b.show(ctx, q, found.Account.ID)
	case len(found.Choices) > 0 && !found.Nearest:
		return choiceMessage(q, found.Choices), nil
	}
	return Message{}, &unknownName{name: q.Name, near: found.Choices}
}

// unknownName is the error of a name that no account has.
type unknownName struct {
	name string
	near []account.Account
}

func (u *unknownName) Error() string { return fmt.Sprintf("no account is called %q", u.name) }

func (u *unknownName) Unwrap() error { return account.ErrNotFound }

// show answers a verb about one account.
func (b *Bot) show(ctx context.Context, q Query, accountID string) (Message, error) {
	verb, days := q.Verb, q.Days
	if verb == ShowHeatmap {
		h, err := b.Reader.Heatmap(ctx, accountID, cmp.Or(q.Period, defaultPeriod))
		if err != nil {
			return Message{}, err
		}
		return heatmapMessage(h)
	}
	switch {
	case verb == ShowPeople, verb == ShowCard && q.Period.Unit != "":
		v, err := b.Reader.View(ctx, accountID, cmp.Or(q.Period, defaultPeriod))
		if err != nil {
			return Message{}, err
		}
		if verb == ShowPeople {
			return peopleMessage(v), nil
		}
		return viewMessage(v), nil
	case verb == ShowMeetings:
		m, err := b.Reader.Meetings(ctx, accountID, cmp.Or(q.Period, defaultPeriod))
		if err != nil {
			return Message{}, err
		}
		return meetingsMessage(m), nil
	}
	if verb == ShowWhy {
		e, err := b.Reader.Why(ctx, accountID)
		if err != nil {
			return Message{}, err
		}
		return whyMessage(e), nil
	}
	if verb == WhyNot {
		a, s, err := b.Reader.WhyNot(ctx, accountID)
		if err != nil {
			return Message{}, err
		}
		return whyNotMessage(a, s), nil
	}
	a, err := b.Reader.Card(ctx, accountID)
	if err != nil {
		return Message{}, err
	}
	if days == 0 {
		days = defaultTrend
	}
	picture, err := trendPicture(a.Account, a.Card.Trend, a.Today, days)
	if err != nil {
		return Message{}, err
	}
	if verb == ShowTrend {
		return trendMessage(a, picture), nil
	}
	return cardMessage(a, picture), nil
}

func trendMessage(a Answer, p Picture) Message {
	lead := fmt.Sprintf("*%s* · %s", marks.Replace(nameOf(a.Account)), identityLine(a))
	return Message{
		Text: notice(p.Alt), Twin: twinOf([]string{lead, p.Alt}), Pictures: []Picture{p},
		Blocks: []slack.Block{section(lead), image(p), actions(button("Card", actionCard, a.Account.ID), button("Why", actionWhy, a.Account.ID))},
	}
}

// choiceMessage offers the accounts that a name may mean.
func choiceMessage(q Query, choices []account.Account) Message {
	title := fmt.Sprintf("Which “%s” do you mean?", plain(q.Name, nameRunes))
	head := "*" + mrkdwn(title, 2*nameRunes) + "*"
	lines, listed := []string{title}, []string{head}
	var buttons []slack.BlockElement
	for i, c := range choices {
		buttons = append(buttons, button(clamp(nameOf(c), 60), actionChoose+"_"+strconv.Itoa(i), string(q.Verb)+" "+c.ID))
		line := "• " + strings.Join(append([]string{marks.Replace(nameOf(c))}, whoIs(c)...), " · ")
		listed = append(listed, line)
		lines = append(lines, twin(line)+" (id "+plain(c.ID, labelRunes)+")")
	}
	return Message{
		Text: notice(title), Twin: strings.Join(lines, "\n"),
		Blocks: []slack.Block{section(strings.Join(listed, "\n")), actions(buttons...)},
	}
}

// troubleMessage puts an error into words, with a next step. It is the one
// place where errors become Slack text.
func (b *Bot) troubleMessage(err error) Message {
	var unknown *unknownName
	var group *UnknownGroup
	var text string
	switch {
	case errors.As(err, &group):
		text = group.say()
	case errors.As(err, &unknown):
		text = fmt.Sprintf("No account is called “%s”.", mrkdwn(unknown.name, nameRunes))
		if len(unknown.near) > 0 {
			var names []string
			for _, a := range unknown.near {
				names = append(names, mrkdwn(a.Name, nameRunes))
			}
			text += " Nearest: " + strings.Join(names, ", ") + "."
		} else {
			text += " Try its domain or its id, or `/engagement help`."
		}
	case errors.Is(err, account.ErrInvalid):
		// It may quote what was written, which must not address anybody.
		said := strings.TrimSuffix(strings.ReplaceAll(err.Error(), ": "+account.ErrInvalid.Error(), ""), ".")
		text = entities.Replace(plain(said, 250)) + ". Or ask `/engagement help`."
	case errors.Is(err, account.ErrNotFound):
		text = "That account or alert is not there any more. Ask `/engagement help` for what is."
	default:
		b.log.Error("a question was not answered", "error", err)
		text = "Something went wrong here, and it was logged. Please try again in a minute."
	}
	return Message{Text: clamp(text, 300), Twin: twin(text), Blocks: []slack.Block{section(text)}}
}

// AnswerAs answers the text of a command the way a member of our own workspace
// would be answered, guests included.
func (b *Bot) AnswerAs(ctx context.Context, userID, text string) (m Message, failed bool) {
	home, enterprise, err := b.Workspace.Home(ctx)
	if err != nil {
		return b.troubleMessage(err), true
	}
	return b.answerTo(ctx, Command{TeamID: home, EnterpriseID: enterprise, UserID: userID, Text: text})
}

// answerTo answers whoever may ask, and refuses everybody else.
func (b *Bot) answerTo(ctx context.Context, c Command) (m Message, failed bool) {
	refused, err := b.admitted(ctx, c.TeamID, c.EnterpriseID, c.TeamID, c.UserID)
	switch {
	case err != nil:
		return b.troubleMessage(err), true
	case refused.Text != "":
		return refused, true
	}
	return b.Answer(ctx, c.Text)
}

// Command answers a slash command in private.
func (b *Bot) Command(ctx context.Context, c Command) {
	m, _ := b.answerTo(ctx, c)
	b.respond(ctx, c.ResponseURL, m, Anew)
}

// respond sends an answer with its pictures.
func (b *Bot) respond(ctx context.Context, responseURL string, m Message, replace Replace) {
	if err := b.Workspace.Respond(ctx, responseURL, b.place(ctx, m), replace); err != nil {
		b.log.Error("an answer was not delivered", "error", err)
	}
}

// admitted returns the refusal for whoever may not ask, an empty message for
// everybody else.
func (b *Bot) admitted(ctx context.Context, teamID, enterpriseID, userTeamID, userID string) (Message, error) {
	home, enterprise, err := b.Workspace.Home(ctx)
	if err != nil {
		return Message{}, err
	}
	ours := func(team string) bool { return team == home || enterprise != "" && team == enterprise }
	if !ours(teamID) && (enterprise == "" || enterpriseID != enterprise) || !ours(userTeamID) && userTeamID != "" {
		return remark("This is for members of the workspace that installed it."), nil
	}
	if b.Guests {
		return Message{}, nil
	}
	guest, err := b.Workspace.Who(ctx, userID)
	if err != nil {
		return Message{}, err
	}
	if guest {
		return remark("Guests cannot see account data here. Ask a full member of the workspace."), nil
	}
	return Message{}, nil
}

// remark is a message of one sentence.
func remark(text string) Message {
	return Message{Text: text, Twin: text, Blocks: []slack.Block{section(text)}}
}
