package tabular_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"tminus/internal/tabular"
)

func cells(t tabular.Table) [][]string {
	out := [][]string{t.Header}
	for _, r := range t.Rows {
		out = append(out, r.Cells)
	}
	return out
}

func TestRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, in, format string
		want             [][]string
	}{
		{"comma", "a,b\n1,2\n", tabular.FormatComma, [][]string{{"a", "b"}, {"1", "2"}}},
		{"no line end", "a,b\n1,2", tabular.FormatComma, [][]string{{"a", "b"}, {"1", "2"}}},
		{"BOM and CRLF", "\ufeffa,b\r\n1,2\r\n", tabular.FormatComma, [][]string{{"a", "b"}, {"1", "2"}}},
		{"old Mac line ends", "a,b\r1,2\r", tabular.FormatComma, [][]string{{"a", "b"}, {"1", "2"}}},
		{"semicolon with commas in cells", "a;b\n1,5;2,5\n3,1;4,0", tabular.FormatSemicolon,
			[][]string{{"a", "b"}, {"1,5", "2,5"}, {"3,1", "4,0"}}},
		{"what Excel says itself", "sep=;\na;b\n1;2", tabular.FormatSemicolon, [][]string{{"a", "b"}, {"1", "2"}}},
		{"spreadsheet paste", "Title\tOwner, team\nWrite; test\tAna\n", tabular.FormatTab,
			[][]string{{"Title", "Owner, team"}, {"Write; test", "Ana"}}},
		{"paste with a cell of two lines", "a\tb\n\"one\ntwo\"\t\"say \"\"hi\"\"\"\n", tabular.FormatTab,
			[][]string{{"a", "b"}, {"one\ntwo", `say "hi"`}}},
		{"paste that begins with an empty cell", "\tb\n1\t2\n", tabular.FormatTab, [][]string{{"", "b"}, {"1", "2"}}},
		{"quotes", "a,b\n\"x, y\",\"He said \"\"no\"\"\"\n", tabular.FormatComma, [][]string{{"a", "b"}, {"x, y", `He said "no"`}}},
		{"blanks before a quote", "a, b\n1, \"x, y\" \n", tabular.FormatComma, [][]string{{"a", "b"}, {"1", "x, y"}}},
		{"quotes amid text", "a,b\n12\" screen,\"Brace\" yourself\n", tabular.FormatComma,
			[][]string{{"a", "b"}, {`12" screen`, `"Brace" yourself`}}},
		{"trimmed unless quoted", "a,b\n  1  ,\" 2 \"\n", tabular.FormatComma, [][]string{{"a", "b"}, {"1", " 2 "}}},
		{"ragged", "a,b\n1\n1,2,3\n1,2\n1,2\n", tabular.FormatComma,
			[][]string{{"a", "b", ""}, {"1", "", ""}, {"1", "2", "3"}, {"1", "2", ""}, {"1", "2", ""}}},
		{"empty rows and columns go", "\n,,,\na,b,,\n\n1,2,,\n , ,,\n", tabular.FormatComma, [][]string{{"a", "b"}, {"1", "2"}}},
		{"guarded formulas", "a,b\n'=1+1,'-x\n'+49,'@ana\n'tis,''=x\n", tabular.FormatComma,
			[][]string{{"a", "b"}, {"=1+1", "-x"}, {"+49", "@ana"}, {"'tis", "'=x"}}},
		{"lines", "Write docs\nTest, then ship\n\nAnnounce\n", tabular.FormatLines,
			[][]string{{"Write docs"}, {"Test, then ship"}, {"Announce"}}},
		{"one line of names", "a,b", tabular.FormatComma, [][]string{{"a", "b"}}},
		{"Markdown", "| a | b |\n|---|:-:|\n| 1 | 2 |\n", tabular.FormatMarkdown, [][]string{{"a", "b"}, {"1", "2"}}},
		{"Markdown without outer pipes", "a | b\n--- | ---\n1 | 2\n", tabular.FormatMarkdown, [][]string{{"a", "b"}, {"1", "2"}}},
		{"Markdown with escapes, commas and breaks", "|a|b|\n|-|-|\n|x \\| y, z|one<br/>two|\n", tabular.FormatMarkdown,
			[][]string{{"a", "b"}, {"x | y, z", "one\ntwo"}}},
		{"Markdown with empty cells", "|a|b|c|\n|-|-|-|\n|1||3|\n||2||\n|4|\n", tabular.FormatMarkdown,
			[][]string{{"a", "b", "c"}, {"1", "", "3"}, {"", "2", ""}, {"4", "", ""}}},
		{"Markdown with bold names", "|**What**|_Who_|\n|-|-|\n|**x**|y|\n", tabular.FormatMarkdown, [][]string{{"What", "Who"}, {"**x**", "y"}}},
		{"Markdown of one column", "|a|\n|-|\n|1|\n", tabular.FormatMarkdown, [][]string{{"a"}, {"1"}}},
		{"pipes without a ruler", "| a | b |\n| 1 | 2 |\n", tabular.FormatMarkdown, [][]string{{"a", "b"}, {"1", "2"}}},
		{"Org", "| a | b |\n|---+---|\n| 1 | 2 |\n", tabular.FormatMarkdown, [][]string{{"a", "b"}, {"1", "2"}}},
		{"Markdown within a CSV cell", "a,b\n1,\"| x | y |\n|---|---|\n| 1 | 2 |\"\n", tabular.FormatComma,
			[][]string{{"a", "b"}, {"1", "| x | y |\n|---|---|\n| 1 | 2 |"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := tabular.Read([]byte(c.in))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, cells(got), cmpopts.EquateEmpty()); diff != "" || got.Format != c.format {
				t.Errorf("%s, %s", got.Format, diff)
			}
		})
	}
}

