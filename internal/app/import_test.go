package app_test

import (
	"io"
	"strings"
	"testing"

	"engagement/ingest"
	"engagement/internal/app"
)

// importText imports activities from a text.
func importText(t *testing.T, a *app.App, text string) ingest.Summary {
	t.Helper()
	files := []ingest.File{{Name: "test.csv", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}}
	sum, err := a.Import(t.Context(), ingest.Options{Kind: ingest.Activities}, files, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}
