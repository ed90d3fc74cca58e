package calendar

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tminus/internal/civil"
	model "tminus/models/calendar"
	"tminus/views/format"
	"tminus/views/paths"
	readinessview "tminus/views/readiness"
	"tminus/views/ui"
)

// entry is an entry of the calendar.
type entry struct {
	rank        int
	icon, word  string
	name, href  string
	first, last civil.Date
	// when is its time as text, more additional text.
	when, more string
	class      string
	// state is the state of a launch.
	state     string
	stateMark ui.Mark
}

// label returns the entry's text for screen readers and tooltips.
func (e entry) label() string {
	parts := []string{e.word + ": " + e.name}
	for _, p := range []string{e.when, e.state, e.more} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}

// sub returns the kind of entry and additional text.
func (e entry) sub() string {
	if e.more == "" {
		return e.word
	}
	return e.word + " · " + e.more
}

var icons = map[model.Kind]string{
	model.Freeze: "lock", model.Campaign: "message", model.PartnerRelease: "external-link", model.Maintenance: "settings",
	model.Holiday: "sun",
}

// ranks order the entries of a day: freezes first, then launches.
var ranks = map[model.Kind]int{model.Freeze: 0, model.Holiday: 1, model.PartnerRelease: 4, model.Maintenance: 5, model.Campaign: 6}

// entries returns all entries of the month, in the order within a day.
func (vm MonthVM) entries() []entry {
	var out []entry
	for _, e := range vm.Events {
		out = append(out, vm.event(e))
	}
	for _, l := range vm.Launches {
		tag := readinessview.StateTag(l.Slug, vm.States[l.ID])
		out = append(out, entry{rank: 2, icon: "rocket", word: "Launch", name: l.Name, href: paths.Launch(l.Slug), first: l.LaunchOn,
			last: l.LaunchOn, class: "t",
			when: format.Clock(l.LaunchAt.Time, l.Location()), state: tag.Label, stateMark: tag.Mark})
	}
	for _, d := range vm.Decisions {
		out = append(out, entry{rank: 3, icon: "flag", word: "Go/no-go", name: d.LaunchName, href: paths.Deliverable(d.LaunchSlug, d.ID),
			first: d.DueOn, last: d.DueOn, when: d.When()})
	}
	for _, a := range vm.Away {
		out = append(out, entry{rank: 7, icon: "user-x", word: "Away", name: a.Name, href: paths.Person(a.UserID), first: a.FirstDay,
			last: a.LastDay, when: a.Days()})
	}
	for _, d := range vm.Duties {
		out = append(out, vm.duty(d))
	}
	slices.SortStableFunc(out, func(a, b entry) int {
		return cmp.Or(a.rank-b.rank, a.first.Compare(b.first), strings.Compare(a.name, b.name))
	})
	return out
}

func (vm MonthVM) event(e model.Event) entry {
	first, last := e.Days(vm.Loc)
	out := entry{rank: ranks[e.Kind], icon: icons[e.Kind], word: e.Kind.Label(), name: e.Name(), href: paths.Event(e.ID), first: first,
		last: last, when: e.When()}
	var more []string
	if e.Forbids() {
		out.class = "frozen"
		more = append(more, "no launches")
	}
	if names := services(e.Services); names != "" {
		more = append(more, "touches "+names)
	}
	out.more = strings.Join(more, ", ")
	return out
}

func services(list []model.Touched) string {
	names := make([]string, len(list))
	for i, t := range list {
		names[i] = t.Name
	}
	return strings.Join(names, ", ")
}

func (vm MonthVM) duty(d Duty) entry {
	from, to := d.From.In(vm.Loc), d.To.In(vm.Loc)
	return entry{rank: 8, icon: "phone", word: "On call", name: d.Name, href: paths.Roster(d.Launch.Slug),
		first: civil.Of(from, vm.Loc), last: civil.Of(to.Add(-time.Nanosecond), vm.Loc), more: d.Role + " for " + d.Launch.Name,
		when: from.Format("Mon 2 Jan 15:04") + " – " + to.Format("Mon 2 Jan 15:04 MST")}
}

