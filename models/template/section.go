package template

import "reflect"

// section is a part of the template that the plan can do without: what the launch
// is judged by, and what is tried after it.
type section struct {
	label string
	field field
}

// sections lists them in the order of the file.
var sections = func() []section {
	labels := map[string]string{
		"questions": "Interview questions", "checklists": "Checklists", "criteria": "GO criteria", "conditions": "NO-GO conditions",
		"rituals": "Rituals", "parity": "Environment parity", "risks": "Risks", "run_sheet": "Run sheet", "meeting": "Go/no-go meeting", "playbook": "Playbook",
	}
	var out []section
	for _, f := range fieldsOf(reflect.TypeFor[Template]()) {
		if l := labels[f.name]; l != "" {
			out = append(out, section{l, f})
		}
	}
	return out
}()
