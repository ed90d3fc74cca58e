package portfolio

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault/faulttest"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/people/peopletest"
	"tminus/models/template"
)

// The counts of the portfolio come from SQL, those of a plan from Go; they are equal for any
// launch.
func TestPortfolioCountsEqualPlan(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	for i, zone := range []string{"Pacific/Auckland", "Pacific/Honolulu", "UTC"} {
		b.Exec("UPDATE launches SET zone = ? WHERE id = ?", zone, b.Make(fmt.Sprint("Launch ", i), civil.New(2026, 11, 20)).ID)
	}
	gone := peopletest.Add(t, b.DB, "Gil Gone", people.Member)
	b.Exec("UPDATE users SET deactivated_at = 1 WHERE id = ?", gone.ID)
	b.Exec("INSERT INTO absences (user_id, first_day, last_day, created_at) VALUES (?, '2026-11-14', '2026-11-18', 1)", b.Member.ID)
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 8 {
		shuffle(b, r, []any{nil, b.Lead.ID, b.Member.ID, gone.ID})
		p, err := b.store.List(b.as(b.Viewer), Filter{})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range p.Rows {
			plan, err := b.Launches.Plan(b.as(b.Viewer), row.Slug)
			if err != nil {
				t.Fatal(err)
			}
			if want := plan.Progress(nil); row.Count != want {
				t.Fatalf("round %d, %s: %+v, the plan has %+v", round, row.Zone, row.Count, want)
			}
		}
	}
}

// shuffle changes the owners, statuses, dates and dependencies of all items at random.
func shuffle(b *fixture, r *rand.Rand, owners []any) {
	var ids []int64
	if err := b.DB.Read(context.Background()).Raw("SELECT id FROM deliverables").Scan(&ids).Error; err != nil {
		b.T.Fatal(err)
	}
	b.Exec("DELETE FROM dependencies")
	for _, id := range ids {
		var due, at any
		if r.IntN(8) > 0 {
			due = civil.New(2026, 11, 12).AddDays(r.IntN(9)).String()
			if r.IntN(2) == 0 {
				at = fmt.Sprintf("%02d:00", r.IntN(24))
			}
		}
		var archived any
		if r.IntN(10) == 0 {
			archived = 1
		}
		b.Exec("UPDATE deliverables SET owner_id = ?, status = ?, starts_on = NULL, due_on = ?, due_time = ?, archived_at = ? WHERE id = ?",
			owners[r.IntN(len(owners))], append(slices.Clone(launch.Statuses(template.KindOther)), launch.Draft, launch.Final,
				launch.Published)[r.IntN(9)], due, at, archived, id)
	}
	b.Exec(`INSERT INTO dependencies (deliverable_id, depends_on_id) SELECT d.id, e.id FROM deliverables d JOIN deliverables e
		ON e.launch_id = d.launch_id AND e.id <> d.id WHERE (d.id * 7 + e.id * 13) % 11 = 0`)
}

// countQueries returns the number of queries of a call.
func countQueries(b *fixture, call func(ctx context.Context) error) int64 {
	b.T.Helper()
	var n atomic.Int64
	if err := call(db.WithQueryCount(b.as(b.Member), &n)); err != nil {
		b.T.Fatal(err)
	}
	return n.Load()
}

func TestPortfolioQueriesAreConstant(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	calls := map[string]func(context.Context) error{
		"portfolio": func(ctx context.Context) error { return faulttest.Err(b.store.List(ctx, Filter{})) },
		"filtered": func(ctx context.Context) error {
			return faulttest.Err(b.store.List(ctx, Filter{Text: "pay", Lead: b.Lead.ID, Phase: template.PhasePlan, Sort: "-lead"}))
		},
		"month": func(ctx context.Context) error {
			return faulttest.Err(b.store.Month(ctx, Filter{From: civil.New(2026, 11, 30), To: civil.New(2027, 1, 3)}))
		},
		"held":   func(ctx context.Context) error { return faulttest.Err(b.store.Held(ctx, b.Lead.ID)) },
		"work":   func(ctx context.Context) error { return faulttest.Err(b.store.Work(ctx)) },
		"search": func(ctx context.Context) error { return faulttest.Err(b.store.Search(ctx, "e", Limit{8, 8, 8})) },
		"within": func(ctx context.Context) error {
			return faulttest.Err(b.store.Search(ctx, "tells happening", Limit{50, 50, 50}))
		},
	}
	before := make(map[string]int64)
	for name, call := range calls {
		before[name] = countQueries(b, call)
	}
	for i := range 12 {
		b.Make(fmt.Sprint("Pay again ", i), civil.New(2026, 12, 10+i))
	}
	for name, call := range calls {
		if n := countQueries(b, call); n != before[name] || n > 9 {
			t.Errorf("%s: %d queries for 1 launch, %d for 13", name, before[name], n)
		}
	}
}

