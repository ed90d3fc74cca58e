package template

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"unicode"
)

// YAML writes the template as the file that Parse reads back to the same value,
// laid out as the shipped files are. It is not left to the library, whose encoder
// loses some texts with tabs and trailing spaces.
func (t Template) YAML() ([]byte, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	var w writer
	w.fields("", "", reflect.ValueOf(t))
	return w.Bytes(), nil
}

// writer writes structs of the format by their tags; see decode.go.
type writer struct{ bytes.Buffer }

// fields writes the fields of a struct, the first one behind first and the others
// behind indent. Empty texts, empty lists and what is false are left out.
func (w *writer) fields(first, indent string, v reflect.Value) {
	prefix := first
	for _, f := range fieldsOf(v.Type()) {
		before := w.Len()
		w.field(prefix, indent, f, v)
		if w.Len() > before {
			prefix = indent
		}
	}
}

func (w *writer) field(prefix, indent string, f field, in reflect.Value) {
	v := in.Field(f.index)
	if f.left(in) {
		return
	}
	switch v.Kind() {
	case reflect.String:
		w.text(prefix, f.name, v.String())
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.String {
			fmt.Fprintf(w, "%s%s: [%s]\n", prefix, f.name, joined(v))
			return
		}
		fmt.Fprintf(w, "%s%s:\n", prefix, f.name)
		w.entries(indent, f.flow, v)
	case reflect.Struct:
		fmt.Fprintf(w, "%s%s:\n", prefix, f.name)
		w.fields(indent+"  ", indent+"  ", v)
	default:
		fmt.Fprintf(w, "%s%s: %v\n", prefix, f.name, v.Interface())
	}
}

// left tells whether a field is not written.
func (f field) left(in reflect.Value) bool {
	v := in.Field(f.index)
	switch {
	case f.given >= 0:
		return !in.Field(f.given).Bool()
	case v.Kind() == reflect.Int:
		return f.omitZero && v.IsZero()
	case v.Kind() == reflect.String:
		return v.String() == f.otherwise // "" without a default
	case v.Kind() == reflect.Slice:
		return v.Len() == 0
	}
	return v.IsZero()
}

// entries writes a list of structs, each as a block or on one line.
func (w *writer) entries(indent string, flow bool, list reflect.Value) {
	for i := range list.Len() {
		if e := list.Index(i); flow {
			w.row(indent+"  - ", e)
		} else {
			w.fields(indent+"  - ", indent+"    ", e)
		}
	}
}

// row writes a struct of scalars on one line.
func (w *writer) row(prefix string, v reflect.Value) {
	var parts []string
	for _, f := range fieldsOf(v.Type()) {
		if f.left(v) {
			continue
		}
		text := fmt.Sprint(v.Field(f.index).Interface())
		if v.Field(f.index).Kind() == reflect.String {
			text = scalar(text)
		}
		parts = append(parts, f.name+": "+text)
	}
	w.WriteString(prefix + "{" + strings.Join(parts, ", ") + "}\n")
}

func joined(list reflect.Value) string {
	quoted := make([]string, list.Len())
	for i := range quoted {
		quoted[i] = scalar(list.Index(i).String())
	}
	return strings.Join(quoted, ", ")
}

// text writes a text, on several lines where that keeps its every character.
func (w *writer) text(prefix, name, value string) {
	fmt.Fprintf(w, "%s%s: ", prefix, name)
	if !blockSafe(value) {
		w.WriteString(scalar(value) + "\n")
		return
	}
	w.WriteString("|-\n")
	for line := range strings.SplitSeq(value, "\n") {
		if line != "" {
			w.WriteString(strings.Repeat(" ", len(prefix)+2) + line)
		}
		w.WriteByte('\n')
	}
}

// blockSafe tells whether a text of several lines keeps its every character in
// a literal block, where it reads best.
func blockSafe(s string) bool {
	if !strings.Contains(s, "\n") || strings.ContainsFunc(s, func(r rune) bool { return r == '\t' || unprintable(r) }) {
		return false
	}
	for line := range strings.SplitSeq(s, "\n") {
		if line != strings.TrimRightFunc(line, unicode.IsSpace) {
			return false
		}
	}
	return s == strings.TrimSpace(s)
}

// scalar writes text on one line, quoted unless it is plainly words.
func scalar(s string) string {
	plain := s != "" && !strings.EqualFold(s, "null") && unicode.IsLetter([]rune(s)[0]) && !strings.HasSuffix(s, " ") &&
		!strings.ContainsFunc(s, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(" _-.;/()%+", r)
		})
	if plain {
		return s
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		default:
			b.WriteRune(r)
		}
	}
	return b.String() + `"`
}
