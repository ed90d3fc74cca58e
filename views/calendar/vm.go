package calendar

import (
	"net/url"
	"strconv"
	"time"

	"tminus/internal/civil"
	model "tminus/models/calendar"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/readiness"
	"tminus/views/paths"
	"tminus/views/ui"
)

// The views.
const (
	Grid = "month"
	List = "list"
)

// The kinds of entries besides events.
const (
	Launches = "launch"
	Aways    = "away"
	OnCall   = "oncall"
)

// Filter selects entries of the calendar. The zero value selects all but on-call duty.
type Filter struct {
	Kind    string
	Team    int64
	Service int64
}

// KnownKind reports whether a kind of entry exists.
func KnownKind(kind string) bool {
	return kind == Launches || kind == Aways || kind == OnCall || model.Kind(kind).Valid()
}

// Any reports whether the filter excludes anything.
func (f Filter) Any() bool { return f != Filter{} }

// Shows reports whether the filter selects entries of a kind.
func (f Filter) Shows(kind string) bool {
	return f.Kind == kind || f.Kind == "" && kind != OnCall
}

// Duty is an on-call period of a person for a launch.
type Duty struct {
	Launch launch.Launch
	Person int64
	Name   string
	Role   string
	// From and To are instants; To is exclusive.
	From, To time.Time
}

// MonthVM is a month of the organisation.
type MonthVM struct {
	View  string
	Month civil.Date // its first day
	Today civil.Date
	Loc   *time.Location // of the reader
	Filter
	Launches  []launch.Launch
	Decisions []launch.Decision
	States    map[int64]readiness.State
	Events    []model.Event
	Away      []people.Away
	Duties    []Duty
	Teams     []people.Team
	Services  []model.Touched
	// More reports whether there are more than shown.
	More    bool
	CanEdit bool
}

func (vm MonthVM) title() string { return vm.Month.Format("January 2006") }

// Last is the month's last day.
func (vm MonthVM) Last() civil.Date {
	next := vm.Month.AddDays(31)
	return next.AddDays(-next.Day())
}

// Span returns the days that the view shows: whole weeks, or the month alone.
func (vm MonthVM) Span() (first, last civil.Date) {
	if vm.View == List {
		return vm.Month, vm.Last()
	}
	return monday(vm.Month), monday(vm.Last()).AddDays(6)
}

func monday(d civil.Date) civil.Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }

// url returns the URL of the calendar with changed parameters; "" removes one.
func (vm MonthVM) url(change ...string) string {
	v := url.Values{}
	set := func(name, value string) {
		if v.Del(name); value != "" {
			v.Set(name, value)
		}
	}
	if this := vm.Today.AddDays(1 - vm.Today.Day()); vm.Month != this {
		set("month", vm.Month.Format("2006-01"))
	}
	if vm.View == List {
		set("view", List)
	}
	set("kind", vm.Kind)
	set("team", number(vm.Team))
	set("service", number(vm.Service))
	for i := 0; i+1 < len(change); i += 2 {
		set(change[i], change[i+1])
	}
	return paths.With(paths.Calendar(), v)
}

// month returns the URL of the calendar some months away.
func (vm MonthVM) month(by int) string {
	to := vm.Month.AddDays(-1)
	if by > 0 {
		to = vm.Last().AddDays(1)
	}
	return vm.url("month", to.Format("2006-01"))
}

func (vm MonthVM) views() []ui.Tab {
	return []ui.Tab{{Href: vm.url("view", ""), Label: "Month", Current: vm.View != List},
		{Href: vm.url("view", List), Label: "List", Current: vm.View == List}}
}

func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func (vm MonthVM) form() ui.Form {
	return ui.NewForm(url.Values{"kind": {vm.Kind}, "team": {number(vm.Team)}, "service": {number(vm.Service)}})
}

func kindOptions() []ui.Option {
	out := []ui.Option{{Label: "All but on call"}, {Value: Launches, Label: "Launches"}}
	for _, k := range model.Kinds {
		out = append(out, ui.Option{Value: string(k), Label: plurals[k]})
	}
	return append(out, ui.Option{Value: Aways, Label: "People away"}, ui.Option{Value: OnCall, Label: "On call"})
}

var plurals = map[model.Kind]string{
	model.Freeze: "Freezes", model.Campaign: "Campaigns", model.PartnerRelease: "Partners’ releases", model.Maintenance: "Maintenance",
	model.Holiday: "Holidays",
}

func (vm MonthVM) teamOptions() []ui.Option {
	out := []ui.Option{{Label: "Every team"}}
	for _, t := range vm.Teams {
		out = append(out, ui.Option{Value: number(t.ID), Label: t.Name})
	}
	return out
}

func (vm MonthVM) serviceOptions() []ui.Option {
	out := []ui.Option{{Label: "Every service"}}
	for _, t := range vm.Services {
		out = append(out, ui.Option{Value: number(t.ID), Label: t.Name})
	}
	return out
}
