package bench

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"engagement/bot"
	"engagement/internal/slackfake"
)

// deaf is a workspace that takes every answer and knows everybody.
type deaf struct {
	bot.Workspace
	answered sync.WaitGroup
}

func (d *deaf) Home(context.Context) (team, enterprise string, err error) { return "T1", "", nil }

func (d *deaf) Member(_ context.Context, id string) (bot.Member, error) {
	return bot.Member{ID: id, Zone: time.UTC}, nil
}

func (d *deaf) Respond(context.Context, string, bot.Message, bot.Replace) error {
	d.answered.Done()
	return nil
}

func (d *deaf) Upload(context.Context, bot.Picture, time.Duration) (string, error) {
	return "F1", nil
}

// BenchmarkAck sends 200 slash commands a second for cards, each by another
// person, while 2,000 activities a second are recorded, and tells how long Slack
// waits for each to be acknowledged, and a person for the answer, picture
// included.
func BenchmarkAck(b *testing.B) {
	c, a, directory := scoredCompany(b)
	workspace := &deaf{}
	handler := bot.NewHTTPHandler(bot.HTTPOptions{
		SigningSecret: "secret", Workspace: workspace,
		Handler: bot.New(bot.Options{Reader: a.Reader(0), Desk: a.Store, Clerk: a, Workspace: workspace, Album: a.Store, Now: time.Now}),
	})
	server := httptest.NewServer(handler)
	defer server.Close()
	ctx, stop := context.WithCancel(b.Context())
	var background sync.WaitGroup
	background.Go(func() { intake(ctx, b, c, a.Store, directory) })
	var mu sync.Mutex
	var took []time.Duration
	began := time.Now()
	sent := 0
	ticker := time.NewTicker(5 * time.Millisecond)
	for b.Loop() {
		<-ticker.C
		sent++
		workspace.answered.Add(1)
		background.Go(func() {
			d := command(b, server, sent, c.ID(rand.IntN(c.Accounts)))
			mu.Lock()
			took = append(took, d)
			mu.Unlock()
		})
	}
	ticker.Stop()
	rate := float64(sent) / time.Since(began).Seconds()
	workspace.answered.Wait()
	b.ReportMetric(float64(sent)/time.Since(began).Seconds(), "answers/s")
	b.ReportMetric(rate, "commands/s")
	stop()
	background.Wait()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ack-p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ack-p99-ms")
	b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "ack-max-ms")
}

// command sends one slash command and returns how long it took to be
// acknowledged.
func command(b *testing.B, server *httptest.Server, n int, text string) time.Duration {
	form := url.Values{
		"team_id": {"T1"}, "user_id": {fmt.Sprintf("U%d", n)}, "channel_id": {"C1"}, "text": {text}, "response_url": {"https://hooks.slack.com/x"}, "trigger_id": {"t"},
	}
	body := []byte(form.Encode())
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	r, err := http.NewRequest(http.MethodPost, server.URL+"/slack/commands", bytes.NewReader(body))
	if err != nil {
		b.Error(err)
		return 0
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", slackfake.Sign("secret", stamp, body))
	began := time.Now()
	response, err := server.Client().Do(r)
	if err != nil {
		b.Error(err)
		return 0
	}
	took := time.Since(began)
	if err := response.Body.Close(); err != nil || response.StatusCode != http.StatusOK {
		b.Errorf("%s, %v", response.Status, err)
	}
	return took
}
