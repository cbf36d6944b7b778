package bot

import (
	"strings"
	"unicode/utf8"
)

// Columns writes a table for a terminal: the first column to the left, the
// others to the right, two spaces between them.
func Columns(rows [][]string) string {
	var widths []int
	for _, row := range rows {
		for i, text := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(text))
		}
	}
	lines := make([]string, len(rows))
	for n, row := range rows {
		var line strings.Builder
		for i, text := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(text))
			if i == 0 {
				line.WriteString(text + pad)
			} else {
				line.WriteString("  " + pad + text)
			}
		}
		lines[n] = strings.TrimRight(line.String(), " ")
	}
	return strings.Join(lines, "\n")
}
