package template

import (
	"fmt"
	"strings"

	"tminus/models/template"
	"tminus/views/paths"
	"tminus/views/ui"
)

// ListVM lists all templates.
type ListVM struct {
	Rows         []template.Entry
	MayEdit      bool
	Key          func() string // a new idempotency key for each form
	WithArchived bool
}

// ViewVM is a template.
type ViewVM struct {
	Entry     template.Entry
	MayEdit   bool
	MayLaunch bool
	Key       string
	// Broken lists the reasons why a stored template can no longer be parsed.
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

// spanOf returns the period of a phase, relative to T.
func spanOf(p template.PhaseSpan) string {
	if p.From == p.To {
		return template.TMinus(p.From)
	}
	return template.TMinus(p.From) + " … " + template.TMinus(p.To)
}

// days returns the dates of an item, relative to T.
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

// after returns the names of an item's dependencies.
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

// source returns the text in the form.
func (vm SourceVM) source() string {
	if vm.Form.Has("source") {
		return vm.Form.Val("source")
	}
	return vm.Entry.Source
}

// line returns the text of a line of the source, from 1.
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
