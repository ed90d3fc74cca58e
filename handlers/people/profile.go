package people

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/views/account"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

func (h *Handler) profilePage(c echo.Context) error {
	return h.showProfile(c, http.StatusOK, ui.NewForm(nil), "")
}

// showProfile shows the signed-in person's profile. The page has several forms: f is the refused
// one, part its name.
func (h *Handler) showProfile(c echo.Context, status int, f ui.Form, part string) error {
	ctx := c.Request().Context()
	p, err := h.People.Profile(ctx, web.Actor(c).ID)
	if err != nil {
		return err
	}
	list, err := h.People.Sessions(ctx, h.Options.Limits)
	if err != nil {
		return err
	}
	vm := account.ProfileVM{Profile: p, Part: part, Refused: f, Sessions: list, HasPassword: p.PasswordHash != "", Now: h.DB.Now(),
		Key: web.NewKey(), Base: paths.Me()}
	if vm.FeedCreatedAt, err = h.People.FeedCreatedAt(ctx); err != nil {
		return err
	}
	if in, ok := web.SignedIn(c); ok {
		vm.This = in.ID
	}
	sh := h.Shell(c, "Profile", "")
	sh.Invalid = f.Invalid()
	return h.Render(c, status, account.Profile(sh, vm))
}

// changeProfile handles a form of the profile: a refusal shows the page again with the form's
// values.
func (h *Handler) changeProfile(c echo.Context, part string, change func(f ui.Form) (layout.Flash, error)) error {
	return h.changeOn(c, part, change, paths.Profile(), func(status int, f ui.Form) error { return h.showProfile(c, status, f, part) })
}

// changeOn is changeProfile for another page.
func (h *Handler) changeOn(c echo.Context, part string, change func(f ui.Form) (layout.Flash, error), page string,
	show func(int, ui.Form) error) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	flash, err := change(f)
	if err != nil {
		status := http.StatusUnprocessableEntity
		switch {
		case fault.Is(err, fault.KindConflict):
			status = http.StatusConflict
			err = fault.Invalid("", "Your profile was changed in another window meanwhile. What you typed is below; save again to keep it.")
			f.Values.Del("version")
		case fault.Is(err, fault.KindUnavailable) && part == "password":
			status = http.StatusTooManyRequests
			err = fault.Invalid("password", "%s", fault.MessageOf(err))
		}
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return show(status, f)
	}
	h.Say(c, flash)
	return web.SeeOther(c, page+"#"+part)
}

func okFlash(text string) layout.Flash { return layout.Flash{Kind: "ok", Text: text} }

// saveProfile changes the signed-in person's name and time zone.
func (h *Handler) saveProfile(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	u, err := h.People.User(ctx, web.Actor(c).ID)
	if err != nil {
		return err
	}
	ui.Resolve(&f, account.Values(u))
	err = h.People.UpdateOwn(ctx, f.Val("name"), f.Val("zone"), web.Version(f))
	switch {
	case fault.Is(err, fault.KindConflict):
		return h.profileConflict(c, f)
	case err != nil:
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showProfile(c, http.StatusUnprocessableEntity, f, "you")
	}
	now, err := h.People.User(ctx, u.ID)
	if err != nil {
		return err
	}
	before := account.Values(u)
	h.SaySaved(c, web.SavedForm{Undone: f.Has("undo"), Changed: !web.SameValues(before, account.Values(now)), Before: before,
		Version: now.Version})
	return web.SeeOther(c, paths.Profile()+"#you")
}

// profileConflict shows the form's values next to the stored ones.
func (h *Handler) profileConflict(c echo.Context, f ui.Form) error {
	u, err := h.People.User(c.Request().Context(), web.Actor(c).ID)
	if err != nil {
		return err
	}
	props := ui.ConflictProps{Action: paths.Profile(), Version: u.Version, Who: "You, in another window, or an administrator",
		Back: paths.Profile(), Form: f, Fields: account.ConflictFields(f, u)}
	return h.Render(c, http.StatusConflict, account.Conflict(h.Shell(c, "Changed meanwhile · Profile", ""), props))
}

func (h *Handler) changePassword(c echo.Context) error {
	return h.changeProfile(c, "password", func(f ui.Form) (layout.Flash, error) {
		sess, err := h.Session(c)
		if err != nil {
			return layout.Flash{}, err
		}
		ctx := c.Request().Context()
		if err := h.People.ChangePassword(ctx, f.Val("password"), f.Val("new_password"), sess.ID); err != nil {
			return layout.Flash{}, err
		}
		u, err := h.People.User(ctx, web.Actor(c).ID)
		if err != nil {
			return layout.Flash{}, err
		}
		return okFlash("Your password is changed. You are signed out everywhere else."), h.Devices.Add(c, u)
	})
}

func (h *Handler) endSession(c echo.Context) error {
	return h.changeProfile(c, "sessions", func(ui.Form) (layout.Flash, error) {
		return okFlash("That session is ended."), h.People.EndSession(c.Request().Context(), c.Param("id"))
	})
}

// signOutEverywhere ends all sessions, including this one, because whoever uses it trusts no
// browser.
func (h *Handler) signOutEverywhere(c echo.Context) error {
	if _, err := h.People.SignOutEverywhere(c.Request().Context()); err != nil {
		return err
	}
	if err := h.SignOut(c); err != nil {
		return err
	}
	return web.SeeOther(c, paths.Login()+"?out=everywhere")
}
