package roster

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/roster"
	"tminus/views/format"
	"tminus/views/paths"
	"tminus/views/ui"
)

// EntryFields returns an entry as form fields.
func EntryFields(e roster.Entry, loc *time.Location) [][2]string {
	v := Values(e, loc)
	out := [][2]string{{"kind", string(e.Kind)}}
	for _, name := range append([]string{"zone"}, Fields...) {
		out = append(out, [2]string{name, v.Get(name)})
	}
	return out
}

func num(id int64) string { return strconv.FormatInt(id, 10) }

// PageVM is the roster of a launch.
type PageVM struct {
	Plan    *launch.Plan
	R       roster.Roster
	Week    civil.Date // a Monday
	Me      int64
	Key     string
	CanEdit bool
	CanLead bool
	// Can reports what the reader may do.
	Can func(people.Action, people.Subject) bool
}

func (vm PageVM) loc() *time.Location { return vm.Plan.Location() }

func (vm PageVM) path(tail ...string) string { return paths.Roster(vm.Plan.Slug, tail...) }

// WeekOf returns the Monday of the week to show: the requested one, that of now during the window,
// or that in which the window begins.
func WeekOf(asked string, r roster.Roster, loc *time.Location) civil.Date {
	day, err := civil.Parse(asked)
	if err != nil || day.IsZero() {
		at := r.Watch.Window.From
		if r.Now.After(at) && r.Now.Before(r.Watch.Window.To) {
			at = r.Now
		}
		day = civil.Of(at, loc)
	}
	return day.AddDays(-(int(day.Weekday()) + 6) % 7)
}

func (vm PageVM) week(by int) string {
	return vm.path() + "?week=" + vm.Week.AddDays(7*by).String() + "#week"
}

// duty is a role with the person on call now, or nobody.
type duty struct {
	Role  roster.Role
	Who   []roster.Slot
	Next  *roster.Slot
	Until string
}

// duties returns the required roles, and others in use now.
func duties(r roster.Roster, loc *time.Location) []duty {
	var out []duty
	at := func(role roster.Role) *duty {
		for i := range out {
			if out[i].Role == role {
				return &out[i]
			}
		}
		out = append(out, duty{Role: role})
		return &out[len(out)-1]
	}
	for _, role := range r.Watch.Needs {
		at(role)
	}
	for _, s := range r.On() {
		d := at(s.Role)
		d.Who = append(d.Who, s)
		d.Until = "until " + clock(roster.Until(r.Watch.Slots, s.Person, s.Role, r.Now), r.Now, loc)
	}
	for _, s := range roster.Next(r.Watch.Slots, r.Now) {
		d := at(s.Role)
		d.Next = &s
	}
	return out
}

// clock returns a time as text, with its day unless it is today.
func clock(t, now time.Time, loc *time.Location) string {
	if civil.Of(t, loc) == civil.Of(now, loc) {
		return format.Clock(t, loc)
	}
	return format.ShortMoment(t, loc)
}

// mark returns the mark of a problem: red if nobody would respond at all.
func mark(k roster.ProblemKind) ui.Mark {
	switch k {
	case roster.Gap, roster.Gone, roster.Absent, roster.NoContact:
		return ui.MarkBlocked
	}
	return ui.MarkAtRisk
}

// label returns a problem in one or two words.
func label(p *roster.Problem) string {
	switch p.Kind {
	case roster.Gap:
		return "Gap"
	case roster.Gone:
		return "Has left"
	case roster.Absent:
		return "Away"
	case roster.NoContact:
		return "No contact"
	case roster.JuniorAlone:
		return "Junior alone"
	case roster.Missing:
		return "No " + strings.ToLower(p.Role.Label())
	case roster.Twice:
		return "Booked twice"
	case roster.TooLong:
		return "Too long"
	}
	return string(p.Kind)
}

