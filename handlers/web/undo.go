package web

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

// SaySaved tells that a form was saved, with a way back: the same form with
// what stood there before. It is kept with the session, so it may be long.
func (k *Kit) SaySaved(c echo.Context, f SavedForm) {
	flash := layout.Flash{Kind: "ok", Text: "Saved."}
	switch {
	case f.Undone:
		flash.Text = "Undone: it is as it was before."
	case f.Changed:
		flash.UndoAction, flash.UndoFields = c.Request().URL.Path, f.undo()
	}
	k.Say(c, flash)
}

// Saving is how a form ends by which something is changed.
type Saving struct {
	// form is shown again by again, with what was wrong; clash shows what was typed
	// beside what stands there by now.
	Form         *ui.Form
	Again, Clash func() error
	// Before is what stood there at the version Was. Version is the one that the store returned.
	Before       url.Values
	Was, Version int
	// To is the page that follows.
	To string
}

// EndSaving answers a form by what the store said to it: saved, with a way back;
// refused, with what is wrong; or outrun by somebody else, with both.
func (k *Kit) EndSaving(c echo.Context, err error, e Saving) error {
	switch fault.KindOf(err) {
	case fault.KindConflict:
		return e.Clash()
	case fault.KindInvalid:
		_ = AddErrors(e.Form, err)
		return e.Again()
	}
	if err != nil {
		return err
	}
	k.SaySaved(c, SavedForm{Undone: e.Form.Has("undo"), Changed: e.Version != e.Was, Before: e.Before, Version: e.Version})
	return SeeOther(c, e.To)
}

// SavedForm is what SaySaved needs to know: whether the form was an undo itself, whether it changed
// anything, the values before, and the version after the save.
type SavedForm struct {
	Undone, Changed bool
	Before          url.Values
	Version         int
}

func (f SavedForm) undo() [][2]string {
	out := [][2]string{{"undo", "1"}, {"version", strconv.Itoa(f.Version)}}
	for _, name := range slices.Sorted(maps.Keys(f.Before)) {
		for _, v := range f.Before[name] {
			out = append(out, [2]string{name, v})
		}
	}
	return out
}

// SameValues tells whether two states of a form hold the same.
func SameValues(a, b url.Values) bool { return a.Encode() == b.Encode() }
