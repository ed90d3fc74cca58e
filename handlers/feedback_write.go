package handlers

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"tminus/models/fault"
	"tminus/models/feedback"
	"tminus/models/launch"
	views "tminus/views/feedback"
	"tminus/views/layout"
	"tminus/views/ui"
)

// typedReport reads the form, and all that is wrong with it at once.
func (s *Server) typedReport(f ui.Form, p *launch.Plan, had time.Time) (feedback.Input, error) {
	var check fault.Check
	now := s.db.Now()
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

func (s *Server) addReport(c echo.Context) error {
	p, err := s.planToEdit(c)
	if err != nil {
		return err
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	in, err := s.typedReport(f, p, time.Time{})
	var id int64
	if err == nil {
		id, err = s.feedback.Add(c.Request().Context(), p.Slug, in, f.Val("key"))
	}
	if err != nil {
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showReportForm(c, http.StatusUnprocessableEntity, views.FormVM{Plan: p, Form: f, Key: f.Val("key")})
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "The report is written down."})
	return seeOther(c, views.One(p.Slug, id))
}

func (s *Server) updateReport(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	vm, err := s.reportToEdit(c)
	if err != nil {
		return err
	}
	before := views.Values(vm.One.Report, vm.Plan)
	ui.Resolve(&f, before)
	version := versionOf(f)
	if vm.One.ByLink {
		// The form has the title alone: the rest is as it was.
		all := maps.Clone(before)
		maps.Copy(all, f.Values)
		f.Values = all
	}
	in, err := s.typedReport(f, vm.Plan, vm.One.At)
	if f.Val("on") == before.Get("on") && f.Val("at") == before.Get("at") {
		in.At = vm.One.At // to the second, which the form does not show
	}
	if err == nil || vm.One.Version != version {
		err = s.feedback.Update(c.Request().Context(), vm.Plan.Slug, vm.One.ID, in, version)
	}
	vm.Form, vm.Base = f, f.Val("base")
	back := views.One(vm.Plan.Slug, vm.One.ID)
	return s.endSaving(c, err, saving{form: &vm.Form, before: before, was: vm.One.Version, typed: version, to: back,
		again: func() error { return s.showReportForm(c, http.StatusUnprocessableEntity, vm) },
		clash: func() error {
			return s.reportConflict(c, vm.Plan, ui.ConflictProps{Action: back, Version: vm.One.Version, Back: back, Form: f, Fields: views.ConflictFields(vm)})
		},
		now: s.reportVersion(c),
	})
}

// reportVersion tells the version of the report in the address by now.
func (s *Server) reportVersion(c echo.Context) func() (int, error) {
	return func() (int, error) { now, err := s.reportOf(c); return now.One.Version, err }
}

// reportConflict shows what was typed beside what stands there by now.
func (s *Server) reportConflict(c echo.Context, p *launch.Plan, props ui.ConflictProps) error {
	head, err := s.launchHead(c, p, tabFeedback)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusConflict, views.TwoChanges(s.shell(c, "Two changes at once · "+p.Name, "launches"), head, props))
}

// triageReport decides who sees to a report and what it becomes.
func (s *Server) triageReport(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	vm, err := s.reportOf(c)
	if err != nil {
		return err
	}
	before := views.TriageValues(vm.One.Report)
	ui.Resolve(&f, before)
	version := versionOf(f)
	err = s.feedback.Triage(c.Request().Context(), vm.Plan.Slug, vm.One.ID, views.TriageOf(f), version)
	back := views.One(vm.Plan.Slug, vm.One.ID)
	return s.endSaving(c, err, saving{form: &f, before: before, was: vm.One.Version, typed: version, to: back, now: s.reportVersion(c),
		again: func() error { return s.showReport(c, http.StatusUnprocessableEntity, f, views.FormTriage) },
		clash: func() error {
			if vm.One.Version == version {
				return s.reportRefused(c, f, err, views.FormTop) // closed or a duplicate: nothing to choose from
			}
			if vm.People, err = s.people.Users(c.Request().Context(), true); err != nil {
				return err
			}
			return s.reportConflict(c, vm.Plan, ui.ConflictProps{Action: back + "/triage", Version: vm.One.Version, Back: back, Form: f, Fields: views.TriageConflict(vm, f)})
		},
	})
}

func (s *Server) takeReport(c echo.Context) error {
	return s.doReport(c, s.feedback.Take, layout.Flash{Kind: "ok", Text: "It is yours now."})
}

func (s *Server) removeReport(c echo.Context) error {
	return s.doReport(c, s.feedback.Remove, layout.Flash{Kind: "ok", Text: "Removed: it is not counted any more.", UndoAction: "restore"})
}

func (s *Server) restoreReport(c echo.Context) error {
	return s.doReport(c, s.feedback.Restore, layout.Flash{Kind: "ok", Text: "Put back.", UndoAction: "remove"})
}

// doReport does one thing to a report; the flash's UndoAction is the last part of the
// address that undoes it.
func (s *Server) doReport(c echo.Context, do func(ctx context.Context, slug string, id int64, version int) error, flash layout.Flash) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if err := do(c.Request().Context(), slug, id, versionOf(f)); err != nil {
		return s.reportRefused(c, f, err, views.FormTop)
	}
	if flash.UndoAction != "" {
		flash.UndoAction, flash.UndoFields = views.One(slug, id)+"/"+flash.UndoAction, nextVersion(f)
	}
	s.say(c, flash)
	return seeOther(c, views.One(slug, id))
}

