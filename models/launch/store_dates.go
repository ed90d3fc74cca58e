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

// Dates are what a person drags or types about when an item is due.
type Dates struct {
	StartsOn civil.Date
	DueOn    civil.Date
	DueTime  civil.TimeOfDay
	// Anchor is what happens when T moves; empty keeps what it is.
	Anchor template.Anchor
	// Exact puts a former schedule back as it was: with its offsets, which may
	// lie on a weekend that its days were snapped off.
	Exact *Schedule
}

// apply returns the schedule that results for a T on t, or Invalid.
func (in Dates) apply(s Schedule, t civil.Date) (Schedule, error) {
	if in.Exact != nil {
		return in.Exact.On(t), in.Exact.On(t).Check()
	}
	before := s
	if in.Anchor != "" {
		s.Anchor = in.Anchor
	}
	typed := s
	typed.StartsOn, typed.DueOn, typed.DueTime = in.StartsOn, in.DueOn, in.DueTime
	if err := typed.Check(); err != nil {
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
	return after.keeping(before, t), nil
}

// Rescheduled is what a change of dates did.
type Rescheduled struct {
	Title         string
	Before, After Schedule
	// Version is the item's now.
	Version int
}

// Changed tells whether anything is different.
func (r Rescheduled) Changed() bool { return r.Before != r.After }

// Reschedule gives a deliverable other dates. What it has already is no
// change, so that an undo that is pressed twice does its work once. Returns
// Invalid, or Conflict with what somebody else changed meanwhile.
func (s *Store) Reschedule(ctx context.Context, slug string, id int64, in Dates, version int) (Rescheduled, error) {
	var r Rescheduled
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, d, err := toEdit(tx, slug, id)
		if err != nil {
			return err
		}
		after, err := in.apply(d.Schedule, l.LaunchOn)
		if err != nil {
			return err
		}
		r = Rescheduled{Title: d.Title, Before: d.Schedule, After: after, Version: d.Version}
		if !r.Changed() {
			return nil
		}
		if d.Version != version {
			return overtaken(tx.Reader, d)
		}
		if r.Version, err = tx.UpdateRow("deliverables", d.ID, version, scheduleColumns(after)); err != nil {
			return err
		}
		return tx.Audit(db.Entry{Action: "deliverable.rescheduled", Entity: "deliverable", EntityID: d.ID, LaunchID: db.RefOf(l.ID),
			Label: d.Title, Changes: ScheduleChanges(r.Before, after)})
	})
	return r, err
}

// SetOwner gives a deliverable to somebody, or to nobody. Returns Invalid for
// somebody who has left, Conflict when somebody else was faster.
func (s *Store) SetOwner(ctx context.Context, slug string, id int64, owner *int64, version int) (OwnerChange, error) {
	var ch OwnerChange
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, d, err := toEdit(tx, slug, id)
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
			return overtaken(tx.Reader, d)
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

// OwnerChange is what giving an item to somebody did.
type OwnerChange struct {
	Title string
	// Before and After are people's ids, 0 for nobody; Name is the new one's.
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

// overtaken is the Conflict that says who changed the item last, and what.
func overtaken(g db.Reader, d Deliverable) error {
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

// ScheduleChanges returns what differs between two schedules, for the audit log.
func ScheduleChanges(before, after Schedule) []db.Change {
	cs := db.AppendChange(nil, "start", before.StartsOn.String(), after.StartsOn.String())
	cs = db.AppendChange(cs, "due", before.DueOn.String(), after.DueOn.String())
	cs = db.AppendChange(cs, "time", before.DueTime.String(), after.DueTime.String())
	return db.AppendChange(cs, "when T moves", before.Anchor.Label(), after.Anchor.Label())
}

// Dated returns one item of a launch as a form about its dates or owner shows
// it. Returns NotFound.
func (s *Store) Dated(ctx context.Context, slug string, id int64) (Launch, Deliverable, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return Launch{}, Deliverable{}, err
	}
	g := s.db.Read(ctx)
	l, err := BySlug(g, slug)
	if err != nil {
		return l, Deliverable{}, err
	}
	d, err := inLaunch(g, l, id)
	return l, d, err
}
