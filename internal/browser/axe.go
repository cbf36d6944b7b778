package browser

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// barrier is something on a page that keeps a person out, as axe-core found it.
type barrier struct {
	ID     string   `json:"id"`
	Impact string   `json:"impact"`
	Help   string   `json:"help"`
	Nodes  []string `json:"nodes"` // where, and why
}

// look runs axe-core on what the page shows now.
const look = `axe.run(document, { resultTypes: ["violations"] }).then((r) => r.violations.map((v) => ({
  id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.map((n) => n.target.join(" ") + ": " + n.failureSummary.replaceAll("\n", " ")),
})))`

// Accessible fails on every serious or critical barrier that axe-core finds in
// what the page shows now; lesser ones are logged. axe-core comes with the
// packages of internal/referee; without them the test is skipped, except on a
// build server. The caller's package stands beside that one.
func (b *Tab) Accessible(t *testing.T, what string) {
	t.Helper()
	for _, f := range b.barriers(t, what) {
		if f.Impact != "serious" && f.Impact != "critical" {
			t.Logf("%s, %s: %s (%s) at %q", what, f.Impact, f.Help, f.ID, f.Nodes)
			continue
		}
		t.Errorf("%s, %s: %s (%s)", what, f.Impact, f.Help, f.ID)
		for _, n := range f.Nodes {
			t.Errorf("\t%s", n)
		}
	}
}

// barriers gives everything that axe-core finds.
func (b *Tab) barriers(t *testing.T, what string) []barrier {
	t.Helper()
	script, err := os.ReadFile(filepath.Join("..", "referee", "testdata", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("axe-core is needed here: %v", err)
		}
		t.Skip("axe-core is not installed (npm ci in internal/referee/testdata): barriers are not looked for")
	}
	ctx, cancel := context.WithTimeout(b.ctx, 60*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](string(script))); err != nil {
		t.Fatalf("load axe-core: %v", err)
	}
	found, err := chromedp.Run(ctx, chromedp.Evaluate[[]barrier](look, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("look for barriers in %s: %v", what, err)
	}
	return found
}
