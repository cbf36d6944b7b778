package bot

import (
	"strings"
	"unicode/utf8"
)

// ofNumbers reports whether a column holds numbers, which stand to the right:
// more of them than words, whatever its head says. What stands for nothing is
// neither.
func ofNumbers(rows [][]string, column int) bool {
	numbers, words := 0, 0
	for _, row := range rows[1:] {
		switch text := row[column]; {
		case text == "" || text == "nobody" || text == "–":
		case strings.ContainsRune("0123456789+−-", firstRune(text)):
			numbers++
		default:
			words++
		}
	}
	return column > 0 && (words == 0 || numbers > words)
}

func firstRune(text string) rune {
	r, _ := utf8.DecodeRuneInString(text)
	return r
}

// Columns writes a table for a terminal: text to the left, numbers to the right,
// two spaces between columns.
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
	right := make([]bool, len(widths))
	for i := range right {
		right[i] = ofNumbers(rows, i)
	}
	lines := make([]string, len(rows))
	for n, row := range rows {
		var line strings.Builder
		for i, text := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(text))
			if i > 0 {
				line.WriteString("  ")
			}
			if right[i] {
				line.WriteString(pad + text)
			} else {
				line.WriteString(text + pad)
			}
		}
		lines[n] = strings.TrimRight(line.String(), " ")
	}
	return strings.Join(lines, "\n")
}
