package calendar

import (
	"context"
	"slices"
	"strings"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// allowEdit returns Forbidden unless the actor may edit an event that does or does not forbid
// launches.
func allowEdit(tx *db.Tx, forbids bool) error {
	if forbids {
		return people.Require(tx.Actor, people.Freeze, people.Organisation)
	}
	return people.Require(tx.Actor, people.EditCalendar, people.Organisation)
}

// restricted reports whether only administrators may change the event.
func (e Event) restricted() bool { return e.Kind == Freeze || e.Forbids() }

// MayChange reports whether an actor may change the event.
func (e Event) MayChange(a db.Actor) bool {
	if e.restricted() {
		return people.Can(a, people.Freeze, people.Organisation)
	}
	return people.Can(a, people.EditCalendar, people.Organisation)
}

// Create adds an event and returns its id. The key prevents a form that is sent twice from adding
// two. It returns Invalid with all problems, or Forbidden if a member tries to forbid launches.
func (s *Store) Create(ctx context.Context, in Input, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := allowEdit(tx, in.forbids()); err != nil {
			return err
		}
		id, err = tx.Once("event", key, in, func() (int64, error) {
			e, err := cleanInput(tx.Reader, in, nil)
			if err != nil {
				return 0, err
			}
			err = insertEvent(tx, &e, "added")
			return e.ID, err
		})
		return err
	})
	return id, err
}

// cleanInput returns the event as it is stored, or Invalid. had are its present services, which may
// have been archived.
func cleanInput(g db.Reader, in Input, had []Touched) (Event, error) {
	var c fault.Check
	e, err := in.Clean()
	if err := c.Merge(err); err != nil {
		return e, err
	}
	if e.Services, err = servicesOf(g, in.Services, had); err != nil {
		if err := c.Merge(err); err != nil {
			return e, err
		}
	}
	return e, c.Err()
}

// servicesOf returns the services with the ids, by name.
func servicesOf(g db.Reader, ids []int64, had []Touched) ([]Touched, error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	if len(ids) == 0 || len(ids) > MaxServices {
		return nil, nil
	}
	known := []int64{0}
	for _, t := range had {
		known = append(known, t.ID)
	}
	var out []Touched
	err := g.Raw("SELECT id, name FROM services WHERE id IN ? AND (archived_at IS NULL OR id IN ?) ORDER BY lower(name), id", ids,
		known).Scan(&out).Error
	if err == nil && len(out) < len(ids) {
		err = fault.Invalid("services", "One of the services is not in use any more. Choose another.")
	}
	return out, err
}

// insertEvent saves a new event with its services and audits it.
func insertEvent(tx *db.Tx, e *Event, action string) error {
	e.Version, e.CreatedAt, e.UpdatedAt = 1, tx.Now, tx.Now
	if err := tx.Create(e).Error; err != nil {
		return err
	}
	if err := setServices(tx, e.ID, e.Services); err != nil {
		return err
	}
	return e.audit(tx, action, changesOf(Event{}, *e))
}

func setServices(tx *db.Tx, id int64, list []Touched) error {
	if err := tx.Exec("DELETE FROM event_services WHERE event_id = ?", id).Error; err != nil {
		return err
	}
	for _, t := range list {
		if err := tx.Exec("INSERT INTO event_services (event_id, service_id) VALUES (?, ?)", id, t.ID).Error; err != nil {
			return err
		}
	}
	return nil
}

func (e Event) audit(tx *db.Tx, action string, changes []db.Change) error {
	return tx.Audit(db.Entry{Action: "event." + action, Entity: "event", EntityID: e.ID, Label: e.Title, Changes: changes})
}

// columns returns the columns that a change of the event writes.
func (e Event) columns() map[string]any {
	return map[string]any{"kind": e.Kind, "title": e.Title, "note": e.Note, "first_day": e.FirstDay, "last_day": e.LastDay,
		"start_at": e.StartAt,
		"end_at":   e.EndAt, "zone": e.Zone, "region": e.Region, "severity": e.Severity, "cancelled_at": e.CancelledAt,
		"import_id": e.ImportID, "source_uid": e.SourceUID, "source_key": e.SourceKey, "source_hash": e.SourceHash}
}

