package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/models/fault"
	"tminus/views/account"
	"tminus/views/layout"
	"tminus/views/ui"
)

const profilePath = "/me/profile"

func (s *Server) profilePage(c echo.Context) error {
	return s.showProfile(c, http.StatusOK, ui.NewForm(nil), "")
}

// showProfile shows one's own profile. The page holds several forms: f is the
// one named part, as it was typed and refused.
func (s *Server) showProfile(c echo.Context, status int, f ui.Form, part string) error {
	ctx := c.Request().Context()
	p, err := s.people.Profile(ctx, actorOf(c).ID)
	if err != nil {
		return err
	}
	list, err := s.people.Sessions(ctx, s.opt.Limits)
	if err != nil {
		return err
	}
	vm := account.ProfileVM{Profile: p, Part: part, Refused: f, Sessions: list, HasPassword: p.PasswordHash != "", Now: s.db.Now(), Key: newKey(), Base: "/me"}
	if vm.FeedMade, err = s.people.FeedMade(ctx); err != nil {
		return err
	}
	if in, ok := signedIn(c); ok {
		vm.This = in.ID
	}
	sh := s.shell(c, "Profile", "")
	sh.Invalid = f.Invalid()
	return s.render(c, status, account.Profile(sh, vm))
}

// changeProfile is what all forms of the profile have in common: a refusal
// shows the page again with that form as it was typed.
func (s *Server) changeProfile(c echo.Context, part string, change func(f ui.Form) (layout.Flash, error)) error {
	return s.changeOn(c, part, change, profilePath, func(status int, f ui.Form) error { return s.showProfile(c, status, f, part) })
}

// changeOn is changeProfile for a page of which the profile is one.
func (s *Server) changeOn(c echo.Context, part string, change func(f ui.Form) (layout.Flash, error), page string, show func(int, ui.Form) error) error {
	f, err := formOf(c)
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
		if err := refused(&f, err); err != nil {
			return err
		}
		return show(status, f)
	}
	s.say(c, flash)
	return seeOther(c, page+"#"+part)
}

func saved(text string) layout.Flash { return layout.Flash{Kind: "ok", Text: text} }

// saveProfile changes one's own name and time zone.
func (s *Server) saveProfile(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	u, err := s.people.User(ctx, actorOf(c).ID)
	if err != nil {
		return err
	}
	ui.Resolve(&f, account.Values(u))
	version := versionOf(f)
	err = s.people.UpdateOwn(ctx, f.Val("name"), f.Val("zone"), version)
	switch {
	case fault.Is(err, fault.KindConflict):
		return s.profileConflict(c, f)
	case err != nil:
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showProfile(c, http.StatusUnprocessableEntity, f, "you")
	}
	now, err := s.people.User(ctx, u.ID)
	if err != nil {
		return err
	}
	before := account.Values(u)
	s.saySaved(c, savedForm{undone: f.Has("undo"), changed: !sameValues(before, account.Values(now)), before: before, version: version})
	return seeOther(c, profilePath+"#you")
}

// profileConflict sets what was typed beside what is stored by now.
func (s *Server) profileConflict(c echo.Context, f ui.Form) error {
	u, err := s.people.User(c.Request().Context(), actorOf(c).ID)
	if err != nil {
		return err
	}
	props := ui.ConflictProps{Action: profilePath, Version: u.Version, Who: "You, in another window, or an administrator", Back: profilePath, Form: f, Fields: account.ConflictFields(f, u)}
	return s.render(c, http.StatusConflict, account.Conflict(s.shell(c, "Changed meanwhile · Profile", ""), props))
}

func (s *Server) changePassword(c echo.Context) error {
	return s.changeProfile(c, "password", func(f ui.Form) (layout.Flash, error) {
		sess, err := s.sessions.Get(c.Request(), s.sessions.name)
		if err != nil {
			return layout.Flash{}, err
		}
		ctx := c.Request().Context()
		if err := s.people.ChangePassword(ctx, f.Val("password"), f.Val("new_password"), sess.ID); err != nil {
			return layout.Flash{}, err
		}
		u, err := s.people.User(ctx, actorOf(c).ID)
		if err != nil {
			return layout.Flash{}, err
		}
		return saved("Your password is changed. You are signed out everywhere else."), s.devices.add(c, u)
	})
}

func (s *Server) endSession(c echo.Context) error {
	return s.changeProfile(c, "sessions", func(ui.Form) (layout.Flash, error) {
		return saved("That session is ended."), s.people.EndSession(c.Request().Context(), c.Param("id"))
	})
}

// signOutEverywhere ends this session too: whoever presses it does not trust
// any browser.
func (s *Server) signOutEverywhere(c echo.Context) error {
	if _, err := s.people.SignOutEverywhere(c.Request().Context()); err != nil {
		return err
	}
	if err := s.end(c); err != nil {
		return err
	}
	return seeOther(c, "/login?out=everywhere")
}
