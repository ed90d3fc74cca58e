package calendar

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	model "tminus/models/calendar"
	"tminus/models/launch"
	"tminus/views/format"
	"tminus/views/paths"
	"tminus/views/ui"
)

// EventVM is the page of an event.
type EventVM struct {
	model.Detail
	// Launches are the launches whose T is within the event.
	Launches []launch.Launch
	Loc      *time.Location // of the reader
	CanEdit  bool
}

func (vm EventVM) path(tail ...string) string { return paths.Event(vm.ID, tail...) }

func (vm EventVM) version() [][2]string {
	return [][2]string{{"version", strconv.Itoa(vm.Version)}}
}

// month returns the URL of the calendar in the event's month.
func (vm EventVM) month() string {
	first, _ := vm.Days(vm.Loc)
	return paths.Calendar() + "?month=" + first.Format("2006-01")
}

// here returns a timed event in the reader's zone, "" if that is the same.
func (vm EventVM) here() string {
	if vm.WholeDays() || vm.Zone == vm.Loc.String() {
		return ""
	}
	e := vm.Event
	e.Zone = vm.Loc.String()
	return e.When()
}

func severityMark(s model.Severity) ui.Mark {
	if s == model.Forbid {
		return ui.MarkBlocked
	}
	return ui.MarkAtRisk
}

// did returns what was done to an event as text.
func did(what string) string {
	switch what {
	case "import undone":
		return "undid the import"
	case "imported":
		return "imported it"
	}
	return what + " it"
}

func (vm EventVM) at(t time.Time) string { return format.Moment(t, vm.Loc) }

// changed returns the changes of a step in the history; the first one has none.
func changed(p model.Past) []model.Edit {
	if slices.ContainsFunc(p.Changes, func(c model.Edit) bool { return c.Field == "kind" && c.Old == "" }) {
		return nil
	}
	return p.Changes
}

// FormVM is the form of an event.
type FormVM struct {
	Form ui.Form
	// One is nil for a new event.
	One      *model.Event
	Services []model.Touched // to choose from
	Freezes  bool            // whether who fills it in may forbid launches
	Zone     string          // of who fills it in
	Base     string
	Key      string
}

// Fields are the names of the form's fields, in order.
var Fields = []string{"kind", "title", "first_day", "last_day", "start_at", "end_at", "zone", "region", "severity", "services", "note"}

// Values returns an event's fields as values of the form.
func Values(e model.Event) url.Values {
	in := e.Input()
	v := url.Values{"kind": {string(in.Kind)}, "title": {in.Title}, "first_day": {in.FirstDay.String()}, "last_day": {in.LastDay.String()},
		"start_at": {in.StartAt.String()}, "end_at": {in.EndAt.String()}, "zone": {in.Zone}, "region": {in.Region},
		"severity": {string(in.Severity)}, "note": {in.Note}}
	for _, id := range in.Services {
		v.Add("services", number(id))
	}
	return v
}

func (vm FormVM) action() string {
	if vm.One == nil {
		return paths.Events()
	}
	return paths.Event(vm.One.ID)
}

func (vm FormVM) cancel() string {
	if vm.One == nil {
		return paths.Calendar()
	}
	return paths.Event(vm.One.ID)
}

func (vm FormVM) version() string {
	if vm.Form.Has("version") {
		return vm.Form.Val("version")
	}
	return strconv.Itoa(vm.One.Version)
}

// Title returns the title of the page.
func (vm FormVM) Title() string {
	if vm.One == nil {
		return "Add an event"
	}
	return "Edit " + vm.One.Title
}

func (vm FormVM) button() string {
	if vm.One == nil {
		return "Add event"
	}
	return "Save changes"
}

// kinds returns the kinds that the person may choose.
func (vm FormVM) kinds() []ui.Option {
	return kinds(vm.Freezes)
}

func kinds(freezes bool) []ui.Option {
	var out []ui.Option
	for _, k := range model.Kinds {
		if freezes || k != model.Freeze {
			out = append(out, ui.Option{Value: string(k), Label: k.Label()})
		}
	}
	return out
}

func severities() []ui.Option {
	out := []ui.Option{{Label: "As usual for its kind"}}
	for _, s := range model.Severities {
		out = append(out, ui.Option{Value: string(s), Label: s.Label()})
	}
	return out
}

// offered returns the services to choose from, including those already chosen.
func (vm FormVM) offered() []ui.Option {
	list := vm.Services
	if vm.One != nil {
		for _, t := range vm.One.Services {
			if !slices.Contains(list, t) {
				list = append(list, t)
			}
		}
	}
	var out []ui.Option
	for _, t := range list {
		out = append(out, ui.Option{Value: number(t.ID), Label: t.Name})
	}
	return out
}

// ConflictFields returns the form's values and the stored ones as text.
func ConflictFields(vm FormVM) []ui.ConflictField {
	theirs := ui.NewForm(Values(*vm.One))
	var out []ui.ConflictField
	for _, f := range [][2]string{{"Kind", "kind"}, {"Title", "title"}, {"First day", "first_day"}, {"Last day", "last_day"},
		{"From", "start_at"}, {"Until", "end_at"},
		{"Time zone", "zone"}, {"Where", "region"}, {"For launches", "severity"}, {"Services", "services"}, {"Note", "note"}} {
		out = append(out, ui.ConflictField{Label: f[0], Name: f[1], Yours: vm.words(vm.Form, f[1]), Theirs: vm.words(theirs, f[1])})
	}
	return out
}

func (vm FormVM) words(f ui.Form, name string) string {
	switch name {
	case "kind":
		return model.Kind(f.Val(name)).Label()
	case "zone":
		if f.Val("start_at") == "" && f.Val("end_at") == "" {
			return "" // whole days have none
		}
	case "severity":
		return model.Severity(f.Val(name)).Label()
	case "services":
		var names []string
		for _, o := range vm.offered() {
			if slices.Contains(f.Values[name], o.Value) {
				names = append(names, o.Label)
			}
		}
		return strings.Join(names, ", ")
	}
	return strings.ReplaceAll(strings.TrimSpace(f.Val(name)), "\r\n", "\n")
}
