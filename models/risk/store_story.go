package risk

import (
	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/launch"
)

// Tell names a risk with its mitigations as part of something else that is
// written: a launch that is made, or a history that is told afterwards. Whoever
// does that has asked for permission. It returns the risk's id.
func Tell(tx *db.Tx, launchID int64, in Input, mitigations ...int64) (int64, error) {
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

// Event is one thing that somebody did to a risk. What is left empty was not
// touched by it.
type Event struct {
	Current, Residual Score
	// Accepted is why it was accepted, Until the last day of that.
	Accepted string
	Until    civil.Date
	// Closed is why it was closed.
	Closed string
}

// Tell does to a risk what is told of it; see Tell.
func (e Event) Tell(tx *db.Tx, l launch.Launch, id int64) error {
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
	return r.shut(tx, e.Closed)
}
