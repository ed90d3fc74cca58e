package stakeholder

import (
	"fmt"

	"gorm.io/gorm"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
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

func changedError() error {
	return fault.Conflict("Somebody else changed this stakeholder while you were looking at it.")
}

func oncePurpose(l launch.Launch) string { return fmt.Sprintf("stakeholder %d", l.ID) }

// Facts returns the stakeholders of launches, by launch, in one query. Other packages use it to
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

// facts returns the stakeholders that match a condition on s, with their last notice of each kind
// that was not withdrawn.
func facts(g *gorm.DB, where string, args ...any) ([]Fact, error) {
	rows, err := g.Raw(`SELECT s.id, s.launch_id, s.name, s.function, COALESCE(s.owner_id, 0), COALESCE(u.name, ''),
			CASE WHEN u.deactivated_at IS NULL THEN 0 ELSE 1 END, COALESCE(n.id, 0), COALESCE(n.kind, ''), n.launch_on, n.launch_at,
			COALESCE(n.zone, ''), COALESCE(n.how, ''), COALESCE(n.by_id, 0), COALESCE(b.name, ''), n.at
		FROM stakeholders s LEFT JOIN users u ON u.id = s.owner_id
		LEFT JOIN stakeholder_notices n ON n.stakeholder_id = s.id AND n.taken_back_at IS NULL AND n.id = (
			SELECT MAX(x.id) FROM stakeholder_notices x
			WHERE x.stakeholder_id = s.id AND x.kind = n.kind AND x.taken_back_at IS NULL)
		LEFT JOIN users b ON b.id = n.by_id WHERE `+where+" ORDER BY s.launch_id, lower(s.name), s.id", args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Fact
	for rows.Next() {
		var f Fact
		var n Notice
		var gone int
		var launchAt, at db.Instant
		err := rows.Scan(&f.ID, &f.LaunchID, &f.Name, &f.Function, &f.OwnerID, &f.OwnerName, &gone,
			&n.ID, &n.Kind, &n.Day.On, &launchAt, &n.Day.Zone, &n.How, &n.ByID, &n.ByName, &at)
		if err != nil {
			return nil, err
		}
		f.OwnerGone = gone != 0
		n.StakeholderID, n.Day.At, n.At = f.ID, launchAt.Time, at.Time
		if len(list) == 0 || list[len(list)-1].ID != f.ID {
			list = append(list, f)
		}
		switch last := &list[len(list)-1]; n.Kind {
		case Told:
			last.ToldOf = n
		case Acknowledged:
			last.Acknowledge = n
		}
	}
	return list, rows.Err()
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
