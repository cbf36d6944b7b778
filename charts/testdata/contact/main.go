// Command contact lays all golden pictures of package charts side by side, as
// large as they are and as small as Slack shows them, so that a person can look
// at everything at once.
//
//	go run ./charts/testdata/contact [-match heat] FOLDER
//
// FOLDER gets index.html with every picture at 1600, 540 and 300 pixels, and
// two sheets of all of them, 540.png and 300.png.
package main

import (
	"flag"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/png"
	"log"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/image/draw"
)

// The widths at which Slack shows a picture, and how many stand in a row of a
// sheet.
var sizes = []struct{ width, columns int }{{540, 3}, {300, 5}}

const gap = 12

func main() {
	match := flag.String("match", "", "only pictures whose name has this part")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("name the folder to write to")
	}
	if err := run("charts/testdata", flag.Arg(0), *match); err != nil {
		log.Fatal(err)
	}
}

func run(from, to, match string) error {
	names, err := filepath.Glob(filepath.Join(from, "*"+match+"*.png"))
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return fmt.Errorf("no pictures in %s: run it from the top of the repository", from)
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	var page strings.Builder
	page.WriteString("<!doctype html><meta charset=utf-8><title>Pictures</title><style>body{font:16px sans-serif;margin:24px;background:#888}img{margin:0 12px 12px 0;vertical-align:top}</style>\n")
	small := make([][]image.Image, len(sizes))
	for _, name := range names {
		full, err := load(name)
		if err != nil {
			return err
		}
		base := strings.TrimSuffix(filepath.Base(name), ".png")
		fmt.Fprintf(&page, "<h2>%s</h2>\n", html.EscapeString(base))
		if err := save(filepath.Join(to, base+".png"), full); err != nil {
			return err
		}
		fmt.Fprintf(&page, "<img src=\"%s.png\">", base)
		for i, s := range sizes {
			scaled := shrink(full, s.width)
			small[i] = append(small[i], scaled)
			file := fmt.Sprintf("%s-%d.png", base, s.width)
			if err := save(filepath.Join(to, file), scaled); err != nil {
				return err
			}
			fmt.Fprintf(&page, "<img src=\"%s\">", file)
		}
		page.WriteString("\n")
	}
	for i, s := range sizes {
		if err := save(filepath.Join(to, fmt.Sprintf("%d.png", s.width)), sheet(small[i], s.columns)); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(to, "index.html"), []byte(page.String()), 0o644)
}

// sheet lays pictures of one width in rows; a row is as high as its highest.
func sheet(pictures []image.Image, columns int) image.Image {
	width, places, y := pictures[0].Bounds().Dx(), []image.Point{}, gap
	for first := 0; first < len(pictures); first += columns {
		tall := 0
		for i, p := range pictures[first:min(first+columns, len(pictures))] {
			places = append(places, image.Pt(gap+i*(width+gap), y))
			tall = max(tall, p.Bounds().Dy())
		}
		y += tall + gap
	}
	out := image.NewRGBA(image.Rect(0, 0, gap+columns*(width+gap), y))
	draw.Draw(out, out.Bounds(), image.NewUniform(color.Gray{Y: 136}), image.Point{}, draw.Src)
	for i, p := range pictures {
		draw.Draw(out, p.Bounds().Add(places[i]), p, image.Point{}, draw.Src)
	}
	return out
}

func shrink(p image.Image, width int) image.Image {
	b := p.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, width, b.Dy()*width/b.Dx()))
	draw.CatmullRom.Scale(out, out.Bounds(), p, b, draw.Src, nil)
	return out
}

func load(name string) (image.Image, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	p, err := png.Decode(file)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return p, nil
}

func save(name string, p image.Image) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := png.Encode(file, p); err != nil {
		file.Close()
		return fmt.Errorf("write %s: %w", name, err)
	}
	return file.Close()
}