func TestReadKeepsLineNumbers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in     string
		header int
		rows   []int
	}{
		"CSV":      {"\na,b\r\n\"x\r\ny\",1\r\n\r\n2,3\r\n", 2, []int{3, 6}},
		"sep":      {"sep=,\na,b\n1,2\n", 2, []int{3}},
		"Markdown": {"Schedule:\n\n|a|b|\n|-|-|\n|1|2|\n|3|4|\n\nThat is all.\n", 3, []int{5, 6}},
		"lines":    {"x\n\ny\nz", 1, []int{3, 4}},
	} {
		got, err := tabular.Read([]byte(c.in))
		if err != nil {
			t.Fatal(name, err)
		}
		var rows []int
		for _, r := range got.Rows {
			rows = append(rows, r.Line)
		}
		if got.HeaderLine != c.header || !cmp.Equal(rows, c.rows) {
			t.Errorf("%s: header at %d, rows at %v; want %d, %v", name, got.HeaderLine, rows, c.header, c.rows)
		}
		if name == "Markdown" && got.Around != 2 {
			t.Errorf("%d lines around the table, want 2", got.Around)
		}
		first := got.WithoutHeader()
		if len(first.Rows) != len(rows)+1 || first.Rows[0].Line != c.header || first.Header[0] != "" || got.Header[0] == "" {
			t.Errorf("%s without a header: %+v", name, first)
		}
	}
}

func TestUTF16(t *testing.T) {
	t.Parallel()
	units := utf16.Encode([]rune("\ufeffTitel\tÜber\n𝄞\t2\n"))
	var little, big []byte
	for _, u := range units {
		little = append(little, byte(u), byte(u>>8))
		big = append(big, byte(u>>8), byte(u))
	}
	for name, in := range map[string][]byte{"little": little, "big": big} {
		got, err := tabular.Read(in)
		if diff := cmp.Diff([][]string{{"Titel", "Über"}, {"𝄞", "2"}}, cells(got)); err != nil || diff != "" {
			t.Errorf("%s-endian: %v %s", name, err, diff)
		}
	}
	if _, err := tabular.Read(little[:len(little)-1]); err == nil {
		t.Error("half a character was read")
	}
}

