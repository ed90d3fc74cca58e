package ritual

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/ritual"
	"tminus/views/format"
	"tminus/views/paths"
	"tminus/views/ui"
)

func comparePath(slug string, id, a, b int64) string {
	q := url.Values{}
	if a != 0 {
		q.Set("a", text(a))
	}
	if b != 0 {
		q.Set("b", text(b))
	}
	return paths.With(paths.Ritual(slug, id, "compare"), q)
}

func text(n int64) string { return strconv.FormatInt(n, 10) }

// ListVM is the page of all rituals.
type ListVM struct {
	Plan *launch.Plan
	ritual.Overview
	CanEdit bool
}

// PageVM is the page of a ritual.
type PageVM struct {
	Plan *launch.Plan
	ritual.Detail
	CanEdit bool
	// Form is the form of a new run, Key its idempotency key.
	Form ui.Form
	Key  string
}

// RunVM is the page of a run.
type RunVM struct {
	Plan *launch.Plan
	ritual.RunDetail
	People  []people.User
	CanEdit bool
	// Form is a refused form of the page; On is the step that it belongs to, and Asking its name if
	// it belongs to none.
	Form   ui.Form
	On     int64
	Asking string
}

// CompareVM compares two runs.
type CompareVM struct {
	Plan *launch.Plan
	ritual.Comparison
}

func (vm RunVM) path(tail ...string) string { return paths.Run(vm.Plan.Slug, vm.ID, tail...) }

// form returns a form of the page: the refused one, or an empty one.
func (vm RunVM) form(asking string, on int64) ui.Form {
	f := ui.NewForm(url.Values{})
	if vm.Asking == asking && vm.On == on {
		f = vm.Form
	}
	f.Prefix = asking + text(on) + "-"
	return f
}

// Step returns a step of the run.
func (vm RunVM) Step(id int64) (ritual.StepResult, bool) {
	for _, r := range vm.Results {
		if r.StepID == id {
			return r, true
		}
	}
	return ritual.StepResult{}, false
}

// RunMark returns the mark and label of a run: the result of a finished one, or the progress.
func RunMark(n ritual.Run, day, today civil.Date) (ui.Mark, string) {
	switch n.State {
	case ritual.RunRunning:
		return ui.MarkInProgress, "Running"
	case ritual.RunDropped:
		return ui.MarkSkipped, "Dropped"
	case ritual.RunFinished:
		return resultMark(n.Result), n.Result.Label()
	}
	if !day.IsZero() && day.Before(today) {
		return ui.MarkAtRisk, "Late"
	}
	return ui.MarkNotStarted, "Planned"
}

func resultMark(r ritual.RunResult) ui.Mark {
	switch r {
	case ritual.RunPassed:
		return ui.MarkDone
	case ritual.RunFailed:
		return ui.MarkBlocked
	}
	return ui.MarkAtRisk
}

func stepMark(o ritual.StepOutcome) ui.Mark {
	switch o {
	case ritual.StepPass:
		return ui.MarkDone
	case ritual.StepFail:
		return ui.MarkBlocked
	case ritual.StepSkipped:
		return ui.MarkSkipped
	}
	return ui.MarkNotStarted
}

// StepID returns the id of a step's element on the page of its run.
func StepID(id int64) string { return "step-" + text(id) }

// covered returns the progress of a run as text, weighted by use.
func covered(t ritual.Tally) string {
	return fmt.Sprintf("%d %% of use covered, %d %% tried", t.Coverage(), t.Executed())
}

func steps(t ritual.Tally) string {
	parts := []string{fmt.Sprintf("%d of %d passed", t.Passed, t.Steps)}
	for _, p := range []struct {
		n    int
		what string
	}{{t.Failed, "failed"}, {t.Skipped, "skipped"}, {t.Steps - t.Done(), "not tried"}} {
		if p.n > 0 {
			parts = append(parts, strconv.Itoa(p.n)+" "+p.what)
		}
	}
	return strings.Join(parts, ", ")
}

// segments returns the segments of a coverage bar, by weight and not by number.
func segments(t ritual.Tally) []ui.Seg {
	return []ui.Seg{{Class: ui.MarkDone, N: t.PassedWeight}, {Class: ui.MarkBlocked, N: t.FailedWeight},
		{Class: ui.MarkNotStarted, N: t.Weight - t.PassedWeight - t.FailedWeight}}
}

