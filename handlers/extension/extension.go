package extension

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/extension"
	"tminus/models/fault"
	"tminus/models/people"
	extensionview "tminus/views/extension"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/timeline"
	"tminus/views/ui"
)

// exceptions lists the deadline extensions of a launch.
func (h *Handler) exceptions(c echo.Context) error {
	ctx := c.Request().Context()
	p, err := h.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	vm := extensionview.ListVM{Plan: p, CanEdit: h.Can(c, people.EditPlan, p.Subject())}
	if vm.Rows, err = h.extensions.List(ctx, p.Slug); err != nil {
		return err
	}
	head, err := h.LaunchHead(c, p, layout.PageExtensions)
	if err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, extensionview.List(h.Shell(c, "Exceptions · "+p.Name, "launches"), head, vm))
}

func (h *Handler) newExceptionPage(c echo.Context) error {
	p, err := h.EditablePlan(c)
	if err != nil {
		return err
	}
	f := ui.NewForm(url.Values{"item": {c.QueryParam("item")}, "freeze": {c.QueryParam("freeze")}})
	return h.showAsk(c, http.StatusOK, extensionview.AskVM{Plan: p, Form: f, Key: web.NewKey()})
}

func (h *Handler) showAsk(c echo.Context, status int, vm extensionview.AskVM) error {
	sh, head, err := h.FormHead(c, vm.Plan, "Ask for a later date", layout.PageExtensions, vm.Form)
	if err != nil {
		return err
	}
	return h.Render(c, status, extensionview.Ask(sh, head, vm))
}

func (h *Handler) askException(c echo.Context) error {
	p, err := h.EditablePlan(c)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	in := extension.Input{ItemID: web.FormID(f, "item"), FreezeID: web.FormID(f, "freeze"), Days: f.Val("days"),
		Why: f.Val("why"), RiskWith: f.Val("risk_with"), RiskWithout: f.Val("risk_without")}
	id, err := h.extensions.Ask(c.Request().Context(), p.Slug, in, f.Val("key"))
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showAsk(c, http.StatusUnprocessableEntity, extensionview.AskVM{Plan: p, Form: f, Key: f.Val("key")})
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Asked. " + p.LeadName + " sees it in My work and decides."})
	return web.SeeOther(c, paths.Extension(p.Slug, id))
}

func (h *Handler) exceptionPage(c echo.Context) error {
	return h.showException(c, http.StatusOK, extensionview.PageVM{Form: ui.NewForm(nil)})
}

// showException loads the data of the page; vm holds the form.
func (h *Handler) showException(c echo.Context, status int, vm extensionview.PageVM) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if vm.Plan, err = h.launches.Plan(ctx, c.Param("slug")); err != nil {
		return err
	}
	if vm.Row, err = h.extensions.Get(ctx, vm.Plan.Slug, id); err != nil {
		return err
	}
	vm.CanLead = h.Can(c, people.LeadLaunch, vm.Plan.Subject())
	vm.CanWithdraw = h.Can(c, people.WithdrawExtension, vm.Row.Subject())
	head, err := h.LaunchHead(c, vm.Plan, layout.PageExtensions)
	if err != nil {
		return err
	}
	sh := h.Shell(c, "Exception for "+vm.Row.ItemTitle+" · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	return h.Render(c, status, extensionview.Page(sh, head, vm))
}

func (h *Handler) decideException(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	grant := f.Val("decision") == "grant"
	if err := h.mayDecide(c, f); err != nil {
		return err
	}
	version := web.Version(f)
	moved, err := h.extensions.Decide(c.Request().Context(), c.Param("slug"), id, grant, f.Val("reason"), version)
	switch fault.KindOf(err) {
	case fault.KindInvalid:
		_ = web.AddErrors(&f, err)
		return h.showException(c, http.StatusUnprocessableEntity, extensionview.PageVM{Form: f})
	case fault.KindConflict:
		return h.showException(c, http.StatusConflict, extensionview.PageVM{Form: f, Conflict: fault.MessageOf(err)})
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
	h.Say(c, layout.Flash{Kind: "ok", Text: text})
	return web.SeeOther(c, paths.Extension(c.Param("slug"), id))
}

// mayDecide returns Forbidden to people who may not decide, and then Invalid for an unknown
// decision.
func (h *Handler) mayDecide(c echo.Context, f ui.Form) error {
	if v := f.Val("decision"); v == "grant" || v == "refuse" {
		return nil
	}
	if _, err := h.LeadPlan(c); err != nil {
		return err
	}
	return fault.Invalid("decision", "Grant it or refuse it.")
}

func (h *Handler) withdrawException(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	version := web.Version(f)
	err = h.extensions.Withdraw(c.Request().Context(), c.Param("slug"), id, version)
	if fault.Is(err, fault.KindConflict) {
		return h.showException(c, http.StatusConflict, extensionview.PageVM{Form: ui.NewForm(nil), Conflict: fault.MessageOf(err)})
	}
	if err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Withdrawn. It can be asked for again."})
	return web.SeeOther(c, paths.Extensions(c.Param("slug")))
}

// seeExceptions marks one decision, or all, as read.
func (h *Handler) seeExceptions(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	if err := h.extensions.MarkSeen(c.Request().Context(), web.FormID(f, "exception")); err != nil {
		return err
	}
	return web.SeeOther(c, paths.Me()+"#exceptions")
}
