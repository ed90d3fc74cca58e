package move

import (
	"slices"
	"strconv"
	"strings"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/views/ui"
)

// BulkShift is the action on selected rows that gives them a due day some days from their present one. The other
// actions on selected rows are those of a row.
const BulkShift = "shift"

func actionField(id int64) string { return "do-" + strconv.FormatInt(id, 10) }

func dayField(id int64) string { return "day-" + strconv.FormatInt(id, 10) }

// Choices parses the choices of a form. An item of the plan for which another day is chosen without entering one gets
// its present day, to be changed; without a plan it stays blank, and the rule refuses it.
func Choices(f ui.Form, p *launch.Plan) map[int64]launch.RowChoice {
	out := make(map[int64]launch.RowChoice)
	for name := range f.Values {
		digits, ok := strings.CutPrefix(name, "do-")
		id, err := strconv.ParseInt(digits, 10, 64)
		action := launch.RowAction(f.Val(name))
		if !ok || err != nil || !slices.Contains(launch.RowActions, action) {
			continue
		}
		choice := launch.RowChoice{Action: action}
		if action == launch.RowOnDay {
			choice.Day, _ = civil.Parse(f.Val(dayField(id)))
			if p != nil && f.Val(dayField(id)) == "" {
				it, _ := p.Item(id)
				if choice.Day = it.DueOn; it.Unscheduled() {
					choice.Day = p.LaunchOn
				}
				f.Values.Set(dayField(id), choice.Day.String())
			}
		}
		out[id] = choice
	}
	return out
}

// SetChoices replaces the choices of a form.
func SetChoices(f ui.Form, p *launch.Plan, choices map[int64]launch.RowChoice) {
	for _, it := range p.Items {
		f.Values.Del(actionField(it.ID))
		f.Values.Del(dayField(it.ID))
		if c, ok := choices[it.ID]; ok {
			f.Values.Set(actionField(it.ID), string(c.Action))
			if !c.Day.IsZero() {
				f.Values.Set(dayField(it.ID), c.Day.String())
			}
		}
	}
}

// Picked returns the selected items of a form that have a date.
func Picked(f ui.Form, p *launch.Plan) []launch.Item {
	var out []launch.Item
	for _, it := range p.Items {
		if !it.Unscheduled() && slices.Contains(f.Values["pick"], strconv.FormatInt(it.ID, 10)) {
			out = append(out, it)
		}
	}
	return out
}

// options are the actions for a row. A row that returns to where it was says so instead of moving.
func options(r launch.MoveRow) []ui.Option {
	out := []ui.Option{
		{Value: string(launch.RowMoves), Label: "Moves"},
		{Value: string(launch.RowStays), Label: "Stays"},
		{Value: string(launch.RowOnDay), Label: "Other day"},
		{Value: string(launch.RowOpen), Label: "No date yet"},
	}
	switch {
	case r.Unscheduled():
		out = []ui.Option{{Value: string(launch.RowStays), Label: "No date yet"}, out[2]}
	case r.Default == launch.RowBack:
		out = slices.Insert(out, 0, ui.Option{Value: string(launch.RowBack), Label: "Back to where it was"})
	}
	return out
}
