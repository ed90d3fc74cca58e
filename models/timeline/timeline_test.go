package timeline

import (
	"net/url"
	"testing"

	"pgregory.net/rapid"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/template"
)

var launchDay = civil.New(2026, 12, 10)

func sched(start, due int) launch.Schedule {
	return launch.Schedule{Anchor: template.Follows, StartOffset: start, DueOffset: due, StartsOn: launchDay.AddDays(start),
		DueOn: launchDay.AddDays(due)}
}

func TestSchedulePlace(t *testing.T) {
	for _, c := range []struct {
		name string
		s    launch.Schedule
		want Place
	}{
		{"the first day", sched(-21, -21), Place{Part: OnChart, Col: 1, Span: 1}},
		{"T", sched(0, 0), Place{Part: OnChart, Col: 22, Span: 1}},
		{"the last day", sched(14, 14), Place{Part: OnChart, Col: 36, Span: 1}},
		{"a week", sched(-7, -1), Place{Part: OnChart, Col: 15, Span: 7}},
		{"ends the day before", sched(-30, -22), Place{Part: Earlier}},
		{"begins the day after", sched(15, 40), Place{Part: Later}},
		{"begins earlier", sched(-30, -20), Place{Part: OnChart, Col: 1, Span: 2, CutStart: true}},
		{"ends later", sched(13, 15), Place{Part: OnChart, Col: 35, Span: 2, CutEnd: true}},
		{"over all of it", sched(-99, 99), Place{Part: OnChart, Col: 1, Span: 36, CutStart: true, CutEnd: true}},
		{"no date", launch.Schedule{Anchor: template.Follows}, Place{Part: Dateless}},
		{"no start", launch.Schedule{Anchor: template.Pinned, DueOn: launchDay}, Place{Part: OnChart, Col: 22, Span: 1}},
	} {
		if got := PlaceOf(c.s, launchDay); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func drawPlan(r *rapid.T) *launch.Plan {
	p := &launch.Plan{Launch: launch.Launch{LaunchOn: civil.New(2024, 1, 1).AddDays(rapid.IntRange(0, 2000).Draw(r, "T"))}}
	p.Lanes = []launch.Lane{{ID: 1, Key: "a", Name: "A"}, {ID: 2, Key: "b", Name: "B", Position: 1}}
	p.Today = p.LaunchOn.AddDays(rapid.IntRange(-60, 60).Draw(r, "today"))
	for i := range rapid.IntRange(0, 20).Draw(r, "items") {
		it := launch.Item{ID: int64(i + 1), LaneID: int64(rapid.IntRange(1, 2).Draw(r, "lane")), Title: "Item",
			Kind: rapid.SampledFrom(template.Kinds).Draw(r, "kind")}
		it.Status = rapid.SampledFrom(launch.Statuses(it.Kind)).Draw(r, "status")
		it.Anchor = template.Follows
		if rapid.Bool().Draw(r, "dated") {
			start := rapid.IntRange(-60, 60).Draw(r, "start")
			it.StartOffset, it.DueOffset = start, start+rapid.IntRange(0, 80).Draw(r, "days")
			it.DueOn = p.LaunchOn
			it.Schedule = it.On(p.LaunchOn)
		}
		p.Items = append(p.Items, it)
	}
	p.Diagnose()
	return p
}

// placed counts how often each item is on the chart, and checks its columns.
func placed(r *rapid.T, c *Chart) map[int64]int {
	n := make(map[int64]int)
	for _, l := range c.Lanes {
		for _, row := range l.Rows {
			n[row.ID]++
			if row.LaneID != l.ID || row.Part != OnChart || row.Col < 1 || row.Span < 1 || row.Col+row.Span-1 > Columns {
				r.Fatalf("item %d stands in lane %d at %+v", row.ID, l.ID, row.Place)
			}
		}
	}
	for where, rows := range map[Part][]Row{Earlier: c.Earlier, Later: c.Later, Dateless: c.Unscheduled} {
		for _, row := range rows {
			n[row.ID]++
			if row.Part != where {
				r.Fatalf("item %d stands in part %d, its place is %+v", row.ID, where, row.Place)
			}
		}
	}
	return n
}

func TestChartShowsEachItemOnce(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := drawPlan(r)
		c := New(p, Filter{})
		n := placed(r, c)
		for _, it := range p.Items {
			if n[it.ID] != 1 {
				r.Fatalf("item %d stands in %d places", it.ID, n[it.ID])
			}
		}
		if len(n) != len(p.Items) || c.Shown() != len(p.Items) || c.Total != len(p.Items) {
			r.Fatalf("%d places, %d rows for %d items", len(n), c.Shown(), len(p.Items))
		}
		if c.Today < 0 || c.Today > Columns || c.First.AddDays(c.Saturday).Weekday() != 6 {
			r.Fatalf("today %d, first Saturday after %d columns", c.Today, c.Saturday)
		}
		col := 1
		for _, h := range c.Head {
			if h.Col != col || h.Span < 1 {
				r.Fatalf("the head has a hole at column %d: %+v", col, h)
			}
			col += h.Span
		}
		if col != Columns+1 {
			r.Fatalf("the head ends at column %d", col)
		}
	})
}

