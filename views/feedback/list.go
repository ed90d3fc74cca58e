package feedback

import (
	"net/url"
	"strconv"

	"tminus/models/feedback"
	"tminus/models/launch"
	"tminus/views/format"
	"tminus/views/paths"
	"tminus/views/ui"
)

// ListVM is the page with a launch's reports.
type ListVM struct {
	Plan  *launch.Plan
	Reg   feedback.Register
	Hours []feedback.Hour
	// Span is the number of hours in the chart.
	Span int
	// Tester is the beta user whose reports are shown, if filtered.
	Tester feedback.Tester
	Form   ui.Form
	// Refused is a refused bulk action.
	Refused ui.Form
	CanEdit bool
}

// Spans are the possible numbers of hours in the chart.
var Spans = []int{24, 72, 168}

// SpanOf parses the number of hours from the URL.
func SpanOf(f ui.Form) int {
	for _, h := range Spans {
		if f.Val("hours") == strconv.Itoa(h) {
			return h
		}
	}
	return Spans[0]
}

// FilterOf parses the filter from the URL.
func FilterOf(f ui.Form) feedback.Filter {
	page, _ := strconv.Atoi(f.Val("page"))
	out := feedback.Filter{State: feedback.State(f.Val("state")), Channel: feedback.Channel(f.Val("channel")), Symptom: f.Val("symptom"),
		Text:  f.Val("q"),
		Often: f.Val("sort") == "often", Oldest: f.Val("sort") == "oldest", Page: page}
	if owner := f.Val("owner"); owner == "none" {
		out.Nobody = true
	} else {
		out.OwnerID, _ = strconv.ParseInt(owner, 10, 64)
	}
	out.TesterID, _ = strconv.ParseInt(f.Val("tester"), 10, 64)
	return out
}

// filters are the names of the filter's parameters.
var filters = []string{"q", "state", "channel", "owner", "symptom", "tester"}

func (vm ListVM) path(tail ...string) string { return paths.Feedback(vm.Plan.Slug, tail...) }

// with returns the URL of the page with one parameter changed.
func (vm ListVM) with(name, value string) string {
	v := url.Values{}
	for _, n := range append([]string{"sort", "hours", "page"}, filters...) {
		if old := vm.Form.Val(n); old != "" && (n != "page" || name == "hours") {
			v.Set(n, old)
		}
	}
	if v.Del(name); value != "" {
		v.Set(name, value)
	}
	return paths.With(vm.path(), v)
}

// export returns the URL of the file with all reports in the filter.
func (vm ListVM) export() string {
	v := url.Values{}
	for _, n := range append([]string{"sort"}, filters...) {
		if value := vm.Form.Val(n); value != "" {
			v.Set(n, value)
		}
	}
	return paths.With(vm.path("export.csv"), v)
}

func (vm ListVM) narrow() bool {
	for _, n := range filters {
		if vm.Form.Val(n) != "" {
			return true
		}
	}
	return false
}

func (vm ListVM) states() []ui.Option {
	todo := vm.Reg.Counts[feedback.Open] + vm.Reg.Counts[feedback.Decided]
	out := []ui.Option{{Label: "Not closed (" + strconv.Itoa(todo) + ")"}}
	for _, s := range feedback.States {
		out = append(out, ui.Option{Value: string(s), Label: s.Label() + " (" + strconv.Itoa(vm.Reg.Counts[s]) + ")"})
	}
	return append(out, ui.Option{Value: string(feedback.Any), Label: "All (" + strconv.Itoa(vm.Reg.Known) + ")"})
}

func (vm ListVM) owners() []ui.Option {
	out := []ui.Option{{Label: "Every owner"}, {Value: "none", Label: "Nobody"}}
	for _, u := range vm.Reg.Owners {
		out = append(out, ui.Option{Value: id(u.ID), Label: u.Name})
	}
	return out
}

func (vm ListVM) plays() []feedback.Play {
	out := make([]feedback.Play, len(vm.Reg.Playbook.Plays))
	for i, s := range vm.Reg.Playbook.Plays {
		out[i] = s.Play
	}
	return out
}

func sorts() []ui.Option {
	return []ui.Option{{Label: "Newest first"}, {Value: "oldest", Label: "Oldest first"}, {Value: "often", Label: "Said most often"}}
}

func (vm ListVM) spans() []ui.Tab {
	var out []ui.Tab
	for _, h := range Spans {
		label := strconv.Itoa(h) + " hours"
		if h > 48 {
			label = strconv.Itoa(h/24) + " days"
		}
		value := strconv.Itoa(h)
		if h == Spans[0] {
			value = ""
		}
		out = append(out, ui.Tab{Href: vm.with("hours", value) + "#by-hour", Label: label, Current: h == vm.Span})
	}
	return out
}

// from returns the time and the symptom of a report, below its title.
func (vm ListVM) from(r feedback.Report) string {
	words := format.ShortMoment(r.At, vm.Plan.Location())
	if s := symptom(vm.plays(), r.Symptom); s != "" {
		words += " · " + s
	}
	return words
}
