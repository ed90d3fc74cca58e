package feedback

import (
	"context"
	"strconv"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/journal"
	"tminus/models/launch"
	"tminus/models/people"
)

// Add adds a report entered by hand and returns its id. It returns Invalid with all problems.
// Sending the same form twice adds one report.
func (s *Store) Add(ctx context.Context, slug string, in Input, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		id, err = tx.Once("report "+strconv.FormatInt(l.ID, 10), key, in, func() (int64, error) {
			in, err := checkInput(tx, in, 0, db.Instant{})
			if err != nil {
				return 0, err
			}
			r, err := insertReport(tx, row{LaunchID: l.ID, EnteredBy: db.RefOf(tx.Actor.ID), OwnerID: db.RefOf(in.OwnerID)}, in)
			return r.ID, err
		})
		return err
	})
	return id, err
}

// checkInput returns the input as it is stored, or Invalid. had is the present owner, who may have
// become a viewer, and at the present time of the report.
func checkInput(tx *db.Tx, in Input, had int64, at db.Instant) (Input, error) {
	var c fault.Check
	in, err := in.Clean(tx.Now.Time, at.Time)
	if err := c.Merge(err); err != nil {
		return in, err
	}
	_, err = people.Able(tx.Reader, in.OwnerID, had, "owner")
	if err := c.Merge(err); err != nil {
		return in, err
	}
	return in, c.Err()
}

// insertReport saves a new report. It derives the symptom from the text.
func insertReport(tx *db.Tx, r row, in Input) (row, error) {
	plays, _, err := playsOf(tx.Reader, r.LaunchID)
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
	if changes, err = ownerChange(tx.Reader, changes, 0, in.OwnerID); err != nil {
		return r, err
	}
	action := "added"
	if r.EnteredBy == nil {
		action = "sent"
	}
	err = journal.Add(tx, journal.Entry{LaunchID: r.LaunchID, Kind: journal.Feedback, Text: in.Channel.Label() + ": " + r.Title,
		Ref: journal.Ref{Kind: "feedback " + string(in.Channel), ID: r.LaunchID}})
	if err != nil {
		return r, err
	}
	return r, r.audit(tx, action, "", changes...)
}

// Update changes a report. If it was sent through a link, only the title can be changed. It returns
// Invalid with all problems, and Conflict if the report has changed. It returns the new version.
func (s *Store) Update(ctx context.Context, slug string, id int64, in Input, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		_, r, err := reportToChange(tx, slug, id, version)
		if err != nil {
			return err
		}
		in.OwnerID = db.IDOf(r.OwnerID)
		if r.EnteredBy == nil {
			in = Input{Channel: r.Channel, Title: in.Title, Said: Said{r.Doing, r.Wrong, r.Expected}, Times: r.Times,
				Reporter: r.Reporter, Contact: r.Contact, Source: r.Source, At: r.At.Time, OwnerID: in.OwnerID}
		}
		if in, err = checkInput(tx, in, in.OwnerID, r.At); err != nil {
			return err
		}
		after := r
		after.set(in)
		cs := appendChange(nil, "title", r.Title, after.Title)
		cs = appendChange(cs, "channel", r.Channel.Label(), after.Channel.Label())
		cs = appendChange(cs, "doing", r.Doing, after.Doing)
		cs = appendChange(cs, "what went wrong", r.Wrong, after.Wrong)
		cs = appendChange(cs, "expected", r.Expected, after.Expected)
		cs = appendChange(cs, "times", strconv.Itoa(r.Times), strconv.Itoa(after.Times))
		cs = appendChange(cs, "said by", r.Reporter, after.Reporter)
		cs = appendChange(cs, "contact", r.Contact, after.Contact)
		cs = appendChange(cs, "source", r.Source, after.Source)
		if !r.At.Equal(after.At.Time) {
			cs = appendChange(cs, "said at", r.At.UTC().Format("2006-01-02 15:04 MST"), after.At.UTC().Format("2006-01-02 15:04 MST"))
		}
		if len(cs) == 0 {
			next = r.Version
			return nil
		}
		if next, err = tx.UpdateRow("feedback_reports", id, version, map[string]any{
			"title": after.Title, "channel": after.Channel, "doing": after.Doing, "wrong": after.Wrong, "expected": after.Expected,
			"times":    after.Times,
			"reporter": after.Reporter, "contact": after.Contact, "source": after.Source, "at": after.At, "search_text": after.SearchText,
		}); err != nil {
			return err
		}
		return after.audit(tx, "updated", "", cs...)
	})
	return next, err
}

// Remove archives a report, for example spam; Restore restores it. It returns Invalid if the report
// has duplicates, and Conflict if it has changed. It returns the new version.
func (s *Store) Remove(ctx context.Context, slug string, id int64, version int) (next int, err error) {
	return s.setArchived(ctx, slug, id, version, "removed")
}

// Restore restores a removed report.
func (s *Store) Restore(ctx context.Context, slug string, id int64, version int) (next int, err error) {
	return s.setArchived(ctx, slug, id, version, "restored")
}

func (s *Store) setArchived(ctx context.Context, slug string, id int64, version int, action string) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		_, r, err := reportToChange(tx, slug, id, version)
		if err != nil {
			return err
		}
		err = r.setArchived(tx, action)
		next = r.Version
		return err
	})
	return next, err
}

// setArchived removes or restores a report.
func (r *row) setArchived(tx *db.Tx, action string) error {
	columns := map[string]any{"archived_at": nil}
	if action == "removed" {
		columns["archived_at"] = tx.Now
		var same int
		if err := tx.Raw("SELECT COUNT(*) FROM feedback_reports WHERE duplicate_of = ? AND archived_at IS NULL", r.ID).Scan(
			&same).Error; err != nil {
			return err
		}
		if same > 0 {
			return fault.Invalid("", "Other reports are duplicates of this one, so it stays. Close it instead.")
		}
	} else if r.DuplicateOf != nil {
		// The original may have been removed in the meantime.
		if o, err := findReport(tx.Reader, r.LaunchID, *r.DuplicateOf); err != nil || !o.ArchivedAt.IsZero() {
			columns["duplicate_of"] = nil
		}
	}
	if err := r.write(tx, columns); err != nil {
		return err
	}
	return r.audit(tx, action, "")
}
