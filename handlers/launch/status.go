package launch

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	deliverableview "tminus/views/deliverable"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

// itemOf loads a launch and one of its items. It returns NotFound for an item of another launch or
// a removed one.
func (h *Handler) itemOf(c echo.Context) (*launch.Plan, launch.Item, error) {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return nil, launch.Item{}, err
	}
	p, err := h.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return nil, launch.Item{}, err
	}
	it, ok := p.Item(id)
	if !ok {
		return nil, it, fault.NotFound("deliverable in this launch")
	}
	return p, it, nil
}

var plainID = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,80}$`)

// placeTarget returns the id of the element to reload, or "" if it is not a plain id, because it
// becomes part of a selector.
func placeTarget(f ui.Form) string {
	if t := f.Val("target"); plainID.MatchString(t) {
		return t
	}
	return ""
}

// statusPage asks for the status on a page or in the dialog, for places without room for the
// control itself.
func (h *Handler) statusPage(c echo.Context) error {
	p, it, err := h.itemOf(c)
	if err != nil {
		return err
	}
	if err := people.Require(web.Actor(c), people.EditPlan, p.Subject()); err != nil {
		return err
	}
	q := ui.NewForm(url.Values{"back": {c.QueryParam("back")}, "target": {c.QueryParam("target")}})
	return h.askStatus(c, http.StatusOK, p, it, launch.Status(c.QueryParam("to")), q, ui.NewForm(nil))
}

// askStatus shows the form that a status requires; f holds the entered values.
func (h *Handler) askStatus(c echo.Context, code int, p *launch.Plan, it launch.Item, to launch.Status, place, f ui.Form) error {
	users, err := h.People.Users(c.Request().Context(), true)
	if err != nil {
		return err
	}
	vm := deliverableview.ReasonVM{StatusVM: statusVM(p, it, place, true), To: to, Form: f, People: users}
	if web.IsPartial(c) {
		return h.RenderDialog(c, code, deliverableview.ReasonDialog(vm))
	}
	sh := h.Shell(c, "Status of "+it.Title+" · "+p.Name, "launches")
	sh.Invalid = f.Invalid()
	head, err := h.LaunchHead(c, p, layout.PageTimeline)
	if err != nil {
		return err
	}
	return h.Render(c, code, deliverableview.ReasonPage(sh, head, vm))
}

func statusVM(p *launch.Plan, it launch.Item, f ui.Form, canEdit bool) deliverableview.StatusVM {
	return deliverableview.StatusVM{Slug: p.Slug, Item: it, Back: web.BackPath(f, paths.Deliverable(p.Slug, it.ID)),
		Target: placeTarget(f), CanEdit: canEdit}
}

func (h *Handler) setStatus(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	if err := h.resolveStatus(c, &f); err != nil {
		return err
	}
	version := web.Version(f)
	ch := launch.StatusChange{To: launch.Status(f.Val("status")), BlockedReason: f.Val("blocked_reason"),
		SkipReason: f.Val("skip_reason"), UnblockerID: web.OptionalID(f, "unblocker")}
	before, err := h.launches.SetStatus(c.Request().Context(), c.Param("slug"), id, ch, version)
	if err != nil {
		return h.statusRefused(c, f, err)
	}
	return h.statusChanged(c, f, before)
}

// resolveStatus applies the choices of the conflict page.
func (h *Handler) resolveStatus(c echo.Context, f *ui.Form) error {
	if !f.Has("keep-status") {
		return nil
	}
	_, it, err := h.itemOf(c)
	if err != nil {
		return err
	}
	ui.Resolve(f, statusValues(it))
	return nil
}

func statusValues(it launch.Item) url.Values {
	return url.Values{"status": {string(it.Status)}, "blocked_reason": {it.BlockedReason},
		"unblocker": {strconv.FormatInt(it.UnblockerID, 10)}, "skip_reason": {it.SkipReason}}
}

// statusRefused shows the form for the reason, or the conflict page.
func (h *Handler) statusRefused(c echo.Context, f ui.Form, cause error) error {
	switch fault.KindOf(cause) {
	case fault.KindInvalid:
		p, it, err := h.itemOf(c)
		if err != nil {
			return err
		}
		to := launch.Status(f.Val("status"))
		// The first press of "Blocked…" is not an error, because the reason was not asked for yet.
		asked := f.Has("blocked_reason") || f.Has("skip_reason") || (to != launch.Blocked && to != launch.Skipped)
		if !asked {
			return h.askStatus(c, http.StatusUnprocessableEntity, p, it, to, f, ui.NewForm(nil))
		}
		if err := web.AddErrors(&f, cause); err != nil {
			return err
		}
		return h.askStatus(c, http.StatusUnprocessableEntity, p, it, to, f, f)
	case fault.KindConflict:
		return h.statusConflict(c, f)
	}
	return cause
}

func (h *Handler) statusConflict(c echo.Context, f ui.Form) error {
	p, it, err := h.itemOf(c)
	if err != nil {
		return err
	}
	users, err := h.People.Users(c.Request().Context(), true)
	if err != nil {
		return err
	}
	props := ui.ConflictProps{
		Action: paths.Deliverable(p.Slug, it.ID, "status"), Version: it.Version, Form: f,
		Back: web.BackPath(f, paths.Deliverable(p.Slug, it.ID)),
		Fields: []ui.ConflictField{{Label: "Status of " + it.Title, Name: "status blocked_reason unblocker skip_reason",
			Yours: statusWords(launch.Status(f.Val("status")), f.Val("blocked_reason")+f.Val("skip_reason"),
				web.UserName(users, web.FormID(f, "unblocker"))),
			Theirs: statusWords(it.Status, it.BlockedReason+it.SkipReason, it.UnblockerName)}},
	}
	if web.IsPartial(c) {
		return h.RenderConflictDialog(c, props)
	}
	return h.RenderConflict(c, p, props)
}

func statusWords(st launch.Status, reason, unblocker string) string {
	words := st.Label()
	if reason != "" {
		words += ": " + reason
	}
	if unblocker != "" {
		words += "; " + unblocker + " can unblock it"
	}
	return words
}

// statusChanged answers a change: by redirecting back, with the control alone, or by reloading its
// place on the page.
func (h *Handler) statusChanged(c echo.Context, f ui.Form, before launch.StatusChange) error {
	if !web.IsPartial(c) || placeTarget(f) != "" {
		return h.statusSaid(c, f, before)
	}
	p, it, err := h.itemOf(c)
	if err != nil {
		return err
	}
	vm := statusVM(p, it, f, true)
	flash := statusFlash(vm, before)
	return h.RenderWithHead(c, http.StatusOK, deliverableview.StatusControl(vm), layout.FlashFragment(&flash), deliverableview.CloseDialog())
}

// statusSaid leads back to the page, or reloads a part of it, with a message. It needs only the row of the item.
func (h *Handler) statusSaid(c echo.Context, f ui.Form, before launch.StatusChange) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	l, d, err := h.launches.DeliverableRow(c.Request().Context(), c.Param("slug"), id)
	if err != nil {
		return err
	}
	it := launch.Item{ID: d.ID, Kind: d.Kind, Title: d.Title, Status: d.Status, BlockedReason: d.BlockedReason, SkipReason: d.SkipReason,
		Version: d.Version}
	vm := statusVM(&launch.Plan{Launch: l}, it, f, true)
	h.Say(c, statusFlash(vm, before))
	if web.IsPartial(c) {
		return web.Refetch(c, vm.Back, vm.Target)
	}
	return web.SeeOther(c, vm.Back)
}

func statusFlash(vm deliverableview.StatusVM, before launch.StatusChange) layout.Flash {
	it := vm.Item
	if before.To == it.Status && before.BlockedReason == it.BlockedReason && before.SkipReason == it.SkipReason {
		return layout.Flash{Kind: "ok", Text: it.Title + ": " + it.Status.Label()}
	}
	fields := [][2]string{{"status", string(before.To)}, {"version", strconv.Itoa(it.Version)}, {"back", vm.Back},
		{"blocked_reason", before.BlockedReason}, {"skip_reason", before.SkipReason}}
	if before.UnblockerID != nil {
		fields = append(fields, [2]string{"unblocker", strconv.FormatInt(*before.UnblockerID, 10)})
	}
	return layout.Flash{Kind: "ok", Text: it.Title + ": " + it.Status.Label(), UndoAction: vm.Action(), UndoFields: fields}
}
