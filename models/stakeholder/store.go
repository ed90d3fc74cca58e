package stakeholder

import (
	"fmt"

	"gorm.io/gorm"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// Store reads and writes stakeholders.
type Store struct{ db *db.DB }

// NewStore returns a store on d.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// row is a row of the table stakeholders.
type row struct {
	ID, LaunchID                 int64
	Name, Function, Organisation string
	Channel                      Channel
	Contact                      string
	OwnerID                      *int64
	Note                         string
	ArchivedAt                   db.Instant
	Version                      int
	CreatedAt, UpdatedAt         db.Instant
}

// TableName implements GORM's Tabler.
func (row) TableName() string { return "stakeholders" }

func (r *row) set(in Input) {
	r.Name, r.Function, r.Organisation, r.Channel, r.Contact = in.Name, in.Function, in.Organisation, in.Channel, in.Contact
	r.OwnerID, r.Note = in.OwnerID, in.Note
}

func (r row) columns() map[string]any {
	return map[string]any{"name": r.Name, "function": r.Function, "organisation": r.Organisation, "channel": r.Channel, "contact": r.Contact,
		"owner_id": r.OwnerID, "note": r.Note}
}

// audit records an action on a stakeholder in the audit log.
func (r row) audit(tx *db.Tx, action, reason string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: "stakeholder." + action, Entity: "stakeholder", EntityID: r.ID, LaunchID: &r.LaunchID, Label: r.Name,
		Changes: changes, Reason: reason})
}

// launchToEdit loads a launch. It returns Forbidden unless the actor may edit its plan.
func launchToEdit(tx *db.Tx, slug string) (launch.Launch, error) {
	l, err := launch.BySlug(tx.DB, slug)
	if err != nil {
		return l, err
	}
	return l, people.Allow(tx.Actor, people.EditPlan, l.LeadID)
}

// stakeholderToEdit loads a launch and one of its stakeholders. It returns Forbidden unless the
// actor may edit the plan, and NotFound if the stakeholder belongs to another launch.
func stakeholderToEdit(tx *db.Tx, slug string, id int64) (launch.Launch, row, error) {
	l, err := launchToEdit(tx, slug)
	if err != nil {
		return l, row{}, err
	}
	r, err := findStakeholder(tx.DB, l.ID, id)
	return l, r, err
}

func findStakeholder(g *gorm.DB, launchID, id int64) (row, error) {
	var r row
	err := g.Where("id = ? AND launch_id = ?", id, launchID).Take(&r).Error
	return r, db.NotFoundAs(err, "stakeholder of this launch")
}

func oncePurpose(l launch.Launch) string { return fmt.Sprintf("stakeholder %d", l.ID) }

// Facts returns the stakeholders of launches, by launch, in two queries. Other packages use it to
// determine whether everybody knows. g may be a transaction.
func Facts(g *gorm.DB, launchIDs ...int64) (map[int64][]Fact, error) {
	if len(launchIDs) == 0 {
		return nil, nil
	}
	list, err := facts(g, "s.launch_id IN ? AND s.archived_at IS NULL", launchIDs)
	if err != nil {
		return nil, err
	}
	out := make(map[int64][]Fact, len(launchIDs))
	for _, f := range list {
		out[f.LaunchID] = append(out[f.LaunchID], f)
	}
	return out, nil
}

func facts(g *gorm.DB, where string, args ...any) ([]Fact, error) {
	latest, err := latestNotices(g, where, args...)
	if err != nil {
		return nil, err
	}
	rows, err := g.Raw(`SELECT s.id, s.launch_id, s.name, s.function, COALESCE(s.owner_id, 0), COALESCE(u.name, ''),
			CASE WHEN u.deactivated_at IS NULL THEN 0 ELSE 1 END
		FROM stakeholders s LEFT JOIN users u ON u.id = s.owner_id WHERE `+where+" ORDER BY s.launch_id, lower(s.name), s.id", args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Fact
	for rows.Next() {
		var f Fact
		var gone int
		if err := rows.Scan(&f.ID, &f.LaunchID, &f.Name, &f.Function, &f.OwnerID, &f.OwnerName, &gone); err != nil {
			return nil, err
		}
		f.OwnerGone = gone != 0
		f.ToldOf, f.Acknowledge = latest[f.ID][Told], latest[f.ID][Acknowledged]
		list = append(list, f)
	}
	return list, rows.Err()
}

// latestNotices returns the last notice of each kind, without withdrawn ones, by stakeholder.
func latestNotices(g *gorm.DB, where string, args ...any) (map[int64]map[NoticeKind]Notice, error) {
	all, err := notices(g, `n.id IN (SELECT MAX(n.id) FROM stakeholder_notices n JOIN stakeholders s ON s.id = n.stakeholder_id
		WHERE n.taken_back_at IS NULL AND `+where+` GROUP BY n.stakeholder_id, n.kind)`, args...)
	out := make(map[int64]map[NoticeKind]Notice, len(all))
	for _, n := range all {
		if out[n.StakeholderID] == nil {
			out[n.StakeholderID] = map[NoticeKind]Notice{}
		}
		out[n.StakeholderID][n.Kind] = n
	}
	return out, err
}

// notices returns the notices that match a condition on n, newest first.
func notices(g *gorm.DB, where string, args ...any) ([]Notice, error) {
	rows, err := g.Raw(
		`SELECT n.id, n.stakeholder_id, n.kind, n.launch_on, n.launch_at, n.zone, n.how, COALESCE(n.by_id, 0), COALESCE(u.name, ''),
			n.at, n.taken_back_at
		FROM stakeholder_notices n LEFT JOIN users u ON u.id = n.by_id WHERE `+where+" ORDER BY n.id DESC", args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Notice
	for rows.Next() {
		var n Notice
		var on civil.Date
		var launchAt, at, back db.Instant
		if err := rows.Scan(&n.ID, &n.StakeholderID, &n.Kind, &on, &launchAt, &n.Day.Zone, &n.How, &n.ByID, &n.ByName, &at, &back); err != nil {
			return nil, err
		}
		n.Day.On, n.Day.At, n.At, n.TakenBack = on, launchAt.Time, at.Time, back.Time
		out = append(out, n)
	}
	return out, rows.Err()
}
