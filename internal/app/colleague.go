package app

import (
	"context"
	"strings"

	"engagement/alert"
)

// member finds the Slack id of one of us by e-mail, the config's word first, then
// the workspace's; empty where nobody has the address, or not any more.
func (s *server) member(ctx context.Context, mail string) (string, error) {
	id := s.Config.People[strings.ToLower(mail)].Slack
	if id == "" {
		var err error
		if id, err = s.client.UserByEmail(ctx, mail); err != nil || id == "" {
			return "", err
		}
	}
	m, err := s.client.Member(ctx, id)
	if err != nil || m.Inactive {
		return "", err
	}
	return id, nil
}

// owner is the Slack id of whoever is to act for the owner of an account: the
// delegate while the owner is away, the manager where the owner is gone; empty
// where there is nobody.
func (s *server) owner(ctx context.Context, mail string) string {
	rules, today := s.Config.Alert, s.Today()
	for _, who := range []string{rules.Reader(mail, today), rules.Manager(mail, today)} {
		if who == "" {
			continue
		}
		id, err := s.member(ctx, who)
		if err != nil {
			s.Log.Warn("an owner was not found in Slack", "error", err)
		}
		if id != "" {
			return id
		}
	}
	return ""
}

// address is where a message is posted: a direct message to whoever acts for the
// person it is for, and the channel of alerts where there is nobody.
func (s *server) address(ctx context.Context, destination string) (string, error) {
	mail, ok := alert.Mail(destination)
	if !ok {
		return destination, nil
	}
	for _, who := range []string{mail, s.Config.Alert.Manager(mail, s.Today())} {
		if who == "" {
			continue
		}
		id, err := s.member(ctx, who)
		if id != "" || err != nil {
			return id, err
		}
	}
	return s.Config.Alert.Channel, nil
}

// readerHours are those of one of us: the company's working days, in the zone and
// with the quiet hours that they have set.
func (s *server) readerHours(ctx context.Context, mail string) (alert.Hours, error) {
	h := s.Config.Alert.Hours
	id, err := s.member(ctx, mail)
	if err != nil || id == "" {
		return h, err
	}
	m, err := s.client.Member(ctx, id)
	if err != nil {
		return h, err
	}
	wish, err := s.Store.Preference(ctx, id)
	if err != nil {
		return h, err
	}
	h.Zone, h.QuietFrom, h.QuietTo = wish.In(m.Zone), wish.QuietFrom, wish.QuietTo
	return h, nil
}
