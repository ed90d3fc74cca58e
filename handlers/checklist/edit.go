package checklist

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/checklist"
	"tminus/models/fault"
	"tminus/models/launch"
	checklistview "tminus/views/checklist"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

// listOf loads a checklist for people who may edit it. It returns NotFound for a list of another
// launch.
func (h *Handler) listOf(c echo.Context) (checklist.Checklists, checklist.List, error) {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return checklist.Checklists{}, checklist.List{}, err
	}
	if err := h.RequireEdit(c); err != nil {
		return checklist.Checklists{}, checklist.List{}, err
	}
	cs, err := h.checklists.List(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return cs, checklist.List{}, err
	}
	l, ok := cs.List(id)
	if !ok {
		return cs, l, fault.NotFound("checklist in this launch")
	}
	return cs, l, nil
}

func (h *Handler) newItemPage(c echo.Context) error {
	cs, l, err := h.listOf(c)
	if err != nil {
		return err
	}
	return h.showItemForm(c, http.StatusOK, checklistview.ItemVM{Launch: cs.Launch, List: l, Form: ui.NewForm(nil), Key: web.NewKey()})
}

func (h *Handler) showItemForm(c echo.Context, status int, vm checklistview.ItemVM) error {
	p, err := h.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	if vm.People, err = h.People.Users(c.Request().Context(), true); err != nil {
		return err
	}
	sh, head, err := h.FormHead(c, p, "Checklist item", layout.PageChecklists, vm.Form)
	if err != nil {
		return err
	}
	return h.Render(c, status, checklistview.ItemPage(sh, head, vm))
}

func itemInput(f ui.Form, l launch.Launch) (checklist.ItemInput, error) {
	in := checklist.ItemInput{Title: f.Val("title"), Part: f.Val("part"), OwnerID: web.OptionalID(f, "owner"),
		Evidence: f.Val("evidence"), Note: f.Val("note")}
	var err error
	in.Due, err = dueOf(f, l)
	return in, err
}

func (h *Handler) addItem(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	cs, l, err := h.listOf(c)
	if err != nil {
		return err
	}
	in, err := itemInput(f, cs.Launch)
	var id int64
	if err == nil {
		id, err = h.checklists.AddItem(c.Request().Context(), c.Param("slug"), l.ID, in, f.Val("key"))
	}
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showItemForm(c, http.StatusUnprocessableEntity, checklistview.ItemVM{Launch: cs.Launch, List: l, Form: f, Key: f.Val("key")})
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Added to " + l.Name + ".", UndoAction: paths.Check(cs.Launch.Slug, id, "remove"),
		UndoFields: [][2]string{{"version", "1"}}})
	return web.SeeOther(c, paths.Checklists(cs.Launch.Slug)+"#"+checklistview.ItemID(id))
}

func (h *Handler) editItemPage(c echo.Context) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	if err := h.RequireEdit(c); err != nil {
		return err
	}
	vm, l, it, err := h.checkOf(c, id, ui.NewForm(nil))
	if err != nil {
		return err
	}
	v := checklistview.ItemValues(it)
	return h.showItemForm(c, http.StatusOK,
		checklistview.ItemVM{Launch: vm.Launch, List: l, Item: &it, Form: ui.NewForm(v), Base: ui.Digest(v, checklistview.ItemFields...)})
}

func (h *Handler) editItem(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	if err := h.RequireEdit(c); err != nil {
		return err
	}
	vm, l, it, err := h.checkOf(c, id, f)
	if err != nil {
		return err
	}
	ui.Resolve(&f, checklistview.ItemValues(it))
	in, err := itemInput(f, vm.Launch)
	if err == nil {
		err = h.checklists.UpdateItem(c.Request().Context(), vm.Launch.Slug, id, in, web.Version(f))
	}
	if fault.Is(err, fault.KindConflict) {
		return h.checkEditConflict(c, vm.Launch, it, f)
	}
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showItemForm(c, http.StatusUnprocessableEntity,
			checklistview.ItemVM{Launch: vm.Launch, List: l, Item: &it, Form: f, Base: f.Val("base")})
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Saved: " + in.Title})
	return web.SeeOther(c, paths.Checklists(vm.Launch.Slug)+"#"+checklistview.ItemID(id))
}

func (h *Handler) checkEditConflict(c echo.Context, l launch.Launch, it checklist.ItemDetail, f ui.Form) error {
	users, err := h.People.Users(c.Request().Context(), true)
	if err != nil {
		return err
	}
	theirs := ui.NewForm(checklistview.ItemValues(it))
	props := ui.ConflictProps{Action: paths.Check(l.Slug, it.ID, "edit"), Version: it.Version, Form: f,
		Back: paths.Check(l.Slug, it.ID, "edit")}
	for _, field := range [][2]string{{"Item", "title"}, {"Part", "part"}, {"Evidence", "evidence"}, {"Note", "note"}} {
		props.Fields = append(props.Fields,
			ui.ConflictField{Label: field[0], Name: field[1], Yours: f.Val(field[1]), Theirs: theirs.Val(field[1])})
	}
	props.Fields = append(props.Fields,
		ui.ConflictField{Label: "Owner", Name: "owner", Yours: web.UserName(users, web.FormID(f, "owner")),
			Theirs: web.UserName(users, web.FormID(theirs, "owner"))},
		ui.ConflictField{Label: "Due", Name: "due_on due_rel", Yours: dueText(f, l), Theirs: dueText(theirs, l)})
	return h.RenderReadinessConflict(c, "Checklists", props)
}

