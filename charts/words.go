package charts

import (
	"strings"
	"unicode"
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
	runes := []rune(name)
	for n := min(len(runes), 100); n > 0; n-- {
		cut := strings.TrimRight(string(runes[:n]), " .,-–") + "…" + words.short
		if f.measure(cut).Dx() <= width {
			return cut
		}
	}
	return words.alone
}

// printable keeps what the font can write. Symbols it lacks (emoji, control and
// direction marks, loose accents) are dropped; where it lacks a letter or digit
// the name is not written at all, because half a name would be somebody
// else's: the message around the picture says whose it is.
func printable(name string, f *face) (string, bool) {
	var out strings.Builder
	for _, r := range name {
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
