package feedback

import (
	"net/url"
	"strconv"
	"strings"

	"tminus/internal/civil"
	"tminus/models/feedback"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/views/paths"
	"tminus/views/ui"
)

// FormVM is the form of a report entered by hand.
type FormVM struct {
	Plan   *launch.Plan
	Form   ui.Form
	People []people.User
	// One is nil for a new report.
	One       *feedback.Detail
	Base, Key string
}

// Fields are the names of the form's fields, in order.
var Fields = []string{"channel", "doing", "wrong", "expected", "title", "times", "on", "at", "reporter", "contact", "source"}

// Values returns a report's fields as values of the form.
func Values(r feedback.Report, p *launch.Plan) url.Values {
	at := r.At.In(p.Location())
	return url.Values{"channel": {string(r.Channel)}, "doing": {r.Doing}, "wrong": {r.Wrong}, "expected": {r.Expected},
		"title": {r.Title}, "times": {strconv.Itoa(r.Times)},
		"on": {civil.Of(r.At, p.Location()).String()}, "at": {at.Format("15:04")}, "reporter": {r.Reporter}, "contact": {r.Contact},
		"source": {r.Source}}
}

func (vm FormVM) action() string {
	if vm.One == nil {
		return paths.Feedback(vm.Plan.Slug)
	}
	return paths.Report(vm.Plan.Slug, vm.One.ID)
}

func (vm FormVM) heading() string {
	if vm.One == nil {
		return "Add a report"
	}
	return "Edit the report"
}

func (vm FormVM) button() string {
	if vm.One == nil {
		return "Add report"
	}
	return "Save changes"
}

// byLink reports whether the text is a beta user's own, which nobody may change.
func (vm FormVM) byLink() bool { return vm.One != nil && vm.One.ByLink }

func (vm FormVM) version() string {
	if vm.Form.Has("version") {
		return vm.Form.Val("version")
	}
	return strconv.Itoa(vm.One.Version)
}

// byHand returns the channels for reports entered by hand. Beta users have their own form, but some
// call.
func (vm FormVM) byHand() []ui.Option {
	out := channels("")
	return append(out[1:], out[0])
}

func (vm FormVM) owners() []ui.Option { return ui.OwnerOptions(vm.People, "Nobody yet") }

// ConflictFields returns the form's values and the stored ones as text.
func ConflictFields(vm FormVM) []ui.ConflictField {
	theirs := ui.NewForm(Values(vm.One.Report, vm.Plan))
	var out []ui.ConflictField
	for _, f := range [][2]string{{"Where it was said", "channel"}, {"What they were doing", "doing"}, {"What went wrong", "wrong"},
		{"How it should have worked", "expected"},
		{"In one line", "title"}, {"How often", "times"}, {"Day", "on"}, {"Time", "at"}, {"Said by", "reporter"}, {"Contact", "contact"},
		{"Source", "source"}} {
		if vm.byLink() && f[1] != "title" {
			continue
		}
		out = append(out, ui.ConflictField{Label: f[0], Name: f[1], Yours: valueText(vm.Form, f[1]), Theirs: valueText(theirs, f[1])})
	}
	return out
}

func valueText(f ui.Form, name string) string {
	if name == "channel" {
		return feedback.Channel(f.Val(name)).Label()
	}
	return strings.ReplaceAll(strings.TrimSpace(f.Val(name)), "\r\n", "\n")
}
