package template

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
)

// YAML writes the template as the file that Parse reads back to the
// same value, laid out as the shipped files are. It is written by hand since
// the library's encoder loses some texts with tabs and trailing spaces, and
// puts no short thing on one line.
func (t Template) YAML() ([]byte, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	var w yamlWriter
	w.field("", "key", t.Key)
	w.field("", "name", t.Name)
	w.optional("", "summary", t.Summary)
	w.head("phases")
	for _, p := range t.Phases {
		w.row("key", string(p.Key), "name", p.Name, "from", p.From, "to", p.To, "purpose", p.Purpose)
	}
	if len(t.Weeks) > 0 {
		w.head("weeks")
	}
	for _, k := range t.Weeks {
		w.row("name", k.Name, "note", k.Note, "from", k.From, "to", k.To)
	}
	w.head("roles")
	for _, r := range t.Roles {
		w.row("key", r.Key, "name", r.Name, "team", r.Team)
	}
	w.head("lanes")
	for _, l := range t.Lanes {
		w.row("key", l.Key, "name", l.Name, "team", l.Team)
	}
	w.head("deliverables")
	for _, it := range t.Deliverables {
		w.item(it)
	}
	w.readiness(t)
	return w.Bytes(), nil
}

type yamlWriter struct{ bytes.Buffer }

func (w *yamlWriter) head(name string) { w.WriteString(name + ":\n") }

func (w *yamlWriter) item(it Item) {
	const in = "    "
	w.field("  - ", "key", it.Key)
	w.field(in, "title", it.Title)
	w.field(in, "lane", it.Lane)
	w.field(in, "kind", string(it.Kind))
	w.field(in, "role", it.Role)
	w.optional(in, "reviewer", it.Reviewer)
	w.keys(in, "helpers", it.Helpers)
	fmt.Fprintf(w, "%sstart: %d\n%sdue: %d\n", in, it.Start, in, it.Due)
	w.optional(in, "time", it.Time)
	if it.Anchor != Follows {
		w.optional(in, "anchor", string(it.Anchor))
	}
	w.keys(in, "after", it.After)
	w.optional(in, "description", it.Description)
	if len(it.Links) > 0 {
		w.WriteString(in + "links:\n")
	}
	for _, l := range it.Links {
		w.WriteString(in)
		w.row("label", l.Label, "url", l.URL)
	}
}

func (w *yamlWriter) field(indent, name, value string) {
	fmt.Fprintf(w, "%s%s: ", indent, name)
	if !blockSafe(value) {
		w.WriteString(scalar(value) + "\n")
		return
	}
	w.WriteString("|-\n")
	for line := range strings.SplitSeq(value, "\n") {
		if line != "" {
			w.WriteString(strings.Repeat(" ", len(indent)+2) + line)
		}
		w.WriteByte('\n')
	}
}

func (w *yamlWriter) optional(indent, name, value string) {
	if value != "" {
		w.field(indent, name, value)
	}
}

func (w *yamlWriter) keys(indent, name string, keys []string) {
	if len(keys) == 0 {
		return
	}
	quoted := make([]string, len(keys))
	for i, k := range keys {
		quoted[i] = scalar(k)
	}
	fmt.Fprintf(w, "%s%s: [%s]\n", indent, name, strings.Join(quoted, ", "))
}

// row writes name and value pairs on one line, without empty texts and what is not so.
func (w *yamlWriter) row(pairs ...any) {
	var parts []string
	for i := 0; i < len(pairs); i += 2 {
		switch v := pairs[i+1].(type) {
		case string:
			if v != "" {
				parts = append(parts, fmt.Sprintf("%s: %s", pairs[i], scalar(v)))
			}
		case bool:
			if v {
				parts = append(parts, fmt.Sprintf("%s: true", pairs[i]))
			}
		default:
			parts = append(parts, fmt.Sprintf("%s: %d", pairs[i], v))
		}
	}
	w.WriteString("  - {" + strings.Join(parts, ", ") + "}\n")
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
