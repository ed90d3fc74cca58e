package ui

import (
	"hash/crc32"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// ConflictField is a field of a record that two people changed at the same time: the form's value
// and the stored one, as text. Name is the name of the form's field, or several separated by spaces
// if one choice applies to several, such as a link's label and URL.
type ConflictField struct{ Label, Yours, Theirs, Name string }

// Same reports that there is nothing to choose.
func (f ConflictField) Same() bool { return f.Yours == f.Theirs }

// ConflictProps holds the content of a conflict page.
type ConflictProps struct {
	Action  string // to which the form is sent
	Version int    // the current one, which "theirs" shows
	Who     string // made the other change; may be empty
	When    string
	Back    string // URL for leaving without saving
	Form    Form   // the entered values, which are sent again
	Fields  []ConflictField
}

func (p ConflictProps) differing() []ConflictField {
	return slices.DeleteFunc(slices.Clone(p.Fields), ConflictField.Same)
}

func (p ConflictProps) same() []ConflictField {
	return slices.DeleteFunc(slices.Clone(p.Fields), func(f ConflictField) bool { return !f.Same() })
}

func (p ConflictProps) who() string {
	if p.Who == "" {
		return "Somebody else"
	}
	return p.Who
}

// sentValues returns the values that are sent again, in a stable order.
func (p ConflictProps) sentValues() [][2]string {
	names := make([]string, 0, len(p.Form.Values))
	for name := range p.Form.Values {
		if name != "version" && name != fieldBase && !strings.HasPrefix(name, keepPrefix) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var out [][2]string
	for _, name := range names {
		for _, v := range p.Form.Values[name] {
			out = append(out, [2]string{name, v})
		}
	}
	return out
}

const (
	keepPrefix = "keep-"
	fieldBase  = "base"
	keepYours  = "yours"
	keepTheirs = "theirs"
)

func (f ConflictField) names() []string { return strings.Fields(f.Name) }

func (f ConflictField) radio() string {
	if names := f.names(); len(names) > 0 {
		return keepPrefix + names[0]
	}
	return keepPrefix
}

func (f ConflictField) theirsValue() string { return keepTheirs + " " + f.Name }

// untouched reports whether this person did not change the field, so that the other's change is
// kept by default.
func (p ConflictProps) untouched(f ConflictField) bool {
	base := p.Form.Values.Get(fieldBase)
	if base == "" {
		return false
	}
	for _, name := range f.names() {
		if !strings.Contains(base, digestOf(p.Form.Values, name)) {
			return false
		}
	}
	return true
}

// Resolve applies the choices of a conflict page: for "theirs", it replaces the form's value by the
// current one. Call it before parsing the form; it does not change other forms.
func Resolve(f *Form, current url.Values) {
	for name := range f.Values {
		if !strings.HasPrefix(name, keepPrefix) {
			continue
		}
		choice := strings.Fields(f.Values.Get(name))
		delete(f.Values, name)
		if len(choice) == 0 || choice[0] != keepTheirs {
			continue
		}
		for _, field := range choice[1:] {
			delete(f.Values, field)
			if vs, ok := current[field]; ok {
				f.Values[field] = slices.Clone(vs)
			}
		}
	}
}

// Chosen reports whether a form comes from a conflict page.
func Chosen(f Form) bool {
	for name := range f.Values {
		if strings.HasPrefix(name, keepPrefix) {
			return true
		}
	}
	return false
}

// Digest returns a digest of the values that a form was opened with, for Base.
func Digest(values url.Values, names ...string) string {
	parts := make([]string, len(names))
	for i, name := range names {
		parts[i] = digestOf(values, name)
	}
	return strings.Join(parts, "")
}

func digestOf(values url.Values, name string) string {
	vs := slices.Clone(values[name])
	vs = slices.DeleteFunc(vs, func(s string) bool { return strings.TrimSpace(s) == "" })
	slices.Sort(vs)
	// Browsers send line ends as CRLF.
	text := strings.ReplaceAll(strings.Join(vs, "\x00"), "\r\n", "\n")
	return ";" + name + "." + strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(strings.TrimSpace(text)))), 36) + ";"
}

// Taken returns the names of the fields for which "theirs" was chosen on a conflict page, and
// removes all choices. It is for forms that Resolve cannot handle field by field.
func Taken(f *Form) []string {
	var out []string
	for name := range f.Values {
		if !strings.HasPrefix(name, keepPrefix) {
			continue
		}
		if choice := strings.Fields(f.Values.Get(name)); len(choice) > 1 && choice[0] == keepTheirs {
			out = append(out, choice[1:]...)
		}
		delete(f.Values, name)
	}
	slices.Sort(out)
	return out
}