// findEvent loads an event, including deleted ones. It returns NotFound.
func findEvent(g db.Reader, id int64) (Event, error) {
	list := make([]Event, 1)
	if err := g.Where("id = ?", id).Take(&list[0]).Error; err != nil {
		return Event{}, db.NotFoundAs(err, "event")
	}
	return list[0], addServices(g, list)
}

// Update changes an event. It returns Invalid with all problems, or Conflict if the event has
// changed. It returns the new version.
func (s *Store) Update(ctx context.Context, id int64, in Input, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		before, err := findEvent(tx.Reader, id)
		if err != nil {
			return err
		}
		if err := allowEdit(tx, before.restricted() || in.forbids()); err != nil {
			return err
		}
		if before.Version != version || before.Cancelled() {
			return fault.Changed("this event")
		}
		e, err := cleanInput(tx.Reader, in, before.Services)
		if err != nil {
			return err
		}
		after := before
		after.Kind, after.Title, after.Note, after.Region, after.Severity, after.Services = e.Kind, e.Title, e.Note, e.Region,
			e.Severity, e.Services
		after.FirstDay, after.LastDay, after.StartAt, after.EndAt, after.Zone = e.FirstDay, e.LastDay, e.StartAt, e.EndAt, e.Zone
		next, err = updateEvent(tx, before, after, "updated")
		return err
	})
	return next, err
}

// updateEvent saves the differences between two states of an event, and returns the new version.
func updateEvent(tx *db.Tx, before, after Event, action string) (int, error) {
	changes := changesOf(before, after)
	if len(changes) == 0 && before.SourceHash == after.SourceHash {
		return before.Version, nil
	}
	next, err := tx.UpdateRow("calendar_events", before.ID, before.Version, after.columns())
	if err != nil {
		return next, err
	}
	if !slices.Equal(before.Services, after.Services) {
		if err := setServices(tx, before.ID, after.Services); err != nil {
			return next, err
		}
	}
	return next, after.audit(tx, action, changes)
}

// Remove deletes an event. Feeds include it as cancelled for a while. It does nothing if the event
// is deleted already.
func (s *Store) Remove(ctx context.Context, id int64, version int) (int, error) {
	return s.setCancelled(ctx, id, version, false)
}

// Restore restores a deleted event.
func (s *Store) Restore(ctx context.Context, id int64, version int) (int, error) {
	return s.setCancelled(ctx, id, version, true)
}

func (s *Store) setCancelled(ctx context.Context, id int64, version int, back bool) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		e, err := findEvent(tx.Reader, id)
		if err != nil {
			return err
		}
		if err := allowEdit(tx, e.restricted()); err != nil {
			return err
		}
		if e.Cancelled() != back {
			next = e.Version
			return nil
		}
		if e.Version != version {
			return fault.Changed("this event")
		}
		action, at := "deleted", tx.Now
		if back {
			action, at = "restored", db.Instant{}
		}
		if next, err = tx.UpdateRow("calendar_events", id, version, map[string]any{"cancelled_at": at}); err != nil {
			return err
		}
		return e.audit(tx, action, nil)
	})
	return next, err
}

// changesOf returns the differences between two states of an event.
func changesOf(a, b Event) []db.Change {
	var cs []db.Change
	add := func(field, before, after string) {
		if before != after {
			cs = append(cs, db.Change{Field: field, Old: before, New: after})
		}
	}
	when := func(e Event) string {
		if e.FirstDay.IsZero() && e.StartAt.IsZero() {
			return ""
		}
		return e.When()
	}
	add("kind", a.Kind.Label(), b.Kind.Label())
	add("title", a.Title, b.Title)
	add("when", when(a), when(b))
	add("zone", a.Zone, b.Zone)
	add("where", a.Region, b.Region)
	add("for launches", a.Severity.Label(), b.Severity.Label())
	add("services", serviceNames(a.Services), serviceNames(b.Services))
	add("note", a.Note, b.Note)
	if a.Cancelled() != b.Cancelled() {
		add("deleted", yesNo(a.Cancelled()), yesNo(b.Cancelled()))
	}
	return cs
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func serviceNames(list []Touched) string {
	names := make([]string, len(list))
	for i, t := range list {
		names[i] = t.Name
	}
	return strings.Join(names, ", ")
}
