package handlers

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tminus/models/people"
	"tminus/views/guides"
	"tminus/views/layout"
	"tminus/views/ui"
)

// manyPlaces is how many places in guides a search shows.
const manyPlaces = 20

// How often one person may say whether a guide helped, or look for something in
// vain and be counted, in an hour.
const (
	answersAnHour = 60
	missesAnHour  = 120
	anHour        = time.Hour
)

// guideList is all guides or, when something is asked for, where they say it.
func (s *Server) guideList(c echo.Context) error {
	ctx := c.Request().Context()
	asked := typed(strings.TrimSpace(c.QueryParam("q")))
	vm := guides.ListVM{Form: riskFilter(c), CanEdit: s.may(c, people.EditPlan, 0), Search: guides.SearchVM{Query: asked, Whole: !isPartial(c)}}
	if asked != "" {
		found, err := s.library.Find(ctx, asked, manyPlaces)
		if err != nil {
			return err
		}
		if len(found) > 0 && c.QueryParam("open") == "first" {
			return seeOther(c, guides.Where(found[0]))
		}
		vm.Search.Found, vm.Search.Missed = found, asked
		if len(found) > 0 {
			unknown, err := s.library.Unknown(ctx, asked)
			if err != nil {
				return err
			}
			vm.Search.Missed = strings.Join(unknown, " ")
		}
		if vm.Search.Missed != "" && vm.Search.Whole {
			if err := s.missed(c, vm.Search.Missed); err != nil {
				return err
			}
		}
	} else if err := s.guideShelf(c, &vm); err != nil {
		return err
	}
	if isPartial(c) && c.QueryParams().Has("q") {
		return s.render(c, http.StatusOK, guides.Fragment(vm))
	}
	title := "Guides"
	if asked != "" {
		title = asked + " · Guides"
	}
	sh := s.shell(c, title, "guides")
	sh.Query = "" // the page has a search of its own
	return s.render(c, http.StatusOK, guides.List(sh, vm))
}

// guideShelf fills in the list of guides.
func (s *Server) guideShelf(c echo.Context, vm *guides.ListVM) error {
	notes, err := s.guides.NotHelped(c.Request().Context(), 0)
	if err != nil {
		return err
	}
	vm.Open = len(notes)
	vm.Shelf, err = s.guides.List(c.Request().Context(), guides.FilterOf(vm.Form))
	return err
}

// missed counts a search in vain, unless somebody makes too many.
func (s *Server) missed(c echo.Context, query string) error {
	if s.missPace.Take(personKey(c), s.db.Now()) > 0 {
		return nil
	}
	return s.guides.Missed(c.Request().Context(), query)
}

func personKey(c echo.Context) string { return strconv.FormatInt(actorOf(c).ID, 10) }

// guideMissed counts a search in vain that was made while typing, and that
// somebody stayed at. It answers nothing: nobody waits for it.
func (s *Server) guideMissed(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	if err := s.missed(c, typed(f.Val("q"))); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// guideMisses is what people looked for in vain, and what did not help.
func (s *Server) guideMisses(c echo.Context) error {
	ctx := c.Request().Context()
	vm := guides.MissesVM{CanEdit: s.may(c, people.EditPlan, 0)}
	var err error
	if vm.Notes, err = s.guides.NotHelped(ctx, 0); err != nil {
		return err
	}
	if vm.Misses, err = s.guides.Misses(ctx); err != nil {
		return err
	}
	if vm.Now, err = s.library.Now(ctx, vm.Misses); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, guides.MissesPage(s.shell(c, "Looked for · Guides", "guides"), vm))
}

// seeToMiss says that somebody has seen to what was looked for in vain.
func (s *Server) seeToMiss(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	query, back := f.Val("query"), f.Val("back") != ""
	version, err := s.guides.SeeTo(c.Request().Context(), query, back, versionOf(f))
	if err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: "Seen to. It is shown again once somebody looks for it.", UndoAction: guides.MissSeen,
		UndoFields: [][2]string{{"query", query}, {"back", "1"}, {"version", strconv.Itoa(version)}}}
	if back {
		flash = layout.Flash{Kind: "ok", Text: "It is open again."}
	}
	s.say(c, flash)
	return seeOther(c, guides.Misses+"#in-vain")
}

// answerGuide keeps whether a guide helped.
func (s *Server) answerGuide(c echo.Context) error {
	slug := c.Param("guide")
	f, err := formOf(c)
	if err != nil {
		return err
	}
	if wait := s.answerPace.Take(personKey(c), s.db.Now()); wait > 0 {
		return errTooOften
	}
	helped, anchor, missing := f.Val("helped") == "yes", f.Val("anchor"), f.Val("missing")
	_, err = s.guides.Helped(c.Request().Context(), slug, anchor, helped, missing)
	if err := refused(&f, err); err != nil {
		return err
	}
	if f.Invalid() {
		return s.showGuide(c, http.StatusUnprocessableEntity, f, guides.Answered(anchor))
	}
	switch {
	case helped:
		s.say(c, layout.Flash{Kind: "ok", Text: "Good to know. Thank you."})
	case missing == "" && !f.Values.Has("missing"):
		return seeOther(c, guides.Missed(slug, anchor))
	default:
		s.say(c, layout.Flash{Kind: "ok", Text: "Thank you. The guide’s owner is told."})
	}
	return seeOther(c, guides.One(slug)+"#"+anchor)
}

// settleNote says that what was missing in a guide has been dealt with.
func (s *Server) settleNote(c echo.Context) error {
	slug := c.Param("guide")
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	back := f.Val("back") != ""
	if err := s.guides.Settle(c.Request().Context(), slug, id, back, versionOf(f)); err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: "Settled.", UndoAction: c.Request().URL.Path,
		UndoFields: [][2]string{{"back", "1"}, {"version", strconv.Itoa(versionOf(f) + 1)}}}
	if back {
		flash = layout.Flash{Kind: "ok", Text: "It is open again."}
	}
	s.say(c, flash)
	return seeOther(c, guides.One(slug)+"#notes")
}

// showGuide is the guide of the address. Of the place answered it asks what was
// missing.
func (s *Server) showGuide(c echo.Context, status int, answer ui.Form, answered string) error {
	d, err := s.guideShown(c)
	if err != nil {
		return err
	}
	vm, err := s.reading(c, d)
	if err != nil {
		return err
	}
	vm.Ask, vm.Answer, vm.Answered = d.Revision.Number == d.Published, answer, answered
	if status == http.StatusOK && c.Request().URL.RawQuery == "" {
		c.Response().Header().Set("X-Guide-For", s.mayKeep(c))
	}
	return s.showReading(c, status, vm)
}

// mayKeep says to static/js/sw.js that a page may be kept on the device for when
// the network drops, and for whom: it is a name that tells nothing else.
func (s *Server) mayKeep(c echo.Context) string {
	return s.seal("kept for " + personKey(c))
}
