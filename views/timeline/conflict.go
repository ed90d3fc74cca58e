package timeline

import (
	"net/url"
	"strconv"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/template"
	"tminus/views/ui"
)

var dateNames = []string{"starts_on", "due_on", "due_time", "anchor"}

// DateValues are an item's dates as their form holds them.
func DateValues(d launch.Deliverable) url.Values {
	return url.Values{"starts_on": {d.StartsOn.String()}, "due_on": {d.DueOn.String()}, "due_time": {d.DueTime.String()}, "anchor": {string(d.Anchor)}}
}

// OwnerValues are an item's owner as the form for it holds them.
func OwnerValues(d launch.Deliverable) url.Values { return url.Values{"owner": {id(d.OwnerID)}} }

// DateConflict sets the dates that were typed beside those that are stored by now.
func DateConflict(vm ItemVM) []ui.ConflictField {
	theirs := ui.NewForm(DateValues(vm.Item))
	var out []ui.ConflictField
	for i, label := range []string{"Starts on", "Due on", "Due at", "When the launch date moves"} {
		name := dateNames[i]
		// What the form did not hold is not meant to change.
		yours := theirs
		if vm.Form.Has(name) {
			yours = vm.Form
		}
		out = append(out, ui.ConflictField{Label: label, Name: name, Yours: dateWords(yours, name), Theirs: dateWords(theirs, name)})
	}
	return out
}

func dateWords(f ui.Form, name string) string {
	typed := f.Val(name)
	if name == "anchor" {
		return template.Anchor(typed).Label()
	}
	if d, err := civil.Parse(typed); err == nil && !d.IsZero() && name != "due_time" {
		return d.Long()
	}
	return typed
}

// OwnerConflict does the same with who was chosen.
func OwnerConflict(vm ItemVM) []ui.ConflictField {
	theirs := ui.NewForm(OwnerValues(vm.Item))
	return []ui.ConflictField{{Label: "Owner", Name: "owner", Yours: ownerWords(vm.People, vm.Form), Theirs: ownerWords(vm.People, theirs)}}
}

func ownerWords(users []people.User, f ui.Form) string {
	for _, u := range users {
		if id(&u.ID) == f.Val("owner") {
			return u.Name
		}
	}
	return "Nobody yet"
}

// version is the one that the form's values belong to: a form that was refused
// keeps its own, so that it does not replace what came between.
func (vm ItemVM) version() string {
	if v := vm.Form.Val("version"); v != "" {
		return v
	}
	return strconv.Itoa(vm.Item.Version)
}

// base tells a conflict page which fields were touched.
func (vm ItemVM) base(values url.Values, names ...string) string {
	if b := vm.Form.Val("base"); b != "" {
		return b
	}
	return ui.Digest(values, names...)
}
