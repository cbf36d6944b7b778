package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestBarriersAreFound: a button without a name and grey on grey are seen.
func TestBarriersAreFound(t *testing.T) {
	b := Launch(t)
	b.Do(t, "open", chromedp.Navigate(`data:text/html,<!doctype html><html lang=en><title>x</title><main><button></button><p style="color:%23bbb;background:%23ccc">pale</p></main>`))
	got := map[string]string{}
	for _, f := range b.barriers(t, "a page") {
		got[f.ID] = f.Impact
	}
	if got["button-name"] != "critical" || got["color-contrast"] != "serious" {
		t.Errorf("found %v", got)
	}
}
