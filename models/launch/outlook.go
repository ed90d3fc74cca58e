package launch

import (
	"fmt"
	"slices"

	"tminus/internal/civil"
	"tminus/models/template"
)

// InDays returns a distance in days as text: "today", "in 3 days".
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

// NextPhase returns the next phase and its start, such as "Verify begins in 2 days", or "" if there
// is none or the launch is over.
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

// Ahead is an upcoming date of a launch.
type Ahead struct {
	On   civil.Date
	Time civil.TimeOfDay
	Text string
	// ItemID is the deliverable, or 0 for a phase or T itself.
	ItemID int64
	// Decision marks a go/no-go meeting.
	Decision bool
}

// Ahead returns at most n upcoming dates: starts of phases, open meetings and milestones, and T.
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

// CompareDue orders schedules by due date and time; items without a date come last.
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

// Of returns the open items that wait for a person: those that they own and those that they must
// review now, ordered by due date.
func (p *Plan) Of(person int64) []Item {
	var out []Item
	for _, it := range p.Items {
		waits := it.OwnerID == person || (it.ReviewerID == person && it.Status == InReview)
		if person != 0 && waits && !it.Status.Finished() {
			out = append(out, it)
		}
	}
	slices.SortStableFunc(out, func(a, b Item) int { return a.CompareDue(b.Schedule) })
	return out
}
