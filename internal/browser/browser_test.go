package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestRedrawn: a button that the page draws anew all the time is clicked.
func TestRedrawn(t *testing.T) {
	b := Launch(t)
	b.Do(t, "open", chromedp.Navigate(`data:text/html,<!doctype html><html lang=en><title>x</title><main></main>`),
		chromedp.Evaluate[chromedp.Void](`window.clicks = 0; setInterval(() => {
  const button = document.createElement("button");
  button.textContent = "Go";
  button.addEventListener("mousedown", () => window.clicks++);
  document.querySelector("main").replaceChildren(button);
}, 20)`))
	for range 20 {
		b.Do(t, "click", chromedp.Click("button"))
	}
	b.Until(t, "window.clicks === 20")
}
