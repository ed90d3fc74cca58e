package template

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"unicode"
)

// YAML returns the template as a file, laid out like the shipped ones. Parse reads
// it back to the same value; the library's encoder would lose some texts with tabs
// and trailing spaces. It returns Errors if the template is not valid.
func (t Template) YAML() ([]byte, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	var w writer
	w.fields("", "", reflect.ValueOf(t))
	for _, c := range t.Sections {
		w.WriteString(c.text())
	}
	return w.Bytes(), nil
}

// Rewrite returns the template as a file, with the comment at the top of the file
// that it replaces. Comments further down are lost.
func Rewrite(t Template, old string) (string, error) {
	b, err := t.YAML()
	if err != nil {
		return "", err
	}
	var head strings.Builder
	for line := range strings.Lines(old) {
		if !strings.HasPrefix(line, "#") {
			break
		}
		head.WriteString(line)
	}
	return head.String() + string(b), nil
}

// writer writes structs according to their tags; see decode.go.
type writer struct{ bytes.Buffer }

// fields writes the fields of a struct, the first one after first and the others
// after indent. It leaves out empty texts, empty lists and false values.
func (w *writer) fields(first, indent string, v reflect.Value) {
	prefix := first
	for _, s := range slotsOf(v) {
		before := w.Len()
		w.slot(prefix, indent, s)
		if w.Len() > before {
			prefix = indent
		}
	}
}

func (w *writer) slot(prefix, indent string, s slot) {
	if s.omitted() {
		return
	}
	switch s.value.Kind() {
	case reflect.String:
		w.text(prefix, s.name, s.value.String())
	case reflect.Slice:
		if s.value.Type().Elem().Kind() == reflect.String {
			fmt.Fprintf(w, "%s%s: [%s]\n", prefix, s.name, joined(s.value))
			return
		}
		fmt.Fprintf(w, "%s%s:\n", prefix, s.name)
		w.entries(indent, s.flow, s.value)
	case reflect.Struct:
		fmt.Fprintf(w, "%s%s:\n", prefix, s.name)
		w.fields(indent+"  ", indent+"  ", s.value)
	default:
		fmt.Fprintf(w, "%s%s: %v\n", prefix, s.name, s.value.Interface())
	}
}

// omitted reports whether the field is not written.
func (s slot) omitted() bool {
	switch {
	case s.flag.IsValid():
		return !s.flag.Bool()
	case s.value.Kind() == reflect.Int:
		return s.omitZero && s.value.IsZero()
	case s.value.Kind() == reflect.String:
		return s.value.String() == s.fallback // "" without a default
	case s.value.Kind() == reflect.Slice:
		return s.value.Len() == 0
	}
	return s.value.IsZero()
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
	for _, s := range slotsOf(v) {
		if s.omitted() {
			continue
		}
		text := fmt.Sprint(s.value.Interface())
		if s.value.Kind() == reflect.String {
			text = scalar(text)
		}
		parts = append(parts, s.name+": "+text)
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

// text writes a text, as a literal block if that keeps all its characters.
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

// blockSafe reports whether a text of several lines keeps all its characters in a
// literal block.
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

// scalar returns text on one line, quoted unless it consists of plain words.
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
