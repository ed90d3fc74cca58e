package roster

import (
	"fmt"
	"strconv"

	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/roster"
	"tminus/views/paths"
	"tminus/views/ui"
)

// RotaPeople is the number of people in the form of a rotation.
const RotaPeople = 8

// RotaVM is the form of a rotation, with its preview if requested.
type RotaVM struct {
	Plan   *launch.Plan
	R      roster.Roster
	Form   ui.Form
	People []people.User
	Key    string
	Drafts []roster.Draft
	// Shown reports whether the preview belongs to the present form.
	Shown bool
}

// SameHours is the value of the field "hours" for a rotation with the same hours every day.
const SameHours = "same"

func (vm RotaVM) sameHours() bool { return vm.Form.Val("hours") == SameHours }

// kinds returns the tabs for the kind of the rotation.
func (vm RotaVM) kinds() []ui.Tab {
	return []ui.Tab{{Href: vm.path(), Label: "Day and night", Current: !vm.sameHours()},
		{Href: vm.path() + "?hours=" + SameHours, Label: "Same hours every day", Current: vm.sameHours()}}
}

func (vm RotaVM) path() string { return paths.Roster(vm.Plan.Slug, "rota") }

func (vm RotaVM) troubles() (n int) {
	for _, d := range vm.Drafts {
		if d.Trouble != "" {
			n++
		}
	}
	return n
}

// orderHint says how the people take over from one another.
func (vm RotaVM) orderHint() string {
	if vm.sameHours() {
		return "The first person has the first turn, every day."
	}
	return "They take over from one another in this order, then start again."
}

// clockHint says how the times of the handovers are entered and read.
func (vm RotaVM) clockHint() string {
	return "Times in " + vm.Plan.Zone +
		", with commas between. When clocks change, a missing time moves forward and a repeated time counts once."
}

// troublesText says that shifts cannot be added.
func (vm RotaVM) troublesText(n int) string {
	if n == 1 {
		return "1 shift cannot be added. Change the rotation or the shift that overlaps, then preview again."
	}
	return fmt.Sprintf("%d shifts cannot be added. Change the rotation or the shifts that overlap, then preview again.", n)
}

// warnings returns the number of shifts that can be added, but with a problem.
func (vm RotaVM) warnings() (n int) {
	for _, d := range vm.Drafts {
		if len(d.Problems) > 0 {
			n++
		}
	}
	return n
}

// enoughPeople is the number of people who can be primary and secondary in turn without being on call
// twice in a row.
const enoughPeople = 4

// warningsText says how many shifts would have a problem.
func (vm RotaVM) warningsText(n int) string {
	text := fmt.Sprintf("%d shifts have a problem. You can add them anyway.", n)
	if n == 1 {
		text = "1 shift has a problem. You can add it anyway."
	}
	if vm.Form.Val("secondary") != "" && vm.Form.Val("person"+strconv.Itoa(enoughPeople)) == "" {
		text += fmt.Sprintf(" With a secondary from the same people, choose at least %d people.", enoughPeople)
	}
	return text
}

func (vm RotaVM) name(id int64) string {
	for _, u := range vm.People {
		if u.ID == id {
			return u.Name
		}
	}
	return ""
}

func ordinal(i int) string {
	switch i {
	case 1:
		return "1st"
	case 2:
		return "2nd"
	case 3:
		return "3rd"
	}
	return strconv.Itoa(i) + "th"
}

func (vm RotaVM) applyLabel() string {
	if len(vm.Drafts) == 1 {
		return "Add 1 shift"
	}
	return fmt.Sprintf("Add %d shifts", len(vm.Drafts))
}

// person returns the field of a person of a rotation.
func person(i int) ui.FieldProps {
	return ui.FieldProps{Name: "person" + strconv.Itoa(i), Label: ordinal(i), Required: i == 1}
}
