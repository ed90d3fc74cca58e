package launch

import (
	"time"

	"tminus/internal/civil"
	"tminus/models/people"
	"tminus/models/template"
)

// Item is a deliverable as lists and the timeline show it.
type Item struct {
	ID        int64
	LaunchID  int64
	LaneID    int64
	Kind      template.Kind
	Title     string
	OwnerID   int64
	OwnerName string
	// OwnerGone says that the owner was deactivated: as bad as no owner.
	OwnerGone     bool
	ReviewerID    int64
	Status        Status
	BlockedReason string
	UnblockerID   int64
	UnblockerName string
	SkipReason    string
	Schedule
	Position int
	Version  int
	// DependsOn are the ids of the items that this one waits for.
	DependsOn []int64
	// Problems are what is wrong with it, worst first; see Plan.diagnose.
	Problems []Problem
}

// Mark is the sign of the item: At risk where an open one has a problem.
func (it Item) Mark() Mark {
	m := it.Status.Mark()
	if len(it.Problems) > 0 && m != MarkBlocked {
		return MarkAtRisk
	}
	return m
}

// MarkLabel is the word beside the mark.
func (it Item) MarkLabel() string {
	if it.Mark() == MarkAtRisk {
		return "At risk"
	}
	return it.Status.Label()
}

// Lane is a band of the timeline, normally one team's.
type Lane struct {
	ID       int64
	LaunchID int64
	Key      string
	Name     string
	TeamID   *int64
	Position int
}

// TableName implements GORM's Tabler.
func (Lane) TableName() string { return "lanes" }

// Plan is a launch with all that its pages show, read in a constant number of queries.
type Plan struct {
	Launch
	Lanes    []Lane
	Items    []Item
	Absences []people.Absence
	// Now is the instant of reading; Today is its day in the launch's zone.
	Now   time.Time
	Today civil.Date
	// glance is what the health follows from where not all items were read; see Outline.
	glance *Progress
}

// Item returns the item with that id.
func (p *Plan) Item(id int64) (Item, bool) {
	for _, it := range p.Items {
		if it.ID == id {
			return it, true
		}
	}
	return Item{}, false
}

// Lane returns the lane with that id.
func (p *Plan) Lane(id int64) Lane {
	for _, l := range p.Lanes {
		if l.ID == id {
			return l
		}
	}
	return Lane{}
}

// Progress counts items by what matters at a glance.
type Progress struct {
	Total, Finished, Blocked, AtRisk, Doing int
}

// Progress counts the items that keep returns true for; nil counts all.
func (p *Plan) Progress(keep func(Item) bool) Progress {
	var n Progress
	for _, it := range p.Items {
		if keep != nil && !keep(it) {
			continue
		}
		n.Total++
		switch {
		case it.Status.Finished():
			n.Finished++
		case it.Mark() == MarkBlocked:
			n.Blocked++
		case it.Mark() == MarkAtRisk:
			n.AtRisk++
		case it.Status != NotStarted:
			n.Doing++
		}
	}
	return n
}

// Health is the launch's own mark: blocked or at risk as its worst open item is.
func (p *Plan) Health() (Mark, string) {
	n := p.glance
	if n == nil {
		all := p.Progress(nil)
		n = &all
	}
	return p.HealthOf(*n, p.Today)
}

// HealthOf judges the launch by its state, its items, and whether T has passed: one
// that is still planned by then has been forgotten, whatever its items say.
func (l Launch) HealthOf(n Progress, today civil.Date) (Mark, string) {
	s, passed := l.State, today.After(l.LaunchOn)
	switch s {
	case Closed, Cancelled, Live, RolledBack:
		return s.mark(), s.Label()
	}
	switch {
	case n.Blocked > 0:
		return MarkBlocked, "Blocked"
	case n.AtRisk > 0:
		return MarkAtRisk, "At risk"
	case passed && (s == Planning || s == Go):
		return MarkAtRisk, "T has passed"
	case n.Total > 0 && n.Finished == n.Total:
		return MarkDone, "All done"
	}
	return MarkInProgress, "On track"
}

func (s State) mark() Mark {
	switch s {
	case Closed, Live:
		return MarkDone
	case Cancelled:
		return MarkSkipped
	case RolledBack:
		return MarkBlocked
	}
	return MarkInProgress
}
