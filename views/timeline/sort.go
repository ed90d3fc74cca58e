package timeline

import (
	"cmp"
	"slices"
	"strings"

	"tminus/models/launch"
	"tminus/models/timeline"
)

// sorted returns the rows in the order of the list; equal rows are ordered by due date.
func sorted(vm VM) []timeline.Row {
	rows := slices.Clone(vm.Chart.Rows)
	slices.SortStableFunc(rows, func(a, b timeline.Row) int {
		switch vm.Sort {
		case "title":
			return strings.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title))
		case "status":
			return cmp.Compare(markRank(a.Mark()), markRank(b.Mark()))
		case "owner":
			return strings.Compare(strings.ToLower(a.OwnerName), strings.ToLower(b.OwnerName))
		case "lane":
			return cmp.Compare(vm.Plan.Lane(a.LaneID).Position, vm.Plan.Lane(b.LaneID).Position)
		}
		return 0
	})
	return rows
}

// markRank orders marks by urgency.
func markRank(m launch.Mark) int {
	return slices.Index([]launch.Mark{launch.MarkBlocked, launch.MarkAtRisk, launch.MarkNotStarted, launch.MarkInProgress,
		launch.MarkInReview, launch.MarkDone, launch.MarkSkipped}, m)
}
