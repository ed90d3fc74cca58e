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

// peopleOptions returns the people to choose from. Deactivated people are included only where they
// are already named, so that saving another field does not remove them.
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

// AbleOptions is peopleOptions without viewers, who could not work on it, except those already
// named.
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
