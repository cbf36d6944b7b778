package bench

import (
	"bufio"
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"engagement/account"
	"engagement/scoring"
	"engagement/store"
)

// filler writes rows past the store, many to a statement: the company is too
// large to go in by the front door each time.
type filler struct {
	tx      *sql.Tx
	head    string
	columns int
	args    []any
	err     error
}

const fillRows = 50

func (f *filler) add(values ...any) {
	f.args = append(f.args, values...)
	if f.columns = len(values); len(f.args) >= fillRows*f.columns {
		f.flush()
	}
}

func (f *filler) flush() {
	if len(f.args) == 0 || f.err != nil {
		return
	}
	row := "(" + strings.TrimSuffix(strings.Repeat("?,", f.columns), ",") + "),"
	_, f.err = f.tx.Exec(f.head+strings.TrimSuffix(strings.Repeat(row, len(f.args)/f.columns), ","), f.args...)
	f.args = f.args[:0]
}

// made is the company's database: a new one, or, where ENGAGEMENT_BENCH_DIR
// names a folder to keep it in, the one that is there. rows.csv beside it holds
// the same activities for others.
func (c Company) made(tb testing.TB) (file string) {
	tb.Helper()
	dir := os.Getenv("ENGAGEMENT_BENCH_DIR")
	if dir == "" {
		dir = tb.TempDir()
	}
	dir = filepath.Join(dir, fmt.Sprintf("company-%d-%d-%d", c.Accounts, c.People, c.Activities))
	file = filepath.Join(dir, "engagement.db")
	if _, err := os.Stat(filepath.Join(dir, "ready")); err == nil {
		return file
	}
	if err := errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o755)); err != nil {
		tb.Fatal(err)
	}
	w := newSheets(tb, dir)
	c.database(tb, dir, w.account)
	w.close()
	writePolicy(tb, dir, scoring.DefaultPolicy())
	if err := os.WriteFile(filepath.Join(dir, "ready"), nil, 0o644); err != nil {
		tb.Fatal(err)
	}
	return file
}

// forget throws the journals of a database away, so that the next scoring is from
// rows.
func forget(tb testing.TB, file string) {
	tb.Helper()
	db, err := sql.Open("sqlite3", "file:"+file)
	if err != nil {
		tb.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("DELETE FROM bookmarks; DELETE FROM chapters; DELETE FROM journals"); err != nil {
		tb.Fatal(err)
	}
}

// sheets are the company as CSV files: accounts with what scoring makes of them,
// people with their levels, and rows.
type sheets struct {
	tb                     testing.TB
	files                  []*os.File
	accounts, people, rows *bufio.Writer
}

func newSheets(tb testing.TB, dir string) *sheets {
	s := &sheets{tb: tb}
	for name, to := range map[string]**bufio.Writer{"accounts.csv": &s.accounts, "people.csv": &s.people, "rows.csv": &s.rows} {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			tb.Fatal(err)
		}
		s.files, *to = append(s.files, f), bufio.NewWriterSize(f, 1<<20)
	}
	fmt.Fprintln(s.accounts, "account_id,tier,employees")
	fmt.Fprintln(s.people, "contact_id,level")
	fmt.Fprintln(s.rows, "account_id,contact_id,occurred_at,id,type,url,asset,minutes")
	return s
}

