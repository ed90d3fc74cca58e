package template

import (
	"reflect"
	"slices"
	"strings"
)

// Part is a piece of a template that a person chooses on a conflict page: its name,
// its summary, its days, its roles, its lanes, a deliverable or a section.
type Part struct {
	// Name identifies the part, with "item-" and the key for a deliverable.
	Name, Label, Text string
}

const (
	itemPart    = "item-"
	sectionPart = "section-"
)

// Parts returns the parts of the template, each as the file has it.
func (t Template) Parts() []Part {
	var days, roles, lanes writer
	days.entries("", true, reflect.ValueOf(t.Phases))
	days.entries("", true, reflect.ValueOf(t.Weeks))
	roles.entries("", true, reflect.ValueOf(t.Roles))
	lanes.entries("", true, reflect.ValueOf(t.Lanes))
	out := []Part{
		{"part-name", "Name", t.Name}, {"part-summary", "Summary", t.Summary}, {"part-days", "Phases and weeks", days.String()},
		{"part-roles", "Roles", roles.String()}, {"part-lanes", "Lanes", lanes.String()},
	}
	for _, it := range t.Deliverables {
		var w writer
		w.fields("  - ", "    ", reflect.ValueOf(it))
		out = append(out, Part{itemPart + it.Key, it.Title, strings.TrimPrefix(w.String(), "  - ")})
	}
	for _, c := range t.Sections {
		out = append(out, Part{sectionPart + c.section.key(), c.section.label(), c.text()})
	}
	return out
}

// Taking returns the template with the named parts of another one. A deliverable
// that the other one does not have is removed; one that only the other one has is
// added at the end.
func (t Template) Taking(from Template, parts ...string) Template {
	t.Deliverables = slices.Clone(t.Deliverables)
	for _, p := range parts {
		switch p {
		case "part-name":
			t.Name = from.Name
		case "part-summary":
			t.Summary = from.Summary
		case "part-days":
			t.Phases, t.Weeks = from.Phases, from.Weeks
		case "part-roles":
			t.Roles = from.Roles
		case "part-lanes":
			t.Lanes = from.Lanes
		default:
			t.takeOther(from, p)
		}
	}
	return t
}

// takeOther takes a section or a deliverable.
func (t *Template) takeOther(from Template, part string) {
	key, section := strings.CutPrefix(part, sectionPart)
	if !section {
		t.takeItem(from, strings.TrimPrefix(part, itemPart))
		return
	}
	for _, s := range sectionsOf(*t, from) {
		switch with := from.content(key); {
		case s.key() != key:
		case with.section == nil:
			t.put(Content{Value: s.empty(), section: s})
		default:
			t.put(with)
		}
	}
}

func (t *Template) takeItem(from Template, key string) {
	is := func(it Item) bool { return it.Key == key }
	mine, theirs := slices.IndexFunc(t.Deliverables, is), slices.IndexFunc(from.Deliverables, is)
	switch {
	case theirs < 0:
		t.Deliverables = slices.DeleteFunc(t.Deliverables, is)
	case mine < 0:
		t.Deliverables = append(t.Deliverables, from.Deliverables[theirs])
	default:
		t.Deliverables[mine] = from.Deliverables[theirs]
	}
}
