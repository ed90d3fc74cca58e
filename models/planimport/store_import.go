package planimport

import (
	"context"
	"fmt"
	"strconv"

	"tminus/internal/slug"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// Store imports tables into the plans of launches.
type Store struct {
	db       *db.DB
	launches *launch.Store
}

// NewStore returns a store on d.
func NewStore(d *db.DB, launches *launch.Store) *Store { return &Store{db: d, launches: launches} }

// Result is a completed import. ID identifies it for undo.
type Result struct {
	ID    int64
	Count int
}

// Preview returns the preview of an import and writes nothing. It returns Invalid if the text has
// no table.
func (s *Store) Preview(ctx context.Context, slug string, in Input) (*launch.Plan, *Preview, error) {
	p, err := s.launches.Plan(ctx, slug)
	if err != nil {
		return nil, nil, err
	}
	around, err := surroundings(s.db.Read(ctx), db.ActorOf(ctx), p)
	if err != nil {
		return nil, nil, err
	}
	preview, err := Prepare(around, in)
	return p, preview, err
}

// surroundings loads the data that an import into a plan is matched with, in a constant number of
// queries. It returns Forbidden to people who may not edit the plan.
func surroundings(g db.Reader, actor db.Actor, p *launch.Plan) (Surroundings, error) {
	out := Surroundings{Plan: p}
	if err := people.Require(actor, people.EditPlan, p.Subject()); err != nil {
		return out, err
	}
	err := g.Raw("SELECT u.id, u.name, u.email, u.role, u.title, u.team_id, u.deactivated_at FROM users u ORDER BY name, id").Scan(
		&out.People).Error
	if err != nil {
		return out, err
	}
	err = g.Raw("SELECT r.key, r.name, COALESCE(r.user_id, 0) AS user_id FROM launch_roles r WHERE launch_id = ? ORDER BY position, key",
		p.ID).Scan(&out.Roles).Error
	return out, err
}

// Import creates deliverables from a table, all or none. If the same key is sent twice, it imports
// once. It returns Invalid if the preview has problems.
func (s *Store) Import(ctx context.Context, slug string, in Input, key string) (Result, error) {
	var done Result
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		done = Result{}
		plan, err := launch.PlanIn(tx, slug)
		if err != nil {
			return err
		}
		around, err := surroundings(tx.Reader, tx.Actor, plan)
		if err != nil {
			return err
		}
		id, err := tx.Once(db.Purpose("import", around.Plan.ID), key, in, func() (int64, error) {
			p, err := Prepare(around, in)
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
		done = Result{ID: id, Count: len(ids)}
		return err
	})
	return done, err
}

// importer writes the rows of a preview.
type importer struct {
	tx     *db.Tx
	launch launch.Launch
	lanes  map[string]int64 // created lanes by folded name
	rows   map[int]int64    // created item of each row
}

func importAll(tx *db.Tx, around Surroundings, p *Preview, in Input) (Result, error) {
	im := &importer{tx: tx, launch: around.Plan.Launch, lanes: map[string]int64{}, rows: map[int]int64{}}
	if err := im.makeLanes(around, p); err != nil {
		return Result{}, err
	}
	if in.KeepRoles {
		if err := im.keepRoles(around, p); err != nil {
			return Result{}, err
		}
	}
	var position int
	if err := tx.Raw("SELECT COALESCE(MAX(position), 0) FROM deliverables WHERE launch_id = ?", im.launch.ID).Scan(
		&position).Error; err != nil {
		return Result{}, err
	}
	for _, r := range p.Rows {
		if r.LeftOut {
			continue
		}
		position++
		if err := im.add(p, r, position); err != nil {
			return Result{}, err
		}
	}
	for _, r := range p.Rows {
		if err := im.tie(r); err != nil {
			return Result{}, err
		}
	}
	id, err := im.record(len(im.rows))
	return Result{ID: id, Count: len(im.rows)}, err
}

// record writes the audit row of the import and returns its id.
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

// The audit actions of an import.
const (
	actionImported = "launch.imported"
	actionItem     = "deliverable.imported"
	actionLane     = "lane.imported"
)

func (im *importer) makeLanes(around Surroundings, p *Preview) error {
	taken := map[string]bool{}
	position := 0
	for _, l := range around.Plan.Lanes {
		taken[l.Key] = true
		position = max(position, l.Position+1)
	}
	for _, name := range p.NewLanes() {
		key := slug.Unique(slug.Make(name), func(k string) bool { return taken[k] })
		taken[key] = true
		lane := launch.Lane{LaunchID: im.launch.ID, Key: key, Name: name, Position: position}
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

// keepRoles adds the answered roles to the launch, so that the next import finds the people who
// fill them. A role that is already filled does not change.
func (im *importer) keepRoles(around Surroundings, p *Preview) error {
	viewers := map[int64]bool{}
	for _, u := range around.People {
		viewers[u.ID] = u.Role == people.Viewer
	}
	byName := map[string]launch.RoleFilled{}
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
		err := im.tx.Audit(db.Entry{Action: "launch.role", Entity: "launch", EntityID: im.launch.ID, LaunchID: &im.launch.ID,
			Label:   im.launch.Name,
			Changes: []db.Change{{Field: q.Text, New: p.Person(id)}}})
		if err != nil {
			return err
		}
	}
	return nil
}

func (im *importer) fillRole(name string, role launch.RoleFilled, there bool, id int64, keys map[string]bool, position int) error {
	if there {
		return im.tx.Exec("UPDATE launch_roles SET user_id = ? WHERE launch_id = ? AND key = ? AND user_id IS NULL", id, im.launch.ID,
			role.Key).Error
	}
	key := slug.Unique(slug.Make(name), func(k string) bool { return keys[k] })
	keys[key] = true
	return im.tx.Exec("INSERT INTO launch_roles (launch_id, key, name, user_id, position) VALUES (?, ?, ?, ?, ?)",
		im.launch.ID, key, words.OneLine(name), id, position+len(keys)).Error
}

func (im *importer) add(p *Preview, r Row, position int) error {
	tx := im.tx
	d := launch.Deliverable{
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
	if err := launch.InsertHelpersAndLinks(tx, d.ID, r.Helpers, r.Links); err != nil {
		return err
	}
	changes := db.AppendChange(nil, "title", "", d.Title)
	changes = db.AppendChange(changes, "lane", "", r.Lane.Name)
	changes = db.AppendChange(changes, "kind", "", d.Kind.Label())
	changes = db.AppendChange(changes, "owner", "", p.Person(r.OwnerID))
	changes = append(changes, launch.ScheduleChanges(launch.Schedule{}, d.Schedule)...)
	changes = db.AppendChange(changes, "status", "", d.Status.Label())
	return tx.Audit(db.Entry{Action: actionItem, Entity: "deliverable", EntityID: d.ID, LaunchID: &im.launch.ID, Label: d.Title,
		Changes: changes})
}

func (im *importer) tie(r Row) error {
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
