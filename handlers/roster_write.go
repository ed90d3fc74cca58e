package handlers

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/internal/civil"
	"tminus/models/fault"
	rota "tminus/models/roster"
	"tminus/views/deliverables"
	"tminus/views/layout"
	"tminus/views/roster"
	"tminus/views/ui"
)

func (s *Server) addEntry(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	vm, err := s.entryForm(c)
	if err != nil {
		return err
	}
	var e rota.Entry
	in, err := entryInput(f)
	if err == nil {
		e, err = s.roster.Create(c.Request().Context(), vm.Plan.Slug, in, f.Val("key"))
	}
	if err != nil {
		if err := refused(&f, err); err != nil {
			return err
		}
		vm.Form, vm.Kind, vm.Key = f, kindOf(f.Val("kind")), f.Val("key")
		return s.showEntryForm(c, http.StatusUnprocessableEntity, vm)
	}
	loc := vm.Plan.Location()
	text := "On the roster: " + rota.Say(e.Span(), loc) + "."
	for _, name := range []string{"from", "to"} {
		if twice := rosterMoment(f, name).Ambiguous(loc); twice != "" && f.Val("zone") == vm.Plan.Zone {
			text += " " + twice
		}
	}
	s.say(c, layout.Flash{Kind: "ok", Text: text, UndoAction: roster.EntryPath(vm.Plan.Slug, e.ID) + "/remove", UndoFields: [][2]string{{"version", strconv.Itoa(e.Version)}}})
	return seeOther(c, s.weekOf(vm.Plan.Slug, e, f))
}

// weekOf is the roster in the week of an entry.
func (s *Server) weekOf(slug string, e rota.Entry, f ui.Form) string {
	loc, err := civil.Zone(f.Val("zone"))
	if err != nil {
		return roster.Path(slug)
	}
	return roster.Path(slug) + "?week=" + civil.Of(e.FromAt.Time, loc).String()
}

func (s *Server) updateEntry(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	vm, err := s.entryToEdit(c)
	if err != nil {
		return err
	}
	loc := vm.Plan.Location()
	theirs := roster.Values(*vm.Entry, loc)
	byHand := f.Val("by") == "hand"
	if byHand { // dragged on the grid: only its times are sent
		for name, vs := range theirs {
			if !f.Has(name) {
				f.Values[name] = vs
			}
		}
	}
	ui.Resolve(&f, theirs)
	f.Values.Set("kind", string(vm.Kind))
	var before rota.Entry
	in, err := entryInput(f)
	if err == nil {
		before, err = s.roster.Update(c.Request().Context(), vm.Plan.Slug, vm.Entry.ID, in, versionOf(f))
	}
	switch fault.KindOf(err) {
	case fault.KindConflict:
		return s.entryConflict(c, vm, f)
	case fault.KindInvalid:
		vm.Form, vm.Base = f, f.Val("base")
		_ = refused(&vm.Form, err)
		return s.showEntryForm(c, http.StatusUnprocessableEntity, vm)
	}
	if err != nil {
		return err
	}
	was := roster.Values(before, loc)
	was.Set("zone", vm.Plan.Zone)
	s.saySaved(c, savedForm{undone: f.Has("undo"), changed: true, before: was, version: versionOf(f)})
	to := s.weekOf(vm.Plan.Slug, rota.Entry{FromAt: before.FromAt}, f)
	if byHand {
		to += "#week"
	}
	return seeOther(c, to)
}

// entryConflict shows what was typed beside what stands there by now.
func (s *Server) entryConflict(c echo.Context, vm roster.FormVM, f ui.Form) error {
	entity := "shift"
	if vm.Kind.Override() {
		entity = "override"
	}
	h, err := s.launches.HistoryOf(c.Request().Context(), entity, vm.Entry.ID, 1)
	if err != nil {
		return err
	}
	vm.Form = f
	props := ui.ConflictProps{Action: roster.EntryPath(vm.Plan.Slug, vm.Entry.ID), Version: vm.Entry.Version, Back: roster.EntryPath(vm.Plan.Slug, vm.Entry.ID), Form: f,
		Fields: roster.ConflictFields(vm, roster.Values(*vm.Entry, vm.Plan.Location()))}
	if len(h.Entries) > 0 {
		props.Who, props.When = h.Entries[0].ActorName, "on "+deliverables.Moment(h.Entries[0].At.Time, vm.Plan.Location())
	}
	return s.twoChanges(c, vm.Plan, props)
}

func (s *Server) removeEntry(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	ctx := c.Request().Context()
	e, err := s.roster.Remove(ctx, slug, id, versionOf(f))
	if err != nil {
		return err
	}
	p, err := s.launches.Plan(ctx, slug)
	if err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Off the roster: " + rota.Say(e.Span(), p.Location()) + ".", UndoAction: roster.Path(slug), UndoFields: roster.EntryFields(e, p.Location())})
	return seeOther(c, roster.Path(slug)+"?week="+civil.Of(e.FromAt.Time, p.Location()).String())
}

func (s *Server) rotaPage(c echo.Context) error {
	vm, err := s.rotaForm(c)
	if err != nil {
		return err
	}
	loc, w := vm.Plan.Location(), vm.R.Watch.Window
	v := typeable(c.QueryParams())
	if !v.Has("from") {
		first := civil.Of(w.From, loc)
		if civil.TimeOf(w.From, loc).Compare(civil.At(8, 0)) < 0 {
			first = first.AddDays(-1) // its last shift is the one that covers the start
		}
		v.Set("from", first.String())
		v.Set("to", civil.Of(w.To, loc).String())
		v.Set("role", "Primary")
		v.Set("secondary", "on")
		v.Set("handoffs", "08:00, 20:00")
		v.Set("keep", "1")
	}
	vm.Form, vm.Key = ui.NewForm(v), newKey()
	return s.showRota(c, http.StatusOK, vm)
}

