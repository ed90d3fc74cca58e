package risk

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/risk"
	"tminus/views/layout"
	"tminus/views/paths"
	riskview "tminus/views/risk"
	"tminus/views/ui"
)

// allProblems adds the problems of the rest of the input to those of parsing, so that people see all of
// them.
func allProblems(in risk.Input, check *fault.Check) error {
	if check.Err() == nil {
		return nil
	}
	_, err := in.Clean()
	if err := check.Merge(err); err != nil {
		return err
	}
	return check.Err()
}

func (h *Handler) addRisk(c echo.Context) error {
	p, err := h.EditablePlan(c)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	var check fault.Check
	var id int64
	in := riskInput(f, &check)
	if err = allProblems(in, &check); err == nil {
		id, err = h.risks.Create(c.Request().Context(), p.Slug, in, f.Val("key"))
	}
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showRiskForm(c, http.StatusUnprocessableEntity, riskview.FormVM{Plan: p, Form: f, Key: f.Val("key")})
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Added the risk “" + in.Title + "”."})
	return web.SeeOther(c, paths.Risk(p.Slug, id))
}

func (h *Handler) updateRisk(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	vm, err := h.riskToEdit(c)
	if err != nil {
		return err
	}
	ui.Resolve(&f, riskview.Values(*vm.Risk))
	var check fault.Check
	in := riskInput(f, &check)
	if err = allProblems(in, &check); err == nil {
		err = h.risks.Update(c.Request().Context(), vm.Plan.Slug, vm.Risk.ID, in, web.Version(f))
	}
	switch fault.KindOf(err) {
	case fault.KindConflict:
		return h.riskConflict(c, f)
	case fault.KindInvalid, fault.KindForbidden:
		vm.Form, vm.Base = f, f.Val("base")
		status, err := web.AddFieldErrors(&vm.Form, err)
		if err != nil {
			return err
		}
		return h.showRiskForm(c, status, vm)
	}
	if err != nil {
		return err
	}
	if err := h.sayRiskSaved(c, f, *vm.Risk); err != nil {
		return err
	}
	return web.SeeOther(c, paths.Risk(vm.Plan.Slug, vm.Risk.ID))
}

// sayRiskSaved offers an undo, unless an acceptance ended, which an undo would not restore.
func (h *Handler) sayRiskSaved(c echo.Context, f ui.Form, was risk.Detail) error {
	now, err := h.risks.Risk(c.Request().Context(), c.Param("slug"), was.ID)
	if err != nil {
		return err
	}
	if was.Acceptance.ID != 0 && now.Acceptance.ID == 0 {
		h.Say(c, layout.Flash{Kind: "ok", Text: "Saved. " + endedByScore})
		return nil
	}
	// Not everybody may undo a change that raised a show-stopper.
	undoable := now.MayEase || !now.EasedBy(was.Fact)
	h.SaySaved(c, web.SavedForm{Undone: f.Has("undo"), Changed: now.Version != was.Version && undoable, Before: riskview.Values(was),
		Version: now.Version})
	return nil
}

const endedByScore = "The new score ended the acceptance."

// onRisk performs an action on a risk and redirects to its page. A refusal is shown on the page at
// the form with that prefix, with the entered values.
func (h *Handler) onRisk(c echo.Context, prefix string,
	do func(ctx context.Context, slug string, id int64, f ui.Form) (layout.Flash, error)) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	flash, err := do(c.Request().Context(), slug, id, f)
	f.Prefix = prefix
	switch {
	case err == nil:
		h.Say(c, flash)
		return web.SeeOther(c, paths.Risk(slug, id))
	case prefix == "":
		return err
	case fault.Is(err, fault.KindConflict):
		delete(f.Values, "version")
		f.Add("", fault.MessageOf(err)+" Look at it again; what you typed is still here.")
		return h.showRisk(c, http.StatusConflict, f)
	}
	status, err := web.AddFieldErrors(&f, err)
	if err != nil {
		return err
	}
	return h.showRisk(c, status, f)
}

