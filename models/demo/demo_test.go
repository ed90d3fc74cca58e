package demo_test

import (
	"context"
	"testing"
	"time"

	"tminus/models"
	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/demo"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/template"
)

// system returns a context that may read everything.
func system() context.Context { return db.WithActor(context.Background(), db.System()) }

// fill returns a database filled at an instant, with its plans. Filling takes most of a test's
// time, so the tests share the data for the same instant.
func fill(t *testing.T, now time.Time) (*db.DB, []*launch.Plan) {
	t.Helper()
	d, _ := dbtest.OpenFilled(t, "demo", now, func(d *db.DB) error { return demo.Fill(context.Background(), d) })
	s := launch.NewStore(d)
	var slugs []string
	if err := d.Read(system()).Raw("SELECT slug FROM launches ORDER BY id").Scan(&slugs).Error; err != nil {
		t.Fatal(err)
	}
	var plans []*launch.Plan
	for _, slug := range slugs {
		p, err := s.Plan(system(), slug)
		if err != nil {
			t.Fatal(err)
		}
		plans = append(plans, p)
	}
	return d, plans
}

// week returns an instant on each day of a week, at different hours.
func week() (out []time.Time) {
	for i := range 7 {
		out = append(out, dbtest.Start.AddDate(0, 0, i).Add(time.Duration(i)*3*time.Hour))
	}
	return out
}

// The sample data never becomes outdated: on any day and hour, it has the same people, and launches
// in every phase and state.
func TestSampleHasSameShapeOnEveryDay(t *testing.T) {
	t.Parallel()
	days := append(week(),
		time.Date(2026, 12, 31, 23, 30, 0, 0, time.UTC), time.Date(2027, 1, 1, 0, 5, 0, 0, time.UTC),
		time.Date(2027, 3, 28, 0, 30, 0, 0, time.UTC), time.Date(2027, 3, 28, 1, 30, 0, 0, time.UTC), // clocks go forward in Europe
		time.Date(2027, 10, 31, 0, 30, 0, 0, time.UTC), time.Date(2027, 10, 31, 1, 30, 0, 0, time.UTC), // and back
		time.Date(2028, 2, 29, 12, 0, 0, 0, time.UTC), time.Date(2027, 3, 14, 7, 30, 0, 0, time.UTC))
	for _, now := range days {
		t.Run(now.Format("Mon 2006-01-02 15:04"), func(t *testing.T) {
			t.Parallel()
			d, plans := fill(t, now)
			ps := people.NewStore(d)
			users, _ := ps.Users(system(), true)
			teams, _ := ps.Teams(system())
			if len(users) != 14 || len(teams) != 7 || len(plans) != 6 {
				t.Fatalf("%d people in %d teams with %d launches, want 14, 7 and 6", len(users), len(teams), len(plans))
			}
			own, err := template.NewStore(d, models.Format).Get(system(), "mobile-release")
			if err != nil || own.Name != "Mobile app release" || len(own.Deliverables) == 0 {
				t.Errorf("the template of its own: %q, %v", own.Name, err)
			}
			checkShape(t, plans, now)
			checkHistory(t, d, now)
		})
	}
}

func checkShape(t *testing.T, plans []*launch.Plan, now time.Time) {
	t.Helper()
	phases, states, templates := map[template.Phase]int{}, map[launch.State]int{}, map[string]int{}
	for _, p := range plans {
		phases[p.Phase(p.Today)]++
		states[p.State]++
		templates[p.TemplateKey]++
		if p.State != launch.Planning && p.State != launch.Go && p.LaunchAt.After(now) {
			t.Errorf("%s is %s before its T", p.Name, p.State)
		}
	}
	for phase, n := range map[template.Phase]int{template.PhasePlan: 2, template.PhaseVerify: 1, template.PhaseLaunch: 1,
		template.PhaseMonitor: 1, template.PhaseLearn: 1} {
		if phases[phase] != n {
			t.Errorf("%d launches in %s, want %d", phases[phase], phase, n)
		}
	}
	for _, s := range []launch.State{launch.Planning, launch.Go, launch.Launching, launch.Live, launch.Closed} {
		if states[s] == 0 {
			t.Errorf("no launch is %s", s)
		}
	}
	if len(templates) != 3 {
		t.Errorf("templates used: %v, want all three", templates)
	}
}

func TestFirstSampleLaunchHasEachProblem(t *testing.T) {
	t.Parallel()
	for i, now := range week() {
		_, plans := fill(t, now)
		for _, p := range plans {
			if p.Slug != "real-time-notifications" {
				continue
			}
			found := map[launch.ProblemKind]int{}
			skipped := 0
			for _, it := range p.Items {
				if it.Status == launch.Skipped {
					skipped++
				}
				for _, pr := range it.Problems {
					found[pr.Kind]++
				}
			}
			if found[launch.IsBlocked] != 1 || found[launch.NoOwner] != 1 || skipped != 1 || found[launch.Overdue] == 0 {
				t.Errorf("day %d: %v, %d skipped", i, found, skipped)
			}
			doing := 0
			for _, it := range p.Items {
				if m := it.Mark(); !it.Status.Finished() && m != launch.MarkBlocked && m != launch.MarkAtRisk && it.Status != launch.NotStarted {
					doing++
				}
			}
			if n := p.Progress(nil); n.Finished < 3 || doing < 2 {
				t.Errorf("day %d: it does not look alive: %+v, %d in progress", i, n, doing)
			}
		}
	}
}

// checkHistory fails the test if the history has entries in the future, or if a launch's history is
// out of order.
func checkHistory(t *testing.T, d *db.DB, now time.Time) {
	t.Helper()
	var rows []struct {
		At       db.Instant
		LaunchID int64
		Entity   string
		EntityID int64
	}
	if err := d.Read(system()).Raw("SELECT at, COALESCE(launch_id, 0) AS launch_id, entity, entity_id FROM audit_log ORDER BY id").Scan(
		&rows).Error; err != nil {
		t.Fatal(err)
	}
	last := map[int64]time.Time{}
	for _, r := range rows {
		if r.At.After(now) {
			t.Errorf("%s %d changed at %s, after now", r.Entity, r.EntityID, r.At)
		}
		if r.LaunchID != 0 && r.At.Before(last[r.LaunchID]) {
			t.Errorf("launch %d: history goes back to %s", r.LaunchID, r.At)
		}
		last[r.LaunchID] = r.At.Time
	}
}

func BenchmarkFill(b *testing.B) {
	for b.Loop() {
		d, _ := dbtest.Open(b)
		if err := demo.Fill(context.Background(), d); err != nil {
			b.Fatal(err)
		}
	}
}

func TestFailedFillLeavesNothing(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	alter := func(statement string) {
		t.Helper()
		if err := d.Write(system(), func(tx *db.Tx) error { return tx.Exec(statement).Error }); err != nil {
			t.Fatal(err)
		}
	}
	alter("ALTER TABLE collision_acceptances RENAME TO elsewhere")
	if err := demo.Fill(context.Background(), d); err == nil {
		t.Fatal("the last table was not needed; rename another")
	}
	alter("ALTER TABLE elsewhere RENAME TO collision_acceptances")
	if empty, err := people.NewStore(d).Empty(system()); err != nil || !empty {
		t.Errorf("half of it was left: %v", err)
	}
	if err := demo.Fill(context.Background(), d); err != nil {
		t.Error(err)
	}
}
