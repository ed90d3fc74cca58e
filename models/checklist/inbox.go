package checklist

import (
	"tminus/internal/civil"
	"tminus/models/launch"
)

// MyItem is an open item with its list and launch.
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
	Due map[launch.DueGroup][]MyItem
	// Cut says that there are more items than Due holds.
	Cut bool
}

// Count returns the number of items.
func (in Inbox) Count() int {
	n := 0
	for _, cs := range in.Due {
		n += len(cs)
	}
	return n
}