// day is a day of the month page.
type day struct {
	on      civil.Date
	outside bool
	class   string
	entries []entry
}

// inDay is the number of entries that a day shows without a click.
const inDay = 5

func (d day) shown() []entry { return d.entries[:min(inDay, len(d.entries))] }
func (d day) rest() []entry  { return d.entries[min(inDay, len(d.entries)):] }

// weeks returns the entries by week of the month. People who are away, or on call, on the same day
// share an entry.
func (vm MonthVM) weeks() [][]day {
	all := vm.entries()
	first, last := vm.Span()
	var out [][]day
	for at := first; !at.After(last); at = at.AddDays(7) {
		week := make([]day, 7)
		for i := range week {
			week[i] = vm.day(at.AddDays(i), all)
		}
		out = append(out, week)
	}
	return out
}

func (vm MonthVM) day(on civil.Date, all []entry) day {
	d := day{on: on, outside: on.Month() != vm.Month.Month()}
	var classes []string
	for _, e := range all {
		if on.Before(e.first) || on.After(e.last) {
			continue
		}
		if e.class == "frozen" && !slices.Contains(classes, "frozen") {
			classes = append(classes, "frozen")
		}
		if n := len(d.entries); n > 0 && e.rank >= 7 && d.entries[n-1].rank == e.rank {
			d.entries[n-1] = vm.together(d.entries[n-1], e, on)
			continue
		}
		d.entries = append(d.entries, e)
	}
	if on.IsWeekend() || slices.ContainsFunc(d.entries, func(e entry) bool { return e.icon == "sun" }) {
		classes = append(classes, "weekend")
	}
	if d.outside {
		classes = append(classes, "outside")
	}
	if on == vm.Today {
		classes = append(classes, "now")
	}
	d.class = strings.Join(classes, " ")
	return d
}

// together merges two entries on the same day.
func (vm MonthVM) together(a, b entry, on civil.Date) entry {
	if !slices.Contains(strings.Split(a.name, ", "), b.name) {
		a.name += ", " + b.name
	}
	a.when, a.more = "", ""
	kind := Aways
	if a.icon == "phone" {
		kind = OnCall
	}
	a.href = vm.url("view", List, "kind", kind) + "#d" + on.String()
	return a
}

// dated holds the entries of a day of the list.
type dated struct {
	on      civil.Date
	entries []entry
}

// days returns the days of the list that have entries, each with the entries that begin on it.
// Entries that began before the month are on the first day.
func (vm MonthVM) days() []dated {
	all := vm.entries()
	var out []dated
	for on := vm.Month; !on.After(vm.Last()); on = on.AddDays(1) {
		d := dated{on: on}
		for _, e := range all {
			if e.first == on || on == vm.Month && e.first.Before(on) && !e.last.Before(on) {
				d.entries = append(d.entries, e)
			}
		}
		if len(d.entries) > 0 {
			out = append(out, d)
		}
	}
	return out
}

// freezes reports whether a day shown is in a freeze.
func (vm MonthVM) freezes() bool {
	return slices.ContainsFunc(vm.Events, model.Event.Forbids)
}

// key returns the legend of the icons in the month.
func (vm MonthVM) key() []entry {
	var out []entry
	for _, e := range vm.entries() {
		if e.class != "t" && !slices.ContainsFunc(out, func(k entry) bool { return k.icon == e.icon }) {
			out = append(out, e)
		}
	}
	return out
}

func (vm MonthVM) quiet() bool {
	return len(vm.Events)+len(vm.Launches)+len(vm.Decisions)+len(vm.Away)+len(vm.Duties) == 0
}

func (vm MonthVM) count() string {
	n := len(vm.Events) + len(vm.Launches) + len(vm.Decisions) + len(vm.Away) + len(vm.Duties)
	if n == 1 {
		return "1 entry"
	}
	return strconv.Itoa(n) + " entries"
}

func (vm MonthVM) caption() string {
	return fmt.Sprintf("The organisation’s calendar, %s", vm.title())
}
