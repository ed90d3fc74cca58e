package overview

import (
	"fmt"
	"slices"
	"strings"

	"tminus/internal/civil"
	"tminus/models/calendar"
	"tminus/models/feedback"
	"tminus/models/launch"
	"tminus/models/readiness"
	"tminus/models/roster"
	deliverableview "tminus/views/deliverable"
	"tminus/views/paths"
	"tminus/views/ui"
)

// VM is the overview of a launch.
type VM struct {
	// OnCall is the launch's roster.
	OnCall roster.Roster
	*launch.Plan
	Verdict readiness.Verdict
	// Collisions are the launch's collisions with the calendar.
	Collisions calendar.Listing
	// Feedback is a summary of the reports.
	Feedback feedback.Brief
	// Me is the reader's id.
	Me      int64
	CanEdit bool
}

// shown is the number of rows in a list.
const shown = 8

func (vm VM) itemHref(id int64) string { return paths.Deliverable(vm.Slug, id) }

// Region is the part of the page that is reloaded when a status changes.
const Region = "overview"

func (vm VM) control(it launch.Item) deliverableview.StatusVM {
	return deliverableview.StatusVM{Slug: vm.Slug, Item: it, Back: paths.Launch(vm.Slug), Target: Region, CanEdit: vm.CanEdit}
}

// above returns the status control of an item with a problem, which may also be among the reader's
// items.
func (vm VM) above(it launch.Item) deliverableview.StatusVM {
	c := vm.control(it)
	c.Twin = vm.waitsForMe(it)
	return c
}

func (vm VM) waitsForMe(it launch.Item) bool {
	return slices.ContainsFunc(vm.Of(vm.Me), func(o launch.Item) bool { return o.ID == it.ID })
}

// verdict returns the sentence at the top, with its mark.
func (vm VM) verdict() (ui.Mark, string) {
	mark, _ := vm.Health()
	n := len(vm.WithProblems()) + len(vm.Collisions.Stopping())
	if n > len(vm.WithProblems()) {
		mark = launch.MarkBlocked
	}
	switch vm.State {
	case launch.Closed:
		return ui.MarkDone, "Closed: the launch is over"
	case launch.Cancelled:
		return ui.MarkSkipped, "Cancelled"
	case launch.RolledBack:
		return ui.MarkBlocked, "Rolled back"
	case launch.Live:
		return ui.MarkDone, "Live"
	case launch.Launching:
		return ui.MarkInProgress, "Launching now"
	}
	switch {
	case len(vm.Items) == 0 && n == 0:
		return ui.MarkNotStarted, "Nothing is planned yet"
	case n == 1:
		return ui.Mark(mark), "Not ready: 1 thing stands in the way"
	case n > 1:
		return ui.Mark(mark), fmt.Sprintf("Not ready: %d things stand in the way", n)
	case mark == launch.MarkDone:
		return ui.MarkDone, "Ready: everything is done"
	}
	return ui.MarkInProgress, "On track: nothing stands in the way"
}

// verdictFacts returns the text next to the verdict.
func (vm VM) verdictFacts() string {
	var parts []string
	if n := vm.Progress(nil); n.Total > 0 {
		parts = append(parts, fmt.Sprintf("%d of %d deliverables done", n.Finished, n.Total))
	}
	if d := vm.NextDecision(); d != nil {
		parts = append(parts, "decision "+d.When())
	} else if vm.State == launch.Planning {
		parts = append(parts, "no go/no-go meeting planned")
	}
	return strings.Join(parts, " · ")
}

// why returns the problems of an item, except the one in its tag.
func why(it launch.Item) string {
	words := make([]string, len(it.Problems))
	for i, p := range it.Problems {
		words[i] = p.Text
	}
	return strings.Join(words, " · ")
}

// due returns the due date of an item relative to today.
func (vm VM) due(it launch.Item) string {
	if it.Unscheduled() {
		return "No date yet"
	}
	return "due " + launch.InDays(it.DueOn.Sub(vm.Today))
}

// day returns the due date and time of an item.
func (vm VM) day(it launch.Item) string {
	return launch.DueText(vm.LaunchOn, it.DueOn, it.DueTime, vm.Zone)
}

func (vm VM) late(it launch.Item) bool {
	return !it.Unscheduled() && it.DueOn.Before(vm.Today) && !it.Status.Finished()
}

// ahead returns the distance of an upcoming date.
func (vm VM) ahead(a launch.Ahead) string {
	words := civil.Countdown(vm.LaunchOn, a.On)
	if text := launch.DateText(a.On, a.Time, vm.Zone); !a.Time.IsZero() {
		words += " · " + text[len(a.On.Short()+", "):]
	}
	return words
}

func (vm VM) progress(lane int64) launch.Progress {
	return vm.Plan.Progress(func(it launch.Item) bool { return it.LaneID == lane })
}

func segs(n launch.Progress) []ui.Seg {
	return []ui.Seg{{Class: ui.MarkDone, N: n.Finished}, {Class: ui.MarkInProgress, N: n.Doing}, {Class: ui.MarkAtRisk, N: n.AtRisk},
		{Class: ui.MarkBlocked, N: n.Blocked}, {Class: ui.MarkNotStarted, N: n.Total - n.Finished - n.Doing - n.AtRisk - n.Blocked}}
}

func label(name string, n launch.Progress) string {
	return fmt.Sprintf("%s: %d of %d done, %d in progress, %d at risk, %d blocked", name, n.Finished, n.Total, n.Doing, n.AtRisk, n.Blocked)
}

func of(n launch.Progress) string { return fmt.Sprintf("%d of %d", n.Finished, n.Total) }

// laneURL returns the URL of the timeline with a single lane.
func (vm VM) laneURL(l launch.Lane) string {
	return paths.With(paths.Timeline(vm.Slug), launch.ChartFilter{Team: l.Key}.Query())
}

// missing returns what keeps the launch from going, and the number of further entries.
func (vm VM) missing() (lines []readiness.CriterionLine, more int) {
	lines = vm.Verdict.Missing()
	more = max(0, len(lines)-shown)
	return lines[:len(lines)-more], more
}

// stopping returns the collisions that stop the launch, while it can be stopped.
func (vm VM) stopping() []calendar.Listed { return vm.Collisions.Stopping() }
