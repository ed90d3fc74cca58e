package handlers

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/views/layout"
	"tminus/views/settings"
	"tminus/views/ui"
)

// rolePage is where somebody is named for an owner role of a launch.
func (s *Server) rolePage(c echo.Context) error {
	return s.showRole(c, http.StatusOK, ui.NewForm(nil))
}

func (s *Server) showRole(c echo.Context, status int, f ui.Form) error {
	p, err := s.planToLead(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	_, role, err := s.launches.Role(ctx, p.Slug, c.Param("key"))
	if err != nil {
		return err
	}
	users, err := s.people.Users(ctx, false)
	if err != nil {
		return err
	}
	sh := s.shell(c, role.Name+" · "+p.Name, "launches")
	sh.Invalid = f.Invalid()
	head, err := s.launchHead(c, p, "")
	if err != nil {
		return err
	}
	return s.render(c, status, settings.RolePage(sh, head, settings.RoleVM{Slug: p.Slug, Role: role, Form: f, People: users}))
}

func (s *Server) fillRole(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	slug, key := c.Param("slug"), c.Param("key")
	ch := launch.RoleChange{UserID: number(f, "user"), Seen: f.Val("seen")}
	for _, g := range f.Values["give"] {
		ch.Give = append(ch.Give, launch.RoleScope(g))
	}
	before, given, err := s.launches.FillRole(c.Request().Context(), slug, key, ch)
	switch {
	case err == nil:
		flash, err := s.roleFlash(c, before, ch, given)
		if err != nil {
			return err
		}
		s.say(c, flash)
		return seeOther(c, "/launches/"+slug+"/edit#roles")
	case fault.Is(err, fault.KindConflict):
		f.Values.Del("seen")
		f.Add("", "Somebody changed this role or its deliverables meanwhile. Look at it as it is now, then decide again; nothing was changed.")
		return s.showRole(c, http.StatusConflict, f)
	}
	if err := refused(&f, err); err != nil {
		return err
	}
	return s.showRole(c, http.StatusUnprocessableEntity, f)
}

// roleFlash says who fills the role now. It offers the way back where nothing
// went along: what did belongs to others by then, each with a history of its own.
func (s *Server) roleFlash(c echo.Context, before launch.RoleDetail, ch launch.RoleChange, given launch.Given) (layout.Flash, error) {
	slug := c.Param("slug")
	_, now, err := s.launches.Role(c.Request().Context(), slug, before.Key)
	if err != nil {
		return layout.Flash{}, err
	}
	text := now.Name + " is " + now.UserName + " now."
	if now.UserID == 0 {
		text = now.Name + " is open now."
	}
	flash := layout.Flash{Kind: "ok", Text: text}
	switch {
	case given.Items == 1:
		flash.Text += " One deliverable went along."
	case given.Items > 1:
		flash.Text += fmt.Sprintf(" %d deliverables went along.", given.Items)
	case len(given.Also) > 0:
	case before.UserID != ch.UserID:
		flash.UndoAction = settings.RolePath(slug, before.Key)
		flash.UndoFields = [][2]string{{"user", strconv.FormatInt(before.UserID, 10)}, {"seen", now.Seen()}}
	}
	if len(given.Also) > 0 {
		flash.Text += " Also handed over: " + launch.Shares(given.Also) + "."
	}
	return flash, nil
}
