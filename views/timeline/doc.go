// Package timeline shows a launch from T-21 to T+14: a lane for each team, a row for each
// deliverable, a bar from its start to its due date. The same rows are also in a list by week. Rows
// are built without templ because there may be hundreds of them; everything else is templ.
package timeline
