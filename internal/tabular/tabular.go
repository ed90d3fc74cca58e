// Package tabular reads tables as people have them (a CSV file, cells copied out
// of a spreadsheet, a table from a Markdown page, a list of lines) and writes
// CSV that spreadsheets open safely and that reads back unchanged.
//
// It knows nothing of what the cells mean; ParseDate and ParseTime read the two
// kinds of cell that every plan has.
package tabular

import (
	"fmt"
	"strings"
)

// Limits of what Read takes. A cell may be as long as the longest text that the
// product keeps, so that every export can be imported.
const (
	MaxBytes   = 2 << 20
	MaxRows    = 5000
	MaxColumns = 50
	MaxCell    = 100_000 // bytes
)

// Formats that Read tells apart.
const (
	FormatComma     = "comma-separated"
	FormatSemicolon = "semicolon-separated"
	FormatTab       = "tab-separated"
	FormatMarkdown  = "Markdown table"
	FormatLines     = "lines of text"
)

// Table is what was read. Every row has as many cells as Header.
type Table struct {
	// Header is the first row that is not blank. Whether it really names the
	// columns is for the reader of the table to judge: see WithoutHeader.
	Header     []string
	HeaderLine int
	Rows       []Row
	Format     string
	// Around counts the lines before and after a Markdown table that hold
	// something and were not read.
	Around int
}

// Row is one row of cells.
type Row struct {
	// Line is where the row begins in the input, counted from 1.
	Line  int
	Cells []string
}

// WithoutHeader returns the table with its first row as data and a header of
// empty names, for input that has no line of names.
func (t Table) WithoutHeader() Table {
	t.Rows = append([]Row{{Line: t.HeaderLine, Cells: t.Header}}, t.Rows...)
	t.Header = make([]string, len(t.Header))
	return t
}

// Error says what is wrong with the input, in a sentence for its author.
type Error struct {
	// Line is counted from 1; 0 where the input as a whole is meant.
	Line    int
	Message string
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Message
	}
	return fmt.Sprintf("Line %d: %s", e.Line, e.Message)
}

func fail(line int, format string, args ...any) error {
	return &Error{Line: line, Message: fmt.Sprintf(format, args...)}
}

var errBlank = &Error{Message: "There is no table: the input is blank."}

// Read finds the table in data, whatever its format. Blank rows are skipped, short
// ones padded, columns at the right edge that are empty throughout are dropped.
// Cells are trimmed unless they are quoted, and freed of the guard that Write puts
// before formulas. Every error is an *Error.
func Read(data []byte) (Table, error) {
	text, err := decode(data)
	if err != nil {
		return Table{}, err
	}
	lines := strings.Split(text, "\n")
	seen := look(lines)
	if len(seen.counts) == 0 {
		return Table{}, errBlank
	}
	if at := findMarkdown(lines, seen.inside); at.header >= 0 {
		return finish(readMarkdown(lines, at))
	}
	body, skipped, delim := chosenDelimiter(text)
	if delim == 0 {
		delim = seen.delimiter()
	}
	rows, err := split(body, delim, skipped+1)
	if err != nil {
		return Table{}, err
	}
	return finish(Table{Rows: rows, Format: formatOf(delim)})
}

// chosenDelimiter honours the line "sep=;" that Excel reads and writes.
func chosenDelimiter(text string) (body string, skipped int, delim rune) {
	first, rest, _ := strings.Cut(text, "\n")
	if len(first) == len("sep=;") && strings.EqualFold(first[:4], "sep=") && strings.ContainsRune(",;\t", rune(first[4])) {
		return rest, 1, rune(first[4])
	}
	return text, 0, 0
}

func formatOf(delim rune) string {
	switch delim {
	case ',':
		return FormatComma
	case ';':
		return FormatSemicolon
	case '\t':
		return FormatTab
	default:
		return FormatLines
	}
}

// finish takes a table whose rows are as they were found, the header among them,
// and makes it regular or says why it cannot.
func finish(t Table) (Table, error) {
	kept := t.Rows[:0]
	width := 0
	for _, row := range t.Rows {
		used := 0
		for i, cell := range row.Cells {
			if len(cell) > MaxCell {
				return Table{}, fail(row.Line, "cell %d has %d bytes; at most %d are taken.", i+1, len(cell), MaxCell)
			}
			if strings.TrimSpace(cell) != "" {
				used = i + 1
			}
		}
		if used > MaxColumns {
			return Table{}, fail(row.Line, "this row has %d columns; at most %d are taken.", used, MaxColumns)
		}
		if used == 0 {
			continue
		}
		width = max(width, used)
		kept = append(kept, row)
	}
	if len(kept) == 0 {
		return Table{}, errBlank
	}
	if n := len(kept) - 1; n > MaxRows {
		return Table{}, fail(0, "The table has %d rows; at most %d are taken at once. Import it in parts.", n, MaxRows)
	}
	for i := range kept {
		kept[i].Cells = fit(kept[i].Cells, width)
	}
	t.Header, t.HeaderLine, t.Rows = kept[0].Cells, kept[0].Line, kept[1:]
	return t, nil
}

func fit(cells []string, width int) []string {
	if len(cells) >= width {
		return cells[:width]
	}
	return append(cells, make([]string, width-len(cells))...)
}
