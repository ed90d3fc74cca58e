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

// MyQuestion is a question of an interview that nobody has answered yet.
type MyQuestion struct {
	ID         int64
	Ask        string
	LaunchSlug string
	LaunchName string
	LaunchOn   civil.Date
	Today      civil.Date
}

// TickWork is what checklists and interviews ask of one person.
type TickWork struct {
	Due       map[launch.When][]MyCheck
	Questions []MyQuestion
	// Cut says that there is more than is shown.
	Cut bool
}

// Checks counts the open items.
func (w TickWork) Checks() int {
	n := 0
	for _, cs := range w.Due {
		n += len(cs)
	}
	return n
}

// Empty tells whether nothing is asked.
func (w TickWork) Empty() bool { return w.Checks()+len(w.Questions) == 0 }
