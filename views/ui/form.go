// Package ui is the component kit: the buttons, fields, tags, menus and tables
// of which every page is made. It knows nothing of launches; it takes plain
// values and answers with HTML that works without JavaScript.
package ui

import (
	"maps"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
)

// FieldError is one message of a form. An empty Field speaks of the whole form.
type FieldError struct{ Field, Message string }

// Form is what a form shows again after it was refused: the input exactly as it
// was typed, and what is wrong with it.
type Form struct {
	Values  url.Values
	Errors  map[string]string // the first message of each field
	Summary []FieldError      // all messages, in the order of the fields on the page
	// Prefix keeps ids apart where one page holds two forms with equal names.
	Prefix string
}

// NewForm begins with values and no error; nil is an empty form.
func NewForm(values url.Values) Form {
	return Form{Values: values, Errors: map[string]string{}}
}

// Add records a message for a field; the first of a field is shown beside it.
func (f *Form) Add(field, message string) {
	if f.Errors == nil {
		f.Errors = map[string]string{}
	}
	if _, ok := f.Errors[field]; !ok {
		f.Errors[field] = message
	}
	f.Summary = append(f.Summary, FieldError{Field: field, Message: message})
}

// Val is what was typed into a field.
func (f Form) Val(name string) string { return f.Values.Get(name) }

// Err is the message of a field, empty when it is right.
func (f Form) Err(name string) string { return f.Errors[name] }

// Has says whether the form was sent with this field.
func (f Form) Has(name string) bool { return f.Values.Has(name) }

// Invalid says whether anything is wrong.
func (f Form) Invalid() bool { return len(f.Errors) > 0 || len(f.Summary) > 0 }

// ID is the id of a field's control.
func (f Form) ID(name string) string { return "f-" + f.Prefix + name }

// attrs are a field's own attributes. Of a refused form the summary has the focus.
func (f Form) attrs(p FieldProps) templ.Attributes {
	if f.Invalid() && p.Attrs["autofocus"] != nil {
		own := maps.Clone(p.Attrs)
		delete(own, "autofocus")
		return own
	}
	return p.Attrs
}

// FieldProps describes one field. Value is the value before anything was typed:
// what the form holds for Name wins over it, so that input is never lost.
type FieldProps struct {
	Name, Label, Hint, Type, Autocomplete, Placeholder, Pattern, InputMode string
	Required                                                               bool
	Value                                                                  string
	MaxLength                                                              int
	Min, Max                                                               string
	Wide                                                                   bool // as wide as the form, for names and texts
	Checked                                                                bool // of a checkbox, before anything was typed
	HideLabel                                                              bool // kept for screen readers alone, as in a filter bar
	Attrs                                                                  templ.Attributes
}

// Option is one choice of a Select, Radios or Checkboxes. Options of one Group
// must stand together.
type Option struct{ Value, Label, Group, Hint string }

func (f Form) value(p FieldProps) string {
	if f.Has(p.Name) {
		return f.Val(p.Name)
	}
	return p.Value
}

// ticked says whether a box with this value is on. A box that is off is not
// sent at all, hence once the form holds anything, absence means off.
func (f Form) ticked(p FieldProps, value string) bool {
	if len(f.Values) == 0 {
		return p.Checked || (p.Value != "" && containsWord(p.Value, value))
	}
	for _, v := range f.Values[p.Name] {
		if v == value {
			return true
		}
	}
	return false
}

// containsWord looks a value up in the comma-separated defaults of Checkboxes.
func containsWord(list, value string) bool {
	for _, item := range strings.Split(list, ",") {
		if strings.TrimSpace(item) == value {
			return true
		}
	}
	return false
}

// describedBy names the hint and the error of a control.
func (f Form) describedBy(p FieldProps) string {
	var ids []string
	if p.Hint != "" {
		ids = append(ids, f.ID(p.Name)+"-hint")
	}
	if f.Err(p.Name) != "" {
		ids = append(ids, f.ID(p.Name)+"-err")
	}
	return strings.Join(ids, " ")
}

func (f Form) fieldClass(p FieldProps) string {
	class := "field"
	if f.Err(p.Name) != "" {
		class += " has-error"
	}
	if p.Wide {
		class += " wide"
	}
	return class
}

// inputType is the type of a control. A date or time that a browser could not
// show in a picker is shown as text, so that what was typed is kept.
func (f Form) inputType(p FieldProps) string {
	layout := map[string]string{"date": "2006-01-02", "time": "15:04", "datetime-local": "2006-01-02T15:04"}[p.Type]
	if p.Type == "" {
		return "text"
	}
	if v := f.value(p); layout != "" && v != "" {
		if _, err := time.Parse(layout, v); err != nil {
			return "text"
		}
	}
	return p.Type
}

// boxValue is what a single checkbox sends.
const boxValue = "on"

// groups cuts the options where their group changes.
func groups(opts []Option) [][]Option {
	var out [][]Option
	for i, o := range opts {
		if i == 0 || o.Group != opts[i-1].Group {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], o)
	}
	return out
}

// choiceID gives the first choice the field's own id, to which the error summary links.
func choiceID(f Form, p FieldProps, i int) string {
	if i == 0 {
		return f.ID(p.Name)
	}
	return f.ID(p.Name) + "-" + strconv.Itoa(i)
}

func (f Form) chosen(p FieldProps, value, kind string) bool {
	if kind == "radio" {
		return f.value(p) == value
	}
	return f.ticked(p, value)
}
