package ui

import (
	"slices"
	"strconv"

	"tminus/models/people"
)

// PersonOptions returns the people to choose from, after a first option for nobody unless none is "". Deactivated people are
// included only where they are already named, so that saving another field does not remove them.
func PersonOptions(us []people.User, none string, named ...string) []Option {
	return personOptions(us, none, named, func(people.User) bool { return true })
}

// OwnerOptions is PersonOptions without viewers, who could not work on it, except those already named.
func OwnerOptions(us []people.User, none string, named ...string) []Option {
	return personOptions(us, none, named, func(u people.User) bool { return u.Role != people.Viewer })
}

func personOptions(us []people.User, none string, named []string, can func(people.User) bool) []Option {
	var out []Option
	if none != "" {
		out = append(out, Option{Label: none})
	}
	for _, u := range us {
		o := Option{Value: strconv.FormatInt(u.ID, 10), Label: u.Name}
		switch is := slices.Contains(named, o.Value); {
		case u.Active() && (is || can(u)):
		case is:
			o.Label += " (has left)"
		default:
			continue
		}
		out = append(out, o)
	}
	return out
}
