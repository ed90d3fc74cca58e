package calendar

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/civil"
	model "tminus/models/calendar"
	"tminus/models/fault"
	"tminus/models/people"
	"tminus/models/portfolio"
	calendarview "tminus/views/calendar"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

// eventOf loads the event in the URL.
func (h *Handler) eventOf(c echo.Context) (model.Detail, error) {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return model.Detail{}, err
	}
	return h.calendar.Event(c.Request().Context(), id)
}

func (h *Handler) eventPage(c echo.Context) error {
	d, err := h.eventOf(c)
	if err != nil {
		return err
	}
	vm := calendarview.EventVM{Detail: d, Loc: h.myLocation(c), CanEdit: d.MayChange(web.Actor(c))}
	// A day more on both sides, because launches are in other zones.
	first, last := d.Days(d.Location())
	m, err := h.portfolios.Month(c.Request().Context(), portfolio.Filter{From: first.AddDays(-1), To: last.AddDays(1)})
	if err != nil {
		return err
	}
	for _, l := range m.Launches {
		if d.Overlaps(l.LaunchAt.Time, l.LaunchAt.Time, l.Location()) {
			vm.Launches = append(vm.Launches, l)
		}
	}
	return h.Render(c, http.StatusOK, calendarview.Event(h.Shell(c, d.Title+" · Calendar", "calendar"), vm))
}

// newEventPage shows the form for a new event; the URL may contain values.
func (h *Handler) newEventPage(c echo.Context) error {
	if err := people.Require(web.Actor(c), people.EditCalendar, people.Organisation); err != nil {
		return err
	}
	return h.showEventForm(c, http.StatusOK, calendarview.FormVM{Form: ui.NewForm(web.SanitizeValues(c.QueryParams())), Key: web.NewKey()})
}

func (h *Handler) showEventForm(c echo.Context, status int, vm calendarview.FormVM) error {
	if err := h.eventChoices(c, &vm); err != nil {
		return err
	}
	sh := h.Shell(c, vm.Title()+" · Calendar", "calendar")
	sh.Invalid = vm.Form.Invalid()
	return h.Render(c, status, calendarview.FormPage(sh, vm))
}

// eventChoices loads the choices of the form.
func (h *Handler) eventChoices(c echo.Context, vm *calendarview.FormVM) (err error) {
	vm.Freezes, vm.Zone = h.Can(c, people.Freeze, people.Organisation), h.Zone(c)
	vm.Services, err = h.calendar.Services(c.Request().Context())
	return err
}

// eventInput parses the form of an event. An invalid day or time gets a message at its field, and
// the rest is validated too.
func eventInput(f ui.Form) (model.Input, error) {
	var ck fault.Check
	in := model.Input{Kind: model.Kind(f.Val("kind")), Title: f.Val("title"), Note: f.Val("note"), Zone: f.Val("zone"),
		Region: f.Val("region"), Severity: model.Severity(f.Val("severity"))}
	for name, to := range map[string]*civil.Date{"first_day": &in.FirstDay, "last_day": &in.LastDay} {
		d, err := civil.Parse(f.Val(name))
		ck.That(err == nil, name, "Enter a day, like 2026-12-24.")
		*to = d
	}
	for name, to := range map[string]*civil.TimeOfDay{"start_at": &in.StartAt, "end_at": &in.EndAt} {
		t, err := civil.ParseTime(f.Val(name))
		ck.That(err == nil, name, "Enter a time, like 22:00.")
		*to = t
	}
	for _, v := range f.Values["services"] {
		if id, err := strconv.ParseInt(v, 10, 64); err == nil {
			in.Services = append(in.Services, id)
		}
	}
	return in, ck.Err()
}

// allProblems adds the problems of the rest of the input to those of parsing.
func allProblems(in model.Input, unread error) error {
	var ck fault.Check
	_ = ck.Merge(unread)
	_, err := in.Clean()
	_ = ck.Merge(err)
	return ck.Err()
}

