package people

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/people"
	"tminus/views/layout"
	"tminus/views/paths"
	peopleview "tminus/views/people"
	"tminus/views/ui"
)

func (h *Handler) deactivatePage(c echo.Context) error {
	u, err := h.personFor(c)
	if err != nil {
		return err
	}
	if !u.Active() {
		return web.SeeOther(c, paths.Person(u.ID))
	}
	return h.showHandover(c, http.StatusOK, ui.NewForm(nil), u)
}

func (h *Handler) showHandover(c echo.Context, status int, f ui.Form, u people.User) error {
	ctx := c.Request().Context()
	hs, err := h.People.Holdings(ctx, u.ID)
	if err != nil {
		return err
	}
	users, err := h.People.Users(ctx, false)
	if err != nil {
		return err
	}
	vm := peopleview.HandoverVM{Form: f, User: u, Groups: people.Grouped(hs), Total: len(hs), Seen: people.Fingerprint(hs)}
	for _, o := range users {
		if o.ID != u.ID && o.Role != people.Viewer {
			vm.Successors = append(vm.Successors, o)
		}
	}
	sh := h.Shell(c, "Deactivate "+u.Name, "people")
	sh.Invalid = f.Invalid()
	return h.Render(c, status, peopleview.Handover(sh, vm))
}

// handoverOf parses the successors: one for all, those of single launches ("launch-7") and those of
// single holdings ("item-owner-12").
func handoverOf(f ui.Form) people.Handover {
	ho := people.Handover{To: web.FormID(f, "successor"), ByLaunch: map[int64]int64{}, ByRef: map[string]int64{}, Seen: f.Val("seen")}
	ho.Version = web.Version(f)
	for name := range f.Values {
		if ref, ok := strings.CutPrefix(name, "item-"); ok {
			ho.ByRef[ref] = web.FormID(f, name)
		}
		if id, ok := strings.CutPrefix(name, "launch-"); ok {
			if n, err := strconv.ParseInt(id, 10, 64); err == nil {
				ho.ByLaunch[n] = web.FormID(f, name)
			}
		}
	}
	return ho
}

func (h *Handler) deactivate(c echo.Context) error {
	u, err := h.personFor(c)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	n, err := h.People.Deactivate(c.Request().Context(), u.ID, handoverOf(f))
	switch {
	case fault.Is(err, fault.KindConflict) && u.Active():
		f.Add("", fault.MessageOf(err)+" Your choices are kept.")
		return h.showHandover(c, http.StatusConflict, f, u)
	case err != nil:
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showHandover(c, http.StatusUnprocessableEntity, f, u)
	}
	text := u.Name + " is deactivated."
	if n > 0 {
		text = u.Name + " is deactivated, and what they were named on is handed over."
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: text})
	return web.SeeOther(c, paths.Person(u.ID))
}
