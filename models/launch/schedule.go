package launch

import (
	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/template"
)

// Schedule is the start and due date of an item, and the rule for moving them with T. A pinned item
// stores its dates; every other item stores offsets from T, from which its dates are computed, so
// that moving T there and back changes nothing, regardless of weekends between.
type Schedule struct {
	Anchor      template.Anchor
	StartOffset int
	DueOffset   int
	StartsOn    civil.Date
	DueOn       civil.Date
	DueTime     civil.TimeOfDay
}

// Unscheduled reports whether the item has no date yet. Such an item is shown, never hidden.
func (s Schedule) Unscheduled() bool { return s.DueOn.IsZero() }

// On returns the schedule for a T on t.
func (s Schedule) On(t civil.Date) Schedule {
	if s.Unscheduled() {
		return s
	}
	if s.Anchor == template.Pinned {
		return s.withOffsets(t)
	}
	s.DueOn = snap(s.Anchor, t.AddDays(s.DueOffset))
	s.StartsOn = t.AddDays(s.StartOffset)
	if s.StartsOn.After(s.DueOn) {
		s.StartsOn = s.DueOn
	}
	return s
}

// Moved returns the schedule with dates that a person chose, for a T on t. If the anchor requires a
// workday, the due date moves to the nearest one in the direction of the anchor.
func (s Schedule) Moved(t, starts, due civil.Date) Schedule {
	if due.IsZero() {
		s.StartsOn, s.DueOn, s.StartOffset, s.DueOffset = civil.Date{}, civil.Date{}, 0, 0
		return s
	}
	if starts.IsZero() {
		starts = due
	}
	s.StartsOn, s.DueOn = starts, due
	return s.withOffsets(t).On(t)
}

// Shifted returns the schedule with its start moved by startDays and its due date by dueDays.
func (s Schedule) Shifted(t civil.Date, startDays, dueDays int) Schedule {
	if s.Unscheduled() {
		return s
	}
	return s.Moved(t, s.StartsOn.AddDays(startDays), s.DueOn.AddDays(dueDays))
}

// keepOffsets keeps the offset of each date that did not change. Otherwise saving another field
// would change the offset of a due date that was moved off a weekend to a Friday.
func (s Schedule) keepOffsets(before Schedule, t civil.Date) Schedule {
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

// Days returns the duration of the item in days, including both ends.
func (s Schedule) Days() int { return s.DueOn.Sub(s.StartsOn) + 1 }

// Workdays returns the number of days of the item from Monday to Friday.
func (s Schedule) Workdays() int {
	n := 0
	for d := s.StartsOn; !s.Unscheduled() && !d.After(s.DueOn); d = d.AddDays(1) {
		if !d.IsWeekend() {
			n++
		}
	}
	return n
}

// Check returns Invalid if the item would end before it starts.
func (s Schedule) Check() error {
	var c fault.Check
	c.That(s.Anchor.Valid(), "anchor", "Choose what happens when T moves.")
	if s.DueOn.IsZero() {
		c.That(s.StartsOn.IsZero(), "due_on", "Enter when it is due, since it has a start.")
		c.That(s.DueTime.IsZero(), "due_on", "Enter the day too, since it has a time.")
	}
	c.That(!s.DueOn.Before(s.StartsOn) || s.DueOn.IsZero(), "due_on", "It would be due on %s, before it starts on %s.", s.DueOn.Long(),
		s.StartsOn.Long())
	return c.Err()
}

// withOffsets returns the schedule with the offsets of its dates.
func (s Schedule) withOffsets(t civil.Date) Schedule {
	s.StartOffset, s.DueOffset = s.StartsOn.Sub(t), s.DueOn.Sub(t)
	return s
}

// snap moves a day off the weekend if the anchor requires a workday.
func snap(a template.Anchor, d civil.Date) civil.Date {
	switch a {
	case template.PreviousWorkday:
		return d.PrevWorkday()
	case template.NextWorkday:
		return d.NextWorkday()
	}
	return d
}
