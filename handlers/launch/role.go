package launch

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/assignment"
	"tminus/models/fault"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/settings"
	"tminus/views/ui"
)

// rolePage shows the form for filling an owner role of a launch.
func (h *Handler) rolePage(c echo.Context) error {
	return h.showRole(c, http.StatusOK, ui.NewForm(nil))
}

func (h *Handler) showRole(c echo.Context, status int, f ui.Form) error {
	p, err := h.LeadPlan(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	_, role, err := h.assignments.Role(ctx, p.Slug, c.Param("key"))
	if err != nil {
		return err
	}
	users, err := h.People.Users(ctx, false)
	if err != nil {
		return err
	}
	sh := h.Shell(c, role.Name+" · "+p.Name, "launches")
	sh.Invalid = f.Invalid()
	head, err := h.LaunchHead(c, p, layout.PageSettings)
	if err != nil {
		return err
	}
	return h.Render(c, status, settings.RolePage(sh, head, settings.RoleVM{Slug: p.Slug, Role: role, Form: f, People: users}))
}

func (h *Handler) fillRole(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	slug, key := c.Param("slug"), c.Param("key")
	ch := assignment.RoleChange{UserID: web.FormID(f, "user"), Fingerprint: f.Val("seen")}
	for _, g := range f.Values["give"] {
		ch.Give = append(ch.Give, assignment.Scope(g))
	}
	before, given, err := h.assignments.FillRole(c.Request().Context(), slug, key, ch)
	switch {
	case err == nil:
		flash, err := h.roleFlash(c, before, ch, given)
		if err != nil {
			return err
		}
		h.Say(c, flash)
		return web.SeeOther(c, paths.Settings(slug)+"#roles")
	case fault.Is(err, fault.KindConflict):
		f.Values.Del("seen")
		f.Add("", fault.MessageOf(err))
		return h.showRole(c, http.StatusConflict, f)
	}
	if err := web.AddErrors(&f, err); err != nil {
		return err
	}
	return h.showRole(c, http.StatusUnprocessableEntity, f)
}

// roleFlash returns the message about the new holder of a role. It offers an undo if nothing was
// given with the role; otherwise the items have new owners, each with its own history.
func (h *Handler) roleFlash(c echo.Context, before assignment.RoleDetail, ch assignment.RoleChange,
	given assignment.Grant) (layout.Flash, error) {
	slug := c.Param("slug")
	_, now, err := h.assignments.Role(c.Request().Context(), slug, before.Key)
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
		flash.UndoAction = paths.Role(slug, before.Key)
		flash.UndoFields = [][2]string{{"user", strconv.FormatInt(before.UserID, 10)}, {"seen", now.Fingerprint()}}
	}
	if len(given.Also) > 0 {
		flash.Text += " Also handed over: " + assignment.Shares(given.Also) + "."
	}
	return flash, nil
}
