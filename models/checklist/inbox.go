package checklist

import (
	"tminus/internal/civil"
	"tminus/models/launch"
)

// MyItem is an open item of a checklist that somebody owns, with its launch.
type MyItem struct {
	ItemDetail
	ListName   string
	LaunchSlug string
	LaunchName string
	LaunchOn   civil.Date
	// Today is the day in the launch's zone.
	Today civil.Date
}

// Inbox is what checklists ask of one person.
type Inbox struct {
	Due map[launch.When][]MyItem
	// Cut says that there is more than is shown.
	Cut bool
}

// Count returns how many open items there are.
func (in Inbox) Count() int {
	n := 0
	for _, cs := range in.Due {
		n += len(cs)
	}
	return n
}
