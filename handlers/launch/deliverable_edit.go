package launch

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/template"
	deliverableview "tminus/views/deliverable"
	"tminus/views/format"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

// detailToEdit returns a deliverable for a form that changes it.
func (h *Handler) detailToEdit(c echo.Context) (launch.Detail, error) {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return launch.Detail{}, err
	}
	d, err := h.launches.Deliverable(c.Request().Context(), c.Param("slug"), id)
	if err != nil {
		return d, err
	}
	return d, people.Require(web.Actor(c), people.EditPlan, d.Plan.Subject())
}

func (h *Handler) newDeliverablePage(c echo.Context) error {
	p, err := h.EditablePlan(c)
	if err != nil {
		return err
	}
	// The URL may contain a lane, a day or an owner.
	v := url.Values{"anchor": {string(template.Follows)}}
	for _, name := range []string{"lane", "starts_on", "due_on", "owner", "title", "kind"} {
		if c.QueryParam(name) != "" {
			v.Set(name, c.QueryParam(name))
		}
	}
	return h.showDeliverableForm(c, http.StatusOK, deliverableview.FormVM{Plan: p, Form: ui.NewForm(v), Key: web.NewKey()})
}

func (h *Handler) editDeliverablePage(c echo.Context) error {
	d, err := h.detailToEdit(c)
	if err != nil {
		return err
	}
	v := deliverableview.Values(d)
	return h.showDeliverableForm(c, http.StatusOK,
		deliverableview.FormVM{Plan: d.Plan, Item: &d, Form: ui.NewForm(v), Base: ui.Digest(v, deliverableview.Fields...)})
}

func (h *Handler) showDeliverableForm(c echo.Context, status int, vm deliverableview.FormVM) error {
	var err error
	if vm.People, err = h.People.Users(c.Request().Context(), true); err != nil {
		return err
	}
	title := "Add a deliverable"
	if vm.Item != nil {
		title = "Edit " + vm.Item.Title
	}
	sh, head, err := h.FormHead(c, vm.Plan, title, layout.PageTimeline, vm.Form)
	if err != nil {
		return err
	}
	return h.Render(c, status, deliverableview.FormPage(sh, head, vm))
}

// changeForm handles the buttons of the form that save nothing: the preview of the description, and
// one more row for a link. It reports whether it did.
func (h *Handler) changeForm(c echo.Context, vm deliverableview.FormVM) (bool, error) {
	vm.Preview = vm.Form.Has("preview")
	vm.Base, vm.Key = vm.Form.Val("base"), vm.Form.Val("key")
	switch {
	case vm.Preview && web.IsPartial(c):
		return true, h.Render(c, http.StatusOK, deliverableview.Preview(vm.Form.Val("description")))
	case vm.Form.Has("add_link"):
		vm.Form.Values.Add("link_label", "")
		vm.Form.Values.Add("link_url", "")
		if web.IsPartial(c) {
			return true, h.Render(c, http.StatusOK, deliverableview.Links(vm))
		}
	case !vm.Preview:
		return false, nil
	}
	return true, h.showDeliverableForm(c, http.StatusOK, vm)
}

// deliverableInput parses the form and adds the problems to check.
func deliverableInput(f ui.Form, p *launch.Plan, check *fault.Check) launch.DeliverableInput {
	in := launch.DeliverableInput{
		Title: f.Val("title"), Description: f.Val("description"), LaneID: web.FormID(f, "lane"), Kind: template.Kind(f.Val("kind")),
		OwnerID: web.OptionalID(f, "owner"), ReviewerID: web.OptionalID(f, "reviewer"), Links: deliverableview.LinksOf(f),
		Helpers: web.FormIDs(f, "helpers"), DependsOn: web.FormIDs(f, "depends_on"),
	}
	in.Schedule.Anchor = template.Anchor(f.Val("anchor"))
	in.Schedule.StartsOn = day(f, p, "starts_on", "starts_rel", check)
	in.Schedule.DueOn = day(f, p, "due_on", "due_rel", check)
	var err error
	if in.Schedule.DueTime, err = civil.ParseTime(f.Val("due_time")); err != nil {
		check.Add("due_time", "Enter a time like 14:00.")
	}
	in.Exact = web.Exactly(f, in.Schedule, check)
	return in
}

// day parses a picked day, or a day relative to T, which takes precedence.
func day(f ui.Form, p *launch.Plan, date, relative string, check *fault.Check) civil.Date {
	name, text := relative, f.Val(relative)
	if text == "" {
		name, text = date, f.Val(date)
	}
	d, ok := launch.ParseDay(text, p.LaunchOn)
	check.That(ok, name, "Enter a day like 2026-12-03, or relative to launch day like T-7.")
	return d
}

