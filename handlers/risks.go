package handlers

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/models/fault"
	"tminus/models/feedback"
	"tminus/models/people"
	"tminus/models/risk"
	views "tminus/views/feedback"
	"tminus/views/risks"
	"tminus/views/ui"
)

// riskFilter is the filter as the address has it.
func riskFilter(c echo.Context) ui.Form {
	v := url.Values{}
	for name := range c.QueryParams() {
		v.Set(name, c.QueryParam(name))
	}
	return ui.NewForm(typeable(v))
}

// riskRegister is the matrix and the ranked list of a launch.
func (s *Server) riskRegister(c echo.Context) error {
	ctx := c.Request().Context()
	p, err := s.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	vm := risks.RegisterVM{Plan: p, Form: riskFilter(c), CanEdit: s.may(c, people.EditPlan, p.LeadID)}
	if vm.Reg, err = s.risks.Of(ctx, p.Launch, risks.FilterOf(vm.Form)); err != nil {
		return err
	}
	head, err := s.launchHead(c, p, "Risks")
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, risks.LaunchRegister(s.shell(c, "", "launches"), head, vm))
}

// allRisks is the register of all launches that are not over.
func (s *Server) allRisks(c echo.Context) error {
	vm := risks.RegisterVM{Form: riskFilter(c)}
	var err error
	if vm.Reg, err = s.risks.Everywhere(c.Request().Context(), risks.FilterOf(vm.Form)); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, risks.Everywhere(s.shell(c, "Risks", "launches"), vm))
}

// riskOf loads a launch and one of its risks. Returns NotFound for a risk of
// another launch.
func (s *Server) riskOf(c echo.Context) (risks.RiskVM, error) {
	var vm risks.RiskVM
	id, err := idParam(c, "id")
	if err != nil {
		return vm, err
	}
	ctx := c.Request().Context()
	if vm.Plan, err = s.launches.Plan(ctx, c.Param("slug")); err != nil {
		return vm, err
	}
	vm.Risk, err = s.risks.Risk(ctx, vm.Plan.Slug, id)
	return vm, err
}

func (s *Server) riskPage(c echo.Context) error { return s.showRisk(c, http.StatusOK, ui.Form{}) }

// showRisk shows the page of a risk; typed is the form on it that was refused.
func (s *Server) showRisk(c echo.Context, status int, typed ui.Form) error {
	vm, err := s.riskOf(c)
	if err != nil {
		return err
	}
	page, _ := strconv.Atoi(c.QueryParam("page"))
	if vm.History, err = s.launches.HistoryOf(c.Request().Context(), "risk", vm.Risk.ID, page); err != nil {
		return err
	}
	said, err := s.feedback.Behind(c.Request().Context(), feedback.ToRisk, vm.Risk.ID)
	if err != nil {
		return err
	}
	vm.Beside = views.Behind(said)
	vm.Refused = typed
	vm.CanEdit, vm.CanLead = s.may(c, people.EditPlan, vm.Plan.LeadID), s.may(c, people.LeadLaunch, vm.Plan.LeadID)
	sh := s.shell(c, vm.Risk.Title+" · "+vm.Plan.Name, "launches")
	sh.Invalid = typed.Invalid()
	head, err := s.launchHead(c, vm.Plan, "Risks")
	if err != nil {
		return err
	}
	return s.render(c, status, risks.Page(sh, head, vm))
}

// riskToEdit is one risk for a form that changes it.
func (s *Server) riskToEdit(c echo.Context) (risks.FormVM, error) {
	vm, err := s.riskOf(c)
	if err != nil {
		return risks.FormVM{}, err
	}
	return risks.FormVM{Plan: vm.Plan, Risk: &vm.Risk}, people.Allow(actorOf(c), people.EditPlan, vm.Plan.LeadID)
}

func (s *Server) newRiskPage(c echo.Context) error {
	p, err := s.planToEdit(c)
	if err != nil {
		return err
	}
	v := url.Values{}
	if me := actorOf(c).ID; me != 0 {
		v.Set("owner", strconv.FormatInt(me, 10))
	}
	return s.showRiskForm(c, http.StatusOK, risks.FormVM{Plan: p, Form: ui.NewForm(v), Key: newKey()})
}

func (s *Server) editRiskPage(c echo.Context) error {
	vm, err := s.riskToEdit(c)
	if err != nil {
		return err
	}
	v := risks.Values(*vm.Risk)
	vm.Form, vm.Base = ui.NewForm(v), ui.Digest(v, risks.Fields...)
	return s.showRiskForm(c, http.StatusOK, vm)
}

func (s *Server) showRiskForm(c echo.Context, status int, vm risks.FormVM) error {
	var err error
	if vm.People, err = s.people.Users(c.Request().Context(), true); err != nil {
		return err
	}
	title := "Add a risk"
	if vm.Risk != nil {
		title = "Edit " + vm.Risk.Title
	}
	sh := s.shell(c, title+" · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	head, err := s.launchHead(c, vm.Plan, "Risks")
	if err != nil {
		return err
	}
	return s.render(c, status, risks.FormPage(sh, head, vm))
}

// riskConflict shows what was typed beside what stands there by now.
func (s *Server) riskConflict(c echo.Context, f ui.Form) error {
	vm, err := s.riskToEdit(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if vm.People, err = s.people.Users(ctx, true); err != nil {
		return err
	}
	h, err := s.launches.HistoryOf(ctx, "risk", vm.Risk.ID, 1)
	if err != nil {
		return err
	}
	vm.Form = f
	path := risks.One(vm.Plan.Slug, vm.Risk.ID)
	props := ui.ConflictProps{Action: path, Version: vm.Risk.Version, Back: path, Form: f, Fields: risks.ConflictFields(vm)}
	if len(h.Entries) > 0 {
		props.Who, props.When = h.Entries[0].ActorName, "on "+risks.Moment(vm.Plan, h.Entries[0])
	}
	return s.twoChanges(c, vm.Plan, props)
}

// riskInput decodes the form; what cannot be read is noted in check.
func riskInput(f ui.Form, check *fault.Check) risk.Input {
	in := risk.Input{
		Title: f.Val("title"), Category: risk.Category(f.Val("category")), Cause: f.Val("cause"), Event: f.Val("event"), Effect: f.Val("effect"),
		Scores:  risk.Scores{Inherent: risks.ScoreOf(f, "inherent"), Current: risks.ScoreOf(f, "current"), Residual: risks.ScoreOf(f, "residual")},
		OwnerID: optional(f, "owner"), Response: risk.Response(f.Val("response")), Cost: f.Val("cost"), Trigger: f.Val("trigger"),
		PlanB: f.Val("plan_b"), Steps: lines(f.Val("steps")), ShowStopper: f.Val("show_stopper") != "",
	}
	in.ReviewOn = typedDay(f, "review_on", check)
	return in
}
