package launch

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/calendar"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	rota "tminus/models/roster"
	"tminus/models/stakeholder"
	"tminus/views/layout"
	moveview "tminus/views/move"
	"tminus/views/paths"
	"tminus/views/ui"
)

// calendarEffect returns the effect of a move on the collisions, and adds those of deliverables to
// their rows, except absences, which they already have.
func (h *Handler) calendarEffect(c echo.Context, p *launch.Plan, m *launch.MovePreview) (calendar.Move, error) {
	mv, err := h.calendar.Moving(c.Request().Context(), p.Launch, *m)
	if err != nil {
		return mv, err
	}
	absent := func(x calendar.Collision) bool {
		return x.Against == calendar.AgainstAbsence && x.Side != calendar.OfShifts
	}
	mv.New, mv.Gone, mv.Stay = slices.DeleteFunc(mv.New, absent), slices.DeleteFunc(mv.Gone, absent), slices.DeleteFunc(mv.Stay, absent)
	for _, x := range slices.Concat(mv.New, mv.Stay) {
		for i := range m.Rows {
			if r := &m.Rows[i]; x.Side == calendar.OfItems && r.ID == x.ItemID {
				r.Collisions = append(r.Collisions, launch.Collision{Kind: launch.HitsCalendar, Text: x.With})
			}
		}
	}
	return mv, nil
}

// acceptanceOf parses the collisions that are accepted with a move of T.
func acceptanceOf(f ui.Form) launch.CollisionAcceptance {
	a := launch.CollisionAcceptance{Reason: f.Val("accept"), Shown: map[string]string{}}
	keys, dates := f.Values["collision"], f.Values["dates"]
	if len(keys) != len(dates) {
		return a
	}
	for i, k := range keys {
		a.Shown[k] = dates[i]
	}
	return a
}

// targetOf parses an entered T. Values that it cannot parse stay empty, and the rule refuses them
// at their field.
func targetOf(f ui.Form) launch.Target {
	var t launch.Target
	t.On, _ = civil.Parse(f.Val("launch_on"))
	t.Time, _ = civil.ParseTime(f.Val("launch_time"))
	t.Zone = f.Val("zone")
	return t
}

// movePage asks for the new T and, if the URL contains one, shows the preview.
func (h *Handler) movePage(c echo.Context) error {
	p, err := h.LeadPlan(c)
	if err != nil {
		return err
	}
	f := ui.NewForm(c.QueryParams())
	return h.showMove(c, http.StatusOK, p, f)
}

// previewMove shows the move with the choices of the form, after a preset or an action on the selected rows.
func (h *Handler) previewMove(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	p, err := h.LeadPlan(c)
	if err != nil {
		return err
	}
	switch preset := launch.MovePreset(f.Val("preset")); {
	case f.Has("preset"):
		moveview.SetChoices(f, p, p.Choices(preset))
	case f.Has("bulk"):
		choices, picked := moveview.Choices(f, p), moveview.Picked(f, p)
		days, err := strconv.Atoi(strings.TrimSpace(f.Val("shift")))
		if f.Val("bulk") == moveview.BulkShift && (err != nil || days < -launch.MaxDays || days > launch.MaxDays) {
			f.Add("shift", "Enter a number of days, such as 2 or -1.")
			break
		}
		for _, it := range picked {
			choices[it.ID] = launch.RowChoice{Action: launch.RowAction(f.Val("bulk"))}
			if f.Val("bulk") == moveview.BulkShift {
				choices[it.ID] = launch.RowChoice{Action: launch.RowOnDay, Day: it.DueOn.AddDays(days)}
			}
		}
		moveview.SetChoices(f, p, choices)
	}
	status := http.StatusOK
	if f.Invalid() {
		status = http.StatusUnprocessableEntity
	}
	return h.showMove(c, status, p, f)
}

