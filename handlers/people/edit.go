package people

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/people"
	"tminus/views/layout"
	"tminus/views/paths"
	peopleview "tminus/views/people"
	"tminus/views/ui"
)

// administratorsOnly returns Forbidden to people who could not send the form.
func administratorsOnly(c echo.Context) error {
	return people.Require(web.Actor(c), people.Administer, people.Organisation)
}

func (h *Handler) newPersonPage(c echo.Context) error {
	if err := administratorsOnly(c); err != nil {
		return err
	}
	return h.showPersonForm(c, http.StatusOK, ui.NewForm(nil), people.User{Role: people.Member, Seniority: people.Mid, Zone: h.Zone(c)})
}

// showPersonForm shows the form of an existing person or, without an id, of a new one.
func (h *Handler) showPersonForm(c echo.Context, status int, f ui.Form, u people.User) error {
	teams, err := h.People.Teams(c.Request().Context())
	if err != nil {
		return err
	}
	title := "Add a person"
	if u.ID != 0 {
		title = "Edit " + u.Name
	}
	sh := h.Shell(c, title+" · People", "people")
	sh.Invalid = f.Invalid()
	return h.Render(c, status, peopleview.Edit(sh, peopleview.EditVM{Form: f, User: u, Teams: teams, Heading: title, Key: web.NewKey()}))
}

func personInput(f ui.Form) people.Input {
	return people.Input{Name: f.Val("name"), Email: f.Val("email"), Role: people.Role(f.Val("role")), Title: f.Val("title"),
		TeamID: web.OptionalID(f, "team"), Seniority: people.Seniority(f.Val("seniority")), Zone: f.Val("zone")}
}

func personValues(u people.User) url.Values {
	team := ""
	if u.TeamID != nil {
		team = strconv.FormatInt(*u.TeamID, 10)
	}
	return url.Values{"name": {u.Name}, "email": {u.Email}, "role": {string(u.Role)}, "title": {u.Title},
		"team": {team}, "seniority": {string(u.Seniority)}, "zone": {u.Zone}}
}

func (h *Handler) createPerson(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	u, err := h.People.Create(c.Request().Context(), personInput(f), f.Val("key"))
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showPersonForm(c, http.StatusUnprocessableEntity, f, people.User{})
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: u.Name + " is added. Make an invitation link, so that they can choose a password."})
	return web.SeeOther(c, paths.Person(u.ID))
}

// personFor loads the person in the URL for an administrator.
func (h *Handler) personFor(c echo.Context) (people.User, error) {
	if err := administratorsOnly(c); err != nil {
		return people.User{}, err
	}
	id, err := web.IDParam(c, "id")
	if err != nil {
		return people.User{}, err
	}
	return h.People.User(c.Request().Context(), id)
}

func (h *Handler) editPersonPage(c echo.Context) error {
	u, err := h.personFor(c)
	if err != nil {
		return err
	}
	return h.showPersonForm(c, http.StatusOK, ui.NewForm(nil), u)
}

func (h *Handler) editPerson(c echo.Context) error {
	u, err := h.personFor(c)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	ui.Resolve(&f, personValues(u))
	now, err := h.People.Update(c.Request().Context(), u.ID, personInput(f), web.Version(f))
	switch {
	case fault.Is(err, fault.KindConflict):
		return h.personConflict(c, f, u.ID)
	case err != nil:
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showPersonForm(c, http.StatusUnprocessableEntity, f, u)
	}
	before := personValues(u)
	h.SaySaved(c, web.SavedForm{Undone: f.Has("undo"), Changed: !web.SameValues(before, personValues(now)), Before: before,
		Version: now.Version})
	return web.SeeOther(c, paths.Person(u.ID))
}

// personConflict shows the form's values next to the stored ones.
func (h *Handler) personConflict(c echo.Context, f ui.Form, id int64) error {
	ctx := c.Request().Context()
	now, err := h.People.User(ctx, id)
	if err != nil {
		return err
	}
	teams, err := h.People.Teams(ctx)
	if err != nil {
		return err
	}
	vm := peopleview.ConflictVM{Name: now.Name, Props: ui.ConflictProps{
		Action: paths.Person(id, "edit"), Version: now.Version, Back: paths.Person(id), Form: f,
		Fields: peopleview.ConflictFields(personInput(f), now, teams),
	}}
	return h.Render(c, http.StatusConflict, peopleview.Conflict(h.Shell(c, "Changed meanwhile · "+now.Name, "people"), vm))
}

func (h *Handler) reactivatePerson(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	version := web.Version(f)
	u, err := h.People.Reactivate(c.Request().Context(), id, version)
	if err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: u.Name + " is active again. What was handed over stays where it is."})
	return web.SeeOther(c, paths.Person(id))
}

// makeLink creates a person's link, and redirects to the page that shows it.
func (h *Handler) makeLink(c echo.Context) error {
	u, err := h.personFor(c)
	if err != nil {
		return err
	}
	secret, _, err := h.People.NewLink(c.Request().Context(), u.ID)
	if err != nil {
		return err
	}
	return h.ShowOnce(c, paths.Person(u.ID, "link"), secret)
}

// madeLinkPage shows a person's new link once.
func (h *Handler) madeLinkPage(c echo.Context) error {
	u, err := h.personFor(c)
	if err != nil {
		return err
	}
	var o people.LinkDetail
	secret := h.TakeOnce(c, func(secret string) bool {
		o, err = h.People.OpenLink(c.Request().Context(), secret)
		return err == nil && o.State == people.LinkOpen
	})
	if secret == "" {
		return h.ShownBefore(c, paths.Person(u.ID))
	}
	vm := peopleview.LinkVM{User: u, Link: o.Link, Address: h.Options.BaseURL + paths.SignInLink(secret), Zone: h.Zone(c),
		Mailed: h.People.Mails()}
	return h.Render(c, http.StatusOK, peopleview.Link(h.Shell(c, "Link for "+u.Name, "people"), vm))
}

func (h *Handler) revokeLinks(c echo.Context) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	if err := h.People.RevokeLinks(c.Request().Context(), id); err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Unused links do not work any more."})
	return web.SeeOther(c, paths.Person(id))
}
