package account

import (
	"fmt"
	"time"
)

// Opportunity is a deal with an account. It is open while ClosedAt is zero.
type Opportunity struct {
	ID        string
	AccountID string
	Name      string
	Stage     string
	Amount    Milli // thousandths of the currency unit
	CreatedAt time.Time
	ClosedAt  time.Time
	Won       bool
	Props     map[string]string
}

// OpenOn reports whether the opportunity is open at the end of day in zone.
func (o Opportunity) OpenOn(day Day, zone *time.Location) bool {
	end := day.End(zone)
	return o.CreatedAt.Before(end) && (o.ClosedAt.IsZero() || !o.ClosedAt.Before(end))
}

// WonBy reports whether the opportunity was won by the end of day in zone.
func (o Opportunity) WonBy(day Day, zone *time.Location) bool {
	return o.Won && !o.ClosedAt.IsZero() && o.ClosedAt.Before(day.End(zone))
}

// Validate reports the first field that cannot be used.
func (o Opportunity) Validate() error {
	switch {
	case o.ID == "":
		return fmt.Errorf("opportunity without id: %w", ErrInvalid)
	case o.AccountID == "":
		return fmt.Errorf("opportunity %s has no account_id: %w", o.ID, ErrInvalid)
	case o.CreatedAt.IsZero():
		return fmt.Errorf("opportunity %s has no created_at: %w", o.ID, ErrInvalid)
	case !o.ClosedAt.IsZero() && o.ClosedAt.Before(o.CreatedAt):
		return fmt.Errorf("opportunity %s was closed before it was created: %w", o.ID, ErrInvalid)
	case o.Won && o.ClosedAt.IsZero():
		return fmt.Errorf("opportunity %s is won but has no closed_at: %w", o.ID, ErrInvalid)
	}
	return nil
}
