package timeline

import (
	"strconv"

	"tminus/models/timeline"
)

// freezeSpans returns the classes of the shaded columns: the start and the length of each freeze on
// the chart.
func (vm VM) freezeSpans() []string {
	var out []string
	for _, e := range vm.Freezes {
		first, last := e.Days(vm.Plan.Location())
		from := max(first.Sub(vm.Chart.First), 0)
		to := min(last.Sub(vm.Chart.First), timeline.Columns-1)
		if from <= to {
			out = append(out, "c"+strconv.Itoa(from+1)+" n"+strconv.Itoa(to-from+1))
		}
	}
	return out
}

// freezes returns the freezes as text.
func (vm VM) freezes() []string {
	var out []string
	for _, e := range vm.Freezes {
		first, last := e.Days(vm.Plan.Location())
		if !last.Before(vm.Chart.First) && first.Sub(vm.Chart.First) < timeline.Columns {
			out = append(out, "Freeze: "+e.Name()+", "+e.When())
		}
	}
	return out
}
