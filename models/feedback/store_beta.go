package feedback

import (
	"context"
	"strconv"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// testerRow is a row of the table beta_testers.
type testerRow struct {
	ID, LaunchID         int64
	Name, Contact        string
	Shared               bool
	ArchivedAt           db.Instant
	Version              int
	CreatedAt, UpdatedAt db.Instant
}

// TableName implements GORM's Tabler.
func (testerRow) TableName() string { return "beta_testers" }

func (r testerRow) audit(tx *db.Tx, action, reason string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: "beta tester." + action, Entity: "beta tester", EntityID: r.ID, LaunchID: &r.LaunchID, Label: r.Name,
		Changes: changes, Reason: reason})
}

// betaLinks are the links of beta testers.
var betaLinks = people.SecretLinks{Table: "beta_links", Of: "tester_id"}

// testerToChange loads a tester for a change. It returns Forbidden unless the actor may edit the
// plan, and NotFound if the tester belongs to another launch.
func testerToChange(tx *db.Tx, slug string, id int64) (testerRow, error) {
	l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
	if err != nil {
		return testerRow{}, err
	}
	return testerIn(tx, l.ID, id)
}

func testerIn(tx *db.Tx, launchID, id int64) (testerRow, error) {
	var r testerRow
	err := tx.Where("id = ? AND launch_id = ?", id, launchID).Take(&r).Error
	return r, db.NotFoundAs(err, "beta tester of this launch")
}

// AddTester adds a beta tester with a link to a launch, and returns the tester's id and the secret of
// the link, which is not stored. Sending the same form twice adds one tester, and only the link of the
// second response works. It returns Invalid with all problems, and Conflict if the tester was removed
// between the two.
func (s *Store) AddTester(ctx context.Context, slug string, in TesterInput, key string) (id int64, secret string, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		id, err = tx.Once("beta tester "+strconv.FormatInt(l.ID, 10), key, in, func() (int64, error) {
			r, err := addTester(tx, l.ID, in)
			return r.ID, err
		})
		if err != nil {
			return err
		}
		secret, err = newBetaLink(tx, l.ID, id)
		return err
	})
	return id, secret, err
}

func addTester(tx *db.Tx, launchID int64, in TesterInput) (testerRow, error) {
	in, err := in.Clean()
	if err != nil {
		return testerRow{}, err
	}
	r := testerRow{LaunchID: launchID, Name: in.Name, Contact: in.Contact, Shared: in.Shared, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	if err := tx.DB.Create(&r).Error; err != nil {
		return r, err
	}
	return r, r.audit(tx, "added", "")
}

// UpdateTester changes a tester. It returns Invalid with all problems, and Conflict if the tester
// has changed. It returns the new version.
func (s *Store) UpdateTester(ctx context.Context, slug string, id int64, in TesterInput, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := testerToChange(tx, slug, id)
		if err != nil {
			return err
		}
		if r.Version != version {
			return fault.Changed("this")
		}
		// Whether the link is shared is fixed when the tester is added.
		in.Shared = r.Shared
		if in, err = in.Clean(); err != nil {
			return err
		}
		cs := appendChange(appendChange(nil, "name", r.Name, in.Name), "contact", r.Contact, in.Contact)
		if len(cs) == 0 {
			next = r.Version
			return nil
		}
		if next, err = tx.UpdateRow("beta_testers", id, version, map[string]any{"name": in.Name, "contact": in.Contact}); err != nil {
			return err
		}
		r.Name = in.Name
		return r.audit(tx, "updated", "", cs...)
	})
	return next, err
}

// NewBetaLink creates a tester's link and returns its secret, which is not stored. It disables the
// previous link.
func (s *Store) NewBetaLink(ctx context.Context, slug string, id int64) (secret string, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		secret, err = newBetaLink(tx, l.ID, id)
		return err
	})
	return secret, err
}

// newBetaLink creates the link of a tester of a launch. It returns Conflict if the tester was removed.
func newBetaLink(tx *db.Tx, launchID, id int64) (string, error) {
	r, err := testerIn(tx, launchID, id)
	if err != nil {
		return "", err
	}
	if !r.ArchivedAt.IsZero() {
		return "", fault.Conflict("%s was taken off the list meanwhile.", r.Name)
	}
	return r.newLink(tx)
}

func (r testerRow) newLink(tx *db.Tx) (string, error) {
	secret, err := betaLinks.Renew(tx, r.ID)
	if err != nil {
		return "", err
	}
	return secret, r.audit(tx, "link made", "")
}

// RevokeBetaLink revokes the link of a tester, if there is one.
func (s *Store) RevokeBetaLink(ctx context.Context, slug string, id int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := testerToChange(tx, slug, id)
		if err != nil {
			return err
		}
		if ended, err := betaLinks.Revoke(tx, r.ID); err != nil || !ended {
			return err
		}
		return r.audit(tx, "link revoked", "")
	})
}

// RemoveTester archives a tester and revokes their link; RestoreTester restores them without a
// link. Their reports stay.
func (s *Store) RemoveTester(ctx context.Context, slug string, id int64) error {
	return s.archiveTester(ctx, slug, id, true)
}

// RestoreTester restores a removed tester.
func (s *Store) RestoreTester(ctx context.Context, slug string, id int64) error {
	return s.archiveTester(ctx, slug, id, false)
}

