package launch

import (
	"context"
	"fmt"
	"strconv"

	"gorm.io/gorm"

	"tminus/internal/slug"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// Imported is an import that was made. ID finds it again, to undo it.
type Imported struct {
	ID    int64
	Count int
}

// PreviewImport works out what a table would become in a launch and writes
// nothing. Returns Invalid when there is no table in the text.
func (s *Store) PreviewImport(ctx context.Context, slug string, in ImportInput) (*Plan, *ImportPreview, error) {
	around, err := s.surroundings(s.db.Read(ctx), db.ActorOf(ctx), slug)
	if err != nil {
		return nil, nil, err
	}
	p, err := PrepareImport(around, in)
	return around.Plan, p, err
}

// surroundings loads what an import is matched against: a constant number of queries.
func (s *Store) surroundings(g *gorm.DB, actor db.Actor, slug string) (Surroundings, error) {
	var out Surroundings
	l, err := BySlug(g, slug)
	if err != nil {
		return out, err
	}
	if err := people.Allow(actor, people.EditPlan, l.LeadID); err != nil {
		return out, err
	}
	if out.Plan, err = s.plan(g, l); err != nil {
		return out, err
	}
	err = g.Raw("SELECT u.id, u.name, u.email, u.role, u.title, u.team_id, u.deactivated_at FROM users u ORDER BY name, id").Scan(&out.People).Error
	if err != nil {
		return out, err
	}
	err = g.Raw("SELECT r.key, r.name, COALESCE(r.user_id, 0) AS user_id FROM launch_roles r WHERE launch_id = ? ORDER BY position, key", l.ID).Scan(&out.Roles).Error
	return out, err
}

// Import makes deliverables of a table, all or none. A key makes a form that is
// sent twice import once. Returns Invalid when the preview is not in order.
func (s *Store) Import(ctx context.Context, slug string, in ImportInput, key string) (Imported, error) {
	var done Imported
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		done = Imported{}
		around, err := s.surroundings(tx.DB, tx.Actor, slug)
		if err != nil {
			return err
		}
		id, err := tx.Once(purpose("import", around.Plan.ID), key, in, func() (int64, error) {
			p, err := PrepareImport(around, in)
			if err != nil {
				return 0, err
			}
			if err := p.Check(); err != nil {
				return 0, err
			}
			done, err = importAll(tx, around, p, in)
			return done.ID, err
		})
		if err != nil || done.ID != 0 {
			return err
		}
		ids, err := importedIDs(tx, around.Plan.Launch, id)
		done = Imported{ID: id, Count: len(ids)}
		return err
	})
	return done, err
}

// purpose names a form that adds something to the thing with an id, so that its
// key is good for nothing else.
func purpose(form string, id int64) string { return form + " " + strconv.FormatInt(id, 10) }

// importer writes what a preview holds.
type importer struct {
	tx     *db.Tx
	launch Launch
	lanes  map[string]int64 // those that were made, by folded name
	rows   map[int]int64    // what became of each row
}

func importAll(tx *db.Tx, around Surroundings, p *ImportPreview, in ImportInput) (Imported, error) {
	im := &importer{tx: tx, launch: around.Plan.Launch, lanes: map[string]int64{}, rows: map[int]int64{}}
	if err := im.makeLanes(around, p); err != nil {
		return Imported{}, err
	}
	if in.KeepRoles {
		if err := im.keepRoles(around, p); err != nil {
			return Imported{}, err
		}
	}
	var position int
	if err := tx.Raw("SELECT COALESCE(MAX(position), 0) FROM deliverables WHERE launch_id = ?", im.launch.ID).Scan(&position).Error; err != nil {
		return Imported{}, err
	}
	for _, r := range p.Rows {
		if r.LeftOut {
			continue
		}
		position++
		if err := im.add(p, r, position); err != nil {
			return Imported{}, err
		}
	}
	for _, r := range p.Rows {
		if err := im.tie(r); err != nil {
			return Imported{}, err
		}
	}
	id, err := im.record(len(im.rows))
	return Imported{ID: id, Count: len(im.rows)}, err
}

// record writes the audit row of the import itself and returns its id.
func (im *importer) record(n int) (int64, error) {
	tx, l := im.tx, im.launch
	err := tx.Audit(db.Entry{Action: actionImported, Entity: "launch", EntityID: l.ID, LaunchID: &l.ID, Label: l.Name,
		Changes: []db.Change{{Field: "deliverables", New: strconv.Itoa(n)}}})
	if err != nil {
		return 0, err
	}
	var id int64
	err = tx.Raw("SELECT MAX(id) FROM audit_log WHERE launch_id = ? AND action = ?", l.ID, actionImported).Scan(&id).Error
	return id, err
}

