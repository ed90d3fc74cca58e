package handlers

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/template"
	"tminus/views/layout"
	"tminus/views/timeline"
	"tminus/views/ui"
)

// itemForm loads what a form about one item shows.
func (s *Server) itemForm(c echo.Context, f ui.Form) (timeline.ItemVM, error) {
	id, err := idParam(c, "id")
	if err != nil {
		return timeline.ItemVM{}, err
	}
	l, d, err := s.launches.Dated(c.Request().Context(), c.Param("slug"), id)
	if err != nil {
		return timeline.ItemVM{}, err
	}
	if err := people.Allow(actorOf(c), people.EditPlan, l.LeadID); err != nil {
		return timeline.ItemVM{}, err
	}
	return timeline.ItemVM{Launch: l, Item: d, Form: f, Back: cameFrom(c, f, l.Slug)}, nil
}

// cameFrom is the page to return to: what the form says, else the page that led
// here, else the timeline.
func cameFrom(c echo.Context, f ui.Form, slug string) string {
	if back := f.Val("back"); back != "" {
		return localPath(back)
	}
	came := c.Request().Header.Get("HX-Current-URL")
	if came == "" {
		came = c.Request().Referer()
	}
	if u, err := url.Parse(came); err == nil && u.Host == c.Request().Host && u.Path != c.Request().URL.Path {
		return localPath(u.RequestURI())
	}
	return "/launches/" + slug + "/timeline"
}

// sheet answers with a form: in the dialog when htmx asks, else on a page.
func (s *Server) sheet(c echo.Context, status int, title string, vm timeline.ItemVM, form templ.Component) error {
	if isPartial(c) {
		c.Response().Header().Set("HX-Retarget", "#dialog")
		c.Response().Header().Set("HX-Reswap", "innerHTML")
		return s.render(c, status, timeline.Sheet(title, vm, form))
	}
	sh := s.shell(c, title+" · "+vm.Item.Title+" · "+vm.Launch.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	return s.render(c, status, timeline.FormPage(sh, title, vm, form))
}

func (s *Server) rowMenu(c echo.Context) error {
	vm, err := s.itemForm(c, ui.NewForm(nil))
	if err != nil {
		return err
	}
	if !isPartial(c) {
		return seeOther(c, "/launches/"+vm.Launch.Slug+"/deliverables/"+c.Param("id"))
	}
	return s.render(c, http.StatusOK, timeline.Menu(vm))
}

func (s *Server) datesPage(c echo.Context) error {
	vm, err := s.itemForm(c, ui.NewForm(nil))
	if err != nil {
		return err
	}
	return s.sheet(c, http.StatusOK, "Dates", vm, timeline.DatesForm(vm))
}

// datesOf reads typed or dragged dates. Returns Invalid with what cannot be read.
func datesOf(f ui.Form) (launch.Dates, error) {
	var in launch.Dates
	var check fault.Check
	var err error
	if in.StartsOn, err = civil.Parse(f.Val("starts_on")); err != nil {
		check.Add("starts_on", "Enter a date, like 2026-12-10.")
	}
	if in.DueOn, err = civil.Parse(f.Val("due_on")); err != nil {
		check.Add("due_on", "Enter a date, like 2026-12-10.")
	}
	if in.DueTime, err = civil.ParseTime(f.Val("due_time")); err != nil {
		check.Add("due_time", "Enter a time, like 14:00.")
	}
	in.Anchor = template.Anchor(f.Val("anchor"))
	if in.Anchor != "" && !in.Anchor.Valid() {
		check.Add("anchor", "Choose what happens when T moves.")
	}
	in.Exact = exactly(f, launch.Schedule{Anchor: in.Anchor, StartsOn: in.StartsOn, DueOn: in.DueOn, DueTime: in.DueTime}, &check)
	return in, check.Err()
}

// exactly is the former schedule that an undo puts back, with its offsets, nil
// when the form is none.
func exactly(f ui.Form, s launch.Schedule, check *fault.Check) *launch.Schedule {
	if f.Val("exact") == "" {
		return nil
	}
	var err1, err2 error
	s.StartOffset, err1 = strconv.Atoi(f.Val("start_offset"))
	s.DueOffset, err2 = strconv.Atoi(f.Val("due_offset"))
	if err1 != nil || err2 != nil || !s.Anchor.Valid() || max(s.StartOffset, -s.StartOffset, s.DueOffset, -s.DueOffset) > maxOffset {
		check.Add("due_on", "This cannot be undone any more. Type the dates instead.")
	}
	return &s
}

// maxOffset bounds the days from T that an undo may carry: twice five years.
const maxOffset = 10 * 366

func undoDates(s launch.Schedule, version int, back string) [][2]string {
	return [][2]string{
		{"exact", "1"}, {"version", strconv.Itoa(version)}, {"back", back}, {"anchor", string(s.Anchor)},
		{"start_offset", strconv.Itoa(s.StartOffset)}, {"due_offset", strconv.Itoa(s.DueOffset)},
		{"starts_on", s.StartsOn.String()}, {"due_on", s.DueOn.String()}, {"due_time", s.DueTime.String()},
	}
}

// reschedule takes dates from a drag, the keyboard, the dialog or an undo alike.
func (s *Server) reschedule(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	if err := s.resolveItem(c, &f, timeline.DateValues); err != nil {
		return err
	}
	in, err := datesOf(f)
	version := versionOf(f)
	var r launch.Rescheduled
	if err == nil {
		r, err = s.launches.Reschedule(c.Request().Context(), c.Param("slug"), id, in, version)
	}
	if err != nil {
		return s.itemRefused(c, f, datesSheet, err)
	}
	back := cameFrom(c, f, c.Param("slug"))
	if r.Changed() {
		text := "“" + r.Title + "” is now " + timeline.Span(r.After) + "."
		if in.Exact != nil {
			s.say(c, layout.Flash{Kind: "ok", Text: "Undone: " + text})
		} else {
			s.say(c, layout.Flash{Kind: "ok", Text: text, UndoAction: c.Request().URL.Path, UndoFields: undoDates(r.Before, r.Version, back)})
		}
	}
	return seeOther(c, back)
}

// timelineRefused shows the timeline as it is now, with what went wrong.
func (s *Server) timelineRefused(c echo.Context, f ui.Form, cause error) error {
	p, err := s.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	if u, err := url.Parse(cameFrom(c, f, p.Slug)); err == nil {
		r := c.Request().Clone(c.Request().Context())
		r.URL = u
		c.SetRequest(r)
	}
	flash := &layout.Flash{Kind: "error", Text: fault.MessageOf(cause)}
	vm, err := s.timelineVM(c, p)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusConflict, templ.Join(timeline.Fragment(vm), flashFragment(flash)))
}

