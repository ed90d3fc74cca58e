package handlers

import (
	"context"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/models/fault"
	"tminus/models/guide"
	"tminus/models/people"
	"tminus/views/guides"
	"tminus/views/layout"
	"tminus/views/ui"
)

// guideHistory is all versions of a guide.
func (s *Server) guideHistory(c echo.Context) error {
	ctx, slug := c.Request().Context(), c.Param("guide")
	vm := guides.HistoryVM{CanEdit: s.may(c, people.EditPlan, 0)}
	var err error
	if vm.Guide, err = s.guides.Get(ctx, slug); err != nil {
		return err
	}
	if vm.List, err = s.guides.Revisions(ctx, slug); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, guides.History(s.shell(c, "History · "+vm.Guide.Title+" · Guides", "guides"), vm))
}

// compareGuide is two versions of a guide side by side: those of the address, or
// the published one and the newest.
func (s *Server) compareGuide(c echo.Context) error {
	ctx, slug := c.Request().Context(), c.Param("guide")
	newest, err := s.guides.Newest(ctx, slug)
	if err != nil {
		return err
	}
	a, b := newest.Published, newest.Head
	if a == 0 || a == b {
		a = max(1, b-1)
	}
	if a, err = versionParam(c, "a", a); err != nil {
		return err
	}
	if b, err = versionParam(c, "b", b); err != nil {
		return err
	}
	vm := guides.CompareVM{Guide: newest, CanEdit: s.may(c, people.EditPlan, 0)}
	older, err := s.guides.At(ctx, slug, a)
	if err != nil {
		return err
	}
	newer, err := s.guides.At(ctx, slug, b)
	if err != nil {
		return err
	}
	vm.A, vm.B = older.Revision, newer.Revision
	if vm.List, err = s.guides.Revisions(ctx, slug); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, guides.Compare(s.shell(c, "Compare · "+vm.Guide.Title+" · Guides", "guides"), vm))
}

// versionParam is a version in the address. Returns NotFound for what is none.
func versionParam(c echo.Context, name string, missing int) (int, error) {
	v := c.QueryParam(name)
	if v == "" {
		return missing, nil
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 {
		return 0, fault.NotFound("version of this guide")
	}
	return n, nil
}

func (s *Server) guideSettings(c echo.Context) error {
	vm, set, err := s.guideToSet(c)
	if err != nil {
		return err
	}
	v := guides.SettingValues(set)
	vm.Form, vm.Base = ui.NewForm(v), ui.Digest(v, guides.SettingFields...)
	return s.showGuideSettings(c, http.StatusOK, vm)
}

// guideToSet is a guide with its settings, for a form that changes them.
func (s *Server) guideToSet(c echo.Context) (vm guides.SettingsVM, set guide.Settings, err error) {
	ctx, slug := c.Request().Context(), c.Param("guide")
	if vm.Guide, err = s.guides.Get(ctx, slug); err != nil {
		return vm, set, err
	}
	if err = people.Allow(actorOf(c), people.EditPlan, 0); err != nil {
		return vm, set, err
	}
	vm.CanAnswer = vm.Guide.MayAnswer(actorOf(c))
	if path := guides.HelpPath(vm.Guide.Guide); path != "" {
		vm.Address = s.opt.BaseURL + path
	}
	set, err = s.guides.Settings(ctx, slug)
	return vm, set, err
}

func (s *Server) showGuideSettings(c echo.Context, status int, vm guides.SettingsVM) error {
	if err := s.choicesFor(c.Request().Context(), &vm); err != nil {
		return err
	}
	sh := s.shell(c, "Settings of "+vm.Guide.Title+" · Guides", "guides")
	sh.Invalid = vm.Form.Invalid()
	return s.render(c, status, guides.Settings(sh, vm))
}

// choicesFor loads what the form offers.
func (s *Server) choicesFor(ctx context.Context, vm *guides.SettingsVM) (err error) {
	if vm.People, err = s.people.Users(ctx, true); err != nil {
		return err
	}
	if vm.Launches, err = s.guides.Launches(ctx); err != nil {
		return err
	}
	if vm.Deliverables, err = s.guides.Deliverables(ctx, vm.Guide.LaunchID); err != nil {
		return err
	}
	set, err := guides.SettingsOf(vm.Form)
	if err != nil {
		set.ServiceIDs = nil
	}
	vm.Services, err = s.guides.Services(ctx, set.ServiceIDs...)
	return err
}

func (s *Server) setGuide(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	vm, set, err := s.guideToSet(c)
	if err != nil {
		return err
	}
	before := guides.SettingValues(set)
	ui.Resolve(&f, before)
	in, err := guides.SettingsOf(f)
	if err != nil {
		err = fault.Invalid("review_on", "Enter a date, like 2026-05-12.")
	} else {
		// A deliverable belongs to its launch: with another launch it is chosen anew.
		if in.LaunchID != set.LaunchID && in.DeliverableID == set.DeliverableID {
			in.DeliverableID = 0
		}
		err = s.guides.Set(c.Request().Context(), vm.Guide.Slug, in, versionOf(f))
	}
	vm.Form, vm.Base = f, f.Val("base")
	return s.endSaving(c, err, saving{form: &vm.Form, before: before, was: vm.Guide.Version, typed: versionOf(f), to: guides.One(vm.Guide.Slug),
		again: func() error { return s.showGuideSettings(c, http.StatusUnprocessableEntity, vm) },
		clash: func() error { return s.settingConflict(c, vm, before) },
		now: func() (int, error) {
			now, err := s.guides.Get(c.Request().Context(), vm.Guide.Slug)
			return now.Version, err
		},
	})
}

// settingConflict shows what was chosen beside what stands there by now.
func (s *Server) settingConflict(c echo.Context, vm guides.SettingsVM, theirs map[string][]string) error {
	if err := s.choicesFor(c.Request().Context(), &vm); err != nil {
		return err
	}
	path := guides.One(vm.Guide.Slug)
	return s.render(c, http.StatusConflict, guides.TwoChanges(s.shell(c, "Two changes at once · Guides", "guides"), ui.ConflictProps{
		Action: path + "/settings", Version: vm.Guide.Version, Back: path, Form: vm.Form, Fields: guides.SettingConflict(vm, theirs)}))
}

// openGuide says who outside of the organisation may read a guide.
func (s *Server) openGuide(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	ctx, slug := c.Request().Context(), c.Param("guide")
	before, err := s.guides.Get(ctx, slug)
	if err != nil {
		return err
	}
	if err := s.guides.Open(ctx, slug, guide.Public(f.Val("public")), versionOf(f)); err != nil {
		return err
	}
	after, err := s.guides.Get(ctx, slug)
	if err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: "May be read by: " + after.Public.Label() + "."}
	if after.Public != guide.PublicOff {
		flash.UndoAction = guides.One(slug) + "/public"
		flash.UndoFields = [][2]string{{"public", string(before.Public)}, {"version", strconv.Itoa(after.Version)}}
	}
	s.say(c, flash)
	return seeOther(c, guides.One(slug)+"/settings#public")
}

// helpPage is a guide for those who are not signed in. It names nobody.
func (s *Server) helpPage(c echo.Context) error {
	h := c.Response().Header()
	help, err := s.guides.Help(c.Request().Context(), c.Param("name"))
	if err != nil || !help.Indexed {
		h.Set("X-Robots-Tag", "noindex, nofollow")
	}
	if fault.Is(err, fault.KindNotFound) {
		return s.render(c, http.StatusNotFound, guides.NoHelp(s.shell(c, "Help", "")))
	}
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, guides.Help(s.shell(c, help.Content.Title, ""), help.Content))
}
