// Package ui has the components of all pages: buttons, fields, tags, menus and tables. It knows
// nothing of launches; it takes plain values and returns HTML that works without JavaScript.
package ui

import (
	"maps"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
)

// FieldError is a message of a form. An empty Field means the whole form.
type FieldError struct{ Field, Message string }

// Form holds the values and the problems of a form, so that a refused form is shown again exactly
// as entered.
type Form struct {
	Values  url.Values
	Errors  map[string]string // the first message of each field
	Summary []FieldError      // all messages, in the order of the fields on the page
	// Prefix distinguishes ids if a page has two forms with the same field names.
	Prefix string
}

// NewForm returns a form with values and no errors; nil is an empty form.
func NewForm(values url.Values) Form {
	return Form{Values: values, Errors: map[string]string{}}
}

// Add adds a message for a field; the first one of a field is shown next to it.
func (f *Form) Add(field, message string) {
	if f.Errors == nil {
		f.Errors = map[string]string{}
	}
	if _, ok := f.Errors[field]; !ok {
		f.Errors[field] = message
	}
	f.Summary = append(f.Summary, FieldError{Field: field, Message: message})
}

// Val returns the value of a field.
func (f Form) Val(name string) string { return f.Values.Get(name) }

// Err returns the message of a field, or "".
func (f Form) Err(name string) string { return f.Errors[name] }

// Has reports whether the form was sent with this field.
func (f Form) Has(name string) bool { return f.Values.Has(name) }

// Invalid reports whether the form has problems.
func (f Form) Invalid() bool { return len(f.Errors) > 0 || len(f.Summary) > 0 }

// ID returns the id of a field's control.
func (f Form) ID(name string) string { return "f-" + f.Prefix + name }

// attrs returns a field's attributes. In a refused form the summary has the focus.
func (f Form) attrs(p FieldProps) templ.Attributes {
	if f.Invalid() && p.Attrs["autofocus"] != nil {
		own := maps.Clone(p.Attrs)
		delete(own, "autofocus")
		return own
	}
	return p.Attrs
}

// FieldProps describes a field. Value is the initial value; the form's value for Name takes
// precedence, so that input is never lost.
type FieldProps struct {
	Name, Label, Hint, Type, Autocomplete, Placeholder, Pattern, InputMode string
	Required                                                               bool
	Value                                                                  string
	MaxLength                                                              int
	Min, Max                                                               string
	Wide                                                                   bool // as wide as the form, for names and texts
	Checked                                                                bool // initial state of a checkbox
	HideLabel                                                              bool // visible only to screen readers, as in a filter bar
	Attrs                                                                  templ.Attributes
}

// Option is a choice of a Select, Radios or Checkboxes. Options of a Group must be adjacent.
type Option struct{ Value, Label, Group, Hint string }

func (f Form) value(p FieldProps) string {
	if f.Has(p.Name) {
		return f.Val(p.Name)
	}
	return p.Value
}

// ticked reports whether a box with this value is checked. An unchecked box is not sent, so if the
// form has any value, absence means unchecked.
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

// containsWord reports whether the comma-separated defaults of Checkboxes contain a value.
func containsWord(list, value string) bool {
	for _, item := range strings.Split(list, ",") {
		if strings.TrimSpace(item) == value {
			return true
		}
	}
	return false
}

// describedBy returns the ids of the hint and the error of a control.
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

// inputType returns the type of a control. A date or time that a browser's picker cannot show is a
// text field, so that the input is kept.
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

// boxValue is the value of a single checkbox.
const boxValue = "on"

// groups splits the options where their group changes.
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

// choiceID returns the field's id for the first choice, to which the error summary links.
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