func (h *Handler) showMove(c echo.Context, status int, p *launch.Plan, f ui.Form) error {
	vm := moveview.VM{Plan: p, Form: f, CanEdit: h.Can(c, people.EditPlan, p.Subject())}
	var err error
	if vm.Decision, err = h.decisions.Decision(c.Request().Context(), p.Slug); err != nil {
		return err
	}
	if vm.History, err = h.launches.Moves(c.Request().Context(), p.ID); err != nil {
		return err
	}
	if f.Has("launch_on") {
		var last launch.Move
		if len(vm.History) > 0 {
			last = vm.History[0].Move
		}
		preview, err := p.PreviewMove(targetOf(f), moveview.Choices(f, p), last)
		if fault.Is(err, fault.KindInvalid) && !strings.HasPrefix(fault.FieldsOf(err)[0].Name, "launch") {
			// The date is right, so the rows are shown as they are by default, with the messages.
			if !f.Invalid() {
				if err := web.AddErrors(&vm.Form, err); err != nil {
					return err
				}
				status = http.StatusUnprocessableEntity
			}
			preview, err = p.PreviewMove(targetOf(f), nil, last)
		}
		switch {
		case err == nil && preview.To != preview.From:
			vm.Preview = &preview
			if vm.Calendar, err = h.calendarEffect(c, p, &preview); err != nil {
				return err
			}
			if vm.Follow, err = h.checklists.CountDated(c.Request().Context(), p.ID); err != nil {
				return err
			}
			if vm.OnCall, err = h.rosterEffect(c, p, preview.At); err != nil {
				return err
			}
			if vm.Endings, err = h.ready.EndingBefore(c.Request().Context(), p.Launch, preview.At, preview.Location()); err != nil {
				return err
			}
			if vm.AskedAgain, err = h.stakeholders.AskedAgain(c.Request().Context(), p.Launch,
				stakeholder.Day{On: preview.To.On, At: preview.At, Zone: preview.To.Zone}); err != nil {
				return err
			}
		case err != nil && !f.Invalid():
			if err := web.AddErrors(&vm.Form, err); err != nil {
				return err
			}
			status = http.StatusUnprocessableEntity
		}
	}
	if web.IsPartial(c) && vm.Preview != nil {
		return h.Render(c, http.StatusOK, moveview.Preview(vm))
	}
	sh, head, err := h.FormHead(c, p, "Move launch date", layout.PageMove, vm.Form)
	if err != nil {
		return err
	}
	return h.Render(c, status, moveview.Page(sh, head, vm))
}

func (h *Handler) moveLaunch(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	mv, err := h.launches.Move(c.Request().Context(), c.Param("slug"), launch.MoveInput{To: targetOf(f), Reason: f.Val("reason"),
		Rows: moveview.Choices(f, nil), Accept: acceptanceOf(f),
		Decision: launch.DecisionChoice{Confirm: f.Val("decision") == "confirm", Reason: f.Val("confirm_reason")}, Version: web.Version(f)})
	if err != nil {
		return h.moveRefused(c, f, err)
	}
	accepted := ""
	if mv.Accepted > 0 {
		accepted = fmt.Sprintf(" %s accepted.", words.Count(mv.Accepted, "collision"))
	}
	h.Say(c, layout.Flash{Kind: "ok",
		Text:       fmt.Sprintf("T moved to %s, and %s with it.%s", mv.NewOn.Long(), words.Count(mv.Dated(), "item"), accepted),
		UndoAction: paths.MoveUndo(c.Param("slug"), mv.ID)})
	return web.SeeOther(c, paths.Timeline(c.Param("slug")))
}

// moveRefused shows the form again with the entered values: with messages if the input is invalid,
// with the present plan after a conflict.
func (h *Handler) moveRefused(c echo.Context, f ui.Form, err error) error {
	status := http.StatusUnprocessableEntity
	if fault.Is(err, fault.KindConflict) {
		status = http.StatusConflict
		f.Add("", fault.MessageOf(fault.Changed("this launch"))+" Check the new preview, then move T.")
	} else if err := web.AddErrors(&f, err); err != nil {
		return err
	}
	p, err := h.LeadPlan(c)
	if err != nil {
		return err
	}
	return h.showMove(c, status, p, f)
}

func (h *Handler) undoMove(c echo.Context) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	mv, err := h.launches.UndoMove(c.Request().Context(), c.Param("slug"), id)
	if err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "T is back on " + mv.OldOn.Long() + ", and so is all that follows it."})
	return web.SeeOther(c, paths.Timeline(c.Param("slug")))
}

// rosterEffect returns the effect of a move of T on the roster, or nil for a launch without one.
func (h *Handler) rosterEffect(c echo.Context, p *launch.Plan, t time.Time) (*moveview.OnCall, error) {
	r, err := h.roster.Brief(c.Request().Context(), p.Launch)
	if err != nil || len(r.Entries) == 0 {
		return nil, err
	}
	after := r.For(t)
	var out moveview.OnCall
	if n := after.Minutes(rota.Gap); n > 0 {
		out.Lacks = rota.Lasting(n)
	}
	for _, sl := range r.Watch.Slots {
		_, is := sl.Span().Meets(after.Window)
		if _, was := sl.Span().Meets(r.Watch.Window); was && !is {
			out.Outside = append(out.Outside, r.Name(sl.Person)+", "+sl.Role.Label()+", "+rota.Say(sl.Span(), p.Location()))
		}
	}
	return &out, nil
}
