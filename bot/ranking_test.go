package bot

import (
	"testing"
	"unicode/utf8"

	"engagement/account"
)

// A phone shows some 40 characters of a table beside the account: the minutes, the
// normal and whose move it is have to be among them.
func TestRankingFitsPhones(t *testing.T) {
	rows := []account.Ranked{{AccountID: "A1", Name: "Acme", Minutes30: 1234567, Minutes7: 123456, Normal7: 12345, Move: "Marketing"}}
	for _, order := range []account.Order{account.ByMinutes, account.ByMoves, account.OnlyMQA} {
		table := RankAnswer{Ranking: account.Ranking{Rows: rows, Total: 1, Fit: 1}, Query: account.RankQuery{Order: order}}.table()
		wide := 0
		for column := 1; column < 5; column++ {
			most := 0
			for _, row := range table {
				most = max(most, utf8.RuneCountInString(row[column]))
			}
			wide += most
		}
		if table[0][4] != "move" || wide > 40 {
			t.Errorf("%s: %d characters up to %q in %q", order, wide, table[0][4], table)
		}
	}
}
