package handlers

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/models/fault"
	"tminus/models/people"
	"tminus/views/layout"
	view "tminus/views/people"
	"tminus/views/ui"
)

// administratorsOnly keeps the forms from those who could not send them.
func administratorsOnly(c echo.Context) error { return people.Allow(actorOf(c), people.Administer, 0) }

func (s *Server) newPersonPage(c echo.Context) error {
	if err := administratorsOnly(c); err != nil {
		return err
	}
	return s.showPersonForm(c, http.StatusOK, ui.NewForm(nil), people.User{Role: people.Member, Seniority: people.Mid, Zone: s.myZone(c)})
}

func (s *Server) myZone(c echo.Context) string {
	if in, ok := signedIn(c); ok {
		return in.User.Zone
	}
	return "UTC"
}

// showPersonForm shows the form of a person who is there, or, without an id, of a new one.
func (s *Server) showPersonForm(c echo.Context, status int, f ui.Form, u people.User) error {
	teams, err := s.people.Teams(c.Request().Context())
	if err != nil {
		return err
	}
	title := "Add a person"
	if u.ID != 0 {
		title = "Edit " + u.Name
	}
	sh := s.shell(c, title+" · People", "people")
	sh.Invalid = f.Invalid()
	return s.render(c, status, view.Edit(sh, view.EditVM{Form: f, User: u, Teams: teams, Heading: title, Key: newKey()}))
}

func personInput(f ui.Form) people.Input {
	return people.Input{Name: f.Val("name"), Email: f.Val("email"), Role: people.Role(f.Val("role")), Title: f.Val("title"),
		TeamID: optional(f, "team"), Seniority: people.Seniority(f.Val("seniority")), Zone: f.Val("zone")}
}

func personValues(u people.User) url.Values {
	team := ""
	if u.TeamID != nil {
		team = strconv.FormatInt(*u.TeamID, 10)
	}
	return url.Values{"name": {u.Name}, "email": {u.Email}, "role": {string(u.Role)}, "title": {u.Title},
		"team": {team}, "seniority": {string(u.Seniority)}, "zone": {u.Zone}}
}

func (s *Server) createPerson(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	u, err := s.people.Create(c.Request().Context(), personInput(f), f.Val("key"))
	if err != nil {
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showPersonForm(c, http.StatusUnprocessableEntity, f, people.User{})
	}
	s.say(c, layout.Flash{Kind: "ok", Text: u.Name + " is added. Make an invitation link, so that they can choose a password."})
	return seeOther(c, personPath(u.ID))
}

func personPath(id int64) string { return "/people/" + strconv.FormatInt(id, 10) }

// personFor loads the person of the address for an administrator.
func (s *Server) personFor(c echo.Context) (people.User, error) {
	if err := administratorsOnly(c); err != nil {
		return people.User{}, err
	}
	id, err := idParam(c, "id")
	if err != nil {
		return people.User{}, err
	}
	return s.people.User(c.Request().Context(), id)
}

func (s *Server) editPersonPage(c echo.Context) error {
	u, err := s.personFor(c)
	if err != nil {
		return err
	}
	return s.showPersonForm(c, http.StatusOK, ui.NewForm(nil), u)
}

func (s *Server) editPerson(c echo.Context) error {
	u, err := s.personFor(c)
	if err != nil {
		return err
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	ui.Resolve(&f, personValues(u))
	version := versionOf(f)
	now, err := s.people.Update(c.Request().Context(), u.ID, personInput(f), version)
	switch {
	case fault.Is(err, fault.KindConflict):
		return s.personConflict(c, f, u.ID)
	case err != nil:
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showPersonForm(c, http.StatusUnprocessableEntity, f, u)
	}
	before := personValues(u)
	s.saySaved(c, savedForm{undone: f.Has("undo"), changed: !sameValues(before, personValues(now)), before: before, version: version})
	return seeOther(c, personPath(u.ID))
}

// personConflict shows what was typed beside what somebody else saved meanwhile.
func (s *Server) personConflict(c echo.Context, f ui.Form, id int64) error {
	ctx := c.Request().Context()
	now, err := s.people.User(ctx, id)
	if err != nil {
		return err
	}
	teams, err := s.people.Teams(ctx)
	if err != nil {
		return err
	}
	vm := view.ConflictVM{Name: now.Name, Props: ui.ConflictProps{
		Action: personPath(id) + "/edit", Version: now.Version, Back: personPath(id), Form: f,
		Fields: view.ConflictFields(personInput(f), now, teams),
	}}
	return s.render(c, http.StatusConflict, view.Conflict(s.shell(c, "Changed meanwhile · "+now.Name, "people"), vm))
}

func (s *Server) reactivatePerson(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	version := versionOf(f)
	u, err := s.people.Reactivate(c.Request().Context(), id, version)
	if err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: u.Name + " is active again. What was handed over stays where it is."})
	return seeOther(c, personPath(id))
}

// makeLink makes somebody's link, and leads to the page that shows it.
func (s *Server) makeLink(c echo.Context) error {
	u, err := s.personFor(c)
	if err != nil {
		return err
	}
	secret, _, err := s.people.NewLink(c.Request().Context(), u.ID)
	if err != nil {
		return err
	}
	return s.showOnce(c, personPath(u.ID)+"/link", secret)
}

// madeLinkPage shows somebody's new link, once.
func (s *Server) madeLinkPage(c echo.Context) error {
	u, err := s.personFor(c)
	if err != nil {
		return err
	}
	var o people.Opened
	secret := s.takeOnce(c, func(secret string) bool {
		o, err = s.people.OpenLink(c.Request().Context(), secret)
		return err == nil && o.State == people.LinkOpen
	})
	if secret == "" {
		return s.shownBefore(c, personPath(u.ID))
	}
	vm := view.LinkVM{User: u, Link: o.Link, Address: s.opt.BaseURL + "/link/" + secret, Zone: s.myZone(c)}
	return s.render(c, http.StatusOK, view.Link(s.shell(c, "Link for "+u.Name, "people"), vm))
}

func (s *Server) revokeLinks(c echo.Context) error {
	id, err := idParam(c, "id")
	if err != nil {
		return err
	}
	if err := s.people.RevokeLinks(c.Request().Context(), id); err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Unused links do not work any more."})
	return seeOther(c, personPath(id))
}
