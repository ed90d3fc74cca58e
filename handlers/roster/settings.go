package roster

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/people"
	rota "tminus/models/roster"
	"tminus/views/layout"
	"tminus/views/paths"
	rosterview "tminus/views/roster"
	"tminus/views/ui"
)

// rosterSimple returns the data of the smaller pages of a roster.
func (h *Handler) rosterSimple(c echo.Context) (rosterview.SimpleVM, error) {
	var vm rosterview.SimpleVM
	var err error
	if vm.Plan, vm.R, err = h.rosterOf(c); err != nil {
		return vm, err
	}
	vm.People, err = h.People.Users(c.Request().Context(), true)
	vm.Can = h.Permissions(c)
	vm.PageForm = pageForm()
	vm.Form, vm.Key, vm.Me, vm.CanEdit = ui.NewForm(nil), web.NewKey(), web.Actor(c).ID, h.Can(c, people.EditPlan, vm.Plan.Subject())
	return vm, err
}

func (h *Handler) showSimple(c echo.Context, status int, title string, in layout.LaunchPage, vm rosterview.SimpleVM,
	page func(layout.Shell, layout.LaunchHead, rosterview.SimpleVM) templ.Component) error {
	sh, head, err := h.FormHead(c, vm.Plan, title, in, vm.Form)
	if err != nil {
		return err
	}
	return h.Render(c, status, page(sh, head, vm))
}

// refusedSimple shows a smaller page again with the problems of its form, or with status 409 after
// a conflict.
func (h *Handler) refusedSimple(c echo.Context, f ui.Form, err error, show func(status int, vm rosterview.SimpleVM) error) error {
	return h.refused(c, f, err, h.rosterSimple, func(_ echo.Context, status int, vm rosterview.SimpleVM) error { return show(status, vm) })
}

// refused shows a form again, loaded by form, with its problems and what was typed.
func (h *Handler) refused(c echo.Context, f ui.Form, err error, form func(echo.Context) (rosterview.SimpleVM, error),
	show func(echo.Context, int, rosterview.SimpleVM) error) error {
	status := http.StatusUnprocessableEntity
	if fault.Is(err, fault.KindConflict) {
		status = http.StatusConflict
		f.Values.Del("version")
		f.Add("", fault.MessageOf(err)+" What you typed is still here; look at it again, then save.")
	} else if err := web.AddErrors(&f, err); err != nil {
		return err
	}
	vm, err := form(c)
	if err != nil {
		return err
	}
	vm.Form = f
	if f.Has("key") {
		vm.Key = f.Val("key")
	}
	return show(c, status, vm)
}

func (h *Handler) windowPage(c echo.Context) error {
	if _, err := h.LeadPlan(c); err != nil {
		return err
	}
	vm, err := h.rosterSimple(c)
	if err != nil {
		return err
	}
	return h.showWindow(c, http.StatusOK, vm)
}

func (h *Handler) showWindow(c echo.Context, status int, vm rosterview.SimpleVM) error {
	return h.showSimple(c, status, "What must be covered", layout.PageOnCall, vm, rosterview.WindowPage)
}

func (h *Handler) setWindow(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	if _, err := h.LeadPlan(c); err != nil {
		return err
	}
	in := rota.Settings{BeforeMinutes: int(parseCount(f, "before")) * 60, AfterMinutes: int(parseCount(f, "after")) * 1440}
	for _, line := range web.Lines(f.Val("needs")) {
		in.Needs = append(in.Needs, rota.Role(line))
	}
	for _, role := range f.Values["covers"] {
		in.Covers = append(in.Covers, rota.Role(role))
	}
	slug := c.Param("slug")
	before, next, err := h.roster.SetWindow(c.Request().Context(), slug, in, web.Version(f))
	if err != nil {
		return h.refusedSimple(c, f, err, func(status int, vm rosterview.SimpleVM) error { return h.showWindow(c, status, vm) })
	}
	var needs []string
	for _, r := range before.Needs {
		needs = append(needs, string(r))
	}
	undo := [][2]string{{"before", strconv.Itoa(before.BeforeMinutes / 60)}, {"after", strconv.Itoa(before.AfterMinutes / 1440)},
		{"needs", strings.Join(needs, "\n")}, {"version", strconv.Itoa(next)}}
	for _, r := range before.Covers {
		undo = append(undo, [2]string{"covers", string(r)})
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Saved.", UndoAction: paths.Roster(slug, "window"), UndoFields: undo})
	return web.SeeOther(c, paths.Roster(slug))
}

// parseCount parses a number, and returns -1 if it is invalid, so that the rule refuses it. It
// limits huge numbers, to prevent overflow.
func parseCount(f ui.Form, name string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(f.Val(name)), 10, 32)
	if err != nil || n > 1_000_000 {
		return -1
	}
	return n
}

func (h *Handler) escalationPage(c echo.Context) error {
	vm, err := h.rosterSimple(c)
	if err != nil {
		return err
	}
	return h.showEscalation(c, http.StatusOK, vm)
}

