package store

import (
	"context"
	"maps"
	"slices"

	"engagement/account"
	"engagement/alert"
)

// EachState calls do for the state of every account, by id.
func (s *Store) EachState(ctx context.Context, do func(alert.State) error) error {
	return s.eachState(ctx, do, `SELECT s.account_id, s.version, s.mqa, s.mqa_since, s.mqa_out, s.stage, s.stage_since,
		COALESCE(c.center, '') AS center, COALESCE(c.mqa, 0) AS center_mqa, COALESCE(c.mqa_since, 0) AS center_since, COALESCE(c.mqa_out, 0) AS center_out
		FROM states s LEFT JOIN center_states c ON c.account_id = s.account_id ORDER BY s.account_id {bytes}, c.center {bytes}`)
}

// RunStates calls do for the state in which a run left every account.
func (s *Store) RunStates(ctx context.Context, id string, do func(alert.State) error) error {
	return s.eachState(ctx, do, `SELECT s.account_id, s.version, s.mqa, s.mqa_since, s.mqa_out, s.stage, s.stage_since,
		COALESCE(c.center, '') AS center, COALESCE(c.mqa, 0) AS center_mqa, COALESCE(c.mqa_since, 0) AS center_since, COALESCE(c.mqa_out, 0) AS center_out
		FROM run_states s LEFT JOIN run_center_states c ON c.run_id = s.run_id AND c.account_id = s.account_id
		WHERE s.run_id = ? ORDER BY s.account_id {bytes}, c.center {bytes}`, id)
}

// eachState puts the rows of an account, one for each of its buying centers,
// together.
func (s *Store) eachState(ctx context.Context, do func(alert.State) error, query string, args ...any) error {
	var now *alert.State
	if err := each(ctx, s, func(r struct {
		stateRow
		Center      string      `db:"center"`
		CenterMQA   int64       `db:"center_mqa"`
		CenterSince account.Day `db:"center_since"`
		CenterOut   account.Day `db:"center_out"`
	},
	) error {
		if now == nil || now.AccountID != r.AccountID {
			if now != nil {
				if err := do(*now); err != nil {
					return err
				}
			}
			state := r.value()
			now = &state
		}
		if r.Center != "" {
			if now.Centers == nil {
				now.Centers = map[string]alert.CenterState{}
			}
			now.Centers[r.Center] = alert.CenterState{MQA: r.CenterMQA == 1, MQASince: r.CenterSince, MQAOut: r.CenterOut}
		}
		return nil
	}, query, args...); err != nil || now == nil {
		return err
	}
	return do(*now)
}

func (s *Store) saveRunStates(ctx context.Context, id string, states []alert.State) error {
	if err := saveRun(ctx, s, "run_states (run_id, account_id, version, mqa, mqa_since, mqa_out, stage, stage_since)", id, 8, states, func(_ int64, v *alert.State) ([]any, error) {
		return []any{v.AccountID, v.Version, flag(v.MQA), v.MQASince, v.MQAOut, v.Stage, v.StageSince}, nil
	}); err != nil {
		return err
	}
	type centerState struct {
		accountID, center string
		alert.CenterState
	}
	var centers []centerState
	for _, state := range states {
		for _, name := range slices.Sorted(maps.Keys(state.Centers)) {
			centers = append(centers, centerState{state.AccountID, name, state.Centers[name]})
		}
	}
	return saveRun(ctx, s, "run_center_states (run_id, account_id, center, mqa, mqa_since, mqa_out)", id, 6, centers, func(_ int64, c *centerState) ([]any, error) {
		return []any{c.accountID, c.center, flag(c.MQA), c.MQASince, c.MQAOut}, nil
	})
}
