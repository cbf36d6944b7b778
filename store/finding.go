package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"engagement/account"
	"engagement/alert"
)

// FindingRecord is a finding that was kept, with the config it was found under.
type FindingRecord struct {
	alert.FoundFact
	Config string
}

type findingRow struct {
	Key       string      `db:"key"`
	AccountID string      `db:"account_id"`
	Day       account.Day `db:"day"`
	Kind      string      `db:"kind"`
	Direction string      `db:"direction"`
	Minutes   int64       `db:"minutes"`
	Normal    int64       `db:"normal"`
	People    int         `db:"people"`
	Sentence  string      `db:"sentence"`
	Subject   string      `db:"subject"`
	Late      int64       `db:"late"`
	Learned   account.Day `db:"learned"`
	Reason    string      `db:"reason"`
	At        int64       `db:"at"`
	Config    string      `db:"config"`
}

func (r findingRow) value() FindingRecord {
	return FindingRecord{Config: r.Config, FoundFact: alert.FoundFact{
		Key: r.Key, Reason: alert.Reason(r.Reason), At: instant(r.At),
		Finding: account.Finding{
			AccountID: r.AccountID, Kind: account.FindingKind(r.Kind), Day: r.Day, Direction: account.Direction(r.Direction),
			Minutes: account.Milli(r.Minutes), Normal: account.Milli(r.Normal), People: r.People, Sentence: r.Sentence,
			Subject: r.Subject, Late: account.Milli(r.Late), Learned: r.Learned,
		},
	}}
}

// Findings lists what was found on the days of span, by day, account, kind and
// subject; an accountID that is not empty keeps what is about that account, its
// part in events included.
func (s *Store) Findings(ctx context.Context, span account.Span, accountID string) ([]FindingRecord, error) {
	// One account's are found by the account, not among everybody's of the days.
	where, args := "WHERE f.day >= ? AND f.day <= ?", []any{span.From, span.To}
	if accountID != "" {
		where, args = where+" AND f.key IN (SELECT key FROM finding_accounts WHERE account_id = ?)", append(args, accountID)
	}
	var out []FindingRecord
	many := false
	if err := each(ctx, s, func(r findingRow) error {
		out = append(out, r.value())
		many = many || r.AccountID == ""
		return nil
	}, `SELECT f.* FROM findings f `+where+` ORDER BY f.day, f.account_id {bytes}, f.kind {bytes}, f.subject {bytes}`, args...); err != nil || !many {
		return out, err
	}
	var moved []struct {
		Key       string `db:"key"`
		AccountID string `db:"account_id"`
	}
	if err := s.read(ctx, &moved, `SELECT a.key, a.account_id FROM finding_accounts a JOIN findings f ON f.key = a.key `+where+` AND f.account_id = ''
		ORDER BY a.account_id {bytes}`, args...); err != nil {
		return nil, err
	}
	accounts := map[string][]string{}
	for _, m := range moved {
		accounts[m.Key] = append(accounts[m.Key], m.AccountID)
	}
	for i := range out {
		out[i].Accounts = accounts[out[i].Key]
	}
	return out, nil
}

// Markings lists of what was found about an account on the days of span what its
// trend is marked with: day, kind, direction, minutes and normal, by day. A known
// instant that is not zero leaves out what was found later.
func (s *Store) Markings(ctx context.Context, span account.Span, accountID string, known time.Time) ([]account.Finding, error) {
	until := forever
	if !known.IsZero() {
		until = millis(known)
	}
	var rows []struct {
		Day       account.Day `db:"day"`
		Kind      string      `db:"kind"`
		Direction string      `db:"direction"`
		Minutes   int64       `db:"minutes"`
		Normal    int64       `db:"normal"`
	}
	if err := s.read(ctx, &rows, `SELECT day, kind, direction, minutes, normal FROM findings WHERE day >= ? AND day <= ? AND at <= ?
		AND key IN (SELECT key FROM finding_accounts WHERE account_id = ? AND day >= ? AND day <= ?)
		ORDER BY day, account_id {bytes}, kind {bytes}, subject {bytes}`,
		span.From, span.To, until, accountID, span.From, span.To); err != nil {
		return nil, err
	}
	out := make([]account.Finding, len(rows))
	for i, r := range rows {
		out[i] = account.Finding{
			AccountID: accountID, Day: r.Day, Kind: account.FindingKind(r.Kind), Direction: account.Direction(r.Direction),
			Minutes: account.Milli(r.Minutes), Normal: account.Milli(r.Normal),
		}
	}
	return out, nil
}

