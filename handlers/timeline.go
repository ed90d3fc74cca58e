package handlers

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tminus/models/launch"
	"tminus/models/people"
	"tminus/views/layout"
	"tminus/views/timeline"
)

// timeline shows a launch as chart or list. Its filter is in the address; a
// fragment carries the message of the write that led to it, and closes the dialog.
func (s *Server) timeline(c echo.Context) error {
	p, err := s.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	vm, err := s.timelineVM(c, p)
	if err != nil {
		return err
	}
	runs, err := s.rituals.PlannedRuns(c.Request().Context(), p.Launch)
	if err != nil {
		return err
	}
	vm.Rituals = timeline.Rituals(p, vm.Filter, runs)
	if isPartial(c) {
		return s.render(c, http.StatusOK, templ.Join(timeline.Fragment(vm), flashFragment(s.popFlash(c))))
	}
	sh := s.shell(c, "", "launches")
	head, err := s.launchHead(c, p, "Timeline")
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, timeline.Page(sh, head, vm))
}

func (s *Server) timelineVM(c echo.Context, p *launch.Plan) (timeline.VM, error) {
	q := c.QueryParams()
	f := launch.ChartFilterOf(q)
	vm := timeline.VM{
		Plan: p, Chart: p.Chart(f), Filter: f, List: q.Get("view") == "list", Sort: "due",
		CanEdit: s.may(c, people.EditPlan, p.LeadID), CanLead: s.may(c, people.LeadLaunch, p.LeadID),
		Back: c.Request().URL.RequestURI(),
	}
	if slices.Contains(timeline.Sorts, q.Get("sort")) {
		vm.Sort = q.Get("sort")
	}
	first := vm.Chart.First
	var err error
	vm.Freezes, err = s.calendar.Freezes(c.Request().Context(), first, first.AddDays(launch.Columns-1))
	return vm, err
}

// flashFragment is a message for a page that is already shown, nothing when there is none.
func flashFragment(f *layout.Flash) templ.Component {
	if f == nil {
		return templ.NopComponent
	}
	return layout.FlashFragment(f)
}
