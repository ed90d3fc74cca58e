package risk

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/feedback"
	"tminus/models/people"
	"tminus/models/risk"
	feedbackview "tminus/views/feedback"
	"tminus/views/layout"
	"tminus/views/paths"
	riskview "tminus/views/risk"
	"tminus/views/ui"
)

// riskRegister shows the matrix and the ranked list of a launch.
func (h *Handler) riskRegister(c echo.Context) error {
	ctx := c.Request().Context()
	p, err := h.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	vm := riskview.RegisterVM{Plan: p, Form: web.FilterForm(c), CanEdit: h.Can(c, people.EditPlan, p.Subject())}
	if vm.Reg, err = h.risks.Of(ctx, p.Launch, riskview.FilterOf(vm.Form)); err != nil {
		return err
	}
	head, err := h.LaunchHead(c, p, layout.PageRisks)
	if err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, riskview.LaunchRegister(h.Shell(c, "", "launches"), head, vm))
}

// allRisks shows the register of all active launches.
func (h *Handler) allRisks(c echo.Context) error {
	vm := riskview.RegisterVM{Form: web.FilterForm(c)}
	var err error
	if vm.Reg, err = h.risks.Everywhere(c.Request().Context(), riskview.FilterOf(vm.Form)); err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, riskview.Everywhere(h.Shell(c, "Risks", "launches"), vm))
}

// riskOf loads a launch and one of its risks. It returns NotFound for a risk of another launch.
func (h *Handler) riskOf(c echo.Context) (riskview.RiskVM, error) {
	var vm riskview.RiskVM
	id, err := web.IDParam(c, "id")
	if err != nil {
		return vm, err
	}
	ctx := c.Request().Context()
	if vm.Plan, err = h.launches.Plan(ctx, c.Param("slug")); err != nil {
		return vm, err
	}
	vm.Risk, err = h.risks.Risk(ctx, vm.Plan.Slug, id)
	return vm, err
}

func (h *Handler) riskPage(c echo.Context) error { return h.showRisk(c, http.StatusOK, ui.Form{}) }

// showRisk shows the page of a risk; form is a refused form on it.
func (h *Handler) showRisk(c echo.Context, status int, form ui.Form) error {
	vm, err := h.riskOf(c)
	if err != nil {
		return err
	}
	page, _ := strconv.Atoi(c.QueryParam("page"))
	if vm.History, err = h.Audit.HistoryOf(c.Request().Context(), "risk", vm.Risk.ID, page); err != nil {
		return err
	}
	reports, err := h.feedback.Behind(c.Request().Context(), feedback.ToRisk, vm.Risk.ID)
	if err != nil {
		return err
	}
	vm.Beside = feedbackview.Behind(reports)
	vm.Refused = form
	vm.CanEdit, vm.CanLead = h.Can(c, people.EditPlan, vm.Plan.Subject()), h.Can(c, people.LeadLaunch, vm.Plan.Subject())
	sh := h.Shell(c, vm.Risk.Title+" · "+vm.Plan.Name, "launches")
	sh.Invalid = form.Invalid()
	head, err := h.LaunchHead(c, vm.Plan, layout.PageRisks)
	if err != nil {
		return err
	}
	return h.Render(c, status, riskview.Page(sh, head, vm))
}

// riskToEdit returns a risk for a form that changes it.
func (h *Handler) riskToEdit(c echo.Context) (riskview.FormVM, error) {
	vm, err := h.riskOf(c)
	if err != nil {
		return riskview.FormVM{}, err
	}
	return riskview.FormVM{Plan: vm.Plan, Risk: &vm.Risk}, people.Require(web.Actor(c), people.EditPlan, vm.Plan.Subject())
}

func (h *Handler) newRiskPage(c echo.Context) error {
	p, err := h.EditablePlan(c)
	if err != nil {
		return err
	}
	v := url.Values{}
	if me := web.Actor(c).ID; me != 0 {
		v.Set("owner", strconv.FormatInt(me, 10))
	}
	return h.showRiskForm(c, http.StatusOK, riskview.FormVM{Plan: p, Form: ui.NewForm(v), Key: web.NewKey()})
}

func (h *Handler) editRiskPage(c echo.Context) error {
	vm, err := h.riskToEdit(c)
	if err != nil {
		return err
	}
	v := riskview.Values(*vm.Risk)
	vm.Form, vm.Base = ui.NewForm(v), ui.Digest(v, riskview.Fields...)
	return h.showRiskForm(c, http.StatusOK, vm)
}

func (h *Handler) showRiskForm(c echo.Context, status int, vm riskview.FormVM) error {
	var err error
	if vm.People, err = h.People.Users(c.Request().Context(), true); err != nil {
		return err
	}
	title := "Add a risk"
	if vm.Risk != nil {
		title = "Edit " + vm.Risk.Title
	}
	sh, head, err := h.FormHead(c, vm.Plan, title, layout.PageRisks, vm.Form)
	if err != nil {
		return err
	}
	return h.Render(c, status, riskview.FormPage(sh, head, vm))
}

// riskConflict shows the form's values next to the stored ones.
func (h *Handler) riskConflict(c echo.Context, f ui.Form) error {
	vm, err := h.riskToEdit(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if vm.People, err = h.People.Users(ctx, true); err != nil {
		return err
	}
	history, err := h.Audit.HistoryOf(ctx, "risk", vm.Risk.ID, 1)
	if err != nil {
		return err
	}
	vm.Form = f
	path := paths.Risk(vm.Plan.Slug, vm.Risk.ID)
	props := ui.ConflictProps{Action: path, Version: vm.Risk.Version, Back: path, Form: f, Fields: riskview.ConflictFields(vm)}
	if len(history.Entries) > 0 {
		props.Who, props.When = history.Entries[0].ActorName, "on "+riskview.Moment(vm.Plan, history.Entries[0])
	}
	return h.RenderConflict(c, vm.Plan, props)
}

// riskInput parses the form and adds the problems to check.
func riskInput(f ui.Form, check *fault.Check) risk.Input {
	in := risk.Input{
		Title: f.Val("title"), Category: risk.Category(f.Val("category")), Cause: f.Val("cause"), Event: f.Val("event"), Effect: f.Val("effect"),
		Scores: risk.Scores{Inherent: riskview.ScoreOf(f, "inherent"), Current: riskview.ScoreOf(f, "current"),
			Residual: riskview.ScoreOf(f, "residual")},
		OwnerID: web.OptionalID(f, "owner"), Response: risk.Response(f.Val("response")), Cost: f.Val("cost"), Trigger: f.Val("trigger"),
		PlanB: f.Val("plan_b"), Steps: web.Lines(f.Val("steps")), ShowStopper: f.Val("show_stopper") != "",
	}
	in.ReviewOn = web.ParseDay(f, "review_on", check)
	return in
}
