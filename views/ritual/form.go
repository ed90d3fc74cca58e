package ritual

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/ritual"
	"tminus/views/paths"
	"tminus/views/ui"
)

// FormVM is the form of a ritual with its steps.
type FormVM struct {
	Plan *launch.Plan
	// Ritual is nil for a new ritual.
	Ritual *ritual.Detail
	People []people.User
	Form   ui.Form
	Key    string
	Base   string
}

// Fields are the names of the form's fields, for conflicts.
var Fields = []string{"name", "owner", "from", "to", "peak", "step_id", "step_title", "step_weight"}

// Values returns a ritual as values of its form.
func Values(r ritual.Detail) url.Values {
	v := url.Values{"name": {r.Name}, "owner": {id(r.OwnerID)}, "from": {strconv.Itoa(-r.FromOffset)}, "to": {strconv.Itoa(r.ToOffset)},
		"peak": {strconv.Itoa(r.Peak)}}
	for _, s := range r.List {
		v.Add("step_id", text(s.ID))
		v.Add("step_title", s.Title)
		v.Add("step_weight", strconv.Itoa(s.Weight))
	}
	return v
}

// NewValues returns the values of a new ritual.
func NewValues() url.Values {
	return url.Values{"from": {"14"}, "to": {"7"}, "peak": {"1"}, "step_id": {""}, "step_title": {""}, "step_weight": {""}}
}

// row is a step in the form.
type row struct{ id, title, weight string }

func rowsOf(v url.Values) []row {
	out := make([]row, min(len(v["step_title"]), ritual.MaxSteps+1))
	for i := range out {
		out[i].title = v["step_title"][i]
		if i < len(v["step_id"]) {
			out[i].id = v["step_id"][i]
		}
		if i < len(v["step_weight"]) {
			out[i].weight = v["step_weight"][i]
		}
	}
	return out
}

func putRows(v url.Values, rows []row) {
	v["step_id"], v["step_title"], v["step_weight"] = nil, nil, nil
	for _, r := range rows {
		v.Add("step_id", r.id)
		v.Add("step_title", r.title)
		v.Add("step_weight", r.weight)
	}
}

// Rearrange performs the action of a button for steps, which saves nothing: add, move or remove
// one. It reports whether one was pressed.
func Rearrange(f *ui.Form) bool {
	do, at, _ := strings.Cut(f.Val("do"), ":")
	if do == "" {
		return false
	}
	rows := rowsOf(f.Values)
	i, err := strconv.Atoi(at)
	there := err == nil && i >= 0 && i < len(rows)
	switch {
	case do == "add" && len(rows) < ritual.MaxSteps:
		rows = append(rows, row{})
	case do == "up" && there && i > 0:
		rows[i-1], rows[i] = rows[i], rows[i-1]
	case do == "down" && there && i+1 < len(rows):
		rows[i+1], rows[i] = rows[i], rows[i+1]
	case do == "out" && there:
		rows = slices.Delete(rows, i, i+1)
	}
	putRows(f.Values, rows)
	return true
}

// InputOf parses the form. It ignores empty rows; an invalid number becomes one that the rule
// refuses.
func InputOf(f ui.Form) ritual.Input {
	in := ritual.Input{Name: f.Val("name"),
		Cadence: ritual.Cadence{From: -whole(f.Val("from")), To: whole(f.Val("to")), Peak: whole(f.Val("peak"))}}
	if n, err := strconv.ParseInt(f.Val("owner"), 10, 64); err == nil && n > 0 {
		in.OwnerID = &n
	}
	rows := slices.DeleteFunc(rowsOf(f.Values), row.empty)
	putRows(f.Values, rows)
	for _, r := range rows {
		n, _ := strconv.ParseInt(r.id, 10, 64)
		in.Steps = append(in.Steps, ritual.StepInput{ID: max(n, 0), Title: r.title, Weight: whole(r.weight)})
	}
	return in
}

func (r row) empty() bool {
	return strings.TrimSpace(r.title+r.weight) == ""
}

// whole parses a number; -1, which no field accepts, if it is invalid.
func whole(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "%")))
	if err != nil {
		return -1
	}
	return n
}

func (vm FormVM) action() string {
	if vm.Ritual == nil {
		return paths.Rituals(vm.Plan.Slug)
	}
	return paths.Ritual(vm.Plan.Slug, vm.Ritual.ID)
}

func (vm FormVM) title() string {
	if vm.Ritual == nil {
		return "Add a ritual"
	}
	return "Edit " + vm.Ritual.Name
}

// ConflictFields returns the form's values and the stored ones, field by field.
func ConflictFields(vm FormVM) []ui.ConflictField {
	now := Values(*vm.Ritual)
	who := func(v url.Values) string {
		for _, u := range vm.People {
			if text(u.ID) == v.Get("owner") {
				return u.Name
			}
		}
		return "Nobody"
	}
	days := func(v url.Values) string {
		return v.Get("from") + " days before T to " + v.Get("to") + " days after it, " + v.Get("peak") + " at T"
	}
	list := func(v url.Values) string {
		var lines []string
		for i, r := range rowsOf(v) {
			lines = append(lines, strconv.Itoa(i+1)+". "+r.title+" ("+r.weight+" %)")
		}
		return strings.Join(lines, "\n")
	}
	f := vm.Form.Values
	return []ui.ConflictField{
		{Label: "Name", Name: "name", Yours: f.Get("name"), Theirs: now.Get("name")},
		{Label: "Owner", Name: "owner", Yours: who(f), Theirs: who(now)},
		{Label: "Cadence", Name: "from to peak", Yours: days(f), Theirs: days(now)},
		{Label: "Steps", Name: "step_id step_title step_weight", Yours: list(f), Theirs: list(now)},
	}
}
