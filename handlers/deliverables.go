package handlers

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tminus/models/fault"
	"tminus/models/feedback"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/views/deliverables"
	views "tminus/views/feedback"
	"tminus/views/layout"
	"tminus/views/risks"
	"tminus/views/ui"
)

func (s *Server) deliverablePage(c echo.Context) error {
	editing, _ := strconv.ParseInt(c.QueryParam("comment"), 10, 64)
	return s.showDeliverable(c, http.StatusOK, deliverables.PageVM{Editing: editing, Comment: ui.NewForm(nil), Edit: ui.Form{Prefix: "edit-"}})
}

// showDeliverable fills in what the page shows beside the forms that vm brings.
func (s *Server) showDeliverable(c echo.Context, status int, vm deliverables.PageVM) error {
	id, err := idParam(c, "id")
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if vm.Detail, err = s.launches.Deliverable(ctx, c.Param("slug"), id); err != nil {
		return err
	}
	if vm.Comments, err = s.launches.Comments(ctx, id); err != nil {
		return err
	}
	page, _ := strconv.Atoi(c.QueryParam("page"))
	if vm.History, err = s.launches.ItemHistory(ctx, id, page); err != nil {
		return err
	}
	if vm.People, err = s.people.Users(ctx, true); err != nil {
		return err
	}
	smaller, err := s.risks.Mitigates(ctx, id)
	if err != nil {
		return err
	}
	said, err := s.feedback.Behind(ctx, feedback.ToDeliverable, id)
	if err != nil {
		return err
	}
	vm.Beside = templ.Join(risks.Mitigates(vm.Plan.Slug, smaller, vm.Plan.Now), views.Behind(said))
	in, _ := signedIn(c)
	vm.Me, vm.Admin = in.User.ID, in.User.Role == people.Administrator
	vm.CanEdit = s.may(c, people.EditPlan, vm.Plan.LeadID)
	if vm.Key = vm.Comment.Val("key"); vm.Key == "" {
		vm.Key = newKey()
	}
	sh := s.shell(c, vm.Title+" · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Comment.Invalid() || vm.Edit.Invalid()
	head, err := s.launchHead(c, vm.Plan, "")
	if err != nil {
		return err
	}
	return s.render(c, status, deliverables.Page(sh, head, vm))
}

func (s *Server) addComment(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	err = s.launches.AddComment(c.Request().Context(), c.Param("slug"), id, f.Val("body"), f.Val("key"))
	if err != nil {
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showDeliverable(c, http.StatusUnprocessableEntity, deliverables.PageVM{Comment: f, Edit: ui.Form{Prefix: "edit-"}})
	}
	return seeOther(c, deliverables.Path(c.Param("slug"), id)+"#comments")
}

func (s *Server) editComment(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	comment, err := idParam(c, "comment")
	if err != nil {
		return err
	}
	f.Prefix = "edit-"
	version := versionOf(f)
	err = s.launches.EditComment(c.Request().Context(), c.Param("slug"), id, comment, f.Val("body"), version)
	switch fault.KindOf(err) {
	case fault.KindConflict:
		return s.commentConflict(c, id, comment, f)
	case fault.KindInvalid:
		_ = refused(&f, err)
		return s.showDeliverable(c, http.StatusUnprocessableEntity, deliverables.PageVM{Comment: ui.NewForm(nil), Editing: comment, Edit: f})
	}
	if err != nil {
		return err
	}
	return seeOther(c, deliverables.Path(c.Param("slug"), id)+"#comment-"+c.Param("comment"))
}

// commentConflict is for somebody who edits the same comment in two windows.
func (s *Server) commentConflict(c echo.Context, item, id int64, f ui.Form) error {
	d, err := s.launches.Deliverable(c.Request().Context(), c.Param("slug"), item)
	if err != nil {
		return err
	}
	all, err := s.launches.Comments(c.Request().Context(), item)
	if err != nil {
		return err
	}
	path := deliverables.Path(d.Plan.Slug, item)
	props := ui.ConflictProps{Action: path + "/comments/" + c.Param("comment"), Back: path, Form: f, Who: "You, in another window,"}
	for _, cm := range all {
		if cm.ID == id {
			props.Version = cm.Version
			props.Fields = []ui.ConflictField{{Label: "Comment", Name: "body", Yours: f.Val("body"), Theirs: cm.Body}}
		}
	}
	return s.twoChanges(c, d.Plan, props)
}

func (s *Server) deleteComment(c echo.Context) error  { return s.toggleComment(c, false) }
func (s *Server) restoreComment(c echo.Context) error { return s.toggleComment(c, true) }

func (s *Server) toggleComment(c echo.Context, back bool) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	comment, err := idParam(c, "comment")
	if err != nil {
		return err
	}
	version := versionOf(f)
	if err := s.launches.DeleteComment(c.Request().Context(), c.Param("slug"), id, comment, version, back); err != nil {
		return err
	}
	path := deliverables.Path(c.Param("slug"), id)
	flash := layout.Flash{Kind: "ok", Text: "The comment is back."}
	if !back {
		flash = layout.Flash{Kind: "ok", Text: "Comment deleted.", UndoAction: path + "/comments/" + c.Param("comment") + "/restore",
			UndoFields: [][2]string{{"version", strconv.Itoa(version + 1)}}}
	}
	s.say(c, flash)
	return seeOther(c, path+"#comments")
}

func (s *Server) launchHistory(c echo.Context) error {
	p, err := s.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	f := ui.NewForm(url.Values{"who": {c.QueryParam("who")}, "kind": {c.QueryParam("kind")}})
	page, _ := strconv.Atoi(c.QueryParam("page"))
	h, err := s.launches.LaunchHistory(c.Request().Context(), p.Slug, launch.HistoryFilter{ActorID: number(f, "who"), Kind: launch.HistoryKind(f.Val("kind")), Page: page})
	if err != nil {
		return err
	}
	vm := deliverables.HistoryVM{Plan: p, History: h, Form: f}
	head, err := s.launchHead(c, p, "History")
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, deliverables.LaunchHistory(s.shell(c, "", "launches"), head, vm))
}
