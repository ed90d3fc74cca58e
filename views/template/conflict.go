package template

import (
	"net/url"
	"slices"

	"tminus/models/template"
	"tminus/views/ui"
)

// partValues returns a template's parts as form values.
func partValues(t template.Template) url.Values {
	v := url.Values{}
	for _, p := range t.Parts() {
		v.Set(p.Name, p.Text)
	}
	return v
}

// BaseOf returns the digest of a template as it was when its form was opened.
func BaseOf(t template.Template) string {
	var names []string
	for _, p := range t.Parts() {
		names = append(names, p.Name)
	}
	return ui.Digest(partValues(t), names...)
}

// ConflictForm returns what a conflict page sends again: the file, and the parts that show what was
// edited.
func ConflictForm(typed url.Values, mine template.Template, src string) url.Values {
	v := partValues(mine)
	v.Set("source", src)
	v.Set("base", typed.Get("base"))
	return v
}

// ConflictFields returns the parts of both templates, in the order of mine.
func ConflictFields(mine, theirs template.Template) []ui.ConflictField {
	other := partValues(theirs)
	var out []ui.ConflictField
	var names []string
	for _, p := range mine.Parts() {
		out = append(out, ui.ConflictField{Label: p.Label, Name: p.Name, Yours: p.Text, Theirs: other.Get(p.Name)})
		names = append(names, p.Name)
	}
	for _, p := range theirs.Parts() {
		if !slices.Contains(names, p.Name) {
			out = append(out, ui.ConflictField{Label: p.Label, Name: p.Name, Theirs: p.Text})
		}
	}
	return out
}
