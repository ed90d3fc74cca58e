package launch

import (
	"fmt"
	"slices"

	"tminus/internal/civil"
	"tminus/models/template"
)

// InDays is a distance in days as people say it: "today", "in 3 days".
func InDays(n int) string {
	switch {
	case n == 0:
		return "today"
	case n == 1:
		return "tomorrow"
	case n == -1:
		return "yesterday"
	case n < 0:
		return fmt.Sprintf("%d days ago", -n)
	}
	return fmt.Sprintf("in %d days", n)
}

// NextPhase says which phase begins when ("Verify begins in 2 days"), nothing
// when none does or the launch is over.
func (l Launch) NextPhase(today civil.Date) string {
	if !l.State.Open() {
		return ""
	}
	day := today.Sub(l.LaunchOn)
	for _, p := range l.Frame.Phases {
		switch {
		case p.From <= day:
		case p.Key == template.PhaseLaunch:
			return "Launch " + InDays(p.From-day)
		default:
			return p.Label() + " begins " + InDays(p.From-day)
		}
	}
	return ""
}

// Ahead is something with a date that a launch comes to next.
type Ahead struct {
	On   civil.Date
	Time civil.TimeOfDay
	Text string
	// ItemID is the deliverable behind it, 0 for a phase or T itself.
	ItemID int64
	// Decision marks a go/no-go meeting.
	Decision bool
}

// Ahead returns at most n of the dated things that come next: phases that
// begin, meetings and milestones that are open, and T.
func (p *Plan) Ahead(n int) []Ahead {
	if !p.State.Open() {
		return nil
	}
	var out []Ahead
	for _, ph := range p.Frame.Phases {
		on := p.LaunchOn.AddDays(ph.From)
		if on.After(p.Today) && ph.Key != template.PhaseLaunch {
			out = append(out, Ahead{On: on, Text: ph.Label() + " begins"})
		}
	}
	if !p.LaunchOn.Before(p.Today) && (p.State == Planning || p.State == Go) {
		out = append(out, Ahead{On: p.LaunchOn, Time: p.LaunchTime, Text: "Launch"})
	}
	for _, it := range p.Items {
		dated := (it.Kind == template.KindMeeting || it.Kind == template.KindMilestone) && !it.Unscheduled() && !it.DueOn.Before(p.Today)
		if dated && !it.Status.Finished() {
			out = append(out, Ahead{On: it.DueOn, Time: it.DueTime, Text: it.Title, ItemID: it.ID, Decision: IsDecision(it.Kind, it.Title)})
		}
	}
	slices.SortStableFunc(out, func(a, b Ahead) int {
		if c := a.On.Compare(b.On); c != 0 {
			return c
		}
		return a.Time.Compare(b.Time)
	})
	return out[:min(n, len(out))]
}

// InTheWay returns the open items that have a problem: the blocked ones
// first, then by how bad, then by when they are due.
func (p *Plan) InTheWay() []Item {
	var out []Item
	for _, it := range p.Items {
		if len(it.Problems) > 0 {
			out = append(out, it)
		}
	}
	slices.SortStableFunc(out, func(a, b Item) int {
		if c := slices.Index(problemOrder, a.Problems[0].Kind) - slices.Index(problemOrder, b.Problems[0].Kind); c != 0 {
			return c
		}
		return a.CompareDue(b.Schedule)
	})
	return out
}

// CompareDue orders schedules by due date and time; those without a date come last.
func (s Schedule) CompareDue(other Schedule) int {
	switch {
	case s.Unscheduled() && other.Unscheduled():
		return 0
	case s.Unscheduled():
		return 1
	case other.Unscheduled():
		return -1
	case s.DueOn != other.DueOn:
		return s.DueOn.Compare(other.DueOn)
	}
	return s.DueTime.Compare(other.DueTime)
}

// Of returns the open items that wait for a person: those they own, and those
// they are to review now, by when they are due.
func (p *Plan) Of(person int64) []Item {
	var out []Item
	for _, it := range p.Items {
		mine := it.OwnerID == person || (it.ReviewerID == person && it.Status == InReview)
		if person != 0 && mine && !it.Status.Finished() {
			out = append(out, it)
		}
	}
	slices.SortStableFunc(out, func(a, b Item) int { return a.CompareDue(b.Schedule) })
	return out
}
