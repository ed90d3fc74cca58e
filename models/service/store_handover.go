package service

import (
	"strconv"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// Holdings lists the services that a person owns or knows, and transfers them to a successor.
type Holdings struct{}

var _ people.Holdings = Holdings{}

// Of returns the services in use that a person owns or knows, in one query.
func (Holdings) Of(g db.Reader, userID int64) ([]people.Holding, error) {
	var rows []struct {
		ID      int64
		Version int
		Name    string
		Tier    Tier
		Owns    int
		Knows   int
	}
	err := g.Raw(`SELECT s.id, s.version, s.name, s.tier, CASE WHEN s.owner_id = ? THEN 1 ELSE 0 END AS owns,
			(SELECT COUNT(*) FROM service_knowers k WHERE k.service_id = s.id AND k.user_id = ?) AS knows
		FROM services s WHERE s.archived_at IS NULL AND (s.owner_id = ? OR s.id IN (SELECT service_id FROM service_knowers WHERE user_id = ?))
		ORDER BY lower(s.name), s.id`, userID, userID, userID, userID).Scan(&rows).Error
	var out []people.Holding
	for _, r := range rows {
		h := people.Holding{ID: r.ID, Version: r.Version, LaunchName: "Services", Title: r.Name, Detail: "Service · " + r.Tier.Label(),
			Href: "/services/" + strconv.FormatInt(r.ID, 10)}
		if r.Owns != 0 {
			h.Kind = people.HoldsService
			out = append(out, h)
		}
		if r.Knows != 0 {
			h.Kind = people.HoldsKnowledge
			out = append(out, h)
		}
	}
	return out, err
}

// HandOver transfers the ownership or the knowledge of a service to another person.
func (Holdings) HandOver(tx *db.Tx, h people.Holding, from, to people.User) error {
	if to.ID == 0 || !to.Active() {
		return fault.Invalid("successor", "Choose who takes over.")
	}
	r, err := findService(tx.Reader, h.ID)
	if err != nil {
		return err
	}
	columns, field := map[string]any{}, "owner"
	if h.Kind == people.HoldsKnowledge {
		field = "known by"
		if err := tx.Exec("DELETE FROM service_knowers WHERE service_id = ? AND user_id IN ?", h.ID, []int64{from.ID, to.ID}).Error; err != nil {
			return err
		}
		if err := tx.Exec("INSERT INTO service_knowers (service_id, user_id) VALUES (?, ?)", h.ID, to.ID).Error; err != nil {
			return err
		}
	} else {
		columns["owner_id"] = to.ID
	}
	// A person who owns and knows a service hands it over twice, so use its current version.
	if _, err := tx.UpdateRow("services", r.ID, r.Version, columns); err != nil {
		return err
	}
	return r.audit(tx, "handed over", from.Name+" was deactivated.", db.Change{Field: field, Old: from.Name, New: to.Name})
}
