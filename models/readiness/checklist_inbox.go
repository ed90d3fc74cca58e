package readiness

import (
	"tminus/internal/civil"
	"tminus/models/launch"
)

// MyCheck is an open item of a checklist that somebody owns, with its launch.
type MyCheck struct {
	Ticked
	ListName   string
	LaunchSlug string
	LaunchName string
	LaunchOn   civil.Date
	// Today is the day in the launch's zone.
	Today civil.Date
}

// CheckInbox is what checklists ask of one person.
type CheckInbox struct {
	Due map[launch.When][]MyCheck
	// Cut says that there is more than is shown.
	Cut bool
}

// Count returns how many open items there are.
func (in CheckInbox) Count() int {
	n := 0
	for _, cs := range in.Due {
		n += len(cs)
	}
	return n
}
