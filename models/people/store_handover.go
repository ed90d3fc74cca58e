package people

import (
	"context"
	"strconv"

	"tminus/models/db"
	"tminus/models/fault"
)

// Holdings is implemented by later packages that assign people to records. The program passes one
// implementation of each.
type Holdings interface {
	// Of returns the assignments of a person in active launches, in a constant number of queries.
	Of(g db.Reader, userID int64) ([]Holding, error)
	// HandOver gives h from one person to another and writes an audit row.
	HandOver(tx *db.Tx, h Holding, from, to User) error
}

// WithHoldings sets the implementations of Holdings and returns the store.
func (s *Store) WithHoldings(h ...Holdings) *Store {
	s.holdings = h
	return s
}

// Holdings returns the assignments of a person in active launches.
func (s *Store) Holdings(ctx context.Context, userID int64) ([]Holding, error) {
	if err := Require(db.ActorOf(ctx), Read, Organisation); err != nil {
		return nil, err
	}
	return s.holdingsOf(s.db.Read(ctx), userID)
}

func (s *Store) holdingsOf(g db.Reader, userID int64) ([]Holding, error) {
	hs, err := s.loadHoldings(g, userID)
	var out []Holding
	for _, in := range hs {
		out = append(out, in.list...)
	}
	return out, err
}

// packageHoldings are the assignments of a person in a later package.
type packageHoldings struct {
	source Holdings
	list   []Holding
}

func (s *Store) loadHoldings(g db.Reader, userID int64) ([]packageHoldings, error) {
	out := make([]packageHoldings, len(s.holdings))
	for i, room := range s.holdings {
		list, err := room.Of(g, userID)
		if err != nil {
			return nil, err
		}
		out[i] = packageHoldings{room, list}
	}
	return out, nil
}

// Deactivate removes a person's access and hands over all their assignments, in one transaction, so
// that nothing stays assigned to a deactivated person. It returns Invalid if a successor is missing
// or not able, and Conflict if the person or the assignments changed since the form was opened.
func (s *Store) Deactivate(ctx context.Context, id int64, ho Handover) (handed int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := Require(tx.Actor, Administer, Organisation); err != nil {
			return err
		}
		u, err := findUser(tx.Reader, "id = ?", id)
		if err != nil {
			return err
		}
		if err := checkDeactivate(tx, u); err != nil {
			return err
		}
		if _, err := tx.UpdateRow("users", id, ho.Version, map[string]any{"deactivated_at": tx.Now}); err != nil {
			return err
		}
		if handed, err = s.handOver(tx, u, ho); err != nil {
			return err
		}
		if err := endAccess(tx, id); err != nil {
			return err
		}
		if _, err := revokeFeed(tx, id); err != nil {
			return err
		}
		return tx.Audit(db.Entry{Action: "user.deactivated", Entity: "user", EntityID: id, Label: u.Name,
			Changes: []db.Change{{Field: "handed over", New: strconv.Itoa(handed)}}})
	})
	return handed, err
}

// checkDeactivate returns an error if a person cannot be deactivated.
func checkDeactivate(tx *db.Tx, u User) error {
	if !u.Active() {
		return fault.Conflict("%s has been deactivated already.", u.Name)
	}
	if err := Require(tx.Actor, Deactivate, Subject{Owner: u.ID}); err != nil {
		return err
	}
	if u.Role == Administrator {
		return checkOtherAdministrator(tx, u, "")
	}
	return nil
}

// checkOtherAdministrator returns Invalid if u is the only administrator.
func checkOtherAdministrator(tx *db.Tx, u User, field string) error {
	var n int64
	err := tx.Raw("SELECT COUNT(*) FROM users WHERE role = ? AND deactivated_at IS NULL AND id <> ?", Administrator, u.ID).Scan(&n).Error
	if err == nil && n == 0 {
		return fault.Invalid(field, "%s is the last administrator. Make somebody else an administrator first.", u.Name)
	}
	return err
}

// handOver gives all holdings to their successors and returns their number.
func (s *Store) handOver(tx *db.Tx, from User, ho Handover) (int, error) {
	rooms, err := s.loadHoldings(tx.Reader, from.ID)
	if err != nil {
		return 0, err
	}
	var all []Holding
	for _, in := range rooms {
		all = append(all, in.list...)
	}
	if ho.Seen != Fingerprint(all) {
		return 0, fault.Conflict("What %s is named on has changed since you opened this page. Look at the list again, then hand over.", from.Name)
	}
	to, err := successors(tx, from, all, ho)
	if err != nil {
		return 0, err
	}
	for _, in := range rooms {
		for _, h := range in.list {
			if err := in.source.HandOver(tx, h, from, to[ho.Successor(h)]); err != nil {
				return 0, err
			}
		}
	}
	return len(all), nil
}

// successors loads the people who take over, or returns Invalid with a message for each invalid
// choice.
func successors(tx *db.Tx, from User, hs []Holding, ho Handover) (map[int64]User, error) {
	to := map[int64]User{}
	reported := map[string]bool{}
	var c fault.Check
	for _, h := range hs {
		id, field := ho.Successor(h), ho.Field(h)
		if _, ok := to[id]; ok || reported[field] {
			continue
		}
		u, msg, err := successor(tx, from, id)
		if err != nil {
			return nil, err
		}
		if msg == "" {
			to[id] = u
			continue
		}
		reported[field] = true
		c.Add(field, "%s", msg)
	}
	return to, c.Err()
}

// successor loads the person who takes over, or returns the reason why they cannot.
func successor(tx *db.Tx, from User, id int64) (User, string, error) {
	if id == 0 {
		return User{}, "Choose who takes over.", nil
	}
	if id == from.ID {
		return User{}, "Choose somebody other than " + from.Name + ".", nil
	}
	u, err := findUser(tx.Reader, "id = ?", id)
	switch {
	case fault.Is(err, fault.KindNotFound):
		return u, "There is no such person any more. Choose somebody else.", nil
	case err != nil:
		return u, "", err
	case !u.Active():
		return u, u.Name + " has gone too. Choose somebody else.", nil
	case u.Role == Viewer:
		return u, u.Name + " is a viewer and cannot change anything. Choose a member.", nil
	}
	return u, "", nil
}

// endAccess ends a person's sessions and revokes their links.
func endAccess(tx *db.Tx, id int64) error {
	if err := tx.Exec("DELETE FROM sessions WHERE user_id = ?", id).Error; err != nil {
		return err
	}
	return revokeLinks(tx, id, "")
}
