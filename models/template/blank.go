package template

import "tminus/models/people"

// EmptyKey is the key of the template without items, for imported plans.
const EmptyKey = "empty"

// Blank returns a template without items, with the usual phases and a lane for each
// team.
func Blank(teams []people.Team) Template {
	usual := PlanOnly.Shipped()[0]
	t := Template{Key: EmptyKey, Name: "Empty",
		Summary: "A lane for each team and nothing in it: to import a plan, or to begin from nothing.",
		Phases:  usual.Phases, Weeks: usual.Weeks}
	for _, x := range teams {
		t.Lanes = append(t.Lanes, Lane{Key: x.Key, Name: x.Name, Team: x.Key})
	}
	if len(t.Lanes) == 0 {
		t.Lanes = []Lane{{Key: "work", Name: "Work", Team: "work"}}
	}
	return t
}

// Span returns the first and the last day of the template's items, relative to T.
func (t Template) Span() (from, to int) {
	for i, it := range t.Deliverables {
		if i == 0 {
			from, to = it.Start, it.Due
		}
		from, to = min(from, it.Start), max(to, it.Due)
	}
	return from, to
}
