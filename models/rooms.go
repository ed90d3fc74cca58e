// Package models joins the rooms into a house: it is the one place that says
// which room asks which later one.
package models

import (
	"tminus/models/comms"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/readiness"
	"tminus/models/risk"
)

// Rooms are the stores of all rooms on one database.
type Rooms struct {
	People    *people.Store
	Launches  *launch.Store
	Risks     *risk.Store
	Readiness *readiness.Store
	Comms     *comms.Store
}

// NewRooms opens the rooms on d.
func NewRooms(d *db.DB) Rooms {
	risks, ready := risk.NewStore(d), readiness.NewStore(d)
	return Rooms{
		People:    people.NewStore(d).WithHoldings(launch.Holdings{}, risk.Holdings{}, readiness.Holdings{}, comms.Holdings{}),
		Launches:  launch.NewStore(d).StartWith(risks, ready).GuardWith(ready),
		Risks:     risks,
		Readiness: ready,
		Comms:     comms.NewStore(d),
	}
}
