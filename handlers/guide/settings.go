package guide

import (
	"context"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/guide"
	"tminus/models/people"
	guideview "tminus/views/guide"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

// guideHistory lists all versions of a guide.
func (h *Handler) guideHistory(c echo.Context) error {
	ctx, slug := c.Request().Context(), c.Param("guide")
	vm := guideview.HistoryVM{CanEdit: h.Can(c, people.EditPlan, people.Organisation)}
	var err error
	if vm.Guide, err = h.guides.Get(ctx, slug); err != nil {
		return err
	}
	if vm.List, err = h.guides.Revisions(ctx, slug); err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, guideview.History(h.Shell(c, "History · "+vm.Guide.Title+" · Guides", "guides"), vm))
}

// compareGuide compares two versions of a guide: those in the URL, or the published one and the
// latest.
func (h *Handler) compareGuide(c echo.Context) error {
	ctx, slug := c.Request().Context(), c.Param("guide")
	newest, err := h.guides.Newest(ctx, slug)
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
	vm := guideview.CompareVM{Guide: newest, CanEdit: h.Can(c, people.EditPlan, people.Organisation)}
	older, err := h.guides.At(ctx, slug, a)
	if err != nil {
		return err
	}
	newer, err := h.guides.At(ctx, slug, b)
	if err != nil {
		return err
	}
	vm.A, vm.B = older.Revision, newer.Revision
	if vm.List, err = h.guides.Revisions(ctx, slug); err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, guideview.Compare(h.Shell(c, "Compare · "+vm.Guide.Title+" · Guides", "guides"), vm))
}

// versionParam returns a version in the URL. It returns NotFound if it is invalid.
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

func (h *Handler) guideSettings(c echo.Context) error {
	vm, set, err := h.guideToSet(c)
	if err != nil {
		return err
	}
	v := guideview.SettingValues(set)
	vm.Form, vm.Base = ui.NewForm(v), ui.Digest(v, guideview.SettingFields...)
	return h.showGuideSettings(c, http.StatusOK, vm)
}

// guideToSet returns a guide with its settings for a form that changes them.
func (h *Handler) guideToSet(c echo.Context) (vm guideview.SettingsVM, set guide.Settings, err error) {
	ctx, slug := c.Request().Context(), c.Param("guide")
	if vm.Guide, err = h.guides.Get(ctx, slug); err != nil {
		return vm, set, err
	}
	if err = people.Require(web.Actor(c), people.EditPlan, people.Organisation); err != nil {
		return vm, set, err
	}
	vm.CanAnswer = vm.Guide.MayAnswer(web.Actor(c))
	if path := guideview.HelpPath(vm.Guide.Guide); path != "" {
		vm.Address = h.Options.BaseURL + path
	}
	set, err = h.guides.Settings(ctx, slug)
	return vm, set, err
}

func (h *Handler) showGuideSettings(c echo.Context, status int, vm guideview.SettingsVM) error {
	if err := h.choicesFor(c.Request().Context(), &vm); err != nil {
		return err
	}
	sh := h.Shell(c, "Settings of "+vm.Guide.Title+" · Guides", "guides")
	sh.Invalid = vm.Form.Invalid()
	return h.Render(c, status, guideview.Settings(sh, vm))
}

// choicesFor loads the choices of the form.
func (h *Handler) choicesFor(ctx context.Context, vm *guideview.SettingsVM) (err error) {
	if vm.People, err = h.People.Users(ctx, true); err != nil {
		return err
	}
	if vm.Launches, err = h.guides.Launches(ctx); err != nil {
		return err
	}
	if vm.Deliverables, err = h.guides.Deliverables(ctx, vm.Guide.LaunchID); err != nil {
		return err
	}
	set, err := guideview.SettingsOf(vm.Form)
	if err != nil {
		set.ServiceIDs = nil
	}
	vm.Services, err = h.guides.Services(ctx, set.ServiceIDs...)
	return err
}

func (h *Handler) setGuide(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	vm, set, err := h.guideToSet(c)
	if err != nil {
		return err
	}
	before := guideview.SettingValues(set)
	ui.Resolve(&f, before)
	next := 0
	in, err := guideview.SettingsOf(f)
	if err != nil {
		err = fault.Invalid("review_on", "Enter a date, like 2026-05-12.")
	} else {
		// A deliverable belongs to its launch, so it must be chosen again for another launch.
		if in.LaunchID != set.LaunchID && in.DeliverableID == set.DeliverableID {
			in.DeliverableID = 0
		}
		next, err = h.guides.Set(c.Request().Context(), vm.Guide.Slug, in, web.Version(f))
	}
	vm.Form, vm.Base = f, f.Val("base")
	return h.EndSaving(c, err, web.Saving{Form: &vm.Form, Before: before, Was: vm.Guide.Version, Version: next, To: paths.Guide(vm.Guide.Slug),
		Again: func() error { return h.showGuideSettings(c, http.StatusUnprocessableEntity, vm) },
		Clash: func() error { return h.settingConflict(c, vm, before) },
	})
}

// settingConflict shows the form's values next to the stored ones.
func (h *Handler) settingConflict(c echo.Context, vm guideview.SettingsVM, theirs map[string][]string) error {
	if err := h.choicesFor(c.Request().Context(), &vm); err != nil {
		return err
	}
	path := paths.Guide(vm.Guide.Slug)
	return h.Render(c, http.StatusConflict, guideview.TwoChanges(h.Shell(c, "Two changes at once · Guides", "guides"), ui.ConflictProps{
		Action: paths.Join(path, "settings"), Version: vm.Guide.Version, Back: path, Form: vm.Form,
		Fields: guideview.SettingConflict(vm, theirs)}))
}

// openGuide sets who outside the organisation may read a guide.
func (h *Handler) openGuide(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	ctx, slug := c.Request().Context(), c.Param("guide")
	before, err := h.guides.Get(ctx, slug)
	if err != nil {
		return err
	}
	if err := h.guides.Open(ctx, slug, guide.Public(f.Val("public")), web.Version(f)); err != nil {
		return err
	}
	after, err := h.guides.Get(ctx, slug)
	if err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: "May be read by: " + after.Public.Label() + "."}
	if after.Public != guide.PublicOff {
		flash.UndoAction = paths.Guide(slug, "public")
		flash.UndoFields = [][2]string{{"public", string(before.Public)}, {"version", strconv.Itoa(after.Version)}}
	}
	h.Say(c, flash)
	return web.SeeOther(c, paths.Guide(slug, "settings")+"#public")
}

// helpPage shows a guide to people without an account. It contains no names.
func (h *Handler) helpPage(c echo.Context) error {
	headers := c.Response().Header()
	help, err := h.guides.Help(c.Request().Context(), c.Param("name"))
	if err != nil || !help.Indexed {
		headers.Set("X-Robots-Tag", "noindex, nofollow")
	}
	if fault.Is(err, fault.KindNotFound) {
		return h.Render(c, http.StatusNotFound, guideview.NoHelp(h.Shell(c, "Help", "")))
	}
	if err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, guideview.Help(h.Shell(c, help.Content.Title, ""), help.Content))
}
