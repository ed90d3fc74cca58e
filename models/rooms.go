// Package models joins the rooms into a house: it is the one place that says
// which room asks which later one.
package models

import (
	"tminus/models/calendar"
	"tminus/models/comms"
	"tminus/models/db"
	"tminus/models/feedback"
	"tminus/models/guide"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/readiness"
	"tminus/models/risk"
	"tminus/models/roster"
	"tminus/models/service"
)

// Rooms are the stores of all rooms on one database.
type Rooms struct {
	People    *people.Store
	Launches  *launch.Store
	Services  *service.Store
	Calendar  *calendar.Store
	Risks     *risk.Store
	Roster    *roster.Store
	Guides    *guide.Store
	Feedback  *feedback.Store
	Readiness *readiness.Store
	Comms     *comms.Store
}

// NewRooms opens the rooms on d.
func NewRooms(d *db.DB) Rooms {
	risks, rota, said, ready := risk.NewStore(d), roster.NewStore(d), feedback.NewStore(d), readiness.NewStore(d)
	events := calendar.NewStore(d).WithRota(rota)
	return Rooms{
		People:    people.NewStore(d).WithHoldings(launch.Holdings{}, service.Holdings{}, risk.Holdings{}, readiness.Holdings{}, comms.Holdings{}, guide.Holdings{}, feedback.Holdings{}, roster.NewHoldings(d)),
		Launches:  launch.NewStore(d).StartWith(risks, rota, said, ready).GuardWith(ready).AcceptWith(events),
		Services:  service.NewStore(d, rota),
		Calendar:  events,
		Risks:     risks,
		Roster:    rota,
		Guides:    guide.NewStore(d),
		Feedback:  said,
		Readiness: ready,
		Comms:     comms.NewStore(d),
	}
}
