package timeline

import (
	"strconv"

	"tminus/models/launch"
)

// freezeSpans are the classes of the shaded columns: where a freeze begins on the
// chart, and how many days of it are there.
func (vm VM) freezeSpans() []string {
	var out []string
	for _, e := range vm.Freezes {
		first, last := e.Days(vm.Plan.Location())
		from := max(first.Sub(vm.Chart.First), 0)
		to := min(last.Sub(vm.Chart.First), launch.Columns-1)
		if from <= to {
			out = append(out, "c"+strconv.Itoa(from+1)+" n"+strconv.Itoa(to-from+1))
		}
	}
	return out
}

// freezes are the same in words.
func (vm VM) freezes() []string {
	var out []string
	for _, e := range vm.Freezes {
		first, last := e.Days(vm.Plan.Location())
		if !last.Before(vm.Chart.First) && first.Sub(vm.Chart.First) < launch.Columns {
			out = append(out, "Freeze: "+e.Name()+", "+e.When())
		}
	}
	return out
}
