package bot

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

// mostCells is how many characters the cells of a table have together: Slack
// takes 10,000, and somewhat more of a whole message.
const mostCells = 9000

// dataTable is a table that people can sort, for messages alone; where Slack
// does not know it, it becomes a plain one. Rows beyond what Slack takes are left
// out.
func dataTable(caption string, rows [][]string) *slack.DataTableBlock {
	block := slack.NewDataTableBlock(clamp(plain(caption, nameRunes), nameRunes)).WithPageSize(10)
	room := mostCells
	for n, row := range rows {
		var cells []slack.DataTableCell
		for i, text := range row {
			text = cellWords(text)
			room -= utf8.RuneCountInString(text)
			if value, ok := numberIn(text); ok && n > 0 && i > 0 {
				cells = append(cells, slack.NewDataTableRawNumberCell(value).WithText(text))
			} else {
				cells = append(cells, slack.NewDataTableRawTextCell(text))
			}
		}
		if room < 0 || n > 100 {
			break
		}
		block.AddRow(cells...)
	}
	return block
}

// cellWords is never empty, and never long.
func cellWords(text string) string {
	if text == "" {
		text = " "
	}
	return clamp(text, nameRunes)
}

// numberIn reads a number as we write them: 1,234, +12.5, −3.
func numberIn(text string) (float64, bool) {
	text = strings.ReplaceAll(strings.Replace(strings.TrimPrefix(text, "+"), "−", "-", 1), ",", "")
	value, err := strconv.ParseFloat(text, 64)
	return value, err == nil && strings.Trim(text, "-.0123456789") == ""
}

// withoutDataTables is a message whose tables are plain; ok is false where it had
// none.
func withoutDataTables(m Message) (plainer Message, ok bool) {
	blocks := append([]slack.Block{}, m.Blocks...)
	for i, block := range blocks {
		table, is := block.(*slack.DataTableBlock)
		if !is {
			continue
		}
		var rows [][]string
		for _, cells := range table.Rows {
			var row []string
			for _, cell := range cells {
				switch c := cell.(type) {
				case *slack.DataTableRawTextCell:
					row = append(row, c.Text)
				case *slack.DataTableRawNumberCell:
					row = append(row, c.Text)
				}
			}
			rows = append(rows, row)
		}
		blocks[i], ok = tableBlock(rows), true
	}
	m.Blocks = blocks
	return m, ok
}
