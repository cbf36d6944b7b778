package app

import (
	"context"

	"engagement/bot"
)

// Role is what a member may do: what [people] says of the address, or of the id.
// Everybody else is a rep.
func (a *App) Role(_ context.Context, m bot.Member) (bot.Role, error) {
	if p := a.Config.People[m.Email]; p.Role != "" {
		return bot.Role(p.Role), nil
	}
	for _, p := range a.Config.People {
		if p.Role != "" && p.Slack == m.ID && m.ID != "" {
			return bot.Role(p.Role), nil
		}
	}
	return bot.Rep, nil
}
