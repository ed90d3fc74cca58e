package people

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/people"
	"tminus/views/layout"
	"tminus/views/paths"
	peopleview "tminus/views/people"
	"tminus/views/ui"
)

func (h *Handler) teamsPage(c echo.Context) error {
	return h.showTeams(c, http.StatusOK, ui.NewForm(nil), 0)
}

// showTeams shows the teams; f is the refused form of the team editing, or of a new team if editing
// is 0.
func (h *Handler) showTeams(c echo.Context, status int, f ui.Form, editing int64) error {
	rows, err := h.People.TeamRows(c.Request().Context())
	if err != nil {
		return err
	}
	sh := h.Shell(c, "Teams · People", "people")
	sh.Invalid = f.Invalid()
	vm := peopleview.TeamsVM{Rows: rows, Form: f, Editing: editing, Key: web.NewKey(), CanAdminister: h.Can(c, people.Administer,
		people.Organisation)}
	return h.Render(c, status, peopleview.Teams(sh, vm))
}

func (h *Handler) addTeam(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	t, err := h.People.CreateTeam(c.Request().Context(), people.TeamKey(f.Val("name")), f.Val("name"), f.Val("key"))
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showTeams(c, http.StatusUnprocessableEntity, f, 0)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Team " + t.Name + " is added."})
	return web.SeeOther(c, paths.Teams())
}

// changeTeam handles a change of a team: the form, the redirect, and a refusal in its place.
func (h *Handler) changeTeam(c echo.Context, change func(id int64, version int, f ui.Form) (layout.Flash, error)) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	version := web.Version(f)
	flash, err := change(id, version, f)
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showTeams(c, http.StatusUnprocessableEntity, f, id)
	}
	if flash.Text != "" {
		h.Say(c, flash)
	}
	return web.SeeOther(c, paths.Teams())
}

func (h *Handler) renameTeam(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	t, err := h.People.Team(c.Request().Context(), id)
	if err != nil {
		return err
	}
	ui.Resolve(&f, peopleview.TeamValues(t))
	next, err := h.People.RenameTeam(c.Request().Context(), id, f.Val("name"), web.Version(f))
	switch {
	case fault.Is(err, fault.KindConflict):
		return h.teamConflict(c, f, id)
	case err != nil:
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showTeams(c, http.StatusUnprocessableEntity, f, id)
	}
	changed := t.Name != strings.Join(strings.Fields(f.Val("name")), " ")
	h.SaySaved(c, web.SavedForm{Undone: f.Has("undo"), Changed: changed, Before: peopleview.TeamValues(t), Version: next})
	return web.SeeOther(c, paths.Teams())
}

// teamConflict shows the entered name next to the stored one.
func (h *Handler) teamConflict(c echo.Context, f ui.Form, id int64) error {
	t, err := h.People.Team(c.Request().Context(), id)
	if err != nil {
		return err
	}
	vm := peopleview.ConflictVM{Name: t.Name, Props: ui.ConflictProps{
		Action: c.Request().URL.Path, Version: t.Version, Back: paths.Teams(), Form: f,
		Fields: []ui.ConflictField{{Label: "Name", Name: "name", Yours: f.Val("name"), Theirs: t.Name}},
	}}
	return h.Render(c, http.StatusConflict, peopleview.Conflict(h.Shell(c, "Changed meanwhile · "+t.Name, "people"), vm))
}

func (h *Handler) moveTeam(c echo.Context) error {
	return h.changeTeam(c, func(id int64, version int, f ui.Form) (layout.Flash, error) {
		return layout.Flash{}, h.People.MoveTeam(c.Request().Context(), id, f.Val("to") == "down", version)
	})
}

func (h *Handler) archiveTeam(c echo.Context) error {
	return h.changeTeam(c, func(id int64, version int, f ui.Form) (layout.Flash, error) {
		back := f.Val("back") != ""
		t, err := h.People.ArchiveTeam(c.Request().Context(), id, version, back)
		if back {
			return layout.Flash{Kind: "ok", Text: t.Name + " is in use again."}, err
		}
		return layout.Flash{Kind: "ok", Text: t.Name + " is archived.", UndoAction: c.Request().URL.Path,
			UndoFields: [][2]string{{"version", strconv.Itoa(t.Version)}, {"back", "1"}}}, err
	})
}
