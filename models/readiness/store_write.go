package readiness

import (
	"encoding/json"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// What the writes of this room have in common.

// actorID is who does it, nil for the program itself.
func actorID(tx *db.Tx) *int64 { return db.RefOf(tx.Actor.ID) }

// changed are the changes among fields that are each given as name, before and
// after.
func changed(fields ...[3]string) []db.Change {
	var cs []db.Change
	for _, f := range fields {
		if f[1] != f[2] {
			cs = append(cs, db.Change{Field: f[0], Old: f[1], New: f[2]})
		}
	}
	return cs
}

// namesFor returns the names of the owner that is to be and of those before,
// by id. Returns Invalid when the new one is unknown, has gone or may change
// nothing; who is owner already stays, whoever they are.
func namesFor(tx *db.Tx, owner *int64, before ...*int64) (map[int64]string, error) {
	ids := []int64{db.IDOf(owner)}
	kept := owner == nil
	for _, b := range before {
		ids = append(ids, db.IDOf(b))
		kept = kept || db.IDOf(b) == db.IDOf(owner)
	}
	var us []people.User
	if err := tx.Where("id IN ?", ids).Find(&us).Error; err != nil {
		return nil, err
	}
	names := make(map[int64]string, len(us))
	msg := "There is no such person any more. Choose somebody else."
	for _, u := range us {
		names[u.ID] = u.Name
		if u.ID == db.IDOf(owner) {
			msg = mayOwn(u)
		}
	}
	if !kept && msg != "" {
		return nil, fault.Invalid("owner", "%s", msg)
	}
	return names, nil
}

// mayOwn says why somebody cannot own anything, "" when they can.
func mayOwn(u people.User) string {
	switch {
	case !u.Active():
		return u.Name + " has left. Choose somebody else."
	case u.Role == people.Viewer:
		return u.Name + " is a viewer and cannot change anything. Choose a member."
	}
	return ""
}

func jsonOf(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}
