package launch

import (
	"context"
	"strings"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
	"tminus/models/template"
)

// Dates are new dates of a deliverable, entered or dragged.
type Dates struct {
	StartsOn civil.Date
	DueOn    civil.Date
	DueTime  civil.TimeOfDay
	// Anchor is the new anchor; if it is empty, the anchor does not change.
	Anchor template.Anchor
	// Exact restores a former schedule including its offsets, which may be on a weekend.
	Exact *Schedule
}

// apply returns the resulting schedule for a T on t, or Invalid.
func (in Dates) apply(s Schedule, t civil.Date) (Schedule, error) {
	if in.Exact != nil {
		return in.Exact.On(t), in.Exact.On(t).Check()
	}
	before := s
	if in.Anchor != "" {
		s.Anchor = in.Anchor
	}
	input := s
	input.StartsOn, input.DueOn, input.DueTime = in.StartsOn, in.DueOn, in.DueTime
	if err := input.Check(); err != nil {
		return s, err
	}
	if far := in.DueOn.Sub(t); !in.DueOn.IsZero() && (far > MaxDays || far < -MaxDays) {
		return s, fault.Invalid("due_on", "That is more than five years from the launch; check the year.")
	}
	if !in.StartsOn.IsZero() && in.StartsOn.Sub(t) < -MaxDays {
		return s, fault.Invalid("starts_on", "That is more than five years from the launch; check the year.")
	}
	after := s.Moved(t, in.StartsOn, in.DueOn)
	after.DueTime = in.DueTime
	return after.keepOffsets(before, t), nil
}

// DateChange is the result of a change of dates.
type DateChange struct {
	Title         string
	Before, After Schedule
	// Version is the new version of the item.
	Version int
}

// Changed reports whether the schedule changed.
func (r DateChange) Changed() bool { return r.Before != r.After }

// OtherWorkdays returns the numbers of working days before and after if the item moved as a whole, keeps its length, and
// has more or fewer working days in it.
func (r DateChange) OtherWorkdays() (before, after int, other bool) {
	before, after = r.Before.Workdays(), r.After.Workdays()
	whole := !r.Before.Unscheduled() && !r.After.Unscheduled() && r.Before.Days() == r.After.Days()
	return before, after, whole && before != after
}

// Reschedule changes the dates of a deliverable. Dates that are already set are not a change, so
// that an undo that is pressed twice works once. It returns Invalid, or Conflict with what another
// person changed.
func (s *Store) Reschedule(ctx context.Context, slug string, id int64, in Dates, version int) (DateChange, error) {
	var r DateChange
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, d, err := LoadDeliverableForEdit(tx, slug, id)
		if err != nil {
			return err
		}
		after, err := in.apply(d.Schedule, l.LaunchOn)
		if err != nil {
			return err
		}
		r = DateChange{Title: d.Title, Before: d.Schedule, After: after, Version: d.Version}
		if !r.Changed() {
			return nil
		}
		if d.Version != version {
			return staleConflict(tx.Reader, d)
		}
		if r.Version, err = tx.UpdateRow("deliverables", d.ID, version, scheduleColumns(after)); err != nil {
			return err
		}
		return tx.Audit(db.Entry{Action: "deliverable.rescheduled", Entity: "deliverable", EntityID: d.ID, LaunchID: db.RefOf(l.ID),
			Label: d.Title, Changes: ScheduleChanges(r.Before, after)})
	})
	return r, err
}

// SetOwner changes the owner of a deliverable; nil removes the owner. It returns Invalid if the
// person was deactivated, and Conflict if another person changed the deliverable.
func (s *Store) SetOwner(ctx context.Context, slug string, id int64, owner *int64, version int) (OwnerChange, error) {
	var ch OwnerChange
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, d, err := LoadDeliverableForEdit(tx, slug, id)
		if err != nil {
			return err
		}
		ch = OwnerChange{Title: d.Title, Before: deref(d.OwnerID), After: deref(owner), Version: d.Version}
		if ch.Before == ch.After {
			return nil
		}
		if owner != nil {
			u, err := ablePerson(tx.Reader, *owner, "owner")
			if err != nil {
				return err
			}
			ch.Name = u.Name
		}
		if d.Version != version {
			return staleConflict(tx.Reader, d)
		}
		var was string
		if err := tx.Raw("SELECT name FROM users WHERE id = ?", ch.Before).Scan(&was).Error; err != nil {
			return err
		}
		if ch.Version, err = tx.UpdateRow("deliverables", d.ID, version, map[string]any{"owner_id": owner}); err != nil {
			return err
		}
		return tx.Audit(db.Entry{Action: "deliverable.owner", Entity: "deliverable", EntityID: d.ID, LaunchID: db.RefOf(l.ID),
			Label: d.Title, Changes: []db.Change{{Field: "owner", Old: was, New: ch.Name}}})
	})
	return ch, err
}

// OwnerChange is the result of a change of owner.
type OwnerChange struct {
	Title string
	// Before and After are ids, 0 for no owner; Name is the new owner's name.
	Before, After int64
	Name          string
	Version       int
}

func deref(id *int64) int64 {
	if id == nil {
		return 0
	}
	return *id
}

// staleConflict returns a Conflict that says who changed the item last, and what.
func staleConflict(g db.Reader, d Deliverable) error {
	var last []db.Entry
	err := g.Where("entity = ? AND entity_id = ?", "deliverable", d.ID).Order("id DESC").Limit(1).Find(&last).Error
	if err != nil {
		return err
	}
	if len(last) == 0 {
		return fault.Changed("“" + d.Title + "”")
	}
	parts := make([]string, 0, len(last[0].Changes))
	for _, c := range last[0].Changes {
		parts = append(parts, c.Field+": "+valueOrNone(c.Old)+" → "+valueOrNone(c.New))
	}
	what := ""
	if len(parts) > 0 {
		what = strings.Join(parts, ", ")
	}
	return fault.ChangedBy(last[0].ActorName, "“"+d.Title+"”", what)
}

func valueOrNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func scheduleColumns(s Schedule) map[string]any {
	return map[string]any{
		"anchor": s.Anchor, "start_offset": s.StartOffset, "due_offset": s.DueOffset,
		"starts_on": s.StartsOn, "due_on": s.DueOn, "due_time": s.DueTime,
	}
}

// ScheduleChanges returns the differences between two schedules for the audit log.
func ScheduleChanges(before, after Schedule) []db.Change {
	cs := db.AppendChange(nil, "start", before.StartsOn.String(), after.StartsOn.String())
	cs = db.AppendChange(cs, "due", before.DueOn.String(), after.DueOn.String())
	cs = db.AppendChange(cs, "time", before.DueTime.String(), after.DueTime.String())
	return db.AppendChange(cs, "when T moves", before.Anchor.Label(), after.Anchor.Label())
}

// DeliverableRow returns a deliverable with its launch, for forms about its dates or owner. It
// returns NotFound.
func (s *Store) DeliverableRow(ctx context.Context, slug string, id int64) (Launch, Deliverable, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return Launch{}, Deliverable{}, err
	}
	g := s.db.Read(ctx)
	l, err := BySlug(g, slug)
	if err != nil {
		return l, Deliverable{}, err
	}
	d, err := findDeliverable(g, l, id)
	return l, d, err
}
