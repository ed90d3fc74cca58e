package tabular

import (
	"regexp"
	"strings"
)

// ruler matches the line below the header of a Markdown table: |---|:-:|, also Org's |---+---|.
var ruler = regexp.MustCompile(`^\s*\|?\s*:?-+:?\s*([|+]\s*:?-+:?\s*)*\|?\s*$`)

// lineBreak matches a line break within a cell of a Markdown table.
var lineBreak = regexp.MustCompile(`(?i)\s*<br\s*/?>\s*`)

// span is the position of a Markdown table: header < ruler < end, or ruler = header if it has no
// ruler. header is -1 if there is no table.
type span struct{ header, ruler, end int }

// findMarkdown returns the first Markdown table that is not within a quoted cell of a CSV file.
func findMarkdown(lines []string, inside []bool) span {
	for i := 1; i < len(lines); i++ {
		if !inside[i] && isRuler(lines[i]) && strings.Contains(lines[i-1], "|") && !inside[i-1] {
			return span{header: i - 1, ruler: i, end: endOfTable(lines, i+1)}
		}
	}
	// Without a ruler, every line must begin and end with a pipe.
	first := -1
	for i, line := range lines {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if len(line) < 2 || line[0] != '|' || line[len(line)-1] != '|' {
			return span{header: -1}
		}
		if first < 0 {
			first = i
		}
	}
	return span{header: first, ruler: first, end: len(lines)}
}

func isRuler(line string) bool { return strings.Contains(line, "|") && ruler.MatchString(line) }

func endOfTable(lines []string, from int) int {
	for i := from; i < len(lines); i++ {
		if !strings.Contains(lines[i], "|") {
			return i
		}
	}
	return len(lines)
}

func readMarkdown(lines []string, at span) Table {
	t := Table{Format: FormatMarkdown}
	for i, line := range lines {
		switch {
		case i < at.header || i >= at.end:
			if strings.TrimSpace(line) != "" {
				t.Around++
			}
		case i > at.header && isRuler(line), strings.TrimSpace(line) == "":
		default:
			cells := splitPipes(line)
			if i == at.header {
				for j := range cells {
					cells[j] = strings.Trim(cells[j], "*_` ")
				}
			}
			t.Rows = append(t.Rows, Row{Line: i + 1, Cells: cells})
		}
	}
	return t
}

// splitPipes returns the cells of a row, with or without outer pipes. \| is a pipe within a cell.
func splitPipes(line string) []string {
	line = strings.TrimPrefix(strings.TrimSpace(line), "|")
	var cells []string
	var b strings.Builder
	put := func() {
		cells = append(cells, lineBreak.ReplaceAllString(strings.TrimSpace(b.String()), "\n"))
		b.Reset()
	}
	closed := false
	for i := 0; i < len(line); i++ {
		closed = false
		switch {
		case line[i] == '\\' && i+1 < len(line) && line[i+1] == '|':
			b.WriteByte('|')
			i++
		case line[i] == '|':
			put()
			closed = true
		default:
			b.WriteByte(line[i])
		}
	}
	if !closed {
		put()
	}
	return cells
}
