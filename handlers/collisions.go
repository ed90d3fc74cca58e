package handlers

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/models/calendar"
	"tminus/models/fault"
	"tminus/models/people"
	"tminus/views/collisions"
	"tminus/views/layout"
	"tminus/views/ui"
)

// collisionList is what of a launch meets the calendar.
func (s *Server) collisionList(c echo.Context) error {
	return s.showCollisions(c, http.StatusOK, ui.NewForm(nil))
}

// showCollisions shows the page; typed is an acceptance on it that was refused.
func (s *Server) showCollisions(c echo.Context, status int, typed ui.Form) error {
	ctx := c.Request().Context()
	p, err := s.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	vm := collisions.VM{Plan: p, Form: typed, Key: newKey(), CanLead: s.may(c, people.LeadLaunch, p.LeadID), Filter: collisionFilter(c)}
	if vm.List, err = s.calendar.Of(ctx, p.Launch); err != nil {
		return err
	}
	head, err := s.launchHead(c, p, "Collisions")
	if err != nil {
		return err
	}
	sh := s.shell(c, "", "launches")
	sh.Invalid = typed.Invalid()
	return s.render(c, status, collisions.Page(sh, head, vm))
}

// collisionFilter is the filter as the address has it; what is not known is left out.
func collisionFilter(c echo.Context) collisions.Filter {
	var f collisions.Filter
	if show := c.QueryParam("show"); show == "open" || show == "accepted" {
		f.Show = show
	}
	if side := calendar.Side(c.QueryParam("part")); slices.Contains(calendar.Sides, side) {
		f.Side = side
	}
	f.Page, _ = strconv.Atoi(c.QueryParam("page"))
	return f
}

func (s *Server) acceptCollision(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	a, err := s.calendar.Accept(c.Request().Context(), slug, f.Val("collision"), f.Val("dates"), f.Val("reason"), f.Val("key"))
	switch {
	case fault.Is(err, fault.KindConflict):
		f.Add("", fault.MessageOf(err)+" Look at it as it is now; what you typed is kept.")
		return s.showCollisions(c, http.StatusConflict, f)
	case fault.Is(err, fault.KindInvalid):
		_ = refused(&f, err)
		return s.showCollisions(c, http.StatusUnprocessableEntity, f)
	case err != nil:
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Accepted: " + a.Label + ".",
		UndoAction: collisions.Path(slug) + "/" + strconv.FormatInt(a.ID, 10) + "/back", UndoFields: [][2]string{{"version", strconv.Itoa(a.Version)}}})
	return seeOther(c, collisions.Path(slug))
}

func (s *Server) takeCollisionBack(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	a, err := s.calendar.TakeBack(c.Request().Context(), slug, id, versionOf(f))
	if fault.Is(err, fault.KindConflict) {
		f.Add("", fault.MessageOf(err)+" This is how it stands now.")
		return s.showCollisions(c, http.StatusConflict, f)
	}
	if err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Taken back. " + a.Label + " collides again.",
		UndoAction: collisions.Path(slug), UndoFields: [][2]string{{"collision", a.Key}, {"dates", a.Dates}, {"reason", a.Reason}, {"key", newKey()}}})
	return seeOther(c, collisions.Path(slug))
}
