package handlerstest

import (
	"context"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/template"
)

// TheT is T of the launches that Planned creates; today is T-15.
var TheT = civil.New(2026, 12, 1)

// Planned creates a launch led by Ana with items in three lanes, and returns its slug and the ids
// of the items by key.
func (s *Site) Planned(name string, items ...template.Item) (string, map[string]int64) {
	s.T.Helper()
	ctx := db.WithActor(context.Background(), db.System())
	ana, err := people.NewStore(s.DB).ByEmail(ctx, "ana@aurora.example")
	if err != nil {
		s.T.Fatal(err)
	}
	for i := range items {
		if items[i].Kind == "" {
			items[i].Kind = template.KindEngineering
		}
	}
	l, err := launch.NewStore(s.DB).Create(ctx, launch.New{
		Input: launch.Input{Name: name, LeadID: ana.ID, Target: launch.Target{On: TheT, Time: civil.At(10, 0), Zone: "Europe/Berlin"}},
		Template: template.Template{
			Key: "test", Name: "Test", Deliverables: items,
			Lanes: []template.Lane{{Key: "engineering", Name: "Engineering", Team: "engineering"},
				{Key: "marketing", Name: "Marketing", Team: "marketing"}, {Key: "support", Name: "Support", Team: "support"}},
			Weeks: []template.WeekLabel{{Name: "Week 1", Note: "draft", From: -21, To: -15},
				{Name: "Week 2", Note: "feedback", From: -14, To: -8}, {Name: "Week 3", Note: "finalise", From: -7, To: -1}},
		},
	})
	if err != nil {
		s.T.Fatal(err)
	}
	p, err := launch.NewStore(s.DB).Plan(ctx, l.Slug)
	if err != nil {
		s.T.Fatal(err)
	}
	ids := make(map[string]int64)
	for _, it := range p.Items {
		for _, d := range items {
			if d.Title == it.Title {
				ids[d.Key] = it.ID
			}
		}
	}
	return l.Slug, ids
}

// Schedule returns the present dates of an item.
func (s *Site) Schedule(slug string, id int64) launch.Item {
	s.T.Helper()
	p, err := launch.NewStore(s.DB).Plan(db.WithActor(context.Background(), db.System()), slug)
	if err != nil {
		s.T.Fatal(err)
	}
	it, ok := p.Item(id)
	if !ok {
		s.T.Fatalf("no item %d", id)
	}
	return it
}