func (h *Handler) rescoreRisk(c echo.Context) error {
	return h.onRisk(c, riskview.FormScore, func(ctx context.Context, slug string, id int64, f ui.Form) (layout.Flash, error) {
		to := risk.Scores{Current: riskview.ScoreOf(f, "current"), Residual: riskview.ScoreOf(f, "residual")}
		was, err := h.risks.Risk(ctx, slug, id)
		if err != nil {
			return layout.Flash{}, err
		}
		before, next, err := h.risks.Rescore(ctx, slug, id, to.Current, to.Residual, web.Version(f))
		flash := layout.Flash{Kind: "ok", Text: "The score is " + to.Current.String() + " now."}
		changed := before.Current != to.Current || before.Residual != to.Residual
		after := was.Fact
		after.Scores = to
		switch {
		case changed && was.Acceptance.ID != 0:
			flash.Text += " " + endedByScore
		case changed && (was.MayEase || !after.EasedBy(was.Fact)):
			flash.UndoAction = paths.Risk(slug, id, "score")
			flash.UndoFields = riskview.ScoreFields(before, next)
		}
		return flash, err
	})
}

func (h *Handler) linkMitigation(c echo.Context) error {
	return h.onRisk(c, riskview.FormLink, func(ctx context.Context, slug string, id int64, f ui.Form) (layout.Flash, error) {
		item := web.FormID(f, "deliverable")
		next, err := h.risks.Link(ctx, slug, id, item, web.Version(f))
		return web.Undoable("Linked.", paths.Risk(slug, id, "mitigations", f.Val("deliverable"), "remove"), next), err
	})
}

func (h *Handler) unlinkMitigation(c echo.Context) error {
	item, err := web.IDParam(c, "item")
	if err != nil {
		return err
	}
	return h.onRisk(c, riskview.FormLink, func(ctx context.Context, slug string, id int64, f ui.Form) (layout.Flash, error) {
		next, err := h.risks.Unlink(ctx, slug, id, item, web.Version(f))
		return layout.Flash{Kind: "ok", Text: "Unlinked.", UndoAction: paths.Risk(slug, id, "mitigations"),
			UndoFields: [][2]string{{"version", strconv.Itoa(next)}, {"deliverable", c.Param("item")}}}, err
	})
}

func (h *Handler) acceptRisk(c echo.Context) error {
	return h.onRisk(c, riskview.FormAccept, func(ctx context.Context, slug string, id int64, f ui.Form) (layout.Flash, error) {
		// An invalid day is no day, which the store refuses.
		until, _ := civil.Parse(strings.TrimSpace(f.Val("until")))
		next, err := h.risks.Accept(ctx, slug, id, f.Val("reason"), until, web.Version(f))
		return web.Undoable("Accepted in your name until "+until.Long()+".", paths.Risk(slug, id, "acceptance", "end"), next), err
	})
}

func (h *Handler) endAcceptance(c echo.Context) error {
	return h.onRisk(c, "", func(ctx context.Context, slug string, id int64, f ui.Form) (layout.Flash, error) {
		return layout.Flash{Kind: "ok", Text: "The acceptance is taken back."}, h.risks.EndAcceptance(ctx, slug, id, web.Version(f))
	})
}

func (h *Handler) closeRisk(c echo.Context) error {
	return h.onRisk(c, riskview.FormClose, func(ctx context.Context, slug string, id int64, f ui.Form) (layout.Flash, error) {
		next, err := h.risks.Close(ctx, slug, id, f.Val("reason"), web.Version(f))
		return web.Undoable("Closed the risk.", paths.Risk(slug, id, "reopen"), next), err
	})
}

func (h *Handler) reopenRisk(c echo.Context) error {
	return h.onRisk(c, "", func(ctx context.Context, slug string, id int64, f ui.Form) (layout.Flash, error) {
		return layout.Flash{Kind: "ok", Text: "The risk is open again."}, h.risks.Reopen(ctx, slug, id, web.Version(f))
	})
}
