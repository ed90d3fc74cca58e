package deliverable

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/template"
	"tminus/views/paths"
	"tminus/views/ui"
)

// FormVM is the form of a new or an existing deliverable.
type FormVM struct {
	Plan   *launch.Plan
	Form   ui.Form
	People []people.User
	// Item is nil for a new deliverable.
	Item *launch.Detail
	Base string
	Key  string
	// Preview shows the preview of the description.
	Preview bool
}

// Fields are the names of the form's fields, in order.
var Fields = []string{"title", "kind", "lane", "owner", "reviewer", "helpers", "starts_on", "starts_rel", "due_on", "due_rel",
	"due_time", "anchor", "description", "link_label", "link_url", "depends_on"}

// Values returns an item's fields as values of the form.
func Values(d launch.Detail) url.Values {
	v := url.Values{
		"title": {d.Title}, "kind": {string(d.Kind)}, "lane": {id(d.LaneID)}, "owner": {optionalID(d.OwnerID)},
		"reviewer":  {optionalID(d.ReviewerID)},
		"starts_on": {d.StartsOn.String()}, "due_on": {d.DueOn.String()}, "due_time": {d.DueTime.String()}, "anchor": {string(d.Anchor)},
		"description": {d.Description},
	}
	for _, h := range d.Helpers {
		v.Add("helpers", id(h.ID))
	}
	for _, l := range d.Links {
		v.Add("link_label", l.Label)
		v.Add("link_url", l.URL)
	}
	for _, n := range d.Needs {
		v.Add("depends_on", id(n.ID))
	}
	return v
}

func (vm FormVM) action() string {
	if vm.Item == nil {
		return paths.Deliverables(vm.Plan.Slug)
	}
	return paths.Deliverable(vm.Plan.Slug, vm.Item.ID)
}

func (vm FormVM) back() string {
	if vm.Item == nil {
		return paths.Timeline(vm.Plan.Slug)
	}
	return paths.Deliverable(vm.Plan.Slug, vm.Item.ID)
}

func (vm FormVM) version() string {
	if vm.Form.Has("version") {
		return vm.Form.Val("version")
	}
	if vm.Item == nil {
		return ""
	}
	return strconv.Itoa(vm.Item.Version)
}

func (vm FormVM) heading() string {
	if vm.Item == nil {
		return "Add a deliverable"
	}
	return "Edit deliverable"
}

func (vm FormVM) button() string {
	if vm.Item == nil {
		return "Add deliverable"
	}
	return "Save changes"
}

func kindOptions() []ui.Option {
	var out []ui.Option
	for _, group := range []struct {
		material bool
		label    string
	}{{false, "Tasks: not started, in progress, in review, done"}, {true, "Materials: draft, in review, final, scheduled, published"}} {
		for _, k := range template.Kinds {
			if k.Material() == group.material {
				out = append(out, ui.Option{Value: string(k), Label: k.Label(), Group: group.label})
			}
		}
	}
	return out
}

// LaneByKind is the value of the lane field that selects the usual lane for the kind.
const LaneByKind = "by-kind"

func (vm FormVM) lanes() []ui.Option {
	var out []ui.Option
	if vm.Item == nil && len(vm.Plan.Lanes) > 1 {
		out = append(out, ui.Option{Value: LaneByKind, Label: "Where its kind is at home"})
	}
	for _, l := range vm.Plan.Lanes {
		out = append(out, ui.Option{Value: id(l.ID), Label: l.Name})
	}
	return out
}

func anchorOptions() []ui.Option {
	hints := map[template.Anchor]string{
		template.Follows:         "It keeps its distance to launch day, weekend or not.",
		template.PreviousWorkday: "As above; what falls on a weekend is due on the Friday before.",
		template.NextWorkday:     "As above; what falls on a weekend is due on the Monday after.",
		template.Pinned:          "It stays on its date, wherever T goes.",
	}
	var out []ui.Option
	for _, a := range template.Anchors {
		out = append(out, ui.Option{Value: string(a), Label: a.Label(), Hint: hints[a]})
	}
	return out
}

func (vm FormVM) peopleFor(name, none string) []ui.Option {
	named := slices.Clone(vm.Form.Values[name])
	if vm.Item != nil {
		named = append(named, Values(*vm.Item)[name]...)
	}
	return ui.OwnerOptions(vm.People, none, named...)
}

// linkRows returns the links, and an empty row.
func (vm FormVM) linkRows() []launch.Link {
	rows := LinksOf(vm.Form)
	if n := len(rows); n == 0 || rows[n-1] != (launch.Link{}) {
		rows = append(rows, launch.Link{})
	}
	return rows
}

