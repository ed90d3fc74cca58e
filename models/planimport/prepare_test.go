package planimport

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/launch"
)

func (b *fixture) preview(l launch.Launch, in Input) *Preview {
	b.T.Helper()
	_, p, err := b.store.Preview(b.as(b.Member), l.Slug, in)
	if err != nil {
		b.T.Fatal(err)
	}
	return p
}

// answerAll answers each open question about people.
func answerAll(p *Preview, who string) map[string]string {
	out := map[string]string{}
	for _, q := range p.Questions {
		if q.Open() {
			out[q.Key] = who
		}
	}
	return out
}

func TestRealReleasesImport(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		file, zone string
		on         civil.Date
		rows       int
		two        []string // titles with two owners
		none       []string
		at         map[string]string // the instants of times with a zone
	}{
		{
			file: "kubernetes-1.33-schedule.csv", zone: "America/Los_Angeles", on: civil.New(2025, 4, 23), rows: 36,
			two:  []string{"Brace Yourself, Code Freeze is Coming", "Feature blogs ready to review", "Release blog ready to review"},
			none: []string{"KubeCon EU"},
			at: map[string]string{
				"Begin Enhancements Freeze":         "2025-02-13 18:00",
				"Begin Feature blog freeze":         "2025-03-04 18:00",
				"Begin Code Freeze and Test Freeze": "2025-03-20 19:00",
				"Release blog ready to review":      "2025-04-10 19:00",
			},
		},
		{
			file: "kubernetes-1.34-schedule.csv", zone: "America/Los_Angeles", on: civil.New(2025, 8, 27), rows: 36,
			two: []string{"Brace Yourself, Code Freeze is Coming", "Feature blogs ready to review", "Release blog ready to review"},
			at: map[string]string{
				"Begin Enhancements Freeze":                        "2025-06-20 14:00",
				"Begin Feature blog freeze - Open placeholder PRs": "2025-07-10 19:00",
				"Begin Code Freeze and Test Freeze":                "2025-07-24 19:00",
			},
		},
		{
			file: "kubernetes-1.33-schedule.csv", zone: "UTC", on: civil.New(2025, 4, 23), rows: 36,
			two:  []string{"Brace Yourself, Code Freeze is Coming", "Feature blogs ready to review", "Release blog ready to review"},
			none: []string{"KubeCon EU"},
			at:   map[string]string{"Begin Enhancements Freeze": "2025-02-14 02:00"},
		},
	} {
		t.Run(tc.file+" "+tc.zone, func(t *testing.T) {
			b := newFixture(t)
			l := b.release(tc.on, tc.zone)
			in := Input{Text: b.file(tc.file)}
			p := b.preview(l, in)
			var two, none []string
			at := map[string]string{}
			for _, r := range p.Rows {
				if r.Schedule.Unscheduled() {
					t.Errorf("%s has no place on the timeline", r.Title)
				}
				for _, e := range r.Errors {
					if strings.HasPrefix(e.Text, "Two owners") {
						two = append(two, r.Title)
					}
				}
				for _, w := range r.Warnings {
					if w.Field == FieldOwner {
						none = append(none, r.Title)
					}
				}
				if _, ok := tc.at[r.Title]; ok {
					at[r.Title] = r.Schedule.DueOn.String() + " " + r.Schedule.DueTime.String()
				}
			}
			if len(p.Rows) != tc.rows {
				t.Errorf("%d rows, want %d", len(p.Rows), tc.rows)
			}
			if d := cmp.Diff(tc.two, two); d != "" {
				t.Error("two owners: " + d)
			}
			if d := cmp.Diff(tc.none, none); d != "" {
				t.Error("no owner: " + d)
			}
			if d := cmp.Diff(tc.at, at); d != "" {
				t.Error("times: " + d)
			}
			faulttest.WantInvalid(t, faulttest.Err(b.store.Import(b.as(b.Member), l.Slug, in, "")), "rows")
			in.Answers = answerAll(p, Nobody)
			in.NoOwnerOK = true
			done, err := b.store.Import(b.as(b.Member), l.Slug, in, "")
			if err != nil || done.Count != tc.rows {
				t.Fatalf("%d imported: %v", done.Count, err)
			}
		})
	}
}

