package guide

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/people"
	guideview "tminus/views/guide"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

// manyPlaces is the number of places in guides that a search shows.
const manyPlaces = 20

// The maximum numbers per person and hour of answers about whether a guide helped, and of counted
// searches without a result.
const (
	answersAnHour = 60
	missesAnHour  = 120
	anHour        = time.Hour
)

// guideList lists all guides or, for a search, the places that match.
func (h *Handler) guideList(c echo.Context) error {
	ctx := c.Request().Context()
	asked := web.SearchText(strings.TrimSpace(c.QueryParam("q")))
	vm := guideview.ListVM{Form: web.FilterForm(c), CanEdit: h.Can(c, people.EditPlan, people.Organisation),
		Search: guideview.SearchVM{Query: asked, Whole: !web.IsPartial(c)}}
	if asked != "" {
		found, err := h.library.Find(ctx, asked, manyPlaces)
		if err != nil {
			return err
		}
		if len(found) > 0 && c.QueryParam("open") == "first" {
			return web.SeeOther(c, guideview.Where(found[0]))
		}
		vm.Search.Found, vm.Search.Missed = found, asked
		if len(found) > 0 {
			unknown, err := h.library.Unknown(ctx, asked)
			if err != nil {
				return err
			}
			vm.Search.Missed = strings.Join(unknown, " ")
		}
		if vm.Search.Missed != "" && vm.Search.Whole {
			if err := h.missed(c, vm.Search.Missed); err != nil {
				return err
			}
		}
	} else if err := h.guideShelf(c, &vm); err != nil {
		return err
	}
	if web.IsPartial(c) && c.QueryParams().Has("q") {
		return h.Render(c, http.StatusOK, guideview.Fragment(vm))
	}
	title := "Guides"
	if asked != "" {
		title = asked + " · Guides"
	}
	sh := h.Shell(c, title, "guides")
	sh.Query = "" // the page has its own search
	return h.Render(c, http.StatusOK, guideview.List(sh, vm))
}

// guideShelf loads the list of guides.
func (h *Handler) guideShelf(c echo.Context, vm *guideview.ListVM) error {
	notes, err := h.guides.NotHelped(c.Request().Context(), 0)
	if err != nil {
		return err
	}
	vm.Open = len(notes)
	vm.Shelf, err = h.guides.List(c.Request().Context(), guideview.FilterOf(vm.Form))
	return err
}

// missed counts a search without a result, up to the limit.
func (h *Handler) missed(c echo.Context, query string) error {
	if h.missPace.Take(personKey(c), h.DB.Now()) > 0 {
		return nil
	}
	return h.guides.Missed(c.Request().Context(), query)
}

func personKey(c echo.Context) string { return strconv.FormatInt(web.Actor(c).ID, 10) }

// guideMissed counts a search without a result made while typing. It answers with no content,
// because nobody waits for it.
func (h *Handler) guideMissed(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	if err := h.missed(c, web.SearchText(f.Val("q"))); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// guideMisses lists the searches without a result, and the guides that did not help.
func (h *Handler) guideMisses(c echo.Context) error {
	ctx := c.Request().Context()
	vm := guideview.MissesVM{CanEdit: h.Can(c, people.EditPlan, people.Organisation)}
	var err error
	if vm.Notes, err = h.guides.NotHelped(ctx, 0); err != nil {
		return err
	}
	if vm.Misses, err = h.guides.Misses(ctx); err != nil {
		return err
	}
	if vm.Now, err = h.library.Now(ctx, vm.Misses); err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, guideview.MissesPage(h.Shell(c, "Looked for · Guides", "guides"), vm))
}

// seeToMiss marks a search without a result as resolved.
func (h *Handler) seeToMiss(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	query, back := f.Val("query"), f.Val("back") != ""
	version, err := h.guides.SeeTo(c.Request().Context(), query, back, web.Version(f))
	if err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: "Seen to. It is shown again once somebody looks for it.",
		UndoAction: paths.Guides("misses", "seen"),
		UndoFields: [][2]string{{"query", query}, {"back", "1"}, {"version", strconv.Itoa(version)}}}
	if back {
		flash = layout.Flash{Kind: "ok", Text: "It is open again."}
	}
	h.Say(c, flash)
	return web.SeeOther(c, paths.Guides("misses")+"#in-vain")
}

// answerGuide records whether a guide helped.
func (h *Handler) answerGuide(c echo.Context) error {
	slug := c.Param("guide")
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	if wait := h.answerPace.Take(personKey(c), h.DB.Now()); wait > 0 {
		return web.ErrTooOften
	}
	helped, anchor, missing := f.Val("helped") == "yes", f.Val("anchor"), f.Val("missing")
	_, err = h.guides.Helped(c.Request().Context(), slug, anchor, helped, missing)
	if err := web.AddErrors(&f, err); err != nil {
		return err
	}
	if f.Invalid() {
		return h.showGuide(c, http.StatusUnprocessableEntity, f, guideview.Answered(anchor))
	}
	switch {
	case helped:
		h.Say(c, layout.Flash{Kind: "ok", Text: "Good to know. Thank you."})
	case missing == "" && !f.Values.Has("missing"):
		return web.SeeOther(c, guideview.Missed(slug, anchor))
	default:
		h.Say(c, layout.Flash{Kind: "ok", Text: "Thank you. The guide’s owner is told."})
	}
	return web.SeeOther(c, paths.Guide(slug)+"#"+anchor)
}

// settleNote marks feedback on a guide as resolved.
func (h *Handler) settleNote(c echo.Context) error {
	slug := c.Param("guide")
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	back := f.Val("back") != ""
	next, err := h.guides.Settle(c.Request().Context(), slug, id, back, web.Version(f))
	if err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: "Settled.", UndoAction: c.Request().URL.Path,
		UndoFields: [][2]string{{"back", "1"}, {"version", strconv.Itoa(next)}}}
	if back {
		flash = layout.Flash{Kind: "ok", Text: "It is open again."}
	}
	h.Say(c, flash)
	return web.SeeOther(c, paths.Guide(slug)+"#notes")
}

// showGuide shows the guide in the URL. At the place answered it asks what was missing.
func (h *Handler) showGuide(c echo.Context, status int, answer ui.Form, answered string) error {
	d, err := h.guideShown(c)
	if err != nil {
		return err
	}
	vm, err := h.reading(c, d)
	if err != nil {
		return err
	}
	vm.Ask, vm.Answer, vm.Answered = d.Revision.Number == d.Published, answer, answered
	if status == http.StatusOK && c.Request().URL.RawQuery == "" {
		c.Response().Header().Set("X-Guide-For", h.mayKeep(c))
	}
	return h.showReading(c, status, vm)
}

// mayKeep returns a value that tells static/js/sw.js that a page may be stored on the device for
// offline use, and for whom. The value reveals nothing else.
func (h *Handler) mayKeep(c echo.Context) string {
	return h.Seal("kept for " + personKey(c))
}
