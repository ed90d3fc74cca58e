// Package overview shows a launch at a glance: whether it is ready, what
// stands in the way, what is mine, how far the teams are and what comes next.
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
	"tminus/views/ui"
)

// VM is the overview of a launch.
type VM struct {
	// OnCall is the launch's roster.
	OnCall roster.Roster
	*launch.Plan
	Verdict readiness.Verdict
	// Collisions are what of the launch meets the calendar.
	Collisions calendar.Listing
	// Feedback is how much people outside said, and what shows.
	Feedback feedback.Brief
	// Me is who looks.
	Me      int64
	CanEdit bool
}

// shown is how many rows a list has before the timeline has to be asked.
const shown = 8

func href(slug string) string { return "/launches/" + slug }

func (vm VM) itemHref(id int64) string { return deliverableview.Path(vm.Slug, id) }

// Region is the part of the page that is fetched anew when a status changes.
const Region = "overview"

func (vm VM) control(it launch.Item) deliverableview.StatusVM {
	return deliverableview.StatusVM{Slug: vm.Slug, Item: it, Back: href(vm.Slug), Target: Region, CanEdit: vm.CanEdit}
}

// above is the control of what stands in the way, which can be mine too.
func (vm VM) above(it launch.Item) deliverableview.StatusVM {
	c := vm.control(it)
	c.Twin = vm.waitsForMe(it)
	return c
}

func (vm VM) waitsForMe(it launch.Item) bool {
	return slices.ContainsFunc(vm.Of(vm.Me), func(o launch.Item) bool { return o.ID == it.ID })
}

// verdict is the one sentence on top, with the mark that goes with it.
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

// verdictFacts is what stands beside the verdict.
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

// why is what is wrong with an item, without what its tag says already.
func why(it launch.Item) string {
	words := make([]string, len(it.Problems))
	for i, p := range it.Problems {
		words[i] = p.Text
	}
	return strings.Join(words, " · ")
}

// due is when an item is due, in words that need no counting.
func (vm VM) due(it launch.Item) string {
	if it.Unscheduled() {
		return "No date yet"
	}
	return "due " + launch.InDays(it.DueOn.Sub(vm.Today))
}

// day is when an item is due to the minute.
func (vm VM) day(it launch.Item) string {
	return launch.DueText(vm.LaunchOn, it.DueOn, it.DueTime, vm.Zone)
}

func (vm VM) late(it launch.Item) bool {
	return !it.Unscheduled() && it.DueOn.Before(vm.Today) && !it.Status.Finished()
}

// ahead is when something that comes next is, without its day.
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

// laneURL is the timeline with nothing but one lane.
func (vm VM) laneURL(l launch.Lane) string {
	return href(vm.Slug) + "/timeline?" + launch.ChartFilter{Team: l.Key}.Query().Encode()
}

// missing is what keeps the launch from going, and how much more there is than
// is shown.
func (vm VM) missing() (lines []readiness.Line, more int) {
	lines = vm.Verdict.Missing()
	more = max(0, len(lines)-shown)
	return lines[:len(lines)-more], more
}

// stopping are the collisions that stop the launch, while it can be stopped.
func (vm VM) stopping() []calendar.Listed { return vm.Collisions.Stopping() }
