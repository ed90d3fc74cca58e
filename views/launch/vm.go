package launch

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/template"
	"tminus/views/ui"
)

// NewVM is the first step: the launch's properties.
type NewVM struct {
	Form      ui.Form
	People    []people.User
	Templates []template.Template
	Me        people.User
	// Day is the suggested T.
	Day civil.Date
}

func options(us []people.User, none string) []ui.Option {
	out := []ui.Option{{Value: "", Label: none}}
	for _, u := range us {
		out = append(out, ui.Option{Value: id(u.ID), Label: u.Name})
	}
	return out
}

// chosen returns the selected template: that of the form, otherwise the default.
func (vm NewVM) chosen() string {
	if vm.Form.Has("template") {
		return vm.Form.Val("template")
	}
	return "standard"
}

// cardID returns the field's id for the first card, to which the error summary links.
func cardID(f ui.Form, i int) string {
	if i == 0 {
		return f.ID("template")
	}
	return f.ID("template") + "-" + strconv.Itoa(i)
}

// facts returns a template's size as text.
func facts(t template.Template) string {
	if len(t.Deliverables) == 0 {
		return fmt.Sprintf("No items · %s", words.Count(len(t.Lanes), "lane"))
	}
	from, to := t.Span()
	return fmt.Sprintf("%s · %s … %s · %s", words.Count(len(t.Deliverables), "item"), template.TMinus(from), template.TMinus(to),
		words.Count(len(t.Roles), "role"))
}

// PlanVM is the second step: the roles, above a preview.
type PlanVM struct {
	Form     ui.Form
	Proposal launch.Proposal
	People   []people.User
	// Key is a new idempotency key, empty if the form has one.
	Key string
}

// LateKeep is the value of the field "late" that keeps the template's days.
const LateKeep = "keep"

func (vm PlanVM) lateLabel() string {
	return "Only " + words.Count(vm.Proposal.Left(), "day") + " to launch day, less than the template needs"
}

// lateOptions are what a launch can do that starts with less time than its template needs.
func (vm PlanVM) lateOptions() []ui.Option {
	left := words.Count(vm.Proposal.Left(), "day")
	return []ui.Option{
		{Value: "compress", Label: "Compress to the time left", Hint: "Everything before launch day fits into " + left + ", in the same order."},
		{Value: LateKeep, Label: "Keep template dates", Hint: "What should have begun or been done by now starts late."},
	}
}

// RoleField returns the name of the field for a role.
func RoleField(key string) string { return "role-" + key }

// person returns the person's id for a role, as the value of a select.
func (vm PlanVM) person(key string) string {
	if n := vm.Proposal.Roles[key]; n != 0 {
		return id(n)
	}
	return ""
}

// owns returns the number of a role's items as text.
func (vm PlanVM) owns(key string) string {
	n := 0
	for _, it := range vm.Proposal.Items {
		if it.Role == key {
			n++
		}
	}
	return "owns " + words.Count(n, "item")
}

func (vm PlanVM) leadHint() string {
	if len(vm.Proposal.Items) == 0 {
		return ""
	}
	return vm.owns(template.RoleLead)
}

type laneItems struct {
	template.Lane
	items []launch.PreviewItem
}

// lanes returns the items as on the timeline, each lane by date.
func (vm PlanVM) lanes() []laneItems {
	var out []laneItems
	for _, l := range vm.Proposal.Template.Lanes {
		li := laneItems{Lane: l}
		for _, it := range vm.Proposal.Items {
			if it.Lane == l.Key {
				li.items = append(li.items, it)
			}
		}
		slices.SortStableFunc(li.items, func(a, b launch.PreviewItem) int { return a.StartsOn.Compare(b.StartsOn) })
		out = append(out, li)
	}
	return out
}

// troubled returns the items with collisions.
func (vm PlanVM) troubled() []launch.PreviewItem {
	return slices.DeleteFunc(slices.Clone(vm.Proposal.Items), func(it launch.PreviewItem) bool { return len(it.Collisions) == 0 })
}

var sayKinds = []struct {
	kind      launch.CollisionKind
	one, many string
}{
	{launch.HitsPast, "would be due before today", "would be due before today"},
	{launch.HitsStart, "should have begun", "should have begun"},
	{launch.HitsOwner, "has no owner", "have no owner"},
	{launch.HitsAbsence, "is due while its owner is away", "are due while their owner is away"},
	{launch.HitsCalendar, "is due on a holiday, in a freeze or in a campaign", "are due on a holiday, in a freeze or in a campaign"},
	{launch.HitsWeekend, "is due on a weekend", "are due on a weekend"},
	{launch.HitsDependency, "is due before what it depends on", "are due before what they depend on"},
}

// tally returns the numbers of items by kind of collision as text.
func (vm PlanVM) tally() []string {
	var out []string
	for _, s := range sayKinds {
		switch n := vm.Proposal.Count(s.kind); n {
		case 0:
		case 1:
			out = append(out, "1 item "+s.one)
		default:
			out = append(out, fmt.Sprintf("%d items %s", n, s.many))
		}
	}
	return out
}

// fits returns the text for a launch without collisions.
func (vm PlanVM) fits() string {
	if len(vm.Proposal.Items) == 0 {
		return "The launch begins with " + words.Count(len(vm.Proposal.Template.Lanes), "lane") +
			" and nothing in it. Add deliverables, or import them, on its timeline."
	}
	return words.Count(len(vm.Proposal.Items), "item") + ", each with an owner, and every date fits."
}

// dates returns the dates of an item as text.
func dates(it launch.PreviewItem) string {
	due := it.DueOn.Short()
	if !it.DueTime.IsZero() {
		due += " " + it.DueTime.String()
	}
	if it.StartsOn == it.DueOn {
		return due
	}
	return it.StartsOn.Short() + " – " + due
}

func (vm PlanVM) countdown(it launch.PreviewItem) string {
	return civil.Countdown(vm.Proposal.Target.On, it.DueOn)
}

func id(n int64) string { return strconv.FormatInt(n, 10) }

// rolesOf returns the people chosen in the second step, in a stable order.
func rolesOf(f ui.Form) [][2]string {
	var out [][2]string
	for name := range f.Values {
		if strings.HasPrefix(name, RoleField("")) {
			out = append(out, [2]string{name, f.Val(name)})
		}
	}
	slices.SortFunc(out, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	return out
}
