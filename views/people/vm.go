package people

import (
	"net/url"
	"strconv"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/people"
	deliverableview "tminus/views/deliverable"
	"tminus/views/paths"
	"tminus/views/ui"
)

// ListVM is the list of people.
type ListVM struct {
	people.Listing
	Teams []people.Team
	// CanAdminister shows the actions for administrators.
	CanAdminister bool
}

// href returns the URL of the list with a changed filter.
func (vm ListVM) href(change func(*people.Filter)) string {
	f := vm.Filter
	change(&f)
	return paths.With(paths.People(), f.Values())
}

func (vm ListVM) page(n int) string { return vm.href(func(f *people.Filter) { f.Page = n }) }

// sort returns the URL of the list ordered by a column; the second time in descending order.
func (vm ListVM) sort(key string) string {
	return vm.href(func(f *people.Filter) {
		f.Desc = f.Sort == key && !f.Desc
		f.Sort, f.Page = key, 1
	})
}

func (vm ListVM) ariaSort(key string) string {
	switch {
	case vm.Filter.Sort != key:
		return ""
	case vm.Filter.Desc:
		return "descending"
	}
	return "ascending"
}

func (vm ListVM) form() ui.Form {
	return ui.NewForm(url.Values{
		"q": {vm.Filter.Text}, "team": {id(vm.Filter.TeamID)}, "role": {string(vm.Filter.Role)}, "state": {vm.Filter.State},
	})
}

func (vm ListVM) teamOptions() []ui.Option { return teamOptions(vm.Teams, "0", "All teams") }

func teamOptions(teams []people.Team, none, label string) []ui.Option {
	out := []ui.Option{{Value: none, Label: label}}
	for _, t := range teams {
		out = append(out, ui.Option{Value: id(t.ID), Label: t.Name})
	}
	return out
}

func roleOptions(all bool) []ui.Option {
	var out []ui.Option
	if all {
		out = append(out, ui.Option{Label: "All roles"})
	}
	for _, r := range people.Roles {
		out = append(out, ui.Option{Value: string(r), Label: r.Label()})
	}
	return out
}

func stateOptions() []ui.Option {
	return []ui.Option{{Value: "", Label: "Active"}, {Value: "gone", Label: "Deactivated"}, {Value: "all", Label: "Everybody"}}
}

// away returns an absence as text for the list.
func away(r people.Row) string {
	switch {
	case r.AwayToday && r.Away.FirstDay == r.Away.LastDay:
		return "Away today"
	case r.AwayToday:
		return "Away until " + r.Away.LastDay.Short()
	case r.Away.FirstDay.IsZero():
		return ""
	}
	return "From " + r.Away.FirstDay.Short()
}

func id(n int64) string { return strconv.FormatInt(n, 10) }

// PersonVM is the page of a person.
type PersonVM struct {
	people.Profile
	Groups []people.Group
	// Away is today's absence, if there is one.
	Away people.Absence
	// Links are the links that can still be used, for administrators.
	Links         []people.Link
	Me            bool
	CanAdminister bool
	// Items are the deliverables among the holdings, by id.
	Items map[int64]launch.WorkItem
	// CanEdit allows changing their status.
	CanEdit bool
}

// Region is the part of a person's page that is reloaded when a status changes.
const Region = "answers-for"

// held is a holding with its deliverable, if it is one.
type held struct {
	people.Holding
	Item *launch.WorkItem
	// Again reports whether the deliverable is already above, because a person can have several
	// assignments on it.
	Again bool
}

func (vm PersonVM) rows(g people.Group) []held {
	seen := make(map[int64]bool)
	var out []held
	for _, h := range g.Open {
		r := held{Holding: h}
		if it, ok := vm.Items[h.ID]; ok && h.OfItem() {
			r.Item, r.Again = &it, seen[h.ID]
			seen[h.ID] = true
		}
		out = append(out, r)
	}
	return out
}

func (vm PersonVM) control(r held) deliverableview.StatusVM {
	return deliverableview.StatusVM{Slug: r.LaunchSlug, Item: r.Item.Item, Back: paths.Person(vm.ID), Target: Region, Twin: r.Again,
		CanEdit: vm.CanEdit}
}

// due returns the due date of a deliverable relative to today.
func (r held) due() string {
	if r.Item.Unscheduled() {
		return "No date yet"
	}
	return "due " + launch.InDays(r.Item.DueOn.Sub(r.Item.Today))
}

// day returns the due date and time, in its launch's zone.
func (r held) day() string {
	return launch.DueText(r.Item.LaunchOn, r.Item.DueOn, r.Item.DueTime, r.Item.Zone)
}

func (r held) late() bool { return !r.Item.Unscheduled() && r.Item.DueOn.Before(r.Item.Today) }

func (vm PersonVM) goneOn() string {
	return civil.Of(vm.DeactivatedAt.Time, vm.DeactivatedAt.Location()).Long()
}

func linkLabel(p people.Purpose) string {
	if p == people.Invitation {
		return "Make an invitation link"
	}
	return "Make a password-reset link"
}

func linkName(p people.Purpose) string {
	if p == people.Invitation {
		return "Invitation"
	}
	return "Password reset"
}
