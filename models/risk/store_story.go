package risk

import (
	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/launch"
)

// CreateInTx creates a risk with its mitigations in the caller's transaction and returns its id.
// The caller checks the permission.
func CreateInTx(tx *db.Tx, launchID int64, in Input, mitigations ...int64) (int64, error) {
	r, err := create(tx, launchID, in)
	if err != nil {
		return 0, err
	}
	for _, id := range mitigations {
		if err := r.link(tx, id); err != nil {
			return 0, err
		}
	}
	return r.ID, nil
}

// Event is an action of a person on a risk in a story. Empty fields do not change anything.
type Event struct {
	Current, Residual Score
	// Accepted is the reason for accepting it, Until the last day.
	Accepted string
	Until    civil.Date
	// Closed is the reason for closing it.
	Closed string
}

// Apply performs the event in the caller's transaction. The caller checks the permission.
func (e Event) Apply(tx *db.Tx, l launch.Launch, id int64) error {
	var r row
	if err := tx.Where("id = ? AND launch_id = ?", id, l.ID).Take(&r).Error; err != nil {
		return db.NotFoundAs(err, "risk in this launch")
	}
	switch {
	case e.Current.Judged():
		return r.rescoreTo(tx, e.Current, e.Residual)
	case e.Accepted != "":
		return r.accept(tx, l, e.Accepted, e.Until)
	}
	return r.close(tx, e.Closed)
}
