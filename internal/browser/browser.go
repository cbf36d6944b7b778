// Package browser drives a headless Chromium for the tests of pages. Nothing of
// the product imports it.
//
// A [Tab] runs steps of chromedp, each with a time limit, and waits for what the
// page says instead of for time to pass. Whatever the page complains of in its
// console fails the test.
package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Tab is a tab of a headless browser with a profile of its own.
type Tab struct {
	ctx context.Context
}

// Launch starts the browser. Where there is none the test is skipped, except on
// a build server, which has to have one.
func Launch(t *testing.T) *Tab {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("Chromium is needed here: %v", err)
		}
		t.Skip("Chromium is not installed: the page is not tested in a browser")
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.NoFirstRun, chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.WindowSize(1280, 900),
	}
	allocated, stop := chromedp.NewExecAllocator(t.Context(), options...)
	ctx, leave := chromedp.NewContext(allocated)
	// The browser may miss the end of the test by a moment; its profile is only
	// removed once it has ended.
	t.Cleanup(func() {
		leave()
		stop()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	b := &Tab{ctx: ctx}
	b.listen(t)
	return b
}

// listen collects exceptions and console errors, a breach of the content
// security policy among them, until the test ends.
func (b *Tab) listen(t *testing.T) {
	var mu sync.Mutex
	var said []string
	complain := func(s string) {
		mu.Lock()
		defer mu.Unlock()
		said = append(said, s)
	}
	ctx, cancel := context.WithCancel(b.ctx)
	thrown, entries := chromedp.Events(ctx, runtime.ExceptionThrown), chromedp.Events(ctx, cdplog.EntryAdded)
	var listeners sync.WaitGroup
	listeners.Go(func() {
		for e, err := range thrown {
			if err != nil {
				return
			}
			complain(fmt.Sprintf("%+v", e.ExceptionDetails))
		}
	})
	listeners.Go(func() {
		for e, err := range entries {
			if err != nil {
				return
			}
			if e.Entry.Level == cdplog.EntryLevelError && !strings.Contains(e.Entry.Text, "status of 503") { // 503 is how the page is told to wait
				complain(e.Entry.Text + " " + e.Entry.URL)
			}
		}
	})
	t.Cleanup(func() {
		cancel()
		listeners.Wait()
		if len(said) > 0 {
			t.Errorf("the browser complained:\n%s", strings.Join(said, "\n"))
		}
	})
}

// Do runs steps in the tab, each given 20 seconds. A step whose element the page
// drew anew after it was found has done nothing yet and begins again.
func (b *Tab) Do(t *testing.T, what string, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	for i, step := range steps {
		ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
		err := chromedp.Do(ctx, step)
		for redrawn(err) && ctx.Err() == nil {
			err = chromedp.Do(ctx, step)
		}
		cancel()
		if err != nil {
			b.Shot(t, "failed")
			t.Fatalf("%s, step %d: %v", what, i+1, err)
		}
	}
}

// redrawn says that an element was gone before anything was done with it.
func redrawn(err error) bool {
	var refused *cdproto.Error
	return errors.As(err, &refused) && refused.Message == "Could not find node with given id"
}

// Until waits until an expression holds in the page.
func (b *Tab) Until(t *testing.T, expression string) {
	t.Helper()
	b.Do(t, expression, chromedp.Poll[chromedp.Void](expression, chromedp.WithPollingTimeout(15*time.Second)))
}

// Size makes the window that large; a phone's has fingers.
func (b *Tab) Size(t *testing.T, width, height int64) {
	t.Helper()
	b.Do(t, "resize", chromedp.EmulateViewport(width, height))
}

// Dark makes the system prefer dark pages.
func (b *Tab) Dark(t *testing.T) {
	t.Helper()
	b.Do(t, "dark", chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}},
		})
		return err
	}))
}

// Shot keeps a picture of the page; go test -artifacts keeps it after the test.
func (b *Tab) Shot(t *testing.T, name string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(t.ArtifactDir(), name+".png"), b.Page(t), 0o600); err != nil {
		t.Errorf("screenshot %s: %v", name, err)
	}
}

// Page is what the window shows, as PNG.
func (b *Tab) Page(t *testing.T) []byte {
	t.Helper()
	return b.capture(t, "the page", chromedp.CaptureScreenshot())
}

// Picture is the element at a selector, as PNG.
func (b *Tab) Picture(t *testing.T, selector string) []byte {
	t.Helper()
	return b.capture(t, selector, chromedp.Screenshot(selector))
}

func (b *Tab) capture(t *testing.T, what string, action chromedp.Action[[]byte]) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	png, err := chromedp.Run(ctx, action)
	if err != nil {
		t.Errorf("screenshot of %s: %v", what, err)
	}
	return png
}

// Painted waits until a picture is decoded and can be seen.
func Painted(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.Poll[chromedp.Void](fmt.Sprintf("document.querySelector(%q).decode().then(() => true)", selector))
}