// dueText returns the day in a form as text.
func dueText(f ui.Form, l launch.Launch) string {
	days, err := dueOf(f, l)
	if err != nil || days == nil {
		return f.Val("due_rel")
	}
	return l.LaunchOn.AddDays(*days).Long()
}

func (h *Handler) newListPage(c echo.Context) error {
	if err := h.RequireEdit(c); err != nil {
		return err
	}
	return h.showListForm(c, http.StatusOK, checklistview.ListVM{Form: ui.NewForm(nil), Key: web.NewKey()})
}

func (h *Handler) showListForm(c echo.Context, status int, vm checklistview.ListVM) error {
	p, err := h.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	vm.Launch = p.Launch
	sh, head, err := h.FormHead(c, p, "Checklist", layout.PageChecklists, vm.Form)
	if err != nil {
		return err
	}
	return h.Render(c, status, checklistview.ListPage(sh, head, vm))
}

func (h *Handler) addList(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	id, err := h.checklists.AddList(c.Request().Context(), slug, checklist.ListInput{Name: f.Val("name"), Mode: f.Val("mode")}, f.Val("key"))
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showListForm(c, http.StatusUnprocessableEntity, checklistview.ListVM{Form: f, Key: f.Val("key")})
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Checklist added.", UndoAction: paths.Checklist(slug, id, "remove"),
		UndoFields: [][2]string{{"version", "1"}}})
	return web.SeeOther(c, paths.Checklists(slug)+"#"+checklistview.ListID(id))
}

func (h *Handler) editListPage(c echo.Context) error {
	_, l, err := h.listOf(c)
	if err != nil {
		return err
	}
	v := checklistview.ListValues(l)
	return h.showListForm(c, http.StatusOK, checklistview.ListVM{List: &l, Form: ui.NewForm(v), Base: ui.Digest(v, "name", "mode")})
}

func (h *Handler) editList(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	cs, l, err := h.listOf(c)
	if err != nil {
		return err
	}
	ui.Resolve(&f, checklistview.ListValues(l))
	err = h.checklists.UpdateList(c.Request().Context(), cs.Launch.Slug, l.ID,
		checklist.ListInput{Name: f.Val("name"), Mode: f.Val("mode")}, web.Version(f))
	switch fault.KindOf(err) {
	case fault.KindConflict:
		path := paths.Checklist(cs.Launch.Slug, l.ID, "edit")
		words := map[string]string{checklist.ModeTick: "Ticked", checklist.ModeVerdict: "Judged"}
		return h.RenderReadinessConflict(c, "Checklists",
			ui.ConflictProps{Action: path, Version: l.Version, Form: f, Back: path, Fields: []ui.ConflictField{
				{Label: "Name", Name: "name", Yours: f.Val("name"), Theirs: l.Name},
				{Label: "Its items are", Name: "mode", Yours: words[f.Val("mode")], Theirs: words[l.Mode]}}})
	case fault.KindInvalid:
		_ = web.AddErrors(&f, err)
		return h.showListForm(c, http.StatusUnprocessableEntity, checklistview.ListVM{List: &l, Form: f, Base: f.Val("base")})
	}
	if err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Checklist saved."})
	return web.SeeOther(c, paths.Checklists(cs.Launch.Slug)+"#"+checklistview.ListID(l.ID))
}

type archive func(ctx context.Context, slug string, id int64, version int, back bool) (int, error)

func (h *Handler) removeItem(c echo.Context) error {
	return h.toggleTicks(c, h.checklists.RemoveItem, paths.Check, false)
}

func (h *Handler) restoreItem(c echo.Context) error {
	return h.toggleTicks(c, h.checklists.RemoveItem, paths.Check, true)
}

func (h *Handler) removeList(c echo.Context) error {
	return h.toggleTicks(c, h.checklists.RemoveList, paths.Checklist, false)
}

func (h *Handler) restoreList(c echo.Context) error {
	return h.toggleTicks(c, h.checklists.RemoveList, paths.Checklist, true)
}

func (h *Handler) toggleTicks(c echo.Context, do archive, path func(string, int64, ...string) string, back bool) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	next, err := do(c.Request().Context(), slug, id, web.Version(f), back)
	if err != nil {
		return err
	}
	h.SayRemoved(c, back, "Removed.", "It is back.", path(slug, id, "restore"), next)
	return web.SeeOther(c, checksBack(c, f))
}

type order func(ctx context.Context, slug string, id int64, up bool) error

func (h *Handler) itemUp(c echo.Context) error {
	return h.orderTicks(c, h.checklists.MoveItem, checklistview.ItemID, true)
}

func (h *Handler) itemDown(c echo.Context) error {
	return h.orderTicks(c, h.checklists.MoveItem, checklistview.ItemID, false)
}

func (h *Handler) listUp(c echo.Context) error {
	return h.orderTicks(c, h.checklists.MoveList, checklistview.ListID, true)
}

func (h *Handler) listDown(c echo.Context) error {
	return h.orderTicks(c, h.checklists.MoveList, checklistview.ListID, false)
}

func (h *Handler) orderTicks(c echo.Context, do order, anchor func(int64) string, up bool) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	if err := do(c.Request().Context(), c.Param("slug"), id, up); err != nil {
		return err
	}
	return web.SeeOther(c, checksBack(c, f)+"#"+anchor(id))
}

// Removing, restoring and ordering work the same for lists and items.
