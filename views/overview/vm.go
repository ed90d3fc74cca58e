package overview

import (
	"fmt"
	"slices"
	"strings"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/feedback"
	"tminus/models/launch"
	"tminus/models/readiness"
	"tminus/models/roster"
	"tminus/models/template"
	"tminus/models/timeline"
	"tminus/views/paths"
	readinessview "tminus/views/readiness"
	"tminus/views/ui"
)

// VM is the overview of a launch.
type VM struct {
	*launch.Plan
	// Open is what is open before the launch can go.
	Open readinessview.OpenVM
	// OnCall is the launch's roster.
	OnCall roster.Roster
	// Feedback is a summary of the reports.
	Feedback feedback.Brief
	// Vote is the page on which the reader has to vote, or "".
	Vote string
	// Me is the reader's id. CanEdit and CanLead report whether the reader may change the plan, and the launch.
	Me               int64
	CanEdit, CanLead bool
}

// shown is the maximum number of lines of the list; the rest is on the page Readiness.
const shown = 20

// Region is the part of the page that is reloaded when a status changes.
const Region = "overview"

func (vm VM) itemHref(id int64) string { return paths.Deliverable(vm.Slug, id) }

// primary returns the primary action, by the reader's role and the state of the launch (pages.md, change 7).
func (vm VM) primary() ui.Link {
	mine, _ := vm.Open.List.Open(vm.Me)
	switch {
	case !vm.CanEdit:
		return ui.Link{}
	case len(vm.Items) == 0 && vm.State.Ahead():
		return ui.Link{Label: "Add the first deliverable", Href: paths.Deliverables(vm.Slug, "new")}
	case vm.State == launch.Launching && vm.Open.List.State.Label != launch.Launching.Label():
		return ui.Link{Label: "Open rollout", Href: paths.Rollout(vm.Slug)} // the state is that of a stage
	case vm.Today == vm.LaunchOn && vm.State.Ahead() || vm.State == launch.Launching:
		return ui.Link{Label: "Open run sheet", Href: paths.RunSheet(vm.Slug)}
	case vm.Vote != "":
		return ui.Link{Label: "Vote", Href: vm.Vote}
	case !vm.State.Ahead():
		return ui.Link{}
	case vm.CanLead:
		return ui.Link{Label: "Work through readiness", Href: paths.Readiness(vm.Slug)}
	case len(mine) > 0 && mine[0].Severity == readiness.Stops:
		return ui.Link{Label: mine[0].VerbFor(vm.Me) + " “" + words.Truncate(mine[0].Title, 30) + "”", Href: paths.Below(vm.Slug, mine[0].Path)}
	}
	return ui.Link{}
}

// line returns the muted line of the page: the decision and the next phase.
func (vm VM) line() string {
	var parts []string
	if d := vm.Open.Decision(); d != "" {
		parts = append(parts, d)
	}
	if vm.State.Open() {
		if next := vm.NextPhase(vm.Today); next != "" {
			parts = append(parts, next+".")
		}
	}
	return strings.Join(parts, " ")
}

// mine and others return at most shown lines together.
func (vm VM) mine() []ui.WorkRow {
	rows := vm.Open.Mine()
	return rows[:min(len(rows), shown)]
}

func (vm VM) others() []ui.WorkRow {
	rows := vm.Open.Others()
	return rows[:min(len(rows), max(0, shown-len(vm.mine())))]
}

// count returns the number of lines, more of those that are not shown.
func (vm VM) count() int { return vm.Open.List.State.Open }
func (vm VM) more() int  { return vm.count() - len(vm.mine()) - len(vm.others()) }

// notYet says how many lines are not yet due, and when the first is.
func (vm VM) notYet() string {
	lines := vm.Open.List.NotYet()
	if len(lines) == 0 {
		return ""
	}
	return fmt.Sprintf("%d, the first on %s", len(lines), lines[0].Due.Short())
}

// done says what is finished.
func (vm VM) done() string {
	n := vm.Progress(nil)
	text := fmt.Sprintf("%d of %s", n.Finished, words.Plural(n.Total, "deliverable", "deliverables"))
	if l := vm.Open.List; l.Total > 0 {
		text += fmt.Sprintf(", %d of %s", l.Met, words.Plural(l.Total, "criterion", "criteria"))
	}
	return text
}

// timeLine returns the launch from its first phase to its last, with what is done in each.
func (vm VM) timeLine() ui.TLine {
	t := ui.TLine{From: -21, To: 14, Today: vm.Today.Sub(vm.LaunchOn), DateText: vm.LaunchOn.Short(), TimeText: vm.LaunchTime.String()}
	t.FromText, t.ToText = vm.LaunchOn.AddDays(t.From).Format("2 Jan"), vm.LaunchOn.AddDays(t.To).Format("2 Jan")
	if vm.Open.List.Planned {
		d := vm.Open.List.DecisionOn.Sub(vm.LaunchOn)
		t.Decision, t.DecisionText = &d, "Go/no-go "+vm.Open.List.DecisionOn.Short()
	}
	for _, p := range vm.Frame.Phases {
		t.Phases = append(t.Phases, vm.phase(p))
	}
	for _, it := range vm.Items {
		if vm.late(it) {
			t.Late = append(t.Late, it.DueOn.Sub(vm.LaunchOn))
		}
	}
	n := vm.Progress(nil)
	t.Caption = fmt.Sprintf("From T-21 to T+14. Today is %s; %d of %d deliverables are done, %d late. Launch on %s.",
		civil.Countdown(vm.LaunchOn, vm.Today), n.Finished, n.Total, len(t.Late), vm.LaunchOn.Short())
	return t
}

func (vm VM) phase(p template.PhaseSpan) ui.TLinePhase {
	out := ui.TLinePhase{Label: p.Key.Label(), From: p.From, To: p.To, Current: vm.Phase(vm.Today) == p.Key}
	for _, it := range vm.Items {
		if it.Unscheduled() || vm.Phase(it.DueOn) != p.Key {
			continue
		}
		out.Total++
		if it.Status.Finished() {
			out.Done++
		} else if vm.late(it) {
			out.Late++
		}
	}
	return out
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
	return []ui.Seg{{Class: ui.MarkDone, N: n.Finished}, {Class: ui.MarkNotStarted, N: n.Total - n.Finished}}
}

func label(name string, n launch.Progress) string {
	return fmt.Sprintf("%s: %d of %d done", name, n.Finished, n.Total)
}

func of(n launch.Progress) string { return fmt.Sprintf("%d of %d", n.Finished, n.Total) }

// laneURL returns the URL of the timeline with a single lane.
func (vm VM) laneURL(l launch.Lane) string {
	return paths.With(paths.Timeline(vm.Slug), timeline.Filter{Team: l.Key}.Query())
}

// teamsWithWork returns the lanes that have deliverables.
func (vm VM) teamsWithWork() []launch.Lane {
	return slices.DeleteFunc(slices.Clone(vm.Lanes), func(l launch.Lane) bool { return vm.progress(l.ID).Total == 0 })
}
