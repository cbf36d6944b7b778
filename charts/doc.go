// Package charts draws series as PNG pictures for Slack: the trend of an
// account as 1600x800 pixels.
//
// A picture is planned first (plan.go: where the panels, ticks and labels
// stand), then go-chart walks its series and draws them through a Renderer of
// our own (renderer.go), which paints with a few inks straight onto a paletted
// image (raster.go, ink.go) with an embedded font (face.go). go-chart works in
// quarters of a pixel here, so that its whole-number coordinates do not make
// slow slopes wobble.
//
// Slack shows a picture 540 pixels wide on a desktop and 300 on a phone, hence
// the law of readability: no text below 1/40 of the width, few ticks, heavy
// lines, and no label that overlaps another or leaves the picture.
//
// Invariant: the same input gives the same bytes on every machine. Geometry is
// integer arithmetic, dates are civil days, and nothing reads a clock, a zone
// or a font of the system.
package charts
