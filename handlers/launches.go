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

// launchHead is the head of every page of a launch; tab is the page's name,
// which need not be one of the tabs.
func (s *Server) launchHead(c echo.Context, p *launch.Plan, tab string) layout.LaunchHead {
	mark, label := p.Health()
	base := "/launches/" + p.Slug
	tabs := []ui.Tab{
		{Href: base, Label: "Overview", Current: tab == "Overview"},
		{Href: base + "/timeline", Label: "Timeline", Current: tab == "Timeline"},
		{Href: base + "/history", Label: "History", Current: tab == "History"},
	}
	return layout.LaunchHead{
		Slug: p.Slug, Name: p.Name, Countdown: civil.Countdown(p.LaunchOn, p.Today), StateMark: ui.Mark(mark), StateLabel: label,
		When: "Launch " + p.When(), Lead: p.LeadName, Next: p.NextPhase(p.Today), Tab: tab, Tabs: tabs, CanEdit: s.may(c, people.LeadLaunch, p.LeadID),
	}
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
