package template

import (
	"net/url"
	"slices"

	"tminus/models/template"
	"tminus/views/ui"
)

// partValues are a template's parts as the values of a form.
func partValues(t template.Template) url.Values {
	v := url.Values{}
	for _, p := range t.Parts() {
		v.Set(p.Name, p.Text)
	}
	return v
}

// BaseOf remembers a template as it was when its form was opened.
func BaseOf(t template.Template) string {
	var names []string
	for _, p := range t.Parts() {
		names = append(names, p.Name)
	}
	return ui.Digest(partValues(t), names...)
}

// ConflictForm is what a conflict page sends again: the file, and the parts
// that tell what was touched.
func ConflictForm(typed url.Values, mine template.Template, src string) url.Values {
	v := partValues(mine)
	v.Set("source", src)
	v.Set("base", typed.Get("base"))
	return v
}

// ConflictFields are the parts of both templates, in the order of mine.
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
