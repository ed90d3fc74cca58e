package calendar

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// importRow is a row of the table calendar_imports.
type importRow struct {
	ID       int64
	Name     string
	Kind     Kind
	Items    []importItem `gorm:"serializer:json"`
	ByID     *int64
	At       db.Instant
	UndoneAt db.Instant
}

// TableName implements GORM's Tabler.
func (importRow) TableName() string { return "calendar_imports" }

// importItem is the effect of an import on one event, with what is needed to undo it.
type importItem struct {
	ID      int64
	Did     Outcome
	Version int    // after the import
	Before  *Event `json:",omitempty"`
}

func sortRows(rows []ImportRow) {
	slices.SortStableFunc(rows, func(a, b ImportRow) int {
		return cmp.Or(slices.Index(Outcomes, a.Outcome)-slices.Index(Outcomes, b.Outcome), compareEvents(a.Event, b.Event),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Event.SourceKey, b.Event.SourceKey))
	})
}

// PreviewImport returns the effect of an import. It returns Invalid if the file cannot be read, and
// Forbidden if the actor may not import it.
func (s *Store) PreviewImport(ctx context.Context, in ImportInput) (ImportPreview, error) {
	now := s.db.Now()
	return preview(s.db.Read(ctx), db.ActorOf(ctx), in, db.At(now))
}

func preview(g db.Reader, actor db.Actor, in ImportInput, now db.Instant) (ImportPreview, error) {
	act := people.EditCalendar
	if in.Kind == Freeze {
		act = people.Freeze
	}
	if err := people.Require(actor, act, people.Organisation); err != nil {
		return ImportPreview{}, err
	}
	in, loc, err := in.clean()
	if err != nil {
		return ImportPreview{}, err
	}
	today := civil.Of(now.Time, loc)
	f, err := in.read(loc, today)
	if err != nil {
		return ImportPreview{}, err
	}
	var uids []string
	for _, it := range f.Items {
		uids = append(uids, it.UID)
	}
	var list []Event
	if err := g.Where("source_uid IN ? AND source_uid <> ''", uids).Find(&list).Error; err != nil {
		return ImportPreview{}, err
	}
	if err := addServices(g, list); err != nil {
		return ImportPreview{}, err
	}
	known := map[[2]string]Event{}
	for _, e := range list {
		known[[2]string{e.SourceUID, e.SourceKey}] = e
	}
	return in.plan(f, known, today, people.Can(actor, people.Freeze, people.Organisation)), nil
}

// Imported is the result of an import.
type Imported struct {
	ID                      int64
	Added, Changed, Removed int
	// First is the first day of the written events, if they were written by this call.
	First civil.Date
}

// Import writes what the preview with this sum showed, in one transaction. The key prevents a form
// that is sent twice from importing twice. It returns Conflict if the effect has changed since.
func (s *Store) Import(ctx context.Context, in ImportInput, sum, key string) (Imported, error) {
	var done Imported
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		done = Imported{}
		p, err := preview(tx.Reader, tx.Actor, in, tx.Now)
		if err != nil {
			return err
		}
		done.ID, err = tx.Once("calendar import", key, in, func() (int64, error) {
			if p.Sum != sum {
				return 0, fault.Conflict("The calendar has changed since you looked: see again what the file becomes.")
			}
			done.First = p.first()
			return importAll(tx, in, p)
		})
		if err != nil {
			return err
		}
		r, err := findImport(tx.Reader, done.ID)
		done.count(r.Items)
		return err
	})
	return done, err
}

// first returns the first day of the events to write, or the zero Date.
func (p ImportPreview) first() civil.Date {
	var first civil.Date
	for _, r := range p.Rows {
		if day, _ := r.Event.Days(r.Event.Location()); (r.Outcome == Adds || r.Outcome == Changes) && (first.IsZero() || day.Before(first)) {
			first = day
		}
	}
	return first
}

func (d *Imported) count(items []importItem) {
	for _, it := range items {
		switch it.Did {
		case Adds:
			d.Added++
		case Changes:
			d.Changed++
		case Removes:
			d.Removed++
		}
	}
}

