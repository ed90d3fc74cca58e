package extension

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"tminus/internal/civil"
	"tminus/models/extension"
	"tminus/models/launch"
	"tminus/models/template"
	"tminus/views/format"
	"tminus/views/ui"
)

// ListVM is the page with a launch's deadline extensions.
type ListVM struct {
	Plan    *launch.Plan
	Rows    []extension.Row
	CanEdit bool
}

// AskVM is the form of a request.
type AskVM struct {
	Plan *launch.Plan
	Form ui.Form
	Key  string
}

// PageVM is the page of a deadline extension, with the form for the decision.
type PageVM struct {
	Plan    *launch.Plan
	Row     extension.Row
	Form    ui.Form
	CanLead bool
	// CanWithdraw is for the person who made the request.
	CanWithdraw bool
	Conflict    string
}

// Mark returns the mark of a state.
func Mark(s extension.State) ui.Mark {
	switch s {
	case extension.Asked:
		return ui.MarkInReview
	case extension.Granted:
		return ui.MarkDone
	}
	return ui.MarkSkipped
}

func (vm ListVM) open() []extension.Row { return vm.of(true) }
func (vm ListVM) past() []extension.Row { return vm.of(false) }

func (vm ListVM) of(open bool) []extension.Row {
	var out []extension.Row
	for _, r := range vm.Rows {
		if (r.State == extension.Asked) == open {
			out = append(out, r)
		}
	}
	return out
}

// Summary returns a summary of a request in one line.
func Summary(r extension.Row, t civil.Date) string {
	days := strconv.Itoa(r.Days) + " days"
	if r.Days == 1 {
		days = "1 day"
	}
	text := days + " past " + r.FreezeTitle
	if r.FreezeDue.IsZero() {
		return text
	}
	return text + ", until " + day(r.Until(), t)
}

func day(d, t civil.Date) string {
	if d.IsZero() {
		return "no date"
	}
	return d.Long() + " (" + civil.Countdown(t, d) + ")"
}

// outcome returns who decided and why.
func outcome(r extension.Row, p *launch.Plan) string {
	switch {
	case r.State == extension.Withdrawn:
		return "Withdrawn by " + r.AskedName
	case r.DecidedName == "":
		return r.State.Label() + ": " + r.DecisionReason
	}
	return r.State.Label() + " by " + r.DecidedName + ", " + format.Moment(r.DecidedAt.Time, p.Location()) + ": " + r.DecisionReason
}

// recipientsText returns who was informed, and who has read it.
func recipientsText(ts []extension.Recipient) string {
	names := make([]string, len(ts))
	for i, t := range ts {
		names[i] = t.Name
		if !t.SeenAt.IsZero() {
			names[i] += " (seen)"
		}
	}
	return strings.Join(names, ", ")
}

// becomes returns the due date if it were granted today, according to the item's anchor, which may
// move it off a weekend.
func (vm PageVM) becomes() civil.Date {
	it, ok := vm.Plan.Item(vm.Row.ItemID)
	if !ok || vm.Row.FreezeDue.IsZero() {
		return civil.Date{}
	}
	after, err := launch.PostponedTo(vm.Plan.Launch, launch.Deliverable{Schedule: it.Schedule}, vm.Row.Until())
	if err != nil {
		return civil.Date{}
	}
	return after.DueOn
}

// late reports whether the requested date is on or after launch day.
func (vm PageVM) late() bool {
	return !vm.becomes().Before(vm.Plan.LaunchOn)
}

func (vm AskVM) items() []ui.Option {
	out := []ui.Option{{Label: "Choose a deliverable"}}
	return append(out, vm.options(func(it launch.Item) bool { return !it.Status.Finished() })...)
}

// freezes returns the items with a date up to the launch, milestones first.
func (vm AskVM) freezes() []ui.Option {
	out := []ui.Option{{Label: "Choose the freeze"}}
	frozen := func(it launch.Item) bool { return !it.Unscheduled() && !it.DueOn.After(vm.Plan.LaunchOn) }
	for _, o := range vm.options(func(it launch.Item) bool { return frozen(it) && it.Kind == template.KindMilestone }) {
		o.Group = "Milestones"
		out = append(out, o)
	}
	return append(out, vm.options(func(it launch.Item) bool { return frozen(it) && it.Kind != template.KindMilestone })...)
}

func (vm AskVM) options(keep func(launch.Item) bool) []ui.Option {
	var out []ui.Option
	for _, l := range vm.Plan.Lanes {
		var of []launch.Item
		for _, it := range vm.Plan.Items {
			if it.LaneID == l.ID && keep(it) {
				of = append(of, it)
			}
		}
		slices.SortStableFunc(of, func(a, b launch.Item) int {
			return cmp.Compare(a.DueOn.Sub(vm.Plan.LaunchOn), b.DueOn.Sub(vm.Plan.LaunchOn))
		})
		for _, it := range of {
			label := it.Title + ", no date"
			if !it.Unscheduled() {
				label = it.Title + ", " + it.DueOn.Short() + " (" + civil.Countdown(vm.Plan.LaunchOn, it.DueOn) + ")"
			}
			out = append(out, ui.Option{Value: strconv.FormatInt(it.ID, 10), Label: label, Group: l.Name})
		}
	}
	return out
}
