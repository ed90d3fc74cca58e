package roster

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/fault"
	rota "tminus/models/roster"
	"tminus/views/layout"
	"tminus/views/paths"
	rosterview "tminus/views/roster"
	"tminus/views/ui"
)

// rotaPage shows the form of a rotation, for whole days or for the same hours every day.
func (h *Handler) rotaPage(c echo.Context) error {
	vm, err := h.rotaForm(c)
	if err != nil {
		return err
	}
	loc, w := vm.Plan.Location(), vm.R.Watch.Window
	v := web.SanitizeValues(c.QueryParams())
	if v.Has("from") {
		vm.Form, vm.Key = ui.NewForm(v), web.NewKey()
		return h.showRota(c, http.StatusOK, vm)
	}
	if v.Get("hours") == rosterview.SameHours {
		v.Set("from", vm.Plan.LaunchOn.String())
		v.Set("to", vm.Plan.LaunchOn.AddDays(1).String())
		v.Set("role", "Night watch")
		v.Set("handoffs", "21, 00, 03, 06, 09")
	} else {
		first := civil.Of(w.From, loc)
		if civil.TimeOf(w.From, loc).Compare(civil.At(8, 0)) < 0 {
			first = first.AddDays(-1) // its last shift is the one that covers the start
		}
		v.Set("from", first.String())
		v.Set("to", civil.Of(w.To, loc).String())
		v.Set("role", "Primary")
		v.Set("secondary", "on")
		v.Set("handoffs", "08:00, 20:00")
		v.Set("keep", "1")
	}
	vm.Form, vm.Key = ui.NewForm(v), web.NewKey()
	return h.showRota(c, http.StatusOK, vm)
}

func (h *Handler) rotaForm(c echo.Context) (rosterview.RotaVM, error) {
	vm, err := h.entryForm(c)
	return rosterview.RotaVM{Plan: vm.Plan, R: vm.R, People: vm.People}, err
}

func (h *Handler) showRota(c echo.Context, status int, vm rosterview.RotaVM) error {
	sh, head, err := h.FormHead(c, vm.Plan, "Add shifts", layout.PageOnCall, vm.Form)
	if err != nil {
		return err
	}
	return h.Render(c, status, rosterview.RotaPage(sh, head, vm))
}

// rotaOf parses the form of a rotation.
func rotaOf(f ui.Form) (rota.Rota, error) {
	var check fault.Check
	r := rota.Rota{Role: rota.Role(f.Val("role")), Secondary: f.Val("secondary") != "", Keep: int(web.FormID(f, "keep")),
		SameHours: f.Val("hours") == rosterview.SameHours}
	for i := range rosterview.RotaPeople {
		r.People = append(r.People, web.FormID(f, "person"+strconv.Itoa(i+1)))
	}
	for _, t := range strings.FieldsFunc(f.Val("handoffs"), func(r rune) bool { return strings.ContainsRune(",; -–", r) }) {
		at, err := parseHour(t)
		if err != nil {
			check.Add("handoffs", "“%s” is not a time. Enter times like 08:00, 20:00.", t)
			break
		}
		r.Handoffs = append(r.Handoffs, at)
	}
	r.From, r.To = web.ParseDay(f, "from", &check), web.ParseDay(f, "to", &check)
	if check.Err() == nil {
		return r, nil
	}
	_, err := r.Clean()
	if err := check.Merge(err); err != nil {
		return r, err
	}
	return r, check.Err()
}

// parseHour parses a time of day, or an hour such as "21".
func parseHour(s string) (civil.TimeOfDay, error) {
	if len(s) <= 2 {
		s += ":00"
	}
	return civil.ParseTime(s)
}

// addRota previews a rotation or, if requested, saves it.
func (h *Handler) addRota(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	vm, err := h.rotaForm(c)
	if err != nil {
		return err
	}
	vm.Form, vm.Key = f, f.Val("key")
	if f.Has("zone") && f.Val("zone") != vm.Plan.Zone {
		vm.Form.Add("handoffs", "The launch has moved to "+vm.Plan.Zone+" meanwhile. Look at the times again.")
		return h.showRota(c, http.StatusUnprocessableEntity, vm)
	}
	ctx := c.Request().Context()
	r, err := rotaOf(f)
	if err == nil && f.Val("do") == "apply" {
		var b rota.Batch
		if b, err = h.roster.Apply(ctx, vm.Plan.Slug, r, f.Val("key")); err == nil {
			h.Say(c, layout.Flash{Kind: "ok", Text: "Added " + words.Count(len(b.Items), "shift") + ".", UndoAction: batchUndo(vm.Plan.Slug, b)})
			return web.SeeOther(c, paths.Roster(vm.Plan.Slug))
		}
	}
	if err == nil {
		vm.Drafts, err = h.roster.Preview(ctx, vm.Plan.Slug, r)
		vm.Shown = err == nil
	}
	if err == nil {
		return h.showRota(c, http.StatusOK, vm)
	}
	if err := web.AddErrors(&vm.Form, err); err != nil {
		return err
	}
	if vm.Drafts, err = h.roster.Preview(ctx, vm.Plan.Slug, r); err == nil {
		vm.Shown = true
	}
	return h.showRota(c, http.StatusUnprocessableEntity, vm)
}
