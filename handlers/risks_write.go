package handlers

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/risk"
	"tminus/views/layout"
	"tminus/views/risks"
	"tminus/views/ui"
)

func lines(text string) []string { return strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") }

// typedDay reads a date that was picked.
func typedDay(f ui.Form, name string, check *fault.Check) civil.Date {
	d, err := civil.Parse(strings.TrimSpace(f.Val(name)))
	check.That(err == nil, name, "Enter a day like 2026-12-03.")
	return d
}

// judged adds to what could not be read what is wrong with the rest, so that a
// person is told of all of it at once.
func judged(in risk.Input, check *fault.Check) error {
	if check.Err() == nil {
		return nil
	}
	_, err := in.Clean()
	if err := check.Merge(err); err != nil {
		return err
	}
	return check.Err()
}

func (s *Server) addRisk(c echo.Context) error {
	p, err := s.planToEdit(c)
	if err != nil {
		return err
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	var check fault.Check
	var id int64
	in := riskInput(f, &check)
	if err = judged(in, &check); err == nil {
		id, err = s.risks.Create(c.Request().Context(), p.Slug, in, f.Val("key"))
	}
	if err != nil {
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showRiskForm(c, http.StatusUnprocessableEntity, risks.FormVM{Plan: p, Form: f, Key: f.Val("key")})
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Added the risk “" + in.Title + "”."})
	return seeOther(c, risks.One(p.Slug, id))
}

func (s *Server) updateRisk(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	vm, err := s.riskToEdit(c)
	if err != nil {
		return err
	}
	ui.Resolve(&f, risks.Values(*vm.Risk))
	var check fault.Check
	in := riskInput(f, &check)
	if err = judged(in, &check); err == nil {
		err = s.risks.Update(c.Request().Context(), vm.Plan.Slug, vm.Risk.ID, in, versionOf(f))
	}
	switch fault.KindOf(err) {
	case fault.KindConflict:
		return s.riskConflict(c, f)
	case fault.KindInvalid, fault.KindForbidden:
		vm.Form, vm.Base = f, f.Val("base")
		status, err := refusedAtFields(&vm.Form, err)
		if err != nil {
			return err
		}
		return s.showRiskForm(c, status, vm)
	}
	if err != nil {
		return err
	}
	if err := s.sayRiskSaved(c, f, *vm.Risk); err != nil {
		return err
	}
	return seeOther(c, risks.One(vm.Plan.Slug, vm.Risk.ID))
}

// sayRiskSaved offers the way back, unless an acceptance ended: that does not
// come back by itself.
func (s *Server) sayRiskSaved(c echo.Context, f ui.Form, was risk.Detail) error {
	now, err := s.risks.Risk(c.Request().Context(), c.Param("slug"), was.ID)
	if err != nil {
		return err
	}
	if was.Acceptance.ID != 0 && now.Acceptance.ID == 0 {
		s.say(c, layout.Flash{Kind: "ok", Text: "Saved. " + endedByScore})
		return nil
	}
	// What made a show-stopper weigh more is not for everybody to undo.
	undoable := now.MayEase || !now.EasedBy(was.Fact)
	s.saySaved(c, savedForm{undone: f.Has("undo"), changed: now.Version != was.Version && undoable, before: risks.Values(was), version: was.Version})
	return nil
}

const endedByScore = "The new score ended the acceptance."

// onRisk does one thing to a risk and goes back to its page. What is refused is
// said on the page, at the form of that prefix, which keeps what was typed.
func (s *Server) onRisk(c echo.Context, prefix string, do func(ctx context.Context, slug string, id int64, f ui.Form) (layout.Flash, error)) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	flash, err := do(c.Request().Context(), slug, id, f)
	f.Prefix = prefix
	switch {
	case err == nil:
		s.say(c, flash)
		return seeOther(c, risks.One(slug, id))
	case prefix == "":
		return err
	case fault.Is(err, fault.KindConflict):
		delete(f.Values, "version")
		f.Add("", fault.MessageOf(err)+" Look at it again; what you typed is still here.")
		return s.showRisk(c, http.StatusConflict, f)
	}
	status, err := refusedAtFields(&f, err)
	if err != nil {
		return err
	}
	return s.showRisk(c, status, f)
}

func (s *Server) rescoreRisk(c echo.Context) error {
	return s.onRisk(c, risks.FormScore, func(ctx context.Context, slug string, id int64, f ui.Form) (layout.Flash, error) {
		to := risk.Scores{Current: risks.ScoreOf(f, "current"), Residual: risks.ScoreOf(f, "residual")}
		was, err := s.risks.Risk(ctx, slug, id)
		if err != nil {
			return layout.Flash{}, err
		}
		before, err := s.risks.Rescore(ctx, slug, id, to.Current, to.Residual, versionOf(f))
		flash := layout.Flash{Kind: "ok", Text: "The score is " + to.Current.String() + " now."}
		changed := before.Current != to.Current || before.Residual != to.Residual
		after := was.Fact
		after.Scores = to
		switch {
		case changed && was.Acceptance.ID != 0:
			flash.Text += " " + endedByScore
		case changed && (was.MayEase || !after.EasedBy(was.Fact)):
			flash.UndoAction = risks.One(slug, id) + "/score"
			flash.UndoFields = risks.ScoreFields(before, versionOf(f)+1)
		}
		return flash, err
	})
}

func (s *Server) linkMitigation(c echo.Context) error {
	return s.onRisk(c, risks.FormLink, func(ctx context.Context, slug string, id int64, f ui.Form) (layout.Flash, error) {
		item := number(f, "deliverable")
		err := s.risks.Link(ctx, slug, id, item, versionOf(f))
		return layout.Flash{Kind: "ok", Text: "Linked.", UndoAction: risks.One(slug, id) + "/mitigations/" + f.Val("deliverable") + "/remove",
			UndoFields: nextVersion(f)}, err
	})
}

func (s *Server) unlinkMitigation(c echo.Context) error {
	item, err := idParam(c, "item")
	if err != nil {
		return err
	}
	return s.onRisk(c, risks.FormLink, func(ctx context.Context, slug string, id int64, f ui.Form) (layout.Flash, error) {
		err := s.risks.Unlink(ctx, slug, id, item, versionOf(f))
		return layout.Flash{Kind: "ok", Text: "Unlinked.", UndoAction: risks.One(slug, id) + "/mitigations",
			UndoFields: append(nextVersion(f), [2]string{"deliverable", c.Param("item")})}, err
	})
}

// nextVersion is the version that a thing has after a form was taken.
func nextVersion(f ui.Form) [][2]string {
	return [][2]string{{"version", strconv.Itoa(versionOf(f) + 1)}}
}

func (s *Server) acceptRisk(c echo.Context) error {
	return s.onRisk(c, risks.FormAccept, func(ctx context.Context, slug string, id int64, f ui.Form) (layout.Flash, error) {
		// What is no day is none: the store says so.
		until, _ := civil.Parse(strings.TrimSpace(f.Val("until")))
		err := s.risks.Accept(ctx, slug, id, f.Val("reason"), until, versionOf(f))
		return layout.Flash{Kind: "ok", Text: "Accepted in your name until " + until.Long() + ".", UndoAction: risks.One(slug, id) + "/acceptance/end",
			UndoFields: nextVersion(f)}, err
	})
}

func (s *Server) endAcceptance(c echo.Context) error {
	return s.onRisk(c, "", func(ctx context.Context, slug string, id int64, f ui.Form) (layout.Flash, error) {
		return layout.Flash{Kind: "ok", Text: "The acceptance is taken back."}, s.risks.EndAcceptance(ctx, slug, id, versionOf(f))
	})
}

func (s *Server) closeRisk(c echo.Context) error {
	return s.onRisk(c, risks.FormClose, func(ctx context.Context, slug string, id int64, f ui.Form) (layout.Flash, error) {
		return layout.Flash{Kind: "ok", Text: "Closed the risk.", UndoAction: risks.One(slug, id) + "/reopen", UndoFields: nextVersion(f)},
			s.risks.Close(ctx, slug, id, f.Val("reason"), versionOf(f))
	})
}

func (s *Server) reopenRisk(c echo.Context) error {
	return s.onRisk(c, "", func(ctx context.Context, slug string, id int64, f ui.Form) (layout.Flash, error) {
		return layout.Flash{Kind: "ok", Text: "The risk is open again."}, s.risks.Reopen(ctx, slug, id, versionOf(f))
	})
}