// Judged is the last day whose findings were judged; zero where none was.
func (s *Store) Judged(ctx context.Context) (account.Day, error) {
	var days []account.Day
	if err := s.read(ctx, &days, "SELECT value FROM counters WHERE name = 'found'"); err != nil {
		return 0, err
	}
	return days[0], nil
}

// CommitFindings keeps findings and all verdicts in one transaction, unless
// somebody else judged days in the meantime. What is there already stays as it
// is. It returns how many are new.
func (s *Store) CommitFindings(ctx context.Context, config string, d alert.Findings) (kept int, err error) {
	err = s.write(ctx, func(t *tx) error {
		kept = 0
		n, err := t.exec("UPDATE counters SET value = ? WHERE name = 'found' AND value = ?", d.Until, d.Judged)
		if err != nil || n == 0 {
			return err
		}
		for chunk := range parts(d.Facts) {
			n, err := t.saveFindings(config, chunk)
			if err != nil {
				return err
			}
			kept += n
		}
		if err := t.saveSilences(d.Silences); err != nil {
			return err
		}
		for _, m := range d.Messages {
			if _, err := t.addMessage(m); err != nil {
				return err
			}
		}
		return t.saveVerdicts(config, d.Suppressed)
	})
	return kept, err
}

func (t *tx) saveFindings(config string, facts []alert.FoundFact) (int, error) {
	var rows []any
	for _, f := range facts {
		rows = append(rows, f.Key, f.AccountID, f.Day, string(f.Kind), string(f.Direction), int64(f.Minutes), int64(f.Normal), f.People,
			f.Sentence, f.Subject, int64(f.Late), f.Learned, string(f.Reason), millis(f.At), config)
	}
	var fresh []string
	if err := t.find(&fresh, "INSERT INTO findings (key, account_id, day, kind, direction, minutes, normal, people, sentence, subject, late, learned, reason, at, config) VALUES "+
		places(len(facts), 15)+" ON CONFLICT (key) DO NOTHING RETURNING key", rows...); err != nil {
		return 0, err
	}
	type place struct {
		accountID, key string
		day            account.Day
	}
	var about []place
	var verdicts []alert.Verdict
	for _, f := range facts {
		if !slices.Contains(fresh, f.Key) {
			continue
		}
		verdicts = append(verdicts, f.Verdicts...)
		for _, id := range f.About() {
			about = append(about, place{id, f.Key, f.Day})
		}
	}
	for part := range parts(about) {
		var args []any
		for _, a := range part {
			args = append(args, a.accountID, a.key, a.day)
		}
		if _, err := t.exec("INSERT INTO finding_accounts (account_id, key, day) VALUES "+places(len(part), 3)+" ON CONFLICT (account_id, key) DO NOTHING", args...); err != nil {
			return 0, err
		}
	}
	return len(fresh), t.saveVerdicts(config, verdicts)
}

// saveVerdicts adds rows to the audit.
func (t *tx) saveVerdicts(config string, verdicts []alert.Verdict) error {
	if len(verdicts) == 0 {
		return nil
	}
	last, err := t.step("decision", int64(len(verdicts)))
	if err != nil {
		return err
	}
	seq := last - int64(len(verdicts))
	for chunk := range parts(verdicts) {
		var args []any
		for _, v := range chunk {
			seq++
			args = append(args, seq, v.AccountID, v.Center, string(v.Kind), flag(v.Sent), string(v.Reason), int64(v.Value), int64(v.Threshold), millis(v.At), config)
		}
		if _, err := t.exec("INSERT INTO decisions (seq, account_id, center, kind, sent, reason, value, threshold, at, config) VALUES "+places(len(chunk), 10), args...); err != nil {
			return fmt.Errorf("save decisions: %w", err)
		}
	}
	return nil
}

// Links reads the dated links of contacts who have several, without their names.
func (s *Store) Links(ctx context.Context) (map[string][]account.Link, error) {
	out := map[string][]account.Link{}
	err := each(ctx, s, func(r struct {
		ContactID string      `db:"contact_id"`
		AccountID string      `db:"account_id"`
		From      account.Day `db:"from_day"`
		To        account.Day `db:"to_day"`
	},
	) error {
		out[r.ContactID] = append(out[r.ContactID], account.Link{AccountID: r.AccountID, From: r.From, To: r.To})
		return nil
	}, `SELECT contact_id, account_id, from_day, to_day FROM links
		WHERE contact_id IN (SELECT contact_id FROM links GROUP BY contact_id HAVING COUNT(*) > 1) ORDER BY contact_id {bytes}, from_day, account_id {bytes}`)
	return out, err
}