func TestFilterSplitsPlan(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := drawPlan(r)
		n := placed(r, New(p, Filter{Status: StatusOpen}))
		for id, k := range placed(r, New(p, Filter{Status: StatusFinished})) {
			n[id] += k
		}
		for _, it := range p.Items {
			if n[it.ID] != 1 {
				r.Fatalf("item %d is open and finished %d times", it.ID, n[it.ID])
			}
		}
	})
}

// A date after T has the same place wherever T is: moving T shifts nothing.
func TestChartIsRelativeToT(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		start := rapid.IntRange(-60, 60).Draw(r, "start")
		s := launch.Schedule{Anchor: template.Follows, StartOffset: start, DueOffset: start + rapid.IntRange(0, 80).Draw(r, "days"),
			DueOn: launchDay}
		other := launchDay.AddDays(rapid.IntRange(-4000, 4000).Draw(r, "by"))
		if a, b := PlaceOf(s.On(launchDay), launchDay), PlaceOf(s.On(other), other); a != b {
			r.Fatalf("%+v on %s, %+v on %s", a, launchDay, b, other)
		}
	})
}

func TestChartFilters(t *testing.T) {
	p := &launch.Plan{Launch: launch.Launch{LaunchOn: launchDay}, Lanes: []launch.Lane{{ID: 1, Key: "eng"}, {ID: 2, Key: "mkt"}},
		Today: launchDay.AddDays(-9)}
	p.Items = []launch.Item{
		{ID: 1, LaneID: 1, Title: "Load test at 2 ×", OwnerID: 7, OwnerName: "Ana", Status: launch.Blocked, BlockedReason: "the DBA",
			Kind: template.KindEngineering, Schedule: sched(-3, -2)},
		{ID: 2, LaneID: 2, Title: "Demo video", Status: launch.Draft, Kind: template.KindAnnouncement, Schedule: sched(-3, -2)},
		{ID: 3, LaneID: 2, Title: "Blog post", OwnerID: 7, OwnerName: "Ana", Status: launch.Published, Kind: template.KindAnnouncement,
			Schedule: sched(-13, -12)},
	}
	p.Diagnose()
	for query, want := range map[string][]int64{
		"": {1, 2, 3}, "team=mkt": {2, 3}, "team=none": nil, "owner=7": {1, 3}, "owner=nobody": {2}, "owner=-1": nil, "owner=x": nil,
		"status=open": {1, 2}, "status=finished": {3}, "status=blocked": {1}, "status=at_risk": {2}, "status=draft": {2},
		"q=DEMO+video": {2}, "q=test+load": {1},
		"team=mkt&owner=7&status=finished&q=post": {3},
	} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		f := ParseFilter(q)
		if got := f.Query().Encode(); got != q.Encode() {
			t.Errorf("%s comes back as %s", query, got)
		}
		c := New(p, f)
		got := make(map[int64]bool)
		for _, r := range c.Rows {
			got[r.ID] = true
		}
		if len(got) != len(want) {
			t.Errorf("%q keeps %v, want %v", query, got, want)
		}
		for _, id := range want {
			if !got[id] {
				t.Errorf("%q keeps %v, want %v", query, got, want)
			}
		}
	}
}