// showEscalation shows the steps and a dry run at the requested time, otherwise now, or at T if
// that is in the future.
func (h *Handler) showEscalation(c echo.Context, status int, vm rosterview.SimpleVM) error {
	vm.At = vm.Plan.Now
	if vm.Plan.LaunchAt.After(vm.At) {
		vm.At = vm.Plan.LaunchAt.Time
	}
	on, errOn := civil.Parse(c.QueryParam("on"))
	at, errAt := civil.ParseTime(c.QueryParam("at"))
	if errOn == nil && errAt == nil && !on.IsZero() && !at.IsZero() {
		vm.At, _ = civil.Instant(on, at, vm.Plan.Location())
	}
	vm.Dry = rota.DryRun(vm.R.Steps, vm.R.Watch, vm.At)
	var who []int64
	for _, p := range slices.Concat(vm.Dry, vm.AskedFirst()) {
		for _, w := range p.Who {
			who = append(who, w.ID)
		}
	}
	var err error
	if vm.Contacts, err = h.People.Contacts(c.Request().Context(), who); err != nil {
		return err
	}
	if vm.Pages, vm.CanPage, err = h.messages.Pages(c.Request().Context(), vm.Plan.ID); err != nil {
		return err
	}
	vm.Address = h.Options.BaseURL + paths.Roster(vm.Plan.Slug, "escalation")
	return h.showSimple(c, status, "Escalation", layout.PageEscalation, vm, rosterview.EscalationPage)
}

// stepsIn parses the steps of an escalation.
func stepsIn(f ui.Form) []rota.Step {
	var steps []rota.Step
	for i := range rota.MaxSteps {
		n := strconv.Itoa(i + 1)
		st := rota.Step{Wait: int(parseCount(f, "wait"+n))}
		if role, is := strings.CutPrefix(f.Val("who"+n), "role:"); is {
			st.Role = rota.Role(role)
		} else {
			st.UserID = web.OptionalID(f, "who"+n)
		}
		steps = append(steps, st)
	}
	return steps
}

func (h *Handler) setEscalation(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	if _, err := h.EditablePlan(c); err != nil {
		return err
	}
	err = h.roster.SetSteps(c.Request().Context(), c.Param("slug"), stepsIn(f), web.Version(f))
	if err != nil {
		return h.refusedSimple(c, f, err, func(status int, vm rosterview.SimpleVM) error { return h.showEscalation(c, status, vm) })
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Saved. The dry run shows whom it reaches."})
	return web.SeeOther(c, paths.Roster(c.Param("slug"), "escalation"))
}

func (h *Handler) handoverPage(c echo.Context) error {
	vm, err := h.rosterSimple(c)
	if err != nil {
		return err
	}
	return h.showOnCallHandover(c, http.StatusOK, vm)
}

func (h *Handler) showOnCallHandover(c echo.Context, status int, vm rosterview.SimpleVM) error {
	return h.showSimple(c, status, "On-call handover", layout.PageOnCall, vm, rosterview.HandoverPage)
}

func (h *Handler) leaveHandover(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	if _, err := h.EditablePlan(c); err != nil {
		return err
	}
	in := rota.Note{ToID: web.FormID(f, "to"), OpenMatters: f.Val("open"), Flags: f.Val("flags"), Stage: f.Val("stage")}
	if _, err = h.roster.Leave(c.Request().Context(), c.Param("slug"), in, f.Val("key")); err != nil {
		return h.refusedSimple(c, f, err, func(status int, vm rosterview.SimpleVM) error { return h.showOnCallHandover(c, status, vm) })
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Handed over. It stands here until it is accepted."})
	return web.SeeOther(c, paths.Roster(c.Param("slug"), "handover"))
}

func (h *Handler) acceptHandover(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	if err := h.roster.AcceptNote(c.Request().Context(), c.Param("slug"), id, web.Version(f)); err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Accepted."})
	return web.SeeOther(c, paths.Roster(c.Param("slug"), "handover"))
}

// swapForm returns the form in which people offer one of their shifts. It returns NotFound for a
// shift of another launch.
func (h *Handler) swapForm(c echo.Context) (rosterview.SimpleVM, error) {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return rosterview.SimpleVM{}, err
	}
	if _, err := h.EditablePlan(c); err != nil {
		return rosterview.SimpleVM{}, err
	}
	vm, err := h.rosterSimple(c)
	if err != nil {
		return vm, err
	}
	if vm.Entry, err = h.roster.Entry(c.Request().Context(), vm.Plan.Slug, id); err != nil {
		return vm, err
	}
	return vm, people.Require(web.Actor(c), people.OfferShift, vm.Entry.Subject())
}

func (h *Handler) swapPage(c echo.Context) error {
	vm, err := h.swapForm(c)
	if err != nil {
		return err
	}
	return h.showSimple(c, http.StatusOK, "Swap a shift", layout.PageOnCall, vm, rosterview.SwapPage)
}

func (h *Handler) askSwap(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	sw, err := h.roster.AskSwap(c.Request().Context(), slug,
		rota.Swap{ShiftID: id, ReturnID: web.OptionalID(f, "return"), ToID: web.FormID(f, "to"), Note: f.Val("note")}, f.Val("key"))
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		vm, err := h.swapForm(c)
		if err != nil {
			return err
		}
		vm.Form, vm.Key = f, f.Val("key")
		return h.showSimple(c, http.StatusUnprocessableEntity, "Swap a shift", layout.PageOnCall, vm, rosterview.SwapPage)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Asked. Nothing changes before it is accepted.",
		UndoAction: paths.Roster(slug, "swaps", strconv.FormatInt(sw.ID, 10)),
		UndoFields: [][2]string{{"answer", string(rota.Withdrawn)}, {"version", strconv.Itoa(sw.Version)}}})
	return web.SeeOther(c, paths.Roster(slug)+"#swaps")
}

func (h *Handler) answerSwap(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	sw, err := h.roster.AnswerSwap(c.Request().Context(), c.Param("slug"), id, rota.SwapState(f.Val("answer")), web.Version(f))
	flash := layout.Flash{Kind: "ok", Text: sw.State.Label() + "."}
	if sw.State == rota.Accepted {
		flash.Text = "Accepted: the shifts have changed hands."
	}
	return h.backToRoster(c, flash, err)
}
