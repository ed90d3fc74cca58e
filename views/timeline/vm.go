package timeline

import (
	"strconv"

	"tminus/models/calendar"
	"tminus/models/launch"
	"tminus/models/timeline"
	"tminus/views/paths"
)

// VM is the timeline page.
type VM struct {
	Plan    *launch.Plan
	Chart   *timeline.Chart
	Filter  timeline.Filter
	List    bool
	Sort    string
	CanEdit bool
	// CanLead allows moving T.
	CanLead bool
	// Back is the URL of the page with its filter.
	Back string
	// Rituals are the rows of rituals.
	Rituals []Ritual
	// Freezes are the freezes between the first and the last day of the chart.
	Freezes []calendar.Event
}

// href returns the URL of the page with the same filter, as chart or list.
func (vm VM) href(list bool, sort string) string {
	q := vm.Filter.Query()
	if list {
		q.Set("view", "list")
	}
	if sort != "" && sort != "due" {
		q.Set("sort", sort)
	}
	return paths.With(paths.Timeline(vm.Plan.Slug), q)
}

func (vm VM) count() string {
	text := strconv.Itoa(vm.Chart.Open) + " of " + strconv.Itoa(vm.Chart.Total) + " open"
	if shown := vm.Chart.Shown(); shown != vm.Chart.Total {
		text += ", " + strconv.Itoa(shown) + " shown"
	}
	return text
}

// option is a choice of a filter.
type option struct{ value, label string }

func (vm VM) teams() []option {
	out := []option{{"", "Team: all"}}
	for _, l := range vm.Plan.Lanes {
		out = append(out, option{l.Key, l.Name})
	}
	return out
}

func (vm VM) owners() []option {
	out := []option{{"", "Owner: all"}, {timeline.Nobody, "Nobody"}}
	for _, p := range timeline.Owners(vm.Plan) {
		out = append(out, option{strconv.FormatInt(p.ID, 10), p.Name})
	}
	return known(out, vm.Filter.Owner, "Somebody who owns nothing here")
}

// known adds an unknown value of an old link to the choices, so that the form shows the actual
// filter.
func known(out []option, value, label string) []option {
	for _, o := range out {
		if o.value == value {
			return out
		}
	}
	return append(out, option{value, label})
}

func (vm VM) statuses() []option {
	out := []option{{"", "Status: all"}, {timeline.StatusOpen, "Open"}, {timeline.StatusFinished, "Finished"}, {timeline.StatusAtRisk,
		"At risk"}}
	for _, s := range []launch.Status{launch.Blocked, launch.NotStarted, launch.InProgress, launch.InReview, launch.Done,
		launch.Draft, launch.Final, launch.Scheduled, launch.Published, launch.Skipped} {
		out = append(out, option{string(s), s.Label()})
	}
	return known(out, vm.Filter.Status, vm.Filter.Status)
}