func (s *Store) archiveTester(ctx context.Context, slug string, id int64, off bool) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := testerToChange(tx, slug, id)
		if err != nil || off == !r.ArchivedAt.IsZero() {
			return err
		}
		at, action := db.Instant{}, "restored"
		if off {
			at, action = tx.Now, "removed"
			if _, err := betaLinks.Revoke(tx, r.ID); err != nil {
				return err
			}
		}
		if _, err := tx.UpdateRow("beta_testers", id, r.Version, map[string]any{"archived_at": at}); err != nil {
			return err
		}
		return r.audit(tx, action, "")
	})
}

// Handle records that the access of a person who left was removed; back reopens the task. It
// returns NotFound, or Conflict if the departure has changed. It returns the new version.
func (s *Store) Handle(ctx context.Context, slug string, id, departure int64, back bool, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := testerToChange(tx, slug, id)
		if err != nil {
			return err
		}
		var who []string
		if err := tx.Raw("SELECT who FROM beta_departures WHERE id = ? AND tester_id = ?", departure, id).Scan(&who).Error; err != nil {
			return err
		}
		if len(who) == 0 {
			return fault.NotFound("departure of this tester")
		}
		columns, action := map[string]any{"handled_at": tx.Now, "handled_by": db.RefOf(tx.Actor.ID)}, "taken out"
		if back {
			columns, action = map[string]any{"handled_at": nil, "handled_by": nil}, "not taken out"
		}
		if next, err = tx.UpdateRow("beta_departures", departure, version, columns); err != nil {
			return err
		}
		return r.audit(tx, action, "", db.Change{Field: "who", New: who[0]})
	})
	return next, err
}

// Testers returns the testers of a launch by name, with departures, in two queries.
func (s *Store) Testers(ctx context.Context, l launch.Launch) ([]Tester, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	return testers(s.db.Read(ctx), "t.launch_id = ? AND t.archived_at IS NULL", l.ID)
}

// Leavers returns the open departures of a launch, newest first, including those of removed
// testers.
func (s *Store) Leavers(ctx context.Context, l launch.Launch) ([]Departure, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	return departures(s.db.Read(ctx), "t.launch_id = ? AND d.handled_at IS NULL AND (d.returned_at IS NULL OR d.let_in = ?)", l.ID, true)
}

// Tester returns a tester of a launch, even if removed. It returns NotFound if the tester belongs
// to another launch.
func (s *Store) Tester(ctx context.Context, l launch.Launch, id int64) (Tester, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return Tester{}, err
	}
	list, err := testers(s.db.Read(ctx), "t.id = ? AND t.launch_id = ?", id, l.ID)
	if err == nil && len(list) == 0 {
		err = fault.NotFound("beta tester of this launch")
	}
	if err != nil {
		return Tester{}, err
	}
	return list[0], nil
}

func testers(g db.Reader, where string, args ...any) ([]Tester, error) {
	rows, err := g.Raw(`SELECT t.id, t.name, t.contact, t.shared, t.archived_at, t.version, k.made_at,
			(SELECT COUNT(*) FROM feedback_reports r WHERE r.tester_id = t.id AND r.archived_at IS NULL), (SELECT COUNT(*)
			FROM beta_links b WHERE b.tester_id = t.id)
		FROM beta_testers t LEFT JOIN beta_links k ON k.tester_id = t.id AND k.revoked_at IS NULL WHERE `+where+
		" ORDER BY lower(t.name), t.id", args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Tester
	place := map[int64]int{}
	for rows.Next() {
		var t Tester
		var archived, link db.Instant
		var links int
		if err := rows.Scan(&t.ID, &t.Name, &t.Contact, &t.Shared, &archived, &t.Version, &link, &t.Reports, &links); err != nil {
			return nil, err
		}
		t.Archived, t.LinkAt, t.HadLink = !archived.IsZero(), link.Time, links > 0
		place[t.ID] = len(out)
		out = append(out, t)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	gone, err := departures(g, where, args...)
	for _, d := range gone {
		t := &out[place[d.TesterID]]
		t.Departures = append(t.Departures, d)
		t.Left = t.Left || !t.Shared && d.Returned.IsZero()
	}
	return out, err
}

// departures returns the departures of testers that match a condition on t, newest first.
func departures(g db.Reader, where string, args ...any) ([]Departure, error) {
	rows, err := g.Raw(`SELECT d.id, d.tester_id, d.who, d.reason, d.at, d.returned_at, d.handled_at, COALESCE(u.name, ''), d.let_in, d.version
		FROM beta_departures d JOIN beta_testers t ON t.id = d.tester_id LEFT JOIN users u ON u.id = d.handled_by WHERE `+where+
		" ORDER BY d.id DESC", args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Departure
	for rows.Next() {
		var d Departure
		var at, returned, handled db.Instant
		if err := rows.Scan(&d.ID, &d.TesterID, &d.Who, &d.Reason, &at, &returned, &handled, &d.HandledBy, &d.LetIn, &d.Version); err != nil {
			return nil, err
		}
		d.At, d.Returned, d.Handled = at.Time, returned.Time, handled.Time
		out = append(out, d)
	}
	return out, rows.Err()
}
