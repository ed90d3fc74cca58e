package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/models/guide"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/views/mywork"
)

// myWork is everything that waits for the person who is signed in.
func (s *Server) myWork(c echo.Context) error {
	w, err := s.portfolios.Work(c.Request().Context())
	if err != nil {
		return err
	}
	asked, err := s.ready.ExceptionWork(c.Request().Context())
	if err != nil {
		return err
	}
	decide, err := s.ready.Mine(c.Request().Context())
	if err != nil {
		return err
	}
	vm := mywork.VM{Work: w, Exceptions: asked, Decisions: decide, Today: s.todayOf(c), CanEdit: s.may(c, people.EditPlan, 0)}
	if vm.Risks, err = s.risks.Mine(c.Request().Context()); err != nil {
		return err
	}
	if vm.Guides, err = s.guideWork(c); err != nil {
		return err
	}
	if vm.Feedback, err = s.feedback.Mine(c.Request().Context()); err != nil {
		return err
	}
	runs, err := s.ready.RunWork(c.Request().Context())
	if err != nil {
		return err
	}
	for _, r := range runs {
		vm.Add(mywork.RunLine(r))
	}
	if vm.Me = actorOf(c).ID; vm.CanEdit {
		if vm.ToOpen, err = s.services.Mine(c.Request().Context()); err != nil {
			return err
		}
	}
	if vm.Duty, err = s.roster.Duty(c.Request().Context()); err != nil {
		return err
	}
	if vm.CanEdit {
		if vm.ToAsk, err = s.comms.ToAsk(c.Request().Context()); err != nil {
			return err
		}
	}
	ticks, err := s.ready.TickWork(c.Request().Context())
	if err != nil {
		return err
	}
	vm.Questions, vm.Cut = ticks.Questions, vm.Cut || ticks.Cut
	for _, w := range launch.Whens {
		for _, t := range ticks.Due[w] {
			vm.Add(mywork.CheckLine(t, vm.CanEdit))
		}
	}
	return s.render(c, http.StatusOK, mywork.Page(s.shell(c, "My work", "me"), vm))
}

// guideWork is what guides ask of the visitor. What was looked for in vain and is
// found by now asks for nothing more.
func (s *Server) guideWork(c echo.Context) (guide.Work, error) {
	w, err := s.guides.Mine(c.Request().Context())
	if err != nil {
		return w, err
	}
	now, err := s.library.Now(c.Request().Context(), w.Misses)
	w.Found(now)
	return w, err
}

// seeMentions marks one mention, or all of them, as seen.
func (s *Server) seeMentions(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	if err := s.portfolios.SeeMentions(c.Request().Context(), number(f, "comment")); err != nil {
		return err
	}
	return seeOther(c, "/me#mentions")
}
