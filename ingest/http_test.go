package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"engagement/account"
)

const secret = "wk_very_secret"

func door(m *memory, woken *int) *Handler {
	return NewHandler(HTTPOptions{
		Store: m, Policy: DefaultPolicy(), Now: clock, Keys: []WriteKey{{Key: "other"}, {Key: secret, Source: "site"}},
		OnRecorded: func() { *woken++ },
	})
}

func post(h http.Handler, body string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/v1/activities", strings.NewReader(body))
	r.SetBasicAuth(secret, "")
	for _, f := range change {
		f(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestActivitiesOverHTTP(t *testing.T) {
	one := `{"id":"1","occurred_at":"2026-06-14T10:00:00Z","type":"open","email":"ann@acme.com"}`
	two := `{"occurred_at":1781430000,"type":"open","email":"x@nowhere.org"}`
	bad := `{"occurred_at":"2026-06-14 10:00","type":"open"}`
	packed := func(r *http.Request) { r.Header.Set("Content-Encoding", "gzip") }
	for _, c := range []struct {
		name, body string
		change     func(*http.Request)
		status     int
		says       string
		woken      int
	}{
		{"one", one, nil, 200, `{"recorded":1,"duplicate":0,"unmatched":0,"quarantined":0}`, 1},
		{"one, written over lines", strings.ReplaceAll(one, ",", ",\n"), nil, 200, `"recorded":1,`, 1},
		{"array", "[" + one + "," + two + "," + bad + "]", nil, 200, `{"recorded":2,"duplicate":0,"unmatched":1,"quarantined":1}`, 1},
		{"lines", one + "\n\n" + one + "\nnot json\n", nil, 200, `{"recorded":1,"duplicate":1,"unmatched":0,"quarantined":1}`, 1},
		{"gzip", gzipped(t, two+"\n"+two), packed, 200, `"recorded":2,`, 1},
		{"empty array", "[]", nil, 200, `"recorded":0,`, 0},
		{"bearer", one, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+secret) }, 200, `"recorded":1`, 1},
		{"odd content type", one, func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, 200, `"recorded":1`, 1},
		{"nothing parses", bad + "\n[]", nil, 400, `"faults":[{"line":1,"reason":"occurred_at: time \"2026-06-14 10:00\" has no time zone; write it like 2026-03-31T15:04:05Z"},{"line":2,`, 0},
		{"ambiguous time", `{"occurred_at":"1/2/2026","type":"x"}`, nil, 400, "day/month", 0},
		{"empty", " ", nil, 400, "it is empty", 0},
		{"broken array", "[" + one + ",", nil, 400, "breaks off", 0},
		{"text after the array", "[] x", nil, 400, "wrong after byte", 0},
		{"broken gzip", gzipped(t, one)[:20], packed, 400, "gzip is damaged", 0},
		{"wrong key", one, func(r *http.Request) { r.SetBasicAuth("guess-123", "") }, 401, "no valid write key", 0},
		{"empty key", one, func(r *http.Request) { r.SetBasicAuth("", "") }, 401, "no valid write key", 0},
		{"no key", one, func(r *http.Request) { r.Header.Del("Authorization") }, 401, "write key of [ingest.http]", 0},
		{"GET", "", func(r *http.Request) { r.Method = http.MethodGet }, 405, "with POST", 0},
		{"elsewhere", one, func(r *http.Request) { r.URL.Path = "/v1/other" }, 404, "POST /v1/activities", 0},
		{"too long", strings.Repeat(" ", MaxPacked+1), nil, 413, "4 MiB", 0},
		{"bomb", gzipped(t, strings.Repeat(" ", MaxUnpacked+1)), packed, 413, "32 MiB", 0},
		{"too many", strings.Repeat("{}\n", MaxItems+1), nil, 413, "10000 activities", 0},
		{"too many in an array", "[" + strings.Repeat("{},", MaxItems) + "{}]", nil, 413, "10000 activities", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newMemory()
			m.dir.Accounts = []account.Account{{ID: "A1", Domains: []string{"acme.com"}}}
			woken := 0
			w := post(door(m, &woken), c.body, func(r *http.Request) {
				if c.change != nil {
					c.change(r)
				}
			})
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) || woken != c.woken {
				t.Errorf("answer is %d %.500s (woken %d), want %d with %s", w.Code, w.Body, woken, c.status, c.says)
			}
			if c.status != 200 && !strings.Contains(w.Body.String(), `"try":"`) {
				t.Errorf("answer %s does not say what to do", w.Body)
			}
			if !json.Valid(w.Body.Bytes()) || strings.Contains(w.Body.String(), secret) || strings.Contains(w.Body.String(), "guess-123") {
				t.Errorf("answer %s is not JSON or tells a key", w.Body)
			}
			if c.status != 200 && len(m.activities)+len(m.faults) > 0 {
				t.Errorf("a refused request left %d activities and %d faults", len(m.activities), len(m.faults))
			}
		})
	}
}

