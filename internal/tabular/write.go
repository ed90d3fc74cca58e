package tabular

import (
	"bufio"
	"io"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// formula matches a cell that a spreadsheet would compute instead of show: its
// first character is = + - @ (also in their full-width forms) or a tab or line
// break, behind blanks or not. Apostrophes before it count too, so that a cell
// which looks guarded already is guarded once more and comes back as it was.
var formula = regexp.MustCompile(`^'*\s*[=+\-@＝＋－＠\t\n]`)

// guarded matches what the guard turns such a cell into.
var guarded = regexp.MustCompile(`^'+\s*[=+\-@＝＋－＠\t\n]`)

// guard puts an apostrophe before a cell that a spreadsheet would compute.
func guard(cell string) string {
	if formula.MatchString(cell) {
		return "'" + cell
	}
	return cell
}

// within matches where a cell goes on like a formula behind what other programs take
// for the end of a cell: a spreadsheet set to a language that writes 1,5 separates by
// semicolons, and does not see the quotes around a cell that is not its first.
var within = regexp.MustCompile(`([;\t\n]\s*)([=+\-@＝＋－＠])`)

// Inert guards a text of strangers wherever a spreadsheet may take a part of it for a
// cell. Read does not take that away: it is for tables that are only looked at.
func Inert(text string) string {
	return within.ReplaceAllString(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"), "$1'$2")
}

// unguard takes away what guard put there; guard(x) never leaves an x that unguard
// would change, so unguard(guard(x)) == x for every x.
func unguard(cell string) string {
	if guarded.MatchString(cell) {
		return cell[1:]
	}
	return cell
}

// Write writes a table as comma-separated UTF-8 with a line of names. A cell that
// begins like a formula gets an apostrophe before it, which Read takes away again:
// what Write wrote reads back unchanged, but for blank rows and for line breaks,
// which all become "\n".
func Write(w io.Writer, header []string, rows [][]string) error {
	out := NewWriter(w)
	_ = out.Row(header)
	for _, row := range rows {
		_ = out.Row(row)
	}
	return out.Flush() // a bufio.Writer keeps its first error
}

// Writer writes such a table row by row, for one that is too long to be held.
type Writer struct{ b *bufio.Writer }

// NewWriter returns one whose first row is that of the names.
func NewWriter(w io.Writer) *Writer { return &Writer{bufio.NewWriter(w)} }

// Flush writes what is still held back.
func (w *Writer) Flush() error { return w.b.Flush() }

// Row writes a row. It returns the first error that there was, in this row or before.
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

// needsQuotes: besides what separates cells, everything that Read takes for a sign
// of another format, or would trim.
func needsQuotes(cell string) bool {
	if strings.ContainsAny(cell, "\",;\t\n|") {
		return true
	}
	first, _ := utf8.DecodeRuneInString(cell)
	last, _ := utf8.DecodeLastRuneInString(cell)
	return unicode.IsSpace(first) || unicode.IsSpace(last) || first == '\uFEFF'
}
