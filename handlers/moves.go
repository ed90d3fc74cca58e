package handlers

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/internal/civil"
	"tminus/models/calendar"
	"tminus/models/comms"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/views/layout"
	"tminus/views/moves"
	"tminus/views/ui"
)

// targetOf reads a T as it was typed; what cannot be read stays empty and is
// refused by the rule, in its place.
func targetOf(f ui.Form) launch.Target {
	var t launch.Target
	t.On, _ = civil.Parse(f.Val("launch_on"))
	t.Time, _ = civil.ParseTime(f.Val("launch_time"))
	t.Zone = f.Val("zone")
	return t
}

// movePage asks where T is to go and, once it says so, previews what moves.
func (s *Server) movePage(c echo.Context) error {
	p, err := s.planToLead(c)
	if err != nil {
		return err
	}
	f := ui.NewForm(c.QueryParams())
	return s.showMove(c, http.StatusOK, p, f)
}

// planToLead is the plan for a page that only the lead and administrators have.
func (s *Server) planToLead(c echo.Context) (*launch.Plan, error) {
	p, err := s.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return nil, err
	}
	return p, people.Allow(actorOf(c), people.LeadLaunch, p.LeadID)
}

func (s *Server) showMove(c echo.Context, status int, p *launch.Plan, f ui.Form) error {
	vm := moves.VM{Plan: p, Form: f, CanEdit: s.may(c, people.EditPlan, p.LeadID)}
	if f.Has("launch_on") {
		preview, err := p.PreviewMove(targetOf(f))
		switch {
		case err == nil && preview.To != preview.From:
			vm.Preview = &preview
			if vm.Calendar, err = s.calendarMoved(c, p, &preview); err != nil {
				return err
			}
			if vm.Follow, err = s.checklists.CountDated(c.Request().Context(), p.ID); err != nil {
				return err
			}
			if vm.OnCall, err = s.rosterMoved(c, p, preview.At); err != nil {
				return err
			}
			if vm.AskedAgain, err = s.comms.AskedAgain(c.Request().Context(), p.Launch, comms.Day{On: preview.To.On, At: preview.At, Zone: preview.To.Zone}); err != nil {
				return err
			}
		case err != nil && !f.Invalid():
			if err := refused(&vm.Form, err); err != nil {
				return err
			}
			status = http.StatusUnprocessableEntity
		}
	}
	history, err := s.launches.Moves(c.Request().Context(), p.ID)
	if err != nil {
		return err
	}
	vm.History = history
	sh := s.shell(c, "Move launch date · "+p.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	head, err := s.launchHead(c, p, "")
	if err != nil {
		return err
	}
	return s.render(c, status, moves.Page(sh, head, vm))
}

func (s *Server) moveLaunch(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	if len([]rune(f.Val("accept"))) > calendar.MaxReason {
		return s.moveRefused(c, f, fault.Invalid("accept", "Use at most %d characters.", calendar.MaxReason))
	}
	version := versionOf(f)
	mv, err := s.launches.Move(c.Request().Context(), c.Param("slug"), targetOf(f), f.Val("reason"), version)
	if err != nil {
		return s.moveRefused(c, f, err)
	}
	accepted, err := s.acceptMoved(c, f)
	if err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: fmt.Sprintf("T moved to %s, and %s with it.%s", mv.NewOn.Long(), countOf(len(mv.Items), "item"), accepted),
		UndoAction: fmt.Sprintf("/launches/%s/moves/%d/undo", c.Param("slug"), mv.ID)})
	return seeOther(c, "/launches/"+c.Param("slug")+"/timeline")
}

// moveRefused shows the form again with what was typed: with messages where
// the input is wrong, with the plan as it is now where it was changed meanwhile.
func (s *Server) moveRefused(c echo.Context, f ui.Form, err error) error {
	status := http.StatusUnprocessableEntity
	if fault.Is(err, fault.KindConflict) {
		status = http.StatusConflict
		f.Add("", "Somebody changed this launch while you were looking at the preview. It is worked out anew below: check it, then move T.")
	} else if err := refused(&f, err); err != nil {
		return err
	}
	p, err := s.planToLead(c)
	if err != nil {
		return err
	}
	return s.showMove(c, status, p, f)
}

func (s *Server) undoMove(c echo.Context) error {
	id, err := idParam(c, "id")
	if err != nil {
		return err
	}
	mv, err := s.launches.UndoMove(c.Request().Context(), c.Param("slug"), id)
	if err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "T is back on " + mv.OldOn.Long() + ", and so is all that follows it."})
	return seeOther(c, "/launches/"+c.Param("slug")+"/timeline")
}

// countOf is a number with its noun.
func countOf(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
