// Package timeline shows a launch from T-21 to T+14: a lane a team, a row a deliverable.
package timeline

import "tminus/models/launch"

// VM is the timeline page.
type VM struct {
	Plan    *launch.Plan
	CanEdit bool
}
