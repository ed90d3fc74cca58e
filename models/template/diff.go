package template

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"tminus/models/db"
)

// templateChanges says what differs between two templates, item by item.
func changes(a, b Template) []db.Change {
	cs := db.AppendChange(nil, "key", a.Key, b.Key)
	cs = db.AppendChange(cs, "name", a.Name, b.Name)
	cs = db.AppendChange(cs, "summary", a.Summary, b.Summary)
	cs = db.AppendChange(cs, "roles", roleNames(a.Roles), roleNames(b.Roles))
	cs = db.AppendChange(cs, "lanes", laneNames(a.Lanes), laneNames(b.Lanes))
	old := make(map[string]Item, len(a.Deliverables))
	for _, it := range a.Deliverables {
		old[it.Key] = it
	}
	for _, it := range b.Deliverables {
		was, ok := old[it.Key]
		delete(old, it.Key)
		if !ok {
			cs = append(cs, db.Change{Field: "deliverable added", New: it.Title})
			continue
		}
		cs = appendItemChanges(cs, was, it)
	}
	for _, it := range a.Deliverables {
		if _, gone := old[it.Key]; gone {
			cs = append(cs, db.Change{Field: "deliverable removed", Old: it.Title})
		}
	}
	for _, s := range sections {
		cs = db.AppendChange(cs, strings.ToLower(s.label), s.text(a), s.text(b))
	}
	return cs
}

func appendItemChanges(cs []db.Change, a, b Item) []db.Change {
	cs = db.AppendChange(cs, "title", a.Title, b.Title)
	about := func(what string) string { return b.Title + ": " + what }
	cs = db.AppendChange(cs, about("lane"), a.Lane, b.Lane)
	cs = db.AppendChange(cs, about("kind"), a.Kind.Label(), b.Kind.Label())
	cs = db.AppendChange(cs, about("owner role"), a.Role, b.Role)
	cs = db.AppendChange(cs, about("reviewer"), a.Reviewer, b.Reviewer)
	cs = db.AppendChange(cs, about("helpers"), strings.Join(a.Helpers, ", "), strings.Join(b.Helpers, ", "))
	cs = db.AppendChange(cs, about("start"), TMinus(a.Start), TMinus(b.Start))
	cs = db.AppendChange(cs, about("due"), TMinus(a.Due), TMinus(b.Due))
	cs = db.AppendChange(cs, about("time"), a.Time, b.Time)
	cs = db.AppendChange(cs, about("when T moves"), a.Anchor.Label(), b.Anchor.Label())
	cs = db.AppendChange(cs, about("after"), strings.Join(a.After, ", "), strings.Join(b.After, ", "))
	cs = db.AppendChange(cs, about("description"), a.Description, b.Description)
	return db.AppendChange(cs, about("links"), fmt.Sprint(a.Links), fmt.Sprint(b.Links))
}

func roleNames(rs []Role) string {
	var out []string
	for _, r := range rs {
		out = append(out, r.Name)
	}
	return strings.Join(out, ", ")
}

func laneNames(ls []Lane) string {
	var out []string
	for _, l := range ls {
		out = append(out, l.Name)
	}
	return strings.Join(out, ", ")
}

// Part is a piece of a template that two people can differ about: its
// head, its roles, its lanes, its days, one deliverable, or one of the sections
// that the launch is judged by, or its playbook.
type Part struct {
	// Name is the part's, "item-" and the key for a deliverable.
	Name, Label, Text string
}

const (
	itemPart    = "item-"
	sectionPart = "section-"
)

// text returns a section as the file has it.
func (s section) text(t Template) string {
	var w writer
	w.field("", "", s.field, reflect.ValueOf(t))
	return w.String()
}

// Parts cuts the template into the pieces that a person chooses between when
// two edited it at once, each as the file writes it.
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
	for _, s := range sections {
		out = append(out, Part{sectionPart + s.field.name, s.label, s.text(t)})
	}
	return out
}

// Taking is the template with the named parts as another one has them. A
// deliverable that the other does not have goes; one that only the other has comes last.
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
	for _, s := range sections {
		if part == sectionPart+s.field.name {
			reflect.ValueOf(t).Elem().Field(s.field.index).Set(reflect.ValueOf(from).Field(s.field.index))
			return
		}
	}
	t.takeItem(from, strings.TrimPrefix(part, itemPart))
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

// Rewrite is a template as a file, under the comment on top of the file that
// it replaces. Comments further down are lost.
func Rewrite(t Template, old string) (string, error) {
	b, err := t.YAML()
	if err != nil {
		return "", err
	}
	var head strings.Builder
	for line := range strings.Lines(old) {
		if !strings.HasPrefix(line, "#") {
			break
		}
		head.WriteString(line)
	}
	return head.String() + string(b), nil
}
