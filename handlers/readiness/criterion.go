package readiness

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/people"
	ready "tminus/models/readiness"
	"tminus/views/layout"
	"tminus/views/paths"
	readinessview "tminus/views/readiness"
	"tminus/views/ui"
)

// mayLead returns Forbidden to people who do not lead the launch.
func (h *Handler) mayLead(c echo.Context) error {
	l, err := h.launches.Launch(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	return people.Require(web.Actor(c), people.LeadLaunch, l.Subject())
}

func (h *Handler) newCriterionPage(c echo.Context) error {
	if err := h.mayLead(c); err != nil {
		return err
	}
	return h.showCriterionForm(c, http.StatusOK, readinessview.CriterionVM{Form: ui.NewForm(nil), Key: web.NewKey()})
}

func (h *Handler) showCriterionForm(c echo.Context, status int, vm readinessview.CriterionVM) error {
	ctx := c.Request().Context()
	p, err := h.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	vm.Launch = p.Launch
	if vm.People, err = h.People.Users(ctx, true); err != nil {
		return err
	}
	if vm.Bindables, err = h.ready.Bindables(ctx, p.Slug); err != nil {
		return err
	}
	sh, head, err := h.FormHead(c, p, vm.Title(), "Readiness", vm.Form)
	if err != nil {
		return err
	}
	return h.Render(c, status, readinessview.CriterionPage(sh, head, vm))
}

// criterionInput parses the form of a criterion. It returns Invalid for values that it cannot
// parse.
func criterionInput(f ui.Form) (ready.CriterionInput, error) {
	in := ready.CriterionInput{Kind: ready.Kind(f.Val("kind")), Title: f.Val("title"), OwnerID: web.OptionalID(f, "owner"),
		Evidence: f.Val("evidence")}
	var check fault.Check
	var err error
	if in.Binding, err = ready.ParseBinding(f.Val("binding")); err != nil {
		_ = check.Merge(err)
	}
	if hours := strings.TrimSpace(f.Val("renew")); hours != "" {
		if in.RenewHours, err = strconv.Atoi(hours); err != nil {
			check.Add("renew", "Enter a number of hours, like 24.")
		}
	}
	return in, check.Err()
}

func (h *Handler) addCriterion(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	if err := h.mayLead(c); err != nil {
		return err
	}
	in, err := criterionInput(f)
	var id int64
	if err == nil {
		id, err = h.ready.AddCriterion(c.Request().Context(), c.Param("slug"), in, f.Val("key"))
	}
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showCriterionForm(c, http.StatusUnprocessableEntity, readinessview.CriterionVM{Form: f, Key: f.Val("key")})
	}
	slug := c.Param("slug")
	h.Say(c, layout.Flash{Kind: "ok", Text: "“" + in.Title + "” is added.", UndoAction: paths.Criterion(slug, id, "remove"),
		UndoFields: [][2]string{{"version", "1"}}})
	return web.SeeOther(c, paths.Readiness(slug))
}

func (h *Handler) editCriterionPage(c echo.Context) error {
	vm, err := h.criterionOf(c, people.LeadLaunch)
	if err != nil {
		return err
	}
	v := readinessview.CriterionValues(vm.Criterion)
	return h.showCriterionForm(c, http.StatusOK,
		readinessview.CriterionVM{Form: ui.NewForm(v), Criterion: &vm.Criterion, Base: ui.Digest(v, readinessview.CriterionFields...)})
}

func (h *Handler) editCriterion(c echo.Context) error {
	_, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	vm, err := h.criterionOf(c, people.LeadLaunch)
	if err != nil {
		return err
	}
	ui.Resolve(&f, readinessview.CriterionValues(vm.Criterion))
	next := 0
	in, err := criterionInput(f)
	if err == nil {
		next, err = h.ready.EditCriterion(c.Request().Context(), c.Param("slug"), vm.ID, in, web.Version(f))
	}
	if fault.Is(err, fault.KindConflict) {
		return h.criterionConflict(c, vm, f)
	}
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showCriterionForm(c, http.StatusUnprocessableEntity,
			readinessview.CriterionVM{Form: f, Criterion: &vm.Criterion, Base: f.Val("base")})
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "“" + in.Title + "” is saved.", UndoAction: c.Request().URL.Path,
		UndoFields: undoCriterion(vm.Criterion, next)})
	return web.SeeOther(c, paths.Readiness(c.Param("slug")))
}

func undoCriterion(was ready.Criterion, version int) [][2]string {
	fields := [][2]string{{"version", strconv.Itoa(version)}}
	for name, vs := range readinessview.CriterionValues(was) {
		fields = append(fields, [2]string{name, vs[0]})
	}
	return fields
}

// criterionConflict shows the form's values next to the stored ones.
func (h *Handler) criterionConflict(c echo.Context, vm readinessview.SayVM, f ui.Form) error {
	users, err := h.People.Users(c.Request().Context(), true)
	if err != nil {
		return err
	}
	list, err := h.ready.Bindables(c.Request().Context(), vm.Launch.Slug)
	if err != nil {
		return err
	}
	theirs := ui.NewForm(readinessview.CriterionValues(vm.Criterion))
	path := paths.Criterion(vm.Launch.Slug, vm.ID, "edit")
	props := ui.ConflictProps{Action: path, Version: vm.Version, Form: f, Back: path}
	for _, field := range [][2]string{{"What has to be true", "title"}, {"Renewed every … hours", "renew"}, {"Evidence", "evidence"}} {
		props.Fields = append(props.Fields,
			ui.ConflictField{Label: field[0], Name: field[1], Yours: f.Val(field[1]), Theirs: theirs.Val(field[1])})
	}
	props.Fields = append(props.Fields,
		ui.ConflictField{Label: "Owner", Name: "owner", Yours: web.UserName(users, web.FormID(f, "owner")),
			Theirs: web.UserName(users, web.FormID(theirs, "owner"))},
		ui.ConflictField{Label: "Follows", Name: "binding", Yours: readinessview.BindingWords(list, f.Val("binding")),
			Theirs: readinessview.BindingWords(list, theirs.Val("binding"))})
	return h.RenderReadinessConflict(c, layout.PageReadiness, props)
}

func (h *Handler) removeCriterion(c echo.Context) error { return h.toggleCriterion(c, false) }

func (h *Handler) restoreCriterion(c echo.Context) error { return h.toggleCriterion(c, true) }

func (h *Handler) toggleCriterion(c echo.Context, back bool) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	next, err := h.ready.RemoveCriterion(c.Request().Context(), slug, id, web.Version(f), back)
	if err != nil {
		return err
	}
	h.SayRemoved(c, back, "Taken out of the decision.", "It is part of the decision again.", paths.Criterion(slug, id, "restore"), next)
	return web.SeeOther(c, web.BackPath(f, paths.Readiness(slug)))
}

func (h *Handler) moveCriterion(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	if err := h.ready.MoveCriterion(c.Request().Context(), c.Param("slug"), id, f.Val("to") == "up", web.Version(f)); err != nil {
		return err
	}
	return web.SeeOther(c, web.BackPath(f, paths.Readiness(c.Param("slug"))))
}
