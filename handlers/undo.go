package handlers

import (
	"maps"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/models/fault"
	"tminus/views/layout"
	"tminus/views/ui"
)

// saySaved tells that a form was saved, with a way back: the same form with
// what stood there before. It is kept with the session, so it may be long.
func (s *Server) saySaved(c echo.Context, f savedForm) {
	flash := layout.Flash{Kind: "ok", Text: "Saved."}
	switch {
	case f.undone:
		flash.Text = "Undone: it is as it was before."
	case f.changed:
		flash.UndoAction, flash.UndoFields = c.Request().URL.Path, f.undo()
	}
	s.say(c, flash)
}

// saving is how a form ends by which something is changed.
type saving struct {
	// form is shown again by again, with what was wrong; clash shows what was typed
	// beside what stands there by now.
	form         *ui.Form
	again, clash func() error
	// before is what stood there, at the version was; typed is the version that the
	// form was filled in at.
	before     url.Values
	was, typed int
	// now is the version by now, and to where it leads.
	now func() (int, error)
	to  string
}

// endSaving answers a form by what the store said to it: saved, with a way back;
// refused, with what is wrong; or outrun by somebody else, with both.
func (s *Server) endSaving(c echo.Context, err error, e saving) error {
	switch fault.KindOf(err) {
	case fault.KindConflict:
		return e.clash()
	case fault.KindInvalid:
		_ = refused(e.form, err)
		return e.again()
	}
	if err != nil {
		return err
	}
	now, err := e.now()
	if err != nil {
		return err
	}
	s.saySaved(c, savedForm{undone: e.form.Has("undo"), changed: now != e.was, before: e.before, version: e.typed})
	return seeOther(c, e.to)
}

// savedForm is what saySaved has to know: whether the form was an undo itself,
// whether it changed anything, and what was there at which version.
type savedForm struct {
	undone, changed bool
	before          url.Values
	version         int
}

func (f savedForm) undo() [][2]string {
	out := [][2]string{{"undo", "1"}, {"version", strconv.Itoa(f.version + 1)}}
	for _, name := range slices.Sorted(maps.Keys(f.before)) {
		for _, v := range f.before[name] {
			out = append(out, [2]string{name, v})
		}
	}
	return out
}

// sameValues tells whether two states of a form hold the same.
func sameValues(a, b url.Values) bool { return a.Encode() == b.Encode() }
