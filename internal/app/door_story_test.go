package app_test

import (
	"bufio"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// A proxy before the door keeps connections for a minute and more: the one that it
// uses again then is open.
func TestStoryDoorsOutlastProxies(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := storyConfig(t, "http")
		c.AdminListen = c.IngestListen
		w := stage(t, c)
		w.start()
		defer w.end()
		conn, err := w.bot.DialContext(t.Context(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		answers := bufio.NewReader(conn)
		for _, idle := range []time.Duration{0, time.Minute, 2 * time.Minute} {
			time.Sleep(idle)
			if _, err := io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost: bot.story\r\n\r\n"); err != nil {
				t.Fatalf("after %v: %v", idle, err)
			}
			answer, err := http.ReadResponse(answers, nil)
			if err != nil || answer.StatusCode != http.StatusOK {
				t.Fatalf("after %v: %v, %v", idle, answer, err)
			}
			if _, err := io.Copy(io.Discard, answer.Body); err != nil {
				t.Fatal(err)
			}
		}
	})
}