// why returns the meaning of a result, and what is needed to pass.
func why(t ritual.Tally) string {
	switch t.Result() {
	case ritual.RunPassed:
		return "Every step passed, or was skipped with a note that says why."
	case ritual.RunFailed:
		return "A run in which any step fails has failed."
	}
	switch {
	case t.Passed == 0:
		return "Nothing passed, so nothing is proven."
	case t.Done() < t.Steps:
		return words.Plural(t.Steps-t.Done(), "step was", "steps were") + " not tried."
	}
	return words.Plural(t.Unsaid, "step was", "steps were") + " skipped without a note that says why."
}

// when returns the day of a run: the planned day, or that of its start.
func when(n ritual.RunLine, p *launch.Plan) string {
	if day := n.Day(); !day.IsZero() {
		return civil.Countdown(p.LaunchOn, day) + " · " + day.Short()
	}
	return "Not planned · " + p.Launch.Today(n.CreatedAt.Time).Short()
}

// title returns what distinguishes a run from others: its day, or the time at which it was held.
func title(n ritual.RunLine, p *launch.Plan) string {
	if at := heldAt(n); !at.IsZero() {
		return n.Environment.Title() + ", " + format.Moment(at, p.Location())
	}
	return n.Environment.Title() + ", " + when(n, p)
}

func heldAt(n ritual.RunLine) time.Time {
	if n.FinishedAt.IsZero() {
		return n.StartedAt.Time
	}
	return n.FinishedAt.Time
}

// origin returns whether a finished run was planned by the cadence, as text.
func origin(n ritual.RunLine, p *launch.Plan) string {
	switch {
	case heldAt(n).IsZero():
		return ""
	case n.DueOffset == nil:
		return "not planned"
	}
	return "planned for " + when(n, p)
}

// heldText returns the time at which a run was finished, or begun.
func heldText(n ritual.RunLine, p *launch.Plan) string {
	at, verb := n.FinishedAt, "finished "
	if at.IsZero() {
		at, verb = n.StartedAt, "began "
	}
	if at.IsZero() {
		return ""
	}
	return verb + format.Moment(at.Time, p.Location())
}

// name returns the name of a run among others.
func name(n ritual.RunLine, p *launch.Plan) string {
	sentence := n.Environment.Title() + ", " + format.Moment(n.StartedAt.Time, p.Location())
	if _, label := RunMark(n.Run, civil.Date{}, civil.Date{}); label != "" {
		sentence += ", " + strings.ToLower(label)
	}
	if n.DryRun {
		sentence += ", dry run"
	}
	return sentence
}

// open returns the open runs, running ones first and then by date; over returns the others, newest
// first.
func (vm PageVM) open() (out []ritual.RunLine) {
	for _, state := range []ritual.RunState{ritual.RunRunning, ritual.RunPlanned} {
		for _, n := range vm.Runs {
			if n.State == state {
				out = append(out, n)
			}
		}
	}
	return out
}

func (vm PageVM) over() (out []ritual.RunLine) {
	for i := len(vm.Runs) - 1; i >= 0; i-- {
		if !vm.Runs[i].Open() {
			out = append(out, vm.Runs[i])
		}
	}
	return out
}

// environment returns the default environment of a new run.
func (vm PageVM) environment() string {
	return string(ritual.EnvironmentOn(vm.Today.Sub(vm.Plan.LaunchOn)))
}

func environments() []ui.Option {
	return []ui.Option{{Value: string(ritual.Staging), Label: "Staging"}, {Value: string(ritual.Production), Label: "Production"}}
}

// OwnerOptions returns the possible owners, nobody first.
func OwnerOptions(users []people.User) []ui.Option {
	out := []ui.Option{{Value: "", Label: "Nobody yet"}}
	for _, u := range users {
		if u.Role != people.Viewer {
			out = append(out, ui.Option{Value: text(u.ID), Label: u.Name})
		}
	}
	return out
}

func id(ref *int64) string {
	if ref == nil {
		return ""
	}
	return text(*ref)
}
