package slackfake

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

func itoa(n int) string { return strconv.Itoa(n) }

func (c *call) authTest() answer {
	a := answer{
		"url": "https://" + c.s.team.Domain + ".slack.com/", "team": c.s.team.Name, "user": c.s.app.Name,
		"team_id": c.s.team.ID, "user_id": c.s.app.BotUserID, "bot_id": c.s.app.BotID, "is_enterprise_install": false,
	}
	if c.s.team.EnterpriseID != "" {
		a["enterprise_id"] = c.s.team.EnterpriseID
	}
	return a
}

// userWire gives a user as users.info does; the e-mail address needs a scope
// of its own.
func (s *Server) userWire(u *User, now time.Time) map[string]any {
	profile := map[string]any{"real_name": u.RealName, "display_name": u.Name, "team": u.TeamID}
	if slices.Contains(s.app.Scopes, "users:read.email") && u.Email != "" {
		profile["email"] = u.Email
	}
	w := map[string]any{
		"id": u.ID, "team_id": u.TeamID, "name": u.Name, "real_name": u.RealName, "deleted": u.Deleted,
		"is_bot": u.IsBot, "is_restricted": u.IsRestricted, "is_ultra_restricted": u.IsUltraRestricted,
		"is_admin": u.IsAdmin, "is_stranger": u.TeamID != s.team.ID, "profile": profile, "tz": u.TZ,
	}
	if zone, err := time.LoadLocation(u.TZ); err == nil {
		name, offset := now.In(zone).Zone()
		w["tz_label"], w["tz_offset"] = name, offset
	}
	return w
}

func (c *call) userInfo() answer {
	u := c.s.user(c.str("user"))
	if u == nil {
		return refuse("user_not_found")
	}
	return answer{"user": c.s.userWire(u, c.now)}
}

func (c *call) userList() answer {
	from, to, next, no := c.page(len(c.s.users), 1000)
	if no != nil {
		return no
	}
	list := []any{}
	for _, u := range c.s.users[from:to] {
		list = append(list, c.s.userWire(u, c.now))
	}
	return answer{"members": list, "cache_ts": c.now.Unix(), "response_metadata": map[string]any{"next_cursor": next}}
}

func (c *call) userByEmail() answer {
	for _, u := range c.s.users {
		if u.Email != "" && strings.EqualFold(u.Email, c.str("email")) && !u.Deleted {
			return answer{"user": c.s.userWire(u, c.now)}
		}
	}
	return refuse("users_not_found")
}

func (c *call) usergroupList() answer {
	list := []any{}
	for _, g := range c.s.usergroups {
		if g.Disabled && !c.yes("include_disabled") {
			continue
		}
		w := map[string]any{
			"id": g.ID, "team_id": c.s.team.ID, "name": g.Name, "handle": g.Handle, "is_usergroup": true,
			"user_count": len(g.Users), "date_delete": 0,
		}
		if c.yes("include_users") {
			w["users"] = append([]string{}, g.Users...)
		}
		list = append(list, w)
	}
	return answer{"usergroups": list}
}

func (c *call) usergroupUsers() answer {
	for _, g := range c.s.usergroups {
		if g.ID == c.str("usergroup") {
			return answer{"users": append([]string{}, g.Users...)}
		}
	}
	return refuse("no_such_subteam")
}
