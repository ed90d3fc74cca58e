package extension

import (
	"context"
	"strconv"

	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Store keeps extensions.
type Store struct{ db *db.DB }

// NewStore returns a store on d.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

const extensionRows = `SELECT e.*, i.title AS item_title, z.title AS freeze_title, i.due_on AS item_due, z.due_on AS freeze_due,
	(i.archived_at IS NOT NULL) AS item_gone, (z.archived_at IS NOT NULL) AS freeze_gone,
	a.name AS asked_name, COALESCE(d.name, '') AS decided_name,
		COALESCE(o.name, '') AS owner_name, l.slug AS launch_slug, l.name AS launch_name, l.launch_on
	FROM exceptions e JOIN deliverables i ON i.id = e.item_id JOIN deliverables z ON z.id = e.freeze_id JOIN users a ON a.id = e.asked_by
	JOIN launches l ON l.id = e.launch_id LEFT JOIN users d ON d.id = e.decided_by LEFT JOIN users o ON o.id = i.owner_id `

// List returns the extensions of a launch, undecided ones first. Returns NotFound
// when there is no such launch.
func (s *Store) List(ctx context.Context, slug string) ([]Row, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return nil, err
	}
	g := s.db.Read(ctx)
	return extensionsOf(g, l)
}

func extensionsOf(g db.Reader, l launch.Launch) ([]Row, error) {
	var rows []Row
	err := g.Raw(extensionRows+"WHERE e.launch_id = ? ORDER BY CASE WHEN e.state = 'asked' THEN 0 ELSE 1 END, e.id DESC",
		l.ID).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	var told []Recipient
	err = g.Raw(`SELECT n.exception_id, u.name, n.seen_at FROM exception_notices n JOIN exceptions e ON e.id = n.exception_id
		JOIN users u ON u.id = n.user_id WHERE e.launch_id = ? ORDER BY u.name, u.id`, l.ID).Scan(&told).Error
	for i := range rows {
		for _, t := range told {
			if t.ExtensionID == rows[i].ID {
				rows[i].Told = append(rows[i].Told, t)
			}
		}
	}
	return rows, err
}

// Get returns one extension of a launch. Returns NotFound.
func (s *Store) Get(ctx context.Context, slug string, id int64) (Row, error) {
	rows, err := s.List(ctx, slug)
	if err != nil {
		return Row{}, err
	}
	for _, r := range rows {
		if r.ID == id {
			return r, nil
		}
	}
	return Row{}, fault.NotFound("exception in this launch")
}

// inPlan loads a deliverable that a form names in a field. Returns Invalid when it
// was removed or belongs to another launch.
func inPlan(g db.Reader, l launch.Launch, id int64, field string) (launch.Deliverable, error) {
	var ds []launch.Deliverable
	err := g.Where("id = ? AND launch_id = ? AND archived_at IS NULL", id, l.ID).Limit(1).Find(&ds).Error
	if err == nil && len(ds) == 0 {
		err = fault.Invalid(field, "This is not on the plan of this launch. Choose another deliverable.")
	}
	if err != nil {
		return launch.Deliverable{}, err
	}
	return ds[0], nil
}

// Ask asks for a later date past a freeze. key makes a form that is sent twice ask
// once. Returns Invalid with every mistake, and when the item has an open or
// granted extension past that freeze.
func (s *Store) Ask(ctx context.Context, slug string, in Input, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		in, days, err := in.Clean()
		if err != nil {
			return err
		}
		id, err = tx.Once("exception "+strconv.FormatInt(l.ID, 10), key, in, func() (int64, error) { return askFor(tx, l, in, days) })
		return err
	})
	if db.Duplicate(err) {
		err = fault.Invalid("freeze", "Somebody just asked for an exception past this freeze. There is one for an item and a freeze.")
	}
	return id, err
}