// problemText returns a problem as a sentence.
func problemText(p *roster.Problem, name string) string {
	switch p.Kind {
	case roster.Gap:
		return "Nobody is primary"
	case roster.Missing:
		return "Nobody is " + strings.ToLower(p.Role.Label())
	case roster.Gone:
		return name + " has left or can change nothing any more"
	case roster.Absent:
		return name + " is away, but " + strings.ToLower(p.Role.Label())
	case roster.NoContact:
		return name + " has no way to be reached"
	case roster.JuniorAlone:
		return name + " is a junior, and nobody else is on call"
	case roster.Twice:
		if p.Launch != "" {
			return name + " is on call for " + p.Launch + " too"
		}
		return name + " is on call twice at once"
	case roster.TooLong:
		return fmt.Sprintf("%s is on call for %d h in a row (limit %d h)", name, p.Whole.Minutes()/60, int(roster.Longest.Hours()))
	}
	return string(p.Kind)
}

// when returns the period of a problem.
func when(p *roster.Problem, loc *time.Location) string {
	if p.Times > 1 {
		return fmt.Sprintf("%d times, the first %s", p.Times, roster.Say(roster.Span{From: p.From, To: p.To}, loc))
	}
	return roster.Say(p.Span, loc)
}

// fix returns the link to the form, with values, that fixes a problem.
func fix(slug string, p *roster.Problem, loc *time.Location) (label, href string) {
	q := url.Values{}
	set := func(s roster.Span) {
		for name, m := range map[string]roster.Moment{"from": roster.MomentOf(s.From, loc), "to": roster.MomentOf(s.To, loc)} {
			q.Set(name+"_on", m.On.String())
			q.Set(name+"_at", m.At.String())
		}
	}
	set(p.Span)
	label = "Replace"
	switch p.Kind {
	case roster.Gap, roster.Missing:
		label = "Fill it"
		q.Set("kind", string(roster.Shift))
		q.Set("role", string(p.Role))
	case roster.JuniorAlone:
		label = "Add somebody"
		q.Set("kind", string(roster.Shift))
		q.Set("role", string(roster.Secondary))
		if p.Role == roster.Secondary {
			q.Set("role", string(roster.Primary))
		}
	default:
		q.Set("kind", string(roster.Replace))
		q.Set("out", num(p.Person))
	}
	return label, paths.With(paths.Roster(slug, "new"), q)
}

// problemsText returns the number of problems as text.
func problemsText(c roster.Coverage) string {
	if len(c.Problems) == 1 {
		return "1 problem"
	}
	return fmt.Sprintf("%d problems", len(c.Problems))
}

func share(c roster.Cover) string {
	if c.Whole() {
		return "covered"
	}
	return "lacks " + roster.Lasting(c.Total-c.Minutes)
}

// couldCover returns a role of the launch's own that somebody has while nobody is primary, "" if there
// is none. The lead can count it as cover.
func (vm PageVM) couldCover() roster.Role {
	for _, p := range vm.R.Coverage.Problems {
		if p.Kind != roster.Gap {
			continue
		}
		for _, s := range vm.R.Watch.Slots {
			_, meets := s.Span().Meets(p.Span)
			if meets && s.Role != roster.Primary && s.Role != roster.Secondary {
				return s.Role
			}
		}
	}
	return ""
}

// window returns the period that must be covered.
func (vm PageVM) window() string {
	s := vm.R.Settings
	return fmt.Sprintf("T-%s to T+%s", roster.Lasting(s.BeforeMinutes), roster.Lasting(s.AfterMinutes))
}

// listed returns the slots of the week shown.
func (vm PageVM) listed() []roster.Slot {
	from, _ := civil.DayBounds(vm.Week, vm.loc())
	to, _ := civil.DayBounds(vm.Week.AddDays(7), vm.loc())
	var out []roster.Slot
	for _, s := range vm.R.Watch.Slots {
		if _, meets := s.Span().Meets(roster.Span{From: from, To: to}); meets {
			out = append(out, s)
		}
	}
	return out
}