func (h *Handler) addEvent(c echo.Context) error {
	if err := people.Require(web.Actor(c), people.EditCalendar, people.Organisation); err != nil {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	in, err := eventInput(f)
	var id int64
	if err == nil {
		id, err = h.calendar.Create(c.Request().Context(), in, f.Val("key"))
	} else {
		err = allProblems(in, err)
	}
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showEventForm(c, http.StatusUnprocessableEntity, calendarview.FormVM{Form: f, Key: f.Val("key")})
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "The event is on the calendar.", UndoAction: paths.Event(id, "remove"),
		UndoFields: [][2]string{{"version", "1"}}})
	return web.SeeOther(c, paths.Event(id))
}

// eventToEdit returns an event for a form that changes it. It returns Forbidden to people who may
// not.
func (h *Handler) eventToEdit(c echo.Context) (calendarview.FormVM, error) {
	if err := people.Require(web.Actor(c), people.EditCalendar, people.Organisation); err != nil {
		return calendarview.FormVM{}, err
	}
	d, err := h.eventOf(c)
	if err != nil {
		return calendarview.FormVM{}, err
	}
	if !d.MayChange(web.Actor(c)) {
		return calendarview.FormVM{}, people.Require(web.Actor(c), people.Freeze, people.Organisation)
	}
	return calendarview.FormVM{One: &d.Event}, nil
}

func (h *Handler) editEventPage(c echo.Context) error {
	vm, err := h.eventToEdit(c)
	if err != nil {
		return err
	}
	v := calendarview.Values(*vm.One)
	vm.Base = ui.Digest(v, calendarview.Fields...)
	if v.Get("zone") == "" {
		v.Del("zone") // whole days have no zone, so offer the editor's
	}
	vm.Form = ui.NewForm(v)
	return h.showEventForm(c, http.StatusOK, vm)
}

func (h *Handler) updateEvent(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	vm, err := h.eventToEdit(c)
	if err != nil {
		return err
	}
	before := calendarview.Values(*vm.One)
	ui.Resolve(&f, before)
	vm.Form, vm.Base = f, f.Val("base")
	next := 0
	in, err := eventInput(f)
	if err == nil {
		next, err = h.calendar.Update(c.Request().Context(), vm.One.ID, in, web.Version(f))
	} else {
		err = allProblems(in, err)
	}
	return h.EndSaving(c, err, web.Saving{Form: &vm.Form, Before: before, Was: vm.One.Version, Version: next, To: paths.Event(vm.One.ID),
		Again: func() error { return h.showEventForm(c, http.StatusUnprocessableEntity, vm) },
		Clash: func() error { return h.eventConflict(c, f) },
	})
}

// eventConflict shows the form's values next to the stored ones, or says that the event was
// deleted.
func (h *Handler) eventConflict(c echo.Context, f ui.Form) error {
	vm, err := h.eventToEdit(c)
	if err != nil {
		return err
	}
	if vm.One.Cancelled() {
		return fault.Conflict("This event was deleted meanwhile. Restore it first.")
	}
	vm.Form = f
	if err := h.eventChoices(c, &vm); err != nil {
		return err
	}
	path := paths.Event(vm.One.ID)
	p := ui.ConflictProps{Action: path, Version: vm.One.Version, Back: path, Form: f, Fields: calendarview.ConflictFields(vm)}
	return h.Render(c, http.StatusConflict, calendarview.TwoChanges(h.Shell(c, "Two changes at once · Calendar", "calendar"), p))
}

func (h *Handler) removeEvent(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	next, err := h.calendar.Remove(c.Request().Context(), id, web.Version(f))
	if err != nil {
		return err
	}
	h.Say(c, web.Undoable("The event is deleted.", paths.Event(id, "restore"), next))
	return web.SeeOther(c, paths.Calendar())
}

func (h *Handler) restoreEvent(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	if _, err := h.calendar.Restore(c.Request().Context(), id, web.Version(f)); err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "The event is on the calendar again."})
	return web.SeeOther(c, paths.Event(id))
}
