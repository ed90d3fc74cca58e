package guide

import (
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// Holdings lists the guides that a person owns or reviews, and transfers them to a successor. It
// includes guides of launches that are over, because they are still read.
type Holdings struct{}

var _ people.Holdings = Holdings{}

// Of returns the guides on which a person is named, in one query.
func (Holdings) Of(g db.Reader, userID int64) ([]people.Holding, error) {
	var rows []struct {
		people.Holding
		Slug      string
		State     State
		Published int
		Owns      int
		Reviews   int
	}
	err := g.Raw(`SELECT g.id, g.version, g.title, g.slug, g.state, g.published, CASE WHEN g.archived_at IS NULL THEN 0 ELSE 1 END AS finished,
			COALESCE(l.id, 0) AS launch_id, COALESCE(l.slug, '') AS launch_slug, COALESCE(l.name, 'Guides') AS launch_name,
			CASE WHEN g.owner_id = ? THEN 1 ELSE 0 END AS owns, CASE WHEN g.reviewer_id = ? THEN 1 ELSE 0 END AS reviews
		FROM guides g LEFT JOIN launches l ON l.id = g.launch_id WHERE g.owner_id = ? OR g.reviewer_id = ? ORDER BY l.id, lower(g.title), g.id`,
		userID, userID, userID, userID).Scan(&rows).Error
	var out []people.Holding
	for _, r := range rows {
		h := r.Holding
		h.Detail = "Guide · " + Guide{State: r.State, Published: r.Published, Archived: h.Finished}.Shown().Label()
		h.Href = "/guides/" + r.Slug
		if r.Owns != 0 {
			h.Kind = people.HoldsGuide
			out = append(out, h)
		}
		if r.Reviews != 0 {
			h.Kind = people.HoldsGuideReview
			out = append(out, h)
		}
	}
	return out, err
}

// HandOver transfers a guide, or its review, to another person. The caller has checked in the same
// transaction that the holding has not changed.
func (Holdings) HandOver(tx *db.Tx, h people.Holding, from, to people.User) error {
	if to.ID == 0 || !to.Active() {
		return fault.Invalid("successor", "Choose who takes over.")
	}
	var r row
	if err := tx.Where("id = ?", h.ID).Take(&r).Error; err != nil {
		return db.NotFoundAs(err, "guide")
	}
	column, field := "owner_id", "owner"
	if h.Kind == people.HoldsGuideReview {
		column, field = "reviewer_id", "reviewer"
	}
	// A person who owns and reviews a guide hands it over twice, so use its current version.
	if _, err := tx.UpdateRow("guides", r.ID, r.Version, map[string]any{column: to.ID}); err != nil {
		return err
	}
	return r.audit(tx, "handed over", from.Name+" was deactivated.", db.Change{Field: field, Old: from.Name, New: to.Name})
}
