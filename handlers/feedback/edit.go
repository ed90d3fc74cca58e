package feedback

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/feedback"
	"tminus/models/launch"
	feedbackview "tminus/views/feedback"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

// parseReport parses the form, and returns all problems.
func (h *Handler) parseReport(f ui.Form, p *launch.Plan, had time.Time) (feedback.Input, error) {
	var check fault.Check
	now := h.DB.Now()
	in := reportInput(f, p, now, &check)
	if check.Err() == nil {
		return in, nil
	}
	_, err := in.Clean(now, had)
	if err := check.Merge(err); err != nil {
		return in, err
	}
	return in, check.Err()
}

func (h *Handler) addReport(c echo.Context) error {
	p, err := h.EditablePlan(c)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	in, err := h.parseReport(f, p, time.Time{})
	var id int64
	if err == nil {
		id, err = h.feedback.Add(c.Request().Context(), p.Slug, in, f.Val("key"))
	}
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showReportForm(c, http.StatusUnprocessableEntity, feedbackview.FormVM{Plan: p, Form: f, Key: f.Val("key")})
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "The report is written down."})
	return web.SeeOther(c, paths.Report(p.Slug, id))
}

func (h *Handler) updateReport(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	vm, err := h.reportToEdit(c)
	if err != nil {
		return err
	}
	before := feedbackview.Values(vm.One.Report, vm.Plan)
	ui.Resolve(&f, before)
	version := web.Version(f)
	if vm.One.ByLink {
		// The form only has the title; the rest does not change.
		all := maps.Clone(before)
		maps.Copy(all, f.Values)
		f.Values = all
	}
	next := 0
	in, err := h.parseReport(f, vm.Plan, vm.One.At)
	if f.Val("on") == before.Get("on") && f.Val("at") == before.Get("at") {
		in.At = vm.One.At // with seconds, which the form does not show
	}
	if err == nil || vm.One.Version != version {
		next, err = h.feedback.Update(c.Request().Context(), vm.Plan.Slug, vm.One.ID, in, version)
	}
	vm.Form, vm.Base = f, f.Val("base")
	back := paths.Report(vm.Plan.Slug, vm.One.ID)
	return h.EndSaving(c, err, web.Saving{Form: &vm.Form, Before: before, Was: vm.One.Version, Version: next, To: back,
		Again: func() error { return h.showReportForm(c, http.StatusUnprocessableEntity, vm) },
		Clash: func() error {
			return h.reportConflict(c, vm.Plan,
				ui.ConflictProps{Action: back, Version: vm.One.Version, Back: back, Form: f, Fields: feedbackview.ConflictFields(vm)})
		},
	})
}

// reportConflict shows the form's values next to the stored ones.
func (h *Handler) reportConflict(c echo.Context, p *launch.Plan, props ui.ConflictProps) error {
	head, err := h.LaunchHead(c, p, layout.PageFeedback)
	if err != nil {
		return err
	}
	return h.Render(c, http.StatusConflict, feedbackview.TwoChanges(h.Shell(c, "Two changes at once · "+p.Name, "launches"), head, props))
}

// triageReport sets the owner and the outcome of a report.
func (h *Handler) triageReport(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	vm, err := h.reportOf(c)
	if err != nil {
		return err
	}
	before := feedbackview.TriageValues(vm.One.Report)
	ui.Resolve(&f, before)
	version := web.Version(f)
	next, err := h.feedback.Triage(c.Request().Context(), vm.Plan.Slug, vm.One.ID, feedbackview.TriageOf(f), version)
	back := paths.Report(vm.Plan.Slug, vm.One.ID)
	return h.EndSaving(c, err, web.Saving{Form: &f, Before: before, Was: vm.One.Version, Version: next, To: back,
		Again: func() error { return h.showReport(c, http.StatusUnprocessableEntity, f, feedbackview.FormTriage) },
		Clash: func() error {
			if vm.One.Version == version {
				return h.reportRefused(c, f, err, feedbackview.FormTop) // closed or a duplicate, so the form has no fields
			}
			if vm.People, err = h.People.Users(c.Request().Context(), true); err != nil {
				return err
			}
			return h.reportConflict(c, vm.Plan, ui.ConflictProps{Action: paths.Join(back, "triage"), Version: vm.One.Version, Back: back, Form: f,
				Fields: feedbackview.TriageConflict(vm, f)})
		},
	})
}

func (h *Handler) takeReport(c echo.Context) error {
	return h.doReport(c, h.feedback.Take, layout.Flash{Kind: "ok", Text: "It is yours now."})
}

func (h *Handler) removeReport(c echo.Context) error {
	return h.doReport(c, h.feedback.Remove, layout.Flash{Kind: "ok", Text: "Removed: it is not counted any more.", UndoAction: "restore"})
}

func (h *Handler) restoreReport(c echo.Context) error {
	return h.doReport(c, h.feedback.Restore, layout.Flash{Kind: "ok", Text: "Put back.", UndoAction: "remove"})
}

