package launch

import (
	"time"

	"tminus/internal/civil"
	"tminus/models/people"
	"tminus/models/template"
)

// Item is a deliverable for lists and the timeline.
type Item struct {
	ID        int64
	LaunchID  int64
	LaneID    int64
	Kind      template.Kind
	Title     string
	OwnerID   int64
	OwnerName string
	// OwnerGone reports whether the owner was deactivated, which is as bad as no owner.
	OwnerGone     bool
	ReviewerID    int64
	Status        Status
	BlockedReason string
	UnblockerID   int64
	UnblockerName string
	SkipReason    string
	Schedule
	Source
	Position int
	Version  int
	// DependsOn are the ids of the items that this one depends on.
	DependsOn []int64
	// Problems are its problems, worst first; see Plan.Diagnose.
	Problems []Problem
}

// Mark returns the mark of the item: at risk if an open item has a problem.
func (it Item) Mark() Mark {
	m := it.Status.Mark()
	if len(it.Problems) > 0 && m != MarkBlocked {
		return MarkAtRisk
	}
	return m
}

// MarkLabel returns the label of the mark.
func (it Item) MarkLabel() string {
	if it.Mark() == MarkAtRisk {
		return "At risk"
	}
	return it.Status.Label()
}

// Lane is a row of the timeline, usually one per team.
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

// Plan is a launch with everything that its pages show, loaded in a constant number of queries.
type Plan struct {
	Launch
	Lanes    []Lane
	Items    []Item
	Absences []people.Absence
	// Now is the time at which the plan was loaded; Today is its date in the launch's zone.
	Now   time.Time
	Today civil.Date
	// progress is the progress from which the health follows if not all items were loaded; see
	// Outline.
	progress *Progress
}

// Item returns the item with an id.
func (p *Plan) Item(id int64) (Item, bool) {
	for _, it := range p.Items {
		if it.ID == id {
			return it, true
		}
	}
	return Item{}, false
}

// Lane returns the lane with an id.
func (p *Plan) Lane(id int64) Lane {
	for _, l := range p.Lanes {
		if l.ID == id {
			return l
		}
	}
	return Lane{}
}

// Progress counts items by status.
type Progress struct {
	Total, Finished, Blocked, AtRisk, Doing int
}

// Progress counts the items for which keep returns true; nil counts all.
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

// Health returns the mark of the launch: blocked or at risk if an item is.
func (p *Plan) Health() (Mark, string) {
	n := p.progress
	if n == nil {
		all := p.Progress(nil)
		n = &all
	}
	return p.HealthOf(*n, p.Today)
}

// HealthOf returns the mark of a launch with this progress. A launch that is still planned after T
// is at risk, whatever its items say.
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
