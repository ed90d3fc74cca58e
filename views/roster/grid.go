package roster

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"tminus/internal/civil"
	"tminus/models/roster"
	"tminus/views/paths"
	"tminus/views/ui"
)

// row is a role on a day of the grid.
type row struct {
	Day    civil.Date
	First  bool // of its day
	Role   roster.Role
	T, Now bool
	Blocks []block
}

// block is a period on the grid: a person's shift, or a gap.
type block struct {
	From, Hours int // hours of the day
	Mark        ui.Mark
	Text        string
	Told        string // full text
	Href        string
	// Entry is the entry that moves when the block is dragged, or nil; Ends are the ends of it that
	// the block shows.
	Entry *roster.Entry
	Ends  string
}

// place returns the block's columns as classes.
func (b block) place() string { return fmt.Sprintf("c%d n%d", b.From+1, b.Hours) }

// rows returns the week's days by role.
func (vm PageVM) rows() []row {
	var out []row
	roles := vm.roles()
	for d := range 7 {
		day := vm.Week.AddDays(d)
		for i, role := range roles {
			r := row{Day: day, First: i == 0, Role: role, T: day == vm.Plan.LaunchOn, Now: day == vm.Plan.Today}
			from, to := civil.DayBounds(day, vm.loc())
			r.Blocks = vm.blocks(roster.Span{From: from, To: to}, role)
			out = append(out, r)
		}
	}
	return out
}

// roles returns the required roles and those in use.
func (vm PageVM) roles() []roster.Role {
	var out []roster.Role
	for _, c := range vm.R.Coverage.Roles {
		out = append(out, c.Role)
	}
	return out
}

func (vm PageVM) blocks(day roster.Span, role roster.Role) []block {
	var out []block
	for _, s := range vm.R.Watch.Slots {
		in, meets := s.Span().Meets(day)
		if !meets || s.Role != role {
			continue
		}
		name := vm.R.Name(s.Person)
		m, why := vm.wrong(s)
		b := vm.block(in, day, m, name, fmt.Sprintf("%s, %s%s", name, hours(in, vm.loc()), why))
		b.Href = paths.Shift(vm.Plan.Slug, s.Entry)
		vm.hold(&b, in, vm.entry(s.Entry))
		out = append(out, b)
	}
	for _, p := range vm.R.Coverage.Problems {
		in, meets := p.Span.Meets(day)
		if !meets || p.Role != role || p.Kind != roster.Gap && p.Kind != roster.Missing {
			continue
		}
		b := vm.block(in, day, mark(p.Kind), "Nobody",
			fmt.Sprintf("Nobody is %s, %s: fill it", strings.ToLower(role.Label()), hours(in, vm.loc())))
		_, b.Href = fix(vm.Plan.Slug, &roster.Problem{Kind: p.Kind, Role: p.Role, Span: p.Span}, vm.loc())
		out = append(out, b)
	}
	slices.SortStableFunc(out, func(a, b block) int { return a.From - b.From })
	return out
}

// hold makes a block draggable.
func (vm PageVM) hold(b *block, in roster.Span, e roster.Entry) {
	if !vm.CanEdit {
		return
	}
	b.Entry = &e
	if in.From.Equal(e.FromAt.Time) {
		b.Ends = "from "
	}
	if in.To.Equal(e.ToAt.Time) {
		b.Ends += "to"
	}
}

// drag returns the attributes of a block for the script.
func (vm PageVM) drag(b block) templ.Attributes {
	if b.Entry == nil {
		return nil
	}
	return templ.Attributes{"data-from": vm.onClock(b.Entry.FromAt.Time), "data-to": vm.onClock(b.Entry.ToAt.Time),
		"data-v": strconv.Itoa(b.Entry.Version), "data-ends": b.Ends}
}

// makes returns the attributes for adding a shift by drawing on the grid.
func (vm PageVM) makes() templ.Attributes {
	if !vm.CanEdit {
		return nil
	}
	return templ.Attributes{"data-rota": vm.path("new") + "?kind=shift"}
}

// onClock returns an instant as a local time in the launch's zone.
func (vm PageVM) onClock(t time.Time) string { return t.In(vm.loc()).Format("2006-01-02T15:04") }

// wrong returns the problem of a slot, for its mark.
func (vm PageVM) wrong(s roster.Slot) (ui.Mark, string) {
	for _, p := range vm.R.Coverage.Problems {
		if _, meets := p.Span.Meets(s.Span()); meets && p.Person == s.Person {
			return mark(p.Kind), ": " + strings.ToLower(label(p))
		}
	}
	return ui.MarkInProgress, ""
}

// block rounds a period to the hours of a day, at least one, and cuts it at the end of the day.
func (vm PageVM) block(in, day roster.Span, m ui.Mark, text, told string) block {
	loc := vm.loc()
	from, to := hourOf(in.From, loc), hourOf(in.To, loc)
	if !in.From.After(day.From) {
		from = 0
	}
	if !in.To.Before(day.To) {
		to = 24
	}
	from = min(from, 23)
	return block{From: from, Hours: max(to-from, 1), Mark: m, Text: text, Told: told}
}

// hourOf returns the nearest hour.
func hourOf(t time.Time, loc *time.Location) int { return (civil.TimeOf(t, loc).Minutes() + 30) / 60 }

func hours(s roster.Span, loc *time.Location) string {
	return s.From.In(loc).Format("15:04") + "–" + s.To.In(loc).Format("15:04")
}

// ticks are the hours in the head of the grid.
var ticks = []int{0, 3, 6, 9, 12, 15, 18, 21}
