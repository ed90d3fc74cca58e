package checklist

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/checklist"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	checklistview "tminus/views/checklist"
	deliverableview "tminus/views/deliverable"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

func (h *Handler) checklistsPage(c echo.Context) error {
	return h.showChecklists(c, http.StatusOK, ui.NewForm(nil))
}

func (h *Handler) showChecklists(c echo.Context, status int, f ui.Form) error {
	p, err := h.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	vm, err := h.checklistsVM(c, c.QueryParams())
	if err != nil {
		return err
	}
	if vm.Rounds, err = h.checklists.Rounds(c.Request().Context(), p.ID); err != nil {
		return err
	}
	vm.Form = f
	sh := h.Shell(c, "Checklists · "+p.Name, "launches")
	sh.Invalid = f.Invalid()
	head, err := h.LaunchHead(c, p, layout.PageChecklists)
	if err != nil {
		return err
	}
	return h.Render(c, status, checklistview.Page(sh, head, vm))
}

func (h *Handler) checklistsVM(c echo.Context, q url.Values) (checklistview.VM, error) {
	cs, err := h.checklists.List(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return checklistview.VM{}, err
	}
	vm := checklistview.VM{Checklists: cs, Today: cs.Launch.Today(h.DB.Now()), Me: web.Actor(c).ID,
		CanEdit: h.Can(c, people.EditPlan, cs.Launch.Subject())}
	vm.Filter.Mine = q.Get("who") == "me"
	if show := q.Get("show"); show == "open" || show == "overdue" {
		vm.Filter.Show = show
	}
	if slices.Contains(checklist.Parts, q.Get("part")) {
		vm.Filter.Part = q.Get("part")
	}
	return vm, nil
}

// checksBack returns the page of checklists that a form was sent from, including its filter.
func checksBack(c echo.Context, f ui.Form) string {
	return web.BackAmong(f, paths.Checklists(c.Param("slug")), paths.Me())
}

// checkOf loads an item with its list. It returns NotFound for an item of another launch.
func (h *Handler) checkOf(c echo.Context, id int64, f ui.Form) (checklistview.VM, checklist.List, checklist.ItemDetail, error) {
	u, err := url.Parse(checksBack(c, f))
	if err != nil {
		return checklistview.VM{}, checklist.List{}, checklist.ItemDetail{}, err
	}
	vm, err := h.checklistsVM(c, u.Query())
	if err != nil {
		return vm, checklist.List{}, checklist.ItemDetail{}, err
	}
	l, it, ok := vm.Item(id)
	if !ok {
		return vm, l, it, fault.NotFound("item in the checklists of this launch")
	}
	return vm, l, it, nil
}

func (h *Handler) checkStatePage(c echo.Context) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	if err := h.RequireEdit(c); err != nil {
		return err
	}
	return h.askCheck(c, http.StatusOK, id, checklist.State(c.QueryParam("to")), ui.NewForm(url.Values{"back": {c.QueryParam("back")}}),
		ui.NewForm(nil))
}

// askCheck shows the form that a state requires; f holds the entered values.
func (h *Handler) askCheck(c echo.Context, status int, id int64, to checklist.State, place, f ui.Form) error {
	_, _, it, err := h.checkOf(c, id, place)
	if err != nil {
		return err
	}
	p, err := h.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	vm := checklistview.StateVM{Launch: p.Launch, Item: it, To: to, Back: checksBack(c, place), Form: f, CanEdit: true}
	if web.IsPartial(c) {
		return h.RenderDialog(c, status, checklistview.StateDialog(vm))
	}
	sh := h.Shell(c, it.Title+" · "+p.Name, "launches")
	sh.Invalid = f.Invalid()
	head, err := h.LaunchHead(c, p, layout.PageChecklists)
	if err != nil {
		return err
	}
	return h.Render(c, status, checklistview.StatePage(sh, head, vm))
}

