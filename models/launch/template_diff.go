package launch

import (
	"fmt"
	"slices"
	"strings"

	"tminus/models/db"
)

// templateChanges says what differs between two templates, item by item.
func templateChanges(a, b Template) []db.Change {
	cs := appendChange(nil, "key", a.Key, b.Key)
	cs = appendChange(cs, "name", a.Name, b.Name)
	cs = appendChange(cs, "summary", a.Summary, b.Summary)
	cs = appendChange(cs, "roles", roleNames(a.Roles), roleNames(b.Roles))
	cs = appendChange(cs, "lanes", laneNames(a.Lanes), laneNames(b.Lanes))
	old := make(map[string]TemplateItem, len(a.Deliverables))
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
	for _, s := range readySections {
		cs = appendChange(cs, strings.ToLower(s.label), s.text(a), s.text(b))
	}
	return cs
}

func appendItemChanges(cs []db.Change, a, b TemplateItem) []db.Change {
	cs = appendChange(cs, "title", a.Title, b.Title)
	about := func(what string) string { return b.Title + ": " + what }
	cs = appendChange(cs, about("lane"), a.Lane, b.Lane)
	cs = appendChange(cs, about("kind"), a.Kind.Label(), b.Kind.Label())
	cs = appendChange(cs, about("owner role"), a.Role, b.Role)
	cs = appendChange(cs, about("reviewer"), a.Reviewer, b.Reviewer)
	cs = appendChange(cs, about("helpers"), strings.Join(a.Helpers, ", "), strings.Join(b.Helpers, ", "))
	cs = appendChange(cs, about("start"), TMinus(a.Start), TMinus(b.Start))
	cs = appendChange(cs, about("due"), TMinus(a.Due), TMinus(b.Due))
	cs = appendChange(cs, about("time"), a.Time, b.Time)
	cs = appendChange(cs, about("when T moves"), a.Anchor.Label(), b.Anchor.Label())
	cs = appendChange(cs, about("after"), strings.Join(a.After, ", "), strings.Join(b.After, ", "))
	cs = appendChange(cs, about("description"), a.Description, b.Description)
	return appendChange(cs, about("links"), fmt.Sprint(a.Links), fmt.Sprint(b.Links))
}

func roleNames(rs []TemplateRole) string {
	var out []string
	for _, r := range rs {
		out = append(out, r.Name)
	}
	return strings.Join(out, ", ")
}

func laneNames(ls []TemplateLane) string {
	var out []string
	for _, l := range ls {
		out = append(out, l.Name)
	}
	return strings.Join(out, ", ")
}

// TemplatePart is a piece of a template that two people can differ about: its
// head, its roles, its lanes, its days, one deliverable, or one of the sections
// that the launch is judged by, or its playbook.
type TemplatePart struct {
	// Name is the part's, "item-" and the key for a deliverable.
	Name, Label, Text string
}

const (
	itemPart    = "item-"
	sectionPart = "section-"
)

// text is a section as the file writes it.
func (s readySection) text(t Template) string {
	var w yamlWriter
	s.write(&w, t)
	return w.String()
}

// Parts cuts the template into the pieces that a person chooses between when
// two edited it at once, each as the file writes it.
func (t Template) Parts() []TemplatePart {
	var days, roles, lanes yamlWriter
	for _, p := range t.Phases {
		days.row("key", string(p.Key), "name", p.Name, "from", p.From, "to", p.To, "purpose", p.Purpose)
	}
	for _, k := range t.Weeks {
		days.row("name", k.Name, "note", k.Note, "from", k.From, "to", k.To)
	}
	for _, r := range t.Roles {
		roles.row("key", r.Key, "name", r.Name, "team", r.Team)
	}
	for _, l := range t.Lanes {
		lanes.row("key", l.Key, "name", l.Name, "team", l.Team)
	}
	out := []TemplatePart{
		{"part-name", "Name", t.Name}, {"part-summary", "Summary", t.Summary}, {"part-days", "Phases and weeks", days.String()},
		{"part-roles", "Roles", roles.String()}, {"part-lanes", "Lanes", lanes.String()},
	}
	for _, it := range t.Deliverables {
		var w yamlWriter
		w.item(it)
		out = append(out, TemplatePart{itemPart + it.Key, it.Title, strings.TrimPrefix(w.String(), "  - ")})
	}
	for _, s := range readySections {
		out = append(out, TemplatePart{sectionPart + s.key, s.label, s.text(t)})
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
	for _, s := range readySections {
		if part == sectionPart+s.key {
			s.take(t, from)
			return
		}
	}
	t.takeItem(from, strings.TrimPrefix(part, itemPart))
}

func (t *Template) takeItem(from Template, key string) {
	is := func(it TemplateItem) bool { return it.Key == key }
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
