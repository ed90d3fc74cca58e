package portfolio

import (
	"fmt"
	"net/url"
	"strconv"

	"tminus/internal/civil"
	"tminus/models/calendar"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/portfolio"
	"tminus/models/readiness"
	"tminus/models/template"
	"tminus/views/paths"
	"tminus/views/ui"
)

// The views of the portfolio.
const (
	List     = "list"
	Timeline = "timeline"
	Month    = "month"
)

// VM is the portfolio.
type VM struct {
	View   string
	Filter portfolio.Filter
	portfolio.Page
	// States hold the state of each row, by id.
	States map[int64]readiness.State
	// Shared are the collisions with other launches on the same critical services, by launch.
	Shared map[int64][]calendar.Collision
	Teams  []people.Team
	Leads  []people.User
	// Today is the date in the reader's zone.
	Today civil.Date
	// From is the first day of the time axis, or any day of the month.
	From      civil.Date
	Days      []Day
	CanCreate bool
	// CanEdit allows changing a decision's status.
	CanEdit bool
	Admin   bool
}

// Region is the part of the page that is reloaded when a status changes.
const Region = "launches"

// url returns the URL of the portfolio with some parameters changed, given as alternating names and
// values; an empty value removes one. Another filter or view starts on its first page.
func (vm VM) url(change ...string) string {
	q := url.Values{}
	set := func(name, value string) {
		q.Del(name)
		if value != "" && value != "0" {
			q.Set(name, value)
		}
	}
	if vm.View != List {
		set("view", vm.View)
	}
	f := vm.Filter
	set("q", f.Text)
	set("state", f.State)
	set("phase", string(f.Phase))
	set("team", number(f.Team))
	set("lead", number(f.Lead))
	set("sort", f.Sort)
	if !vm.From.IsZero() && vm.View != List {
		set("from", vm.From.String())
	}
	for i := 0; i+1 < len(change); i += 2 {
		set(change[i], change[i+1])
	}
	return paths.With(paths.Launches(), q)
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

func (vm VM) views() []ui.Tab {
	tab := func(view, label string) ui.Tab {
		to := view
		if view == List {
			to = ""
		}
		return ui.Tab{Label: label, Href: vm.url("view", to, "from", ""), Current: vm.View == view}
	}
	return []ui.Tab{tab(List, "List"), tab(Timeline, "Timeline"), tab(Month, "Month")}
}

func (vm VM) states() []ui.Option {
	out := []ui.Option{{Value: "", Label: "Open"}, {Value: "all", Label: "All states"}}
	for _, s := range launch.States {
		out = append(out, ui.Option{Value: string(s), Label: s.Label()})
	}
	return out
}

func (vm VM) teams() []ui.Option {
	out := []ui.Option{{Value: "", Label: "All teams"}}
	for _, t := range vm.Teams {
		out = append(out, ui.Option{Value: number(t.ID), Label: t.Name})
	}
	return out
}

func (vm VM) leads() []ui.Option {
	out := []ui.Option{{Value: "", Label: "All leads"}}
	for _, u := range vm.Leads {
		out = append(out, ui.Option{Value: number(u.ID), Label: u.Name})
	}
	return out
}

func (vm VM) phases() []ui.Option {
	out := []ui.Option{{Value: "", Label: "All phases"}}
	for _, p := range template.Phases {
		out = append(out, ui.Option{Value: string(p), Label: p.Label()})
	}
	return out
}

func (vm VM) chosen(id int64) string {
	if id == 0 {
		return ""
	}
	return number(id)
}

func (vm VM) stateChosen() string {
	if vm.Filter.State == "open" {
		return ""
	}
	return vm.Filter.State
}

// pages returns the number of pages, as far as they were counted.
func (vm VM) pages() int { return (vm.Found + portfolio.PerPage - 1) / portfolio.PerPage }

func (vm VM) page() int { return max(vm.Filter.Page, 1) }

func (vm VM) pageURL(n int) string { return vm.url("page", strconv.Itoa(n)) }

// found returns the number of launches as text: "3 launches", "more than 1,000 launches".
func (vm VM) found() string {
	n := thousands(vm.Found)
	if vm.Found == 1 {
		return "1 launch"
	}
	if vm.More {
		return "more than " + n + " launches"
	}
	if vm.pages() > 1 {
		first := (vm.page()-1)*portfolio.PerPage + 1
		return fmt.Sprintf("%s–%s of %s launches", thousands(first), thousands(first+len(vm.Rows)-1), n)
	}
	return n + " launches"
}

func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// sortURL returns the URL for sorting by a column, in the other direction if it is sorted by it
// already.
func (vm VM) sortURL(by string) string {
	if vm.Filter.Sorted() == by {
		return vm.url("sort", "-"+by)
	}
	return vm.url("sort", by)
}

func (vm VM) ariaSort(by string) string {
	switch vm.Filter.Sorted() {
	case by:
		return "ascending"
	case "-" + by:
		return "descending"
	}
	return ""
}

func progress(r portfolio.Summary) []ui.Seg {
	return []ui.Seg{{Class: ui.MarkDone, N: r.Count.Finished}, {Class: ui.MarkNotStarted, N: r.Count.Total - r.Count.Finished}}
}

func progressLabel(r portfolio.Summary) string {
	return fmt.Sprintf("%d of %d done", r.Count.Finished, r.Count.Total)
}
