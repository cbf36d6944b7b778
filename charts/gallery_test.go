package charts

import (
	"bytes"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// drawn is one picture of the gallery: its golden file, its height and how it
// is drawn.
type drawn struct {
	name string
	high int
	draw func() ([]byte, error)
}

// gallery lists every golden picture.
func gallery() []drawn {
	var all []drawn
	for _, c := range pictureCases() {
		all = append(all, drawn{c.name, height, func() ([]byte, error) { return Trend(c.in) }})
	}
	for name, in := range heatCases() {
		all = append(all, drawn{name, height, func() ([]byte, error) { return Heatmap(in) }})
	}
	for name, in := range sparkCases() {
		all = append(all, drawn{name, sparkHigh, func() ([]byte, error) { return Sparkline(in) }})
	}
	for name, in := range timelineCases() {
		all = append(all, drawn{name, height, func() ([]byte, error) { return Timeline(in) }})
	}
	for name, in := range barsCases() {
		all = append(all, drawn{name, height, func() ([]byte, error) { return Bars(in) }})
	}
	for name, in := range comparisonCases() {
		all = append(all, drawn{name, height, func() ([]byte, error) { return Comparison(in) }})
	}
	return all
}

// TestPictures compares every picture with its golden one, pixel by pixel.
func TestPictures(t *testing.T) {
	for _, d := range gallery() {
		t.Run(d.name, func(t *testing.T) {
			got, err := d.draw()
			if err != nil {
				t.Fatal(err)
			}
			if err := sized(got, d.high); err != nil {
				t.Error(err)
			}
			golden := filepath.Join("testdata", d.name+".png")
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatalf("%v (run go test ./charts -update, then look at the picture)", err)
			}
			if err := samePixels(got, want); err != nil {
				shown := filepath.Join(t.ArtifactDir(), d.name+".png")
				t.Errorf("picture differs: %v; the new one is %s", err, shown)
				if err := os.WriteFile(shown, got, 0o644); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// sized holds a picture to its size in pixels and to 80 KB.
func sized(picture []byte, high int) error {
	cfg, err := png.DecodeConfig(bytes.NewReader(picture))
	if err != nil {
		return err
	}
	if cfg.Width != width || cfg.Height != high {
		return fmt.Errorf("size %dx%d, want %dx%d", cfg.Width, cfg.Height, width, high)
	}
	if len(picture) > 80<<10 {
		return fmt.Errorf("%d bytes, more than 80 KB", len(picture))
	}
	return nil
}
