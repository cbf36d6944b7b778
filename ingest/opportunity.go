package ingest

import (
	"fmt"
	"strings"

	"engagement/account"
)

// opportunity makes an opportunity of a row.
func (d *decoder) opportunity(fields map[string]string) (account.Opportunity, error) {
	o := account.Opportunity{
		ID:        fields["id"],
		AccountID: fields["account_id"],
		Name:      fields["name"],
		Stage:     fields["stage"],
		Props:     d.properties(fields),
	}
	var err error
	if amount := fields["amount"]; amount != "" {
		n, err := thousandths(amount)
		if err != nil {
			return o, fmt.Errorf("amount: %q %w: %w", amount, err, account.ErrInvalid)
		}
		o.Amount = account.Milli(n)
	}
	if o.CreatedAt, err = d.instant(fields, "created_at"); err != nil {
		return o, err
	}
	if o.ClosedAt, err = d.instant(fields, "closed_at"); err != nil {
		return o, err
	}
	if o.Won, err = truth(fields, "won"); err != nil {
		return o, err
	}
	if fields["won"] == "" && !o.ClosedAt.IsZero() {
		o.Won = wonStage(o.Stage)
	}
	if o.ClosedAt.Before(o.CreatedAt) && !o.ClosedAt.IsZero() && account.DayOf(o.ClosedAt, d.days) == account.DayOf(o.CreatedAt, d.days) {
		o.ClosedAt = o.CreatedAt // a closing date without a time of day
	}
	return o, o.Validate()
}

// wonStage reports whether a stage says that a deal was won, as CRMs call it where
// they keep no column for it: "Won", "Closed Won", "closedwon", "Closed/Won".
func wonStage(stage string) bool {
	letters := strings.Map(func(r rune) rune {
		if r < 'a' || r > 'z' {
			return -1
		}
		return r
	}, strings.ToLower(stage))
	return letters == "won" || letters == "closedwon" || letters == "wonclosed"
}
