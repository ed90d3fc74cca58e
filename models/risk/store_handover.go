package risk

import (
	"strconv"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Holdings lists a person's risks in launches that are not over, and hands them over.
type Holdings struct{}

var _ people.Holdings = Holdings{}

// Of returns the risks that a person owns, including closed ones, because they can be reopened.
func (Holdings) Of(g db.Reader, userID int64) ([]people.Holding, error) {
	list, err := facts(g, "r.owner_id = ? AND r.launch_id IN (SELECT id FROM launches WHERE state NOT IN ?)", userID, endedStates)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	var launches []struct {
		ID         int64
		Slug, Name string
	}
	err = g.Raw("SELECT id, slug, name FROM launches WHERE id IN (SELECT launch_id FROM risks WHERE owner_id = ?)", userID).Scan(
		&launches).Error
	if err != nil {
		return nil, err
	}
	out := make([]people.Holding, 0, len(list))
	for _, f := range list {
		h := people.Holding{Kind: people.HoldsRisk, ID: f.ID, Version: f.Version, LaunchID: f.LaunchID, Title: f.Title,
			Detail: "Risk · " + f.Effective().Level().Label(), Finished: f.Closed}
		if f.Closed {
			h.Detail = "Risk · Closed"
		}
		for _, l := range launches {
			if l.ID == f.LaunchID {
				h.LaunchSlug, h.LaunchName, h.Href = l.Slug, l.Name, "/launches/"+l.Slug+"/risks/"+strconv.FormatInt(f.ID, 10)
			}
		}
		out = append(out, h)
	}
	return out, nil
}

// HandOver gives a risk to another person.
func (Holdings) HandOver(tx *db.Tx, h people.Holding, from, to people.User) error {
	if to.ID == 0 || !to.Active() {
		return fault.Invalid("successor", "Choose who takes over.")
	}
	res := tx.Exec("UPDATE risks SET owner_id = ?, version = version + 1, updated_at = ? WHERE id = ? AND owner_id = ?", to.ID, tx.Now,
		h.ID, from.ID)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return fault.Changed("this risk")
	}
	r := row{ID: h.ID, LaunchID: h.LaunchID, Title: h.Title}
	return r.audit(tx, "handed over", from.Name+" was deactivated.", db.Change{Field: "owner", Old: from.Name, New: to.Name})
}

var _ launch.Inheritor = (*Store)(nil)

// TakeFromGone gives the risks of deactivated people to the heir when a launch is reopened.
func (s *Store) TakeFromGone(tx *db.Tx, l launch.Launch, heir func() (people.User, error)) error {
	list, err := facts(tx.Reader, "r.launch_id = ? AND r.owner_id IN (SELECT id FROM users WHERE deactivated_at IS NOT NULL)", l.ID)
	if err != nil || len(list) == 0 {
		return err
	}
	to, err := heir()
	if err != nil {
		return err
	}
	for _, f := range list {
		h := people.Holding{Kind: people.HoldsRisk, ID: f.ID, LaunchID: f.LaunchID, Title: f.Title}
		if err := (Holdings{}).HandOver(tx, h, people.User{ID: f.OwnerID, Name: f.OwnerName}, to); err != nil {
			return err
		}
	}
	return nil
}