func TestReadRejectsInvalidInput(t *testing.T) {
	t.Parallel()
	wide := strings.Repeat("x,", tabular.MaxColumns) + "x"
	for name, c := range map[string]struct {
		in, message string
		line        int
	}{
		"nothing":           {"", "blank", 0},
		"blanks":            {" \n\t\n,,\n", "blank", 0},
		"only a BOM":        {"\ufeff", "blank", 0},
		"bad UTF-8":         {"a,b\n1,2\nM\xfcller,3\n", "not UTF-8", 3},
		"zero byte":         {"a,b\n1,\x00\n", "zero byte", 2},
		"workbook":          {"PK\x03\x04\x14\x00", "workbook", 0},
		"open quote":        {"a,b\n1,2\n\"x,3\n4,5\n", "never closed", 3},
		"open quote, sep":   {"sep=,\na,b\n\"x,3\n4,5\n", "never closed", 3},
		"text after quote":  {"a,b\n\"x\ny\" z,1\n", "text follows", 3},
		"too many bytes":    {strings.Repeat("x,y\n", tabular.MaxBytes/4+1), "at most 2 MB", 0},
		"too many rows":     {strings.Repeat("x,y\n", tabular.MaxRows+2), "at most 5000", 0},
		"too many columns":  {"a,b\n" + wide + "\n" + wide + "\n", "at most 50", 2},
		"a cell too long":   {"a,b\n1," + strings.Repeat("x", tabular.MaxCell+1), "at most 100000", 2},
		"Markdown too wide": {"|a|\n|-|\n" + strings.ReplaceAll(wide, ",", "|"), "at most 50", 3},
	} {
		_, err := tabular.Read([]byte(c.in))
		var e *tabular.Error
		if !errors.As(err, &e) || e.Line != c.line || !strings.Contains(e.Message, c.message) {
			t.Errorf("%s: %v, want line %d and %q", name, err, c.line, c.message)
		}
	}
	if _, err := tabular.Read([]byte(strings.Repeat("x,y\n", tabular.MaxRows+1))); err != nil {
		t.Errorf("as many rows as are allowed: %v", err)
	}
}

func TestWriteGuardsFormulas(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	err := tabular.Write(&b, []string{"a", "b"}, [][]string{
		{"=HYPERLINK(1)", "-1"}, {"+49", "@SUM"}, {"\t=1", " =1"}, {"＝1", "'=1"}, {"it's", "'tis"}, {"x=1", "T-9"}, {"a\r\nb", "|"},
	})
	want := "a,b\n'=HYPERLINK(1),'-1\n'+49,'@SUM\n\"'\t=1\",' =1\n'＝1,''=1\nit's,'tis\nx=1,T-9\n\"a\nb\",\"|\"\n"
	if err != nil || b.String() != want {
		t.Errorf("%v\n got %q\nwant %q", err, b.String(), want)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteReturnsWriterError(t *testing.T) {
	t.Parallel()
	if err := tabular.Write(brokenWriter{}, []string{"a"}, nil); err == nil {
		t.Error("no error")
	}
	w := tabular.NewWriter(brokenWriter{})
	var err error
	for i := 0; i < 10_000 && err == nil; i++ {
		err = w.Row([]string{"a row"})
	}
	if err == nil {
		t.Error("writing rows succeeds although the writer fails")
	}
}

// Every exported table is imported unchanged, whatever it contains.
func TestWriteThenRead(t *testing.T) {
	t.Parallel()
	nasty := rapid.SampledFrom([]string{"", " ", "x", "=1", "'=1", "''-", "-", "'", `"`, `""`, `"a" b`, "|", "|---|", "---|---",
		"| a | b |", "a|b", "\n", "\n|-|-|\n", ",", ";", "\t", "sep=;", "sep=,", "\ufeff", "PK\x03\x04", "日本", "\u00a0", "\u2028",
		"|a|\n|-|\n|1|", "\ufffd"})
	text := rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(rapid.OneOf(nasty, nasty, rapid.String()), 0, 3).Draw(t, "parts")
		s := strings.ReplaceAll(strings.Join(parts, ""), "\x00", "")
		return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	})
	filled := text.Filter(func(s string) bool { return strings.TrimSpace(s) != "" && !strings.HasPrefix(s, "PK\x03\x04") })
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 5).Draw(t, "width")
		want := [][]string{rapid.SliceOfN(filled, width, width).Draw(t, "header")}
		for range rapid.IntRange(0, 6).Draw(t, "rows") {
			row := rapid.SliceOfN(text, width, width).Draw(t, "row")
			row[rapid.IntRange(0, width-1).Draw(t, "filled")] = filled.Draw(t, "cell")
			want = append(want, row)
		}
		var b bytes.Buffer
		if err := tabular.Write(&b, want[0], want[1:]); err != nil {
			t.Fatal(err)
		}
		got, err := tabular.Read(b.Bytes())
		if err != nil {
			t.Fatalf("%v in %q", err, b.String())
		}
		if diff := cmp.Diff(want, cells(got)); diff != "" {
			t.Fatalf("read as %s from %q: %s", got.Format, b.String(), diff)
		}
	})
}

