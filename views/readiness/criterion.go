package readiness

import (
	"net/url"
	"strconv"

	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/readiness"
	"tminus/views/paths"
	"tminus/views/ui"
)

// SayVM is a criterion with the form for a sign-off, or for the reason of a waiver.
type SayVM struct {
	Launch launch.Launch
	readiness.Criterion
	Line  readiness.CriterionLine
	Waive bool
	// Me is the reader's id.
	Me   int64
	Form ui.Form
	Back string
}

func (vm SayVM) condition() bool { return vm.Kind == readiness.KindNoGo }

// Title returns the question.
func (vm SayVM) Title() string {
	switch {
	case vm.Waive:
		return "Waive it?"
	case vm.condition():
		return "Does it stand?"
	}
	return "Is it met?"
}

func (vm SayVM) action() string {
	if vm.Waive {
		return paths.Criterion(vm.Launch.Slug, vm.ID, "waive")
	}
	return paths.Criterion(vm.Launch.Slug, vm.ID, "sign")
}

func (vm SayVM) version() string {
	if vm.Form.Has("version") {
		return vm.Form.Val("version")
	}
	return strconv.Itoa(vm.Version)
}

// initialSign returns the initial value of the form.
func (vm SayVM) initialSign() string {
	if vm.condition() && vm.Sign != readiness.SignMet {
		return string(readiness.SignMet)
	}
	if vm.condition() {
		return string(readiness.SignNotMet)
	}
	return string(readiness.SignMet)
}

func (vm SayVM) choices() []ui.Option {
	if vm.condition() {
		return []ui.Option{{Value: string(readiness.SignMet), Label: "Raise it: it stands",
			Hint: "The launch may not go until somebody clears it."},
			{Value: string(readiness.SignNotMet), Label: "Clear it: it does not stand"}}
	}
	return []ui.Option{{Value: string(readiness.SignMet), Label: "Met"}, {Value: string(readiness.SignNotMet), Label: "Not met"}}
}

// SignWords returns a sign-off as text for the conflict page.
func SignWords(k readiness.Kind, sign readiness.Sign, note string) string {
	words := map[readiness.Sign]string{readiness.SignMet: "Met", readiness.SignNotMet: "Not met"}[sign]
	if k == readiness.KindNoGo {
		words = map[readiness.Sign]string{readiness.SignMet: "Stands", readiness.SignNotMet: "Cleared"}[sign]
	}
	if words == "" {
		words = "Nothing said"
	}
	if note != "" {
		words += ": " + note
	}
	return words
}

// CriterionVM is the form of a criterion.
type CriterionVM struct {
	Launch    launch.Launch
	Form      ui.Form
	People    []people.User
	Bindables []readiness.Bindable
	// Criterion is nil for a new criterion.
	Criterion *readiness.Criterion
	Key, Base string
}

// CriterionFields are the names of the form's fields.
var CriterionFields = []string{"kind", "title", "owner", "binding", "renew", "evidence"}

// CriterionValues returns a criterion's fields as values of the form.
func CriterionValues(c readiness.Criterion) url.Values {
	v := url.Values{"kind": {string(c.Kind)}, "title": {c.Title}, "owner": {""}, "binding": {c.Binding().String()}, "renew": {""},
		"evidence": {c.Evidence}}
	if c.OwnerID != nil {
		v.Set("owner", strconv.FormatInt(*c.OwnerID, 10))
	}
	if c.RenewMinutes > 0 {
		v.Set("renew", strconv.Itoa(c.RenewMinutes/60))
	}
	return v
}

func (vm CriterionVM) action() string {
	if vm.Criterion == nil {
		return paths.Readiness(vm.Launch.Slug, "criteria")
	}
	return paths.Criterion(vm.Launch.Slug, vm.Criterion.ID, "edit")
}

// Title returns the heading of the form.
func (vm CriterionVM) Title() string {
	switch {
	case vm.Criterion == nil:
		return "Add a criterion"
	case vm.Criterion.Kind == readiness.KindNoGo:
		return "Edit NO-GO condition"
	}
	return "Edit GO criterion"
}

func (vm CriterionVM) button() string {
	if vm.Criterion == nil {
		return "Add criterion"
	}
	return "Save changes"
}

func (vm CriterionVM) version() string {
	if vm.Form.Has("version") {
		return vm.Form.Val("version")
	}
	return strconv.Itoa(vm.Criterion.Version)
}

func (vm CriterionVM) owner() int64 {
	if vm.Criterion == nil || vm.Criterion.OwnerID == nil {
		return 0
	}
	return *vm.Criterion.OwnerID
}

// bindings returns what the criterion can be bound to, and its present binding even if that is
// gone.
func (vm CriterionVM) bindings() []ui.Option {
	var out []ui.Option
	now, there := "", false
	if vm.Criterion != nil {
		now = vm.Criterion.Binding().String()
	}
	for _, b := range vm.Bindables {
		value := b.Binding.String()
		there = there || value == now
		out = append(out, ui.Option{Value: value, Label: b.Label, Group: b.Group})
	}
	if now != "" && !there {
		out = append([]ui.Option{{Value: now, Label: "Something that is gone"}}, out...)
	}
	return out
}

// BindingWords returns a binding in the form as text.
func BindingWords(list []readiness.Bindable, value string) string {
	for _, b := range list {
		if b.Binding.String() == value {
			return b.Label
		}
	}
	return "Something that is gone"
}
