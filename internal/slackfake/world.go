package slackfake

import (
	"fmt"
	"slices"
	"strings"
)

// Team is the workspace.
type Team struct {
	ID, Name, Domain             string // default T0ACME, Acme, acme
	EnterpriseID, EnterpriseName string
}

func (t Team) orDefault() Team {
	if t.ID == "" {
		t.ID = "T0ACME"
	}
	if t.Name == "" {
		t.Name = "Acme"
	}
	if t.Domain == "" {
		t.Domain = strings.ToLower(strings.ReplaceAll(t.Name, " ", "-"))
	}
	return t
}

// App is the installed bot. Scopes nil means all that are known here.
type App struct {
	ID, Name, BotUserID, BotID        string // default A0BOT, engagement, U0BOT, B0BOT
	BotToken, AppToken, SigningSecret string // default xoxb-fake, xapp-fake, fake-signing-secret
	VerificationToken                 string
	Scopes, AppScopes                 []string // AppScopes default connections:write
	Shortcuts                         []Shortcut
	UnfurlDomains                     []string // whose links the app is told of
}

func (a App) orDefault() App {
	for _, d := range []struct {
		field *string
		value string
	}{
		{&a.ID, "A0BOT"},
		{&a.Name, "engagement"},
		{&a.BotUserID, "U0BOT"},
		{&a.BotID, "B0BOT"},
		{&a.BotToken, "xoxb-fake"},
		{&a.AppToken, "xapp-fake"},
		{&a.SigningSecret, "fake-signing-secret"},
		{&a.VerificationToken, "fake-verification"},
	} {
		if *d.field == "" {
			*d.field = d.value
		}
	}
	if a.Scopes == nil {
		a.Scopes = AllScopes()
	}
	if a.AppScopes == nil {
		a.AppScopes = []string{"connections:write"}
	}
	return a
}

// AllScopes gives every bot scope the methods here ask for.
func AllScopes() []string {
	return []string{
		"app_mentions:read", "channels:history", "channels:join", "channels:read", "chat:write", "commands",
		"files:read", "files:write", "groups:history", "groups:read", "im:history", "im:read", "im:write",
		"links:read", "links:write", "mpim:history", "mpim:read", "usergroups:read", "users:read", "users:read.email",
	}
}

// User is a person or bot. TeamID other than the workspace's makes a foreign
// user, seen through Slack Connect. TZ is an IANA zone.
type User struct {
	ID, Name, RealName, Email, TZ, TeamID                    string
	IsBot, Deleted, IsRestricted, IsUltraRestricted, IsAdmin bool
}

// Channel is a conversation. IMWith makes it the direct message of the bot
// with that user.
type Channel struct {
	ID, Name                     string
	Members                      []string
	Archived, Private, ExtShared bool
	IMWith                       string
}

// Usergroup is a group of people that can be mentioned together.
type Usergroup struct {
	ID, Name, Handle string
	Users            []string
	Disabled         bool
}

// AddUser adds or replaces a person.
func (s *Server) AddUser(u User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u.TeamID == "" {
		u.TeamID = s.team.ID
	}
	if u.TZ == "" {
		u.TZ = "Etc/UTC"
	}
	s.users = slices.DeleteFunc(s.users, func(o *User) bool { return o.ID == u.ID })
	s.users = append(s.users, &u)
}

// AddChannel adds or replaces a channel; its messages stay.
func (s *Server) AddChannel(c Channel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.Members = slices.Clone(c.Members)
	s.channels = slices.DeleteFunc(s.channels, func(o *Channel) bool { return o.ID == c.ID })
	s.channels = append(s.channels, &c)
}

// SetArchived archives or restores a channel.
func (s *Server) SetArchived(channelID string, archived bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.channel(channelID); c != nil {
		c.Archived = archived
	}
}

// Kick takes a user, or the bot, out of a channel.
func (s *Server) Kick(channelID, userID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.channel(channelID); c != nil {
		c.Members = slices.DeleteFunc(c.Members, func(m string) bool { return m == userID })
	}
}

// SetScopes replaces the scopes the bot token carries.
func (s *Server) SetScopes(scopes ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.app.Scopes = slices.Clone(scopes)
}

// Revoke makes both tokens answer token_revoked from now on, and ends all
// sockets, as uninstalling the app does.
func (s *Server) Revoke() {
	s.mu.Lock()
	s.revoked = true
	sockets := slices.Clone(s.sockets)
	s.mu.Unlock()
	for _, k := range sockets {
		k.end()
	}
}

// Team gives the workspace.
func (s *Server) Team() Team {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.team
}

// App gives the app with its tokens.
func (s *Server) App() App {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.app
}

// Users gives all people and bots in the order they were added.
func (s *Server) Users() []User {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]User, 0, len(s.users))
	for _, u := range s.users {
		all = append(all, *u)
	}
	return all
}

// Channels gives all conversations, direct messages with the bot included.
func (s *Server) Channels() []Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Channel, 0, len(s.channels))
	for _, c := range s.channels {
		copied := *c
		copied.Members = slices.Clone(c.Members)
		all = append(all, copied)
	}
	return all
}

func (s *Server) user(id string) *User {
	for _, u := range s.users {
		if u.ID == id {
			return u
		}
	}
	return nil
}

func (s *Server) channel(id string) *Channel {
	for _, c := range s.channels {
		if c.ID == id {
			return c
		}
	}
	return nil
}

func (c *Channel) has(userID string) bool { return slices.Contains(c.Members, userID) }

// next gives a fresh id with a prefix, like F0000012.
func (s *Server) next(prefix string) string {
	s.serial++
	return fmt.Sprintf("%s%07d", prefix, s.serial)
}

// direct gives the direct message between the bot and a user, made if needed.
func (s *Server) direct(u *User) *Channel {
	for _, c := range s.channels {
		if c.IMWith == u.ID {
			return c
		}
	}
	c := &Channel{ID: s.next("D"), IMWith: u.ID, Members: []string{u.ID, s.app.BotUserID}}
	s.channels = append(s.channels, c)
	return c
}

// DM gives the id of the direct message between the bot and a user, opening it
// if needed; empty for an unknown user.
func (s *Server) DM(userID string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.user(userID)
	if u == nil {
		return ""
	}
	return s.direct(u).ID
}
