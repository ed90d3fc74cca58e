// Package launches holds the pages on which launches are made.
package launches

import (
	"strconv"

	"tminus/models/launch"
	"tminus/models/people"
	"tminus/views/ui"
)

// NewVM is the form of a new launch.
type NewVM struct {
	Form      ui.Form
	People    []people.User
	Templates []launch.Template
	Me        people.User
}

func (vm NewVM) people() []ui.Option {
	out := []ui.Option{{Value: "", Label: "Choose…"}}
	for _, u := range vm.People {
		out = append(out, ui.Option{Value: id(u.ID), Label: u.Name})
	}
	return out
}

func (vm NewVM) templates() []ui.Option {
	var out []ui.Option
	for _, t := range vm.Templates {
		out = append(out, ui.Option{Value: t.Key, Label: t.Name, Hint: t.Summary})
	}
	return out
}

func id(n int64) string { return strconv.FormatInt(n, 10) }
