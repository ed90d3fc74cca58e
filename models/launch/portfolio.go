package launch

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/internal/fold"
	"tminus/models/template"
)

// Filter says which launches of the portfolio are asked for. The zero Filter
// means those that are open, the nearest first.
type Filter struct {
	Text string
	// State is a State, "all", or "open" as the empty one is.
	State string
	Phase template.Phase
	Team  int64
	Lead  int64
	// From and To bound T, both included; zero is unbounded.
	From, To civil.Date
	// Sort is one of Sorts, with "-" before it for the other direction.
	Sort string
	// Page counts from 1.
	Page int
}

// PerPage is how many launches a page of the portfolio shows.
const PerPage = 50

// Sorts are what the portfolio can be sorted by.
var Sorts = []string{"date", "name", "lead"}

// Narrow tells whether the filter leaves out more than what is closed.
func (f Filter) Narrow() bool {
	return f.Text != "" || f.Phase != "" || f.Team != 0 || f.Lead != 0 || (f.State != "" && f.State != "open" && f.State != "all")
}

// sort returns the column and direction; what is not known is the date. The
// open ones are read forwards, the past ones backwards.
func (f Filter) sort() (by string, down bool) {
	by, down = strings.TrimPrefix(f.Sort, "-"), strings.HasPrefix(f.Sort, "-")
	if !slices.Contains(Sorts, by) {
		return "date", f.State != "" && f.State != "open"
	}
	return by, down
}

// Sorted is the sort that holds, for marking the column: "date" or "-date".
func (f Filter) Sorted() string {
	by, down := f.sort()
	if down {
		return "-" + by
	}
	return by
}

// Summary is a launch as the portfolio shows it.
type Summary struct {
	Launch
	LeadName string
	// Today is the day in the launch's own zone.
	Today civil.Date `gorm:"-"`
	Count Count      `gorm:"-"`
	// Decision is the next go/no-go meeting, nil when none is planned.
	Decision *Decision `gorm:"-"`
	Clashes  []Clash   `gorm:"-"`
}

// Health is the launch's own mark; the same as that of its plan.
func (r Summary) Health() (Mark, string) {
	return health(r.State, r.Count.Progress, r.Today.After(r.LaunchOn))
}

// Count is the state of a launch's items in figures.
type Count struct {
	Progress
	Overdue, NoOwner, OwnerGone, BeforeDependency, OwnerAbsent int
}

// InTheWay is what stands in the way, in words, worst first.
func (c Count) InTheWay() []string {
	var out []string
	add := func(n int, what string) {
		if n > 0 {
			out = append(out, fmt.Sprintf("%d %s", n, what))
		}
	}
	add(c.Blocked, "blocked")
	add(c.Overdue, "overdue")
	add(c.NoOwner+c.OwnerGone, "without owner")
	add(c.BeforeDependency, "out of order")
	add(c.OwnerAbsent, "with owner absent")
	return out
}

// Decision is a go/no-go meeting that lies ahead.
type Decision struct{ WorkItem }

// Until is the instant up to which the meeting lies ahead: its start, or the
// end of its day when no time is given.
func (d Decision) Until() time.Time {
	loc := location(d.Zone)
	if d.DueTime.IsZero() {
		_, end := civil.DayBounds(d.DueOn, loc)
		return end
	}
	at, _ := civil.Instant(d.DueOn, d.DueTime, loc)
	return at
}

// When is the meeting's time in words, as it lies to T and with its zone.
func (d Decision) When() string { return DueText(d.LaunchOn, d.DueOn, d.DueTime, d.Zone) }

// WhenText is a date, with its time and zone where it has a time, in words.
func WhenText(on civil.Date, at civil.TimeOfDay, zone string) string {
	if at.IsZero() {
		return on.Short()
	}
	t, _ := civil.Instant(on, at, location(zone))
	return on.Short() + ", " + at.String() + " " + t.In(location(zone)).Format("MST")
}

// DueText is a day as it lies to T and by itself, with its time and zone
// where it has a time: "T-9 · Tue 1 Dec, 14:00 CET".
func DueText(t, on civil.Date, at civil.TimeOfDay, zone string) string {
	return civil.Countdown(t, on) + " · " + WhenText(on, at, zone)
}

// decisionText is by what a go/no-go meeting is known, folded.
const decisionText = "go/no-go"

// IsDecision tells whether an item is a go/no-go meeting.
func IsDecision(k template.Kind, title string) bool {
	return k == template.KindMeeting && strings.Contains(fold.Text(title), decisionText)
}

// Soonest returns the decision that comes first from now on, nil for none.
func Soonest(ds []Decision, now time.Time) *Decision {
	var best *Decision
	for i := range ds {
		if until := ds[i].Until(); until.After(now) && (best == nil || until.Before(best.Until())) {
			best = &ds[i]
		}
	}
	return best
}

// Clash is another launch that competes for the same day or the same lead.
type Clash struct {
	Slug, Name string
	// SameDay says that T is on the same day; else the lead has both within a day.
	SameDay bool
}

// Text is the clash in words.
func (c Clash) Text() string {
	if c.SameDay {
		return "Same day as " + c.Name
	}
	return "Same lead, a day from " + c.Name
}

// Contender is what of a launch decides whether it clashes with another.
type Contender struct {
	ID       int64
	Slug     string
	Name     string
	LaunchOn civil.Date
	LeadID   int64
	State    State
}

// contends tells whether a launch still has its day before it: what is out, or
// will not come out, clashes with nothing.
func (s State) contends() bool { return s == Planning || s == Go || s == Launching }

// ClashesOf returns the launches among others that clash with l, in their order.
func ClashesOf(l Contender, others []Contender) []Clash {
	if !l.State.contends() {
		return nil
	}
	var out []Clash
	for _, o := range others {
		if o.ID == l.ID || !o.State.contends() {
			continue
		}
		days := o.LaunchOn.Sub(l.LaunchOn)
		switch {
		case days == 0:
			out = append(out, Clash{o.Slug, o.Name, true})
		case (days == 1 || days == -1) && o.LeadID == l.LeadID:
			out = append(out, Clash{o.Slug, o.Name, false})
		}
	}
	return out
}

// NextDecision is the go/no-go meeting of the plan that comes first from now
// on, nil when none is planned.
func (p *Plan) NextDecision() *Decision {
	var ds []Decision
	for _, it := range p.Items {
		if IsDecision(it.Kind, it.Title) && !it.Status.Finished() && !it.Unscheduled() {
			ds = append(ds, Decision{WorkItem{Item: it, LaunchSlug: p.Slug, LaunchName: p.Name, LaunchOn: p.LaunchOn, Zone: p.Zone, Today: p.Today}})
		}
	}
	return Soonest(ds, p.Now)
}

func location(zone string) *time.Location { return Launch{Zone: zone}.Location() }
