package assignment

import (
	"strconv"
	"strings"

	"gorm.io/gorm"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Holdings lists the assignments of a person in launches that are not over, and hands them over.
// Closed and cancelled launches keep their people as history.
type Holdings struct{}

var _ people.Holdings = Holdings{}

const endedStates = "('closed', 'cancelled')"

// Of returns the assignments of a person, in two queries. It includes finished and archived items,
// because both can be reopened.
func (Holdings) Of(g db.Reader, userID int64) ([]people.Holding, error) {
	var out []people.Holding
	err := g.Raw(`SELECT 'lead' AS kind, l.id, '' AS key, l.version, l.id AS launch_id, l.slug AS launch_slug, l.name AS launch_name,
			l.name AS title, l.state AS detail, l.launch_on, 0 AS position
		FROM launches l WHERE l.lead_id = ? AND l.state NOT IN `+endedStates+`
		UNION ALL
		SELECT 'role', l.id, r.key, l.version, l.id, l.slug, l.name, r.name, '', l.launch_on, r.position + 1
		FROM launch_roles r JOIN launches l ON l.id = r.launch_id WHERE r.user_id = ? AND l.state NOT IN `+endedStates+`
		ORDER BY launch_on, launch_id, position`, userID, userID).Scan(&out).Error
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].Href = "/launches/" + out[i].LaunchSlug
		out[i].Detail = launch.State(out[i].Detail).Label()
	}
	items, err := itemHoldings(g, userID)
	return append(out, items...), err
}

func itemHoldings(g db.Reader, userID int64) ([]people.Holding, error) {
	rows, err := g.Raw(
		`SELECT d.id, d.version, d.title, d.status, d.due_on, d.due_time, l.launch_on, l.zone, CASE WHEN d.archived_at IS NULL THEN 0 ELSE 1 END,
			l.id, l.slug, l.name, COALESCE(d.owner_id, 0), COALESCE(d.reviewer_id, 0), COALESCE(d.unblocker_id, 0),
			(SELECT COUNT(*) FROM deliverable_helpers h WHERE h.deliverable_id = d.id AND h.user_id = ?)
		FROM deliverables d JOIN launches l ON l.id = d.launch_id
		WHERE l.state NOT IN `+endedStates+` AND (d.owner_id = ? OR d.reviewer_id = ? OR d.unblocker_id = ?
			OR d.id IN (SELECT deliverable_id FROM deliverable_helpers WHERE user_id = ?))
		ORDER BY l.launch_on, l.id, CASE WHEN d.due_on IS NULL THEN 1 ELSE 0 END, d.due_on, d.id`,
		userID, userID, userID, userID, userID).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []people.Holding
	for rows.Next() {
		var h people.Holding
		var status launch.Status
		var on launch.Schedule
		var t civil.Date
		var zone string
		var archived, helps int
		var owner, reviewer, unblocker int64
		if err := rows.Scan(&h.ID, &h.Version, &h.Title, &status, &on.DueOn, &on.DueTime, &t, &zone, &archived, &h.LaunchID, &h.LaunchSlug,
			&h.LaunchName,
			&owner, &reviewer, &unblocker, &helps); err != nil {
			return nil, err
		}
		h.Detail, h.Finished = holdingDetail(status, on, t, zone, archived != 0), status.Finished() || archived != 0
		h.Href = "/launches/" + h.LaunchSlug + "/deliverables/" + strconv.FormatInt(h.ID, 10)
		for _, as := range []struct {
			kind people.AssignmentKind
			is   bool
		}{
			{people.HoldsItem, owner == userID}, {people.HoldsReview, reviewer == userID},
			{people.HoldsUnblocker, unblocker == userID}, {people.HoldsHelp, helps > 0},
		} {
			if as.is {
				h.Kind = as.kind
				out = append(out, h)
			}
		}
	}
	return out, rows.Err()
}

func holdingDetail(status launch.Status, on launch.Schedule, t civil.Date, zone string, archived bool) string {
	parts := []string{status.Label()}
	if archived {
		parts = []string{"Archived"}
	}
	if !on.Unscheduled() {
		parts = append(parts, "due "+launch.DueText(t, on.DueOn, on.DueTime, zone))
	}
	return strings.Join(parts, " · ")
}

