package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/views/launches"
	"tminus/views/layout"
	"tminus/views/ui"
)

// launchHead is the head of every page of a launch.
func (s *Server) launchHead(c echo.Context, p *launch.Plan, tab string) layout.LaunchHead {
	mark, label := p.Health()
	base := "/launches/" + p.Slug
	tabs := []ui.Tab{
		{Href: base, Label: "Overview", Current: tab == "Overview"},
		{Href: base + "/timeline", Label: "Timeline", Current: tab == "Timeline"},
	}
	return layout.LaunchHead{
		Slug: p.Slug, Name: p.Name, Countdown: civil.Countdown(p.LaunchOn, p.Today), StateMark: ui.Mark(mark), StateLabel: label,
		When: "Launch " + p.When(), Lead: p.LeadName, Tab: tab, Tabs: tabs, CanEdit: s.may(c, people.LeadLaunch, p.LeadID),
	}
}

func (s *Server) launchList(c echo.Context) error {
	rows, err := s.launches.List(c.Request().Context())
	if err != nil {
		return err
	}
	vm := launches.ListVM{Rows: rows, CanCreate: s.may(c, people.CreateLaunch, 0)}
	return s.render(c, http.StatusOK, launches.List(s.shell(c, "Launches", "launches"), vm))
}

func (s *Server) overview(c echo.Context) error {
	p, err := s.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, launches.Overview(s.shell(c, "", "launches"), s.launchHead(c, p, "Overview"), p))
}

func (s *Server) newLaunchPage(c echo.Context) error {
	if err := people.Allow(actorOf(c), people.CreateLaunch, 0); err != nil {
		return err
	}
	return s.showNewLaunch(c, http.StatusOK, ui.NewForm(nil))
}

func (s *Server) showNewLaunch(c echo.Context, status int, f ui.Form) error {
	users, err := s.people.Users(c.Request().Context(), false)
	if err != nil {
		return err
	}
	in, _ := signedIn(c)
	vm := launches.NewVM{Form: f, People: users, Templates: launch.Shipped(), Me: in.User}
	sh := s.shell(c, "New launch", "launches")
	sh.Invalid = f.Invalid()
	return s.render(c, status, launches.New(sh, vm))
}

func (s *Server) createLaunch(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	n := launch.New{Key: f.Val("key"), Input: launch.Input{Name: f.Val("name"), Summary: f.Val("summary"), LeadID: number(f, "lead")}}
	n.Target.On, _ = civil.Parse(f.Val("launch_on"))
	n.Target.Time, _ = civil.ParseTime(f.Val("launch_time"))
	n.Target.Zone = f.Val("zone")
	for _, t := range launch.Shipped() {
		if t.Key == f.Val("template") {
			n.Template = t
		}
	}
	l, err := s.launches.Create(c.Request().Context(), n)
	if err != nil {
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showNewLaunch(c, http.StatusUnprocessableEntity, f)
	}
	return seeOther(c, "/launches/"+l.Slug+"/timeline")
}
