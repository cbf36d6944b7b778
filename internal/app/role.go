package app

import (
	"context"
	"slices"

	"engagement/bot"
)

// Role is what a member may do: what [people] says of the address or the id, else
// what the user groups of the config say, in which inGroup looks. Everybody else
// is a rep.
func (a *App) Role(inGroup func(ctx context.Context, group, userID string) (bool, error)) func(context.Context, bot.Member) (bot.Role, error) {
	return func(ctx context.Context, m bot.Member) (bot.Role, error) {
		if p := a.Config.People[m.Email]; p.Role != "" {
			return bot.Role(p.Role), nil
		}
		for _, p := range a.Config.People {
			if p.Role != "" && p.Slack == m.ID && m.ID != "" {
				return bot.Role(p.Role), nil
			}
		}
		for _, one := range []struct {
			groups []string
			role   bot.Role
		}{{a.Config.Slack.Admins, bot.Admin}, {a.Config.Slack.Managers, bot.Manager}} {
			for _, group := range one.groups {
				if in, err := inGroup(ctx, group, m.ID); err != nil || in {
					return one.role, err
				}
			}
		}
		return bot.Rep, nil
	}
}

// admins are the addresses of those who may do everything, as [people] says, in order.
func (a *App) admins() (mails []string) {
	for mail, p := range a.Config.People {
		if bot.Role(p.Role) == bot.Admin {
			mails = append(mails, mail)
		}
	}
	slices.Sort(mails)
	return mails
}
