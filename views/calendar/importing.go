package calendar

import (
	"fmt"
	"strings"

	model "tminus/models/calendar"
	"tminus/views/ui"
)

// ImportVM is the import of a calendar file: its first page if Preview is nil, otherwise the
// preview.
type ImportVM struct {
	Form    ui.Form
	Preview *model.ImportPreview
	Freezes bool
	Zone    string
	Key     string
}

func (vm ImportVM) kinds() []ui.Option { return kinds(vm.Freezes) }

// group holds the rows of an outcome.
type group struct {
	model.Outcome
	rows []model.ImportRow
}

func (vm ImportVM) groups() []group {
	var out []group
	for _, o := range model.Outcomes {
		g := group{Outcome: o}
		for _, r := range vm.Preview.Rows {
			if r.Outcome == o {
				g.rows = append(g.rows, r)
			}
		}
		if len(g.rows) > 0 {
			out = append(out, g)
		}
	}
	return out
}

func (g group) title() string { return fmt.Sprintf("%s (%d)", g.Label(), len(g.rows)) }

func outcomeMark(o model.Outcome) ui.Mark {
	switch o {
	case model.Adds:
		return ui.MarkDone
	case model.Changes:
		return ui.MarkInProgress
	case model.Removes:
		return ui.MarkAtRisk
	}
	return ui.MarkSkipped
}

func rowTitle(r model.ImportRow) string {
	if r.Event.Title == "" {
		return "An event without a title"
	}
	return r.Event.Name()
}

func rowWhen(r model.ImportRow) string {
	if r.Event.FirstDay.IsZero() && r.Event.StartAt.IsZero() {
		return "No date"
	}
	return r.Event.When()
}

// edits returns a row's changes as text.
func edits(r model.ImportRow) []string {
	var out []string
	for _, c := range r.Changes {
		switch {
		case c.Old == "":
			out = append(out, c.Field+": "+c.New)
		case c.New == "":
			out = append(out, c.Field+": "+c.Old+" goes")
		default:
			out = append(out, c.Field+": "+c.Old+" → "+c.New)
		}
	}
	return out
}

// heading returns the heading for the file.
func (vm ImportVM) heading() string {
	name := vm.Preview.Name
	if name == "" {
		name = vm.Form.Val("name")
	}
	if name == "" {
		return "What the file becomes"
	}
	return name
}

// button returns the label of the button.
func (vm ImportVM) button() string {
	var parts []string
	for _, x := range []struct {
		o    model.Outcome
		verb string
	}{{model.Adds, "Add"}, {model.Changes, "change"}, {model.Removes, "remove"}} {
		if n := vm.Preview.Count(x.o); n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", x.verb, n))
		}
	}
	text := strings.Join(parts, ", ")
	return strings.ToUpper(text[:1]) + text[1:]
}

func (vm ImportVM) others() string {
	if vm.Preview.Others == 1 {
		return "One entry of the file is no event (a to-do or a note) and is left out."
	}
	return fmt.Sprintf("%d entries of the file are no events (to-dos or notes) and are left out.", vm.Preview.Others)
}
