package service

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tminus/internal/words"
	"tminus/models/launch"
	"tminus/models/service"
	"tminus/views/paths"
	"tminus/views/ui"
)

// LaunchVM holds the services of a launch.
type LaunchVM struct {
	Plan *launch.Plan
	service.Dependence
	Me      int64
	Key     string
	CanEdit bool
	Refused ui.Form
}

func (vm LaunchVM) path(tail ...string) string { return paths.LaunchServices(vm.Plan.Slug, tail...) }

func (vm LaunchVM) zone() *time.Location { return vm.Plan.Location() }

// summary returns the number of links that the people on call have opened as text.
func (vm LaunchVM) summary() string {
	n, of := vm.Opened()
	switch {
	case len(vm.Uses) == 0:
		return "No services yet"
	case of == 0:
		return "No links to open yet"
	case len(vm.OnCall) == 0:
		return "Nobody is on call yet to open " + words.Count(of, "link")
	}
	return fmt.Sprintf("%d of %d links opened by %s", n, of, vm.everybody())
}

// openedBy returns how many links each person on call has opened, "" if nobody is on call.
func (vm LaunchVM) openedBy() string {
	var parts []string
	for _, p := range vm.Progress() {
		parts = append(parts, fmt.Sprintf("%s %d of %d", p.Person.Name, p.Opened, p.Links))
	}
	return strings.Join(parts, " · ")
}

func (vm LaunchVM) everybody() string {
	if len(vm.OnCall) == 1 {
		return vm.OnCall[0].Name + ", who is on call"
	}
	return fmt.Sprintf("all %d on call", len(vm.OnCall))
}

// state returns the state of a link for the people on call as a mark and text.
func (vm LaunchVM) state(t service.Trial) (ui.Mark, string) {
	all := len(vm.OnCall)
	switch {
	case len(t.Failed) == 1:
		return ui.MarkBlocked, "1 cannot open it"
	case len(t.Failed) > 1:
		return ui.MarkBlocked, strconv.Itoa(len(t.Failed)) + " cannot open it"
	case all == 0:
		return ui.MarkNotStarted, "Nobody on call"
	case len(t.Opened) == all:
		return ui.MarkDone, "Opened by all"
	case len(t.Opened) == 0:
		return ui.MarkNotStarted, "Not opened yet"
	}
	return ui.MarkInProgress, fmt.Sprintf("Opened by %d of %d", len(t.Opened), all)
}

// not returns the people on call who could not open the link, and those who have not tried
// recently.
func (vm LaunchVM) not(t service.Trial) (could, tried string) {
	var failed, untried []string
	for _, c := range t.Failed {
		sentence := c.Person.Name + " could not, " + moment(c.At, vm.Now, vm.zone())
		if c.Note != "" {
			sentence += ": " + c.Note
		}
		failed = append(failed, sentence)
	}
	for _, c := range t.Untried {
		sentence := c.Person.Name
		if c.ID != 0 {
			sentence += " (not since " + moment(c.At, vm.Now, vm.zone()) + ")"
		}
		untried = append(untried, sentence)
	}
	return strings.Join(failed, " · "), strings.Join(untried, ", ")
}

// opened returns the people on call who could open the link, with the day.
func (vm LaunchVM) opened(t service.Trial) string {
	var names []string
	for _, c := range t.Opened {
		names = append(names, c.Person.Name+" "+moment(c.At, vm.Now, vm.zone()))
	}
	return strings.Join(names, ", ")
}

func (vm LaunchVM) tryOf(t service.Trial) TryVM {
	return TryVM{Link: t.Link, Mine: t.Use.Checks.By(t.Link.ID, vm.Me), Now: vm.Now, Zone: vm.zone(), Key: vm.Key,
		Back: vm.path() + "#mine", Refused: vm.Refused}
}

func problemMark(k service.ProblemKind) ui.Mark {
	if k == service.CannotOpen {
		return ui.MarkBlocked
	}
	return ui.MarkAtRisk
}

// NameVM is the form for adding services to a launch.
type NameVM struct {
	Plan *launch.Plan
	Form ui.Form
	// Choices are the services that the launch does not have yet.
	Choices []service.Fact
	Key     string
}

func (vm NameVM) of(t service.Tier) []ui.Option {
	var out []ui.Option
	for _, f := range vm.Choices {
		if f.Tier == t {
			out = append(out, ui.Option{Value: id(f.ID), Label: f.Name, Hint: f.Summary})
		}
	}
	return out
}

// first reports whether a tier is the most important one with choices, to which the error summary
// links.
func (vm NameVM) first(t service.Tier) bool {
	return slices.IndexFunc(vm.Choices, func(f service.Fact) bool { return f.Tier == t }) == 0
}

// form returns the form with distinct ids for a tier.
func (vm NameVM) form(t service.Tier) ui.Form {
	f := vm.Form
	if !vm.first(t) {
		f = ui.Form{Values: f.Values, Prefix: string(t) + "-"}
	}
	return f
}

// UseVM is the form about what a launch touches of a service.
type UseVM struct {
	Plan *launch.Plan
	Use  service.Use
	Form ui.Form
}

func (vm UseVM) version() string {
	if vm.Form.Has("version") {
		return vm.Form.Val("version")
	}
	return strconv.Itoa(vm.Use.UseVersion)
}

func useVersion(u service.Use) [][2]string {
	return [][2]string{{"version", strconv.Itoa(u.UseVersion)}}
}
