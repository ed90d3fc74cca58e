package launch

import (
	"errors"

	"gorm.io/gorm"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// Inheritor is implemented by later packages that assign people. When a launch is reopened, it
// gives the assignments of deactivated people to the heir.
type Inheritor interface {
	TakeFromGone(tx *db.Tx, l Launch, heir func() (people.User, error)) error
}

// InheritWith sets the packages that assign people in a launch, in their order, and returns the
// store.
func (s *Store) InheritWith(inheritors ...Inheritor) *Store {
	s.inheritors = inheritors
	return s
}

// takeFromGone gives the assignments of deactivated people in a launch that is reopened to its lead
// or, if the lead was deactivated too, to the actor.
func (s *Store) takeFromGone(tx *db.Tx, l Launch) error {
	for _, in := range s.inheritors {
		if err := in.TakeFromGone(tx, l, func() (people.User, error) { return heirOf(tx, l) }); err != nil {
			return err
		}
	}
	return nil
}

func heirOf(tx *db.Tx, l Launch) (people.User, error) {
	for _, id := range []int64{l.LeadID, tx.Actor.ID} {
		var u people.User
		err := tx.Where("id = ? AND deactivated_at IS NULL AND role <> ?", id, people.Viewer).Take(&u).Error
		if err == nil || !errors.Is(err, gorm.ErrRecordNotFound) {
			return u, err
		}
	}
	return people.User{}, fault.Invalid("state", "The lead of %s has gone. Choose another lead first.", l.Name)
}