func TestPortfolioFilterAndSort(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	b.Make("Übersicht der Größen", civil.New(2026, 11, 18))
	closed := b.Make("Closed one", civil.New(2026, 10, 1))
	b.Exec("UPDATE launches SET state = 'closed' WHERE id = ?", closed.ID)
	other := b.Make("100% coverage_plan", civil.New(2026, 12, 11))
	b.Exec("UPDATE launches SET lead_id = ? WHERE id = ?", b.Admin.ID, other.ID)
	for _, c := range []struct {
		name string
		f    Filter
		want string
	}{
		{"open, the nearest first", Filter{}, "Übersicht der Größen|Pay v2|100% coverage_plan"},
		{"backwards", Filter{Sort: "-date"}, "100% coverage_plan|Pay v2|Übersicht der Größen"},
		{"by name", Filter{Sort: "name"}, "100% coverage_plan|Pay v2|Übersicht der Größen"},
		{"by lead", Filter{Sort: "lead"}, "100% coverage_plan|Pay v2|Übersicht der Größen"},
		{"unknown sort", Filter{Sort: "id; DROP TABLE users"}, "Übersicht der Größen|Pay v2|100% coverage_plan"},
		{"all, the last first", Filter{State: "all"}, "100% coverage_plan|Pay v2|Übersicht der Größen|Closed one"},
		{"closed", Filter{State: "closed"}, "Closed one"},
		{"text in another case and without accents", Filter{Text: "GROSSEN ubersicht"}, "Übersicht der Größen"},
		{"a wildcard is a character", Filter{Text: "0%"}, "100% coverage_plan"},
		{"so is the other", Filter{Text: "e_p"}, "100% coverage_plan"},
		{"verify", Filter{Phase: template.PhaseVerify}, "Übersicht der Größen"},
		{"plan", Filter{Phase: template.PhasePlan}, "Pay v2|100% coverage_plan"},
		{"lead", Filter{Lead: b.Admin.ID}, "100% coverage_plan"},
		{"days", Filter{From: civil.New(2026, 12, 10), To: civil.New(2026, 12, 10)}, "Pay v2"},
		{"a page that is not there", Filter{Page: 2}, ""},
		{"nothing", Filter{Text: "no such"}, ""},
	} {
		p, err := b.store.List(b.as(b.Viewer), c.f)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		var names []string
		for _, r := range p.Rows {
			names = append(names, r.Name)
		}
		if got := strings.Join(names, "|"); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if !p.Any {
			t.Errorf("%s: no launch at all", c.name)
		}
	}
	if _, err := b.store.List(context.Background(), Filter{}); err == nil {
		t.Error("nobody may look")
	}
}

func TestLaunchClashes(t *testing.T) {
	t.Parallel()
	day := civil.New(2026, 11, 18)
	at := func(id int64, on civil.Date, lead int64, s launch.State) Contender {
		return Contender{ID: id, Name: fmt.Sprint("L", id), LaunchOn: on, LeadID: lead, State: s}
	}
	all := []Contender{at(1, day, 1, launch.Planning), at(2, day, 2, launch.Go), at(3, day.AddDays(1), 1, launch.Planning),
		at(4, day.AddDays(-1), 2, launch.Planning),
		at(5, day, 3, launch.Cancelled), at(6, day.AddDays(2), 1, launch.Planning), at(7, day, 4, launch.Closed)}
	for i, want := range []string{
		"Same day as L2|Same lead, a day from L3", "Same day as L1|Same lead, a day from L4",
		"Same lead, a day from L1|Same lead, a day from L6", "Same lead, a day from L2", "", "Same lead, a day from L3", "",
	} {
		var got []string
		for _, c := range ClashesOf(all[i], all) {
			got = append(got, c.Text())
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%d: %q, want %q", i+1, got, want)
		}
	}
}

func TestSearchRanking(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	var ids []int64
	if err := b.DB.Read(context.Background()).Raw("SELECT id FROM deliverables ORDER BY id").Scan(&ids).Error; err != nil {
		t.Fatal(err)
	}
	for i, title := range []string{"the unpushed", "Rollout/Push", "push done", "Push notice", "Größere Pushmenge"} {
		err := b.DB.Write(context.Background(), func(tx *db.Tx) error {
			_, err := tx.UpdateRow("deliverables", ids[i], 1, map[string]any{"title": title})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	b.Exec("UPDATE deliverables SET status = 'done' WHERE id = ?", ids[2])
	found := func(q string) string {
		f, err := b.store.Search(b.as(b.Viewer), q, Limit{Items: 10})
		if err != nil {
			t.Fatal(err)
		}
		var titles []string
		for _, it := range f.Items {
			titles = append(titles, it.Title)
		}
		slices.Sort(titles[min(2, len(titles)):max(min(2, len(titles)), len(titles)-1)]) // the two words are equal
		return strings.Join(titles, "|")
	}
	if got, want := found("PUSH"), "Push notice|push done|Größere Pushmenge|Rollout/Push|the unpushed"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := found("grossere push"); got != "Größere Pushmenge" {
		t.Errorf("folded: %q", got)
	}
	if got := found("%"); got != "" {
		t.Errorf("a wildcard finds %q", got)
	}
	if _, err := b.store.Search(context.Background(), "push", Limit{Items: 1}); err == nil {
		t.Error("nobody may search")
	}
}
