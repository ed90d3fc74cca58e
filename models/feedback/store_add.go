package feedback

import (
	"context"
	"strconv"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// Add writes down by hand what somebody said, and returns the report's id. Returns
// Invalid with all that is wrong. The same form sent twice makes one.
func (s *Store) Add(ctx context.Context, slug string, in Input, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := toEdit(tx, slug)
		if err != nil {
			return err
		}
		id, err = tx.Once("report "+strconv.FormatInt(l.ID, 10), key, in, func() (int64, error) {
			in, err := check(tx, in, 0, db.Instant{})
			if err != nil {
				return 0, err
			}
			r, err := insert(tx, row{LaunchID: l.ID, EnteredBy: db.RefOf(tx.Actor.ID), OwnerID: db.RefOf(in.OwnerID)}, in)
			return r.ID, err
		})
		return err
	})
	return id, err
}

// check returns the input as it is stored, or Invalid. had is who had the report
// before, who may have become a viewer since; at when it was said, as it stands.
func check(tx *db.Tx, in Input, had int64, at db.Instant) (Input, error) {
	var c fault.Check
	in, err := in.Clean(tx.Now.Time, at.Time)
	if err := c.Merge(err); err != nil {
		return in, err
	}
	_, err = people.Able(tx.DB, in.OwnerID, had, "owner")
	if err := c.Merge(err); err != nil {
		return in, err
	}
	return in, c.Err()
}

// insert writes a new report. What it shows of the playbook is told by its words.
func insert(tx *db.Tx, r row, in Input) (row, error) {
	plays, _, err := playsOf(tx.DB, r.LaunchID)
	if err != nil {
		return r, err
	}
	r.set(in)
	r.Symptom = Recognise(plays, in.Title, in.Doing, in.Wrong, in.Expected)
	r.Version, r.CreatedAt, r.UpdatedAt = 1, tx.Now, tx.Now
	if err := tx.DB.Create(&r).Error; err != nil {
		return r, err
	}
	changes := []db.Change{{Field: "channel", New: in.Channel.Label()}}
	if changes, err = ownerChange(tx.DB, changes, 0, in.OwnerID); err != nil {
		return r, err
	}
	action := "added"
	if r.EnteredBy == nil {
		action = "sent"
	}
	return r, r.audit(tx, action, "", changes...)
}

// Update changes what was written down. Of what came by a link only the title can
// be changed: the rest is somebody's own words. Returns Invalid with all that is
// wrong, Conflict when somebody else was faster.
func (s *Store) Update(ctx context.Context, slug string, id int64, in Input, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, r, err := toChange(tx, slug, id, version)
		if err != nil {
			return err
		}
		in.OwnerID = db.IDOf(r.OwnerID)
		if r.EnteredBy == nil {
			in = Input{Channel: r.Channel, Title: in.Title, Said: Said{r.Doing, r.Wrong, r.Expected}, Times: r.Times,
				Reporter: r.Reporter, Contact: r.Contact, Source: r.Source, At: r.At.Time, OwnerID: in.OwnerID}
		}
		if in, err = check(tx, in, in.OwnerID, r.At); err != nil {
			return err
		}
		after := r
		after.set(in)
		cs := changed(nil, "title", r.Title, after.Title)
		cs = changed(cs, "channel", r.Channel.Label(), after.Channel.Label())
		cs = changed(cs, "doing", r.Doing, after.Doing)
		cs = changed(cs, "what went wrong", r.Wrong, after.Wrong)
		cs = changed(cs, "expected", r.Expected, after.Expected)
		cs = changed(cs, "times", strconv.Itoa(r.Times), strconv.Itoa(after.Times))
		cs = changed(cs, "said by", r.Reporter, after.Reporter)
		cs = changed(cs, "contact", r.Contact, after.Contact)
		cs = changed(cs, "source", r.Source, after.Source)
		if !r.At.Equal(after.At.Time) {
			cs = changed(cs, "said at", r.At.UTC().Format("2006-01-02 15:04 MST"), after.At.UTC().Format("2006-01-02 15:04 MST"))
		}
		if len(cs) == 0 {
			return nil
		}
		if err := tx.UpdateRow("feedback_reports", id, version, map[string]any{
			"title": after.Title, "channel": after.Channel, "doing": after.Doing, "wrong": after.Wrong, "expected": after.Expected, "times": after.Times,
			"reporter": after.Reporter, "contact": after.Contact, "source": after.Source, "at": after.At, "search_text": after.SearchText,
		}); err != nil {
			return err
		}
		return after.audit(tx, "updated", "", cs...)
	})
}

// Remove takes a report away that was written down by mistake, or that is spam;
// Restore brings it back. Returns Invalid for one that others are duplicates of,
// Conflict when somebody else was faster.
func (s *Store) Remove(ctx context.Context, slug string, id int64, version int) error {
	return s.archive(ctx, slug, id, version, "removed")
}

// Restore undoes Remove.
func (s *Store) Restore(ctx context.Context, slug string, id int64, version int) error {
	return s.archive(ctx, slug, id, version, "restored")
}

func (s *Store) archive(ctx context.Context, slug string, id int64, version int, action string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, r, err := toChange(tx, slug, id, version)
		if err != nil {
			return err
		}
		return r.archive(tx, action)
	})
}

// archive removes a report or restores it.
func (r row) archive(tx *db.Tx, action string) error {
	columns := map[string]any{"archived_at": nil}
	if action == "removed" {
		columns["archived_at"] = tx.Now
		var same int
		if err := tx.Raw("SELECT COUNT(*) FROM feedback_reports WHERE duplicate_of = ? AND archived_at IS NULL", r.ID).Scan(&same).Error; err != nil {
			return err
		}
		if same > 0 {
			return fault.Invalid("", "Other reports are duplicates of this one, so it stays. Close it instead.")
		}
	} else if r.DuplicateOf != nil {
		// What it was a duplicate of may have been removed meanwhile.
		if o, err := inLaunch(tx.DB, r.LaunchID, *r.DuplicateOf); err != nil || !o.ArchivedAt.IsZero() {
			columns["duplicate_of"] = nil
		}
	}
	if err := tx.UpdateRow("feedback_reports", r.ID, r.Version, columns); err != nil {
		return err
	}
	return r.audit(tx, action, "")
}
