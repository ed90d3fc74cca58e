package deliverable

import (
	"tminus/models/launch"
	"tminus/models/template"
	"tminus/views/ui"
)

func optionalID(n int64) string {
	if n == 0 {
		return ""
	}
	return id(n)
}

func statusOptions(k template.Kind) []ui.Option {
	var out []ui.Option
	for _, s := range launch.Statuses(k) {
		out = append(out, ui.Option{Value: string(s), Label: s.Label()})
	}
	return out
}
