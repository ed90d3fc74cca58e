// Package tabular reads tables in the formats that people have (a CSV file, cells copied from a
// spreadsheet, a Markdown table, a list of lines) and writes CSV that spreadsheets open safely and
// that reads back unchanged.
//
// It does not know what the cells mean, except that ParseDate and ParseTime parse the two kinds of
// cell that every plan has.
package tabular

import (
	"fmt"
	"strings"
)

// Limits of Read. A cell may be as long as the longest text in the product, so that every export
// can be imported.
const (
	MaxBytes   = 2 << 20
	MaxRows    = 5000
	MaxColumns = 50
	MaxCell    = 100_000 // bytes
)

// Formats that Read distinguishes.
const (
	FormatComma     = "comma-separated"
	FormatSemicolon = "semicolon-separated"
	FormatTab       = "tab-separated"
	FormatMarkdown  = "Markdown table"
	FormatLines     = "lines of text"
)

// Table is the result of Read. Every row has as many cells as Header.
type Table struct {
	// Header is the first row that is not blank. The caller decides whether it names the columns;
	// see WithoutHeader.
	Header     []string
	HeaderLine int
	Rows       []Row
	Format     string
	// Around is the number of non-blank lines before and after a Markdown table. They were not
	// read.
	Around int
}

// Row is one row of cells.
type Row struct {
	// Line is the line of the input on which the row begins, from 1.
	Line  int
	Cells []string
}

// WithoutHeader returns the table with its header as the first row of data and empty column names,
// for input without a header.
func (t Table) WithoutHeader() Table {
	t.Rows = append([]Row{{Line: t.HeaderLine, Cells: t.Header}}, t.Rows...)
	t.Header = make([]string, len(t.Header))
	return t
}

// Error describes a problem with the input in a sentence for the user.
type Error struct {
	// Line counts from 1; it is 0 if the problem is not on one line.
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

// Read reads the table in data, in any of the formats. It skips blank rows, pads short rows, and
// drops empty columns at the right edge. It trims cells unless they are quoted, and removes the
// apostrophe that Write adds before formulas. Every error is an *Error.
func Read(data []byte) (Table, error) {
	text, err := decode(data)
	if err != nil {
		return Table{}, err
	}
	lines := strings.Split(text, "\n")
	lineSurvey := surveyLines(lines)
	if len(lineSurvey.counts) == 0 {
		return Table{}, errBlank
	}
	if at := findMarkdown(lines, lineSurvey.inside); at.header >= 0 {
		return finish(readMarkdown(lines, at))
	}
	body, skipped, delim := explicitDelimiter(text)
	if delim == 0 {
		delim = lineSurvey.delimiter()
	}
	rows, err := split(body, delim, skipped+1)
	if err != nil {
		return Table{}, err
	}
	return finish(Table{Rows: rows, Format: formatOf(delim)})
}

// explicitDelimiter reads the line "sep=;" that Excel reads and writes.
func explicitDelimiter(text string) (body string, skippedLines int, delim rune) {
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

// finish checks and pads the rows of a table, whose header is still its first row, and separates
// the header.
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
		kept[i].Cells = pad(kept[i].Cells, width)
	}
	t.Header, t.HeaderLine, t.Rows = kept[0].Cells, kept[0].Line, kept[1:]
	return t, nil
}

func pad(cells []string, width int) []string {
	if len(cells) >= width {
		return cells[:width]
	}
	return append(cells, make([]string, width-len(cells))...)
}