func TestImportIsAllOrNothing(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	l := b.release(civil.New(2026, 12, 10), "UTC")
	// The database refuses the last row, which our rules would not.
	trigger := `CREATE TRIGGER refuse BEFORE INSERT ON deliverables WHEN NEW.title = 'last' BEGIN SELECT RAISE(ABORT, 'no'); END`
	w, err := b.DB.WriterSQL()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.ExecContext(context.Background(), trigger); err != nil {
		t.Skip("triggers are written differently on PostgreSQL")
	}
	in := Input{Text: "title,owner,due,lane\nfirst,Max Member,T-3,Docs\nlast,Max Member,T-2,Docs\n"}
	if _, err := b.store.Import(b.as(b.Member), l.Slug, in, "k"); err == nil {
		t.Fatal("the last row was taken")
	}
	if n := len(b.Plan(l).Items); n != 0 {
		t.Errorf("%d items were left behind", n)
	}
	for _, table := range []string{"lanes", "audit_log"} {
		var n int64
		if err := b.DB.Read(context.Background()).Raw(
			"SELECT COUNT(*) FROM "+table+" WHERE launch_id = ? AND "+
				map[string]string{"lanes": "1 = 1", "audit_log": "action LIKE '%imported'"}[table], l.ID).Scan(&n).Error; err != nil || n != 0 {
			t.Errorf("%d rows of %s were left behind: %v", n, table, err)
		}
	}
	if _, err := w.ExecContext(context.Background(), "DROP TRIGGER refuse"); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the same form, sent twice
		if done, err := b.store.Import(b.as(b.Member), l.Slug, in, "k"); err != nil || done.Count != 2 {
			t.Fatalf("%d imported: %v", done.Count, err)
		}
	}
	if n := len(b.Plan(l).Items); n != 2 {
		t.Errorf("%d items after the form was sent twice, want 2", n)
	}
}

func TestImportUndoKeepsEditedItems(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	l := b.release(civil.New(2026, 12, 10), "UTC")
	in := Input{Text: "title,owner,due,lane,depends on\na,Max Member,T-3,Docs,\nb,Max Member,T-2,Docs,a\nc,Max Member,T-2,Legal,\n"}
	done, err := b.store.Import(b.as(b.Member), l.Slug, in, "k")
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = b.store.Undo(b.as(b.Viewer), l.Slug, done.ID)
	if !fault.Is(err, fault.KindForbidden) {
		t.Errorf("a viewer undoes an import: %v", err)
	}
	if _, _, err = b.store.Undo(b.as(b.Member), b.Launch.Slug, done.ID); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("an import is undone in another launch: %v", err)
	}
	removed, kept, err := b.store.Undo(b.as(b.Member), l.Slug, done.ID)
	if err != nil || removed != 3 || kept != 0 {
		t.Fatalf("removed %d, kept %d: %v", removed, kept, err)
	}
	p, err := b.Launches.Plan(b.as(b.Member), l.Slug)
	if err != nil || len(p.Items) != 0 || len(p.Lanes) != 0 {
		t.Fatalf("left behind: %d items, %d lanes, %v", len(p.Items), len(p.Lanes), err)
	}
	if _, _, err = b.store.Undo(b.as(b.Member), l.Slug, done.ID); !fault.Is(err, fault.KindConflict) {
		t.Errorf("undone twice: %v", err)
	}
	done, err = b.store.Import(b.as(b.Member), l.Slug, in, "k")
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range b.Plan(l).Items {
		if it.Title == "b" {
			if _, err := b.Launches.SetStatus(b.as(b.Member), l.Slug, it.ID, launch.StatusChange{To: launch.InProgress}, it.Version); err != nil {
				t.Fatal(err)
			}
		}
	}
	removed, kept, err = b.store.Undo(b.as(b.Member), l.Slug, done.ID)
	if err != nil || removed != 1 || kept != 2 {
		t.Fatalf("removed %d, kept %d (b, and a which it waits for): %v", removed, kept, err)
	}
}

func TestImportRefusesViewerAsOwner(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	p := b.preview(b.Launch, Input{Text: "title,owner,status\nOpen,Vic Viewer,not started\nOver,Vic Viewer,done\n",
		Lane: b.Plan(b.Launch).Lanes[0].Name, Kind: "qa_task"})
	if len(p.Rows) != 2 || len(p.Rows[0].Errors) == 0 || len(p.Rows[1].Errors) != 0 {
		t.Errorf("%+v", p.Rows)
	}
}
