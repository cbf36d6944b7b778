package bot

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"engagement/account"
	"engagement/alert"
)

// constants lists the constants of a type that package alert names.
func constants(t *testing.T, typ string) map[string]string {
	t.Helper()
	paths, err := filepath.Glob("../alert/*.go")
	if err != nil || len(paths) == 0 {
		t.Fatalf("package alert: %v", err)
	}
	out := map[string]string{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if of, ok := spec.Type.(*ast.Ident); !ok || of.Name != typ || len(spec.Values) != 1 {
				return true
			}
			if literal, ok := spec.Values[0].(*ast.BasicLit); ok {
				value, err := strconv.Unquote(literal.Value)
				if err != nil {
					t.Fatal(err)
				}
				out[spec.Names[0].Name] = value
			}
			return true
		})
	}
	return out
}

// Every reason and every kind of package alert has its words.
func TestReasonsHaveWords(t *testing.T) {
	all := constants(t, "Reason")
	if len(all) < 25 || all["OverBudget"] != "over_budget" {
		t.Fatalf("found %d reasons: %v", len(all), all)
	}
	for name, value := range all {
		if said := ReasonSaid(alert.Reason(value)); said == mrkdwn(value, labelRunes) || len(said) < 10 {
			t.Errorf("alert.%s has no words: %q", name, said)
		}
	}
	if len(reasons) != len(all) {
		t.Errorf("words for %d reasons, there are %d", len(reasons), len(all))
	}
	for name, value := range constants(t, "Kind") {
		if kinds[alert.Kind(value)] == "" {
			t.Errorf("alert.%s has no words", name)
		}
	}
	for _, k := range alert.Budgeted() {
		if kinds[k] == "" {
			t.Errorf("%s has no words", k)
		}
	}
	if got := ReasonSaid("<new>"); got != "&lt;new&gt;" {
		t.Errorf("a reason nobody knows is %q", got)
	}
}

// trailSamples are audits with everything in them, and with nothing.
func trailSamples(a Answer) map[string]Message {
	now := time.Date(2026, 3, 31, 18, 30, 0, 0, time.UTC)
	message := func(k alert.Kind, channel string) alert.Message {
		return alert.Message{Kind: k, Channel: channel, DecidedAt: now.Add(-2 * time.Hour)}
	}
	full := TrailAnswer{
		Account: a.Account, Today: newYear, Now: now, Zone: time.UTC, All: 31, Sent: 2,
		Decisions: []alert.Verdict{
			{Kind: alert.KindMQA, Reason: alert.OverBudget, Value: 146 * account.Minute, Threshold: 90 * account.Minute, At: now},
			{Kind: alert.Kind(account.Surge), Sent: true, Reason: alert.Found, Value: 61 * account.Minute, Threshold: 14 * account.Minute, At: now.Add(-26 * time.Hour)},
			{Kind: alert.KindActNow, Sent: true, Reason: alert.Requested, Value: 30 * account.Minute, Threshold: 90 * account.Minute, At: now.Add(-50 * time.Hour)},
			{Kind: alert.KindMQA, Center: "IT", Reason: alert.OpenDeal, Value: 95 * account.Minute, Threshold: 90 * account.Minute, At: now.Add(-51 * time.Hour)},
		},
		Messages: []alert.Trail{
			{Record: alert.Record{Message: message(alert.Kind(account.Stall), "#alerts"), Status: alert.Held}, Due: now.Add(14 * time.Hour)},
			{Record: alert.Record{Message: message(alert.KindExpansion, "@ann.lee@ours.com"), Status: alert.Held}, Due: now.Add(13 * time.Hour)},
			{Record: alert.Record{Message: message(alert.KindMQA, "#alerts"), Status: alert.InALine}, Told: now},
			{Record: alert.Record{Message: message(alert.Kind(account.Surge), "C0SALES"), Status: alert.Sent}, Settled: now.Add(-26 * time.Hour)},
			{Record: alert.Record{Message: message(alert.KindActNow, "west"), Status: alert.Dead, Error: "slack chat.postMessage: is_archived; try: unarchive the channel or configure another"}, Settled: now.Add(-50 * time.Hour)},
			{Record: alert.Record{Message: message(alert.Kind(account.Stall), "#alerts"), Status: alert.Withheld}},
		},
	}
	return map[string]Message{
		"audit":       auditMessage(full),
		"undelivered": undeliveredMessage(undeliveredSample("Globex & <Co>")),
		"audit-empty": auditMessage(TrailAnswer{Account: a.Account, Today: newYear, Now: now, Zone: time.UTC}),
	}
}

// hostileTrail is an audit full of names from outside.
func hostileTrail(s string, milli account.Milli, count int) Message {
	a := TrailAnswer{Account: account.Account{ID: "A1", Name: s}, Today: newYear, Now: time.Unix(0, 0), Zone: time.UTC, All: count}
	for n := range count % 300 {
		a.Decisions = append(a.Decisions, alert.Verdict{Kind: alert.Kind(s), Reason: alert.Reason(s), Center: s, Value: milli, Threshold: milli, At: time.Unix(int64(n), 0)})
		status := []alert.Status{alert.Held, alert.InALine, alert.Dead, alert.Sent}[n%4]
		a.Messages = append(a.Messages, alert.Trail{Record: alert.Record{Message: alert.Message{Kind: alert.Kind(s), Channel: s, Center: s}, Status: status, Error: s}})
	}
	return auditMessage(a)
}
