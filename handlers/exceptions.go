package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"tminus/models/extension"
	"tminus/models/fault"
	"tminus/models/people"
	"tminus/views/exceptions"
	"tminus/views/layout"
	"tminus/views/timeline"
	"tminus/views/ui"
)

// exceptions lists what was asked for past the freezes of a launch.
func (s *Server) exceptions(c echo.Context) error {
	ctx := c.Request().Context()
	p, err := s.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	vm := exceptions.ListVM{Plan: p, CanEdit: s.may(c, people.EditPlan, p.LeadID)}
	if vm.Rows, err = s.extensions.List(ctx, p.Slug); err != nil {
		return err
	}
	head, err := s.launchHead(c, p, "Readiness")
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, exceptions.List(s.shell(c, "Exceptions · "+p.Name, "launches"), head, vm))
}

func (s *Server) newExceptionPage(c echo.Context) error {
	p, err := s.planToEdit(c)
	if err != nil {
		return err
	}
	f := ui.NewForm(url.Values{"item": {c.QueryParam("item")}, "freeze": {c.QueryParam("freeze")}})
	return s.showAsk(c, http.StatusOK, exceptions.AskVM{Plan: p, Form: f, Key: newKey()})
}

func (s *Server) showAsk(c echo.Context, status int, vm exceptions.AskVM) error {
	sh := s.shell(c, "Ask for a later date · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	head, err := s.launchHead(c, vm.Plan, "Readiness")
	if err != nil {
		return err
	}
	return s.render(c, status, exceptions.Ask(sh, head, vm))
}

func (s *Server) askException(c echo.Context) error {
	p, err := s.planToEdit(c)
	if err != nil {
		return err
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	in := extension.Input{ItemID: number(f, "item"), FreezeID: number(f, "freeze"), Days: f.Val("days"),
		Why: f.Val("why"), RiskWith: f.Val("risk_with"), RiskWithout: f.Val("risk_without")}
	id, err := s.extensions.Ask(c.Request().Context(), p.Slug, in, f.Val("key"))
	if err != nil {
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showAsk(c, http.StatusUnprocessableEntity, exceptions.AskVM{Plan: p, Form: f, Key: f.Val("key")})
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Asked. " + p.LeadName + " sees it in My work and decides."})
	return seeOther(c, exceptions.Path(p.Slug, id))
}

func (s *Server) exceptionPage(c echo.Context) error {
	return s.showException(c, http.StatusOK, exceptions.PageVM{Form: ui.NewForm(nil)})
}

// showException fills in what the page shows beside the form that vm brings.
func (s *Server) showException(c echo.Context, status int, vm exceptions.PageVM) error {
	id, err := idParam(c, "id")
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if vm.Plan, err = s.launches.Plan(ctx, c.Param("slug")); err != nil {
		return err
	}
	if vm.Row, err = s.extensions.Get(ctx, vm.Plan.Slug, id); err != nil {
		return err
	}
	vm.Me, vm.CanEdit, vm.CanLead = actorOf(c).ID, s.may(c, people.EditPlan, vm.Plan.LeadID), s.may(c, people.LeadLaunch, vm.Plan.LeadID)
	head, err := s.launchHead(c, vm.Plan, "Readiness")
	if err != nil {
		return err
	}
	sh := s.shell(c, "Exception for "+vm.Row.ItemTitle+" · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	return s.render(c, status, exceptions.Page(sh, head, vm))
}

func (s *Server) decideException(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	grant := f.Val("decision") == "grant"
	if err := s.mayDecide(c, f); err != nil {
		return err
	}
	version := versionOf(f)
	moved, err := s.extensions.Decide(c.Request().Context(), c.Param("slug"), id, grant, f.Val("reason"), version)
	switch fault.KindOf(err) {
	case fault.KindInvalid:
		_ = refused(&f, err)
		return s.showException(c, http.StatusUnprocessableEntity, exceptions.PageVM{Form: f})
	case fault.KindConflict:
		return s.showException(c, http.StatusConflict, exceptions.PageVM{Form: f, Conflict: fault.MessageOf(err)})
	}
	if err != nil {
		return err
	}
	text := "Refused. Those concerned see it in My work."
	switch {
	case grant && moved.Changed():
		text = "Granted. “" + moved.Title + "” is now " + timeline.Span(moved.After) + ". Those concerned see it in My work."
	case grant:
		text = "Granted. “" + moved.Title + "” was due no earlier, so its date stays."
	}
	s.say(c, layout.Flash{Kind: "ok", Text: text})
	return seeOther(c, exceptions.Path(c.Param("slug"), id))
}

// mayDecide refuses a decision that is neither of the two, after who may not
// decide at all.
func (s *Server) mayDecide(c echo.Context, f ui.Form) error {
	if v := f.Val("decision"); v == "grant" || v == "refuse" {
		return nil
	}
	if _, err := s.planToLead(c); err != nil {
		return err
	}
	return fault.Invalid("decision", "Grant it or refuse it.")
}

func (s *Server) withdrawException(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	version := versionOf(f)
	err = s.extensions.Withdraw(c.Request().Context(), c.Param("slug"), id, version)
	if fault.Is(err, fault.KindConflict) {
		return s.showException(c, http.StatusConflict, exceptions.PageVM{Form: ui.NewForm(nil), Conflict: fault.MessageOf(err)})
	}
	if err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Withdrawn. It can be asked for again."})
	return seeOther(c, exceptions.Path(c.Param("slug")))
}

// seeExceptions marks one decision, or all of them, as seen.
func (s *Server) seeExceptions(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	if err := s.extensions.MarkSeen(c.Request().Context(), number(f, "exception")); err != nil {
		return err
	}
	return seeOther(c, "/me#exceptions")
}