// The actions of an import in the audit log.
const (
	actionImported = "launch.imported"
	actionItem     = "deliverable.imported"
	actionLane     = "lane.imported"
)

func (im *importer) makeLanes(around Surroundings, p *ImportPreview) error {
	taken := map[string]bool{}
	position := 0
	for _, l := range around.Plan.Lanes {
		taken[l.Key] = true
		position = max(position, l.Position+1)
	}
	for _, name := range p.NewLanes() {
		key := slug.Unique(slug.Make(name), func(k string) bool { return taken[k] })
		taken[key] = true
		lane := Lane{LaunchID: im.launch.ID, Key: key, Name: name, Position: position}
		position++
		if err := im.tx.DB.Create(&lane).Error; err != nil {
			return err
		}
		im.lanes[titleKey(name)] = lane.ID
		err := im.tx.Audit(db.Entry{Action: actionLane, Entity: "lane", EntityID: lane.ID, LaunchID: &im.launch.ID, Label: name})
		if err != nil {
			return err
		}
	}
	return nil
}

// keepRoles makes the roles that were answered roles of the launch, so that the
// next import finds who fills them. A role that somebody fills stays as it is.
func (im *importer) keepRoles(around Surroundings, p *ImportPreview) error {
	viewers := map[int64]bool{}
	for _, u := range around.People {
		viewers[u.ID] = u.Role == people.Viewer
	}
	byName := map[string]RoleFilled{}
	keys := map[string]bool{}
	for _, r := range around.Roles {
		byName[titleKey(r.Name)], keys[r.Key] = r, true
	}
	for _, q := range p.Questions {
		id, _ := strconv.ParseInt(q.Answer, 10, 64)
		if q.Sort != "who" || !q.Role() || id == 0 || viewers[id] {
			continue
		}
		role, there := byName[titleKey(q.Text)]
		if there && role.UserID != 0 {
			continue
		}
		if err := im.fillRole(q.Text, role, there, id, keys, len(around.Roles)); err != nil {
			return err
		}
		err := im.tx.Audit(db.Entry{Action: "launch.role", Entity: "launch", EntityID: im.launch.ID, LaunchID: &im.launch.ID, Label: im.launch.Name,
			Changes: []db.Change{{Field: q.Text, New: p.Person(id)}}})
		if err != nil {
			return err
		}
	}
	return nil
}

func (im *importer) fillRole(name string, role RoleFilled, there bool, id int64, keys map[string]bool, position int) error {
	if there {
		return im.tx.Exec("UPDATE launch_roles SET user_id = ? WHERE launch_id = ? AND key = ? AND user_id IS NULL", id, im.launch.ID, role.Key).Error
	}
	key := slug.Unique(slug.Make(name), func(k string) bool { return keys[k] })
	keys[key] = true
	return im.tx.Exec("INSERT INTO launch_roles (launch_id, key, name, user_id, position) VALUES (?, ?, ?, ?, ?)",
		im.launch.ID, key, oneLine(name), id, position+len(keys)).Error
}

func (im *importer) add(p *ImportPreview, r ImportRow, position int) error {
	tx := im.tx
	d := Deliverable{
		LaunchID: im.launch.ID, LaneID: r.Lane.ID, Kind: r.Kind, Title: r.Title, Description: r.Description,
		OwnerID: db.RefOf(r.OwnerID), ReviewerID: db.RefOf(r.ReviewerID), Schedule: r.Schedule,
		Status: r.Status.To, BlockedReason: r.Status.BlockedReason, UnblockerID: r.Status.UnblockerID, SkipReason: r.Status.SkipReason,
		Position: position, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
	}
	if d.LaneID == 0 {
		d.LaneID = im.lanes[titleKey(r.Lane.Name)]
	}
	if d.Status.Finished() {
		d.DoneAt = tx.Now
	}
	if err := tx.DB.Create(&d).Error; err != nil {
		return fmt.Errorf("line %d: %w", r.Line, err)
	}
	im.rows[r.Index] = d.ID
	for _, h := range r.Helpers {
		if err := tx.Exec("INSERT INTO deliverable_helpers (deliverable_id, user_id) VALUES (?, ?)", d.ID, h).Error; err != nil {
			return err
		}
	}
	for i, l := range r.Links {
		err := tx.Exec("INSERT INTO deliverable_links (deliverable_id, label, url, position) VALUES (?, ?, ?, ?)", d.ID, l.Label, l.URL, i).Error
		if err != nil {
			return err
		}
	}
	changes := db.AppendChange(nil, "title", "", d.Title)
	changes = db.AppendChange(changes, "lane", "", r.Lane.Name)
	changes = db.AppendChange(changes, "kind", "", d.Kind.Label())
	changes = db.AppendChange(changes, "owner", "", p.Person(r.OwnerID))
	changes = append(changes, scheduleChanges(Schedule{}, d.Schedule)...)
	changes = db.AppendChange(changes, "status", "", d.Status.Label())
	return tx.Audit(db.Entry{Action: actionItem, Entity: "deliverable", EntityID: d.ID, LaunchID: &im.launch.ID, Label: d.Title, Changes: changes})
}

