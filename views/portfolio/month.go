package portfolio

import (
	"strconv"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/portfolio"
	"tminus/models/readiness"
	"tminus/views/paths"
	readinessview "tminus/views/readiness"
	"tminus/views/ui"
)

// Day is a day of the month page.
type Day struct {
	On      civil.Date
	Outside bool
	Entries []Entry
}

// Entry is an entry on a day.
type Entry struct {
	// Decision is the meeting, nil for launch day.
	Decision   *launch.Decision
	Href, Name string
	Text       string
	// Verdict is the readiness of a launch, or "".
	State     string
	StateMark ui.Mark
}

// inDay is the number of entries that a day shows without a click.
const inDay = 4

// MonthGrid returns the first and the last day of the weeks of a month.
func MonthGrid(month civil.Date) (first, last civil.Date) {
	first = month.AddDays(1 - month.Day())
	last = first.AddDays(32)
	last = last.AddDays(-last.Day())
	return Monday(first), Monday(last).AddDays(6)
}

// Days returns the days of a month with launches and meetings.
func Days(month civil.Date, m portfolio.MonthPage, states map[int64]readiness.State) []Day {
	first, last := MonthGrid(month)
	days := make([]Day, last.Sub(first)+1)
	for i := range days {
		on := first.AddDays(i)
		days[i] = Day{On: on, Outside: on.Month() != month.Month()}
	}
	add := func(on civil.Date, e Entry) {
		if i := on.Sub(first); i >= 0 && i < len(days) {
			days[i].Entries = append(days[i].Entries, e)
		}
	}
	for _, l := range m.Launches {
		tag := readinessview.StateTag(l.Slug, states[l.ID])
		add(l.LaunchOn, Entry{Href: paths.Launch(l.Slug), Name: l.Name, Text: l.LaunchTime.String(), State: tag.Label,
			StateMark: tag.Mark})
	}
	for _, d := range m.Decisions {
		add(d.DueOn, Entry{Decision: &d, Href: paths.Deliverable(d.LaunchSlug, d.ID), Name: d.LaunchName, Text: d.When()})
	}
	return days
}

// label returns the entry's text for screen readers and tooltips.
func (e Entry) label() string {
	what := "Go/no-go of "
	if e.Decision == nil {
		what = "Launch of "
	}
	said := what + e.Name
	for _, more := range []string{e.Text, e.State} {
		if more != "" {
			said += ", " + more
		}
	}
	return said
}

func (d Day) shown() []Entry { return d.Entries[:min(inDay, len(d.Entries))] }
func (d Day) rest() []Entry  { return d.Entries[min(inDay, len(d.Entries)):] }

func (vm VM) weeks() [][]Day {
	var out [][]Day
	for i := 0; i+7 <= len(vm.Days); i += 7 {
		out = append(out, vm.Days[i:i+7])
	}
	return out
}

func (vm VM) monthTitle() string { return vm.From.Format("January 2006") }

// monthURL returns the URL of the month some months away.
func (vm VM) monthURL(months int) string {
	to := civil.New(vm.From.Year(), vm.From.Month(), 1)
	switch months {
	case -1:
		to = to.AddDays(-1)
		to = to.AddDays(1 - to.Day())
	case 1:
		to = to.AddDays(32)
		to = to.AddDays(1 - to.Day())
	}
	return vm.url("from", to.String())
}

func (vm VM) quiet() bool {
	for _, d := range vm.Days {
		if len(d.Entries) > 0 {
			return false
		}
	}
	return true
}

func dayNumber(d Day) string { return strconv.Itoa(d.On.Day()) }
