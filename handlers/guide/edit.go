package guide

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/feedback"
	"tminus/models/guide"
	"tminus/models/people"
	feedbackview "tminus/views/feedback"
	guideview "tminus/views/guide"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

func (h *Handler) newGuidePage(c echo.Context) error {
	if err := people.Require(web.Actor(c), people.EditPlan, people.Organisation); err != nil {
		return err
	}
	v := guideview.Values(guideview.Blank())
	v.Set("owner", strconv.FormatInt(web.Actor(c).ID, 10))
	if slug := c.QueryParam("launch"); slug != "" {
		l, err := h.launches.Launch(c.Request().Context(), slug)
		if err == nil {
			v.Set("launch", strconv.FormatInt(l.ID, 10))
		} else if !fault.Is(err, fault.KindNotFound) {
			return err
		}
	}
	return h.showGuideForm(c, http.StatusOK, guideview.FormVM{Form: ui.NewForm(v), Key: web.NewKey()})
}

func (h *Handler) editGuidePage(c echo.Context) error {
	vm, err := h.guideToEdit(c)
	if err != nil {
		return err
	}
	v := guideview.Values(vm.Guide.Revision.Content)
	vm.Form, vm.Base = ui.NewForm(v), ui.Digest(v, guideview.Names(v)...)
	return h.showGuideForm(c, http.StatusOK, vm)
}

// guideToEdit returns the latest revision of a guide for a form that changes it.
func (h *Handler) guideToEdit(c echo.Context) (guideview.FormVM, error) {
	d, err := h.guides.Newest(c.Request().Context(), c.Param("guide"))
	if err != nil {
		return guideview.FormVM{}, err
	}
	return guideview.FormVM{Guide: &d}, people.Require(web.Actor(c), people.EditPlan, people.Organisation)
}

func (h *Handler) showGuideForm(c echo.Context, status int, vm guideview.FormVM) error {
	ctx := c.Request().Context()
	title := "New guide · Guides"
	if vm.Guide != nil {
		title = "Edit " + vm.Guide.Revision.Content.Title + " · Guides"
		var err error
		if vm.Reports, err = h.reportsByIssue(c, *vm.Guide); err != nil {
			return err
		}
	} else {
		var err error
		if vm.People, err = h.People.Users(ctx, true); err != nil {
			return err
		}
		if vm.Launches, err = h.guides.Launches(ctx); err != nil {
			return err
		}
	}
	sh := h.Shell(c, title, "guides")
	sh.Invalid = vm.Form.Invalid()
	return h.Render(c, status, guideview.FormPage(sh, vm))
}

// reportsByIssue returns the reports that led to the issues of a guide, by issue. They are open if the
// issue's fix is still missing.
func (h *Handler) reportsByIssue(c echo.Context, d guide.Detail) (map[string]templ.Component, error) {
	behind, err := h.feedback.Behind(c.Request().Context(), feedback.ToGuide, d.ID)
	if err != nil {
		return nil, err
	}
	at, _ := feedback.ByIssue(behind, d.ID, d.Revision.Content)
	out := map[string]templ.Component{}
	for _, i := range d.Revision.Content.Issues {
		out[i.ID] = feedbackview.SaidOf(at[i.ID], i.Fix == "")
	}
	return out, nil
}

// changeForm handles the buttons of the form that save nothing: preview, add, remove, up and down. It
// reports whether it was one of those.
func (h *Handler) changeForm(c echo.Context, vm guideview.FormVM) (bool, error) {
	do := vm.Form.Val("do")
	vm.Form.Values.Del("do")
	vm.Base, vm.Key = vm.Form.Val("base"), vm.Form.Val("key")
	if name, ok := strings.CutPrefix(do, "preview "); ok {
		if web.IsPartial(c) {
			return true, h.Render(c, http.StatusOK, guideview.Preview(vm.Form.Val(name)))
		}
		vm.Preview, vm.Focus = name, name
		return true, h.showGuideForm(c, http.StatusOK, vm)
	}
	var done bool
	if vm.Focus, done = guideview.Rearrange(&vm.Form, do); !done {
		return false, nil
	}
	return true, h.showGuideForm(c, http.StatusOK, vm)
}

