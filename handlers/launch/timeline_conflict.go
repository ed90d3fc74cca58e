package launch

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/views/format"
	"tminus/views/paths"
	"tminus/views/timeline"
	"tminus/views/ui"
)

// itemSheet is a form of the timeline about an item.
type itemSheet struct {
	title, path string
	form        func(timeline.ItemVM) templ.Component
	fields      func(timeline.ItemVM) []ui.ConflictField
}

var (
	datesSheet = itemSheet{"Dates", "/dates", timeline.DatesForm, timeline.DateConflict}
	ownerSheet = itemSheet{"Owner", "/owner", timeline.OwnerForm, timeline.OwnerConflict}
)

// resolveItem applies the choices of the conflict page.
func (h *Handler) resolveItem(c echo.Context, f *ui.Form, values func(launch.Deliverable) url.Values) error {
	if !ui.Chosen(*f) {
		return nil
	}
	vm, err := h.itemForm(c, *f)
	if err != nil {
		return err
	}
	ui.Resolve(f, values(vm.Item))
	return nil
}

// itemRefused answers a refused form: with the form and its messages, with the conflict page or,
// after a drag, which has no form, with the message and the present rows.
func (h *Handler) itemRefused(c echo.Context, f ui.Form, sheet itemSheet, cause error) error {
	conflict := fault.Is(cause, fault.KindConflict)
	if !conflict && !fault.Is(cause, fault.KindInvalid) {
		return cause
	}
	if f.Val("by") == "hand" || f.Val("exact") != "" {
		if conflict && web.IsPartial(c) {
			return h.timelineRefused(c, f, cause)
		}
		return cause
	}
	if !conflict {
		if err := web.AddErrors(&f, cause); err != nil {
			return err
		}
	}
	vm, err := h.itemForm(c, f)
	if err != nil {
		return err
	}
	if vm.People, err = h.People.Users(c.Request().Context(), conflict); err != nil {
		return err
	}
	if conflict {
		return h.itemConflict(c, sheet, vm)
	}
	return h.sheet(c, http.StatusUnprocessableEntity, sheet.title, vm, sheet.form(vm))
}

// itemConflict shows the form's values next to the stored ones.
func (h *Handler) itemConflict(c echo.Context, sheet itemSheet, vm timeline.ItemVM) error {
	history, err := h.Audit.HistoryOf(c.Request().Context(), "deliverable", vm.Item.ID, 1)
	if err != nil {
		return err
	}
	props := ui.ConflictProps{Action: paths.Deliverable(vm.Launch.Slug, vm.Item.ID) + sheet.path, Version: vm.Item.Version,
		Back: vm.Back, Form: vm.Form, Fields: sheet.fields(vm)}
	if len(history.Entries) > 0 {
		props.Who, props.When = history.Entries[0].ActorName, "on "+format.Moment(history.Entries[0].At.Time, vm.Launch.Location())
	}
	return h.sheet(c, http.StatusConflict, sheet.title, vm, ui.Conflict(props))
}