// closeReport says that nothing is left to do about a report, or opens it again.
func (s *Server) closeReport(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	slug, back := c.Param("slug"), f.Val("back") != ""
	if err := s.feedback.Close(c.Request().Context(), slug, id, back, versionOf(f)); err != nil {
		return s.reportRefused(c, f, err, views.FormTriage)
	}
	flash := layout.Flash{Kind: "ok", Text: "Closed.", UndoAction: views.One(slug, id) + "/close", UndoFields: append(nextVersion(f), [2]string{"back", "1"})}
	if back {
		flash = layout.Flash{Kind: "ok", Text: "It is open again."}
	}
	s.say(c, flash)
	return seeOther(c, views.One(slug, id))
}

// markDuplicate says that a report says the same as another, or stands for itself.
func (s *Server) markDuplicate(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	slug, of := c.Param("slug"), number(f, "duplicate_of")
	if err := s.mayEdit(c); err != nil {
		return err
	}
	if of == 0 {
		f.Add("duplicate_of", "Choose which report says the same.")
		return s.showReport(c, http.StatusUnprocessableEntity, f, views.FormDuplicate)
	}
	along, err := s.feedback.MarkDuplicate(c.Request().Context(), slug, id, of, versionOf(f))
	if err != nil {
		return s.reportRefused(c, f, err, views.FormDuplicate)
	}
	flash := layout.Flash{Kind: "ok", Text: "Noted: it counts with the other one.", UndoAction: views.One(slug, id) + "/own", UndoFields: nextVersion(f)}
	for _, a := range along {
		flash.UndoFields = append(flash.UndoFields, [2]string{"along", strconv.FormatInt(a, 10)})
	}
	s.say(c, flash)
	return seeOther(c, views.One(slug, id))
}

// noDuplicate says that a report stands for itself.
func (s *Server) noDuplicate(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if err := s.feedback.NoDuplicate(c.Request().Context(), slug, id, numbers(f, "along"), versionOf(f)); err != nil {
		return s.reportRefused(c, f, err, views.FormTop)
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "It stands for itself again."})
	return seeOther(c, views.One(slug, id))
}

// reportRefused shows the page of a report with what was wrong with a form on it, or
// says there that somebody else was faster.
func (s *Server) reportRefused(c echo.Context, f ui.Form, err error, part string) error {
	switch fault.KindOf(err) {
	case fault.KindConflict:
		f.Add("", fault.MessageOf(err)+" This is how it stands now.")
		return s.showReport(c, http.StatusConflict, f, views.FormTop)
	case fault.KindInvalid:
		_ = refused(&f, err)
		return s.showReport(c, http.StatusUnprocessableEntity, f, part)
	}
	return err
}

// makeDeliverable puts into the plan what a report asks for.
func (s *Server) makeDeliverable(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	vm, err := s.reportOf(c)
	if err != nil {
		return err
	}
	made, err := s.feedback.MakeDeliverable(c.Request().Context(), vm.Plan.Slug, id, vm.Plan.LaneFor(vm.One.Outcome.Kind()), versionOf(f))
	return s.madeOf(c, f, "Made the deliverable. Give it a date.", "/launches/"+vm.Plan.Slug+"/deliverables/"+strconv.FormatInt(made, 10), err)
}

// makeRisk names the risk that a report tells of.
func (s *Server) makeRisk(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	made, err := s.feedback.MakeRisk(c.Request().Context(), slug, id, versionOf(f))
	return s.madeOf(c, f, "Named the risk. Judge how likely and how grave it is.", "/launches/"+slug+"/risks/"+strconv.FormatInt(made, 10), err)
}

// makeIssue adds an issue to a guide of the launch, or to a new one.
func (s *Server) makeIssue(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	into := number(f, "guide")
	if into == 0 && f.Val("guide") != "" && f.Val("guide") != views.NewGuide {
		into = -1 // which no guide has
	}
	at, err := s.feedback.MakeIssue(c.Request().Context(), slug, id, into, versionOf(f))
	return s.madeOf(c, f, "Added the issue to the guide. Write how it is mended, then ask for a review.", fmt.Sprintf("/guides/%s/edit#f-issue-%d-symptom", at.Slug, at.Number), err)
}

// madeOf leads to what was made of a report, or back to the report with what was
// wrong.
func (s *Server) madeOf(c echo.Context, f ui.Form, text, to string, err error) error {
	if err != nil {
		return s.reportRefused(c, f, err, views.FormLead)
	}
	s.say(c, layout.Flash{Kind: "ok", Text: text})
	return seeOther(c, to)
}

// unlinkReport says that something did not come of a report after all.
func (s *Server) unlinkReport(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	link, err := idParam(c, "link")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if err := s.feedback.Unlink(c.Request().Context(), slug, id, link, versionOf(f)); err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Unlinked. What was made stays where it is."})
	return seeOther(c, views.One(slug, id)+"#led")
}