func (h *Handler) setCheck(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	if ui.Chosen(f) {
		_, _, it, err := h.checkOf(c, id, f)
		if err != nil {
			return err
		}
		ui.Resolve(&f, url.Values{"state": {string(it.State)}, "note": {it.Note}})
	}
	ch := checklist.Change{To: checklist.State(f.Val("state")), Note: f.Val("note"), Noted: f.Has("note")}
	was, err := h.checklists.SetState(c.Request().Context(), c.Param("slug"), id, ch, web.Version(f))
	switch fault.KindOf(err) {
	case fault.KindInvalid:
		// The first press of "Not applicable…" is not an error, because the reason was not asked
		// for yet.
		asked := ui.NewForm(nil)
		if ch.Noted || ch.To != checklist.NotApplicable {
			asked = f
			_ = web.AddErrors(&asked, err)
		}
		return h.askCheck(c, http.StatusUnprocessableEntity, id, ch.To, f, asked)
	case fault.KindConflict:
		return h.checkConflict(c, id, f)
	}
	if err != nil {
		return err
	}
	return h.checkChanged(c, id, f, was)
}

// checkChanged answers with the row, or redirects to it.
func (h *Handler) checkChanged(c echo.Context, id int64, f ui.Form, was checklist.Previous) error {
	vm, l, it, err := h.checkOf(c, id, f)
	if err != nil {
		return err
	}
	back := checksBack(c, f)
	flash := layout.Flash{Kind: "ok", Text: it.Title + ": " + it.State.Label(it.Mode)}
	if was.Changed {
		flash = withUndo(flash, vm.Launch, back, []checklist.Previous{was})
	}
	if web.IsPartial(c) && strings.HasPrefix(back, paths.Checklists(vm.Launch.Slug)) {
		return h.RenderWithHead(c, http.StatusOK, checklistview.Row(vm, it), checklistview.ProgressAnew(vm, l), layout.FlashFragment(&flash),
			deliverableview.CloseDialog())
	}
	h.Say(c, flash)
	return web.SeeOther(c, back+"#"+checklistview.ItemID(id))
}

func (h *Handler) checkConflict(c echo.Context, id int64, f ui.Form) error {
	vm, _, it, err := h.checkOf(c, id, f)
	if err != nil {
		return err
	}
	back := checksBack(c, f)
	return h.RenderReadinessConflict(c, "Checklists",
		ui.ConflictProps{Action: paths.Check(vm.Launch.Slug, id, "state"), Version: it.Version, Form: f, Back: back, Who: it.ClosedName,
			Fields: []ui.ConflictField{{Label: it.Title, Name: "state note",
				Yours:  web.AnswerWithNote(checklist.State(f.Val("state")).Label(it.Mode), f.Val("note")),
				Theirs: web.AnswerWithNote(it.State.Label(it.Mode), it.Note)}}})
}

// withUndo adds an undo with the previous states to a message.
func withUndo(flash layout.Flash, l launch.Launch, back string, before []checklist.Previous) layout.Flash {
	flash.UndoAction = paths.Checklists(l.Slug, "back")
	flash.UndoFields = [][2]string{{"back", back}}
	for _, w := range before {
		due := "none"
		if w.Due != nil {
			due = strconv.Itoa(*w.Due)
		}
		flash.UndoFields = append(flash.UndoFields,
			[2]string{"was", fmt.Sprintf("%d %d %s %d %s", w.ID, w.Version, w.State, w.OwnerID, due)}, [2]string{"note", w.Note})
	}
	return flash
}

func (h *Handler) putChecksBack(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	var all []checklist.Previous
	for i, text := range f.Values["was"] {
		var w checklist.Previous
		var state, due string
		if _, err := fmt.Sscanf(text, "%d %d %s %d %s", &w.ID, &w.Version, &state, &w.OwnerID, &due); err != nil {
			return fault.Invalid("was", "This cannot be undone any more.")
		}
		w.State = checklist.State(state)
		if n, err := strconv.Atoi(due); err == nil {
			w.Due = &n
		}
		if notes := f.Values["note"]; i < len(notes) {
			w.Note = notes[i]
		}
		all = append(all, w)
	}
	if err := h.checklists.Revert(c.Request().Context(), c.Param("slug"), all); err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Undone."})
	return web.SeeOther(c, checksBack(c, f))
}

