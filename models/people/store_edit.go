package people

import (
	"context"

	"tminus/models/db"
	"tminus/models/fault"
)

// Update changes the fields of a person that administrators edit. It returns Invalid with all
// problems, including that no administrator would remain, and Conflict if another person changed
// the person since version.
func (s *Store) Update(ctx context.Context, id int64, in Input, version int) (User, error) {
	var u User
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := Require(tx.Actor, Administer, Organisation); err != nil {
			return err
		}
		before, err := findUser(tx.Reader, "id = ?", id)
		if err != nil {
			return err
		}
		in, err := in.Clean()
		if err != nil {
			return err
		}
		if err := checkTeam(tx.Reader, in.TeamID, before.TeamID); err != nil {
			return err
		}
		if before.Active() && before.Role == Administrator && in.Role != Administrator {
			if err := checkOtherAdministrator(tx, before, "role"); err != nil {
				return err
			}
		}
		if in.Role == Viewer && before.Role != Viewer {
			if err := s.checkNoHoldings(tx, before); err != nil {
				return err
			}
		}
		next, err := tx.UpdateRow("users", id, version, map[string]any{
			"name": in.Name, "email": in.Email, "role": in.Role, "title": in.Title,
			"team_id": in.TeamID, "seniority": in.Seniority, "zone": in.Zone,
		})
		if db.Duplicate(err) {
			return fault.Invalid("email", "Somebody with this address is here already.")
		}
		if err != nil {
			return err
		}
		changes, err := userChanges(tx.Reader, before, in)
		if err != nil {
			return err
		}
		u = before
		u.Name, u.Email, u.Role, u.Title, u.TeamID, u.Seniority, u.Zone = in.Name, in.Email, in.Role, in.Title, in.TeamID, in.Seniority, in.Zone
		u.Version = next
		return tx.Audit(db.Entry{Action: "user.updated", Entity: "user", EntityID: id, Label: in.Name, Changes: changes})
	})
	return u, err
}

// checkNoHoldings returns Invalid if a person with assignments would become a viewer, who could not
// change them.
func (s *Store) checkNoHoldings(tx *db.Tx, u User) error {
	hs, err := s.holdingsOf(tx.Reader, u.ID)
	if err != nil {
		return err
	}
	for _, h := range hs {
		if !h.Finished && (h.Kind == HoldsLead || h.Kind == HoldsItem) {
			return fault.Invalid("role", "%s still answers for “%s” in %s. A viewer cannot change anything: give it to somebody else first.",
				u.Name, h.Title, h.LaunchName)
		}
	}
	return nil
}

// checkTeam returns Invalid for a team that does not exist or is archived, unless the person is
// already in it.
func checkTeam(g db.Reader, id, before *int64) error {
	if id == nil || (before != nil && *before == *id) {
		return nil
	}
	var n int64
	err := g.Raw("SELECT COUNT(*) FROM teams WHERE id = ? AND archived_at IS NULL", *id).Scan(&n).Error
	if err == nil && n == 0 {
		return fault.Invalid("team", "There is no such team any more. Choose another.")
	}
	return err
}

func userChanges(g db.Reader, u User, in Input) ([]db.Change, error) {
	var cs []db.Change
	add := func(field, before, after string) {
		if before != after {
			cs = append(cs, db.Change{Field: field, Old: before, New: after})
		}
	}
	add("name", u.Name, in.Name)
	add("email", u.Email, in.Email)
	add("role", u.Role.Label(), in.Role.Label())
	add("title", u.Title, in.Title)
	add("seniority", u.Seniority.Label(), in.Seniority.Label())
	add("time zone", u.Zone, in.Zone)
	before, err := teamName(g, u.TeamID)
	if err != nil {
		return nil, err
	}
	after, err := teamName(g, in.TeamID)
	add("team", before, after)
	return cs, err
}

func teamName(g db.Reader, id *int64) (string, error) {
	var name string
	if id == nil {
		return "", nil
	}
	err := g.Raw("SELECT name FROM teams WHERE id = ?", *id).Scan(&name).Error
	return name, err
}

// Reactivate gives a deactivated person access again, without any assignments. It returns Conflict
// if version is not the present one.
func (s *Store) Reactivate(ctx context.Context, id int64, version int) (User, error) {
	var u User
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := Require(tx.Actor, Administer, Organisation); err != nil {
			return err
		}
		var err error
		if u, err = findUser(tx.Reader, "id = ?", id); err != nil {
			return err
		}
		if u.Active() {
			return fault.Conflict("%s is active already.", u.Name)
		}
		if _, err := tx.UpdateRow("users", id, version, map[string]any{"deactivated_at": nil}); err != nil {
			return err
		}
		return tx.Audit(db.Entry{Action: "user.reactivated", Entity: "user", EntityID: id, Label: u.Name})
	})
	return u, err
}

// UpdateOwn changes the fields that people edit about themselves. It returns Invalid or Conflict.
func (s *Store) UpdateOwn(ctx context.Context, name, zone string, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := findActor(tx)
		if err != nil {
			return err
		}
		in, err := Input{Name: name, Email: u.Email, Role: u.Role, Title: u.Title, TeamID: u.TeamID, Seniority: u.Seniority, Zone: zone}.Clean()
		if err != nil {
			return err
		}
		changes, err := userChanges(tx.Reader, u, in)
		if err != nil || len(changes) == 0 {
			return err
		}
		if _, err := tx.UpdateRow("users", u.ID, version, map[string]any{"name": in.Name, "zone": in.Zone}); err != nil {
			return err
		}
		return tx.Audit(db.Entry{Action: "user.updated", Entity: "user", EntityID: u.ID, Label: in.Name, Changes: changes})
	})
}

// findActor loads the actor.
func findActor(tx *db.Tx) (User, error) {
	if err := Require(tx.Actor, Read, Organisation); err != nil {
		return User{}, err
	}
	return findUser(tx.Reader, "id = ?", tx.Actor.ID)
}
