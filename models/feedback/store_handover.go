package feedback

import (
	"strconv"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Holdings lists the reports of a person in active launches, and transfers them to a successor.
type Holdings struct{}

var _ people.Holdings = Holdings{}

// endedStates are the states of launches that are over.
var endedStates = []launch.State{launch.Closed, launch.Cancelled}

// Of returns the reports that a person owns, in one query.
func (Holdings) Of(g db.Reader, userID int64) ([]people.Holding, error) {
	var out []people.Holding
	err := g.Raw(`SELECT r.id, r.version, r.title, r.channel AS detail, l.id AS launch_id, l.slug AS launch_slug, l.name AS launch_name,
			CASE WHEN r.archived_at IS NULL AND r.closed_at IS NULL AND r.duplicate_of IS NULL THEN 0 ELSE 1 END AS finished
		FROM feedback_reports r JOIN launches l ON l.id = r.launch_id
		WHERE r.owner_id = ? AND l.state NOT IN ? ORDER BY l.launch_on, l.id, lower(r.title), r.id`, userID, endedStates).Scan(&out).Error
	for i := range out {
		out[i].Kind = people.HoldsReport
		out[i].Detail = "Feedback · " + Channel(out[i].Detail).Label()
		out[i].Href = "/launches/" + out[i].LaunchSlug + "/feedback/" + strconv.FormatInt(out[i].ID, 10)
	}
	return out, err
}

// HandOver transfers a report to another person. The caller has checked in the same transaction
// that the holding has not changed.
func (Holdings) HandOver(tx *db.Tx, h people.Holding, from, to people.User) error {
	if to.ID == 0 || !to.Active() {
		return fault.Invalid("successor", "Choose who takes over.")
	}
	if _, err := tx.UpdateRow("feedback_reports", h.ID, h.Version, map[string]any{"owner_id": to.ID}); err != nil {
		return err
	}
	return tx.Audit(db.Entry{Action: "report.handed over", Entity: "report", EntityID: h.ID, LaunchID: &h.LaunchID, Label: h.Title,
		Changes: []db.Change{{Field: "owner", Old: from.Name, New: to.Name}}, Reason: from.Name + " was deactivated."})
}
