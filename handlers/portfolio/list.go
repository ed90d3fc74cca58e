package portfolio

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/people"
	model "tminus/models/portfolio"
	"tminus/models/template"
	portfolioview "tminus/views/portfolio"
)

// portfolio shows all launches: as a list, on a shared time axis, or in a month.
func (h *Handler) portfolio(c echo.Context) error {
	vm := portfolioview.VM{View: viewOf(c), Filter: filterOf(c), CanCreate: h.Can(c, people.CreateLaunch, people.Organisation),
		CanEdit: h.Can(c, people.EditPlan, people.Organisation), Admin: h.Can(c, people.Administer, people.Organisation)}
	vm.Today = h.Today(c)
	vm.From, _ = civil.Parse(c.QueryParam("from"))
	ctx := c.Request().Context()
	if err := h.fillPortfolio(ctx, &vm); err != nil {
		return err
	}
	var err error
	if web.IsPartial(c) {
		return h.Render(c, http.StatusOK, portfolioview.Results(vm))
	}
	if vm.Teams, err = h.People.Teams(ctx); err != nil {
		return err
	}
	if vm.Leads, err = h.portfolios.Leads(ctx); err != nil {
		return err
	}
	sh := h.Shell(c, "Launches", "launches")
	return h.Render(c, http.StatusOK, portfolioview.Page(sh, vm))
}

// The maximum distances of T from the axis at which phases can still be visible on it.
const (
	beforeAxis = 14
	afterAxis  = 28
)

// fillPortfolio loads the data of the chosen view.
func (h *Handler) fillPortfolio(ctx context.Context, vm *portfolioview.VM) error {
	asked, f := vm.From, vm.Filter
	switch vm.View {
	case portfolioview.Timeline:
		vm.From = portfolioview.AxisStart(vm.Today)
		if !asked.IsZero() {
			vm.From = portfolioview.Monday(asked)
		}
		f.From, f.To = vm.From.AddDays(-beforeAxis), vm.From.AddDays(7*portfolioview.AxisWeeks+afterAxis)
		f.Sort = "date"
	case portfolioview.Month:
		if vm.From.IsZero() {
			vm.From = vm.Today
		}
		f.From, f.To = portfolioview.MonthGrid(vm.From)
		m, err := h.portfolios.Month(ctx, f)
		if err != nil {
			return err
		}
		if vm.States, err = h.ready.States(ctx, m.Launches...); err != nil {
			return err
		}
		vm.Days = portfolioview.Days(vm.From, m, vm.States)
		defer func() { vm.More = m.More }()
	default:
		vm.From = civil.Date{}
	}
	var err error
	if vm.Page, err = h.portfolios.List(ctx, f); err != nil || vm.View == portfolioview.Month {
		return err
	}
	rows := make([]launch.Launch, len(vm.Rows))
	for i, r := range vm.Rows {
		rows[i] = r.Launch
	}
	if vm.Shared, err = h.calendar.Clashes(ctx, rows...); err != nil {
		return err
	}
	vm.States, err = h.ready.States(ctx, rows...)
	return err
}

func viewOf(c echo.Context) string {
	switch v := c.QueryParam("view"); v {
	case portfolioview.Timeline, portfolioview.Month:
		return v
	}
	return portfolioview.List
}

// filterOf parses the filter from the URL and ignores unknown values, so that an old or mistyped
// URL still shows something.
func filterOf(c echo.Context) model.Filter {
	f := model.Filter{Text: web.SearchText(c.QueryParam("q")), Sort: c.QueryParam("sort")}
	if st := c.QueryParam("state"); st == "all" || slices.Contains(launch.States, launch.State(st)) {
		f.State = st
	}
	if p := template.Phase(c.QueryParam("phase")); p.Valid() {
		f.Phase = p
	}
	f.Team, _ = strconv.ParseInt(c.QueryParam("team"), 10, 64)
	f.Lead, _ = strconv.ParseInt(c.QueryParam("lead"), 10, 64)
	f.Page, _ = strconv.Atoi(c.QueryParam("page"))
	f.Page = min(max(f.Page, 1), maxPage)
	if !strings.HasPrefix(f.Sort, "-") && !slices.Contains(model.Sorts, f.Sort) {
		f.Sort = ""
	}
	return f
}

// maxPage limits the page number in the URL.
const maxPage = 10_000