// LinksOf parses the rows of links, including empty ones.
func LinksOf(f ui.Form) []launch.Link {
	labels, urls := f.Values["link_label"], f.Values["link_url"]
	rows := make([]launch.Link, max(len(labels), len(urls)))
	for i := range rows {
		if i < len(labels) {
			rows[i].Label = labels[i]
		}
		if i < len(urls) {
			rows[i].URL = urls[i]
		}
	}
	return rows
}

// dependGroup holds the possible dependencies in a lane.
type dependGroup struct {
	lane  string
	items []launch.Item
}

func (vm FormVM) dependencies() []dependGroup {
	var out []dependGroup
	for _, l := range vm.Plan.Lanes {
		g := dependGroup{lane: l.Name}
		for _, it := range vm.Plan.Items {
			if it.LaneID == l.ID && (vm.Item == nil || it.ID != vm.Item.ID) {
				g.items = append(g.items, it)
			}
		}
		if len(g.items) > 0 {
			out = append(out, g)
		}
	}
	return out
}

func (vm FormVM) dependsOn(n int64) bool { return slices.Contains(vm.Form.Values["depends_on"], id(n)) }

// relative returns a day in the format of its field: "T-7".
func (vm FormVM) relative(name string) string {
	d, err := civil.Parse(vm.Form.Val(name))
	if err != nil || d.IsZero() {
		return "T-7"
	}
	return civil.Countdown(vm.Plan.LaunchOn, d)
}

// dueWords returns the due date of an item for lists.
func dueWords(it launch.Item) string {
	if it.Unscheduled() {
		return "unscheduled"
	}
	return "due " + it.DueOn.Short()
}

// ConflictFields returns the form's values and the stored ones as text.
func ConflictFields(vm FormVM) []ui.ConflictField {
	theirs := ui.NewForm(Values(*vm.Item))
	words := func(f ui.Form, name string) string { return vm.words(f, name) }
	var out []ui.ConflictField
	for _, row := range [][2]string{
		{"Title", "title"}, {"Kind", "kind"}, {"Lane", "lane"}, {"Owner", "owner"}, {"Reviewer", "reviewer"}, {"Helpers", "helpers"},
		{"Start", "starts_on starts_rel"}, {"Due", "due_on due_rel"}, {"Time", "due_time"}, {"When T moves", "anchor"},
		{"Description", "description"}, {"Links", "link_label link_url"}, {"Depends on", "depends_on"},
	} {
		name := strings.Fields(row[1])[0]
		out = append(out, ui.ConflictField{Label: row[0], Name: row[1], Yours: words(vm.Form, name), Theirs: words(theirs, name)})
	}
	return out
}

func (vm FormVM) words(f ui.Form, name string) string {
	switch name {
	case "kind":
		return template.Kind(f.Val(name)).Label()
	case "anchor":
		return template.Anchor(f.Val(name)).Label()
	case "lane":
		n, _ := strconv.ParseInt(f.Val(name), 10, 64)
		return vm.Plan.Lane(n).Name
	case "owner", "reviewer", "helpers":
		return vm.names(f.Values[name])
	case "starts_on":
		return vm.day(f, name, "starts_rel")
	case "due_on":
		return vm.day(f, name, "due_rel")
	case "link_label":
		return linkWords(LinksOf(f))
	case "depends_on":
		return vm.titles(f.Values[name])
	}
	return strings.ReplaceAll(strings.TrimSpace(f.Val(name)), "\r\n", "\n")
}

func (vm FormVM) day(f ui.Form, date, relative string) string {
	typed := f.Val(relative)
	if typed == "" {
		typed = f.Val(date)
	}
	d, ok := launch.ParseDay(typed, vm.Plan.LaunchOn)
	if !ok {
		return typed
	}
	if d.IsZero() {
		return ""
	}
	return d.Long()
}

func (vm FormVM) names(ids []string) string {
	var words []string
	for _, u := range vm.People {
		if slices.Contains(ids, id(u.ID)) {
			words = append(words, u.Name)
		}
	}
	return strings.Join(words, ", ")
}

func (vm FormVM) titles(ids []string) string {
	var words []string
	for _, it := range vm.Plan.Items {
		if slices.Contains(ids, id(it.ID)) {
			words = append(words, it.Title)
		}
	}
	return strings.Join(words, ", ")
}

func linkWords(links []launch.Link) string {
	var words []string
	for _, l := range links {
		if l != (launch.Link{}) {
			words = append(words, strings.TrimSpace(l.Label+" "+l.URL))
		}
	}
	return strings.Join(words, "\n")
}
