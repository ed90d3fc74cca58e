package launch

import (
	"context"
	"slices"
	"strings"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// AddDeliverable creates a deliverable. If the same key is sent twice, it creates one. It returns
// Invalid with all problems.
func (s *Store) AddDeliverable(ctx context.Context, slug string, in DeliverableInput, key string) (Deliverable, error) {
	var d Deliverable
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		d = Deliverable{}
		id, err := tx.Once(db.Purpose("deliverable", l.ID), key, in, func() (int64, error) {
			d, err = createDeliverable(tx, l, in, false)
			return d.ID, err
		})
		if err != nil || d.ID != 0 {
			return err
		}
		return db.NotFoundAs(tx.Where("id = ? AND launch_id = ?", id, l.ID).Take(&d).Error, "deliverable in this launch")
	})
	return d, err
}

// AddFollowUp creates a follow-up deliverable in the caller's transaction. The caller checks the
// permission. It returns Invalid with all problems.
func AddFollowUp(tx *db.Tx, l Launch, in DeliverableInput) (Deliverable, error) {
	return createDeliverable(tx, l, in, true)
}

func createDeliverable(tx *db.Tx, l Launch, in DeliverableInput, followUp bool) (Deliverable, error) {
	in, err := checkInput(tx, l, in, Deliverable{})
	if err != nil {
		return Deliverable{}, err
	}
	d := Deliverable{
		LaunchID: l.ID, LaneID: in.LaneID, Kind: in.Kind, Title: in.Title, Description: in.Description,
		OwnerID: in.OwnerID, ReviewerID: in.ReviewerID, Schedule: in.Schedule, Status: NotStarted, FollowUp: followUp,
		Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
	}
	if err := tx.Raw("SELECT COALESCE(MAX(position), 0) + 1 FROM deliverables WHERE launch_id = ?", l.ID).Scan(&d.Position).Error; err != nil {
		return d, err
	}
	if err := tx.DB.Create(&d).Error; err != nil {
		return d, err
	}
	changes, err := fieldChanges(tx, Deliverable{}, in)
	if err != nil {
		return d, err
	}
	more, err := replaceParts(tx, l, d.ID, in)
	if err != nil {
		return d, err
	}
	return d, tx.Audit(db.Entry{Action: "deliverable.created", Entity: "deliverable", EntityID: d.ID, LaunchID: &l.ID, Label: d.Title,
		Changes: append(changes, more...)})
}

// UpdateDeliverable changes a deliverable. If its kind changes from a task to a material or back,
// the status is translated. It returns Invalid with all problems, and Conflict if another person
// changed the deliverable.
func (s *Store) UpdateDeliverable(ctx context.Context, slug string, id int64, in DeliverableInput, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, d, err := LoadDeliverableForEdit(tx, slug, id)
		if err != nil {
			return err
		}
		// Check for a stale form first, because its fields may be stale too.
		if d.Version != version {
			return fault.Changed("this")
		}
		in, err := checkInput(tx, l, in, d)
		if err != nil {
			return err
		}
		return updateDeliverable(tx, l, d, in)
	})
}

func updateDeliverable(tx *db.Tx, l Launch, d Deliverable, in DeliverableInput) error {
	in.Schedule = in.Schedule.keepOffsets(d.Schedule, l.LaunchOn)
	if in.Exact != nil {
		in.Schedule = in.Exact.On(l.LaunchOn)
	}
	columns := scheduleColumns(in.Schedule)
	columns["title"], columns["description"], columns["lane_id"], columns["kind"] = in.Title, in.Description, in.LaneID, in.Kind
	columns["owner_id"], columns["reviewer_id"] = in.OwnerID, in.ReviewerID
	changes, err := fieldChanges(tx, d, in)
	if err != nil {
		return err
	}
	if to := d.Status.For(in.Kind); to != d.Status {
		for k, v := range statusColumns(tx, d, StatusChange{To: to}) {
			columns[k] = v
		}
		changes = db.AppendChange(changes, "status", d.Status.Label(), to.Label())
	}
	more, err := replaceParts(tx, l, d.ID, in)
	if err != nil {
		return err
	}
	if changes = append(changes, more...); len(changes) == 0 {
		return nil
	}
	if _, err := tx.UpdateRow("deliverables", d.ID, d.Version, columns); err != nil {
		return err
	}
	return tx.Audit(db.Entry{Action: "deliverable.updated", Entity: "deliverable", EntityID: d.ID, LaunchID: &l.ID, Label: in.Title,
		Changes: changes})
}

