package runsheet

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tminus/internal/words"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/runsheet"
	"tminus/views/format"
	"tminus/views/paths"
	"tminus/views/ui"
)

// VM is the run sheet of a launch.
type VM struct {
	Plan    *launch.Plan
	Sheet   runsheet.Sheet
	CanEdit bool
	// Shift is the form that shifts the task Shifting and all later ones.
	Shift    ui.Form
	Shifting int64
}

// FormVM is the form of a task, of a new one if Line is nil.
type FormVM struct {
	Plan   *launch.Plan
	Line   *runsheet.Line
	Form   ui.Form
	People []people.User
	// Tasks are those of the sheet.
	Tasks []runsheet.Line
	Key   string
}

func id(n int64) string { return strconv.FormatInt(n, 10) }

func anchor(n int64) string { return "task-" + id(n) }

func (vm VM) clock(at time.Time) string { return at.In(vm.Plan.Location()).Format("15:04") }

func (vm VM) zone(at time.Time) string { return at.In(vm.Plan.Location()).Format("MST") }

func (vm VM) day(at time.Time) string { return at.In(vm.Plan.Location()).Format("Mon 2 Jan 2006") }

// moment returns an instant, with its day unless it is the day of T.
func (vm VM) moment(at time.Time) string {
	text := vm.clock(at) + " " + vm.zone(at)
	if day := vm.day(at); day != vm.Plan.LaunchOn.Long() {
		return day + ", " + text
	}
	return text
}

// newBlock reports whether a line is the first of its block, so that the heading is shown.
func (vm VM) newBlock(i int) bool {
	lines := vm.Sheet.Lines
	return lines[i].Block != "" && (i == 0 || vm.newDay(i) || lines[i].Block != lines[i-1].Block)
}

// ticked returns when a task was ticked off, with the day if it is another than planned.
func (vm VM) ticked(l runsheet.Line) string {
	if vm.day(l.DoneAt.Time) == vm.day(l.Start) {
		return vm.clock(l.DoneAt.Time)
	}
	return format.ShortMoment(l.DoneAt.Time, vm.Plan.Location())
}

// newDay reports whether a line is the first of its day or UTC offset, so that its date and zone
// are shown.
func (vm VM) newDay(i int) bool {
	lines := vm.Sheet.Lines
	return i == 0 || vm.day(lines[i].Start) != vm.day(lines[i-1].Start) || vm.zone(lines[i].Start) != vm.zone(lines[i-1].Start)
}

const pasteHint = "A line for each task, such as “08:00 Freeze the branch @Ana Kern” or “T-2h Freeze the branch”. " +
	"“# 08:00 Preparation” is the heading of a block, “# 2026-12-09” a day. " +
	"Or a table with start, task, owner, minutes and needs, such as the export of another launch."

// sentence says what is left to do.
func (vm VM) sentence() string {
	n, done := len(vm.Sheet.Lines), vm.Sheet.DoneCount()
	switch {
	case done == n:
		return "Run sheet: all done"
	case done == 0:
		return "Run sheet: " + words.Count(n, "task")
	}
	return fmt.Sprintf("Run sheet: %d of %d done", done, n)
}

// lead returns a summary of the run sheet in one line.
func (vm VM) lead() string {
	var parts []string
	first, end := vm.Sheet.Lines[0].Start, vm.Sheet.Ends()
	parts = append(parts, vm.moment(first)+" to "+vm.moment(end), runsheet.Duration(int(end.Sub(first)/time.Minute)))
	if n := vm.Sheet.StillOff(); n > 0 {
		parts = append(parts, words.Count(n, "thing")+" still off")
	}
	switch p := vm.Sheet.Problems(); p {
	case 0:
	case 1:
		parts = append(parts, "1 task with a problem")
	default:
		parts = append(parts, fmt.Sprintf("%d tasks with a problem", p))
	}
	return strings.Join(parts, " · ")
}

func (vm VM) at(at time.Time) string { return format.ShortMoment(at, vm.Plan.Location()) }

func version(t runsheet.Task) [2]string { return [2]string{"version", strconv.Itoa(t.Version)} }

func orNobody(name string) string {
	if name == "" {
		return "nobody"
	}
	return name
}

func (vm FormVM) heading() string {
	if vm.Line == nil {
		return "Add a task"
	}
	return "Edit the task"
}

func (vm FormVM) action() string {
	if vm.Line == nil {
		return paths.RunSheet(vm.Plan.Slug)
	}
	return paths.Task(vm.Plan.Slug, vm.Line.ID)
}

func (vm FormVM) version() string {
	if v := vm.Form.Val("version"); v != "" {
		return v
	}
	return strconv.Itoa(vm.Line.Version)
}

func (vm FormVM) people(field, none string) []ui.Option {
	out := []ui.Option{{Label: none}}
	for _, u := range vm.People {
		named := vm.Form.Val(field) == id(u.ID)
		switch {
		case u.Active() && (u.Role != people.Viewer || named):
			out = append(out, ui.Option{Value: id(u.ID), Label: u.Name})
		case named:
			out = append(out, ui.Option{Value: id(u.ID), Label: u.Name + " (has left)"})
		}
	}
	return out
}

// taskTitle returns the option of a task by its id.
func (vm FormVM) taskTitle(task string) string {
	for _, o := range vm.tasks() {
		if o.Value == task {
			return o.Label
		}
	}
	return task
}

// tasks are the tasks that can switch on again what this one switches off.
func (vm FormVM) tasks() []ui.Option {
	out := []ui.Option{{Label: "Nothing is switched off"}}
	for _, l := range vm.Tasks {
		if vm.Line == nil || l.ID != vm.Line.ID {
			out = append(out, ui.Option{Value: id(l.ID), Label: runsheet.FromT(l.StartMinutes) + " " + l.Title})
		}
	}
	return out
}

func (vm FormVM) startHint() string {
	return "From T, " + vm.Plan.When() + ": T-2h, T or T+30m; or as a time, 08:00, or a day and time, " + vm.Plan.LaunchOn.String() +
		" 08:00, in " + vm.Plan.Zone + "."
}

// ConflictFields returns the form's values and the stored ones of a task.
func ConflictFields(vm FormVM, theirs func(string) string) []ui.ConflictField {
	named := func(field, value string) string {
		for _, o := range vm.people(field, "Nobody yet") {
			if o.Value == value {
				return o.Label
			}
		}
		return value
	}
	out := make([]ui.ConflictField, 0, 8)
	for _, f := range [][2]string{{"title", "Task"}, {"block", "Block"}, {"owner", "Owner"}, {"fallback", "Fallback"}, {"start", "Starts"},
		{"minutes", "Minutes"}, {"needs", "Needs"}, {"back", "Switched on again by"}} {
		yours, their := vm.Form.Val(f[0]), theirs(f[0])
		if f[0] == "owner" || f[0] == "fallback" {
			yours, their = named(f[0], yours), named(f[0], their)
		}
		if f[0] == "back" {
			yours, their = vm.taskTitle(yours), vm.taskTitle(their)
		}
		out = append(out, ui.ConflictField{Label: f[1], Name: f[0], Yours: yours, Theirs: their})
	}
	return out
}

func (vm VM) columns() string {
	if vm.CanEdit {
		return "7"
	}
	return "6"
}
