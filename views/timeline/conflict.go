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

// DateValues returns an item's dates as values of their form.
func DateValues(d launch.Deliverable) url.Values {
	return url.Values{"starts_on": {d.StartsOn.String()}, "due_on": {d.DueOn.String()}, "due_time": {d.DueTime.String()},
		"anchor": {string(d.Anchor)}}
}

// OwnerValues returns an item's owner as a value of its form.
func OwnerValues(d launch.Deliverable) url.Values { return url.Values{"owner": {id(d.OwnerID)}} }

// DateConflict returns the entered dates next to the stored ones.
func DateConflict(vm ItemVM) []ui.ConflictField {
	theirs := ui.NewForm(DateValues(vm.Item))
	var out []ui.ConflictField
	for i, label := range []string{"Starts on", "Due on", "Due at", "When the launch date moves"} {
		name := dateNames[i]
		// Fields that are not in the form do not change.
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

// OwnerConflict returns the chosen owner next to the stored one.
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

// version returns the version that the form's values belong to: a refused form keeps its own, so
// that it does not overwrite changes since.
func (vm ItemVM) version() string {
	if v := vm.Form.Val("version"); v != "" {
		return v
	}
	return strconv.Itoa(vm.Item.Version)
}

// base returns the digest with which a conflict page finds the edited fields.
func (vm ItemVM) base(values url.Values, names ...string) string {
	if b := vm.Form.Val("base"); b != "" {
		return b
	}
	return ui.Digest(values, names...)
}
