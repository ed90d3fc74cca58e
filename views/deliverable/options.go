package deliverable

import (
	"slices"

	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/template"
	"tminus/views/ui"
)

func optionalID(n int64) string {
	if n == 0 {
		return ""
	}
	return id(n)
}

// peopleOptions are the people to choose from. Who has gone is offered only
// where they are still named, so that saving something else does not drop them
// unseen.
func peopleOptions(us []people.User, none string, named ...string) []ui.Option {
	var out []ui.Option
	if none != "" {
		out = append(out, ui.Option{Label: none})
	}
	for _, u := range us {
		switch {
		case u.Active():
			out = append(out, ui.Option{Value: id(u.ID), Label: u.Name})
		case slices.Contains(named, id(u.ID)):
			out = append(out, ui.Option{Value: id(u.ID), Label: u.Name + " (has left)"})
		}
	}
	return out
}

// AbleOptions are peopleOptions without viewers, who can do nothing about what
// they would be named for, save those who are named already.
func AbleOptions(us []people.User, none string, named ...string) []ui.Option {
	able := slices.DeleteFunc(slices.Clone(us), func(u people.User) bool {
		return u.Role == people.Viewer && !slices.Contains(named, id(u.ID))
	})
	return peopleOptions(able, none, named...)
}

func statusOptions(k template.Kind) []ui.Option {
	var out []ui.Option
	for _, s := range launch.Statuses(k) {
		out = append(out, ui.Option{Value: string(s), Label: s.Label()})
	}
	return out
}
