package settings

import (
	"net/url"
	"strconv"

	"tminus/models/assignment"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/views/paths"
	"tminus/views/ui"
)

// VM is the page with a form for the properties and one for the state.
type VM struct {
	Plan   *launch.Plan
	Form   ui.Form
	State  ui.Form
	People []people.User
	Roles  []assignment.Role
	// Missing lists the reasons why there is no go in effect, empty if there is one; Decide is the
	// URL for recording one.
	Missing []string
	Decide  string
}

// Values returns the stored values of the first form.
func Values(p *launch.Plan) url.Values {
	return url.Values{"name": {p.Name}, "summary": {p.Summary}, "lead": {strconv.FormatInt(p.LeadID, 10)}}
}

func (vm VM) base() string { return ui.Digest(Values(vm.Plan), "name", "summary", "lead") }

func (vm VM) path(tail ...string) string { return paths.Launch(vm.Plan.Slug, tail...) }

func (vm VM) version() string {
	// A refused form keeps the version that its values belong to.
	if v := vm.Form.Val("version"); v != "" {
		return v
	}
	return strconv.Itoa(vm.Plan.Version)
}

func (vm VM) leads() []ui.Option {
	var out []ui.Option
	for _, u := range vm.People {
		if u.Role != people.Viewer || u.ID == vm.Plan.LeadID {
			out = append(out, ui.Option{Value: strconv.FormatInt(u.ID, 10), Label: u.Name})
		}
	}
	return out
}

// effects describe the states.
var effects = map[launch.State]string{
	launch.Planning:   "Work goes on; nothing is decided.",
	launch.Go:         "The decision is taken: the rollout may start.",
	launch.Launching:  "The rollout has begun.",
	launch.Live:       "Everybody has it.",
	launch.Closed:     "Watched, learned from, and done.",
	launch.Cancelled:  "It will not happen. The plan stays readable.",
	launch.RolledBack: "It was taken back and is to be fixed.",
}

func (vm VM) next() []ui.Option {
	var out []ui.Option
	for _, s := range vm.Plan.State.Next() {
		out = append(out, ui.Option{Value: string(s), Label: s.Label(), Hint: effects[s]})
	}
	return out
}