// writePolicy writes types with their caps, levels with their weights, and the pairs
// of types that count once.
func writePolicy(tb testing.TB, dir string, p scoring.Policy) {
	var types, levels, pairs strings.Builder
	types.WriteString("name,base,exact,exact_percent,event,counts,paired,pool_milli")
	for _, n := range []string{"c1", "c2"} {
		fmt.Fprintf(&types, ",%[1]s_count,%[1]s_milli,%[1]s_days,%[1]s_key,%[1]s_account", n)
	}
	types.WriteString("\n")
	pairs.WriteString("one,other\n")
	for name, t := range p.Types {
		pool := account.Milli(0)
		if t.Pool != "" {
			pool = p.Pools[t.Pool][0].Minutes
		}
		paired := false
		for other := range p.Types {
			for _, d := range p.Doubles.Pairs {
				one := func(glob, name string) bool { ok, err := path.Match(glob, name); return ok && err == nil }
				if name != other && (one(d.One, name) && one(d.Other, other) || one(d.Other, name) && one(d.One, other)) {
					fmt.Fprintf(&pairs, "%s,%s\n", name, other)
					paired = true
				}
			}
		}
		fmt.Fprintf(&types, "%s,%d,%v,%d,%v,%v,%v,%d", name, t.Minutes, t.Exact, cmp.Or(t.Percent, 100), t.Event, slices.Contains(p.MQA.Groups, t.Group), paired, pool)
		caps := append(slices.Clone(t.Caps), make([]scoring.Cap, 2)...)
		for _, c := range caps[:2] {
			fmt.Fprintf(&types, ",%d,%d,%d,%q,%v", c.Count, c.Minutes, c.Days, c.Key, c.Account)
		}
		types.WriteString("\n")
	}
	levels.WriteString("level,percent\n")
	for level, percent := range p.Weights.Level {
		fmt.Fprintf(&levels, "%s,%d\n", level, percent)
	}
	for name, text := range map[string]string{"types": types.String(), "levels": levels.String(), "pairs": pairs.String()} {
		if err := os.WriteFile(filepath.Join(dir, name+".csv"), []byte(text), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
}

func (s *sheets) account(_ int, f *scoring.Facts) {
	fmt.Fprintf(s.accounts, "%s,%s,%d\n", f.Account.ID, f.Account.Tier, f.Account.Employees)
	for _, p := range f.People {
		fmt.Fprintf(s.people, "%s,%s\n", p.ID, p.Role().Level)
	}
	for i := range f.Activities {
		a := &f.Activities[i]
		fmt.Fprintf(s.rows, "%s,%s,%d,%s,%s,%s,%s,%d\n", a.Match.AccountID, a.Match.ContactID, a.OccurredAt.UnixMilli(), a.ID, a.Type, a.URL, a.Asset, a.Minutes)
	}
}

func (s *sheets) close() {
	for _, w := range []*bufio.Writer{s.accounts, s.people, s.rows} {
		if err := w.Flush(); err != nil {
			s.tb.Fatal(err)
		}
	}
	for _, f := range s.files {
		if err := f.Close(); err != nil {
			s.tb.Fatal(err)
		}
	}
}

// taken drops the indexes of a table that its constraints do not need, and gives the
// statements that make them again.
func taken(tb testing.TB, db *sql.DB, table string) (again []string) {
	tb.Helper()
	rows, err := db.Query("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", table)
	if err != nil {
		tb.Fatal(err)
	}
	var names []string
	for rows.Next() {
		var name, statement string
		if err := rows.Scan(&name, &statement); err != nil {
			tb.Fatal(err)
		}
		names, again = append(names, name), append(again, statement)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		tb.Fatal(err)
	}
	for _, name := range names {
		if _, err := db.Exec("DROP INDEX " + name); err != nil {
			tb.Fatal(err)
		}
	}
	return again
}

// database writes the company into a new SQLite file, as imports would have left
// it, and calls also with every account, in order. Nothing is scored yet.
func (c Company) database(tb testing.TB, dir string, also func(k int, f *scoring.Facts)) (file string) {
	tb.Helper()
	file = filepath.Join(dir, "engagement.db")
	check := func(err error) {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
	}
	s, err := store.Open(tb.Context(), "sqlite:"+file, func(string, ...any) {})
	check(err)
	check(s.Close())
	db, err := sql.Open("sqlite3", "file:"+file+"?_journal_mode=OFF&_synchronous=OFF&_cache_size=-400000")
	check(err)
	db.SetMaxOpenConns(1)
	defer db.Close()
	indexes := taken(tb, db, "activities")
	tx, err := db.Begin()
	check(err)
	into := func(table string) *filler { return &filler{tx: tx, head: "INSERT INTO " + table + " VALUES "} }
	accounts, contacts, links, identities, activities := into("accounts"), into("contacts"), into("links"), into("identities"), into("activities")
	people, sizes := c.Sizes(c.People), c.Sizes(c.Activities)
	seq, identity := int64(0), int64(0)
	for k := range c.Accounts {
		f := c.Facts(k, people[k], sizes[k])
		if also != nil {
			also(k, &f)
		}
		a := f.Account
		accounts.add(a.ID, a.Name, a.Domains[0], "", a.Tier, "", "", a.Employees, "", "", a.Owner, "", "", "", "", "")
		who := map[string]int64{}
		known := func(key, domain, contact string, method account.Method) int64 {
			if who[key] == 0 {
				identity++
				who[key] = identity
				email := ""
				if contact != "" {
					email = contact + "@" + a.Domains[0]
				}
				i := account.Identity{ContactRef: contact, Email: email, Domain: domain}
				identities.add(identity, i.Key(), "", contact, email, domain, "", contact, a.ID, string(method), 95, "", "")
			}
			return who[key]
		}
		for _, p := range f.People {
			contacts.add(p.ID, p.ID+"@"+a.Domains[0], "", p.Title, "", "", "", "", "", "", "", 0, 0, "")
			links.add(p.ID, a.ID, 0, 0)
		}
		for i := range f.Activities {
			v := &f.Activities[i]
			by := known(v.Match.ContactID, a.Domains[0], v.Match.ContactID, v.Match.Method)
			seq++
			activities.add(seq, v.Source, v.ID, v.OccurredAt.UnixMilli(), v.RecordedAt.UnixMilli(), v.Type, int64(v.Minutes), "", v.URL, v.Asset, "", "", 0, 0,
				by, a.ID, v.Match.ContactID, "", 0)
		}
	}
	for _, f := range []*filler{accounts, contacts, links, identities, activities} {
		f.flush()
		check(f.err)
	}
	_, err = tx.Exec(`UPDATE counters SET value = ? WHERE name = 'activity'; UPDATE counters SET value = ? WHERE name = 'identity';
		UPDATE counters SET value = 1 WHERE name IN ('directory', 'rematched')`, seq, identity)
	check(err)
	check(tx.Commit())
	for _, index := range indexes {
		_, err = db.Exec(index)
		check(err)
	}
	return file
}
