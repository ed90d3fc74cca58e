package tabular

import "strings"

// scanner reads delimited text cell by cell. Unlike encoding/csv, it knows the line on which a row
// began, accepts blanks before a quotation mark, and keeps a mark in the middle of a cell ('12"
// screen').
type scanner struct {
	text  string
	at    int
	line  int
	delim rune // 0: the whole line is one cell
}

// split returns all rows of text, whose first line has the number line.
func split(text string, delim rune, line int) ([]Row, error) {
	s := scanner{text: text, line: line, delim: delim}
	var rows []Row
	for s.at < len(s.text) {
		row, err := s.row()
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func (s *scanner) row() (Row, error) {
	row := Row{Line: s.line}
	for {
		cell, err := s.cell()
		if err != nil {
			return Row{}, err
		}
		row.Cells = append(row.Cells, unguard(cell))
		if s.at >= len(s.text) {
			return row, nil
		}
		end := s.text[s.at] == '\n'
		s.at++ // the delimiter or the end of line
		if end {
			s.line++
			return row, nil
		}
	}
}

// cell reads a cell up to, but not including, the delimiter or the end of the line.
func (s *scanner) cell() (string, error) {
	start := s.at
	for start < len(s.text) && (s.text[start] == ' ' || s.text[start] == '\t' && s.delim != '\t') {
		start++
	}
	if start < len(s.text) && s.text[start] == '"' {
		cell, ok, err := s.quoted(start)
		if ok || err != nil {
			return cell, err
		}
	}
	end := s.endOfCell(s.at)
	cell := strings.TrimSpace(s.text[s.at:end])
	s.at = end
	return cell, nil
}

// quoted reads a quoted cell that opens at open. ok is false if more text follows on the line; the
// cell must then be read as unquoted.
func (s *scanner) quoted(open int) (cell string, ok bool, err error) {
	var b strings.Builder
	for i := open + 1; ; {
		n := strings.IndexByte(s.text[i:], '"')
		if n < 0 {
			return "", false, fail(s.line, "a quotation mark opens a cell here and is never closed.")
		}
		b.WriteString(s.text[i : i+n])
		i += n + 1
		if i < len(s.text) && s.text[i] == '"' {
			b.WriteByte('"')
			i++
			continue
		}
		lines := strings.Count(s.text[open:i], "\n")
		end := s.endOfCell(i)
		if strings.TrimSpace(s.text[i:end]) == "" {
			s.line += lines
			s.at = end
			return b.String(), true, nil
		}
		if lines > 0 {
			return "", false, fail(s.line+lines, "text follows the quotation mark that closes a cell. Double the marks that belong to the text.")
		}
		return "", false, nil
	}
}

func (s *scanner) endOfCell(from int) int {
	stop := "\n"
	if s.delim != 0 {
		stop += string(s.delim)
	}
	if n := strings.IndexAny(s.text[from:], stop); n >= 0 {
		return from + n
	}
	return len(s.text)
}
