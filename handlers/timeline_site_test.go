package handlers_test

import (
	"context"
	"fmt"
	"strconv"
	"testing"

	"tminus/internal/browser"
	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/template"
)

// theT is T of the launches that planned creates; today is T-15.
var theT = civil.New(2026, 12, 1)

// planned creates a launch led by Ana with items in three lanes, and returns its slug and the ids
// of the items by key.
func (s *site) planned(name string, items ...template.Item) (string, map[string]int64) {
	s.t.Helper()
	ctx := db.WithActor(context.Background(), db.System())
	ana, err := people.NewStore(s.db).ByEmail(ctx, "ana@aurora.example")
	if err != nil {
		s.t.Fatal(err)
	}
	for i := range items {
		if items[i].Kind == "" {
			items[i].Kind = template.KindEngineering
		}
	}
	l, err := launch.NewStore(s.db).Create(ctx, launch.New{
		Input: launch.Input{Name: name, LeadID: ana.ID, Target: launch.Target{On: theT, Time: civil.At(10, 0), Zone: "Europe/Berlin"}},
		Template: template.Template{
			Key: "test", Name: "Test", Deliverables: items,
			Lanes: []template.Lane{{Key: "engineering", Name: "Engineering", Team: "engineering"},
				{Key: "marketing", Name: "Marketing", Team: "marketing"}, {Key: "support", Name: "Support", Team: "support"}},
			Weeks: []template.WeekLabel{{Name: "Week 1", Note: "draft", From: -21, To: -15},
				{Name: "Week 2", Note: "feedback", From: -14, To: -8}, {Name: "Week 3", Note: "finalise", From: -7, To: -1}},
		},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	p, err := launch.NewStore(s.db).Plan(ctx, l.Slug)
	if err != nil {
		s.t.Fatal(err)
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

// many returns n items over the whole chart, every fifth after its predecessor.
func many(n int) []template.Item {
	lanes := []string{"engineering", "marketing", "support"}
	kinds := []template.Kind{template.KindEngineering, template.KindAnnouncement, template.KindSupportGuide, template.KindMeeting}
	out := make([]template.Item, n)
	for i := range out {
		start := -21 + i%30
		out[i] = template.Item{
			Key: "k" + strconv.Itoa(i), Title: fmt.Sprintf("Deliverable %d of the launch", i+1), Lane: lanes[i%3], Kind: kinds[i%4],
			Role: template.RoleLead, Start: start, Due: start + i%6,
		}
		if i%5 == 4 {
			out[i].After = []string{"k" + strconv.Itoa(i-1)}
		}
	}
	return out
}

// schedule returns the present dates of an item.
func (s *site) schedule(slug string, id int64) launch.Item {
	s.t.Helper()
	p, err := launch.NewStore(s.db).Plan(db.WithActor(context.Background(), db.System()), slug)
	if err != nil {
		s.t.Fatal(err)
	}
	it, ok := p.Item(id)
	if !ok {
		s.t.Fatalf("no item %d", id)
	}
	return it
}

// window opens a browser in which a sample person is signed in.
func (s *site) window(t testing.TB, key string) *browser.Browser {
	t.Helper()
	b := browser.New(t)
	b.Open(s.URL + "/login")
	browser.Eval[int](b, `fetch("/login/sample", {method: "POST", body: new URLSearchParams({email: "`+key+
		`@aurora.example"})}).then((r) => r.status)`)
	return b
}