func findImport(g db.Reader, id int64) (importRow, error) {
	var r importRow
	err := g.Where("id = ?", id).Take(&r).Error
	return r, db.NotFoundAs(err, "import")
}

func importAll(tx *db.Tx, in ImportInput, p ImportPreview) (int64, error) {
	in, _, err := in.clean()
	if err != nil {
		return 0, err
	}
	r := importRow{Name: in.Name, Kind: in.Kind, At: tx.Now, Items: []importItem{}}
	if tx.Actor.ID != 0 {
		r.ByID = &tx.Actor.ID
	}
	if err := tx.Create(&r).Error; err != nil {
		return 0, err
	}
	for _, row := range p.Rows {
		it, err := row.write(tx, r.ID)
		if err != nil {
			return 0, err
		}
		if it.Did != "" {
			r.Items = append(r.Items, it)
		}
	}
	items, err := json.Marshal(r.Items)
	if err != nil {
		return 0, err
	}
	if err := tx.Exec("UPDATE calendar_imports SET items = ? WHERE id = ?", string(items), r.ID).Error; err != nil {
		return 0, err
	}
	return r.ID, tx.Audit(db.Entry{Action: "calendar.imported", Entity: "calendar_import", EntityID: r.ID, Label: in.Name,
		Changes: p.auditChanges()})
}

// auditChanges returns the numbers of written events for the audit log.
func (p ImportPreview) auditChanges() []db.Change {
	var out []db.Change
	for _, o := range []Outcome{Adds, Changes, Removes} {
		if n := p.Count(o); n > 0 {
			out = append(out, db.Change{Field: strings.ToLower(o.Label()), New: strconv.Itoa(n)})
		}
	}
	return out
}

// write applies one row.
func (r ImportRow) write(tx *db.Tx, importID int64) (importItem, error) {
	e := r.Event
	switch r.Outcome {
	case Adds:
		e.ImportID = &importID
		err := insertEvent(tx, &e, "imported")
		return importItem{ID: e.ID, Did: Adds, Version: 1}, err
	case Changes, Removes:
		if r.Outcome == Removes {
			e = r.before
			e.CancelledAt = tx.Now
		}
		before := r.before
		next, err := updateEvent(tx, before, e, "imported")
		return importItem{ID: e.ID, Did: r.Outcome, Version: next, Before: &before}, err
	}
	return importItem{}, nil
}

// UndoImport reverses an import in one transaction, and returns the number of events. It returns
// Conflict with the name of an event that was changed since.
func (s *Store) UndoImport(ctx context.Context, id int64) (n int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		n = 0
		if err := people.Require(tx.Actor, people.EditCalendar, people.Organisation); err != nil {
			return err
		}
		r, err := findImport(tx.Reader, id)
		if err != nil || !r.UndoneAt.IsZero() {
			return err
		}
		for _, it := range r.Items {
			if err := it.undo(tx); err != nil {
				return err
			}
			n++
		}
		if err := tx.Exec("UPDATE calendar_imports SET undone_at = ? WHERE id = ?", tx.Now, id).Error; err != nil {
			return err
		}
		if err := tx.ForgetOnce("calendar import", id); err != nil {
			return err
		}
		return tx.Audit(db.Entry{Action: "calendar.import undone", Entity: "calendar_import", EntityID: id, Label: r.Name})
	})
	return n, err
}

func (it importItem) undo(tx *db.Tx) error {
	now, err := findEvent(tx.Reader, it.ID)
	if err != nil {
		return err
	}
	if err := allowEdit(tx, now.restricted()); err != nil {
		return err
	}
	if now.Version != it.Version {
		return fault.Conflict("“%s” was changed since the import, so that the import cannot be undone as a whole any more. Delete "+
			"or change single events instead.", now.Title)
	}
	after := now
	if it.Before != nil {
		after = *it.Before
	} else {
		// Importing the file again then creates a new event.
		after.CancelledAt, after.SourceUID, after.SourceKey, after.SourceHash = tx.Now, "", "", ""
	}
	_, err = updateEvent(tx, now, after, "import undone")
	return err
}