// doReport performs an action on a report; the flash's UndoAction is the last part of the URL that
// undoes it.
func (h *Handler) doReport(c echo.Context, do func(ctx context.Context, slug string, id int64, version int) (int, error),
	flash layout.Flash) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	next, err := do(c.Request().Context(), slug, id, web.Version(f))
	if err != nil {
		return h.reportRefused(c, f, err, feedbackview.FormTop)
	}
	if flash.UndoAction != "" {
		flash.UndoAction, flash.UndoFields = paths.Report(slug, id, flash.UndoAction), [][2]string{{"version", strconv.Itoa(next)}}
	}
	h.Say(c, flash)
	return web.SeeOther(c, paths.Report(slug, id))
}

// closeReport closes a report, or reopens it.
func (h *Handler) closeReport(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug, back := c.Param("slug"), f.Val("back") != ""
	next, err := h.feedback.Close(c.Request().Context(), slug, id, back, web.Version(f))
	if err != nil {
		return h.reportRefused(c, f, err, feedbackview.FormTriage)
	}
	flash := layout.Flash{Kind: "ok", Text: "Closed.", UndoAction: paths.Report(slug, id, "close"),
		UndoFields: [][2]string{{"version", strconv.Itoa(next)}, {"back", "1"}}}
	if back {
		flash = layout.Flash{Kind: "ok", Text: "It is open again."}
	}
	h.Say(c, flash)
	return web.SeeOther(c, paths.Report(slug, id))
}

// markDuplicate marks a report as a duplicate, or removes the mark.
func (h *Handler) markDuplicate(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug, of := c.Param("slug"), web.FormID(f, "duplicate_of")
	if err := h.RequireEdit(c); err != nil {
		return err
	}
	if of == 0 {
		f.Add("duplicate_of", "Choose which report says the same.")
		return h.showReport(c, http.StatusUnprocessableEntity, f, feedbackview.FormDuplicate)
	}
	along, next, err := h.feedback.MarkDuplicate(c.Request().Context(), slug, id, of, web.Version(f))
	if err != nil {
		return h.reportRefused(c, f, err, feedbackview.FormDuplicate)
	}
	flash := web.Undoable("Noted: it counts with the other one.", paths.Report(slug, id, "own"), next)
	for _, a := range along {
		flash.UndoFields = append(flash.UndoFields, [2]string{"along", strconv.FormatInt(a, 10)})
	}
	h.Say(c, flash)
	return web.SeeOther(c, paths.Report(slug, id))
}

// noDuplicate removes the mark of a duplicate.
func (h *Handler) noDuplicate(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if err := h.feedback.NoDuplicate(c.Request().Context(), slug, id, web.FormIDs(f, "along"), web.Version(f)); err != nil {
		return h.reportRefused(c, f, err, feedbackview.FormTop)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "It stands for itself again."})
	return web.SeeOther(c, paths.Report(slug, id))
}

// reportRefused shows the page of a report with a refused form, or with a conflict.
func (h *Handler) reportRefused(c echo.Context, f ui.Form, err error, part string) error {
	switch fault.KindOf(err) {
	case fault.KindConflict:
		f.Add("", fault.MessageOf(err)+" This is how it stands now.")
		return h.showReport(c, http.StatusConflict, f, feedbackview.FormTop)
	case fault.KindInvalid:
		_ = web.AddErrors(&f, err)
		return h.showReport(c, http.StatusUnprocessableEntity, f, part)
	}
	return err
}

// makeDeliverable creates a deliverable from a report.
func (h *Handler) makeDeliverable(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	vm, err := h.reportOf(c)
	if err != nil {
		return err
	}
	made, err := h.feedback.MakeDeliverable(c.Request().Context(), vm.Plan.Slug, id, vm.Plan.LaneFor(vm.One.Outcome.Kind()), web.Version(f))
	return h.madeOf(c, f, "Made the deliverable. Give it a date.", paths.Deliverable(vm.Plan.Slug, made), err)
}

// makeRisk creates a risk from a report.
func (h *Handler) makeRisk(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	made, err := h.feedback.MakeRisk(c.Request().Context(), slug, id, web.Version(f))
	return h.madeOf(c, f, "Named the risk. Judge how likely and how grave it is.", paths.Risk(slug, made), err)
}

// makeIssue adds an issue to a guide of the launch, or to a new guide.
func (h *Handler) makeIssue(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	into := web.FormID(f, "guide")
	if into == 0 && f.Val("guide") != "" && f.Val("guide") != feedbackview.NewGuide {
		into = -1 // not the id of a guide
	}
	at, err := h.feedback.MakeIssue(c.Request().Context(), slug, id, into, web.Version(f))
	return h.madeOf(c, f, "Added the issue to the guide. Write how it is mended, then ask for a review.",
		fmt.Sprintf("%s#f-issue-%d-symptom", paths.Guide(at.Slug, "edit"), at.Number), err)
}

// madeOf redirects to the record created from a report, or shows the report with the problems.
func (h *Handler) madeOf(c echo.Context, f ui.Form, text, to string, err error) error {
	if err != nil {
		return h.reportRefused(c, f, err, feedbackview.FormLead)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: text})
	return web.SeeOther(c, to)
}

// unlinkReport removes the link from a report to a record.
func (h *Handler) unlinkReport(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	link, err := web.IDParam(c, "link")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if err := h.feedback.Unlink(c.Request().Context(), slug, id, link, web.Version(f)); err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Unlinked. What was made stays where it is."})
	return web.SeeOther(c, paths.Report(slug, id)+"#led")
}
