package gonogo

import (
	"strconv"
	"strings"

	"tminus/models/gonogo"
	"tminus/models/launch"
	"tminus/models/readiness"
	"tminus/views/ui"
)

// OverrideVM is the page of an override.
type OverrideVM struct {
	Plan    *launch.Plan
	Verdict readiness.Verdict
	Form    ui.Form
	Leads   bool
	Key     string
}

// OverridePath returns the URL for an override.
func OverridePath(slug string) string { return "/launches/" + slug + "/override" }

func (vm OverrideVM) crumbs() []ui.Crumb {
	return []ui.Crumb{{Href: ListPath(vm.Plan.Slug), Label: "Go/no-go"}, {Label: "Override"}}
}

func (vm VM) outcomeOptions() []ui.Option {
	hints := map[gonogo.Outcome]string{
		gonogo.OutcomeGo:          "The rollout may start.",
		gonogo.OutcomeConditional: "The rollout may start, as long as each condition is met in time: " + vm.conditionCount() + ".",
		gonogo.OutcomeNoGo:        "It goes back to planning. The next meeting is proposed for the next day.",
	}
	var out []ui.Option
	for _, o := range gonogo.Outcomes {
		out = append(out, ui.Option{Value: string(o), Label: o.Label(), Hint: hints[o]})
	}
	return out
}

func (vm VM) conditionCount() string {
	switch n := len(vm.Conditions); n {
	case 0:
		return "there is none yet"
	case 1:
		return "there is one"
	default:
		return "there are " + strconv.Itoa(n)
	}
}

func (vm VM) conditionWords() string {
	if n := len(vm.Conditions); n > 0 {
		return strconv.Itoa(n)
	}
	return "Add one"
}

func (vm VM) reasonHint() string {
	switch {
	case !vm.Verdict.Go:
		return "Needed for a go: the readiness says " + vm.Verdict.Short() + "."
	case vm.Count(gonogo.VoteNoGo) > 0:
		return "Needed: the votes are not of one mind."
	}
	return "Needed for a no-go: the readiness says " + vm.Verdict.Short() + "."
}

func seatWords(seats []gonogo.SeatDetail) string {
	words := make([]string, len(seats))
	for i, s := range seats {
		words[i] = s.Function
	}
	return strings.Join(words, ", ")
}

func openWords(n int) string {
	if n == 0 {
		return "None open"
	}
	return strconv.Itoa(n) + " open"
}

func toAccept(n int) string {
	if n == 0 {
		return "None to accept"
	}
	return strconv.Itoa(n) + " to accept"
}

func (vm VM) takenWords() string {
	words := "Taken by " + vm.ByName
	if vm.RecordName != "" && vm.RecordName != vm.ByName {
		words += ", recorded by " + vm.RecordName
	}
	return words + ", " + Moment(vm.Plan, vm.RecordedAt.Time)
}
