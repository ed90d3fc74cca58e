package handlers

import (
	"context"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/models/feedback"
	"tminus/models/people"
	views "tminus/views/feedback"
	"tminus/views/layout"
	"tminus/views/ui"
)

// betaPage is who tries a launch before everybody gets it.
func (s *Server) betaPage(c echo.Context) error {
	return s.showBeta(c, http.StatusOK, ui.NewForm(nil), newKey())
}

func (s *Server) showBeta(c echo.Context, status int, f ui.Form, key string) error {
	ctx := c.Request().Context()
	p, err := s.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	vm := views.BetaVM{Plan: p, Form: f, Key: key, CanEdit: s.may(c, people.EditPlan, p.LeadID)}
	if vm.Testers, err = s.feedback.Testers(ctx, p.Launch); err != nil {
		return err
	}
	if vm.Leavers, err = s.feedback.Leavers(ctx, p.Launch); err != nil {
		return err
	}
	head, err := s.launchHead(c, p, tabFeedback)
	if err != nil {
		return err
	}
	sh := s.shell(c, "Beta users · "+p.Name, "launches")
	sh.Invalid = f.Invalid()
	return s.render(c, status, views.Beta(sh, head, vm))
}

// addTester names who tries the launch, and makes their link at once.
func (s *Server) addTester(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	ctx, slug := c.Request().Context(), c.Param("slug")
	id, secret, err := s.feedback.AddTester(ctx, slug, feedback.TesterInput{Name: f.Val("name"), Contact: f.Val("contact"), Shared: f.Has("shared")}, f.Val("key"))
	if err := refused(&f, err); err != nil {
		return err
	}
	if f.Invalid() {
		return s.showBeta(c, http.StatusUnprocessableEntity, f, f.Val("key"))
	}
	return s.showOnce(c, views.Tester(slug, id)+"/link", secret)
}

// testerOf loads a launch and one of those who try it. Returns NotFound for one of
// another launch.
func (s *Server) testerOf(c echo.Context) (vm views.TesterVM, err error) {
	id, err := idParam(c, "id")
	if err != nil {
		return vm, err
	}
	ctx := c.Request().Context()
	if vm.Plan, err = s.launches.Plan(ctx, c.Param("slug")); err != nil {
		return vm, err
	}
	vm.CanEdit = s.may(c, people.EditPlan, vm.Plan.LeadID)
	vm.One, err = s.feedback.Tester(ctx, vm.Plan.Launch, id)
	return vm, err
}

func (s *Server) testerPage(c echo.Context) error {
	vm, err := s.testerOf(c)
	if err != nil {
		return err
	}
	return s.showTester(c, http.StatusOK, vm)
}

func (s *Server) showTester(c echo.Context, status int, vm views.TesterVM) (err error) {
	if vm.Unseen, err = s.feedback.Unseen(c.Request().Context(), vm.One.ID); err != nil {
		return err
	}
	head, err := s.launchHead(c, vm.Plan, tabFeedback)
	if err != nil {
		return err
	}
	sh := s.shell(c, vm.One.Name+" · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	return s.render(c, status, views.TesterPage(sh, head, vm))
}

func (s *Server) updateTester(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	vm, err := s.testerOf(c)
	if err != nil {
		return err
	}
	before := views.TesterValues(vm.One)
	ui.Resolve(&f, before)
	back := views.Tester(vm.Plan.Slug, vm.One.ID)
	vm.Form = f
	err = s.feedback.UpdateTester(c.Request().Context(), vm.Plan.Slug, vm.One.ID, feedback.TesterInput{Name: f.Val("name"), Contact: f.Val("contact")}, versionOf(f))
	return s.endSaving(c, err, saving{form: &vm.Form, before: before, was: vm.One.Version, typed: versionOf(f), to: back,
		again: func() error { return s.showTester(c, http.StatusUnprocessableEntity, vm) },
		clash: func() error {
			return s.reportConflict(c, vm.Plan, ui.ConflictProps{Action: back, Version: vm.One.Version, Back: back, Form: f, Fields: views.TesterConflict(f, vm.One)})
		},
		now: func() (int, error) { now, err := s.testerOf(c); return now.One.Version, err },
	})
}

func (s *Server) makeBetaLink(c echo.Context) error {
	id, err := idParam(c, "id")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	secret, err := s.feedback.NewBetaLink(c.Request().Context(), slug, id)
	if err != nil {
		return err
	}
	return s.showOnce(c, views.Tester(slug, id)+"/link", secret)
}

// invitePage shows a tester's new link, once.
func (s *Server) invitePage(c echo.Context) error {
	vm, err := s.testerOf(c)
	if err != nil {
		return err
	}
	if err := people.Allow(actorOf(c), people.EditPlan, vm.Plan.LeadID); err != nil {
		return err
	}
	head, err := s.launchHead(c, vm.Plan, tabFeedback)
	if err != nil {
		return err
	}
	secret := s.takeOnce(c, func(secret string) bool {
		b, err := s.feedback.OpenBeta(c.Request().Context(), secret)
		return err == nil && !b.Dead
	})
	if secret == "" {
		return s.shownBefore(c, views.Tester(vm.Plan.Slug, vm.One.ID))
	}
	return s.render(c, http.StatusOK, views.Invite(s.shell(c, "Link for "+vm.One.Name+" · "+vm.Plan.Name, "launches"), head,
		views.InviteVM{Plan: vm.Plan, One: vm.One, Address: s.opt.BaseURL + "/beta/" + secret, Sender: actorOf(c).Name}))
}

func (s *Server) revokeBetaLink(c echo.Context) error {
	return s.doTester(c, s.feedback.RevokeBetaLink, "The link does not work any more.", "")
}

func (s *Server) removeTester(c echo.Context) error {
	return s.doTester(c, s.feedback.RemoveTester, "Taken off the list. Their link does not work any more.", "/restore")
}

func (s *Server) restoreTester(c echo.Context) error {
	return s.doTester(c, s.feedback.RestoreTester, "Back on the list. Make a new link for them.", "")
}

// doTester does one thing to a tester; undo is the last part of the address that
// undoes it, "" for none.
func (s *Server) doTester(c echo.Context, do func(ctx context.Context, slug string, id int64) error, text, undo string) error {
	id, err := idParam(c, "id")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if err := do(c.Request().Context(), slug, id); err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: text}
	if undo != "" {
		flash.UndoAction = views.Tester(slug, id) + undo
	}
	s.say(c, flash)
	return seeOther(c, views.Tester(slug, id))
}

// handleDeparture says that who left was taken out of what lets them in.
func (s *Server) handleDeparture(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	departure, err := idParam(c, "departure")
	if err != nil {
		return err
	}
	slug, back := c.Param("slug"), f.Val("back") != ""
	if err := s.feedback.Handle(c.Request().Context(), slug, id, departure, back, versionOf(f)); err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: "Noted.", UndoAction: views.Tester(slug, id) + "/departures/" + strconv.FormatInt(departure, 10),
		UndoFields: append(nextVersion(f), [2]string{"back", "1"})}
	if back {
		flash = layout.Flash{Kind: "ok", Text: "It is still to be done."}
	}
	s.say(c, flash)
	return seeOther(c, views.BetaPath(slug))
}