func (h *Handler) addGuide(c echo.Context) error {
	if err := people.Require(web.Actor(c), people.EditPlan, people.Organisation); err != nil {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	vm := guideview.FormVM{Form: f, Key: f.Val("key")}
	if done, err := h.changeForm(c, vm); done {
		return err
	}
	g, err := h.guides.Create(c.Request().Context(),
		guide.New{Content: guideview.ContentOf(f), OwnerID: web.FormID(f, "owner"), LaunchID: web.FormID(f, "launch")}, f.Val("key"))
	if err != nil {
		if err := web.AddErrors(&vm.Form, err); err != nil {
			return err
		}
		return h.showGuideForm(c, http.StatusUnprocessableEntity, vm)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Saved as a draft. Ask for a review when it is ready."})
	return web.SeeOther(c, paths.Guide(g.Slug))
}

func (h *Handler) saveGuide(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	vm, err := h.guideToEdit(c)
	if err != nil {
		return err
	}
	vm.Form, vm.Base = f, f.Val("base")
	if done, err := h.changeForm(c, vm); done {
		return err
	}
	if ui.Chosen(f) {
		ui.Resolve(&f, guideview.Align(f.Values, vm.Guide.Revision.Content))
	}
	g, err := h.guides.Save(c.Request().Context(), vm.Guide.Slug, guideview.ContentOf(f), f.Val("message"), web.Version(f))
	switch fault.KindOf(err) {
	case fault.KindConflict:
		return h.guideConflict(c, f)
	case fault.KindInvalid:
		vm.Form = f
		_ = web.AddErrors(&vm.Form, err)
		return h.showGuideForm(c, http.StatusUnprocessableEntity, vm)
	}
	if err != nil {
		return err
	}
	h.Say(c, savedGuide(vm.Guide.Guide, g))
	return web.SeeOther(c, paths.Guide(g.Slug)+"?version="+strconv.Itoa(g.Head))
}

// savedGuide returns the message after saving, with an undo.
func savedGuide(before, after guide.Guide) layout.Flash {
	if before.Head == after.Head {
		return layout.Flash{Kind: "ok", Text: "Nothing was changed, so there is no new version."}
	}
	text := "Saved as version " + strconv.Itoa(after.Head) + "."
	if after.Published != 0 {
		text += " Readers still read version " + strconv.Itoa(after.Published) + " until this one is published."
	}
	return layout.Flash{Kind: "ok", Text: text, UndoAction: paths.Guide(after.Slug, "restore"),
		UndoFields: [][2]string{{"number", strconv.Itoa(before.Head)}, {"version", strconv.Itoa(after.Version)}}}
}

// guideConflict shows the form's values next to the stored ones.
func (h *Handler) guideConflict(c echo.Context, f ui.Form) error {
	vm, err := h.guideToEdit(c)
	if err != nil {
		return err
	}
	theirs := guideview.Align(f.Values, vm.Guide.Revision.Content)
	f.Values.Set("base", f.Val("base")+ui.Digest(f.Values, guideview.Added(f.Values, theirs)...))
	path := paths.Guide(vm.Guide.Slug)
	return h.Render(c, http.StatusConflict, guideview.TwoChanges(h.Shell(c, "Two changes at once · Guides", "guides"), ui.ConflictProps{
		Action: paths.Join(path, "edit"), Version: vm.Guide.Version, Back: path, Form: f, Fields: guideview.ConflictFields(f.Values, theirs),
		Who: vm.Guide.Revision.AuthorName}))
}

// restoreGuide makes an older version the latest again.
func (h *Handler) restoreGuide(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("guide")
	before, err := h.guides.Newest(c.Request().Context(), slug)
	if err != nil {
		return err
	}
	g, err := h.guides.Restore(c.Request().Context(), slug, int(web.FormID(f, "number")), web.Version(f))
	if err != nil {
		return err
	}
	flash := savedGuide(before.Guide, g)
	if g.Head != before.Head {
		flash.Text = "Version " + f.Val("number") + " is restored, as version " + strconv.Itoa(g.Head) + "."
	}
	h.Say(c, flash)
	return web.SeeOther(c, paths.Guide(slug)+"?version="+strconv.Itoa(g.Head))
}