func TestHTTPRepeatsAddNothing(t *testing.T) {
	m, woken := newMemory(), 0
	h := door(m, &woken)
	body := strings.Repeat(`{"occurred_at":"2026-06-14T10:00:00Z","type":"open"}`+"\n", 3)
	for i, want := range []string{`{"recorded":3,"duplicate":0,`, `{"recorded":0,"duplicate":3,`} {
		if w := post(h, body); !strings.Contains(w.Body.String(), want) {
			t.Errorf("request %d: %s, want %s", i, w.Body, want)
		}
	}
	if woken != 1 {
		t.Errorf("woken %d times, want once", woken)
	}
	for _, a := range m.activities {
		if a.Source != "site" || !a.Live {
			t.Errorf("activity is %+v, want source site, live", a)
		}
	}
}

func TestHTTPFaultsCanBeRetried(t *testing.T) {
	m, woken := newMemory(), 0
	h := door(m, &woken)
	body := `{"occurred_at":"2026-06-14T10:00:00Z","type":"open"}` + "\n" + `{"occurred_at":"2029-01-01T00:00:00Z","type":"open"}`
	if w := post(h, body); !strings.Contains(w.Body.String(), `"quarantined":1`) {
		t.Fatalf("answer is %s", w.Body)
	}
	sum, err := Retry(t.Context(), m, Options{Now: clock, Accept: true}, m.faults)
	if err != nil || sum.New != 1 {
		t.Fatalf("retry: %v, %v", sum, err)
	}
	for _, a := range m.activities {
		if a.Source != "site" {
			t.Errorf("source is %q, want that of the key", a.Source)
		}
	}
}

func TestHTTPFollowsTheDirectory(t *testing.T) {
	m, woken := newMemory(), 0
	h := door(m, &woken)
	send := func(id, want string) {
		t.Helper()
		body := `{"id":"` + id + `","occurred_at":"2026-06-14T10:00:00Z","type":"open","domain":"acme.com"}`
		if w := post(h, body); w.Code != 200 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("answer is %d %s, want %s", w.Code, w.Body, want)
		}
	}
	send("1", `"unmatched":1`)
	m.dir = account.Directory{Version: 5, Accounts: []account.Account{{ID: "A1", Domains: []string{"acme.com"}}}}
	send("2", `"unmatched":0`)
	m.beforeRecord = func(int) error {
		m.dir.Version++
		return nil
	}
	body := `{"occurred_at":"2026-06-14T10:00:00Z","type":"open"}`
	if w := post(h, body); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("answer is %d %s, want 503 with Retry-After", w.Code, w.Body)
	}
}

func TestHTTPKeepsServerErrorsToItself(t *testing.T) {
	m := newMemory()
	m.beforeRecord = func(int) error { return errors.New("disk sda1 is full") }
	var log bytes.Buffer
	h := NewHandler(HTTPOptions{Store: m, Keys: []WriteKey{{Key: secret}}, Now: time.Now, Log: slog.New(slog.NewTextHandler(&log, nil))})
	w := post(h, `{"occurred_at":"2026-06-14T10:00:00Z","type":"open"}`)
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "sda1") || !strings.Contains(log.String(), "sda1") || strings.Contains(log.String(), secret) {
		t.Errorf("answer is %d %s, log %q", w.Code, w.Body, log.String())
	}
}

// Law: whatever is sent, the answer is JSON with a status of the table, and
// what was not answered with 200 left nothing behind.
func FuzzHTTPBody(f *testing.F) {
	for _, seed := range []string{`{"occurred_at":1781430000,"type":"x"}`, `[{},1]`, "{}\n[", "\x1f\x8b\x08", `{"a":{"b":[null,{}]}}`, "null", "5"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		m, woken := newMemory(), 0
		w := post(door(m, &woken), body)
		if w.Code != 200 && w.Code != 400 && w.Code != 413 || !json.Valid(w.Body.Bytes()) {
			t.Fatalf("answer is %d %q", w.Code, w.Body)
		}
		if w.Code != 200 && len(m.activities)+len(m.faults) > 0 {
			t.Fatalf("status %d left something behind", w.Code)
		}
	})
}
