package tabular

import (
	"bufio"
	"io"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// formulaPattern matches a cell that a spreadsheet would evaluate: its first character is = + - @
// (also in full-width form), a tab or a line break, possibly after blanks. Leading apostrophes are
// allowed, so that a cell that looks guarded already is guarded once more and reads back unchanged.
var formulaPattern = regexp.MustCompile(`^'*\s*[=+\-@＝＋－＠\t\n]`)

// guardedPattern matches a cell that guard changed.
var guardedPattern = regexp.MustCompile(`^'+\s*[=+\-@＝＋－＠\t\n]`)

// guard adds an apostrophe before a cell that a spreadsheet would evaluate.
func guard(cell string) string {
	if formulaPattern.MatchString(cell) {
		return "'" + cell
	}
	return cell
}

// innerFormula matches a formula after a character that another program may take for the end of a
// cell. A spreadsheet in a language with decimal commas separates cells by semicolons, and ignores
// quotes around a cell that is not the first.
var innerFormula = regexp.MustCompile(`([;\t\n]\s*)([=+\-@＝＋－＠])`)

// Inert adds apostrophes to an untrusted text wherever a spreadsheet could take a part of it for a
// formula. Read does not remove them, so use it only for tables that are not imported.
func Inert(text string) string {
	return innerFormula.ReplaceAllString(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"), "$1'$2")
}

// unguard removes the apostrophe that guard added. guard never returns a cell that unguard would
// change further, so unguard(guard(x)) == x for every x.
func unguard(cell string) string {
	if guardedPattern.MatchString(cell) {
		return cell[1:]
	}
	return cell
}

// Write writes a table as comma-separated UTF-8 with a header line. It adds an apostrophe before
// cells that begin like a formula; Read removes it. What Write wrote reads back unchanged, except
// for blank rows and for line breaks, which all become "\n".
func Write(w io.Writer, header []string, rows [][]string) error {
	out := NewWriter(w)
	_ = out.Row(header)
	for _, row := range rows {
		_ = out.Row(row)
	}
	return out.Flush() // a bufio.Writer keeps its first error
}

// Writer writes a table row by row, for tables too long to keep in memory.
type Writer struct{ b *bufio.Writer }

// NewWriter returns a Writer. The first row must be the header.
func NewWriter(w io.Writer) *Writer { return &Writer{bufio.NewWriter(w)} }

// Flush writes buffered data.
func (w *Writer) Flush() error { return w.b.Flush() }

// Row writes a row. It returns the first error of this or an earlier row.
func (w *Writer) Row(cells []string) error {
	for i, cell := range cells {
		if i > 0 {
			_ = w.b.WriteByte(',')
		}
		cell = strings.ToValidUTF8(strings.ReplaceAll(cell, "\x00", ""), "�")
		cell = guard(strings.ReplaceAll(strings.ReplaceAll(cell, "\r\n", "\n"), "\r", "\n"))
		if needsQuotes(cell) {
			cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		_, _ = w.b.WriteString(cell)
	}
	return w.b.WriteByte('\n')
}

// needsQuotes reports whether a cell has a separator, or a character that Read would trim or take
// for another format.
func needsQuotes(cell string) bool {
	if strings.ContainsAny(cell, "\",;\t\n|") {
		return true
	}
	first, _ := utf8.DecodeRuneInString(cell)
	last, _ := utf8.DecodeLastRuneInString(cell)
	return unicode.IsSpace(first) || unicode.IsSpace(last) || first == '\uFEFF'
}
