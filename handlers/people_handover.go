package handlers

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/models/fault"
	"tminus/models/people"
	"tminus/views/layout"
	view "tminus/views/people"
	"tminus/views/ui"
)

func (s *Server) deactivatePage(c echo.Context) error {
	u, err := s.personFor(c)
	if err != nil {
		return err
	}
	if !u.Active() {
		return seeOther(c, personPath(u.ID))
	}
	return s.showHandover(c, http.StatusOK, ui.NewForm(nil), u)
}

func (s *Server) showHandover(c echo.Context, status int, f ui.Form, u people.User) error {
	ctx := c.Request().Context()
	hs, err := s.people.Holdings(ctx, u.ID)
	if err != nil {
		return err
	}
	users, err := s.people.Users(ctx, false)
	if err != nil {
		return err
	}
	vm := view.HandoverVM{Form: f, User: u, Groups: people.Grouped(hs), Total: len(hs), Seen: people.Fingerprint(hs)}
	for _, o := range users {
		if o.ID != u.ID && o.Role != people.Viewer {
			vm.Successors = append(vm.Successors, o)
		}
	}
	sh := s.shell(c, "Deactivate "+u.Name, "people")
	sh.Invalid = f.Invalid()
	return s.render(c, status, view.Handover(sh, vm))
}

// handoverOf reads the successors: one for all, those of single launches
// ("launch-7") and those of single things ("item-owner-12").
func handoverOf(f ui.Form) people.Handover {
	ho := people.Handover{To: number(f, "successor"), ByLaunch: map[int64]int64{}, ByRef: map[string]int64{}, Seen: f.Val("seen")}
	ho.Version = versionOf(f)
	for name := range f.Values {
		if ref, ok := strings.CutPrefix(name, "item-"); ok {
			ho.ByRef[ref] = number(f, name)
		}
		if id, ok := strings.CutPrefix(name, "launch-"); ok {
			if n, err := strconv.ParseInt(id, 10, 64); err == nil {
				ho.ByLaunch[n] = number(f, name)
			}
		}
	}
	return ho
}

func (s *Server) deactivate(c echo.Context) error {
	u, err := s.personFor(c)
	if err != nil {
		return err
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	n, err := s.people.Deactivate(c.Request().Context(), u.ID, handoverOf(f))
	switch {
	case fault.Is(err, fault.KindConflict) && u.Active():
		f.Add("", fault.MessageOf(err)+" Your choices are kept.")
		return s.showHandover(c, http.StatusConflict, f, u)
	case err != nil:
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showHandover(c, http.StatusUnprocessableEntity, f, u)
	}
	text := u.Name + " is deactivated."
	if n > 0 {
		text = u.Name + " is deactivated, and what they were named on is handed over."
	}
	s.say(c, layout.Flash{Kind: "ok", Text: text})
	return seeOther(c, personPath(u.ID))
}
