package gonogo

import (
	"net/url"

	"tminus/models/gonogo"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/template"
	deliverableview "tminus/views/deliverable"
	"tminus/views/paths"
	"tminus/views/ui"
)

// FormVM is the form of a meeting; Meeting is nil for a new one.
type FormVM struct {
	Plan    *launch.Plan
	Meeting *gonogo.MeetingDetail
	People  []people.User
	Form    ui.Form
	Key     string
	Base    string
}

// Fields are the names of the form's fields.
var Fields = []string{"item", "held_on", "held_time", "by_vote", "place", "chair"}

// Values returns a meeting as values of its form.
func Values(m gonogo.MeetingDetail) url.Values {
	v := url.Values{"item": {optional(m.ItemID)}, "place": {m.Place}, "chair": {optional(m.ChairID)}, "held_on": {""}, "held_time": {""},
		"by_vote": {""}}
	if m.ByVote {
		v.Set("by_vote", "on")
	}
	if m.ItemID == nil {
		v.Set("held_on", m.HeldOn.String())
		v.Set("held_time", m.HeldTime.String())
	}
	return v
}

func (vm FormVM) title() string {
	if vm.Meeting == nil {
		return "Plan a go/no-go meeting"
	}
	return "Edit " + Title(*vm.Meeting)
}

func (vm FormVM) button() string {
	if vm.Meeting == nil {
		return "Plan meeting"
	}
	return "Save"
}

func (vm FormVM) action() string { return vm.back() }

func (vm FormVM) back() string {
	if vm.Meeting == nil {
		return paths.Meetings(vm.Plan.Slug)
	}
	return paths.Meeting(vm.Plan.Slug, vm.Meeting.ID)
}

func (vm FormVM) chair() int64 {
	if vm.Meeting == nil {
		return vm.Plan.LeadID
	}
	return idOf(vm.Meeting.ChairID)
}

func (vm FormVM) crumbs() []ui.Crumb {
	return []ui.Crumb{{Href: paths.Meetings(vm.Plan.Slug), Label: "Go/no-go"}, {Label: vm.title()}}
}

func (vm VM) crumbs(here string) []ui.Crumb {
	return []ui.Crumb{{Href: paths.Meetings(vm.Plan.Slug), Label: "Go/no-go"}, {Href: vm.path(), Label: Title(vm.MeetingDetail)},
		{Label: here}}
}

// items returns what a meeting can be bound to: meetings and milestones of the plan, and the
// present one.
func (vm FormVM) items() []ui.Option {
	out := []ui.Option{{Label: "On a day of its own"}}
	var now int64
	if vm.Meeting != nil {
		now = idOf(vm.Meeting.ItemID)
	}
	for _, it := range vm.Plan.Items {
		if it.ID == now || !it.Unscheduled() && (it.Kind == template.KindMeeting || it.Kind == template.KindMilestone) {
			out = append(out, ui.Option{Value: num(it.ID), Label: "With “" + it.Title + "”, " + deliverableview.When(vm.Plan, it.DueOn, it.DueTime)})
		}
	}
	return out
}

func (vm VM) questionTitle() string {
	if vm.Question.ID == 0 {
		return "Add topic"
	}
	return vm.Question.Topic
}

func (vm VM) questionPath() string {
	if vm.Question.ID == 0 {
		return vm.path("questions")
	}
	return vm.path("questions", num(vm.Question.ID))
}
