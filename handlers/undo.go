package handlers

import (
	"maps"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/views/layout"
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
