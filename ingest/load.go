package ingest

import (
	"context"
	"fmt"
	"time"

	"engagement/account"
)

// load is a batch of decoded rows of one kind, with the faults among them.
type load struct {
	at            time.Time
	importID      string
	activities    []account.Activity
	accounts      []account.Account
	contacts      []account.Contact
	opportunities []account.Opportunity
	faults        []account.Fault
	by            *Matcher // that matched the activities, or nil
	progress      Progress // where the file stands after the last row
}

// rows is the number of rows in the load, good and bad.
func (l *load) rows() int {
	return len(l.activities) + len(l.accounts) + len(l.contacts) + len(l.opportunities) + len(l.faults)
}

// add decodes a row into the load; the error says why it cannot be used.
func (l *load) add(d *decoder, fields map[string]string) error {
	if _, raw := fields[rawField]; raw {
		return fmt.Errorf("the row cannot be cut into fields; mend the file and import it again: %w", account.ErrInvalid)
	}
	switch d.kind {
	case Accounts:
		a, err := d.account(fields)
		if err != nil {
			return err
		}
		l.accounts = append(l.accounts, a)
	case Contacts:
		c, err := d.contact(fields)
		if err != nil {
			return err
		}
		l.contacts = append(l.contacts, c)
	case Opportunities:
		o, err := d.opportunity(fields)
		if err != nil {
			return err
		}
		l.opportunities = append(l.opportunities, o)
	default:
		a, err := d.activity(fields)
		if err != nil {
			return err
		}
		l.activities = append(l.activities, a)
	}
	return nil
}

// keeper writes loads, or in a dry run counts what it would write.
type keeper struct {
	store Store
	desk  *Desk
	dry   bool
	ids   map[string]bool // met so far in a dry run
}

func newKeeper(store Store, opt Options) *keeper {
	return &keeper{store: store, desk: &Desk{store: store, policy: opt.Policy}, dry: opt.DryRun, ids: map[string]bool{}}
}

// match matches the activities of a load ahead of keeping it.
func (k *keeper) match(ctx context.Context, l *load) error {
	if len(l.activities) == 0 {
		return nil
	}
	m, err := k.desk.current(ctx)
	if err != nil {
		return err
	}
	m.apply(l.activities)
	l.by = m
	return nil
}

// keep makes a load durable and counts what it added.
func (k *keeper) keep(ctx context.Context, kind Kind, l *load) (account.Recorded, error) {
	if k.dry {
		return k.estimate(l), nil
	}
	var recorded account.Recorded
	var err error
	switch kind {
	case Accounts:
		recorded, err = k.store.SaveAccounts(ctx, l.at, l.importID, l.accounts, l.faults)
	case Contacts:
		recorded, err = k.store.SaveContacts(ctx, l.at, l.importID, l.contacts, l.faults)
	case Opportunities:
		recorded, err = k.store.SaveOpportunities(ctx, l.at, l.importID, l.opportunities, l.faults)
	default:
		batch := account.Batch{ImportID: l.importID, At: l.at, Activities: l.activities, Faults: l.faults}
		return k.desk.record(ctx, batch, l.by)
	}
	if err != nil {
		return account.Recorded{}, fmt.Errorf("save %s: %w", kind, err)
	}
	return recorded, nil
}

// estimate counts a load by the identities met so far.
func (k *keeper) estimate(l *load) account.Recorded {
	var r account.Recorded
	count := func(id string) (isNew bool) {
		if k.ids[id] {
			r.Duplicate++
			return false
		}
		k.ids[id] = true
		r.New++
		return true
	}
	for _, a := range l.activities {
		if count(a.Source+"\x1f"+a.ID) && a.Match.AccountID == "" {
			r.Unmatched++
		}
	}
	for _, a := range l.accounts {
		count(a.ID)
	}
	for _, c := range l.contacts {
		count(fmt.Sprint(c.ID, c.Links)) // a person has a row for every job
	}
	for _, o := range l.opportunities {
		count(o.ID)
	}
	return r
}
