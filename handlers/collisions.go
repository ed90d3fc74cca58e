package handlers

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/models/calendar"
	"tminus/models/fault"
	"tminus/models/launch"
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

// againstCalendar adds to a proposal what it meets in the calendar. Absence is
// named there already.
func (s *Server) againstCalendar(c echo.Context, p *launch.Proposal) error {
	cs, err := s.calendar.Planned(c.Request().Context(), *p)
	for _, x := range cs {
		if x.Against == calendar.AgainstAbsence {
			continue
		}
		hit := launch.Collision{Kind: launch.HitsCalendar, Text: x.Text}
		if x.Side == calendar.OfItems {
			it := &p.Items[x.ItemID-1]
			hit.Text = x.With
			it.Collisions = append(it.Collisions, hit)
			continue
		}
		p.Collisions = append(p.Collisions, hit)
	}
	return err
}

// calendarMoved is what a move does to the collisions; what deliverables then
// meet is named at their rows too. Absence is named there already.
func (s *Server) calendarMoved(c echo.Context, p *launch.Plan, m *launch.MovePreview) (calendar.Move, error) {
	mv, err := s.calendar.Moving(c.Request().Context(), p.Launch, *m)
	if err != nil {
		return mv, err
	}
	absent := func(x calendar.Collision) bool {
		return x.Against == calendar.AgainstAbsence && x.Side != calendar.OfShifts
	}
	mv.New, mv.Gone, mv.Stay = slices.DeleteFunc(mv.New, absent), slices.DeleteFunc(mv.Gone, absent), slices.DeleteFunc(mv.Stay, absent)
	for _, x := range slices.Concat(mv.New, mv.Stay) {
		for i := range m.Rows {
			if r := &m.Rows[i]; x.Side == calendar.OfItems && r.ID == x.ItemID {
				r.Collisions = append(r.Collisions, launch.Collision{Kind: launch.HitsCalendar, Text: x.With})
			}
		}
	}
	return mv, nil
}

// acceptanceOf reads what is accepted along with a move of T.
func acceptanceOf(f ui.Form) launch.CollisionAcceptance {
	a := launch.CollisionAcceptance{Reason: f.Val("accept"), Shown: map[string]string{}}
	keys, dates := f.Values["collision"], f.Values["dates"]
	if len(keys) != len(dates) {
		return a
	}
	for i, k := range keys {
		a.Shown[k] = dates[i]
	}
	return a
}
