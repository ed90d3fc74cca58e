package template

import (
	"fmt"
	"strings"

	"tminus/models/db"
)

// changes returns the differences between two templates, with those of each
// deliverable, for the audit log.
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
	for _, s := range sectionsOf(a, b) {
		cs = db.AppendChange(cs, strings.ToLower(s.label()), a.content(s.key()).text(), b.content(s.key()).text())
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