// severalOf parses a bulk action; asked reports whether everything that it requires was asked for.
func severalOf(f ui.Form, l launch.Launch) (b checklist.Bulk, asked bool, err error) {
	switch f.Val("do") {
	case "done", "open":
		to := map[string]checklist.State{"done": checklist.Done, "open": checklist.Open}[f.Val("do")]
		return checklist.Bulk{Do: "state", Change: checklist.Change{To: to}}, true, nil
	case "na":
		return checklist.Bulk{Do: "state", Change: checklist.Change{To: checklist.NotApplicable, Note: f.Val("note"), Noted: true}},
			f.Has("note"), nil
	case "owner":
		return checklist.Bulk{Do: "owner", OwnerID: web.OptionalID(f, "owner")}, f.Has("owner"), nil
	case "due":
		b = checklist.Bulk{Do: "due"}
		b.Due, err = dueOf(f, l)
		return b, f.Has("due_on"), err
	}
	return b, true, nil
}

// dueOf returns the day in a form as its offset from T, or nil.
func dueOf(f ui.Form, l launch.Launch) (*int, error) {
	text, field := f.Val("due_rel"), "due_rel"
	if strings.TrimSpace(text) == "" {
		text, field = f.Val("due_on"), "due_on"
	}
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	day, ok := launch.ParseDay(text, l.LaunchOn)
	if !ok || day.IsZero() {
		return nil, fault.Invalid(field, "Enter a date like 2026-12-10, or a day relative to T like T-7.")
	}
	days := day.Sub(l.LaunchOn)
	return &days, nil
}

func (h *Handler) setChecks(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	if err := h.RequireEdit(c); err != nil {
		return err
	}
	l, err := h.launches.Launch(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	b, asked, err := severalOf(f, l)
	if !asked && len(f.Values["pick"]) > 0 {
		return h.askSeveral(c, http.StatusUnprocessableEntity, f)
	}
	var before []checklist.Previous
	if err == nil {
		before, err = h.checklists.SetSeveral(c.Request().Context(), l.Slug, web.Picks(f), b)
	}
	switch fault.KindOf(err) {
	case fault.KindConflict:
		g := ui.NewForm(nil)
		g.Add("", fault.MessageOf(err))
		return h.showChecklists(c, http.StatusConflict, g)
	case fault.KindInvalid:
		_ = web.AddErrors(&f, err)
		if f.Val("do") == "done" || f.Val("do") == "open" || len(f.Values["pick"]) == 0 {
			g := ui.NewForm(nil)
			g.Add("", fault.FieldsOf(err)[0].Message)
			return h.showChecklists(c, http.StatusUnprocessableEntity, g)
		}
		return h.askSeveral(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	back := checksBack(c, f)
	h.Say(c, withUndo(layout.Flash{Kind: "ok", Text: changedItems(len(before))}, l, back, before))
	return web.SeeOther(c, back)
}

func changedItems(n int) string {
	if n == 1 {
		return "One item changed."
	}
	return fmt.Sprintf("%d items changed.", n)
}

// askSeveral asks for the reason, the owner or the day of several items.
func (h *Handler) askSeveral(c echo.Context, status int, f ui.Form) error {
	p, err := h.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	cs, err := h.checklists.List(c.Request().Context(), p.Slug)
	if err != nil {
		return err
	}
	vm := checklistview.SeveralVM{Launch: p.Launch, Do: f.Val("do"), Picks: f.Values["pick"], Back: checksBack(c, f), Form: f}
	for _, pick := range web.Picks(f) {
		if _, it, ok := cs.Item(pick.ID); ok {
			vm.Titles = append(vm.Titles, it.Title)
		}
	}
	if vm.People, err = h.People.Users(c.Request().Context(), true); err != nil {
		return err
	}
	sh := h.Shell(c, "Several items · "+p.Name, "launches")
	sh.Invalid = f.Invalid()
	head, err := h.LaunchHead(c, p, layout.PageChecklists)
	if err != nil {
		return err
	}
	return h.Render(c, status, checklistview.SeveralPage(sh, head, vm))
}
