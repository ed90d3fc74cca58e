// Package timeline lays out a launch's plan between T-21 and T+14: which item stands in which
// columns, and which items a filter selects.
package timeline

import (
	"slices"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/template"
)

// The days that the timeline shows, relative to T.
const (
	FirstDay = -21
	LastDay  = 14
	Columns  = LastDay - FirstDay + 1
)

// Part is the part of the timeline that shows an item.
type Part int

// The parts. Items without a date are in Dateless, so that no item is omitted.
const (
	OnChart Part = iota
	Earlier
	Later
	Dateless
)

// Place is the place of an item on the timeline. Columns count from 1 at T-21, and are valid only
// on the chart.
type Place struct {
	Part
	Col, Span int
	// CutStart and CutEnd report whether the item continues beyond the edge.
	CutStart, CutEnd bool
}

// PlaceOf returns the place of an item with a schedule for a T on t.
func PlaceOf(s launch.Schedule, t civil.Date) Place {
	if s.Unscheduled() {
		return Place{Part: Dateless}
	}
	starts := s.StartsOn
	if starts.IsZero() {
		starts = s.DueOn
	}
	from, to := starts.Sub(t), s.DueOn.Sub(t)
	switch {
	case to < FirstDay:
		return Place{Part: Earlier}
	case from > LastDay:
		return Place{Part: Later}
	}
	p := Place{CutStart: from < FirstDay, CutEnd: to > LastDay}
	from, to = max(from, FirstDay), min(to, LastDay)
	p.Col, p.Span = from-FirstDay+1, to-from+1
	return p
}

// Row is an item on the timeline.
type Row struct {
	launch.Item
	Place
	// After are the titles of the items that it depends on, TooLate the ids of those that are due
	// after it.
	After   []string
	TooLate []int64
}

// Point reports whether the item is an event of one day, drawn as a diamond.
func (r Row) Point() bool {
	return (r.Kind == template.KindMeeting || r.Kind == template.KindMilestone) && !r.Unscheduled() && r.Days() == 1
}

// Late reports whether the row is due before an item that it depends on.
func (r Row) Late() bool {
	return slices.ContainsFunc(r.Problems, func(p launch.Problem) bool { return p.Kind == launch.BeforeDependency })
}

// Lane is a lane with its rows between T-21 and T+14.
type Lane struct {
	launch.Lane
	// Done and Total count all of the lane's items, shown or not.
	Done, Total int
	Rows        []Row
}

// HeadSpan is a heading above columns: a week, a phase, or T itself.
type HeadSpan struct {
	Col, Span  int
	Name, Note string
}

// Chart is the timeline of a plan.
type Chart struct {
	// First is the day of the first column.
	First civil.Date
	// Today is today's column, or 0 if it is not shown; Saturday is the number of columns before
	// the first one.
	Today, Saturday int
	Head            []HeadSpan
	Lanes           []Lane
	Earlier         []Row
	Later           []Row
	Unscheduled     []Row
	// Rows are all rows in the filter by due date, rows without a date last.
	Rows []Row
	// Open and Total count the items in the filter without its status.
	Open, Total int
}

// Shown returns the number of items in the filter.
func (c *Chart) Shown() int { return len(c.Rows) }

// New returns the timeline of the items of a plan that are in the filter.
func New(p *launch.Plan, f Filter) *Chart {
	c := &Chart{First: p.LaunchOn.AddDays(FirstDay), Head: headSpans(p)}
	c.Saturday = (6 - int(c.First.Weekday()) + 7) % 7
	if col := p.Today.Sub(c.First) + 1; col >= 1 && col <= Columns {
		c.Today = col
	}
	byID := make(map[int64]*launch.Item, len(p.Items))
	for i := range p.Items {
		byID[p.Items[i].ID] = &p.Items[i]
	}
	at := make(map[int64]int, len(p.Lanes))
	lanes := make([]Lane, len(p.Lanes))
	for i, l := range p.Lanes {
		at[l.ID], lanes[i].Lane = i, l
	}
	keep := f.matcher(p)
	c.Rows = make([]Row, 0, len(p.Items))
	for i := range p.Items {
		it := &p.Items[i]
		lane := &lanes[at[it.LaneID]]
		c.count(lane, it, keep)
		if !keep.all(it) {
			continue
		}
		r := Row{Item: *it, Place: PlaceOf(it.Schedule, p.LaunchOn)}
		for _, id := range it.DependsOn {
			if on := byID[id]; on != nil {
				r.After = append(r.After, on.Title)
				if it.TooEarly(on) {
					r.TooLate = append(r.TooLate, id)
				}
			}
		}
		c.put(lane, r)
	}
	c.Lanes = slices.DeleteFunc(lanes, func(l Lane) bool { return len(l.Rows) == 0 && !f.Empty() })
	slices.SortStableFunc(c.Rows, byDue)
	return c
}

func (c *Chart) count(lane *Lane, it *launch.Item, keep matcher) {
	done := it.Status.Finished()
	lane.Total++
	if done {
		lane.Done++
	}
	if keep.scope(it) {
		c.Total++
		if !done {
			c.Open++
		}
	}
}

func (c *Chart) put(lane *Lane, r Row) {
	c.Rows = append(c.Rows, r)
	switch r.Part {
	case OnChart:
		lane.Rows = append(lane.Rows, r)
	case Earlier:
		c.Earlier = append(c.Earlier, r)
	case Later:
		c.Later = append(c.Later, r)
	case Dateless:
		c.Unscheduled = append(c.Unscheduled, r)
	}
}

// byDue orders rows by due date. A row without a time comes after those with one on the same day,
// because it is due by the end of the day.
func byDue(a, b Row) int {
	switch {
	case a.Unscheduled() || b.Unscheduled():
		return boolRank(a.Unscheduled()) - boolRank(b.Unscheduled())
	case a.DueOn != b.DueOn:
		return a.DueOn.Compare(b.DueOn)
	case a.DueTime.IsZero() || b.DueTime.IsZero():
		return boolRank(a.DueTime.IsZero()) - boolRank(b.DueTime.IsZero())
	}
	return a.DueTime.Compare(b.DueTime)
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}

// headSpans returns the headings above the days: the template's weeks, the phase if it has none, and T.
func headSpans(p *launch.Plan) []HeadSpan {
	var out []HeadSpan
	for col := 1; col <= Columns; col++ {
		name, note := headingOf(p, col+FirstDay-1)
		if n := len(out); n > 0 && out[n-1].Name == name && out[n-1].Note == note {
			out[n-1].Span++
			continue
		}
		out = append(out, HeadSpan{Col: col, Span: 1, Name: name, Note: note})
	}
	return out
}

func headingOf(p *launch.Plan, day int) (name, note string) {
	if day == 0 {
		return "", ""
	}
	for _, w := range p.Frame.Weeks {
		if day >= w.From && day <= w.To {
			return w.Name, w.Note
		}
	}
	if at := p.Frame.PhaseAt(day); at != "" {
		return at.Label(), ""
	}
	if day < 0 {
		return "", "before launch"
	}
	return "", "after launch"
}
