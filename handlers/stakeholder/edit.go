package stakeholder

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/words"
	"tminus/models/fault"
	"tminus/models/people"
	"tminus/models/stakeholder"
	"tminus/views/layout"
	"tminus/views/paths"
	stakeholderview "tminus/views/stakeholder"
	"tminus/views/ui"
)

func (h *Handler) addStakeholder(c echo.Context) error {
	p, err := h.EditablePlan(c)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	in := stakeholderInput(f)
	id, err := h.stakeholders.Create(c.Request().Context(), p.Slug, in, f.Val("key"))
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showStakeholderForm(c, http.StatusUnprocessableEntity, stakeholderview.FormVM{Plan: p, Form: f, Key: f.Val("key")})
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: in.Name + " is on the list.", UndoAction: paths.Stakeholder(p.Slug, id, "remove")})
	return web.SeeOther(c, paths.Stakeholders(p.Slug))
}

func (h *Handler) pasteStakeholders(c echo.Context) error {
	p, err := h.EditablePlan(c)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	added, err := h.stakeholders.AddAll(c.Request().Context(), p.Slug, f.Val("lines"), web.OptionalID(f, "owner"), f.Val("key"))
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showPaste(c, http.StatusUnprocessableEntity, stakeholderview.FormVM{Plan: p, Form: f, Key: f.Val("key")})
	}
	flash := layout.Flash{Kind: "ok", Text: "Added " + words.Count(len(added.IDs), "stakeholder") + "."}
	if added.Known > 0 {
		flash.Text += fmt.Sprintf(" %d were on the list already.", added.Known)
	}
	if len(added.IDs) > 0 {
		flash.UndoAction = paths.Stakeholders(p.Slug, "paste", "undo")
		for _, id := range added.IDs {
			flash.UndoFields = append(flash.UndoFields, [2]string{"id", strconv.FormatInt(id, 10)})
		}
	}
	h.Say(c, flash)
	return web.SeeOther(c, paths.Stakeholders(p.Slug))
}

// unpasteStakeholders removes stakeholders that were added together.
func (h *Handler) unpasteStakeholders(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	var ids []int64
	for _, v := range f.Values["id"] {
		id, err := strconv.ParseInt(v, 10, 64)
		if err != nil || len(ids) == stakeholder.MaxPasted {
			return fault.NotFound("stakeholder of this launch")
		}
		ids = append(ids, id)
	}
	slug := c.Param("slug")
	if err := h.stakeholders.Remove(c.Request().Context(), slug, ids...); err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Undone: they are off the list again."})
	return web.SeeOther(c, paths.Stakeholders(slug))
}

func (h *Handler) updateStakeholder(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	vm, err := h.stakeholderToEdit(c)
	if err != nil {
		return err
	}
	before := stakeholderview.Values(*vm.One)
	ui.Resolve(&f, before)
	vm.Form, vm.Base = f, f.Val("base")
	next, err := h.stakeholders.Update(c.Request().Context(), vm.Plan.Slug, vm.One.ID, stakeholderInput(f), web.Version(f))
	return h.EndSaving(c, err, web.Saving{Form: &vm.Form, Before: before, Was: vm.One.Version, Version: next,
		To:    paths.Stakeholder(vm.Plan.Slug, vm.One.ID),
		Again: func() error { return h.showStakeholderForm(c, http.StatusUnprocessableEntity, vm) },
		Clash: func() error { return h.stakeholderConflict(c, f) },
	})
}

// askStakeholder creates a personal link, and redirects to a message with it.
func (h *Handler) askStakeholder(c echo.Context) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	secret, err := h.stakeholders.NewLink(c.Request().Context(), slug, id)
	if err != nil {
		return err
	}
	return h.ShowOnce(c, paths.Stakeholder(slug, id, "link"), secret)
}

// messagePage shows a message with a stakeholder's new link once.
func (h *Handler) messagePage(c echo.Context) error {
	vm, err := h.stakeholderOf(c)
	if err != nil {
		return err
	}
	if err := people.Require(web.Actor(c), people.EditPlan, vm.Plan.Subject()); err != nil {
		return err
	}
	head, err := h.LaunchHead(c, vm.Plan, layout.PageStakeholders)
	if err != nil {
		return err
	}
	secret := h.TakeOnce(c, func(secret string) bool {
		a, err := h.stakeholders.OpenLink(c.Request().Context(), secret)
		return err == nil && !a.Dead
	})
	if secret == "" {
		return h.ShownBefore(c, paths.Stakeholder(vm.Plan.Slug, vm.One.ID))
	}
	return h.Render(c, http.StatusOK, stakeholderview.Message(h.Shell(c, "Message for "+vm.One.Name+" · "+vm.Plan.Name, "launches"), head,
		stakeholderview.MessageVM{Plan: vm.Plan, One: vm.One, Address: h.Options.BaseURL + paths.Acknowledgement(secret),
			Sender: web.Actor(c).Name, Key: web.NewKey()}))
}

func (h *Handler) revokeStakeholderLink(c echo.Context) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if err := h.stakeholders.RevokeLink(c.Request().Context(), slug, id); err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "The link does not work any more."})
	return web.SeeOther(c, paths.Stakeholder(slug, id))
}

func (h *Handler) tellStakeholder(c echo.Context) error {
	return h.noteOf(c, "Noted that %s was told.", h.stakeholders.RecordNotice)
}

func (h *Handler) recordAcknowledgement(c echo.Context) error {
	return h.noteOf(c, "Recorded that %s knows the date.", h.stakeholders.Record)
}

// recordFunc records that a stakeholder was informed or acknowledged.
type recordFunc func(ctx context.Context, slug string, id int64, how stakeholder.Channel, key string) (int64, error)

func (h *Handler) noteOf(c echo.Context, text string, note recordFunc) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if err := h.RequireEdit(c); err != nil {
		return err
	}
	notice, err := note(c.Request().Context(), slug, id, stakeholder.Channel(f.Val("how")), f.Val("key"))
	if err != nil {
		return err
	}
	vm, err := h.stakeholderOf(c)
	if err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: fmt.Sprintf(text, vm.One.Name),
		UndoAction: paths.Stakeholder(slug, id, "notices", strconv.FormatInt(notice, 10), "back")})
	return web.SeeOther(c, paths.Stakeholders(slug))
}

func (h *Handler) takeNoticeBack(c echo.Context) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	notice, err := web.IDParam(c, "notice")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if err := h.stakeholders.TakeBack(c.Request().Context(), slug, id, notice); err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Taken back. It stays in the history."})
	return web.SeeOther(c, paths.Stakeholder(slug, id))
}

func (h *Handler) removeStakeholder(c echo.Context) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if err := h.stakeholders.Remove(c.Request().Context(), slug, id); err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Taken off the list. Their link does not work any more.",
		UndoAction: paths.Stakeholder(slug, id, "restore")})
	return web.SeeOther(c, paths.Stakeholders(slug))
}

func (h *Handler) restoreStakeholder(c echo.Context) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if err := h.stakeholders.Restore(c.Request().Context(), slug, id); err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Back on the list."})
	return web.SeeOther(c, paths.Stakeholder(slug, id))
}