func (s *Server) rotaForm(c echo.Context) (roster.RotaVM, error) {
	vm, err := s.entryForm(c)
	return roster.RotaVM{Plan: vm.Plan, R: vm.R, People: vm.People}, err
}

func (s *Server) showRota(c echo.Context, status int, vm roster.RotaVM) error {
	sh := s.shell(c, "Add shifts · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	head, err := s.launchHead(c, vm.Plan, onCallTab)
	if err != nil {
		return err
	}
	return s.render(c, status, roster.RotaPage(sh, head, vm))
}

// rotaOf reads the form of a rota.
func rotaOf(f ui.Form) (rota.Rota, error) {
	var check fault.Check
	r := rota.Rota{Role: rota.Role(f.Val("role")), Secondary: f.Val("secondary") != "", Keep: int(number(f, "keep"))}
	for i := range roster.RotaPeople {
		r.People = append(r.People, number(f, "person"+strconv.Itoa(i+1)))
	}
	for _, t := range strings.FieldsFunc(f.Val("handoffs"), func(r rune) bool { return r == ',' || r == ';' || r == ' ' }) {
		at, err := civil.ParseTime(t)
		if err != nil {
			check.Add("handoffs", "“%s” is not a time. Enter times like 08:00, 20:00.", t)
			break
		}
		r.Handoffs = append(r.Handoffs, at)
	}
	r.From, r.To = typedDay(f, "from", &check), typedDay(f, "to", &check)
	if check.Err() == nil {
		return r, nil
	}
	_, err := r.Clean()
	if err := check.Merge(err); err != nil {
		return r, err
	}
	return r, check.Err()
}

// addRota previews a rota or, when that was asked for, writes it.
func (s *Server) addRota(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	vm, err := s.rotaForm(c)
	if err != nil {
		return err
	}
	vm.Form, vm.Key = f, f.Val("key")
	if f.Has("zone") && f.Val("zone") != vm.Plan.Zone {
		vm.Form.Add("handoffs", "The launch has moved to "+vm.Plan.Zone+" meanwhile. Look at the times again.")
		return s.showRota(c, http.StatusUnprocessableEntity, vm)
	}
	ctx := c.Request().Context()
	r, err := rotaOf(f)
	if err == nil && f.Val("do") == "apply" {
		var b rota.Batch
		if b, err = s.roster.Apply(ctx, vm.Plan.Slug, r, f.Val("key")); err == nil {
			s.say(c, layout.Flash{Kind: "ok", Text: "Added " + countOf(len(b.Items), "shift") + ".", UndoAction: batchUndo(vm.Plan.Slug, b)})
			return seeOther(c, roster.Path(vm.Plan.Slug))
		}
	}
	if err == nil {
		vm.Drafts, err = s.roster.Preview(ctx, vm.Plan.Slug, r)
		vm.Shown = err == nil
	}
	if err == nil {
		return s.showRota(c, http.StatusOK, vm)
	}
	if err := refused(&vm.Form, err); err != nil {
		return err
	}
	if vm.Drafts, err = s.roster.Preview(ctx, vm.Plan.Slug, r); err == nil {
		vm.Shown = true
	}
	return s.showRota(c, http.StatusUnprocessableEntity, vm)
}

func batchUndo(slug string, b rota.Batch) string {
	return roster.Path(slug) + "/changes/" + strconv.FormatInt(b.ID, 10) + "/undo"
}

func (s *Server) undoRosterChange(c echo.Context) error {
	id, err := idParam(c, "id")
	if err != nil {
		return err
	}
	b, err := s.roster.Undo(c.Request().Context(), c.Param("slug"), id)
	if err != nil {
		return err
	}
	text := "Undone: the roster is as it was, without " + countOf(len(b.Items), "shift") + "."
	if b.Kind == rota.Moved {
		text = "Undone: the roster is where it was."
	}
	s.say(c, layout.Flash{Kind: "ok", Text: text})
	return seeOther(c, roster.Path(c.Param("slug")))
}

// takeOver puts who asks on call now.
func (s *Server) takeOver(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	b, err := s.roster.TakeNow(c.Request().Context(), slug, rota.Role(f.Val("role")), f.Val("key"))
	flash := layout.Flash{Kind: "ok", Text: "You are on call now, until the running shift ends.", UndoAction: batchUndo(slug, b)}
	return s.saidOnRoster(c, flash, err)
}

// saidOnRoster goes back to the roster and says there what was done, or why it
// cannot be done.
func (s *Server) saidOnRoster(c echo.Context, flash layout.Flash, err error) error {
	if fault.Is(err, fault.KindInvalid) {
		flash, err = layout.Flash{Kind: "error", Text: fault.FieldsOf(err)[0].Message}, nil
	}
	if err != nil {
		return err
	}
	s.say(c, flash)
	return seeOther(c, roster.Path(c.Param("slug")))
}

func (s *Server) moveAlong(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	slug, leave := c.Param("slug"), f.Val("leave") != ""
	b, err := s.roster.MoveAlong(c.Request().Context(), slug, leave)
	if err != nil {
		return err
	}
	text := "The roster follows T: " + countOf(len(b.Items), "shift") + " moved."
	if leave {
		text = "The roster stays where it is."
	}
	s.say(c, layout.Flash{Kind: "ok", Text: text, UndoAction: batchUndo(slug, b)})
	return seeOther(c, roster.Path(slug))
}
