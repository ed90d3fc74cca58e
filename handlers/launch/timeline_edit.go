package launch

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/template"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/timeline"
	"tminus/views/ui"
)

// itemForm loads the data of a form about an item.
func (h *Handler) itemForm(c echo.Context, f ui.Form) (timeline.ItemVM, error) {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return timeline.ItemVM{}, err
	}
	l, d, err := h.launches.DeliverableRow(c.Request().Context(), c.Param("slug"), id)
	if err != nil {
		return timeline.ItemVM{}, err
	}
	if err := people.Require(web.Actor(c), people.EditPlan, l.Subject()); err != nil {
		return timeline.ItemVM{}, err
	}
	return timeline.ItemVM{Launch: l, Item: d, Form: f, Back: cameFrom(c, f, l.Slug)}, nil
}

// cameFrom returns the page to return to: the one in the form, otherwise the referring page,
// otherwise the timeline.
func cameFrom(c echo.Context, f ui.Form, slug string) string {
	if back := f.Val("back"); back != "" {
		return web.LocalPath(back)
	}
	came := c.Request().Header.Get("HX-Current-URL")
	if came == "" {
		came = c.Request().Referer()
	}
	if u, err := url.Parse(came); err == nil && u.Host == c.Request().Host && u.Path != c.Request().URL.Path {
		return web.LocalPath(u.RequestURI())
	}
	return paths.Timeline(slug)
}

// sheet answers with a form: in the dialog for htmx, otherwise on a page.
func (h *Handler) sheet(c echo.Context, status int, title string, vm timeline.ItemVM, form templ.Component) error {
	if web.IsPartial(c) {
		c.Response().Header().Set("HX-Retarget", "#dialog")
		c.Response().Header().Set("HX-Reswap", "innerHTML")
		return h.Render(c, status, timeline.Sheet(title, vm, form))
	}
	sh := h.Shell(c, title+" · "+vm.Item.Title+" · "+vm.Launch.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	p, err := h.launches.Plan(c.Request().Context(), vm.Launch.Slug)
	if err != nil {
		return err
	}
	head, err := h.LaunchHead(c, p, layout.PageTimeline)
	if err != nil {
		return err
	}
	return h.Render(c, status, timeline.FormPage(sh, head, title, vm, form))
}

func (h *Handler) rowMenu(c echo.Context) error {
	vm, err := h.itemForm(c, ui.NewForm(nil))
	if err != nil {
		return err
	}
	if !web.IsPartial(c) {
		return web.SeeOther(c, paths.Deliverables(vm.Launch.Slug, c.Param("id")))
	}
	if c.QueryParam("of") == "status" {
		return h.Render(c, http.StatusOK, timeline.StatusMenu(vm))
	}
	return h.Render(c, http.StatusOK, timeline.Menu(vm))
}

func (h *Handler) datesPage(c echo.Context) error {
	vm, err := h.itemForm(c, ui.NewForm(nil))
	if err != nil {
		return err
	}
	return h.sheet(c, http.StatusOK, "Dates", vm, timeline.DatesForm(vm))
}

// datesOf parses entered or dragged dates. It returns Invalid for values that it cannot parse.
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
	in.Exact = web.Exactly(f, launch.Schedule{Anchor: in.Anchor, StartsOn: in.StartsOn, DueOn: in.DueOn, DueTime: in.DueTime}, &check)
	return in, check.Err()
}

func undoDates(s launch.Schedule, version int, back string) [][2]string {
	return [][2]string{
		{"exact", "1"}, {"version", strconv.Itoa(version)}, {"back", back}, {"anchor", string(s.Anchor)},
		{"start_offset", strconv.Itoa(s.StartOffset)}, {"due_offset", strconv.Itoa(s.DueOffset)},
		{"starts_on", s.StartsOn.String()}, {"due_on", s.DueOn.String()}, {"due_time", s.DueTime.String()},
	}
}

// reschedule changes dates from a drag, the keyboard, the dialog or an undo.
func (h *Handler) reschedule(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	if err := h.resolveItem(c, &f, timeline.DateValues); err != nil {
		return err
	}
	in, err := datesOf(f)
	version := web.Version(f)
	var r launch.DateChange
	if err == nil {
		r, err = h.launches.Reschedule(c.Request().Context(), c.Param("slug"), id, in, version)
	}
	if err != nil {
		return h.itemRefused(c, f, datesSheet, err)
	}
	back := cameFrom(c, f, c.Param("slug"))
	if r.Changed() {
		text := "“" + r.Title + "” is now " + timeline.Span(r.After) + "."
		if before, after, other := r.OtherWorkdays(); other {
			text += fmt.Sprintf(" It keeps its %s, with %s instead of %d.", words.Count(r.After.Days(), "day"),
				words.Count(after, "working day"), before)
		}
		if in.Exact != nil {
			h.Say(c, layout.Flash{Kind: "ok", Text: "Undone: " + text})
		} else {
			h.Say(c, layout.Flash{Kind: "ok", Text: text, UndoAction: c.Request().URL.Path, UndoFields: undoDates(r.Before, r.Version, back)})
		}
	}
	return web.SeeOther(c, back)
}

// timelineRefused shows the present timeline with an error message.
func (h *Handler) timelineRefused(c echo.Context, f ui.Form, cause error) error {
	p, err := h.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	if u, err := url.Parse(cameFrom(c, f, p.Slug)); err == nil {
		r := c.Request().Clone(c.Request().Context())
		r.URL = u
		c.SetRequest(r)
	}
	flash := &layout.Flash{Kind: "error", Text: fault.MessageOf(cause)}
	vm, err := h.timelineVM(c, p)
	if err != nil {
		return err
	}
	return h.RenderWithHead(c, http.StatusConflict, timeline.Fragment(vm), web.FlashFragment(flash))
}

func (h *Handler) ownerPage(c echo.Context) error {
	vm, err := h.itemForm(c, ui.NewForm(nil))
	if err != nil {
		return err
	}
	if vm.People, err = h.People.Users(c.Request().Context(), false); err != nil {
		return err
	}
	return h.sheet(c, http.StatusOK, "Owner", vm, timeline.OwnerForm(vm))
}

func (h *Handler) setOwner(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	if err := h.resolveItem(c, &f, timeline.OwnerValues); err != nil {
		return err
	}
	version := web.Version(f)
	ch, err := h.launches.SetOwner(c.Request().Context(), c.Param("slug"), id, web.OptionalID(f, "owner"), version)
	if err != nil {
		return h.itemRefused(c, f, ownerSheet, err)
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
			flash.UndoFields = [][2]string{{"undo", "1"}, {"version", strconv.Itoa(ch.Version)}, {"owner", strconv.FormatInt(ch.Before, 10)},
				{"back", back}}
		}
		h.Say(c, flash)
	}
	return web.SeeOther(c, back)
}
