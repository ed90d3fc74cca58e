// Package templates holds the pages on which templates are read and edited:
// as a table that a form changes row by row, and as the file itself.
package templates

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"tminus/models/launch"
	"tminus/views/ui"
)

// ListVM is all templates.
type ListVM struct {
	Rows         []launch.TemplateEntry
	MayEdit      bool
	Key          func() string // a fresh idempotency key for each form
	WithArchived bool
}

// ViewVM is one template.
type ViewVM struct {
	Entry     launch.TemplateEntry
	MayEdit   bool
	MayLaunch bool
	Key       string
	// Broken says why a template that was kept cannot be read any more.
	Broken []launch.TemplateError
}

// Path is a template's address.
func Path(key string) string { return "/templates/" + url.PathEscape(key) }

func sort(e launch.TemplateEntry) string {
	switch {
	case e.Shipped():
		return "Comes with T-Minus"
	case e.Archived:
		return "Archived"
	}
	return "Own"
}

func span(t launch.Template) string {
	if len(t.Deliverables) == 0 {
		return "–"
	}
	from, to := t.Span()
	return launch.TMinus(from) + " … " + launch.TMinus(to)
}

// spanOf is when a phase is, relative to T.
func spanOf(p launch.PhaseSpan) string {
	if p.From == p.To {
		return launch.TMinus(p.From)
	}
	return launch.TMinus(p.From) + " … " + launch.TMinus(p.To)
}

// days is when an item runs, relative to T.
func days(it launch.TemplateItem) string {
	s := launch.TMinus(it.Due)
	if it.Start != it.Due {
		s = launch.TMinus(it.Start) + " … " + s
	}
	if it.Time != "" && it.Time != "T" {
		s += ", " + it.Time
	}
	return s
}

// after names what an item waits for.
func after(t launch.Template, it launch.TemplateItem) string {
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

func inLane(t launch.Template, lane string) []launch.TemplateItem {
	var out []launch.TemplateItem
	for _, it := range t.Deliverables {
		if it.Lane == lane {
			out = append(out, it)
		}
	}
	return out
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// SourceVM is a template as a file in a form. Entry has no key for a new one.
type SourceVM struct {
	Form   ui.Form
	Entry  launch.TemplateEntry
	Errors []launch.TemplateError
	Base   string
	Key    string
}

func (vm SourceVM) isNew() bool { return vm.Entry.Key == "" }

func (vm SourceVM) action() string {
	if vm.isNew() {
		return "/templates"
	}
	return Path(vm.Entry.Key) + "/source"
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

func where(e launch.TemplateError) string {
	if e.Line == 0 {
		return "The file"
	}
	return fmt.Sprintf("Line %d", e.Line)
}