func (vm PageVM) entry(id int64) roster.Entry {
	for _, e := range vm.R.Entries {
		if e.ID == id {
			return e
		}
	}
	return roster.Entry{}
}

// overrides returns the present and future overrides, newest first.
func (vm PageVM) overrides() []roster.Entry {
	var out []roster.Entry
	for _, e := range slices.Backward(vm.R.Entries) {
		if e.Kind.Override() && e.ToAt.After(vm.R.Now) {
			out = append(out, e)
		}
	}
	return out
}

// overrideText returns an override as a sentence.
func (vm PageVM) overrideText(e roster.Entry) string {
	role := ""
	if e.Role != "" {
		role = " as " + strings.ToLower(e.Role.Label())
	}
	switch e.Kind {
	case roster.Replace:
		return vm.R.Name(e.In()) + " for " + vm.R.Name(e.Out()) + role
	case roster.Remove:
		return vm.R.Name(e.Out()) + " is off" + role
	}
	return vm.R.Name(e.In()) + " besides the others" + role
}

// swaps returns the open swaps, then the latest answered ones.
func (vm PageVM) swaps() []roster.Swap {
	var open, done []roster.Swap
	for _, s := range vm.R.Swaps {
		if s.State == roster.Asked {
			open = append(open, s)
		} else {
			done = append(done, s)
		}
	}
	return append(open, done[:min(3, len(done))]...)
}

// swapText returns a swap as a sentence.
func (vm PageVM) swapText(s roster.Swap) string {
	mine := vm.entry(s.ShiftID)
	words := fmt.Sprintf("%s asks %s to take %s, %s", vm.R.Name(s.FromID), vm.R.Name(s.ToID), strings.ToLower(mine.Role.Label()),
		roster.Say(mine.Span(), vm.loc()))
	if s.ReturnID != nil {
		back := vm.entry(*s.ReturnID)
		words += fmt.Sprintf(", for %s, %s", strings.ToLower(back.Role.Label()), roster.Say(back.Span(), vm.loc()))
	}
	return words
}

func swapMark(s roster.SwapState) ui.Mark {
	switch s {
	case roster.Accepted:
		return ui.MarkDone
	case roster.Asked:
		return ui.MarkInReview
	}
	return ui.MarkSkipped
}

func personOptions(us []people.User, none string) []ui.Option {
	out := []ui.Option{{Label: none}}
	for _, u := range us {
		if u.Role == people.Viewer {
			continue
		}
		l := u.Name
		if u.Seniority != people.Mid {
			l += " (" + strings.ToLower(u.Seniority.Label()) + ")"
		}
		out = append(out, ui.Option{Value: num(u.ID), Label: l})
	}
	return out
}

// shown is the number of problems on the page without a click.
const shown = 8

// takes reports whether the reader could take over the role now.
func (vm PageVM) takes(d duty) bool {
	for _, s := range d.Who {
		if s.Person == vm.Me {
			return false
		}
	}
	return len(vm.R.Entries) > 0
}

func (vm PageVM) behindText(n int) string {
	words := fmt.Sprintf("T has moved, and %d entries of the roster are where they were.", n)
	if n == 1 {
		words = "T has moved, and one entry of the roster is where it was."
	}
	e := vm.R.Behind()[0]
	to := e.Along(vm.Plan.Launch)
	return words + " Moved along, the first would go from " + roster.Say(e.Span(), vm.loc()) + " to " + roster.Say(to, vm.loc()) + "."
}

func (vm PageVM) seniorText() string {
	lacks := vm.R.Watch.Window.Minutes() - vm.R.Coverage.Senior
	switch {
	case lacks == 0:
		return "on call all the time"
	case !vm.R.Watch.SeniorAt(vm.Plan.LaunchAt.Time):
		return "not at T; lacks " + roster.Lasting(lacks)
	}
	return "at T; lacks " + roster.Lasting(lacks)
}

func by(e roster.Entry) string {
	if e.Kind.Override() {
		return "Override"
	}
	return "Shift"
}
