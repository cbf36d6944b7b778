package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"engagement/account"
	"engagement/alert"
)

// Run is a replay of days under one config, kept beside what really happened.
type Run struct {
	ID           string
	Span         account.Span
	Config, Body string // hash and effective file
	BegunAt      time.Time
	FinishedAt   time.Time // zero where it was not written to its end
	Accounts     int
	Evaluated    int // decisions
	Sent         int // of them, those that would have sent a message
	MQAs         int
	Findings     int
}

// String is the line that says what a run came to.
func (r Run) String() string {
	line := fmt.Sprintf("run=%s from=%s to=%s accounts=%d evaluated=%d sent=%d suppressed=%d mqas=%d findings=%d config=%s",
		r.ID, r.Span.From, r.Span.To, r.Accounts, r.Evaluated, r.Sent, r.Evaluated-r.Sent, r.MQAs, r.Findings, r.Config)
	if r.FinishedAt.IsZero() {
		line += " unfinished"
	}
	return line
}

// runChunk is how many rows of a run one transaction writes, so that nobody
// waits long behind it.
const runChunk = 500

// SaveRun keeps a run with the scores of its last day, piece by piece; only a
// run that was written to its end is listed.
func (s *Store) SaveRun(ctx context.Context, r Run, scores []account.Score, d *alert.Replay) error {
	if err := s.write(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO runs (id, from_day, to_day, config, body, begun_at, finished_at, accounts, evaluated, sent, mqas, findings)
			VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?)`, r.ID, r.Span.From, r.Span.To, r.Config, r.Body, millis(r.BegunAt), r.Accounts, r.Evaluated, r.Sent, r.MQAs, r.Findings)
		return err
	}); err != nil {
		return fmt.Errorf("begin run %s: %w", r.ID, err)
	}
	for _, save := range []func() error{
		func() error { return s.saveRunScores(ctx, r.ID, scores) },
		func() error { return s.saveRunStates(ctx, r.ID, d.States) },
		func() error { return s.saveRunFacts(ctx, r.ID, d.Facts) },
		func() error { return s.saveRunDecisions(ctx, r.ID, d.Verdicts) },
		func() error { return s.saveRunAlerts(ctx, r.ID, d.Messages) },
		func() error { return s.saveRunFindings(ctx, r.ID, d.Findings) },
	} {
		if err := save(); err != nil {
			return fmt.Errorf("save run %s: %w", r.ID, err)
		}
	}
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec("UPDATE runs SET finished_at = ? WHERE id = ?", millis(r.FinishedAt), r.ID)
		return err
	})
}

// saveRun writes rows of a run, of so many columns, into a table. values lists a
// row's without the run's id; seq is its number, from 1.
func saveRun[Row any](ctx context.Context, s *Store, table, id string, columns int, rows []Row, values func(seq int64, r *Row) ([]any, error)) error {
	seq := int64(0)
	for chunk := range slices.Chunk(rows, runChunk) {
		args := make([]any, 0, columns*len(chunk))
		for i := range chunk {
			seq++
			row, err := values(seq, &chunk[i])
			if err != nil {
				return err
			}
			args = append(append(args, id), row...)
		}
		if err := s.write(ctx, func(t *tx) error {
			_, err := t.exec("INSERT INTO "+table+" VALUES "+places(len(chunk), columns), args...)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) saveRunScores(ctx context.Context, id string, scores []account.Score) error {
	return saveRun(ctx, s, "run_scores (run_id, account_id, day, grade, stage, mqa, minutes_7d, minutes_30d, minutes_90d, minutes_365d, heat, people_90d, threshold, mqa_since, counting_90d, engaged_90d, needed)",
		id, 17, scores, func(_ int64, c *account.Score) ([]any, error) {
			return []any{
				c.AccountID, c.Day, c.Grade, c.Stage, flag(c.MQA), int64(c.Minutes7), int64(c.Minutes30), int64(c.Minutes90), int64(c.Minutes365),
				int64(c.Heat), c.People90, int64(c.Threshold), c.MQASince, int64(c.Counting90), c.Engaged90, c.PeopleNeeded,
			}, nil
		})
}

func (s *Store) saveRunFacts(ctx context.Context, id string, facts []alert.Fact) error {
	return saveRun(ctx, s, "run_facts (run_id, seq, key, account_id, kind, day, at, reason, detail, center)", id, 10, facts, func(seq int64, f *alert.Fact) ([]any, error) {
		return []any{seq, f.Key, f.AccountID, string(f.Kind), f.Day, millis(f.At), string(f.Reason), f.Detail, f.Center}, nil
	})
}

func (s *Store) saveRunDecisions(ctx context.Context, id string, verdicts []alert.Verdict) error {
	return saveRun(ctx, s, "run_decisions (run_id, seq, account_id, kind, sent, reason, value, threshold, at, center)", id, 10, verdicts, func(seq int64, v *alert.Verdict) ([]any, error) {
		return []any{seq, v.AccountID, string(v.Kind), flag(v.Sent), string(v.Reason), int64(v.Value), int64(v.Threshold), millis(v.At), v.Center}, nil
	})
}

func (s *Store) saveRunAlerts(ctx context.Context, id string, messages []alert.Message) error {
	return saveRun(ctx, s, "run_alerts (run_id, seq, id, account_id, kind, reason, channel, decided_at)", id, 8, messages, func(seq int64, m *alert.Message) ([]any, error) {
		return []any{seq, m.ID, m.AccountID, string(m.Kind), string(m.Reason), m.Channel, millis(m.DecidedAt)}, nil
	})
}

func (s *Store) saveRunFindings(ctx context.Context, id string, found []alert.FoundFact) error {
	return saveRun(ctx, s, "run_findings (run_id, seq, key, account_id, day, kind, direction, minutes, normal, people, sentence, subject, reason, at, accounts)", id, 15, found, func(seq int64, f *alert.FoundFact) ([]any, error) {
		accounts, err := json.Marshal(f.Accounts)
		return []any{
			seq, f.Key, f.AccountID, f.Day, string(f.Kind), string(f.Direction), int64(f.Minutes), int64(f.Normal), f.People,
			f.Sentence, f.Subject, string(f.Reason), millis(f.At), string(accounts),
		}, err
	})
}

type runRow struct {
	ID         string      `db:"id"`
	From       account.Day `db:"from_day"`
	To         account.Day `db:"to_day"`
	Config     string      `db:"config"`
	Body       string      `db:"body"`
	BegunAt    int64       `db:"begun_at"`
	FinishedAt int64       `db:"finished_at"`
	Accounts   int         `db:"accounts"`
	Evaluated  int         `db:"evaluated"`
	Sent       int         `db:"sent"`
	MQAs       int         `db:"mqas"`
	Findings   int         `db:"findings"`
}

func (r runRow) value() Run {
	return Run{
		ID: r.ID, Span: account.Span{From: r.From, To: r.To}, Config: r.Config, Body: r.Body, BegunAt: instant(r.BegunAt), FinishedAt: instant(r.FinishedAt),
		Accounts: r.Accounts, Evaluated: r.Evaluated, Sent: r.Sent, MQAs: r.MQAs, Findings: r.Findings,
	}
}

// Runs lists the runs, the newest first, those that were cut short included.
func (s *Store) Runs(ctx context.Context) ([]Run, error) {
	var rows []runRow
	if err := s.read(ctx, &rows, "SELECT * FROM runs ORDER BY begun_at DESC, id {bytes} DESC"); err != nil {
		return nil, err
	}
	out := make([]Run, len(rows))
	for i, r := range rows {
		out[i] = r.value()
	}
	return out, nil
}

// Run finds a run by its id, or the beginning of it; the error is
// account.ErrNotFound where none or several begin like that.
func (s *Store) Run(ctx context.Context, prefix string) (Run, error) {
	var rows []runRow
	if err := s.read(ctx, &rows, "SELECT * FROM runs WHERE id = ? OR substr(id, 1, length(CAST(? AS TEXT))) = ? ORDER BY CASE WHEN id = ? THEN 0 ELSE 1 END LIMIT 2", prefix, prefix, prefix, prefix); err != nil {
		return Run{}, err
	}
	if prefix == "" || len(rows) == 0 || len(rows) == 2 && rows[0].ID != prefix {
		return Run{}, fmt.Errorf("run %s: %w", prefix, account.ErrNotFound)
	}
	return rows[0].value(), nil
}

// DropRun forgets a run by its whole id; dropping one that is not there is no
// error.
func (s *Store) DropRun(ctx context.Context, id string) error {
	return s.write(ctx, func(t *tx) error {
		for _, table := range []string{"run_scores", "run_states", "run_center_states", "run_facts", "run_decisions", "run_alerts", "run_findings"} {
			if _, err := t.exec("DELETE FROM "+table+" WHERE run_id = ?", id); err != nil {
				return err
			}
		}
		_, err := t.exec("DELETE FROM runs WHERE id = ?", id)
		return err
	})
}

// RunScores calls do for the score of every account on the last day of a run.
func (s *Store) RunScores(ctx context.Context, id string, do func(account.Score) error) error {
	type row struct {
		AccountID  string `db:"account_id"`
		Day        int64  `db:"day"`
		Grade      int    `db:"grade"`
		Stage      string `db:"stage"`
		MQA        int64  `db:"mqa"`
		MQASince   int64  `db:"mqa_since"`
		Minutes7   int64  `db:"minutes_7d"`
		Minutes30  int64  `db:"minutes_30d"`
		Minutes90  int64  `db:"minutes_90d"`
		Minutes365 int64  `db:"minutes_365d"`
		Heat       int64  `db:"heat"`
		People90   int    `db:"people_90d"`
		Threshold  int64  `db:"threshold"`
		Counting   int64  `db:"counting_90d"`
		Engaged    int    `db:"engaged_90d"`
		Needed     int    `db:"needed"`
	}
	return each(ctx, s, func(r row) error {
		return do(account.Score{
			AccountID: r.AccountID, Day: account.Day(r.Day), Grade: r.Grade, Stage: r.Stage, MQA: r.MQA == 1, MQASince: account.Day(r.MQASince),
			Minutes7: account.Milli(r.Minutes7), Minutes30: account.Milli(r.Minutes30), Minutes90: account.Milli(r.Minutes90), Minutes365: account.Milli(r.Minutes365),
			Heat: account.Milli(r.Heat), People90: r.People90, Threshold: account.Milli(r.Threshold),
			Counting90: account.Milli(r.Counting), Engaged90: r.Engaged, PeopleNeeded: r.Needed,
		})
	}, `SELECT account_id, day, grade, stage, mqa, minutes_7d, minutes_30d, minutes_90d, minutes_365d, heat, people_90d, threshold, mqa_since, counting_90d, engaged_90d, needed
		FROM run_scores WHERE run_id = ? ORDER BY account_id {bytes}`, id)
}

type factRow struct {
	Key       string      `db:"key"`
	AccountID string      `db:"account_id"`
	Kind      string      `db:"kind"`
	Day       account.Day `db:"day"`
	At        int64       `db:"at"`
	Reason    string      `db:"reason"`
	Detail    string      `db:"detail"`
	Center    string      `db:"center"`
}

func (r factRow) value() alert.Fact {
	return alert.Fact{
		AccountID: r.AccountID, Kind: alert.Kind(r.Kind), Key: r.Key, Day: r.Day, At: instant(r.At), Reason: alert.Reason(r.Reason), Detail: r.Detail, Center: r.Center,
	}
}

// EachFact calls do for everything that happened to accounts, oldest first.
func (s *Store) EachFact(ctx context.Context, do func(alert.Fact) error) error {
	return each(ctx, s, func(r factRow) error { return do(r.value()) },
		"SELECT key, account_id, kind, day, at, reason, detail, center FROM facts ORDER BY at, account_id {bytes}, key {bytes}")
}

// RunFacts calls do for what happened in a run, in order.
func (s *Store) RunFacts(ctx context.Context, id string, do func(alert.Fact) error) error {
	return each(ctx, s, func(r factRow) error { return do(r.value()) },
		"SELECT key, account_id, kind, day, at, reason, detail, center FROM run_facts WHERE run_id = ? ORDER BY seq", id)
}

// RunDecisions calls do for every question of a run, in order, sent or not.
func (s *Store) RunDecisions(ctx context.Context, id string, do func(DecisionRecord) error) error {
	return each(ctx, s, func(r decisionRow) error { return do(r.value()) },
		`SELECT d.seq, d.account_id, d.kind, d.sent, d.reason, d.value, d.threshold, d.at, d.center, r.config
		FROM run_decisions d JOIN runs r ON r.id = d.run_id WHERE d.run_id = ? ORDER BY d.seq`, id)
}

// RunAlerts calls do for every message that a run would have sent, in order;
// they have no payload.
func (s *Store) RunAlerts(ctx context.Context, id string, do func(alert.Message) error) error {
	return each(ctx, s, func(r struct {
		ID        string `db:"id"`
		AccountID string `db:"account_id"`
		Kind      string `db:"kind"`
		Reason    string `db:"reason"`
		Channel   string `db:"channel"`
		DecidedAt int64  `db:"decided_at"`
	},
	) error {
		return do(alert.Message{
			ID: r.ID, Key: r.ID, AccountID: r.AccountID, Kind: alert.Kind(r.Kind), Reason: alert.Reason(r.Reason),
			Channel: r.Channel, DecidedAt: instant(r.DecidedAt),
		})
	}, "SELECT id, account_id, kind, reason, channel, decided_at FROM run_alerts WHERE run_id = ? ORDER BY seq", id)
}

// RunFindings calls do for what a run found, in order.
func (s *Store) RunFindings(ctx context.Context, id string, do func(FindingRecord) error) error {
	return each(ctx, s, func(r struct {
		findingRow
		List string `db:"accounts"`
	},
	) error {
		record := r.value()
		if err := json.Unmarshal([]byte(r.List), &record.Accounts); err != nil {
			return fmt.Errorf("read accounts of finding %s: %w", r.Key, err)
		}
		return do(record)
	}, `SELECT f.key, f.account_id, f.day, f.kind, f.direction, f.minutes, f.normal, f.people, f.sentence, f.subject, f.reason, f.at, f.accounts, r.config
		FROM run_findings f JOIN runs r ON r.id = f.run_id WHERE f.run_id = ? ORDER BY f.seq`, id)
}
