package handlers

import (
	"context"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/models/fault"
	"tminus/models/launch"
	ready "tminus/models/readiness"
	"tminus/models/template"
	"tminus/views/checklists"
	"tminus/views/layout"
	"tminus/views/ui"
)

// listOf loads a checklist for who may edit it. Returns NotFound for one of
// another launch.
func (s *Server) listOf(c echo.Context) (ready.Checklists, ready.List, error) {
	id, err := idParam(c, "id")
	if err != nil {
		return ready.Checklists{}, ready.List{}, err
	}
	if err := s.mayEdit(c); err != nil {
		return ready.Checklists{}, ready.List{}, err
	}
	cs, err := s.ready.Checklists(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return cs, ready.List{}, err
	}
	l, ok := cs.List(id)
	if !ok {
		return cs, l, fault.NotFound("checklist in this launch")
	}
	return cs, l, nil
}

func (s *Server) newItemPage(c echo.Context) error {
	cs, l, err := s.listOf(c)
	if err != nil {
		return err
	}
	return s.showItemForm(c, http.StatusOK, checklists.ItemVM{Launch: cs.Launch, List: l, Form: ui.NewForm(nil), Key: newKey()})
}

func (s *Server) showItemForm(c echo.Context, status int, vm checklists.ItemVM) error {
	p, err := s.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	if vm.People, err = s.people.Users(c.Request().Context(), true); err != nil {
		return err
	}
	sh := s.shell(c, "Checklist item · "+p.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	head, err := s.launchHead(c, p, "Readiness")
	if err != nil {
		return err
	}
	return s.render(c, status, checklists.ItemPage(sh, head, vm))
}

func itemInput(f ui.Form, l launch.Launch) (ready.CheckInput, error) {
	in := ready.CheckInput{Title: f.Val("title"), Part: f.Val("part"), OwnerID: optional(f, "owner"), Evidence: f.Val("evidence"), Note: f.Val("note")}
	var err error
	in.Due, err = dueOf(f, l)
	return in, err
}

func (s *Server) addItem(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	cs, l, err := s.listOf(c)
	if err != nil {
		return err
	}
	in, err := itemInput(f, cs.Launch)
	var id int64
	if err == nil {
		id, err = s.ready.AddCheck(c.Request().Context(), c.Param("slug"), l.ID, in, f.Val("key"))
	}
	if err != nil {
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showItemForm(c, http.StatusUnprocessableEntity, checklists.ItemVM{Launch: cs.Launch, List: l, Form: f, Key: f.Val("key")})
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Added to " + l.Name + ".", UndoAction: checklists.ItemPath(cs.Launch.Slug, id) + "/remove", UndoFields: [][2]string{{"version", "1"}}})
	return seeOther(c, checklists.Path(cs.Launch.Slug)+"#"+checklists.ItemID(id))
}

func (s *Server) editItemPage(c echo.Context) error {
	id, err := idParam(c, "id")
	if err != nil {
		return err
	}
	if err := s.mayEdit(c); err != nil {
		return err
	}
	vm, l, it, err := s.checkOf(c, id, ui.NewForm(nil))
	if err != nil {
		return err
	}
	v := checklists.ItemValues(it)
	return s.showItemForm(c, http.StatusOK, checklists.ItemVM{Launch: vm.Launch, List: l, Item: &it, Form: ui.NewForm(v), Base: ui.Digest(v, checklists.ItemFields...)})
}

func (s *Server) editItem(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	if err := s.mayEdit(c); err != nil {
		return err
	}
	vm, l, it, err := s.checkOf(c, id, f)
	if err != nil {
		return err
	}
	ui.Resolve(&f, checklists.ItemValues(it))
	in, err := itemInput(f, vm.Launch)
	if err == nil {
		err = s.ready.EditCheck(c.Request().Context(), vm.Launch.Slug, id, in, versionOf(f))
	}
	if fault.Is(err, fault.KindConflict) {
		return s.checkEditConflict(c, vm.Launch, it, f)
	}
	if err != nil {
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showItemForm(c, http.StatusUnprocessableEntity, checklists.ItemVM{Launch: vm.Launch, List: l, Item: &it, Form: f, Base: f.Val("base")})
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Saved: " + in.Title})
	return seeOther(c, checklists.Path(vm.Launch.Slug)+"#"+checklists.ItemID(id))
}

func (s *Server) checkEditConflict(c echo.Context, l launch.Launch, it ready.Ticked, f ui.Form) error {
	users, err := s.people.Users(c.Request().Context(), true)
	if err != nil {
		return err
	}
	theirs := ui.NewForm(checklists.ItemValues(it))
	props := ui.ConflictProps{Action: checklists.ItemPath(l.Slug, it.ID) + "/edit", Version: it.Version, Form: f, Back: checklists.ItemPath(l.Slug, it.ID) + "/edit"}
	for _, field := range [][2]string{{"Item", "title"}, {"Part", "part"}, {"Evidence", "evidence"}, {"Note", "note"}} {
		props.Fields = append(props.Fields, ui.ConflictField{Label: field[0], Name: field[1], Yours: f.Val(field[1]), Theirs: theirs.Val(field[1])})
	}
	props.Fields = append(props.Fields,
		ui.ConflictField{Label: "Owner", Name: "owner", Yours: nameOf(users, number(f, "owner")), Theirs: nameOf(users, number(theirs, "owner"))},
		ui.ConflictField{Label: "Due", Name: "due_on due_rel", Yours: dueTyped(f, l), Theirs: dueTyped(theirs, l)})
	return s.twoSaid(c, "Checklists", props)
}

// dueTyped is the day in a form in words.
func dueTyped(f ui.Form, l launch.Launch) string {
	days, err := dueOf(f, l)
	if err != nil || days == nil {
		return f.Val("due_rel")
	}
	return l.LaunchOn.AddDays(*days).Long()
}

func (s *Server) newListPage(c echo.Context) error {
	if err := s.mayEdit(c); err != nil {
		return err
	}
	return s.showListForm(c, http.StatusOK, checklists.ListVM{Form: ui.NewForm(nil), Key: newKey()})
}

func (s *Server) showListForm(c echo.Context, status int, vm checklists.ListVM) error {
	p, err := s.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	vm.Launch = p.Launch
	sh := s.shell(c, "Checklist · "+p.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	head, err := s.launchHead(c, p, "Readiness")
	if err != nil {
		return err
	}
	return s.render(c, status, checklists.ListPage(sh, head, vm))
}

func (s *Server) addList(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	id, err := s.ready.AddList(c.Request().Context(), slug, ready.ListInput{Name: f.Val("name"), Mode: f.Val("mode")}, f.Val("key"))
	if err != nil {
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showListForm(c, http.StatusUnprocessableEntity, checklists.ListVM{Form: f, Key: f.Val("key")})
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Checklist added.", UndoAction: checklists.ListPath(slug, id) + "/remove", UndoFields: [][2]string{{"version", "1"}}})
	return seeOther(c, checklists.Path(slug)+"#"+checklists.ListID(id))
}

func (s *Server) editListPage(c echo.Context) error {
	_, l, err := s.listOf(c)
	if err != nil {
		return err
	}
	v := checklists.ListValues(l)
	return s.showListForm(c, http.StatusOK, checklists.ListVM{List: &l, Form: ui.NewForm(v), Base: ui.Digest(v, "name", "mode")})
}

func (s *Server) editList(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	cs, l, err := s.listOf(c)
	if err != nil {
		return err
	}
	ui.Resolve(&f, checklists.ListValues(l))
	err = s.ready.EditList(c.Request().Context(), cs.Launch.Slug, l.ID, ready.ListInput{Name: f.Val("name"), Mode: f.Val("mode")}, versionOf(f))
	switch fault.KindOf(err) {
	case fault.KindConflict:
		path := checklists.ListPath(cs.Launch.Slug, l.ID) + "/edit"
		words := map[string]string{template.ModeTick: "Ticked", template.ModeVerdict: "Judged"}
		return s.twoSaid(c, "Checklists", ui.ConflictProps{Action: path, Version: l.Version, Form: f, Back: path, Fields: []ui.ConflictField{
			{Label: "Name", Name: "name", Yours: f.Val("name"), Theirs: l.Name},
			{Label: "Its items are", Name: "mode", Yours: words[f.Val("mode")], Theirs: words[l.Mode]}}})
	case fault.KindInvalid:
		_ = refused(&f, err)
		return s.showListForm(c, http.StatusUnprocessableEntity, checklists.ListVM{List: &l, Form: f, Base: f.Val("base")})
	}
	if err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Checklist saved."})
	return seeOther(c, checklists.Path(cs.Launch.Slug)+"#"+checklists.ListID(l.ID))
}

// Removing, restoring and ordering are alike for lists and their items.

type archive func(ctx context.Context, slug string, id int64, version int, back bool) error

func (s *Server) removeItem(c echo.Context) error {
	return s.toggleTicks(c, s.ready.RemoveCheck, checklists.ItemPath, false)
}
func (s *Server) restoreItem(c echo.Context) error {
	return s.toggleTicks(c, s.ready.RemoveCheck, checklists.ItemPath, true)
}
func (s *Server) removeList(c echo.Context) error {
	return s.toggleTicks(c, s.ready.RemoveList, checklists.ListPath, false)
}
func (s *Server) restoreList(c echo.Context) error {
	return s.toggleTicks(c, s.ready.RemoveList, checklists.ListPath, true)
}

func (s *Server) toggleTicks(c echo.Context, do archive, path func(string, int64) string, back bool) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	slug, version := c.Param("slug"), versionOf(f)
	if err := do(c.Request().Context(), slug, id, version, back); err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: "It is back."}
	if !back {
		flash = layout.Flash{Kind: "ok", Text: "Removed.", UndoAction: path(slug, id) + "/restore", UndoFields: [][2]string{{"version", strconv.Itoa(version + 1)}}}
	}
	s.say(c, flash)
	return seeOther(c, checksBack(c, f))
}

type order func(ctx context.Context, slug string, id int64, up bool) error

func (s *Server) itemUp(c echo.Context) error {
	return s.orderTicks(c, s.ready.MoveCheck, checklists.ItemID, true)
}
func (s *Server) itemDown(c echo.Context) error {
	return s.orderTicks(c, s.ready.MoveCheck, checklists.ItemID, false)
}
func (s *Server) listUp(c echo.Context) error {
	return s.orderTicks(c, s.ready.MoveList, checklists.ListID, true)
}
func (s *Server) listDown(c echo.Context) error {
	return s.orderTicks(c, s.ready.MoveList, checklists.ListID, false)
}

func (s *Server) orderTicks(c echo.Context, do order, anchor func(int64) string, up bool) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	if err := do(c.Request().Context(), c.Param("slug"), id, up); err != nil {
		return err
	}
	return seeOther(c, checksBack(c, f)+"#"+anchor(id))
}
