package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"engagement/account"
	"engagement/alert"
)

type playRow struct {
	ID        string `db:"id"`
	Name      string `db:"name"`
	AccountID string `db:"account_id"`
	UserID    string `db:"user_id"`
	BegunAt   int64  `db:"begun_at"`
	EndedAt   int64  `db:"ended_at"`
	Outcome   string `db:"outcome"`
}

type stepRow struct {
	PlayID  string      `db:"play_id"`
	N       int         `db:"n"`
	Do      string      `db:"do_what"`
	Through string      `db:"through"`
	Mail    string      `db:"mail"`
	Due     account.Day `db:"due"`
	State   string      `db:"state"`
	UserID  string      `db:"user_id"`
	At      int64       `db:"at"`
}

// BeginPlay keeps a play with its steps, and the message that shows it, in one
// transaction. Where one of that name is open at the account, that one is given back
// and nothing is kept: first is false then. tell makes the message of the play with
// its id.
func (s *Store) BeginPlay(ctx context.Context, p account.Play, tell func(account.Play) alert.Message) (kept account.Play, first bool, err error) {
	open := ""
	err = s.write(ctx, func(t *tx) error {
		kept, first, open = p, false, ""
		var same []string
		if err := t.find(&same, "SELECT id FROM plays WHERE account_id = ? AND name = ? AND ended_at = 0", p.AccountID, p.Name); err != nil {
			return err
		}
		if len(same) > 0 {
			open = same[0]
			return nil
		}
		n, err := t.step("play", 1)
		if err != nil {
			return err
		}
		kept.ID, first = "p"+strconv.FormatInt(n, 10), true
		if _, err := t.exec("INSERT INTO plays (id, name, account_id, user_id, begun_at, ended_at, outcome) VALUES (?, ?, ?, ?, ?, 0, '')",
			kept.ID, p.Name, p.AccountID, p.UserID, millis(p.Begun)); err != nil {
			return err
		}
		for i, step := range p.Steps {
			if _, err := t.exec("INSERT INTO play_steps (play_id, n, do_what, through, mail, due, state, user_id, at) VALUES (?, ?, ?, ?, ?, ?, '', '', 0)",
				kept.ID, i, step.Do, step.Through, step.Mail, step.Due); err != nil {
				return err
			}
		}
		_, err = t.addMessage(tell(kept))
		return err
	})
	if err == nil && open != "" {
		kept, err = s.Play(ctx, open)
	}
	return kept, first, err
}

// Play reads a play by its id; the error is account.ErrNotFound where there is none.
func (s *Store) Play(ctx context.Context, id string) (account.Play, error) {
	all, err := s.plays(ctx, "WHERE p.id = ?", id)
	if err != nil || len(all) > 0 {
		return append(all, account.Play{})[0], err
	}
	return account.Play{}, fmt.Errorf("play %s: %w", id, account.ErrNotFound)
}

// OpenPlays lists the plays that have open steps, the oldest first.
func (s *Store) OpenPlays(ctx context.Context) ([]account.Play, error) {
	return s.plays(ctx, "WHERE p.ended_at = 0")
}

// EachPlay calls do for every play, the oldest first.
func (s *Store) EachPlay(ctx context.Context, do func(account.Play) error) error {
	all, err := s.plays(ctx, "")
	for _, p := range all {
		if err := do(p); err != nil {
			return err
		}
	}
	return err
}

func (s *Store) plays(ctx context.Context, where string, args ...any) ([]account.Play, error) {
	var rows []playRow
	if err := s.read(ctx, &rows, "SELECT p.* FROM plays p "+where+" ORDER BY p.begun_at, p.id {bytes}", args...); err != nil {
		return nil, err
	}
	var steps []stepRow
	if err := s.read(ctx, &steps, "SELECT t.* FROM play_steps t JOIN plays p ON p.id = t.play_id "+where+" ORDER BY t.play_id, t.n", args...); err != nil {
		return nil, err
	}
	by := map[string][]account.PlayStep{}
	for _, r := range steps {
		by[r.PlayID] = append(by[r.PlayID], account.PlayStep{
			Do: r.Do, Through: r.Through, Mail: r.Mail, Due: r.Due, State: account.StepState(r.State), By: r.UserID, At: instant(r.At),
		})
	}
	out := make([]account.Play, len(rows))
	for i, r := range rows {
		out[i] = account.Play{
			ID: r.ID, Name: r.Name, AccountID: r.AccountID, UserID: r.UserID, Begun: instant(r.BegunAt), Ended: instant(r.EndedAt), Outcome: r.Outcome, Steps: by[r.ID],
		}
	}
	return out, nil
}

// TakeStep notes what became of a step, once: the first word counts. With the last
// step the play ends. It gives the play as it is then; first is false where the step
// was taken before, or there is none. What is said about it is kept in the same
// transaction.
func (s *Store) TakeStep(ctx context.Context, id string, n int, state account.StepState, userID string, at time.Time, said ...alert.Message) (p account.Play, first bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		changed, err := t.exec("UPDATE play_steps SET state = ?, user_id = ?, at = ? WHERE play_id = ? AND n = ? AND state = ''", string(state), userID, millis(at), id, n)
		if first = changed == 1; err != nil || !first {
			return err
		}
		if _, err = t.exec("UPDATE plays SET ended_at = ? WHERE id = ? AND NOT EXISTS (SELECT 1 FROM play_steps s WHERE s.play_id = plays.id AND s.state = '')", millis(at), id); err != nil {
			return err
		}
		return t.addMessages(said)
	})
	if err != nil {
		return p, false, err
	}
	p, err = s.Play(ctx, id)
	return p, first, err
}
