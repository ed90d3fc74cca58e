package stakeholder

import (
	"strconv"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Holdings lists the stakeholders whom a person informs in active launches, and transfers them to a
// successor.
type Holdings struct{}

var _ people.Holdings = Holdings{}

// endedStates are the states of launches that are over.
var endedStates = []launch.State{launch.Closed, launch.Cancelled}

// Of returns the stakeholders whom a person informs, in one query.
func (Holdings) Of(g db.Reader, userID int64) ([]people.Holding, error) {
	var out []people.Holding
	err := g.Raw(
		`SELECT s.id, s.version, s.name AS title, s.function AS detail, l.id AS launch_id, l.slug AS launch_slug, l.name AS launch_name,
			CASE WHEN s.archived_at IS NULL THEN 0 ELSE 1 END AS finished
		FROM stakeholders s JOIN launches l ON l.id = s.launch_id
		WHERE s.owner_id = ? AND l.state NOT IN ? ORDER BY l.launch_on, l.id, lower(s.name), s.id`, userID, endedStates).Scan(&out).Error
	for i := range out {
		out[i].Kind = people.HoldsStakeholder
		out[i].Href = "/launches/" + out[i].LaunchSlug + "/stakeholders/" + strconv.FormatInt(out[i].ID, 10)
	}
	return out, err
}

// HandOver transfers a stakeholder to another person. The caller has checked in the same
// transaction that the holding has not changed.
func (Holdings) HandOver(tx *db.Tx, h people.Holding, from, to people.User) error {
	if to.ID == 0 || !to.Active() {
		return fault.Invalid("successor", "Choose who takes over.")
	}
	res := tx.Exec("UPDATE stakeholders SET owner_id = ?, version = version + 1, updated_at = ? WHERE id = ? AND owner_id = ?", to.ID,
		tx.Now, h.ID, from.ID)
	if err := db.OneRow(res); err != nil {
		return err
	}
	return tx.Audit(db.Entry{Action: "stakeholder.handed over", Entity: "stakeholder", EntityID: h.ID, LaunchID: &h.LaunchID, Label: h.Title,
		Changes: []db.Change{{Field: "owner", Old: from.Name, New: to.Name}}, Reason: from.Name + " was deactivated."})
}