func askFor(tx *db.Tx, l launch.Launch, in Input, days int) (int64, error) {
	var c fault.Check
	item, err := inPlan(tx.Reader, l, in.ItemID, "item")
	if err := c.Merge(err); err != nil {
		return 0, err
	}
	freeze, err := inPlan(tx.Reader, l, in.FreezeID, "freeze")
	if err := c.Merge(err); err != nil {
		return 0, err
	}
	if c.Err() != nil {
		return 0, c.Err()
	}
	if err := onlyOne(tx.Reader, in); err != nil {
		return 0, err
	}
	if err := fits(l, item, freeze, days); err != nil {
		return 0, err
	}
	by := tx.Actor.ID
	if by == 0 {
		by = l.LeadID
	}
	e := Extension{LaunchID: l.ID, FreezeID: freeze.ID, ItemID: item.ID, Days: days, Why: in.Why, RiskWith: in.RiskWith,
		RiskWithout: in.RiskWithout,
		AskedBy:     by, State: Asked, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	if err := tx.DB.Create(&e).Error; err != nil {
		return 0, err
	}
	return e.ID, auditExtension(tx, e, item.Title, "asked", in.Why, db.Changed([3]string{"past", "", freeze.Title},
		[3]string{"days", "", strconv.Itoa(days)},
		[3]string{"risk of including it", "", in.RiskWith}, [3]string{"risk of leaving it out", "", in.RiskWithout})...)
}

// onlyOne returns Invalid when the item has an open or granted extension past the
// freeze; the message names who asked for it.
func onlyOne(g db.Reader, in Input) error {
	var have []struct {
		State State
		Name  string
		Days  int
	}
	err := g.Raw(`SELECT e.state, e.days, u.name FROM exceptions e JOIN users u ON u.id = e.asked_by
		WHERE e.item_id = ? AND e.freeze_id = ? AND e.state IN ('asked', 'granted') LIMIT 1`, in.ItemID, in.FreezeID).Scan(&have).Error
	if err != nil || len(have) == 0 {
		return err
	}
	if have[0].State == Granted {
		return fault.Invalid("freeze", "An exception of %s past this freeze was granted already. There is one for an item and a freeze.",
			words.Plural(have[0].Days, "day", "days"))
	}
	return fault.Invalid("freeze", "%s asked for %s past this freeze already, and it is not decided yet.", have[0].Name,
		words.Plural(have[0].Days, "day", "days"))
}

func auditExtension(tx *db.Tx, e Extension, title, did, reason string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: "exception." + did, Entity: "exception", EntityID: e.ID, LaunchID: &e.LaunchID, Label: title,
		Reason: reason, Changes: changes})
}

// Inbox returns what extensions ask of the actor, in two queries.
func (s *Store) Inbox(ctx context.Context) (Inbox, error) {
	me := db.ActorOf(ctx)
	var w Inbox
	if err := people.Require(me, people.Read, people.Organisation); err != nil {
		return w, err
	}
	g := s.db.Read(ctx)
	err := g.Raw(extensionRows+"WHERE e.state = 'asked' AND l.lead_id = ? AND l.state NOT IN ('closed', 'cancelled') ORDER BY e.id",
		me.ID).Scan(&w.Decide).Error
	if err != nil {
		return w, err
	}
	err = g.Raw(extensionRows+`JOIN exception_notices n ON n.exception_id = e.id WHERE n.user_id = ? AND n.seen_at IS NULL ORDER BY e.id DESC`,
		me.ID).Scan(&w.News).Error
	return w, err
}

// MarkSeen marks the actor's notice of one extension as seen, with 0 all of them.
// What a person has read is not audited.
func (s *Store) MarkSeen(ctx context.Context, id int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := people.Require(tx.Actor, people.Read, people.Organisation); err != nil {
			return err
		}
		q := tx.Table("exception_notices").Where("user_id = ? AND seen_at IS NULL", tx.Actor.ID)
		if id != 0 {
			q = q.Where("exception_id = ?", id)
		}
		return q.Updates(map[string]any{"seen_at": tx.Now}).Error
	})
}