func (h *Handler) addDeliverable(c echo.Context) error {
	p, err := h.EditablePlan(c)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	vm := deliverableview.FormVM{Plan: p, Form: f, Key: f.Val("key")}
	if done, err := h.changeForm(c, vm); done || err != nil {
		return err
	}
	var check fault.Check
	in := deliverableInput(f, p, &check)
	if f.Val("lane") == deliverableview.LaneByKind {
		in.LaneID = p.LaneFor(in.Kind)
	}
	var d launch.Deliverable
	if err = allProblems(in, &check); err == nil {
		d, err = h.launches.AddDeliverable(c.Request().Context(), p.Slug, in, f.Val("key"))
	}
	if err != nil {
		if err := web.AddErrors(&vm.Form, err); err != nil {
			return err
		}
		return h.showDeliverableForm(c, http.StatusUnprocessableEntity, vm)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Added “" + d.Title + "”."})
	return web.SeeOther(c, paths.Deliverable(p.Slug, d.ID))
}

// allProblems adds the problems of the rest of the input to those of parsing, so that people see
// all of them. It returns nil if everything could be parsed; then the store validates.
func allProblems(in launch.DeliverableInput, check *fault.Check) error {
	if check.Err() == nil {
		return nil
	}
	if _, err := in.Clean(); err != nil {
		if err := check.Merge(err); err != nil {
			return err
		}
	}
	return check.Err()
}

func (h *Handler) updateDeliverable(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	d, err := h.detailToEdit(c)
	if fault.Is(err, fault.KindNotFound) {
		return h.removedMeanwhile(c, f)
	}
	if err != nil {
		return err
	}
	ui.Resolve(&f, deliverableview.Values(d))
	vm := deliverableview.FormVM{Plan: d.Plan, Item: &d, Form: f, Base: f.Val("base")}
	if done, err := h.changeForm(c, vm); done || err != nil {
		return err
	}
	version := web.Version(f)
	var check fault.Check
	in := deliverableInput(f, d.Plan, &check)
	if err = allProblems(in, &check); err == nil {
		err = h.launches.UpdateDeliverable(c.Request().Context(), d.Plan.Slug, d.ID, in, version)
	}
	switch fault.KindOf(err) {
	case fault.KindConflict:
		f.Values.Del("exact") // values chosen now are not an undo
		return h.deliverableConflict(c, d.ID, f)
	case fault.KindInvalid:
		_ = web.AddErrors(&vm.Form, err)
		return h.showDeliverableForm(c, http.StatusUnprocessableEntity, vm)
	}
	if err != nil {
		return err
	}
	if err := h.sayDeliverableSaved(c, f, d); err != nil {
		return err
	}
	return web.SeeOther(c, paths.Deliverable(d.Plan.Slug, d.ID))
}

// sayDeliverableSaved offers an undo, unless a change of kind translated the status to one that
// cannot be translated back.
func (h *Handler) sayDeliverableSaved(c echo.Context, f ui.Form, was launch.Detail) error {
	now, err := h.launches.Deliverable(c.Request().Context(), was.Plan.Slug, was.ID)
	if err != nil {
		return err
	}
	before := deliverableview.Values(was)
	before.Set("exact", "1")
	before.Set("start_offset", strconv.Itoa(was.StartOffset))
	before.Set("due_offset", strconv.Itoa(was.DueOffset))
	changed := now.Version != was.Version && now.Status.For(was.Kind) == was.Status
	h.SaySaved(c, web.SavedForm{Undone: f.Has("undo"), Changed: changed, Before: before, Version: now.Version})
	return nil
}

// removedMeanwhile shows the values entered for a deliverable that another person removed, so that
// it can be added again.
func (h *Handler) removedMeanwhile(c echo.Context, f ui.Form) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	if err := h.launches.CheckRemoved(c.Request().Context(), c.Param("slug"), id); err != nil {
		return err
	}
	p, err := h.EditablePlan(c)
	if err != nil {
		return err
	}
	f.Add("", "Somebody removed this deliverable while you were editing it. What you typed is still here; saving adds it anew.")
	return h.showDeliverableForm(c, http.StatusConflict, deliverableview.FormVM{Plan: p, Form: f, Key: web.NewKey()})
}

// deliverableConflict shows the form's values next to the stored ones.
func (h *Handler) deliverableConflict(c echo.Context, id int64, f ui.Form) error {
	ctx := c.Request().Context()
	d, err := h.launches.Deliverable(ctx, c.Param("slug"), id)
	if err != nil {
		return err
	}
	vm := deliverableview.FormVM{Plan: d.Plan, Item: &d, Form: f}
	if vm.People, err = h.People.Users(ctx, true); err != nil {
		return err
	}
	history, err := h.Audit.HistoryOf(ctx, "deliverable", id, 1)
	if err != nil {
		return err
	}
	props := ui.ConflictProps{Action: paths.Deliverable(d.Plan.Slug, id), Version: d.Version, Back: paths.Deliverable(d.Plan.Slug, id),
		Form: f, Fields: deliverableview.ConflictFields(vm)}
	if len(history.Entries) > 0 {
		props.Who, props.When = history.Entries[0].ActorName, "on "+format.Moment(history.Entries[0].At.Time, d.Plan.Location())
	}
	return h.RenderConflict(c, d.Plan, props)
}

func (h *Handler) removeDeliverable(c echo.Context) error { return h.archiveDeliverable(c, true) }

func (h *Handler) restoreDeliverable(c echo.Context) error { return h.archiveDeliverable(c, false) }

func (h *Handler) archiveDeliverable(c echo.Context, remove bool) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	version := web.Version(f)
	ctx, slug := c.Request().Context(), c.Param("slug")
	if !remove {
		if err := h.launches.RestoreDeliverable(ctx, slug, id, version); err != nil {
			return err
		}
		h.Say(c, layout.Flash{Kind: "ok", Text: "It is back on the plan."})
		return web.SeeOther(c, paths.Deliverable(slug, id))
	}
	_, it, err := h.itemOf(c)
	if err != nil {
		return err
	}
	next, err := h.launches.RemoveDeliverable(ctx, slug, id, version)
	if err != nil {
		return err
	}
	h.Say(c, web.Undoable("Removed “"+it.Title+"” from the plan.", paths.Deliverable(slug, id, "restore"), next))
	return web.SeeOther(c, paths.Timeline(slug))
}
