// Package portfolio implements what spans all launches: their list and month, a person's work, and
// the search.
package portfolio

import (
	"slices"
	"strings"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/template"
)

// Filter selects launches of the portfolio. The zero value selects the open ones, nearest first.
type Filter struct {
	Text string
	// State is a State, "all" or "open"; empty means open.
	State string
	Phase template.Phase
	Team  int64
	Lead  int64
	// From and To bound T, both inclusive; zero means no bound.
	From, To civil.Date
	// Sort is one of Sorts, with the prefix "-" for descending order.
	Sort string
	// Page counts from 1.
	Page int
}

// PerPage is the number of launches on a page of the portfolio.
const PerPage = 50

// Sorts are the columns by which the portfolio can be sorted.
var Sorts = []string{"date", "name", "lead"}

// Narrow reports whether the filter excludes more than closed launches.
func (f Filter) Narrow() bool {
	return f.Text != "" || f.Phase != "" || f.Team != 0 || f.Lead != 0 || (f.State != "" && f.State != "open" && f.State != "all")
}

// sort returns the column and direction; an unknown column means the date. Open launches are sorted
// forwards by default, past ones backwards.
func (f Filter) sort() (by string, down bool) {
	by, down = strings.TrimPrefix(f.Sort, "-"), strings.HasPrefix(f.Sort, "-")
	if !slices.Contains(Sorts, by) {
		return "date", f.State != "" && f.State != "open"
	}
	return by, down
}

// Sorted returns the effective sort, to mark the column: "date" or "-date".
func (f Filter) Sorted() string {
	by, down := f.sort()
	if down {
		return "-" + by
	}
	return by
}

// Summary is a launch in the portfolio.
type Summary struct {
	launch.Launch
	// Today is the date in the launch's zone.
	Today civil.Date      `gorm:"-"`
	Count launch.Progress `gorm:"-"`
	// Decision is the next go/no-go meeting, or nil.
	Decision *launch.Decision `gorm:"-"`
	Clashes  []Clash          `gorm:"-"`
}

// Clash is another launch with the same day or the same lead.
type Clash struct {
	Slug, Name string
	// SameDay reports whether T is on the same day; otherwise the lead has both within a day.
	SameDay bool
}

// Text returns the clash as text.
func (c Clash) Text() string {
	if c.SameDay {
		return "Same day as " + c.Name
	}
	return "Same lead, a day from " + c.Name
}

// Contender holds the fields of a launch that decide whether it clashes with another.
type Contender struct {
	ID       int64
	Slug     string
	Name     string
	LaunchOn civil.Date
	LeadID   int64
	State    launch.State
}

// contends reports whether a launch has its day ahead; launches that are out or cancelled clash
// with nothing.
func contends(s launch.State) bool {
	return s == launch.Planning || s == launch.Go || s == launch.Launching
}

// ClashesOf returns the launches among others that clash with l, in order.
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
