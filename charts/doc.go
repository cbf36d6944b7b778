// Package charts draws PNG pictures for Slack, each a pure function from a value
// to bytes: Trend and Sparkline (one account over time), Comparison (two to four
// accounts), Heatmap (who is engaged), Timeline (who did what, and when) and Bars
// (reports). All are 1600x800 pixels, a Sparkline 1600x400, none larger than
// 80 KB, in a light and a dark theme.
//
// A picture is planned first: where panels, ticks and labels stand (layout.go
// has what plans share). Pictures of series hand their plan to go-chart, which
// draws through a Renderer of our own (renderer.go); the others are a list of
// shapes and words for the same renderer (sheet.go). It paints with a few inks
// straight onto a paletted image (raster.go, ink.go) with an embedded font
// (face.go), and bitmaps for Chinese, Japanese and Korean (cjk.go). go-chart
// works in quarters of a pixel here, so that its whole-number coordinates do not
// make slow slopes wobble.
//
// Slack shows a picture 540 pixels wide on a desktop and 300 on a phone, hence
// the law of readability: no text below 1/40 of the width, few ticks, heavy
// lines, and no label that overlaps another or leaves the picture. Nothing is
// told by colour alone.
//
// Invariant: the same input gives the same bytes on every machine. Geometry is
// integer arithmetic, dates are civil days, and nothing reads a clock, a zone
// or a font of the system.
package charts
