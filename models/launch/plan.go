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

// Progress is the number of items, and of those that are finished.
type Progress struct{ Total, Finished int }

// Progress counts the items for which keep returns true; nil counts all.
func (p *Plan) Progress(keep func(Item) bool) Progress {
	var n Progress
	for _, it := range p.Items {
		if keep != nil && !keep(it) {
			continue
		}
		n.Total++
		if it.Status.Finished() {
			n.Finished++
		}
	}
	return n
}
