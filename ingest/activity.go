package ingest

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"engagement/account"
)

// activity makes an activity of a row, without its match.
func (d *decoder) activity(fields map[string]string) (account.Activity, error) {
	a := account.Activity{
		Source:    fields["source"],
		ID:        fields["id"],
		Type:      fields["type"],
		Minutes:   account.NoMinutes,
		URL:       fields["url"],
		Asset:     fields["asset"],
		Campaign:  fields["campaign"],
		Status:    fields["status"],
		Direction: strings.ToLower(fields["direction"]),
		Identity: account.Identity{
			AccountRef: fields["account_id"],
			ContactRef: fields["contact_id"],
			Domain:     NormalizeDomain(fields["domain"]),
			IP:         fields["ip"],
			Name:       fields["name"],
			Title:      fields["title"],
		},
		Props: d.properties(fields),
	}
	if a.Source == "" {
		a.Source = d.source
	}
	if a.ID == "" {
		a.ID = d.identify(fields, a.Source)
	}
	for _, name := range [...]string{"user_agent", "http_method"} {
		if said := fields[name]; said != "" {
			if a.Props == nil {
				a.Props = make(map[string]string)
			}
			a.Props[name] = said
		}
	}
	if ip, err := netip.ParseAddr(a.Identity.IP); err == nil {
		a.Identity.IP = ip.Unmap().String()
	}
	switch a.Direction {
	case "in", "incoming", "received":
		a.Direction = "inbound"
	case "out", "outgoing", "sent":
		a.Direction = "outbound"
	case "", "inbound", "outbound":
	default:
		return a, fmt.Errorf("direction: %q is neither inbound nor outbound: %w", fields["direction"], account.ErrInvalid)
	}
	if email := fields["email"]; email != "" {
		address, ok := NormalizeEmail(email)
		if !ok {
			return a, fmt.Errorf("email: %q is not an e-mail address: %w", email, account.ErrInvalid)
		}
		a.Identity.Email = address
	}
	var err error
	if a.Bot, err = truth(fields, "bot"); err != nil {
		return a, err
	}
	if !a.Bot {
		a.Bot, a.Sign = d.signOf(fields, a.Identity.IP)
	}
	if a.Tagged, err = truth(fields, "tagged"); err != nil {
		return a, err
	}
	if a.Minutes, err = duration(fields); err != nil {
		return a, err
	}
	if a.OccurredAt, err = d.instant(fields, "occurred_at"); err != nil {
		return a, err
	}
	a.Live = d.live || !a.OccurredAt.Before(d.now.Add(-account.HistoryAge))
	check := a
	if d.accept && !a.OccurredAt.IsZero() {
		check.OccurredAt = d.now
	}
	return a, check.Validate(d.now)
}

// identify makes the id of a row that has none. A row from the quarantine
// brings its ordinal along.
func (d *decoder) identify(fields map[string]string, source string) string {
	print := fingerprintOf(fields, source)
	if kept, err := strconv.Atoi(fields[ordinalField]); err == nil {
		return print.id(kept)
	}
	n := d.seen.next(print)
	if n > 0 {
		fields[ordinalField] = strconv.Itoa(n)
	}
	return print.id(n)
}

// duration is the exact time an activity took: the column minutes, else
// duration_s, else account.NoMinutes.
func duration(fields map[string]string) (account.Milli, error) {
	if minutes := fields["minutes"]; minutes != "" {
		m, err := account.ParseMilli(minutes)
		if err != nil {
			return account.NoMinutes, fmt.Errorf("minutes: %w", err)
		}
		return m, nil
	}
	seconds := fields["duration_s"]
	if seconds == "" {
		return account.NoMinutes, nil
	}
	const longest = 366 * 24 * 60 * 60
	whole, frac, _ := strings.Cut(seconds, ".")
	n, err := strconv.ParseUint(whole, 10, 32)
	if err != nil || n > longest || strings.Trim(frac, "0123456789") != "" {
		return account.NoMinutes, fmt.Errorf("duration_s: %q is not a number of seconds between 0 and %d: %w", seconds, longest, account.ErrInvalid)
	}
	millis := account.Milli(n)*1000 + account.Milli(number((frac + "000")[:3]))
	return (millis + 30) / 60, nil
}
