package launch

import (
	"tminus/internal/civil"
	"tminus/models/db"
)

// Postpone gives an item a later due date as part of what a later room decides
// in the same transaction; that room has asked for permission. An item that is
// due then or later already stays as it is. Returns Invalid when the date is
// out of bounds.
func Postpone(tx *db.Tx, l Launch, d Deliverable, due civil.Date, reason string) (Rescheduled, error) {
	r := Rescheduled{Title: d.Title, Before: d.Schedule, After: d.Schedule, Version: d.Version}
	after, err := PostponedTo(l, d, due)
	if err != nil || after == d.Schedule {
		return r, err
	}
	if r.Version, err = tx.UpdateRow("deliverables", d.ID, d.Version, scheduleColumns(after)); err != nil {
		return r, err
	}
	r.After = after
	return r, tx.Audit(db.Entry{Action: "deliverable.rescheduled", Entity: "deliverable", EntityID: d.ID, LaunchID: db.RefOf(l.ID),
		Label: d.Title, Changes: ScheduleChanges(r.Before, after), Reason: reason})
}

// PostponedTo is the schedule that Postpone gives: with the same start, by the
// rule of the item's anchor, which can take a due date off a weekend.
func PostponedTo(l Launch, d Deliverable, due civil.Date) (Schedule, error) {
	if !d.DueOn.IsZero() && !due.After(d.DueOn) {
		return d.Schedule, nil
	}
	after, err := Dates{StartsOn: d.StartsOn, DueOn: due, DueTime: d.DueTime}.apply(d.Schedule, l.LaunchOn)
	if err != nil || !d.DueOn.IsZero() && !after.DueOn.After(d.DueOn) {
		// Off the weekend it would be no later than it is.
		return d.Schedule, err
	}
	return after, nil
}
