package roster

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	rota "tminus/models/roster"
	"tminus/views/layout"
	rosterview "tminus/views/roster"
	"tminus/views/ui"
)

// rosterOf returns a launch with its roster.
func (h *Handler) rosterOf(c echo.Context) (*launch.Plan, rota.Roster, error) {
	ctx := c.Request().Context()
	p, err := h.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return nil, rota.Roster{}, err
	}
	r, err := h.roster.Of(ctx, p.Launch)
	return p, r, err
}

// rosterPage shows the people on call for a launch.
func (h *Handler) rosterPage(c echo.Context) error {
	p, r, err := h.rosterOf(c)
	if err != nil {
		return err
	}
	vm := rosterview.PageVM{Plan: p, R: r, Week: rosterview.WeekOf(c.QueryParam("week"), r, p.Location()), Me: web.Actor(c).ID,
		Key:     web.NewKey(),
		CanEdit: h.Can(c, people.EditPlan, p.Subject()), CanLead: h.Can(c, people.LeadLaunch, p.Subject()), Can: h.Permissions(c)}
	head, err := h.LaunchHead(c, p, layout.PageOnCall)
	if err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, rosterview.Page(h.Shell(c, "", "launches"), head, vm))
}

// entryForm returns the form of an entry, for people who may use it.
func (h *Handler) entryForm(c echo.Context) (rosterview.FormVM, error) {
	var vm rosterview.FormVM
	p, err := h.EditablePlan(c)
	if err != nil {
		return vm, err
	}
	vm.Plan = p
	ctx := c.Request().Context()
	if vm.R, err = h.roster.Of(ctx, p.Launch); err != nil {
		return vm, err
	}
	vm.People, err = h.People.Users(ctx, true)
	return vm, err
}

// newEntryPage shows the form for a shift or an override. The URL may contain values, as in the
// links that fix a problem.
func (h *Handler) newEntryPage(c echo.Context) error {
	vm, err := h.entryForm(c)
	if err != nil {
		return err
	}
	v := web.SanitizeValues(c.QueryParams())
	if !v.Has("from_on") {
		w := vm.R.Watch.Window
		for name, at := range map[string]rota.Moment{"from": rota.MomentOf(w.From, vm.Plan.Location()),
			"to": rota.MomentOf(w.From.Add(8*60*60e9), vm.Plan.Location())} {
			v.Set(name+"_on", at.On.String())
			v.Set(name+"_at", at.At.String())
		}
	}
	vm.Kind, vm.Form, vm.Key = kindOf(v.Get("kind")), ui.NewForm(v), web.NewKey()
	return h.showEntryForm(c, http.StatusOK, vm)
}

// kindOf returns the kind of entry of a form, a shift by default.
func kindOf(text string) rota.Kind {
	for _, k := range rota.Kinds {
		if string(k) == text {
			return k
		}
	}
	return rota.Shift
}

func (h *Handler) showEntryForm(c echo.Context, status int, vm rosterview.FormVM) error {
	title := "Add to the roster"
	if vm.Entry != nil {
		title = "Edit roster entry"
	}
	sh, head, err := h.FormHead(c, vm.Plan, title, layout.PageOnCall, vm.Form)
	if err != nil {
		return err
	}
	return h.Render(c, status, rosterview.FormPage(sh, head, vm))
}

// entryToEdit returns the form of an entry. It returns NotFound for an entry of another launch.
func (h *Handler) entryToEdit(c echo.Context) (rosterview.FormVM, error) {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return rosterview.FormVM{}, err
	}
	vm, err := h.entryForm(c)
	if err != nil {
		return vm, err
	}
	e, err := h.roster.Entry(c.Request().Context(), vm.Plan.Slug, id)
	vm.Entry, vm.Kind = &e, e.Kind
	return vm, err
}

func (h *Handler) editEntryPage(c echo.Context) error {
	vm, err := h.entryToEdit(c)
	if err != nil {
		return err
	}
	v := rosterview.Values(*vm.Entry, vm.Plan.Location())
	vm.Form, vm.Base = ui.NewForm(v), ui.Digest(v, rosterview.Fields...)
	return h.showEntryForm(c, http.StatusOK, vm)
}

// entryInput parses the form of an entry. Times are in the zone that the form showed, even if the
// launch's zone changed since.
func entryInput(f ui.Form) (rota.Input, error) {
	var check fault.Check
	in := rota.Input{Kind: rota.Kind(f.Val("kind")), Role: rota.Role(f.Val("role")), In: web.FormID(f, "person"),
		Out: web.FormID(f, "out"), Note: f.Val("note")}
	if own := f.Val("role_own"); own != "" {
		in.Role = rota.Role(own)
	}
	loc, err := civil.Zone(f.Val("zone"))
	if err != nil {
		check.Add("from_on", "“%s” is not a time zone. Open this form again.", f.Val("zone"))
		return in, check.Err()
	}
	in.From = rosterMoment(f, "from").Resolve(loc, "from", &check)
	in.To = rosterMoment(f, "to").Resolve(loc, "to", &check)
	if check.Err() == nil {
		return in, nil
	}
	_, err = in.Clean()
	if err := check.Merge(err); err != nil {
		return in, err
	}
	return in, check.Err()
}

// rosterMoment parses a day and a time; invalid values count as empty.
func rosterMoment(f ui.Form, name string) rota.Moment {
	on, _ := civil.Parse(f.Val(name + "_on"))
	at, _ := civil.ParseTime(f.Val(name + "_at"))
	return rota.Moment{On: on, At: at}
}

// onCall shows the people on call for all launches.
func (h *Handler) onCall(c echo.Context) error {
	rs, err := h.roster.Everywhere(c.Request().Context())
	if err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, rosterview.Everywhere(h.Shell(c, "On call", "oncall"), rosterview.OrgVM{Rosters: rs}))
}
