package main

import (
	"fmt"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// meter shows how far a long job is: a bar on a terminal, now and then a plain
// line elsewhere. It is silent for jobs that end at once.
type meter struct {
	s     *session
	name  string
	bar   *progressbar.ProgressBar
	since time.Time
	said  time.Time
}

// plainEvery is how often a plain line is written.
const plainEvery = 2 * time.Second

func (s *session) meter(name string) *meter {
	m := &meter{s: s, name: name, since: s.now()}
	m.said = m.since
	return m
}

// count is the meter as app.Progress.
func (m *meter) count(done, total int) { m.at(done, total, fmt.Sprintf("%d of %d", done, total)) }

// at notes that done of total is reached; total 0 is unknown.
func (m *meter) at(done, total int, text string) {
	if file, ok := m.s.stderr.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		if m.bar == nil {
			m.bar = progressbar.NewOptions(max(total, -1), progressbar.OptionSetWriter(m.s.stderr), progressbar.OptionSetDescription(m.name),
				progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30))
		}
		if total > 0 {
			m.bar.ChangeMax(total)
		}
		if err := m.bar.Set(done); err != nil {
			// A bar that cannot be drawn is no reason to stop the work.
			m.bar = nil
		}
		return
	}
	if now := m.s.now(); now.Sub(m.said) >= plainEvery {
		m.said = now
		fmt.Fprintf(m.s.stderr, "%s: %s\n", m.name, text)
	}
}

// end removes the bar.
func (m *meter) end() {
	if m.bar != nil {
		if err := m.bar.Finish(); err != nil {
			fmt.Fprintln(m.s.stderr)
		}
	}
}
