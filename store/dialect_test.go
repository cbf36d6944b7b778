package store

import "testing"

func TestTextForEachDatabase(t *testing.T) {
	const query = "SELECT a FROM t WHERE b = ? AND c IN (?) AND d >= ? ORDER BY e {bytes} LIMIT ?"
	for url, want := range map[string]string{
		"sqlite:x.db":          "SELECT a FROM t WHERE b = +? AND c IN (?) AND d >= ? ORDER BY e COLLATE BINARY LIMIT +?",
		"postgres://localhost": `SELECT a FROM t WHERE b = $1 AND c IN ($2) AND d >= $3 ORDER BY e COLLATE "C" LIMIT $4`,
	} {
		d, err := dialectOf(url)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.text(query); got != want {
			t.Errorf("for %s: %s, want %s", url, got, want)
		}
	}
}
