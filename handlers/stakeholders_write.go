package handlers

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/models/comms"
	"tminus/models/fault"
	"tminus/models/people"
	"tminus/views/layout"
	"tminus/views/stakeholders"
	"tminus/views/ui"
)

func (s *Server) addStakeholder(c echo.Context) error {
	p, err := s.planToEdit(c)
	if err != nil {
		return err
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	in := stakeholderInput(f)
	id, err := s.comms.Create(c.Request().Context(), p.Slug, in, f.Val("key"))
	if err != nil {
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showStakeholderForm(c, http.StatusUnprocessableEntity, stakeholders.FormVM{Plan: p, Form: f, Key: f.Val("key")})
	}
	s.say(c, layout.Flash{Kind: "ok", Text: in.Name + " is on the list.", UndoAction: stakeholders.One(p.Slug, id) + "/remove"})
	return seeOther(c, stakeholders.Path(p.Slug))
}

func (s *Server) pasteStakeholders(c echo.Context) error {
	p, err := s.planToEdit(c)
	if err != nil {
		return err
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	added, err := s.comms.AddAll(c.Request().Context(), p.Slug, f.Val("lines"), optional(f, "owner"), f.Val("key"))
	if err != nil {
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showPaste(c, http.StatusUnprocessableEntity, stakeholders.FormVM{Plan: p, Form: f, Key: f.Val("key")})
	}
	flash := layout.Flash{Kind: "ok", Text: "Added " + countOf(len(added.IDs), "stakeholder") + "."}
	if added.Known > 0 {
		flash.Text += fmt.Sprintf(" %d were on the list already.", added.Known)
	}
	if len(added.IDs) > 0 {
		flash.UndoAction = stakeholders.Path(p.Slug) + "/paste/undo"
		for _, id := range added.IDs {
			flash.UndoFields = append(flash.UndoFields, [2]string{"id", strconv.FormatInt(id, 10)})
		}
	}
	s.say(c, flash)
	return seeOther(c, stakeholders.Path(p.Slug))
}

// unpasteStakeholders takes those off the list that were added at once.
func (s *Server) unpasteStakeholders(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	var ids []int64
	for _, v := range f.Values["id"] {
		id, err := strconv.ParseInt(v, 10, 64)
		if err != nil || len(ids) == comms.MaxPasted {
			return fault.NotFound("stakeholder of this launch")
		}
		ids = append(ids, id)
	}
	slug := c.Param("slug")
	if err := s.comms.Remove(c.Request().Context(), slug, ids...); err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Undone: they are off the list again."})
	return seeOther(c, stakeholders.Path(slug))
}

func (s *Server) updateStakeholder(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	vm, err := s.stakeholderToEdit(c)
	if err != nil {
		return err
	}
	before := stakeholders.Values(*vm.One)
	ui.Resolve(&f, before)
	vm.Form, vm.Base = f, f.Val("base")
	err = s.comms.Update(c.Request().Context(), vm.Plan.Slug, vm.One.ID, stakeholderInput(f), versionOf(f))
	return s.endSaving(c, err, saving{form: &vm.Form, before: before, was: vm.One.Version, typed: versionOf(f), to: stakeholders.One(vm.Plan.Slug, vm.One.ID),
		again: func() error { return s.showStakeholderForm(c, http.StatusUnprocessableEntity, vm) },
		clash: func() error { return s.stakeholderConflict(c, f) },
		now:   func() (int, error) { now, err := s.stakeholderOf(c); return now.One.Version, err },
	})
}

// askStakeholder makes a personal link, and leads to a message with it.
func (s *Server) askStakeholder(c echo.Context) error {
	id, err := idParam(c, "id")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	secret, err := s.comms.NewLink(c.Request().Context(), slug, id)
	if err != nil {
		return err
	}
	return s.showOnce(c, stakeholders.One(slug, id)+"/link", secret)
}

// messagePage shows a stakeholder's new link in a message, once.
func (s *Server) messagePage(c echo.Context) error {
	vm, err := s.stakeholderOf(c)
	if err != nil {
		return err
	}
	if err := people.Allow(actorOf(c), people.EditPlan, vm.Plan.LeadID); err != nil {
		return err
	}
	head, err := s.launchHead(c, vm.Plan, tabStakeholders)
	if err != nil {
		return err
	}
	secret := s.takeOnce(c, func(secret string) bool {
		a, err := s.comms.OpenLink(c.Request().Context(), secret)
		return err == nil && !a.Dead
	})
	if secret == "" {
		return s.shownBefore(c, stakeholders.One(vm.Plan.Slug, vm.One.ID))
	}
	return s.render(c, http.StatusOK, stakeholders.Message(s.shell(c, "Message for "+vm.One.Name+" · "+vm.Plan.Name, "launches"), head,
		stakeholders.MessageVM{Plan: vm.Plan, One: vm.One, Address: s.opt.BaseURL + "/ack/" + secret, Sender: actorOf(c).Name, Key: newKey()}))
}

func (s *Server) revokeStakeholderLink(c echo.Context) error {
	id, err := idParam(c, "id")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if err := s.comms.RevokeLink(c.Request().Context(), slug, id); err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "The link does not work any more."})
	return seeOther(c, stakeholders.One(slug, id))
}

func (s *Server) tellStakeholder(c echo.Context) error {
	return s.noteOf(c, "Noted that %s was told.", s.comms.Tell)
}

func (s *Server) recordAcknowledgement(c echo.Context) error {
	return s.noteOf(c, "Recorded that %s knows the date.", s.comms.Record)
}

// noting writes down what was said to or by a stakeholder.
type noting func(ctx context.Context, slug string, id int64, how comms.Channel, key string) (int64, error)

func (s *Server) noteOf(c echo.Context, text string, note noting) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if err := s.mayEdit(c); err != nil {
		return err
	}
	notice, err := note(c.Request().Context(), slug, id, comms.Channel(f.Val("how")), f.Val("key"))
	if err != nil {
		return err
	}
	vm, err := s.stakeholderOf(c)
	if err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: fmt.Sprintf(text, vm.One.Name), UndoAction: fmt.Sprintf("%s/notices/%d/back", stakeholders.One(slug, id), notice)})
	return seeOther(c, stakeholders.Path(slug))
}

func (s *Server) takeNoticeBack(c echo.Context) error {
	id, err := idParam(c, "id")
	if err != nil {
		return err
	}
	notice, err := idParam(c, "notice")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if err := s.comms.TakeBack(c.Request().Context(), slug, id, notice); err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Taken back. It stays in the history."})
	return seeOther(c, stakeholders.One(slug, id))
}

func (s *Server) removeStakeholder(c echo.Context) error {
	id, err := idParam(c, "id")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if err := s.comms.Remove(c.Request().Context(), slug, id); err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Taken off the list. Their link does not work any more.", UndoAction: stakeholders.One(slug, id) + "/restore"})
	return seeOther(c, stakeholders.Path(slug))
}

func (s *Server) restoreStakeholder(c echo.Context) error {
	id, err := idParam(c, "id")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if err := s.comms.Restore(c.Request().Context(), slug, id); err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Back on the list."})
	return seeOther(c, stakeholders.One(slug, id))
}
