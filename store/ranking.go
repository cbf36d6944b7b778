package store

import (
	"context"

	"engagement/account"
)

// Standings calls do for what lists say of every account, by id, with the config
// it was scored under; of one that was never scored nothing but who it is.
func (s *Store) Standings(ctx context.Context, do func(r account.Ranked, about account.Account, config string) error) error {
	return each(ctx, s, func(row struct {
		accountRow
		Day       account.Day `db:"day"`
		Grade     int         `db:"grade"`
		Stage     string      `db:"stage"`
		MQA       int64       `db:"mqa"`
		MQASince  account.Day `db:"mqa_since"`
		Minutes7  int64       `db:"minutes_7d"`
		Minutes30 int64       `db:"minutes_30d"`
		Minutes90 int64       `db:"minutes_90d"`
		Normal7   int64       `db:"normal_7d"`
		Heat      int64       `db:"heat"`
		People    int         `db:"people_90d"`
		Direction string      `db:"direction"`
		Move      string      `db:"move"`
		Config    string      `db:"config"`
	},
	) error {
		about, err := row.value()
		if err != nil {
			return err
		}
		return do(account.Ranked{
			AccountID: about.ID, Name: about.Name, Owner: about.Owner, Tier: about.Tier, Day: row.Day, Grade: row.Grade, Stage: row.Stage,
			MQA: row.MQA == 1, MQASince: row.MQASince, Minutes7: account.Milli(row.Minutes7), Minutes30: account.Milli(row.Minutes30),
			Minutes90: account.Milli(row.Minutes90), Normal7: account.Milli(row.Normal7), Heat: account.Milli(row.Heat), People90: row.People,
			Direction: account.Direction(row.Direction), Move: row.Move,
		}, about, row.Config)
	}, `SELECT a.*, COALESCE(s.day, 0) AS day, COALESCE(s.grade, 0) AS grade, COALESCE(s.stage, '') AS stage, COALESCE(s.mqa, 0) AS mqa,
		COALESCE(s.mqa_since, 0) AS mqa_since, COALESCE(s.minutes_7d, 0) AS minutes_7d, COALESCE(s.minutes_30d, 0) AS minutes_30d,
		COALESCE(s.minutes_90d, 0) AS minutes_90d, COALESCE(s.normal_7d, 0) AS normal_7d, COALESCE(s.heat, 0) AS heat,
		COALESCE(s.people_90d, 0) AS people_90d, COALESCE(s.direction, '') AS direction, COALESCE(s.move, '') AS move, COALESCE(s.config, '') AS config
		FROM accounts a LEFT JOIN scores s ON s.account_id = a.id ORDER BY a.id {bytes}`)
}
