package handlers

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/models/fault"
	"tminus/models/people"
	"tminus/views/layout"
	view "tminus/views/people"
	"tminus/views/ui"
)

func (s *Server) teamsPage(c echo.Context) error {
	return s.showTeams(c, http.StatusOK, ui.NewForm(nil), 0)
}

// showTeams shows the teams; f is the form of the team that was refused, or of
// a new one when editing is 0.
func (s *Server) showTeams(c echo.Context, status int, f ui.Form, editing int64) error {
	rows, err := s.people.TeamRows(c.Request().Context())
	if err != nil {
		return err
	}
	sh := s.shell(c, "Teams · People", "people")
	sh.Invalid = f.Invalid()
	vm := view.TeamsVM{Rows: rows, Form: f, Editing: editing, Key: newKey(), CanAdminister: s.may(c, people.Administer, 0)}
	return s.render(c, status, view.Teams(sh, vm))
}

func (s *Server) addTeam(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	t, err := s.people.CreateTeam(c.Request().Context(), people.TeamKey(f.Val("name")), f.Val("name"), f.Val("key"))
	if err != nil {
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showTeams(c, http.StatusUnprocessableEntity, f, 0)
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Team " + t.Name + " is added."})
	return seeOther(c, "/people/teams")
}

// changeTeam is what all changes of one team have in common: the form, the
// way back, and a refusal in its place.
func (s *Server) changeTeam(c echo.Context, change func(id int64, version int, f ui.Form) (layout.Flash, error)) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	version := versionOf(f)
	flash, err := change(id, version, f)
	if err != nil {
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showTeams(c, http.StatusUnprocessableEntity, f, id)
	}
	if flash.Text != "" {
		s.say(c, flash)
	}
	return seeOther(c, "/people/teams")
}

func (s *Server) renameTeam(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	t, err := s.people.Team(c.Request().Context(), id)
	if err != nil {
		return err
	}
	ui.Resolve(&f, view.TeamValues(t))
	version := versionOf(f)
	err = s.people.RenameTeam(c.Request().Context(), id, f.Val("name"), version)
	switch {
	case fault.Is(err, fault.KindConflict):
		return s.teamConflict(c, f, id)
	case err != nil:
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showTeams(c, http.StatusUnprocessableEntity, f, id)
	}
	changed := t.Name != strings.Join(strings.Fields(f.Val("name")), " ")
	s.saySaved(c, savedForm{undone: f.Has("undo"), changed: changed, before: view.TeamValues(t), version: version})
	return seeOther(c, "/people/teams")
}

// teamConflict sets the name that was typed beside the one that is stored by now.
func (s *Server) teamConflict(c echo.Context, f ui.Form, id int64) error {
	t, err := s.people.Team(c.Request().Context(), id)
	if err != nil {
		return err
	}
	vm := view.ConflictVM{Name: t.Name, Props: ui.ConflictProps{
		Action: c.Request().URL.Path, Version: t.Version, Back: "/people/teams", Form: f,
		Fields: []ui.ConflictField{{Label: "Name", Name: "name", Yours: f.Val("name"), Theirs: t.Name}},
	}}
	return s.render(c, http.StatusConflict, view.Conflict(s.shell(c, "Changed meanwhile · "+t.Name, "people"), vm))
}

func (s *Server) moveTeam(c echo.Context) error {
	return s.changeTeam(c, func(id int64, version int, f ui.Form) (layout.Flash, error) {
		return layout.Flash{}, s.people.MoveTeam(c.Request().Context(), id, f.Val("to") == "down", version)
	})
}

func (s *Server) archiveTeam(c echo.Context) error {
	return s.changeTeam(c, func(id int64, version int, f ui.Form) (layout.Flash, error) {
		back := f.Val("back") != ""
		t, err := s.people.ArchiveTeam(c.Request().Context(), id, version, back)
		if back {
			return layout.Flash{Kind: "ok", Text: t.Name + " is in use again."}, err
		}
		return layout.Flash{Kind: "ok", Text: t.Name + " is archived.", UndoAction: c.Request().URL.Path,
			UndoFields: [][2]string{{"version", strconv.Itoa(version + 1)}, {"back", "1"}}}, err
	})
}
