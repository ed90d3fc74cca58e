package calendar

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/calendar"
	"tminus/models/fault"
	"tminus/models/people"
	collisionview "tminus/views/collision"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

// collisionList shows the collisions of a launch with the calendar.
func (h *Handler) collisionList(c echo.Context) error {
	return h.showCollisions(c, http.StatusOK, ui.NewForm(nil))
}

// showCollisions shows the page; form is a refused form on it.
func (h *Handler) showCollisions(c echo.Context, status int, form ui.Form) error {
	ctx := c.Request().Context()
	p, err := h.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	vm := collisionview.VM{Plan: p, Form: form, Key: web.NewKey(), CanLead: h.Can(c, people.LeadLaunch, p.Subject()),
		Filter: collisionFilter(c)}
	if vm.List, err = h.calendar.Of(ctx, p.Launch); err != nil {
		return err
	}
	head, err := h.LaunchHead(c, p, layout.PageCollisions)
	if err != nil {
		return err
	}
	sh := h.Shell(c, "", "launches")
	sh.Invalid = form.Invalid()
	return h.Render(c, status, collisionview.Page(sh, head, vm))
}

// collisionFilter parses the filter from the URL and ignores unknown values.
func collisionFilter(c echo.Context) collisionview.Filter {
	var f collisionview.Filter
	if show := c.QueryParam("show"); show == "open" || show == "accepted" {
		f.Show = show
	}
	if side := calendar.Side(c.QueryParam("part")); slices.Contains(calendar.Sides, side) {
		f.Side = side
	}
	f.Page, _ = strconv.Atoi(c.QueryParam("page"))
	return f
}

func (h *Handler) acceptCollision(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	a, err := h.calendar.Accept(c.Request().Context(), slug, f.Val("collision"), f.Val("dates"), f.Val("reason"), f.Val("key"))
	switch {
	case fault.Is(err, fault.KindConflict):
		f.Add("", fault.MessageOf(err)+" Look at it as it is now; what you typed is kept.")
		return h.showCollisions(c, http.StatusConflict, f)
	case fault.Is(err, fault.KindInvalid):
		_ = web.AddErrors(&f, err)
		return h.showCollisions(c, http.StatusUnprocessableEntity, f)
	case err != nil:
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Accepted: " + a.Label + ".",
		UndoAction: paths.Collisions(slug, strconv.FormatInt(a.ID, 10), "back"),
		UndoFields: [][2]string{{"version", strconv.Itoa(a.Version)}}})
	return web.SeeOther(c, paths.Collisions(slug))
}

func (h *Handler) takeCollisionBack(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	a, err := h.calendar.TakeBack(c.Request().Context(), slug, id, web.Version(f))
	if fault.Is(err, fault.KindConflict) {
		f.Add("", fault.MessageOf(err)+" This is how it stands now.")
		return h.showCollisions(c, http.StatusConflict, f)
	}
	if err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Taken back. " + a.Label + " collides again.",
		UndoAction: paths.Collisions(slug),
		UndoFields: [][2]string{{"collision", a.Key}, {"dates", a.Dates}, {"reason", a.Reason}, {"key", web.NewKey()}}})
	return web.SeeOther(c, paths.Collisions(slug))
}
