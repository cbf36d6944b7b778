package app

import (
	"cmp"
	"context"
	"slices"

	"engagement/account"
	"engagement/internal/config"
	"engagement/scoring"
)

// Change is what another config would do to one account.
type Change struct {
	AccountID string
	Name      string
	Owner     string
	Now, New  Side
}

// Side is an account under one of the two configs, as of today.
type Side struct {
	Grade     int
	MQA       bool
	Counting  account.Milli // minutes that count, of the window
	Threshold account.Milli
	Crossed   []account.Day // the days of the period on which it became an MQA
}

// Preview is the effect of a config before it applies.
type Preview struct {
	Span     account.Span
	Accounts int // looked at
	Changes  []Change
	Owners   []OwnerChange
}

// OwnerChange counts, for one owner, the MQAs there are today and those that
// came in the period, under both configs.
type OwnerChange struct {
	Owner                  string
	MQAsNow, MQAsNew       int
	CrossedNow, CrossedNew int
}

// Preview computes every account under the config in force and under another
// one, with the same functions that scoring uses, and lists the accounts whose
// grade, MQA or crossings in the last days differ. It changes nothing.
func (a *App) Preview(ctx context.Context, other *config.Config, days int, progress Progress) (Preview, error) {
	today := a.Today()
	out := Preview{Span: account.Window(today, days)}
	ids, err := a.Store.AccountIDs(ctx)
	if err != nil {
		return out, err
	}
	owners := map[string]*OwnerChange{}
	for i, id := range ids {
		facts, err := a.Store.Facts(ctx, id)
		if err != nil {
			return out, err
		}
		now, then := side(facts, &a.Config.Scoring, out.Span), side(facts, &other.Scoring, out.Span)
		o := owners[facts.Account.Owner]
		if o == nil {
			o = &OwnerChange{Owner: facts.Account.Owner}
			owners[o.Owner] = o
		}
		o.add(now, then)
		if now.Grade != then.Grade || now.MQA != then.MQA || !slices.Equal(now.Crossed, then.Crossed) {
			out.Changes = append(out.Changes, Change{AccountID: id, Name: facts.Account.Name, Owner: facts.Account.Owner, Now: now, New: then})
		}
		if progress != nil {
			progress(i+1, len(ids))
		}
	}
	out.Accounts = len(ids)
	for _, o := range owners {
		out.Owners = append(out.Owners, *o)
	}
	slices.SortFunc(out.Owners, func(x, y OwnerChange) int { return cmp.Compare(x.Owner, y.Owner) })
	return out, nil
}

func side(f scoring.Facts, p *scoring.Policy, span account.Span) Side {
	c := scoring.Compute(f, p, span.To).Card
	s := Side{Grade: c.Grade, MQA: c.MQA, Counting: c.Counting90, Threshold: c.Threshold}
	for _, day := range c.Trend.Crossed {
		if span.Contains(day) {
			s.Crossed = append(s.Crossed, day)
		}
	}
	return s
}

func (o *OwnerChange) add(now, then Side) {
	if now.MQA {
		o.MQAsNow++
	}
	if then.MQA {
		o.MQAsNew++
	}
	o.CrossedNow += len(now.Crossed)
	o.CrossedNew += len(then.Crossed)
}