// checkInput returns the normalized input with its dates computed, or Invalid. d is the present
// item, empty for a new one.
func checkInput(tx *db.Tx, l Launch, in DeliverableInput, d Deliverable) (DeliverableInput, error) {
	var c fault.Check
	in, err := in.Clean()
	if err := c.Merge(err); err != nil {
		return in, err
	}
	if in.LaneID != d.LaneID {
		if err := checkLane(tx.Reader, &c, l, in.LaneID); err != nil {
			return in, err
		}
	}
	if err := checkPeople(tx, &c, in, d); err != nil {
		return in, err
	}
	checkDates(&c, l, in.Schedule)
	if c.Err() == nil {
		in.Schedule = in.Schedule.Moved(l.LaunchOn, in.Schedule.StartsOn, in.Schedule.DueOn)
	}
	return in, c.Err()
}

// checkPeople adds problems for people who cannot be named. A person who is already named may have
// become a viewer since; saving another field must not fail because of them.
func checkPeople(tx *db.Tx, c *fault.Check, in DeliverableInput, d Deliverable) error {
	var helped []int64
	if len(in.Helpers) > 0 && d.ID != 0 {
		var err error
		if helped, err = helperIDs(tx.Reader, d.ID); err != nil {
			return err
		}
	}
	for _, place := range []struct {
		field     string
		want, had []int64
	}{
		{"owner", []int64{db.IDOf(in.OwnerID)}, []int64{db.IDOf(d.OwnerID)}},
		{"reviewer", []int64{db.IDOf(in.ReviewerID)}, []int64{db.IDOf(d.ReviewerID)}},
		{"helpers", in.Helpers, helped},
	} {
		for _, id := range place.want {
			if id == 0 {
				continue
			}
			may := ablePerson
			if slices.Contains(place.had, id) {
				may = activePerson
			}
			_, err := may(tx.Reader, id, place.field)
			if err := c.Merge(err); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkLane(g db.Reader, c *fault.Check, l Launch, lane int64) error {
	var n int64
	err := g.Raw("SELECT COUNT(*) FROM lanes WHERE id = ? AND launch_id = ?", lane, l.ID).Scan(&n).Error
	c.That(n > 0 || lane == 0, "lane", "Choose a lane of this launch.")
	return err
}

func checkDates(c *fault.Check, l Launch, s Schedule) {
	for field, d := range map[string]civil.Date{"starts_on": s.StartsOn, "due_on": s.DueOn} {
		if days := d.Sub(l.LaunchOn); !d.IsZero() && (days > MaxDays || days < -MaxDays) {
			c.Add(field, "That is more than five years from launch day; check the year.")
		}
	}
	if s.DueOn.IsZero() || s.DueTime.IsZero() {
		return
	}
	if _, how := civil.Instant(s.DueOn, s.DueTime, l.Location()); how == civil.Skipped {
		c.Add("due_time", "%s does not exist on %s in %s: the clocks go forward. Choose another time.", s.DueTime, s.DueOn.Long(), l.Zone)
	}
}

// fieldChanges returns the changes of the row for the audit log.
func fieldChanges(tx *db.Tx, d Deliverable, in DeliverableInput) ([]db.Change, error) {
	cs := db.AppendChange(nil, "title", d.Title, in.Title)
	cs = db.AppendChange(cs, "kind", d.Kind.Label(), in.Kind.Label())
	if d.LaneID != in.LaneID {
		lanes := map[int64]string{}
		var list []Lane
		if err := tx.Where("id IN ?", []int64{d.LaneID, in.LaneID}).Find(&list).Error; err != nil {
			return nil, err
		}
		for _, l := range list {
			lanes[l.ID] = l.Name
		}
		cs = db.AppendChange(cs, "lane", lanes[d.LaneID], lanes[in.LaneID])
	}
	names, err := namesOf(tx.Reader, db.IDOf(d.OwnerID), db.IDOf(in.OwnerID), db.IDOf(d.ReviewerID), db.IDOf(in.ReviewerID))
	if err != nil {
		return nil, err
	}
	cs = db.AppendChange(cs, "owner", names[db.IDOf(d.OwnerID)], names[db.IDOf(in.OwnerID)])
	cs = db.AppendChange(cs, "reviewer", names[db.IDOf(d.ReviewerID)], names[db.IDOf(in.ReviewerID)])
	cs = append(cs, ScheduleChanges(d.Schedule, in.Schedule)...)
	return db.AppendChange(cs, "description", d.Description, in.Description), nil
}

// replaceParts writes helpers, links and dependencies, and returns the changes for the audit log.
func replaceParts(tx *db.Tx, l Launch, id int64, in DeliverableInput) ([]db.Change, error) {
	cs, err := replaceHelpers(tx, id, in.Helpers)
	if err != nil {
		return nil, err
	}
	links, err := replaceLinks(tx, id, in.Links)
	if err != nil {
		return nil, err
	}
	deps, err := setDependencies(tx, l, id, in.DependsOn)
	return append(append(cs, links...), deps...), err
}

func replaceHelpers(tx *db.Tx, id int64, want []int64) ([]db.Change, error) {
	before, err := helperIDs(tx.Reader, id)
	if err != nil {
		return nil, err
	}
	want = slices.Compact(sorted(want))
	if slices.Equal(before, want) {
		return nil, nil
	}
	if err := tx.Exec("DELETE FROM deliverable_helpers WHERE deliverable_id = ?", id).Error; err != nil {
		return nil, err
	}
	for _, w := range want {
		if err := tx.Exec("INSERT INTO deliverable_helpers (deliverable_id, user_id) VALUES (?, ?)", id, w).Error; err != nil {
			return nil, err
		}
	}
	names, err := namesOf(tx.Reader, append(slices.Clone(before), want...)...)
	return db.AppendChange(nil, "helpers", nameList(names, before), nameList(names, want)), err
}

func helperIDs(g db.Reader, id int64) ([]int64, error) {
	var ids []int64
	err := g.Raw("SELECT user_id FROM deliverable_helpers WHERE deliverable_id = ? ORDER BY user_id", id).Scan(&ids).Error
	return ids, err
}

func nameList(names map[int64]string, ids []int64) string {
	words := make([]string, 0, len(ids))
	for _, id := range ids {
		words = append(words, names[id])
	}
	slices.Sort(words)
	return strings.Join(words, ", ")
}

func replaceLinks(tx *db.Tx, id int64, want []Link) ([]db.Change, error) {
	before, err := linksOf(tx.Reader, id)
	if err != nil || slices.Equal(before, want) {
		return nil, err
	}
	if err := tx.Exec("DELETE FROM deliverable_links WHERE deliverable_id = ?", id).Error; err != nil {
		return nil, err
	}
	for i, l := range want {
		if err := tx.Exec("INSERT INTO deliverable_links (deliverable_id, label, url, position) VALUES (?, ?, ?, ?)", id, l.Label, l.URL,
			i).Error; err != nil {
			return nil, err
		}
	}
	return db.AppendChange(nil, "links", LinkList(before), LinkList(want)), nil
}

func linksOf(g db.Reader, id int64) ([]Link, error) {
	var links []Link
	err := g.Raw("SELECT label, url FROM deliverable_links WHERE deliverable_id = ? ORDER BY position, id", id).Scan(&links).Error
	return links, err
}

// LinkList returns a list of links as text.
func LinkList(links []Link) string {
	words := make([]string, len(links))
	for i, l := range links {
		words[i] = strings.TrimSpace(l.Label + " " + l.URL)
	}
	return strings.Join(words, ", ")
}

// RemoveDeliverable removes an item from the plan. It returns the item's new version, and Conflict
// if another person changed the item.
func (s *Store) RemoveDeliverable(ctx context.Context, slug string, id int64, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, d, err := LoadDeliverableForEdit(tx, slug, id)
		if err != nil {
			return err
		}
		next, err = archive(tx, l, d, version, tx.Now, "deliverable.removed")
		return err
	})
	return next, err
}

// RestoreDeliverable restores an item that RemoveDeliverable removed.
func (s *Store) RestoreDeliverable(ctx context.Context, slug string, id int64, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		var d Deliverable
		err = tx.Where("id = ? AND launch_id = ? AND archived_at IS NOT NULL", id, l.ID).Take(&d).Error
		if err != nil {
			return db.NotFoundAs(err, "removed deliverable in this launch")
		}
		// T may have moved in the meantime.
		d.Schedule = d.Schedule.On(l.LaunchOn)
		if _, err := archive(tx, l, d, version, db.Instant{}, "deliverable.restored"); err != nil {
			return err
		}
		return tx.Table("deliverables").Where("id = ?", d.ID).Updates(scheduleColumns(d.Schedule)).Error
	})
}

func archive(tx *db.Tx, l Launch, d Deliverable, version int, at db.Instant, action string) (next int, err error) {
	if next, err = tx.UpdateRow("deliverables", d.ID, version, map[string]any{"archived_at": at}); err != nil {
		return next, err
	}
	return next, tx.Audit(db.Entry{Action: action, Entity: "deliverable", EntityID: d.ID, LaunchID: &l.ID, Label: d.Title})
}
