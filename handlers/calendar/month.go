package calendar

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/portfolio"
	calendarview "tminus/views/calendar"
)

// calendarPage shows a month of the organisation: launches, events and absences.
func (h *Handler) calendarPage(c echo.Context) error {
	ctx := c.Request().Context()
	vm := calendarview.MonthVM{View: calendarview.Grid, Today: h.Today(c), Loc: h.myLocation(c), CanEdit: h.Can(c, people.EditCalendar,
		people.Organisation)}
	if c.QueryParam("view") == calendarview.List {
		vm.View = calendarview.List
	}
	vm.Month = monthOf(c.QueryParam("month"), vm.Today)
	vm.Filter = calendarFilter(c)
	var err error
	if vm.Teams, err = h.People.Teams(ctx); err != nil {
		return err
	}
	if vm.Services, err = h.calendar.Services(ctx); err != nil {
		return err
	}
	if err := h.fillCalendar(ctx, &vm); err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, calendarview.Month(h.Shell(c, vm.Month.Format("January 2006")+" · Calendar", "calendar"), vm))
}

// myLocation returns the zone of the signed-in person.
func (h *Handler) myLocation(c echo.Context) *time.Location {
	loc, err := civil.Zone(h.Zone(c))
	if err != nil {
		return time.UTC
	}
	return loc
}

// monthOf returns the first day of a month in a URL, or of this month if it is invalid.
func monthOf(text string, today civil.Date) civil.Date {
	d := today
	if t, err := time.Parse("2006-01", text); err == nil && t.Year() > 1900 && t.Year() < 2300 {
		d = civil.Of(t, time.UTC)
	}
	return d.AddDays(1 - d.Day())
}

func calendarFilter(c echo.Context) calendarview.Filter {
	f := calendarview.Filter{Kind: c.QueryParam("kind")}
	if !calendarview.KnownKind(f.Kind) {
		f.Kind = ""
	}
	f.Team, _ = strconv.ParseInt(c.QueryParam("team"), 10, 64)
	f.Service, _ = strconv.ParseInt(c.QueryParam("service"), 10, 64)
	return f
}

// fillCalendar loads the data of the month, in a constant number of queries.
func (h *Handler) fillCalendar(ctx context.Context, vm *calendarview.MonthVM) error {
	first, last := vm.Span()
	if vm.Shows(calendarview.Launches) {
		if err := h.calendarLaunches(ctx, vm, first, last); err != nil {
			return err
		}
	}
	events, err := h.calendar.Between(ctx, first, last, vm.Loc)
	if err != nil {
		return err
	}
	for _, e := range events {
		if vm.Shows(string(e.Kind)) && (vm.Service == 0 || e.Touches(vm.Service)) {
			vm.Events = append(vm.Events, e)
		}
	}
	if vm.Shows(calendarview.Aways) && vm.Service == 0 {
		if vm.Away, err = h.People.AwayBetween(ctx, first, last, vm.Team); err != nil {
			return err
		}
	}
	if vm.Kind == calendarview.OnCall {
		return h.calendarDuties(ctx, vm, first, last)
	}
	return nil
}

// calendarLaunches adds the launches with their T and readiness, and their go/no-go meetings.
func (h *Handler) calendarLaunches(ctx context.Context, vm *calendarview.MonthVM, first, last civil.Date) error {
	m, err := h.portfolios.Month(ctx, portfolio.Filter{State: "all", Team: vm.Team, From: first, To: last})
	if err != nil {
		return err
	}
	on, err := h.calendar.LaunchesOn(ctx, vm.Service)
	if err != nil {
		return err
	}
	slugs := map[string]bool{}
	for _, l := range m.Launches {
		if l.State != launch.Cancelled && (vm.Service == 0 || on[l.ID]) {
			vm.Launches = append(vm.Launches, l)
			slugs[l.Slug] = true
		}
	}
	for _, d := range m.Decisions {
		if vm.Service == 0 || slugs[d.LaunchSlug] {
			vm.Decisions = append(vm.Decisions, d)
		}
	}
	vm.More = m.More
	vm.States, err = h.ready.States(ctx, vm.Launches...)
	return err
}

// calendarDuties adds the people on call for active launches.
func (h *Handler) calendarDuties(ctx context.Context, vm *calendarview.MonthVM, first, last civil.Date) error {
	rosters, err := h.roster.Everywhere(ctx)
	if err != nil {
		return err
	}
	on, err := h.calendar.LaunchesOn(ctx, vm.Service)
	if err != nil {
		return err
	}
	users, err := h.People.Users(ctx, false)
	if err != nil {
		return err
	}
	team := map[int64]bool{}
	for _, u := range users {
		team[u.ID] = vm.Team == 0 || u.TeamID != nil && *u.TeamID == vm.Team
	}
	from, _ := civil.DayBounds(first, vm.Loc)
	_, to := civil.DayBounds(last, vm.Loc)
	for _, r := range rosters {
		if vm.Service != 0 && !on[r.Launch.ID] {
			continue
		}
		for _, slot := range r.Watch.Slots {
			if slot.From.Before(to) && from.Before(slot.To) && team[slot.Person] {
				vm.Duties = append(vm.Duties, calendarview.Duty{Launch: r.Launch, Person: slot.Person, Name: r.Name(slot.Person),
					Role: slot.Role.Label(), From: slot.From, To: slot.To})
			}
		}
	}
	return nil
}
