package readiness

import (
	"gorm.io/gorm"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Store is what people do to find out whether a launch may go, and to decide.
type Store struct{ db *db.DB }

// NewStore returns a store on d.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// insertAll writes rows of one table at a time, as many as there are.
func insertAll[T any](g *gorm.DB, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	return g.CreateInBatches(&rows, 100).Error
}

// launchOf loads a launch. Returns NotFound.
func launchOf(g *gorm.DB, slug string) (launch.Launch, error) {
	var l launch.Launch
	err := g.Where("slug = ?", slug).Take(&l).Error
	return l, db.NotFoundAs(err, "launch")
}

// toChange loads a launch for who may do act in it. Returns NotFound, and
// Forbidden to others.
func toChange(tx *db.Tx, slug string, act people.Action) (launch.Launch, error) {
	l, err := launchOf(tx.DB, slug)
	if err != nil {
		return l, err
	}
	return l, people.Allow(tx.Actor, act, l.LeadID)
}

// ableOwner returns Invalid for the field when somebody cannot have a thing:
// who is unknown, has left, or is a viewer.
func ableOwner(g *gorm.DB, id int64, field string) (people.User, error) {
	var u people.User
	err := db.NotFoundAs(g.Where("id = ?", id).Take(&u).Error, "person")
	switch {
	case fault.Is(err, fault.KindNotFound):
		return u, fault.Invalid(field, "There is no such person any more. Choose somebody else.")
	case err != nil:
		return u, err
	case !u.Active():
		return u, fault.Invalid(field, "%s has left. Choose somebody else.", u.Name)
	case u.Role == people.Viewer:
		return u, fault.Invalid(field, "%s is a viewer and cannot change anything. Choose a member.", u.Name)
	}
	return u, nil
}

// idOf is the id that a reference holds, 0 for none.
func idOf(ref *int64) int64 {
	if ref == nil {
		return 0
	}
	return *ref
}

// changed appends a field that is not what it was.
func changed(cs []db.Change, field, before, after string) []db.Change {
	if before == after {
		return cs
	}
	return append(cs, db.Change{Field: field, Old: before, New: after})
}
