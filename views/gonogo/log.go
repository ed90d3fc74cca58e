package gonogo

import (
	"tminus/internal/words"
	"tminus/models/gonogo"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/views/paths"
	"tminus/views/ui"
)

// LogVM is the decision log of a launch.
type LogVM struct {
	Plan   *launch.Plan
	Log    []gonogo.LogEntry
	People []people.User
	Edits  bool
	Form   ui.Form
	Key    string
}

func (vm LogVM) sentence() string {
	if len(vm.Log) == 0 {
		return "No decisions yet"
	}
	return words.Count(len(vm.Log), "decision")
}

func (vm LogVM) crumbs() []ui.Crumb {
	return []ui.Crumb{{Href: paths.Meetings(vm.Plan.Slug), Label: "Go/no-go"}, {Label: "Decision log"}}
}

// replaceable are the decisions that a new one can replace: those that no meeting recorded and that
// nothing replaced.
func (vm LogVM) replaceable() []ui.Option {
	out := []ui.Option{{Label: "None"}}
	for _, e := range vm.Log {
		if e.Scope == gonogo.ScopeOther && e.ReplacedBy == "" {
			out = append(out, ui.Option{Value: num(e.ID), Label: e.DecidedOn.Short() + ": " + words.Truncate(e.Text, 60)})
		}
	}
	return out
}
