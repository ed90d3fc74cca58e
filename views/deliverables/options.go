package deliverables

import (
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/views/ui"
)

func optionalID(n int64) string {
	if n == 0 {
		return ""
	}
	return id(n)
}

func peopleOptions(us []people.User, none string) []ui.Option {
	out := []ui.Option{{Label: none}}
	for _, u := range us {
		out = append(out, ui.Option{Value: id(u.ID), Label: u.Name})
	}
	return out
}

func statusOptions(k launch.Kind) []ui.Option {
	var out []ui.Option
	for _, s := range k.Statuses() {
		out = append(out, ui.Option{Value: string(s), Label: s.Label()})
	}
	return out
}
