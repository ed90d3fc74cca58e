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
	"tminus/models/planimport"
	"tminus/models/portfolio"
	"tminus/models/readiness"
	"tminus/models/risk"
	"tminus/models/roster"
	"tminus/models/service"
	"tminus/models/template"
)

// Rooms are the stores of all rooms on one database.
type Rooms struct {
	People    *people.Store
	Templates *template.Store
	Launches  *launch.Store
	Imports   *planimport.Store
	Services  *service.Store
	Calendar  *calendar.Store
	Risks     *risk.Store
	Roster    *roster.Store
	Guides    *guide.Store
	Feedback  *feedback.Store
	Readiness *readiness.Store
	Comms     *comms.Store
	Portfolio *portfolio.Store
}

// NewRooms opens the rooms on d.
func NewRooms(d *db.DB) Rooms {
	launches, risks, rota, said, ready := launch.NewStore(d), risk.NewStore(d), roster.NewStore(d), feedback.NewStore(d), readiness.NewStore(d)
	return Rooms{
		People:    people.NewStore(d).WithHoldings(launch.Holdings{}, service.Holdings{}, risk.Holdings{}, readiness.Holdings{}, comms.Holdings{}, guide.Holdings{}, feedback.Holdings{}, roster.NewHoldings(d)),
		Templates: template.NewStore(d),
		Launches:  launches.StartWith(risks, rota, said, ready).GuardWith(ready),
		Imports:   planimport.NewStore(d, launches),
		Services:  service.NewStore(d, rota),
		Calendar:  calendar.NewStore(d).WithRota(rota),
		Risks:     risks,
		Roster:    rota,
		Guides:    guide.NewStore(d),
		Feedback:  said,
		Readiness: ready,
		Comms:     comms.NewStore(d),
		Portfolio: portfolio.NewStore(d, launches),
	}
}
