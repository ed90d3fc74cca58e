package launch

import (
	"context"
	"database/sql"
	"time"

	"gorm.io/gorm"

	"tminus/internal/slug"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// Store reads and writes launches and their plans.
type Store struct {
	db         *db.DB
	starters   []Starter
	gate       Gate
	stateGuard StateGuard
	inheritors []Inheritor
	accepter   CollisionAccepter
	decisions  DecisionKeeper
}

// NewStore returns a store on d.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// BySlug returns the launch with a slug. It returns NotFound.
func BySlug(g db.Reader, slug string) (Launch, error) {
	var l Launch
	err := withLead(g).Where("slug = ?", slug).Take(&l).Error
	return l, db.NotFoundAs(err, "launch")
}

func findByID(g db.Reader, id int64) (Launch, error) {
	var l Launch
	err := withLead(g).Where("launches.id = ?", id).Take(&l).Error
	return l, db.NotFoundAs(err, "launch")
}

// withLead selects launches with the names of their leads.
func withLead(g db.Reader) *gorm.DB {
	return g.Select("launches.*, users.name AS lead_name").Joins("JOIN users ON users.id = launches.lead_id")
}

// Launch returns the launch with a slug, or NotFound.
func (s *Store) Launch(ctx context.Context, slug string) (Launch, error) {
	return LoadForRead(ctx, s.db, slug)
}

// Plan returns a launch with its lanes, items and the absences of their owners, in a constant
// number of queries. It returns NotFound.
func (s *Store) Plan(ctx context.Context, slug string) (*Plan, error) {
	return LoadPlan(ctx, s.db, slug)
}

// LoadPlan is Store.Plan for packages that need no store. A request loads each plan once.
func LoadPlan(ctx context.Context, d *db.DB, slug string) (*Plan, error) {
	l, err := LoadForRead(ctx, d, slug)
	if err != nil {
		return nil, err
	}
	return db.Remember(ctx, planKey(slug), func() (*Plan, error) { return loadPlan(d.Read(ctx), l, d.Now()) })
}

// The keys of what a request loads once.
type (
	launchKey string
	planKey   string
)

// PlanIn returns a launch with its plan, read in the transaction. The caller checks the permission.
// It returns NotFound.
func PlanIn(tx *db.Tx, slug string) (*Plan, error) {
	l, err := BySlug(tx.Reader, slug)
	if err != nil {
		return nil, err
	}
	return loadPlan(tx.Reader, l, tx.Now.Time)
}

// loadPlan loads the plan of a launch, in a constant number of queries.
func loadPlan(g db.Reader, l Launch, now time.Time) (*Plan, error) {
	p := &Plan{Launch: l, Now: now}
	p.Today = l.Today(p.Now)
	if err := g.Raw("SELECT l.id, l.launch_id, l.key, l.name, l.team_id, l.position FROM lanes l WHERE launch_id = ? ORDER BY position, id",
		l.ID).Scan(&p.Lanes).Error; err != nil {
		return nil, err
	}
	var err error
	if p.Items, err = findItems(g, "d.launch_id = ? AND d.archived_at IS NULL", l.ID); err != nil {
		return nil, err
	}
	if err := addDependencies(g, p.Items, l.ID); err != nil {
		return nil, err
	}
	err = g.Raw(`SELECT a.user_id, a.first_day, a.last_day FROM absences a
		WHERE a.user_id = ? OR a.user_id IN (SELECT owner_id FROM deliverables WHERE launch_id = ?) ORDER BY a.first_day`, l.LeadID,
		l.ID).Scan(&p.Absences).Error
	if err != nil {
		return nil, err
	}
	p.Diagnose()
	return p, nil
}

// itemColumns are the columns of Item. They are scanned by hand, because this is the most frequent
// query and scanning by reflection costs twice as much.
const itemColumns = `d.id, d.launch_id, d.lane_id, d.kind, d.title, COALESCE(d.owner_id, 0), COALESCE(o.name, ''),
	CASE WHEN o.deactivated_at IS NULL THEN 0 ELSE 1 END, COALESCE(d.reviewer_id, 0), d.status, d.blocked_reason,
	COALESCE(d.unblocker_id, 0), COALESCE(u.name, ''), d.skip_reason, d.anchor, d.start_offset, d.due_offset,
	d.starts_on, d.due_on, d.due_time, d.position, d.version, d.follow_by, d.follow_id, d.follow_rule, d.hand_reason`

const itemFrom = ` FROM deliverables d LEFT JOIN users o ON o.id = d.owner_id LEFT JOIN users u ON u.id = d.unblocker_id `

func findItems(g db.Reader, where string, args ...any) ([]Item, error) {
	rows, err := g.Raw("SELECT "+itemColumns+itemFrom+"WHERE "+where+" ORDER BY d.lane_id, d.position, d.id", args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Item
	for rows.Next() {
		var it Item
		if err := scanItem(rows, &it); err != nil {
			return nil, err
		}
		list = append(list, it)
	}
	return list, rows.Err()
}

func scanItem(rows *sql.Rows, it *Item) error {
	var gone int
	err := rows.Scan(it.columns(&gone)...)
	it.OwnerGone = gone != 0
	return err
}

// columns returns the destinations for a row of itemColumns.
func (it *Item) columns(gone *int) []any {
	return []any{&it.ID, &it.LaunchID, &it.LaneID, &it.Kind, &it.Title, &it.OwnerID, &it.OwnerName, gone, &it.ReviewerID,
		&it.Status, &it.BlockedReason, &it.UnblockerID, &it.UnblockerName, &it.SkipReason, &it.Anchor, &it.StartOffset, &it.DueOffset,
		&it.StartsOn, &it.DueOn, &it.DueTime, &it.Position, &it.Version, &it.FollowBy, &it.FollowID, &it.FollowRule, &it.HandReason}
}

func addDependencies(g db.Reader, list []Item, launchID int64) error {
	rows, err := g.Raw(`SELECT x.deliverable_id, x.depends_on_id FROM dependencies x
		JOIN deliverables d ON d.id = x.deliverable_id WHERE d.launch_id = ? ORDER BY x.depends_on_id`, launchID).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	deps := make(map[int64][]int64)
	for rows.Next() {
		var from, to int64
		if err := rows.Scan(&from, &to); err != nil {
			return err
		}
		deps[from] = append(deps[from], to)
	}
	for i := range list {
		list[i].DependsOn = deps[list[i].ID]
	}
	return rows.Err()
}

// uniqueSlug returns an unused slug for a name.
func uniqueSlug(g db.Reader, name string) (string, error) {
	base := slug.Make(name)
	var taken []string
	if err := g.Raw("SELECT slug FROM launches WHERE slug = ? OR slug LIKE ?", base, base+"-%").Scan(&taken).Error; err != nil {
		return "", err
	}
	have := make(map[string]bool, len(taken))
	for _, t := range taken {
		have[t] = true
	}
	return slug.Unique(base, func(s string) bool { return have[s] || reserved[s] }), nil
}

// reserved are the words that follow /launches/ in other URLs.
var reserved = map[string]bool{"new": true, "preview": true, "timeline": true, "month": true}

// activePerson returns a person, or Invalid for the field if the person does not exist or was
// deactivated.
func activePerson(g db.Reader, id int64, field string) (people.User, error) {
	var u people.User
	err := g.Where("id = ?", id).Take(&u).Error
	if err != nil {
		if fault.Is(db.NotFoundAs(err, "person"), fault.KindNotFound) {
			return u, fault.Invalid(field, "There is no such person any more. Choose somebody else.")
		}
		return u, err
	}
	if !u.Active() {
		return u, fault.Invalid(field, "%s has left. Choose somebody else.", u.Name)
	}
	return u, nil
}