func TestReadNeverPanics(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := strings.Join(rapid.SliceOfN(
			rapid.SampledFrom(strings.Split(`a~"~""~,~;~	~|~|-|~|---|---|~'~=~\~\|~ ~x y~sep=;~<br>~é`+"~\n~\r\n~\n\n~\xff\xfe~\xfe\xff~\xff",
				"~")), 0, 30).Draw(t, "in"), "")
		got, err := tabular.Read([]byte(in))
		if err != nil {
			return
		}
		lines := 1 + strings.Count(in, "\n")
		for _, r := range got.Rows {
			if len(r.Cells) != len(got.Header) || r.Line < 1 || r.Line > lines && !strings.HasPrefix(in, "\xff") && !strings.HasPrefix(in, "\xfe") {
				t.Fatalf("%q: row %+v under %d names", in, r, len(got.Header))
			}
		}
	})
}

func TestRealSchedules(t *testing.T) {
	t.Parallel()
	for version, rows := range map[string]int{"1.33": 36, "1.34": 36} {
		data, err := os.ReadFile(fmt.Sprintf("testdata/kubernetes-%s-schedule.csv", version))
		if err != nil {
			t.Fatal(err)
		}
		table, err := tabular.Read(data)
		if err != nil {
			t.Fatal(err)
		}
		if len(table.Rows) != rows || strings.Join(table.Header, " ") != "title owner start due time when_as_written" {
			t.Errorf("%s: %d rows under %v", version, len(table.Rows), table.Header)
		}
		zoned := 0
		for _, r := range table.Rows {
			start, err := tabular.ParseDate(r.Cells[2], 0)
			if err != nil || start.Date.IsZero() {
				t.Errorf("%s line %d: start %v, %v", version, r.Line, start, err)
			}
			due, err := tabular.ParseDate(r.Cells[3], 0)
			if err != nil || due.Date.Before(start.Date) {
				t.Errorf("%s line %d: due %v, %v", version, r.Line, due, err)
			}
			tod, zone, err := tabular.ParseTime(r.Cells[4])
			if err != nil || tod.IsZero() != (zone == nil) {
				t.Errorf("%s line %d: time %v %v, %v", version, r.Line, tod, zone, err)
			}
			if zone != nil {
				zoned++
				continue
			}
			if strings.Contains(r.Cells[5], " - ") {
				continue // a span of days
			}
			// The team's own wording gives the same date.
			if parsed, err := tabular.ParseDate(r.Cells[5], 0); err != nil || parsed != due {
				t.Errorf("%s line %d: %q is %v, %v; want %v", version, r.Line, r.Cells[5], parsed.Date, err, due.Date)
			}
		}
		if zoned != 4 {
			t.Errorf("%s: %d zoned times, want 4", version, zoned)
		}
	}
}
