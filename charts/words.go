package charts

import (
	"sort"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// caption is the words beside a name in a title: as a rule, where room is
// scarce, and instead of a name that cannot be written.
type caption struct{ long, short, alone string }

// heading is the title of a picture: the name as far as the font can write it,
// and what is shown. A name too long for width pixels gives up the words beside
// it first, then its own end.
func heading(name string, words caption, f *face, width int) string {
	name, ok := printable(name, f)
	if !ok {
		return words.alone
	}
	for _, text := range [...]string{name + words.long, name + words.short} {
		if f.measure(text).Dx() <= width {
			return text
		}
	}
	if text := cut(name, words.short, f, width); text != "" {
		return text
	}
	return words.alone
}

// cut shortens a text so that it fits into so many pixels with an ellipsis and
// what comes after it; empty where nothing of it does.
func cut(text, after string, f *face, pixels int) string {
	runes := []rune(text)
	most := min(len(runes), 100)
	at := func(n int) string { return strings.TrimRight(string(runes[:n]), " .,-–、。・") + "…" + after }
	n := sort.Search(most, func(n int) bool { return f.measure(at(n+1)).Dx() > pixels })
	if n == 0 {
		return ""
	}
	return at(n)
}

// printable keeps what the font can write. Symbols it lacks (emoji, control and
// direction marks, accents that no letter takes) are dropped; where it lacks a
// letter or digit, or would have to write from right to left, the name is not
// written at all, because half a name would be somebody else's: the message
// around the picture says whose it is.
func printable(name string, f *face) (string, bool) {
	var out strings.Builder
	for _, r := range norm.NFC.String(name) {
		switch {
		case unicode.IsSpace(r):
			out.WriteByte(' ')
		case unicode.IsGraphic(r) && f.has(r):
			out.WriteRune(r)
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			return "", false
		}
	}
	text := strings.Join(strings.Fields(out.String()), " ")
	return text, text != ""
}
