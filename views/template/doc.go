// Package template holds the pages on which templates are read and edited:
// as a table that a form changes row by row, and as the file itself.
package template

import (
	"fmt"
	"strings"

	"tminus/models/template"
	"tminus/views/paths"
	"tminus/views/ui"
)

// ListVM is all templates.
type ListVM struct {
	Rows         []template.Entry
	MayEdit      bool
	Key          func() string // a fresh idempotency key for each form
	WithArchived bool
}

// ViewVM is one template.
type ViewVM struct {
	Entry     template.Entry
	MayEdit   bool
	MayLaunch bool
	Key       string
	// Broken says why a template that was kept cannot be read any more.
	Broken []template.Error
}

func sort(e template.Entry) string {
	switch {
	case e.Shipped():
		return "Comes with T-Minus"
	case e.Archived:
		return "Archived"
	}
	return "Own"
}

func span(t template.Template) string {
	if len(t.Deliverables) == 0 {
		return "–"
	}
	from, to := t.Span()
	return template.TMinus(from) + " … " + template.TMinus(to)
}

// spanOf is when a phase is, relative to T.
func spanOf(p template.PhaseSpan) string {
	if p.From == p.To {
		return template.TMinus(p.From)
	}
	return template.TMinus(p.From) + " … " + template.TMinus(p.To)
}

// days is when an item runs, relative to T.
func days(it template.Item) string {
	s := template.TMinus(it.Due)
	if it.Start != it.Due {
		s = template.TMinus(it.Start) + " … " + s
	}
	if it.Time != "" && it.Time != "T" {
		s += ", " + it.Time
	}
	return s
}

// after names what an item waits for.
func after(t template.Template, it template.Item) string {
	var names []string
	for _, key := range it.After {
		for _, other := range t.Deliverables {
			if other.Key == key {
				names = append(names, other.Title)
			}
		}
	}
	return strings.Join(names, " · ")
}

func inLane(t template.Template, lane string) []template.Item {
	var out []template.Item
	for _, it := range t.Deliverables {
		if it.Lane == lane {
			out = append(out, it)
		}
	}
	return out
}

// SourceVM is a template as a file in a form. Entry has no key for a new one.
type SourceVM struct {
	Form   ui.Form
	Entry  template.Entry
	Errors []template.Error
	Base   string
	Key    string
}

func (vm SourceVM) isNew() bool { return vm.Entry.Key == "" }

func (vm SourceVM) action() string {
	if vm.isNew() {
		return paths.Templates()
	}
	return paths.Template(vm.Entry.Key, "source")
}

// source is the text in the form.
func (vm SourceVM) source() string {
	if vm.Form.Has("source") {
		return vm.Form.Val("source")
	}
	return vm.Entry.Source
}

// line is the text of one line of the source, from one.
func (vm SourceVM) line(n int) string {
	lines := strings.Split(vm.source(), "\n")
	if n < 1 || n > len(lines) {
		return ""
	}
	text := []rune(strings.TrimSpace(lines[n-1]))
	if len(text) > 120 {
		text = append(text[:119], '…')
	}
	return string(text)
}

func where(e template.Error) string {
	if e.Line == 0 {
		return "The file"
	}
	return fmt.Sprintf("Line %d", e.Line)
}
