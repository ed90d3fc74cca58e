package roster

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/fault"
	rota "tminus/models/roster"
	"tminus/views/format"
	"tminus/views/layout"
	"tminus/views/paths"
	rosterview "tminus/views/roster"
	"tminus/views/ui"
)

func (h *Handler) addEntry(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	vm, err := h.entryForm(c)
	if err != nil {
		return err
	}
	var e rota.Entry
	in, err := entryInput(f)
	if err == nil {
		e, err = h.roster.Create(c.Request().Context(), vm.Plan.Slug, in, f.Val("key"))
	}
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		vm.Form, vm.Kind, vm.Key = f, kindOf(f.Val("kind")), f.Val("key")
		return h.showEntryForm(c, http.StatusUnprocessableEntity, vm)
	}
	loc := vm.Plan.Location()
	text := "On the roster: " + rota.Say(e.Span(), loc) + "."
	for _, name := range []string{"from", "to"} {
		if twice := rosterMoment(f, name).Ambiguous(loc); twice != "" && f.Val("zone") == vm.Plan.Zone {
			text += " " + twice
		}
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: text, UndoAction: paths.Shift(vm.Plan.Slug, e.ID, "remove"),
		UndoFields: [][2]string{{"version", strconv.Itoa(e.Version)}}})
	return web.SeeOther(c, h.weekOf(vm.Plan.Slug, e, f))
}

// weekOf returns the roster page for the week of an entry.
func (h *Handler) weekOf(slug string, e rota.Entry, f ui.Form) string {
	loc, err := civil.Zone(f.Val("zone"))
	if err != nil {
		return paths.Roster(slug)
	}
	return paths.Roster(slug) + "?week=" + civil.Of(e.FromAt.Time, loc).String()
}

func (h *Handler) updateEntry(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	vm, err := h.entryToEdit(c)
	if err != nil {
		return err
	}
	loc := vm.Plan.Location()
	theirs := rosterview.Values(*vm.Entry, loc)
	byHand := f.Val("by") == "hand"
	if byHand { // dragged on the grid, which only sends the times
		for name, vs := range theirs {
			if !f.Has(name) {
				f.Values[name] = vs
			}
		}
	}
	ui.Resolve(&f, theirs)
	f.Values.Set("kind", string(vm.Kind))
	var before rota.Entry
	next := 0
	in, err := entryInput(f)
	if err == nil {
		before, next, err = h.roster.Update(c.Request().Context(), vm.Plan.Slug, vm.Entry.ID, in, web.Version(f))
	}
	switch fault.KindOf(err) {
	case fault.KindConflict:
		return h.entryConflict(c, vm, f)
	case fault.KindInvalid:
		vm.Form, vm.Base = f, f.Val("base")
		_ = web.AddErrors(&vm.Form, err)
		return h.showEntryForm(c, http.StatusUnprocessableEntity, vm)
	}
	if err != nil {
		return err
	}
	was := rosterview.Values(before, loc)
	was.Set("zone", vm.Plan.Zone)
	h.SaySaved(c, web.SavedForm{Undone: f.Has("undo"), Changed: true, Before: was, Version: next})
	to := h.weekOf(vm.Plan.Slug, rota.Entry{FromAt: before.FromAt}, f)
	if byHand {
		to += "#week"
	}
	return web.SeeOther(c, to)
}

// entryConflict shows the form's values next to the stored ones.
func (h *Handler) entryConflict(c echo.Context, vm rosterview.FormVM, f ui.Form) error {
	entity := "shift"
	if vm.Kind.Override() {
		entity = "override"
	}
	history, err := h.Audit.HistoryOf(c.Request().Context(), entity, vm.Entry.ID, 1)
	if err != nil {
		return err
	}
	vm.Form = f
	props := ui.ConflictProps{Action: paths.Shift(vm.Plan.Slug, vm.Entry.ID), Version: vm.Entry.Version,
		Back: paths.Shift(vm.Plan.Slug, vm.Entry.ID), Form: f,
		Fields: rosterview.ConflictFields(vm, rosterview.Values(*vm.Entry, vm.Plan.Location()))}
	if len(history.Entries) > 0 {
		props.Who, props.When = history.Entries[0].ActorName, "on "+format.Moment(history.Entries[0].At.Time, vm.Plan.Location())
	}
	return h.RenderConflict(c, vm.Plan, props)
}

func (h *Handler) removeEntry(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	ctx := c.Request().Context()
	e, err := h.roster.Remove(ctx, slug, id, web.Version(f))
	if err != nil {
		return err
	}
	p, err := h.launches.Plan(ctx, slug)
	if err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Off the roster: " + rota.Say(e.Span(), p.Location()) + ".",
		UndoAction: paths.Roster(slug), UndoFields: rosterview.EntryFields(e, p.Location())})
	return web.SeeOther(c, paths.Roster(slug)+"?week="+civil.Of(e.FromAt.Time, p.Location()).String())
}

func batchUndo(slug string, b rota.Batch) string {
	return paths.Roster(slug, "changes", strconv.FormatInt(b.ID, 10), "undo")
}

func (h *Handler) undoRosterChange(c echo.Context) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	b, err := h.roster.Undo(c.Request().Context(), c.Param("slug"), id)
	if err != nil {
		return err
	}
	text := "Undone: the roster is as it was, without " + words.Count(len(b.Items), "shift") + "."
	if b.Kind == rota.Moved {
		text = "Undone: the roster is where it was."
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: text})
	return web.SeeOther(c, paths.Roster(c.Param("slug")))
}

// takeOver puts the signed-in person on call now.
func (h *Handler) takeOver(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	b, err := h.roster.TakeNow(c.Request().Context(), slug, rota.Role(f.Val("role")), f.Val("key"))
	flash := layout.Flash{Kind: "ok", Text: "You are on call now, until the running shift ends.", UndoAction: batchUndo(slug, b)}
	return h.backToRoster(c, flash, err)
}

// backToRoster redirects to the roster with a message about the action, or the reason why it is not
// possible.
func (h *Handler) backToRoster(c echo.Context, flash layout.Flash, err error) error {
	if fault.Is(err, fault.KindInvalid) {
		flash, err = layout.Flash{Kind: "error", Text: fault.FieldsOf(err)[0].Message}, nil
	}
	if err != nil {
		return err
	}
	h.Say(c, flash)
	return web.SeeOther(c, paths.Roster(c.Param("slug")))
}

func (h *Handler) moveAlong(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	slug, leave := c.Param("slug"), f.Val("leave") != ""
	b, err := h.roster.MoveAlong(c.Request().Context(), slug, leave)
	if err != nil {
		return err
	}
	text := "The roster follows T: " + words.Count(len(b.Items), "shift") + " moved."
	if leave {
		text = "The roster stays where it is."
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: text, UndoAction: batchUndo(slug, b)})
	return web.SeeOther(c, paths.Roster(slug))
}
