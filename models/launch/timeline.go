package launch

import (
	"slices"

	"tminus/internal/civil"
	"tminus/models/template"
)

// The days that the timeline shows, relative to T. They always fit on it.
const (
	FirstDay = -21
	LastDay  = 14
	Columns  = LastDay - FirstDay + 1
)

// Where says in which part of the timeline an item stands: in exactly one.
type Where int

// The parts. Nothing is ever left out: what has no date stands among the unscheduled.
const (
	OnChart Where = iota
	Earlier
	Later
	Dateless
)

// Place is where an item stands. Columns are counted from 1 at T-21; they mean
// something on the chart only.
type Place struct {
	Where
	Col, Span int
	// CutStart and CutEnd say that the item goes on beyond the edge.
	CutStart, CutEnd bool
}

// Place returns where an item with this schedule stands when T is on t.
func (s Schedule) Place(t civil.Date) Place {
	if s.Unscheduled() {
		return Place{Where: Dateless}
	}
	starts := s.StartsOn
	if starts.IsZero() {
		starts = s.DueOn
	}
	from, to := starts.Sub(t), s.DueOn.Sub(t)
	switch {
	case to < FirstDay:
		return Place{Where: Earlier}
	case from > LastDay:
		return Place{Where: Later}
	}
	p := Place{CutStart: from < FirstDay, CutEnd: to > LastDay}
	from, to = max(from, FirstDay), min(to, LastDay)
	p.Col, p.Span = from-FirstDay+1, to-from+1
	return p
}

// Point tells whether the item is an event of one day, drawn as a diamond.
func (it Item) Point() bool {
	return (it.Kind == template.KindMeeting || it.Kind == template.KindMilestone) && !it.Unscheduled() && it.Days() == 1
}

// Row is an item on the timeline.
type Row struct {
	Item
	Place
	// After are the titles of what it waits for, TooLate the ids of those among
	// it that are due after the row is.
	After   []string
	TooLate []int64
}

// Late tells whether the row is due before something that it depends on.
func (r Row) Late() bool {
	return slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.Kind == BeforeDependency })
}

// ChartLane is a lane with those of its rows that fall between T-21 and T+14.
type ChartLane struct {
	Lane
	// Done and Total count all of the lane's items, shown or not.
	Done, Total int
	Rows        []Row
}

// HeadSpan heads some columns: a week, a phase, or T itself.
type HeadSpan struct {
	Col, Span  int
	Name, Note string
}

// Chart is a plan laid out around T.
type Chart struct {
	// First is the day of the first column.
	First civil.Date
	// Today is today's column, 0 when it is not among them; Saturday is how many
	// columns stand before the first one.
	Today, Saturday int
	Head            []HeadSpan
	Lanes           []ChartLane
	Earlier         []Row
	Later           []Row
	Unscheduled     []Row
	// Rows are all shown rows by due date, what has none last.
	Rows []Row
	// Open and Total count what the filter would show whatever its status.
	Open, Total int
}

// Shown is how many items the filter lets through.
func (c *Chart) Shown() int { return len(c.Rows) }

// Chart lays the plan out, with those items that the filter keeps.
func (p *Plan) Chart(f ChartFilter) *Chart {
	c := &Chart{First: p.LaunchOn.AddDays(FirstDay), Head: p.head()}
	c.Saturday = (6 - int(c.First.Weekday()) + 7) % 7
	if col := p.Today.Sub(c.First) + 1; col >= 1 && col <= Columns {
		c.Today = col
	}
	byID := make(map[int64]*Item, len(p.Items))
	for i := range p.Items {
		byID[p.Items[i].ID] = &p.Items[i]
	}
	at := make(map[int64]int, len(p.Lanes))
	lanes := make([]ChartLane, len(p.Lanes))
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
		r := Row{Item: *it, Place: it.Place(p.LaunchOn)}
		for _, id := range it.DependsOn {
			if on := byID[id]; on != nil {
				r.After = append(r.After, on.Title)
				if it.tooEarly(on) {
					r.TooLate = append(r.TooLate, id)
				}
			}
		}
		c.put(lane, r)
	}
	c.Lanes = slices.DeleteFunc(lanes, func(l ChartLane) bool { return len(l.Rows) == 0 && !f.Empty() })
	slices.SortStableFunc(c.Rows, byDue)
	return c
}

func (c *Chart) count(lane *ChartLane, it *Item, keep matcher) {
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

func (c *Chart) put(lane *ChartLane, r Row) {
	c.Rows = append(c.Rows, r)
	switch r.Where {
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

// byDue orders rows by when they are due. A row without a time comes after
// those of its day that have one, as it is due by the end of it.
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

// head returns what stands above the days: the template's weeks, the phase
// where it names none, and T, which always stands alone.
func (p *Plan) head() []HeadSpan {
	var out []HeadSpan
	for col := 1; col <= Columns; col++ {
		name, note := p.headOf(col + FirstDay - 1)
		if n := len(out); n > 0 && out[n-1].Name == name && out[n-1].Note == note {
			out[n-1].Span++
			continue
		}
		out = append(out, HeadSpan{Col: col, Span: 1, Name: name, Note: note})
	}
	return out
}

func (p *Plan) headOf(day int) (name, note string) {
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
