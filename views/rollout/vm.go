package rollout

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"tminus/models/launch"
	"tminus/models/rollout"
	"tminus/views/format"
	"tminus/views/paths"
	"tminus/views/ui"
)

// VM is the page of a launch's rollout.
type VM struct {
	Plan *launch.Plan
	// Rollout is the newest one, nil for none.
	Rollout *rollout.Rollout
	// Go reports whether a go stands.
	Go               bool
	CanEdit, CanLead bool
	Form             ui.Form
}

// StageVM is the form of a stage, of a new one if Stage is nil.
type StageVM struct {
	Plan  *launch.Plan
	Stage *rollout.Stage
	Form  ui.Form
}

// ReasonVM is the form for the reason of a step, which may be required.
type ReasonVM struct {
	Plan *launch.Plan
	// Action is where the form is sent; Title and Text say what will happen, Button does it.
	Action, Title, Text, Button string
	Required                    bool
	// Danger is for what stops the launch.
	Danger  bool
	Version int
	Form    ui.Form
}

func id(n int64) string { return strconv.FormatInt(n, 10) }

func (vm VM) path(tail ...string) string { return paths.Rollout(vm.Plan.Slug, tail...) }

func (vm VM) stagePath(s rollout.Stage, tail ...string) string {
	return paths.Rollout(vm.Plan.Slug, append([]string{"stages", id(s.ID)}, tail...)...)
}

func (vm VM) at(t time.Time) string { return format.ShortMoment(t, vm.Plan.Location()) }

// ready reports whether the rollout is planned and has not started.
func (vm VM) ready() bool { return vm.Rollout != nil && vm.Rollout.State == rollout.Ready }

// over reports whether another rollout can be planned.
func (vm VM) over() bool {
	return vm.Rollout != nil && vm.Rollout.State == rollout.RolledBack
}

// sentence is what the page says first.
func (vm VM) sentence() string {
	switch r := vm.Rollout; {
	case r.State == rollout.Ready:
		_, ends := r.Earliest(vm.Plan.LaunchAt.Time, vm.Plan.Location())
		n := strconv.Itoa(len(r.Stages)) + " stages"
		if len(r.Stages) == 1 {
			n = "1 stage"
		}
		return n + ", live for everyone " + vm.at(ends) + " at the earliest"
	case r.State.Under():
		return r.Label()
	case r.State == rollout.Live:
		return "Live for everyone since " + vm.at(r.EndedAt.Time)
	}
	return "Rolled back " + vm.at(vm.Rollout.EndedAt.Time)
}

// lead is the line below the sentence.
func (vm VM) lead() string {
	r := vm.Rollout
	s, ok := r.Current()
	switch {
	case r.State == rollout.Ready && !vm.Go:
		return "Starts at T, " + vm.Plan.When() + ". It needs a go first."
	case r.State == rollout.Ready:
		return "Starts at T, " + vm.Plan.When() + "."
	case r.State == rollout.RolledBack && r.OffAt.IsZero():
		return "Nobody has confirmed yet that it is off for everyone."
	case r.State == rollout.RolledBack:
		return "Off for everyone, confirmed " + vm.at(r.OffAt.Time) + "."
	case !ok:
		return ""
	case s.State == rollout.StageRunning:
		if s.Instruction != "" {
			return s.Instruction
		}
		return "Turn it on for " + rollout.Percent(s.WantedBP) + strings.ToLower(audience(s)) + ", then confirm what is on."
	}
	g := vm.gate(s)
	if g.Open() {
		return "Through: " + rollout.Minutes(g.Clean) + "."
	}
	return strings.Join(g.Missing, " · ") + "."
}

func audience(s rollout.Stage) string {
	if s.Audience == "" {
		return ""
	}
	return " (" + s.Audience + ")"
}

func (vm VM) gate(s rollout.Stage) rollout.Gate {
	return vm.Rollout.GateOf(s, vm.Plan.Now, vm.Plan.Location())
}

// advanceLabel is the button that passes the current stage.
func (vm VM) advanceLabel(s rollout.Stage) string {
	if next, ok := vm.Rollout.Next(s); ok {
		return "Advance to " + rollout.Percent(next.WantedBP)
	}
	return "It is live"
}

// first reports whether a stage is the first.
func (vm VM) first(s rollout.Stage) bool { return vm.Rollout.Stages[0].ID == s.ID }

// when says when a stage begins at the earliest, or what became of it.
func (vm VM) when(i int, s rollout.Stage) string {
	switch {
	case s.State == rollout.Passed:
		return vm.at(s.StartedAt.Time) + " to " + vm.at(s.PassedAt.Time)
	case !s.StartedAt.IsZero():
		return "Since " + vm.at(s.StartedAt.Time)
	case vm.ready():
		begins, _ := vm.Rollout.Earliest(vm.Plan.LaunchAt.Time, vm.Plan.Location())
		return "From " + vm.at(begins[i])
	}
	return ""
}

func stageMark(s rollout.Stage) ui.Mark {
	switch s.State {
	case rollout.Passed:
		return ui.MarkDone
	case rollout.StageRunning, rollout.Holding:
		return ui.MarkInProgress
	case rollout.StageReverted:
		return ui.MarkBlocked
	}
	return ui.MarkNotStarted
}

func stageState(s rollout.Stage) string {
	text := string(s.State)
	if s.State == rollout.StageRunning {
		text = "confirming"
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// early reports whether a stage was advanced before its gate was open, and why.
func (vm VM) early(s rollout.Stage) string {
	for _, d := range vm.Rollout.Decisions {
		if d.Kind == rollout.KindEarly && d.StageID != nil && *d.StageID == s.ID {
			return "Advanced early by " + d.ByName + ": " + d.Reason
		}
	}
	return ""
}

// decisionText is what was decided: "Advanced from 25 %: reason".
func (vm VM) decisionText(d rollout.Decision) string {
	text := d.Kind.Label()
	if d.StageID != nil {
		if s, ok := vm.Rollout.Stage(*d.StageID); ok {
			text += " · " + s.Name
		}
	}
	return text
}

// seen is what was on the page at a decision.
func seen(d rollout.Decision) string {
	var lines []string
	if json.Unmarshal([]byte(d.Seen), &lines) != nil {
		return ""
	}
	return strings.Join(lines, " · ")
}

// strategies are the strategies to choose from.
func strategies() []ui.Option {
	hints := map[rollout.Strategy]string{
		rollout.Percentage: "10, 25, 50, 100 %. One working day.",
		rollout.Rings:      "Staff, beta users, then everyone. Seven days.",
		rollout.Canary:     "5, 25, 100 % of the servers. Three hours.",
		rollout.BlueGreen:  "All at once to the new side; the old one is kept.",
		rollout.AllAtOnce:  "One stage, held for 30 minutes.",
	}
	out := make([]ui.Option, len(rollout.Strategies))
	for i, s := range rollout.Strategies {
		out[i] = ui.Option{Value: string(s), Label: s.Label(), Hint: hints[s]}
	}
	return out
}

func version(n int) [2]string { return [2]string{"version", strconv.Itoa(n)} }
