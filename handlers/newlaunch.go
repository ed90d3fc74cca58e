package handlers

import (
	"crypto/rand"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/template"
	"tminus/views/launches"
	"tminus/views/layout"
	"tminus/views/ui"
)

// A launch is made in two steps that both post the whole form along, so that
// nothing typed is lost on the way there and back: what it is, then who does
// what, over a preview of all that will be made.

// newLaunchPage is the first step; the address may fill fields in advance.
func (s *Server) newLaunchPage(c echo.Context) error {
	crew, err := s.launches.Crew(c.Request().Context())
	if err != nil {
		return err
	}
	return s.showNewLaunch(c, http.StatusOK, crew, ui.NewForm(c.QueryParams()))
}

func (s *Server) showNewLaunch(c echo.Context, status int, crew launch.Crew, f ui.Form) error {
	in, _ := signedIn(c)
	templates, err := s.startingPoints(c, crew)
	if err != nil {
		return err
	}
	vm := launches.NewVM{Form: f, People: crew.Able(), Templates: templates, Me: in.User, Day: launch.SuggestDay(in.User.Today(crew.Now))}
	sh := s.shell(c, "New launch", "launches")
	sh.Invalid = f.Invalid()
	return s.render(c, status, launches.New(sh, vm))
}

// startingPoints are the templates that a launch can be made from.
func (s *Server) startingPoints(c echo.Context, crew launch.Crew) ([]template.Template, error) {
	entries, err := s.templates.List(c.Request().Context(), false)
	if err != nil {
		return nil, err
	}
	var out []template.Template
	for _, e := range entries {
		// One that cannot be read any more has no lanes.
		if len(e.Lanes) > 0 {
			out = append(out, e.Template)
		}
	}
	return append(out, template.Blank(crew.Teams)), nil
}

// planLaunch shows the second step, or the first one again when it is asked
// for or something in it is wrong.
func (s *Server) planLaunch(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	crew, err := s.launches.Crew(c.Request().Context())
	if err != nil {
		return err
	}
	if f.Has("back") {
		return s.showNewLaunch(c, http.StatusOK, crew, f)
	}
	n, err := s.newLaunchOf(c, f, crew)
	if err != nil {
		return s.newLaunchRefused(c, f, crew, err)
	}
	return s.showPlan(c, http.StatusOK, f, n, crew)
}

// newLaunchOf reads a launch as it was typed. Returns Invalid when no template was chosen.
func (s *Server) newLaunchOf(c echo.Context, f ui.Form, crew launch.Crew) (launch.New, error) {
	n := launch.New{Key: f.Val("key"), Input: launch.Input{
		Name: f.Val("name"), Summary: f.Val("summary"), LeadID: number(f, "lead"), Target: targetOf(f),
	}}
	templates, err := s.startingPoints(c, crew)
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
		if name := launches.RoleField(r.Key); f.Has(name) {
			n.Roles[r.Key] = number(f, name)
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

// newLaunchRefused answers a wrong first step with that step, everything kept.
func (s *Server) newLaunchRefused(c echo.Context, f ui.Form, crew launch.Crew, err error) error {
	if err := refused(&f, err); err != nil {
		return err
	}
	if isPartial(c) {
		return s.render(c, http.StatusUnprocessableEntity, launches.NoPreview(f))
	}
	return s.showNewLaunch(c, http.StatusUnprocessableEntity, crew, f)
}

func (s *Server) showPlan(c echo.Context, status int, f ui.Form, n launch.New, crew launch.Crew) error {
	p, err := launch.Preview(n, crew)
	if err != nil {
		return err
	}
	if err := s.againstCalendar(c, &p); err != nil {
		return err
	}
	vm := launches.PlanVM{Form: f, Proposal: p, People: crew.Able()}
	if isPartial(c) {
		return s.render(c, status, launches.Preview(vm))
	}
	if f.Val("key") == "" {
		vm.Key = newKey()
	}
	sh := s.shell(c, "New launch", "launches")
	sh.Invalid = f.Invalid()
	return s.render(c, status, launches.Plan(sh, vm))
}

// newKey names one filling-in of a form, so that sending it twice makes one thing.
func newKey() string { return rand.Text() }

func (s *Server) createLaunch(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	crew, err := s.launches.Crew(c.Request().Context())
	if err != nil {
		return err
	}
	n, err := s.newLaunchOf(c, f, crew)
	if err != nil {
		return s.newLaunchRefused(c, f, crew, err)
	}
	l, err := s.launches.Create(c.Request().Context(), n)
	if err != nil {
		if !ofRoles(err) {
			return s.newLaunchRefused(c, f, crew, err)
		}
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showPlan(c, http.StatusUnprocessableEntity, f, n, crew)
	}
	items := strconv.Itoa(len(n.Template.Deliverables)) + " items"
	s.say(c, layout.Flash{Kind: "ok", Text: l.Name + " is planned: " + items + ", launch " + l.When() + "."})
	return seeOther(c, "/launches/"+l.Slug+"/timeline")
}

// ofRoles tells whether all that is wrong is shown in the second step.
func ofRoles(err error) bool {
	for _, p := range fault.FieldsOf(err) {
		if !strings.HasPrefix(p.Name, "role-") && p.Name != "lead" {
			return false
		}
	}
	return fault.Is(err, fault.KindInvalid)
}