func (s *Server) ownerPage(c echo.Context) error {
	vm, err := s.itemForm(c, ui.NewForm(nil))
	if err != nil {
		return err
	}
	if vm.People, err = s.people.Users(c.Request().Context(), false); err != nil {
		return err
	}
	return s.sheet(c, http.StatusOK, "Owner", vm, timeline.OwnerForm(vm))
}

func (s *Server) setOwner(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	if err := s.resolveItem(c, &f, timeline.OwnerValues); err != nil {
		return err
	}
	version := versionOf(f)
	ch, err := s.launches.SetOwner(c.Request().Context(), c.Param("slug"), id, optional(f, "owner"), version)
	if err != nil {
		return s.itemRefused(c, f, ownerSheet, err)
	}
	back := cameFrom(c, f, c.Param("slug"))
	if ch.Before != ch.After {
		text := "“" + ch.Title + "” is " + ch.Name + "’s now."
		if ch.Name == "" {
			text = "Nobody owns “" + ch.Title + "” now."
		}
		flash := layout.Flash{Kind: "ok", Text: text}
		if f.Val("undo") == "" {
			flash.UndoAction = c.Request().URL.Path
			flash.UndoFields = [][2]string{{"undo", "1"}, {"version", strconv.Itoa(ch.Version)}, {"owner", strconv.FormatInt(ch.Before, 10)}, {"back", back}}
		}
		s.say(c, flash)
	}
	return seeOther(c, back)
}
