package blockkit

// Limits of table and data_table blocks.
const (
	maxTableRows     = 100 // a data_table has a header row besides
	maxTableCells    = 20
	maxTableText     = 10_000
	maxTablePageSize = 100
)

func (n node) table() {
	n.only("type", "block_id", "rows", "column_settings")
	n.c.tables++
	for i, v := range n.list("column_settings", optional, 0, maxTableCells, "column settings") {
		if v == nil {
			continue
		}
		if s, ok := n.c.object(index(n.at("column_settings"), i), v); ok {
			s.only("align", "is_wrapped")
			s.oneOf("align", optional, "left", "center", "right")
			s.flag("is_wrapped", optional)
		}
	}
	n.rows(n.list("rows", required, 1, maxTableRows, "rows"), nil)
}

func (n node) dataTable() {
	n.only("type", "block_id", "rows", "caption", "page_size", "row_header_column_index")
	n.c.tables++
	n.shownStr("caption", required, 1, maxSectionText)
	n.whole("page_size", optional, 1, maxTablePageSize)
	n.whole("row_header_column_index", optional, 0, maxTableCells-1)
	rows := n.list("rows", required, 2, maxTableRows+1, "rows with the header")
	n.rows(rows, []string{"raw_text"})
	widths := map[int]bool{}
	for _, r := range rows {
		if cells, ok := r.([]any); ok {
			widths[len(cells)] = true
		}
	}
	if len(widths) > 1 {
		n.c.invalid(n.at("rows"), "rows have different numbers of cells")
	}
}

// rows checks the cells of a table. header, if not nil, lists the cell types
// allowed in its first row.
func (n node) rows(rows []any, header []string) {
	before := n.c.shown
	for i, r := range rows {
		path := index(n.at("rows"), i)
		cells, ok := n.c.array(path, r)
		if !ok {
			continue
		}
		n.c.count(path, len(cells), 1, maxTableCells, "cells")
		for j, v := range cells {
			cell, ok := n.c.object(index(path, j), v)
			if !ok {
				continue
			}
			typ := cell.cell()
			if i == 0 && header != nil && typ != "" && typ != header[0] {
				n.c.invalid(cell.path, "header cells must be %s", header[0])
			}
		}
	}
	if shown := n.c.shown - before; shown > maxTableText {
		n.c.invalid(n.at("rows"), "%d characters in all cells, at most %d", shown, maxTableText)
	}
}

func (n node) cell() string {
	typ := n.str("type", required, 1, 255)
	switch typ {
	case "raw_text":
		n.only("type", "text")
		n.shownStr("text", required, 1, maxTableText)
	case "raw_number":
		n.only("type", "value", "text")
		n.number("value", required)
		n.shownStr("text", optional, 1, maxTableText)
	case "rich_text":
		n.only("type", "elements")
		n.richText()
	case "":
	default:
		n.c.invalid(n.at("type"), "unknown cell type %q", typ)
	}
	return typ
}
