package launch

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/audit"
	"tminus/models/fault"
	"tminus/models/feedback"
	"tminus/models/people"
	deliverableview "tminus/views/deliverable"
	feedbackview "tminus/views/feedback"
	"tminus/views/layout"
	"tminus/views/paths"
	riskview "tminus/views/risk"
	"tminus/views/ui"
)

func (h *Handler) deliverablePage(c echo.Context) error {
	editing, _ := strconv.ParseInt(c.QueryParam("comment"), 10, 64)
	return h.showDeliverable(c, http.StatusOK,
		deliverableview.PageVM{Editing: editing, Comment: ui.NewForm(nil), Edit: ui.Form{Prefix: "edit-"}})
}

// showDeliverable loads the data of the page; vm holds the forms.
func (h *Handler) showDeliverable(c echo.Context, status int, vm deliverableview.PageVM) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if vm.Detail, err = h.launches.Deliverable(ctx, c.Param("slug"), id); err != nil {
		return err
	}
	if vm.Comments, err = h.comments.List(ctx, id); err != nil {
		return err
	}
	page, _ := strconv.Atoi(c.QueryParam("page"))
	if vm.History, err = h.Audit.HistoryOf(ctx, "deliverable", id, page); err != nil {
		return err
	}
	if vm.People, err = h.People.Users(ctx, true); err != nil {
		return err
	}
	smaller, err := h.risks.Mitigates(ctx, id)
	if err != nil {
		return err
	}
	reports, err := h.feedback.Behind(ctx, feedback.ToDeliverable, id)
	if err != nil {
		return err
	}
	vm.Beside = templ.Join(riskview.Mitigates(vm.Plan.Slug, smaller, vm.Plan.Now), feedbackview.Behind(reports))
	vm.Can, vm.CanEdit = h.Permissions(c), h.Can(c, people.EditPlan, vm.Plan.Subject())
	if vm.Key = vm.Comment.Val("key"); vm.Key == "" {
		vm.Key = web.NewKey()
	}
	sh := h.Shell(c, vm.Title+" · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Comment.Invalid() || vm.Edit.Invalid() || vm.Hand.Invalid()
	head, err := h.LaunchHead(c, vm.Plan, layout.PageTimeline)
	if err != nil {
		return err
	}
	return h.Render(c, status, deliverableview.Page(sh, head, vm))
}

func (h *Handler) addComment(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	err = h.comments.Add(c.Request().Context(), c.Param("slug"), id, f.Val("body"), f.Val("key"))
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showDeliverable(c, http.StatusUnprocessableEntity, deliverableview.PageVM{Comment: f, Edit: ui.Form{Prefix: "edit-"}})
	}
	return web.SeeOther(c, paths.Deliverable(c.Param("slug"), id)+"#comments")
}

func (h *Handler) editComment(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	comment, err := web.IDParam(c, "comment")
	if err != nil {
		return err
	}
	f.Prefix = "edit-"
	version := web.Version(f)
	err = h.comments.Edit(c.Request().Context(), c.Param("slug"), id, comment, f.Val("body"), version)
	switch fault.KindOf(err) {
	case fault.KindConflict:
		return h.commentConflict(c, id, comment, f)
	case fault.KindInvalid:
		_ = web.AddErrors(&f, err)
		return h.showDeliverable(c, http.StatusUnprocessableEntity, deliverableview.PageVM{Comment: ui.NewForm(nil), Editing: comment, Edit: f})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, paths.Deliverable(c.Param("slug"), id)+"#comment-"+c.Param("comment"))
}

// commentConflict is shown to a person who edits the same comment in two windows.
func (h *Handler) commentConflict(c echo.Context, item, id int64, f ui.Form) error {
	d, err := h.launches.Deliverable(c.Request().Context(), c.Param("slug"), item)
	if err != nil {
		return err
	}
	all, err := h.comments.List(c.Request().Context(), item)
	if err != nil {
		return err
	}
	path := paths.Deliverable(d.Plan.Slug, item)
	props := ui.ConflictProps{Action: paths.Join(path, "comments", c.Param("comment")), Back: path, Form: f, Who: "You, in another window,"}
	for _, cm := range all {
		if cm.ID == id {
			props.Version = cm.Version
			props.Fields = []ui.ConflictField{{Label: "Comment", Name: "body", Yours: f.Val("body"), Theirs: cm.Body}}
		}
	}
	return h.RenderConflict(c, d.Plan, props)
}

func (h *Handler) deleteComment(c echo.Context) error { return h.toggleComment(c, false) }

func (h *Handler) restoreComment(c echo.Context) error { return h.toggleComment(c, true) }

func (h *Handler) toggleComment(c echo.Context, back bool) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	comment, err := web.IDParam(c, "comment")
	if err != nil {
		return err
	}
	next, err := h.comments.Delete(c.Request().Context(), c.Param("slug"), id, comment, web.Version(f), back)
	if err != nil {
		return err
	}
	path := paths.Deliverable(c.Param("slug"), id)
	h.SayRemoved(c, back, "Comment deleted.", "The comment is back.", paths.Join(path, "comments", c.Param("comment"), "restore"), next)
	return web.SeeOther(c, path+"#comments")
}

func (h *Handler) launchHistory(c echo.Context) error {
	p, err := h.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	f := ui.NewForm(url.Values{"who": {c.QueryParam("who")}, "kind": {c.QueryParam("kind")}})
	page, _ := strconv.Atoi(c.QueryParam("page"))
	history, err := h.Audit.LaunchHistory(c.Request().Context(), p.Slug,
		audit.HistoryFilter{ActorID: web.FormID(f, "who"), Kind: audit.HistoryKind(f.Val("kind")), Page: page})
	if err != nil {
		return err
	}
	vm := deliverableview.HistoryVM{Plan: p, History: history, Form: f}
	head, err := h.LaunchHead(c, p, layout.PageHistory)
	if err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, deliverableview.LaunchHistory(h.Shell(c, "", "launches"), head, vm))
}
