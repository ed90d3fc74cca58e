package feedback

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/feedback"
	"tminus/models/launch"
	"tminus/models/people"
	feedbackview "tminus/views/feedback"
	"tminus/views/layout"
	"tminus/views/ui"
)

// feedbackList shows the reports of a launch.
func (h *Handler) feedbackList(c echo.Context) error {
	return h.showFeedback(c, http.StatusOK, web.FilterForm(c), ui.Form{})
}

// showFeedback shows the list with the filter; refused is a refused bulk action.
func (h *Handler) showFeedback(c echo.Context, status int, form, refused ui.Form) error {
	ctx := c.Request().Context()
	p, err := h.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	vm := feedbackview.ListVM{Plan: p, Form: form, Refused: refused, CanEdit: h.Can(c, people.EditPlan, p.Subject())}
	vm.Span = feedbackview.SpanOf(vm.Form)
	filter := feedbackview.FilterOf(vm.Form)
	if vm.Reg, err = h.feedback.Of(ctx, p.Launch, filter); err != nil {
		return err
	}
	if vm.Hours, err = h.feedback.Hours(ctx, p.Launch, vm.Span); err != nil {
		return err
	}
	if filter.TesterID != 0 {
		if vm.Tester, err = h.feedback.Tester(ctx, p.Launch, filter.TesterID); err != nil {
			return err
		}
	}
	head, err := h.LaunchHead(c, p, layout.PageFeedback)
	if err != nil {
		return err
	}
	sh := h.Shell(c, "", "launches")
	sh.Invalid = refused.Invalid()
	return h.Render(c, status, feedbackview.List(sh, head, vm))
}

// reportOf loads a launch and one of its reports. It returns NotFound for a report of another
// launch.
func (h *Handler) reportOf(c echo.Context) (feedbackview.ReportVM, error) {
	var vm feedbackview.ReportVM
	var id int64
	var err error
	if vm.Plan, id, vm.CanEdit, err = h.PlanAndID(c); err != nil {
		return vm, err
	}
	vm.One, err = h.feedback.Report(c.Request().Context(), vm.Plan.Launch, id)
	return vm, err
}

func (h *Handler) reportPage(c echo.Context) error {
	return h.showReport(c, http.StatusOK, ui.Form{}, "")
}

// showReport shows the page of a report; form is a refused form on it, part its name.
func (h *Handler) showReport(c echo.Context, status int, form ui.Form, part string) error {
	vm, err := h.reportOf(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	page, _ := strconv.Atoi(c.QueryParam("page"))
	if vm.History, err = h.Audit.HistoryOf(ctx, "report", vm.One.ID, page); err != nil {
		return err
	}
	if vm.Guides, err = h.guides.OfLaunch(ctx, vm.Plan.Launch); err != nil {
		return err
	}
	if vm.People, err = h.People.Users(ctx, true); err != nil {
		return err
	}
	vm.Form, vm.Part = form, part
	sh := h.Shell(c, vm.One.Title+" · "+vm.Plan.Name, "launches")
	sh.Invalid = form.Invalid()
	head, err := h.LaunchHead(c, vm.Plan, layout.PageFeedback)
	if err != nil {
		return err
	}
	return h.Render(c, status, feedbackview.Page(sh, head, vm))
}

func (h *Handler) newReportPage(c echo.Context) error {
	p, err := h.EditablePlan(c)
	if err != nil {
		return err
	}
	// Only the values in the URL; the rest has defaults.
	v := url.Values{}
	if channel := c.QueryParam("channel"); channel != "" {
		v.Set("channel", channel)
	}
	return h.showReportForm(c, http.StatusOK, feedbackview.FormVM{Plan: p, Form: ui.NewForm(v), Key: web.NewKey()})
}

func (h *Handler) editReportPage(c echo.Context) error {
	vm, err := h.reportToEdit(c)
	if err != nil {
		return err
	}
	v := feedbackview.Values(vm.One.Report, vm.Plan)
	vm.Form, vm.Base = ui.NewForm(v), ui.Digest(v, feedbackview.Fields...)
	return h.showReportForm(c, http.StatusOK, vm)
}

// reportToEdit returns a report for a form that changes it.
func (h *Handler) reportToEdit(c echo.Context) (feedbackview.FormVM, error) {
	vm, err := h.reportOf(c)
	if err != nil {
		return feedbackview.FormVM{}, err
	}
	return feedbackview.FormVM{Plan: vm.Plan, One: &vm.One}, people.Require(web.Actor(c), people.EditPlan, vm.Plan.Subject())
}

func (h *Handler) showReportForm(c echo.Context, status int, vm feedbackview.FormVM) error {
	var err error
	if vm.People, err = h.People.Users(c.Request().Context(), true); err != nil {
		return err
	}
	title := "Add a report"
	if vm.One != nil {
		title = "Edit " + vm.One.Title
	}
	sh, head, err := h.FormHead(c, vm.Plan, title, layout.PageFeedback, vm.Form)
	if err != nil {
		return err
	}
	return h.Render(c, status, feedbackview.FormPage(sh, head, vm))
}

// reportInput parses the form and adds the problems to check.
func reportInput(f ui.Form, p *launch.Plan, now time.Time, check *fault.Check) feedback.Input {
	in := feedback.Input{Channel: feedback.Channel(f.Val("channel")), Title: f.Val("title"),
		Said:     feedback.Said{Doing: f.Val("doing"), Wrong: f.Val("wrong"), Expected: f.Val("expected")},
		Reporter: f.Val("reporter"), Contact: f.Val("contact"), Source: f.Val("source"), OwnerID: web.FormID(f, "owner")}
	// An invalid number becomes 0, which the rules refuse.
	in.Times, _ = strconv.Atoi(strings.TrimSpace(f.Val("times")))
	day, clock := web.ParseMoment(f, check, "on", "at")
	switch {
	case check.Err() != nil || day.IsZero() && clock.IsZero():
		return in
	case day.IsZero():
		day = civil.Of(now, p.Location())
	case clock.IsZero():
		check.Add("at", "Enter the time, too, like 14:30.")
	}
	at, how := civil.Instant(day, clock, p.Location())
	check.That(how != civil.Skipped, "at", "%s does not exist on that day in %s: the clocks go forward. Choose another time.", clock, p.Zone)
	in.At = at
	return in
}