// columnOf maps an assignment to the column of deliverables and its name in the audit log.
var columnOf = map[people.AssignmentKind][2]string{
	people.HoldsItem:      {"owner_id", "owner"},
	people.HoldsReview:    {"reviewer_id", "reviewer"},
	people.HoldsUnblocker: {"unblocker_id", "can unblock"},
}

// HandOver gives an assignment to another person. The caller has checked in the same transaction
// that it did not change.
func (Holdings) HandOver(tx *db.Tx, h people.Holding, from, to people.User) error {
	if to.ID == 0 || !to.Active() {
		return fault.Invalid("successor", "Choose who takes over.")
	}
	var err error
	field, entity, action := "", "deliverable", "deliverable.handed over"
	switch h.Kind {
	case people.HoldsLead:
		field, entity, action = "lead", "launch", "launch.handed over"
		err = db.OneRow(tx.Exec("UPDATE launches SET lead_id = ?, version = version + 1, updated_at = ? WHERE id = ? AND lead_id = ?",
			to.ID, tx.Now, h.ID, from.ID))
	case people.HoldsRole:
		field, entity, action = h.Title, "launch", "launch.handed over"
		err = db.OneRow(tx.Exec("UPDATE launch_roles SET user_id = ? WHERE launch_id = ? AND key = ? AND user_id = ?", to.ID, h.ID,
			h.Key, from.ID))
	case people.HoldsHelp:
		field = "helper"
		err = handOverHelp(tx, h.ID, from.ID, to.ID)
	default:
		col := columnOf[h.Kind]
		field = col[1]
		err = db.OneRow(tx.Table("deliverables").Where("id = ? AND "+col[0]+" = ?", h.ID, from.ID).
			Updates(map[string]any{col[0]: to.ID, "version": gorm.Expr("version + 1"), "updated_at": tx.Now}))
	}
	if err != nil {
		return err
	}
	label := h.Title
	if entity == "launch" {
		label = h.LaunchName
	}
	return tx.Audit(db.Entry{Action: action, Entity: entity, EntityID: h.ID, LaunchID: db.RefOf(h.LaunchID), Label: label,
		Changes: []db.Change{{Field: field, Old: from.Name, New: to.Name}}, Reason: from.Name + " was deactivated."})
}

// handOverHelp omits people who already help with the item or own it.
func handOverHelp(tx *db.Tx, id, from, to int64) error {
	if err := db.OneRow(tx.Exec("DELETE FROM deliverable_helpers WHERE deliverable_id = ? AND user_id = ?", id, from)); err != nil {
		return err
	}
	if err := tx.Exec("UPDATE deliverables SET version = version + 1, updated_at = ? WHERE id = ?", tx.Now, id).Error; err != nil {
		return err
	}
	return tx.Exec(`INSERT INTO deliverable_helpers (deliverable_id, user_id)
		SELECT d.id, ? FROM deliverables d WHERE d.id = ? AND (d.owner_id IS NULL OR d.owner_id <> ?)
		ON CONFLICT DO NOTHING`, to, id, to).Error
}

var _ launch.Inheritor = Holdings{}

// TakeFromGone gives the assignments of deactivated people to the heir when a launch is reopened.
func (Holdings) TakeFromGone(tx *db.Tx, l launch.Launch, heir func() (people.User, error)) error {
	var gone []people.User
	err := tx.Where(`deactivated_at IS NOT NULL AND id IN (
			SELECT lead_id FROM launches WHERE id = ?
			UNION SELECT user_id FROM launch_roles WHERE launch_id = ?
			UNION SELECT owner_id FROM deliverables WHERE launch_id = ?
			UNION SELECT reviewer_id FROM deliverables WHERE launch_id = ?
			UNION SELECT unblocker_id FROM deliverables WHERE launch_id = ?
			UNION SELECT h.user_id FROM deliverable_helpers h JOIN deliverables d ON d.id = h.deliverable_id WHERE d.launch_id = ?)`,
		l.ID, l.ID, l.ID, l.ID, l.ID, l.ID).Order("id").Find(&gone).Error
	if err != nil || len(gone) == 0 {
		return err
	}
	to, err := heir()
	if err != nil {
		return err
	}
	for _, from := range gone {
		hs, err := Holdings{}.Of(tx.Reader, from.ID)
		if err != nil {
			return err
		}
		for _, h := range hs {
			if h.LaunchID != l.ID {
				continue
			}
			if err := (Holdings{}).HandOver(tx, h, from, to); err != nil {
				return err
			}
		}
	}
	return nil
}
