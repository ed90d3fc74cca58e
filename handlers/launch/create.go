package launch

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/civil"
	"tminus/models/calendar"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/template"
	launchview "tminus/views/launch"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

// addCalendarCollisions adds the collisions with the calendar to a proposal, except absences, which it
// already has.
func (h *Handler) addCalendarCollisions(c echo.Context, p *launch.Proposal) error {
	cs, err := h.calendar.Planned(c.Request().Context(), *p)
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

// newLaunchPage shows the first step; the URL may contain values.
func (h *Handler) newLaunchPage(c echo.Context) error {
	crew, err := h.launches.Crew(c.Request().Context())
	if err != nil {
		return err
	}
	return h.showNewLaunch(c, http.StatusOK, crew, ui.NewForm(c.QueryParams()))
}

func (h *Handler) showNewLaunch(c echo.Context, status int, crew launch.Crew, f ui.Form) error {
	in, _ := web.SignedIn(c)
	templates, err := h.startingPoints(c, crew)
	if err != nil {
		return err
	}
	vm := launchview.NewVM{Form: f, People: crew.Able(), Templates: templates, Me: in.User, Day: launch.SuggestDay(in.User.Today(crew.Now))}
	sh := h.Shell(c, "New launch", "launches")
	sh.Invalid = f.Invalid()
	return h.Render(c, status, launchview.New(sh, vm))
}

// startingPoints returns the templates for a new launch.
func (h *Handler) startingPoints(c echo.Context, crew launch.Crew) ([]template.Template, error) {
	entries, err := h.templates.List(c.Request().Context(), false)
	if err != nil {
		return nil, err
	}
	var out []template.Template
	for _, e := range entries {
		// A template that can no longer be parsed has no lanes.
		if len(e.Lanes) > 0 {
			out = append(out, e.Template)
		}
	}
	return append(out, template.Blank(crew.Teams)), nil
}

// planLaunch shows the second step, or the first one again if it is requested or has problems.
func (h *Handler) planLaunch(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	crew, err := h.launches.Crew(c.Request().Context())
	if err != nil {
		return err
	}
	if f.Has("back") {
		return h.showNewLaunch(c, http.StatusOK, crew, f)
	}
	n, err := h.newLaunchOf(c, f, crew)
	if err != nil {
		return h.newLaunchRefused(c, f, crew, err)
	}
	return h.showPlan(c, http.StatusOK, f, n, crew)
}

// newLaunchOf parses the form of a new launch. It returns Invalid if no template was chosen.
func (h *Handler) newLaunchOf(c echo.Context, f ui.Form, crew launch.Crew) (launch.New, error) {
	n := launch.New{Key: f.Val("key"), Late: launch.LateCompresses, Input: launch.Input{
		Name: f.Val("name"), Summary: f.Val("summary"), LeadID: web.FormID(f, "lead"), Target: targetOf(f),
	}}
	if f.Val("late") == launchview.LateKeep {
		n.Late = launch.LateKeeps
	}
	templates, err := h.startingPoints(c, crew)
	if err != nil {
		return n, err
	}
	for _, t := range templates {
		if t.Key == f.Val("template") {
			n.Template = t
		}
	}
	n.Roles = launch.Suggest(n.Template, crew)
	for _, r := range n.Template.Roles {
		if name := launchview.RoleField(r.Key); f.Has(name) {
			n.Roles[r.Key] = web.FormID(f, name)
		}
	}
	var check fault.Check
	_, _, bad := n.Clean(civil.Of(crew.Now, crew.Now.Location()))
	if err := check.Merge(bad); err != nil {
		return n, err
	}
	check.That(n.Template.Key != "", "template", "Choose a template.")
	return n, check.Err()
}

// newLaunchRefused shows the first step again with its problems and values.
func (h *Handler) newLaunchRefused(c echo.Context, f ui.Form, crew launch.Crew, err error) error {
	if err := web.AddErrors(&f, err); err != nil {
		return err
	}
	if web.IsPartial(c) {
		return h.Render(c, http.StatusUnprocessableEntity, launchview.NoPreview(f))
	}
	return h.showNewLaunch(c, http.StatusUnprocessableEntity, crew, f)
}

func (h *Handler) showPlan(c echo.Context, status int, f ui.Form, n launch.New, crew launch.Crew) error {
	p, err := launch.Preview(n, crew)
	if err != nil {
		return err
	}
	if err := h.addCalendarCollisions(c, &p); err != nil {
		return err
	}
	vm := launchview.PlanVM{Form: f, Proposal: p, People: crew.Able()}
	if web.IsPartial(c) {
		return h.Render(c, status, launchview.Preview(vm))
	}
	if f.Val("key") == "" {
		vm.Key = web.NewKey()
	}
	sh := h.Shell(c, "New launch", "launches")
	sh.Invalid = f.Invalid()
	return h.Render(c, status, launchview.Plan(sh, vm))
}

func (h *Handler) createLaunch(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	crew, err := h.launches.Crew(c.Request().Context())
	if err != nil {
		return err
	}
	n, err := h.newLaunchOf(c, f, crew)
	if err != nil {
		return h.newLaunchRefused(c, f, crew, err)
	}
	l, err := h.launches.Create(c.Request().Context(), n)
	if err != nil {
		if !ofRoles(err) {
			return h.newLaunchRefused(c, f, crew, err)
		}
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showPlan(c, http.StatusUnprocessableEntity, f, n, crew)
	}
	items := strconv.Itoa(len(n.Template.Deliverables)) + " items"
	h.Say(c, layout.Flash{Kind: "ok", Text: l.Name + " is planned: " + items + ", launch " + l.When() + "."})
	return web.SeeOther(c, paths.Timeline(l.Slug))
}

// ofRoles reports whether all problems are in the second step.
func ofRoles(err error) bool {
	for _, p := range fault.FieldsOf(err) {
		if !strings.HasPrefix(p.Name, "role-") && p.Name != "lead" {
			return false
		}
	}
	return fault.Is(err, fault.KindInvalid)
}

// A launch is created in two steps that both post the whole form, so that no input is lost when
// going back and forth: first its properties, then the roles, above a preview of everything that
// will be created.
