package launch

import (
	"tminus/internal/civil"
	"tminus/models/db"
)

// Postpone gives an item a later due date in the caller's transaction. The caller checks the
// permission. An item that is already due then or later does not change. It returns Invalid if the
// date is out of bounds.
func Postpone(tx *db.Tx, l Launch, d Deliverable, due civil.Date, reason string) (DateChange, error) {
	r := DateChange{Title: d.Title, Before: d.Schedule, After: d.Schedule, Version: d.Version}
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

// PostponedTo returns the schedule that Postpone sets: the same start, and the due date according
// to the item's anchor, which may move it off a weekend.
func PostponedTo(l Launch, d Deliverable, due civil.Date) (Schedule, error) {
	if !d.DueOn.IsZero() && !due.After(d.DueOn) {
		return d.Schedule, nil
	}
	after, err := Dates{StartsOn: d.StartsOn, DueOn: due, DueTime: d.DueTime}.apply(d.Schedule, l.LaunchOn)
	if err != nil || !d.DueOn.IsZero() && !after.DueOn.After(d.DueOn) {
		// Off the weekend, it would not be later than now.
		return d.Schedule, err
	}
	return after, nil
}
