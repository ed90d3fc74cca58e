// Package portfolio shows what is spread over all launches: their list and month, what
// waits for a person, and the search.
package portfolio

import (
	"slices"
	"strings"

	"tminus/internal/civil"
	"tminus/models/launch"
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
	launch.Launch
	// Today is the day in the launch's own zone.
	Today civil.Date   `gorm:"-"`
	Count launch.Count `gorm:"-"`
	// Decision is the next go/no-go meeting, nil when none is planned.
	Decision *launch.Decision `gorm:"-"`
	Clashes  []Clash          `gorm:"-"`
}

// Health is the launch's own mark; the same as that of its plan.
func (r Summary) Health() (launch.Mark, string) {
	return r.HealthOf(r.Count.Progress, r.Today)
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
	State    launch.State
}

// contends tells whether a launch still has its day before it: what is out, or
// will not come out, clashes with nothing.
func contends(s launch.State) bool {
	return s == launch.Planning || s == launch.Go || s == launch.Launching
}

// ClashesOf returns the launches among others that clash with l, in their order.
func ClashesOf(l Contender, others []Contender) []Clash {
	if !contends(l.State) {
		return nil
	}
	var out []Clash
	for _, o := range others {
		if o.ID == l.ID || !contends(o.State) {
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
