package people

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/people"
	"tminus/views/account"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

// reachPage lets administrators edit the contacts and absences of others, who may be ill.
func (h *Handler) reachPage(c echo.Context) error {
	return h.showReach(c, http.StatusOK, ui.NewForm(nil), "")
}

func (h *Handler) showReach(c echo.Context, status int, f ui.Form, part string) error {
	u, err := h.personFor(c)
	if err != nil {
		return err
	}
	p, err := h.People.Profile(c.Request().Context(), u.ID)
	if err != nil {
		return err
	}
	vm := account.ProfileVM{Profile: p, Part: part, Refused: f, Key: web.NewKey(), Base: paths.Person(u.ID), Other: true}
	sh := h.Shell(c, "Contact and absences of "+p.Name+" · People", "people")
	sh.Invalid = f.Invalid()
	return h.Render(c, status, account.Reach(sh, vm))
}

// changeReach changes contacts or absences: the signed-in person's below /me, and those of the
// person in the URL below /people.
func (h *Handler) changeReach(c echo.Context, part string, change func(of int64, base string, f ui.Form) (layout.Flash, error)) error {
	if c.Param("id") == "" {
		return h.changeProfile(c, part, func(f ui.Form) (layout.Flash, error) { return change(0, paths.Me(), f) })
	}
	u, err := h.personFor(c)
	if err != nil {
		return err
	}
	base := paths.Person(u.ID)
	return h.changeOn(c, part, func(f ui.Form) (layout.Flash, error) { return change(u.ID, base, f) },
		paths.Join(base, "reach"), func(status int, f ui.Form) error { return h.showReach(c, status, f, part) })
}

func (h *Handler) addContact(c echo.Context) error {
	return h.changeReach(c, "contact", func(of int64, _ string, f ui.Form) (layout.Flash, error) {
		in := people.Contact{UserID: of, Kind: people.ContactKind(f.Val("kind")), Value: f.Val("value")}
		return okFlash("Added."), h.People.AddContact(c.Request().Context(), in, f.Val("key"))
	})
}

func (h *Handler) preferContact(c echo.Context) error {
	id, err := web.IDParam(c, "contact")
	if err != nil {
		return err
	}
	return h.changeReach(c, "contact", func(of int64, _ string, _ ui.Form) (layout.Flash, error) {
		return okFlash("Moved up."), h.People.PreferContact(c.Request().Context(), of, id)
	})
}

func (h *Handler) removeContact(c echo.Context) error {
	id, err := web.IDParam(c, "contact")
	if err != nil {
		return err
	}
	return h.changeReach(c, "contact", func(of int64, base string, _ ui.Form) (layout.Flash, error) {
		was, err := h.People.RemoveContact(c.Request().Context(), of, id)
		return layout.Flash{Kind: "ok", Text: was.Value + " is removed.", UndoAction: paths.Join(base, "contacts"),
			UndoFields: [][2]string{{"kind", string(was.Kind)}, {"value", was.Value}}}, err
	})
}

func (h *Handler) addAbsence(c echo.Context) error {
	return h.changeReach(c, "absence", func(of int64, _ string, f ui.Form) (layout.Flash, error) {
		a := people.Absence{UserID: of, Note: f.Val("note")}
		var check fault.Check
		var err error
		if a.FirstDay, err = civil.Parse(f.Val("first_day")); err != nil {
			check.Add("first_day", "Enter a date, like 2026-05-12.")
		}
		if a.LastDay, err = civil.Parse(f.Val("last_day")); err != nil {
			check.Add("last_day", "Enter a date, like 2026-05-12.")
		}
		if err := check.Err(); err != nil {
			return layout.Flash{}, err
		}
		return okFlash("Added. Whoever plans sees it."), h.People.AddAbsence(c.Request().Context(), a, f.Val("key"))
	})
}

func (h *Handler) removeAbsence(c echo.Context) error {
	id, err := web.IDParam(c, "absence")
	if err != nil {
		return err
	}
	return h.changeReach(c, "absence", func(of int64, base string, _ ui.Form) (layout.Flash, error) {
		was, err := h.People.RemoveAbsence(c.Request().Context(), of, id)
		return layout.Flash{Kind: "ok", Text: "The absence " + was.Days() + " is removed.", UndoAction: paths.Join(base, "absences"),
			UndoFields: [][2]string{{"first_day", was.FirstDay.String()}, {"last_day", was.LastDay.String()}, {"note", was.Note}}}, err
	})
}
