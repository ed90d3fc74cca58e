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

// SaySaved stores the message that a form was saved, with an undo: the same form with the previous
// values. It is in the session, so it may be long.
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

// Undoable returns the message about a change, with the address and the version that undo it.
func Undoable(text, undo string, version int) layout.Flash {
	return layout.Flash{Kind: "ok", Text: text, UndoAction: undo, UndoFields: [][2]string{{"version", strconv.Itoa(version)}}}
}

// SayRemoved stores the message that a record was removed, with its undo, or that it is back.
func (k *Kit) SayRemoved(c echo.Context, back bool, removed, restored, undo string, version int) {
	if back {
		k.Say(c, layout.Flash{Kind: "ok", Text: restored})
		return
	}
	k.Say(c, Undoable(removed, undo, version))
}

// Saving describes how a form that changes something ends.
type Saving struct {
	// Form is shown again by Again, with its problems; Clash shows the form's values next to the
	// stored ones.
	Form         *ui.Form
	Again, Clash func() error
	// Before holds the previous values, at the version Was. Version is the version that the store
	// returned.
	Before       url.Values
	Was, Version int
	// To is the redirect.
	To string
}

// EndSaving answers a form depending on the store's error: saved, with an undo; refused, with the
// problems; or a conflict, with both versions.
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

// SavedForm holds the input of SaySaved: whether the form was an undo, whether it changed anything,
// the previous values, and the version after the save.
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

// SameValues reports whether two states of a form have the same values.
func SameValues(a, b url.Values) bool { return a.Encode() == b.Encode() }