func (im *importer) tie(r ImportRow) error {
	on := append([]int64{}, r.DependsOn...)
	for _, j := range r.After {
		on = append(on, im.rows[j])
	}
	for _, id := range on {
		if r.LeftOut || id == 0 {
			continue
		}
		if err := im.tx.Exec("INSERT INTO dependencies (deliverable_id, depends_on_id) VALUES (?, ?)", im.rows[r.Index], id).Error; err != nil {
			return err
		}
	}
	return nil
}

// importedIDs are the items that an import made and that are still there.
// Returns NotFound for an import of another launch.
func importedIDs(tx *db.Tx, l Launch, id int64) ([]int64, error) {
	var batch string
	err := tx.Raw("SELECT batch FROM audit_log WHERE id = ? AND launch_id = ? AND action = ?", id, l.ID, actionImported).Scan(&batch).Error
	if err != nil {
		return nil, err
	}
	if batch == "" {
		return nil, fault.NotFound("import in this launch")
	}
	var ids []int64
	err = tx.Raw(`SELECT a.entity_id FROM audit_log a JOIN deliverables d ON d.id = a.entity_id
		WHERE a.batch = ? AND a.launch_id = ? AND a.action = ? ORDER BY a.id`, batch, l.ID, actionItem).Scan(&ids).Error
	return ids, err
}

// UndoImport removes what an import made, as one step. What somebody has worked
// on since stays, and so does what such an item waits for; kept tells how many.
func (s *Store) UndoImport(ctx context.Context, slug string, id int64) (removed, kept int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := BySlug(tx.DB, slug)
		if err != nil {
			return err
		}
		if err := people.Allow(tx.Actor, people.EditPlan, l.LeadID); err != nil {
			return err
		}
		ids, err := importedIDs(tx, l, id)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			return fault.Conflict("This import was undone already.")
		}
		untouched, err := removeUntouched(tx, l, id)
		removed, kept = untouched, len(ids)-untouched
		return err
	})
	return removed, kept, err
}

// ofImport finds the entities of one sort that an import made.
const ofImport = `SELECT i.entity_id FROM audit_log i JOIN audit_log head ON head.batch = i.batch
	WHERE head.id = ? AND i.launch_id = head.launch_id AND i.action = ?`

// removeUntouched deletes the items that are as they were imported, and then the
// lanes of the import that are empty. They are deleted and not archived: the
// launch is to be as it was, and the table they came from is still at hand.
func removeUntouched(tx *db.Tx, l Launch, id int64) (int, error) {
	var gone []struct {
		ID    int64
		Title string
	}
	err := tx.Raw(`SELECT d.id, d.title FROM deliverables d WHERE d.launch_id = ? AND d.version = 1 AND d.id IN (`+ofImport+`)
		AND NOT EXISTS (SELECT 1 FROM comments c WHERE c.deliverable_id = d.id)
		AND NOT EXISTS (SELECT 1 FROM dependencies x JOIN deliverables w ON w.id = x.deliverable_id
			WHERE x.depends_on_id = d.id AND (w.version > 1 OR w.id NOT IN (`+ofImport+`)))
		ORDER BY d.id`, l.ID, id, actionItem, id, actionItem).Scan(&gone).Error
	if err != nil {
		return 0, err
	}
	for _, d := range gone {
		if err := tx.Exec("DELETE FROM deliverables WHERE id = ?", d.ID).Error; err != nil {
			return 0, err
		}
		err := tx.Audit(db.Entry{Action: "deliverable.import undone", Entity: "deliverable", EntityID: d.ID, LaunchID: &l.ID, Label: d.Title})
		if err != nil {
			return 0, err
		}
	}
	err = tx.Exec(`DELETE FROM lanes WHERE launch_id = ? AND id IN (`+ofImport+`)
		AND NOT EXISTS (SELECT 1 FROM deliverables d WHERE d.lane_id = lanes.id)`, l.ID, id, actionLane).Error
	if err != nil {
		return 0, err
	}
	// The same form may be sent again on purpose now.
	if err := tx.ForgetOnce(purpose("import", l.ID), id); err != nil {
		return 0, err
	}
	return len(gone), tx.Audit(db.Entry{Action: "launch.import undone", Entity: "launch", EntityID: l.ID, LaunchID: &l.ID, Label: l.Name,
		Changes: []db.Change{{Field: "deliverables", Old: strconv.Itoa(len(gone))}}})
}
