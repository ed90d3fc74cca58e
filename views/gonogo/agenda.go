package gonogo

import (
	"strconv"

	"tminus/models/readiness"
	"tminus/models/risk"
	"tminus/models/runsheet"
	"tminus/views/format"
	"tminus/views/paths"
	"tminus/views/ui"
)

// open returns the criteria of a kind that keep the launch from going.
func (vm VM) open(kind readiness.Kind) []readiness.CriterionLine {
	var out []readiness.CriterionLine
	for _, l := range vm.Verdict.Missing() {
		if l.Kind == kind {
			out = append(out, l)
		}
	}
	return out
}

func (vm VM) nothingOpen() bool {
	return vm.Verdict.Go && len(vm.Verdict.OpenFlags()) == 0 && len(vm.Risks) == 0
}

// lineHref returns the URL for resolving a criterion.
func (vm VM) lineHref(l readiness.CriterionLine) string {
	if l.Todo.Act == readiness.ActOpen {
		return paths.Below(vm.Plan.Slug, l.Todo.Path)
	}
	return paths.Readiness(vm.Plan.Slug) + "#c-" + num(l.ID)
}

func riskMark(r risk.Fact) ui.Mark {
	if r.ShowStopper {
		return ui.MarkBlocked
	}
	return ui.MarkAtRisk
}

func (vm VM) sheetWords() string {
	n := len(vm.Sheet.Lines)
	if n == 0 {
		return "No task yet."
	}
	loc := vm.Plan.Location()
	words := strconv.Itoa(n) + " tasks, from " + runsheet.FromT(vm.Sheet.Lines[0].StartMinutes) + " · " +
		format.Moment(vm.Sheet.Lines[0].Start, loc) + " until " + format.Moment(vm.Sheet.Ends(), loc) + "."
	if p := vm.Sheet.Problems(); p > 0 {
		words += " " + strconv.Itoa(p) + " of them with something wrong."
	}
	return words
}

// sheetChanged reports whether the run sheet changed since this meeting confirmed it.
func (vm VM) sheetChanged() bool {
	return vm.Planned() && !vm.SheetAt.IsZero() && vm.Sheet.ChangedAt.After(vm.SheetAt.Time)
}
