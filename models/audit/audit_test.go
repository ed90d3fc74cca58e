package audit_test

import (
	"context"
	"fmt"
	"testing"

	"tminus/internal/civil"
	"tminus/models/audit"
	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/fault"
	"tminus/models/people"
)

func withRole(role people.Role) context.Context {
	if role == "" {
		return context.Background()
	}
	return db.WithActor(context.Background(), db.Actor{Name: "Ada", Role: string(role), ID: 1})
}

func addEntries(t *testing.T, d *db.DB, n int) {
	t.Helper()
	ctx := db.WithActor(context.Background(), db.System())
	if _, err := people.NewStore(d).CreateTeam(ctx, "qa", "QA 100%", ""); err != nil {
		t.Fatal(err)
	}
	err := d.Write(ctx, func(tx *db.Tx) error {
		for i := range n {
			e := db.Entry{Action: "deliverable.status", Entity: "deliverable", EntityID: int64(i + 1), Label: fmt.Sprintf("Item %d", i+1)}
			if err := tx.Audit(e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestLogRequiresAdministrator(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := audit.NewStore(d)
	for role, want := range map[people.Role]fault.Kind{"": fault.KindUnauthenticated, people.Member: fault.KindForbidden,
		people.Viewer: fault.KindForbidden} {
		if _, _, err := s.List(withRole(role), audit.Filter{}); !fault.Is(err, want) {
			t.Errorf("%q lists: %v", role, err)
		}
		if err := s.Export(withRole(role), audit.Filter{}, func(audit.Row) error { return nil }); !fault.Is(err, want) {
			t.Errorf("%q exports: %v", role, err)
		}
	}
}

func TestListPagesContainEachEntryOnce(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := audit.NewStore(d)
	addEntries(t, d, 2*audit.PageSize+5)
	seen := map[int64]bool{}
	f := audit.Filter{}
	for pages := 1; ; pages++ {
		rows, more, err := s.List(withRole(people.Administrator), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if seen[r.ID] {
				t.Fatalf("entry %d is on two pages", r.ID)
			}
			seen[r.ID] = true
		}
		if !more {
			if pages != 3 || len(seen) != 2*audit.PageSize+6 {
				t.Errorf("%d pages with %d entries", pages, len(seen))
			}
			break
		}
		f.Before = rows[len(rows)-1].ID
	}
}

func TestFilterSelectsEntries(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := audit.NewStore(d)
	addEntries(t, d, 3)
	for name, c := range map[string]struct {
		f    audit.Filter
		want int
	}{
		"all":                   {audit.Filter{}, 4},
		"by thing":              {audit.Filter{Entity: "team"}, 1},
		"by text":               {audit.Filter{Text: "ITEM 2"}, 1},
		"a percent is a letter": {audit.Filter{Text: "100%"}, 1},
		"an underscore too":     {audit.Filter{Text: "Item_2"}, 0},
		"by person":             {audit.Filter{ActorID: 77}, 0},
		"from today":            {audit.Filter{From: civil.Of(dbtest.Start, dbtest.Start.Location())}, 4},
		"until yesterday":       {audit.Filter{To: civil.Of(dbtest.Start, dbtest.Start.Location()).AddDays(-1)}, 0},
	} {
		n := 0
		if err := s.Export(withRole(people.Administrator), c.f, func(audit.Row) error { n++; return nil }); err != nil {
			t.Fatal(err)
		}
		if n != c.want {
			t.Errorf("%s: %d entries, want %d", name, n, c.want)
		}
	}
}
