package audit

import (
	"strconv"
	"strings"

	auditlog "tminus/models/audit"
	"tminus/models/people"
	"tminus/views/format"
	"tminus/views/ui"
)

// VM is the page. Older is the URL of the next page, empty on the last one.
type VM struct {
	Form   ui.Form
	Rows   []auditlog.Row
	People []people.User
	Zone   string
	Older  string
	Export string
}

func (vm VM) who() []ui.Option {
	out := []ui.Option{{Label: "Everybody"}}
	for _, u := range vm.People {
		name := u.Name
		if !u.Active() {
			name += " (left)"
		}
		out = append(out, ui.Option{Value: strconv.FormatInt(u.ID, 10), Label: name})
	}
	return out
}

func entities() []ui.Option {
	out := []ui.Option{{Label: "Everything"}}
	for _, e := range auditlog.Entities {
		out = append(out, ui.Option{Value: e, Label: e})
	}
	return out
}

// actions returns the choices of the filter, in the words of the table.
func actions() []ui.Option {
	out := []ui.Option{{Label: "Action: all"}}
	for _, a := range auditlog.Actions {
		words := auditlog.Sentence(a)
		out = append(out, ui.Option{Value: a, Label: strings.ToUpper(words[:1]) + words[1:]})
	}
	return out
}

// actor returns the name of the actor. Attempts to sign in have none.
func actor(r auditlog.Row) string {
	if r.ActorName == "" {
		return "Not signed in"
	}
	return r.ActorName
}

func (vm VM) filtered() bool {
	for _, n := range []string{"who", "entity", "action", "q", "from", "to", "launch", "before"} {
		if vm.Form.Val(n) != "" {
			return true
		}
	}
	return false
}

// at returns an instant in the reader's zone, with the zone.
func (vm VM) at(r auditlog.Row) string {
	return r.At.In(format.Zone(vm.Zone)).Format("2 Jan 2006, 15:04:05 MST")
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}
