package launch

import (
	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/template"
)

// Schedule is when an item starts and is due, and what it does when T moves.
// For a pinned item the dates are the truth; for every other one the offsets
// are, and the dates are worked out from them, so that moving T there and
// back changes nothing whatever weekends lie between.
type Schedule struct {
	Anchor      template.Anchor
	StartOffset int
	DueOffset   int
	StartsOn    civil.Date
	DueOn       civil.Date
	DueTime     civil.TimeOfDay
}

// Unscheduled tells whether the item has no date yet. It is shown, never hidden.
func (s Schedule) Unscheduled() bool { return s.DueOn.IsZero() }

// On returns the schedule as it is when T is on t.
func (s Schedule) On(t civil.Date) Schedule {
	if s.Unscheduled() {
		return s
	}
	if s.Anchor == template.Pinned {
		return s.measured(t)
	}
	s.DueOn = snap(s.Anchor, t.AddDays(s.DueOffset))
	s.StartsOn = t.AddDays(s.StartOffset)
	if s.StartsOn.After(s.DueOn) {
		s.StartsOn = s.DueOn
	}
	return s
}

// Moved returns the schedule with dates that a person chose, for a T on t. An
// item that keeps to working days is due on the nearest one its anchor says.
func (s Schedule) Moved(t, starts, due civil.Date) Schedule {
	if due.IsZero() {
		s.StartsOn, s.DueOn, s.StartOffset, s.DueOffset = civil.Date{}, civil.Date{}, 0, 0
		return s
	}
	if starts.IsZero() {
		starts = due
	}
	s.StartsOn, s.DueOn = starts, due
	return s.measured(t).On(t)
}

// Shifted returns the schedule moved by days, and its due date by more days
// than its start when stretched.
func (s Schedule) Shifted(t civil.Date, startDays, dueDays int) Schedule {
	if s.Unscheduled() {
		return s
	}
	return s.Moved(t, s.StartsOn.AddDays(startDays), s.DueOn.AddDays(dueDays))
}

// keeping takes over the offset of each date that was left as it was: a due
// date that stands on a Friday because its offset falls on a weekend must not
// become a Friday for good when something else about the item is saved.
func (s Schedule) keeping(before Schedule, t civil.Date) Schedule {
	if s.Anchor != before.Anchor || s.Unscheduled() || before.Unscheduled() {
		return s
	}
	if s.StartsOn == before.StartsOn {
		s.StartOffset = before.StartOffset
	}
	if s.DueOn == before.DueOn {
		s.DueOffset = before.DueOffset
	}
	return s.On(t)
}

// Days is how long the item runs, both ends counted.
func (s Schedule) Days() int { return s.DueOn.Sub(s.StartsOn) + 1 }

// Check returns Invalid when the item would end before it starts.
func (s Schedule) Check() error {
	var c fault.Check
	c.That(s.Anchor.Valid(), "anchor", "Choose what happens when T moves.")
	if s.DueOn.IsZero() {
		c.That(s.StartsOn.IsZero(), "due_on", "Enter when it is due, since it has a start.")
		c.That(s.DueTime.IsZero(), "due_on", "Enter the day too, since it has a time.")
	}
	c.That(!s.DueOn.Before(s.StartsOn) || s.DueOn.IsZero(), "due_on", "It would be due on %s, before it starts on %s.", s.DueOn.Long(), s.StartsOn.Long())
	return c.Err()
}

// measured takes the offsets from the dates.
func (s Schedule) measured(t civil.Date) Schedule {
	s.StartOffset, s.DueOffset = s.StartsOn.Sub(t), s.DueOn.Sub(t)
	return s
}

// snap moves a day off the weekend when the anchor keeps to working days.
func snap(a template.Anchor, d civil.Date) civil.Date {
	switch a {
	case template.PreviousWorkday:
		return d.PrevWorkday()
	case template.NextWorkday:
		return d.NextWorkday()
	}
	return d
}
