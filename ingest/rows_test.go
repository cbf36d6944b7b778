package ingest

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"engagement/account"
)

func gzipped(t testing.TB, s string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func utf16Text(s string, big, bom bool) string {
	units := utf16.Encode([]rune(s))
	if bom {
		units = append([]uint16{0xfeff}, units...)
	}
	var b []byte
	for _, u := range units {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return string(b)
}

func TestRowsAreReadByContent(t *testing.T) {
	const table = "Id,Full Name\n1,Müller\n2,\"Öz, Ali\"\n"
	legacy, err := charmap.Windows1252.NewEncoder().String(table)
	if err != nil {
		t.Fatal(err)
	}
	want := []Row{
		{Line: 2, Fields: map[string]string{"id": "1", "full_name": "Müller"}},
		{Line: 3, Fields: map[string]string{"id": "2", "full_name": "Öz, Ali"}},
	}
	semicolon := "Id;Full-Name\r\n1;Müller\r\n2;Öz, Ali\r\n"
	for name, content := range map[string]string{
		"UTF-8":                     table,
		"UTF-8 with mark":           "\ufeff" + table,
		"Windows-1252":              legacy,
		"UTF-16 LE with mark":       utf16Text(table, false, true),
		"UTF-16 BE with mark":       utf16Text(table, true, true),
		"UTF-16 LE without":         utf16Text(table, false, false),
		"UTF-16 BE without":         utf16Text(table, true, false),
		"gzip":                      gzipped(t, table),
		"gzip of UTF-16":            gzipped(t, utf16Text(table, false, true)),
		"semicolons, CRLF":          semicolon,
		"semicolons, said by Excel": "sep=;\r\n" + semicolon,
		"tabs":                      "ID\tfull name\n1\tMüller\n2\tÖz, Ali\n",
		"no newline at the end":     strings.TrimSuffix(table, "\n"),
		"spaces around quotes":      "id , full name\n1, \"Müller\" \n2, \"Öz, Ali\"\n",
	} {
		t.Run(name, func(t *testing.T) {
			want := want
			if strings.Contains(name, "Excel") {
				want = []Row{{Line: 3, Fields: want[0].Fields}, {Line: 4, Fields: want[1].Fields}}
			}
			got, bad := readAll(t, "x.csv", content, RowOptions{})
			if diff := cmp.Diff(want, got); diff != "" || len(bad) > 0 {
				t.Errorf("rows (-want +got):\n%s\nfaults: %v", diff, bad)
			}
		})
	}
}

func TestRowsKeepLineNumbers(t *testing.T) {
	got, bad := readAll(t, "x.csv", "a,b\n\n1,\"two\r\nlines \"\"quoted\"\"\"\n3\n4,5\n6,\"x\" y\n7,8,9\n10,11,\n12,\"open\n13,14\n", RowOptions{})
	want := []Row{
		{3, map[string]string{"a": "1", "b": "two\nlines \"quoted\""}},
		{6, map[string]string{"a": "4", "b": "5"}},
		{9, map[string]string{"a": "10", "b": "11"}},
		{11, map[string]string{"a": "13", "b": "14"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	var lines []int
	for _, b := range bad {
		lines = append(lines, b.Line)
	}
	if diff := cmp.Diff([]int{5, 7, 8, 10}, lines); diff != "" {
		t.Errorf("faults (-want +got):\n%s\n%v", diff, bad)
	}
}

func TestRowsOfJSONAreFlat(t *testing.T) {
	got, bad := readAll(t, "x.jsonl", `{"ID":7,"Props":{"Plan Name":"pro","n":1.50,"deep":{"x":true}},"tags":["a",null,"b"],"none":null,"list":[{"k":1}]}
[1]

{"id": 8} x
{"id":"a\u0000b"}
not json`, RowOptions{})
	want := []Row{
		{1, map[string]string{"id": "7", "props.plan_name": "pro", "props.n": "1.50", "props.deep.x": "true", "tags": "a;b", "list": `{"k":1}`}},
		{5, map[string]string{"id": "ab"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if len(bad) != 3 || bad[0].Line != 2 || bad[1].Line != 4 || bad[2].Line != 6 {
		t.Errorf("faults are %v, want lines 2, 4 and 6", bad)
	}
}

func TestRowsRename(t *testing.T) {
	opt := RowOptions{Map: map[string]string{"email": "Work E-Mail", "id": "work_e_mail", "name": "who"}, Columns: []string{"id", "email", "name"}}
	want := []Row{{2, map[string]string{"email": "a@b.com", "id": "a@b.com", "name": "Ann", "name_2": "private", "other": "x"}}}
	got, _ := readAll(t, "x.csv", "work e mail,who,Name,other\na@b.com,Ann,private,x\n", opt)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("CSV (-want +got):\n%s", diff)
	}
	want[0].Line = 1
	got, _ = readAll(t, "x", `{"Work E-Mail":"a@b.com","who":"Ann","name":"private","other":"x"}`, opt)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("JSON (-want +got):\n%s", diff)
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	needs := RowOptions{Needs: Activities.needs(), Columns: Activities.Columns()}
	mapped := RowOptions{Map: map[string]string{"email": "mail"}, Columns: Activities.Columns()}
	for name, c := range map[string]struct {
		file, content string
		opt           RowOptions
		says          string
	}{
		"empty":                {"x.csv", "", needs, "x.csv is empty"},
		"blank":                {"x.csv", "\n \n", needs, "x.csv is empty"},
		"workbook":             {"x.xlsx", "PK\x03\x04abc", needs, "save the sheet as CSV"},
		"binary":               {"x.bin", "\x7fELF\x02\x00\x00\x00\x01\x02\x03\x04", needs, "not a text file"},
		"array":                {"x.json", "[\n{}]", needs, "one object a line"},
		"broken gzip":          {"x.gz", "\x1f\x8b\x00", needs, "copy the file again"},
		"cut gzip":             {"x.gz", gzipped(t, strings.Repeat("abc,", 9000))[:40], needs, "copy the file again"},
		"no such column":       {"x.csv", "id,e-mail\n", mapped, `line 1: there is no column "mail" to map to email; the columns are id, e_mail`},
		"no such key":          {"x.jsonl", `{"a":1}`, mapped, `there is no column "mail" to map to email; the columns are a`},
		"no such own column":   {"x.csv", "id\n", RowOptions{Map: map[string]string{"emial": "id"}, Columns: []string{"id"}}, "is not one of our columns"},
		"needed column":        {"x.csv", "id,type,when\n", needs, "--map occurred_at=THEIRS"},
		"header that is open":  {"x.csv", "id,\"type\n", needs, "line 1: the header cannot be read"},
		"sep line and no more": {"x.csv", "sep=;", needs, "no header follows"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := OpenRows(c.file, strings.NewReader(c.content), c.opt)
			if err == nil || !strings.Contains(err.Error(), c.says) || !errors.Is(err, account.ErrInvalid) {
				t.Errorf("error is %v, want account.ErrInvalid with %q", err, c.says)
			}
		})
	}
	if rows, bad := readAll(t, "x.jsonl", "", needs); len(rows)+len(bad) > 0 {
		t.Errorf("an empty file of JSON lines has rows: %v %v", rows, bad)
	}
}

func TestRowsThatBreakOffSayWhere(t *testing.T) {
	packed := gzipped(t, "id,v\n"+strings.Repeat("1,abcdefgh\n", 100_000))
	rows, err := OpenRows("x.csv.gz", strings.NewReader(packed[:len(packed)-20]), RowOptions{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for err == nil {
		_, err = rows.Next()
		n++
	}
	if n < 1000 || errors.Is(err, io.EOF) || !strings.Contains(err.Error(), "x.csv.gz line ") {
		t.Errorf("after %d rows the error is %v, want one that names the line", n, err)
	}
}

func TestLongRowsAreRefusedAndPassed(t *testing.T) {
	rows, bad := readAll(t, "x.csv", "a,b\n1,"+strings.Repeat("x", 2*maxRecord)+"\n2,y\n3,\""+strings.Repeat("line\n", maxRecord/4)+"\n", RowOptions{})
	if len(rows) == 0 || rows[0].Fields["a"] != "2" {
		t.Errorf("rows are %d, want the one in the middle first", len(rows))
	}
	if len(bad) < 2 || bad[0].Line != 2 || bad[1].Line != 4 {
		t.Errorf("faults are %.200v, want lines 2 and 4", bad)
	}
}

// Law: reading never panics, never stalls, goes forward, and every line that
// is not blank ends up in a row or a fault.
func FuzzRows(f *testing.F) {
	for _, seed := range []string{
		"a,b\n1,2\n", "a;b\n\"x\n", "{\"a\":{\"b\":[1]}}\n{", "a\tb\n\"\"\"\t\"\n", "\xff\xfea\x00\n\x00", "a,a,\n1,2,3",
		"sep=,\na\n\"b\"c\nd", "a\r\n\r\n\x00\r\n", "\x1f\x8b", "a,b\n1,\"2\n3\"\n4,5",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		rows, err := OpenRows("x", strings.NewReader(content), RowOptions{})
		if err != nil {
			return
		}
		_, isCSV := rows.source.(*csvRows)
		last, count := 0, 0
		for {
			row, err := rows.Next()
			var bad *RowError
			switch {
			case errors.As(err, &bad):
				row = Row{Line: bad.Line, Fields: bad.Fields}
			case errors.Is(err, io.EOF):
				plain := strings.Trim(content, "abcdefghijklmnopqrstuvwxyz0123456789,;{}:\n") == ""
				lines := 0
				for l := range strings.Lines(content) {
					if strings.TrimSpace(l) != "" {
						lines++
					}
				}
				if isCSV {
					lines--
				}
				if plain && count != lines && !strings.HasPrefix(content, "sep=") {
					t.Fatalf("%d rows and faults of %d lines", count, lines)
				}
				return
			case err != nil:
				return
			}
			if row.Line <= last {
				t.Fatalf("line %d after line %d", row.Line, last)
			}
			last = row.Line
			if count++; count > len(content) {
				t.Fatal("more rows than bytes")
			}
			for name, value := range row.Fields {
				if name == "" || value == "" && name != rawField {
					t.Fatalf("empty field %q=%q", name, value)
				}
			}
		}
	})
}
