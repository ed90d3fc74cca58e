package runsheet

import (
	"fmt"
	"net/url"
	"slices"
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
	// Others are the launches whose sheet can be copied.
	Others []runsheet.OtherSheet
	Key    string
}

// ReasonVM is the form for a reason to tick a task that still waits.
type ReasonVM struct {
	Plan   *launch.Plan
	Line   runsheet.Line
	Action string
	Form   ui.Form
}

// BlockVM is the form of a block.
type BlockVM struct {
	Plan  *launch.Plan
	Block runsheet.Block
	Form  ui.Form
}

func (vm BlockVM) hint() string {
	return "All " + words.Count(len(vm.Block.Lines), "task") + " move with it, except those that are done. " + startHint(vm.Plan)
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
func (vm VM) ticked(l runsheet.Line, at time.Time) string {
	if vm.day(at) == vm.day(l.Start) {
		return vm.clock(at)
	}
	return format.ShortMoment(at, vm.Plan.Location())
}

// blockPath is the page of a block.
func (vm VM) blockPath(name string) string {
	return paths.With(paths.RunSheet(vm.Plan.Slug, "block"), url.Values{"block": {name}})
}

// backupAway says that the backup person is away on a day of the sheet, or has left.
func (vm VM) backupAway() string {
	switch b := vm.Sheet.Backup; {
	case b.Gone:
		return " (has left)"
	case !b.AwayOn.IsZero():
		return ", away on " + b.AwayOn.Short()
	}
	return ""
}

// ticks says how many members have ticked: "2/3".
func ticks(l runsheet.Line) string { return fmt.Sprintf("%d/%d", l.MembersDone(), len(l.Members)) }

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}

func memberMark(m runsheet.Member) ui.Mark {
	if m.Done() {
		return ui.MarkDone
	}
	return ui.MarkNotStarted
}

// memberTick is the name of the button that ticks a task for a member.
func memberTick(l runsheet.Line, m runsheet.Member) string {
	if m.Done() {
		return "Done by " + m.Name + ": " + l.Title + ". Take it back"
	}
	return "Not done by " + m.Name + ": " + l.Title + ". Say that it is done now"
}

// waitText says what a task waits for, and whether that is done.
func waitText(l runsheet.Line) string {
	what := "“" + l.Wait + "”"
	if l.WaitFor == runsheet.WaitGo {
		what = l.Wait
	}
	if l.Waiting {
		return "Waits for " + what
	}
	return "Waited for " + what
}

// linkText is the name of a link, or its address.
func linkText(l launch.Link) string {
	if l.Label != "" {
		return l.Label
	}
	return words.Truncate(l.URL, 60)
}

// newDay reports whether a line is the first of its day or UTC offset, so that its date and zone
// are shown.
func (vm VM) newDay(i int) bool {
	lines := vm.Sheet.Lines
	return i == 0 || vm.day(lines[i].Start) != vm.day(lines[i-1].Start) || vm.zone(lines[i].Start) != vm.zone(lines[i-1].Start)
}

const pasteHint = "A line for each task, such as “08:00 Freeze the branch @Ana Kern” or “T-2h Freeze the branch”. " +
	"“# 08:00 Preparation” is the heading of a block, “# 2026-12-09” a day. " +
	"Or a table with start, task, owner, minutes and needs, such as the export of another launch. Names with + between them are a group."

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
	to := vm.moment(end)
	if vm.day(first) != vm.day(end) {
		to = vm.day(end) + ", " + vm.clock(end) + " " + vm.zone(end)
	}
	parts = append(parts, vm.moment(first)+" to "+to, runsheet.Duration(int(end.Sub(first)/time.Minute)))
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
	return ui.OwnerOptions(vm.People, none, vm.Form.Val(field))
}

// taskTitle returns the option of a task by its id.
func (vm FormVM) taskTitle(task string) string {
	for _, o := range append(vm.waits(), vm.tasks()[0]) {
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

// waits are the things that the task can wait for.
func (vm FormVM) waits() []ui.Option {
	out := []ui.Option{{Label: "Nothing"}, {Value: string(runsheet.WaitGo), Label: "The go for the launch"}}
	return append(out, vm.tasks()[1:]...)
}

// groupLabel is the summary of the choice of a group.
func (vm FormVM) groupLabel() string {
	if names := vm.memberNames(vm.Form.Values["members"]); names != "" {
		return "Group: " + names
	}
	return "Or a group, with a tick for each"
}

// group are the people who can be in the group.
func (vm FormVM) group() []ui.Option {
	return ui.OwnerOptions(vm.People, "", vm.Form.Values["members"]...)
}

// moreFields are the fields that most tasks do not need.
var moreFields = [][2]string{{"wait", "waits for"}, {"back", "pair"}, {"links", "links"}, {"post", "text to post"}}

// moreOpen reports whether one of moreFields was refused.
func (vm FormVM) moreOpen() bool {
	return slices.ContainsFunc(moreFields, func(f [2]string) bool { return vm.Form.Err(f[0]) != "" })
}

// moreLabel names those of moreFields that are filled in.
func (vm FormVM) moreLabel() string {
	var set []string
	for _, f := range moreFields {
		if vm.Form.Val(f[0]) != "" {
			set = append(set, f[1])
		}
	}
	if len(set) == 0 {
		return "Waits for, links, text to post"
	}
	return "More: " + strings.Join(set, ", ")
}

// otherLaunches are the launches whose sheet can be copied.
func (vm FormVM) otherLaunches() []ui.Option {
	out := make([]ui.Option, len(vm.Others))
	for i, o := range vm.Others {
		out[i] = ui.Option{Value: o.Slug, Label: o.Name + ", " + words.Count(o.Tasks, "task")}
	}
	return out
}

func (vm FormVM) startHint() string { return startHint(vm.Plan) }

func startHint(p *launch.Plan) string {
	return "From T, " + p.When() + ": T-2h, T or T+30m; or as a time, 08:00, or a day and time, " + p.LaunchOn.String() +
		" 08:00, in " + p.Zone + "."
}

// memberNames returns the names of a group.
func (vm FormVM) memberNames(ids []string) string {
	var names []string
	for _, u := range vm.People {
		if slices.Contains(ids, id(u.ID)) {
			names = append(names, u.Name)
		}
	}
	return strings.Join(names, ", ")
}

// ConflictFields returns the form's values and the stored ones of a task, whose group is members.
func ConflictFields(vm FormVM, theirs func(string) string, members []string) []ui.ConflictField {
	named := func(field, value string) string {
		for _, o := range vm.people(field, "Nobody yet") {
			if o.Value == value {
				return o.Label
			}
		}
		return value
	}
	out := []ui.ConflictField{{Label: "Group", Name: "members", Yours: vm.memberNames(vm.Form.Values["members"]),
		Theirs: vm.memberNames(members)}}
	for _, f := range [][2]string{{"title", "Task"}, {"block", "Block"}, {"owner", "Owner"}, {"fallback", "Fallback"}, {"start", "Starts"},
		{"minutes", "Minutes"}, {"needs", "Needs"}, {"wait", "Waits for"}, {"back", "Switched on again by"}, {"links", "Links"},
		{"post", "Text to post"}} {
		yours, their := vm.Form.Val(f[0]), theirs(f[0])
		if f[0] == "owner" || f[0] == "fallback" {
			yours, their = named(f[0], yours), named(f[0], their)
		}
		if f[0] == "back" || f[0] == "wait" {
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
