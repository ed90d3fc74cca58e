package launch

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/launch"
	"tminus/models/people"
	model "tminus/models/timeline"
	"tminus/views/layout"
	"tminus/views/timeline"
)

// timeline shows a launch as chart or list. Its filter is in the URL. A fragment contains the
// message of the write that led to it, and closes the dialog.
func (h *Handler) timeline(c echo.Context) error {
	p, err := h.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	vm, err := h.timelineVM(c, p)
	if err != nil {
		return err
	}
	runs, err := h.rituals.PlannedRuns(c.Request().Context(), p.Launch)
	if err != nil {
		return err
	}
	vm.Rituals = timeline.Rituals(p, vm.Filter, runs)
	if web.IsPartial(c) {
		return h.RenderWithHead(c, http.StatusOK, timeline.Fragment(vm), web.FlashFragment(h.PopFlash(c)))
	}
	sh := h.Shell(c, "", "launches")
	page := layout.PageTimeline
	if vm.List {
		page = layout.PageList
	}
	head, err := h.LaunchHead(c, p, page)
	if err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, timeline.Page(sh, head, vm))
}

func (h *Handler) timelineVM(c echo.Context, p *launch.Plan) (timeline.VM, error) {
	q := c.QueryParams()
	f := model.ParseFilter(q)
	vm := timeline.VM{
		Plan: p, Chart: model.New(p, f), Filter: f, List: q.Get("view") == "list", Sort: "due",
		CanEdit: h.Can(c, people.EditPlan, p.Subject()), CanLead: h.Can(c, people.LeadLaunch, p.Subject()),
		Back: c.Request().URL.RequestURI(),
	}
	if slices.Contains(timeline.Sorts, q.Get("sort")) {
		vm.Sort = q.Get("sort")
	}
	first := vm.Chart.First
	var err error
	vm.Freezes, err = h.calendar.Freezes(c.Request().Context(), first, first.AddDays(model.Columns-1))
	return vm, err
}
