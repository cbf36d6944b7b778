package store

import (
	"context"

	"engagement/account"
	"engagement/scoring"
)

// Facts reads everything scoring needs of one account: the only door through
// which daily minutes can be had. The error is account.ErrNotFound where there
// is no such account.
func (s *Store) Facts(ctx context.Context, accountID string) (scoring.Facts, error) {
	about, err := s.Account(ctx, accountID)
	if err != nil {
		return scoring.Facts{}, err
	}
	facts := scoring.Facts{Account: about}
	if facts.Activities, err = s.scored(ctx, "a.account_id = ?", accountID); err != nil {
		return facts, err
	}
	var people []struct {
		ID            string `db:"id"`
		Title         string `db:"title"`
		CRMLevel      string `db:"crm_level"`
		CRMDepartment string `db:"crm_department"`
		Country       string `db:"country"`
	}
	if err := s.read(ctx, &people, `SELECT id, CASE WHEN title = '' THEN seen_title ELSE title END AS title, crm_level, crm_department, country FROM contacts WHERE id IN
		(SELECT contact_id FROM links WHERE account_id = ? UNION SELECT contact_id FROM activities WHERE account_id = ?) ORDER BY id {bytes}`, accountID, accountID); err != nil {
		return facts, err
	}
	for _, p := range people {
		facts.People = append(facts.People, scoring.Person(p))
	}
	var deals []opportunityRow
	if err := s.read(ctx, &deals, "SELECT * FROM opportunities WHERE account_id = ? ORDER BY id {bytes}", accountID); err != nil {
		return facts, err
	}
	for _, row := range deals {
		deal, err := row.value()
		if err != nil {
			return facts, err
		}
		facts.Opportunities = append(facts.Opportunities, deal)
	}
	return facts, nil
}

// Unmatched reads the young activities on no account that arrived after seq,
// and the newest seq there is.
func (s *Store) Unmatched(ctx context.Context) (found []account.Activity, last int64, err error) {
	var seqs []int64
	if err := s.read(ctx, &seqs, "SELECT value FROM counters WHERE name IN ('activity', 'unmatched') ORDER BY name"); err != nil {
		return nil, 0, err
	}
	found, err = s.scored(ctx, "a.account_id = '' AND a.live = 1 AND a.seq > ? AND a.seq <= ?", seqs[1], seqs[0])
	return found, seqs[0], err
}

// UnmatchedBetween calls do for the activities on no account that happened in a
// span of instants, in time order; from and to are milliseconds, half open.
func (s *Store) UnmatchedBetween(ctx context.Context, from, to int64, do func(account.Activity) error) error {
	return s.eachScored(ctx, do, "a.account_id = '' AND a.occurred_at >= ? AND a.occurred_at < ?", from, to)
}

// scored reads activities as scoring wants them: without identity, but with
// the way they were matched.
func (s *Store) scored(ctx context.Context, where string, args ...any) ([]account.Activity, error) {
	var out []account.Activity
	err := s.eachScored(ctx, func(a account.Activity) error {
		out = append(out, a)
		return nil
	}, where, args...)
	return out, err
}

func (s *Store) eachScored(ctx context.Context, do func(account.Activity) error, where string, args ...any) error {
	return each(ctx, s, func(r struct {
		activityRow
		Method string `db:"method"`
		Reason string `db:"reason"`
	},
	) error {
		a := r.value()
		a.Match.Method, a.Match.Reason = account.Method(r.Method), r.Reason
		return do(a)
	}, `SELECT a.source, a.id, a.occurred_at, a.recorded_at, a.type, a.minutes, a.direction, a.url, a.asset, a.campaign, a.status,
		a.bot, a.tagged, a.live, a.account_id, a.contact_id, i.method, i.reason
		FROM activities a JOIN identities i ON i.id = a.identity_id WHERE `+where+` ORDER BY a.occurred_at, a.id {bytes}, a.source {bytes}`, args...)
}
