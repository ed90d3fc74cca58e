package web

import (
	"encoding/json"
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tminus/models/launch"
	deliverableview "tminus/views/deliverable"
	"tminus/views/layout"
	readinessview "tminus/views/readiness"
	"tminus/views/ui"
)

// RenderDialog sends a fragment into the shell's dialog, whatever asked for it.
func (k *Kit) RenderDialog(c echo.Context, code int, body templ.Component) error {
	c.Response().Header().Set("HX-Retarget", "#dialog")
	c.Response().Header().Set("HX-Reswap", "innerHTML")
	return k.Render(c, code, body)
}

// RenderConflictDialog shows yours beside theirs in the dialog, and the head as it
// is after their change.
func (k *Kit) RenderConflictDialog(c echo.Context, props ui.ConflictProps) error {
	body, err := k.WithHead(c, deliverableview.ConflictDialog(props))
	if err != nil {
		return err
	}
	return k.RenderDialog(c, http.StatusConflict, body)
}

// RenderConflict is the page with yours beside theirs.
func (k *Kit) RenderConflict(c echo.Context, p *launch.Plan, props ui.ConflictProps) error {
	sh := k.Shell(c, "Two changes at once · "+p.Name, "launches")
	head, err := k.LaunchHead(c, p, "")
	if err != nil {
		return err
	}
	return k.Render(c, http.StatusConflict, deliverableview.ConflictPage(sh, head, props))
}

// Refetch has htmx fetch one element of a page anew, with the message that
// waits for it; an open dialog closes.
func Refetch(c echo.Context, page, target string) error {
	to, err := json.Marshal(map[string]string{
		"path": page, "target": "#" + target, "select": "#" + target, "swap": "outerMorph",
		"selectOOB": "#flash:innerHTML,#dialog:innerHTML,#" + layout.StateID + ":innerHTML,#" + layout.CountID + ":innerHTML", "push": "false",
	})
	if err != nil {
		return err
	}
	c.Response().Header().Set("HX-Location", string(to))
	return c.NoContent(http.StatusOK)
}

// RenderReadinessConflict shows yours beside theirs, in the dialog when htmx asks.
func (k *Kit) RenderReadinessConflict(c echo.Context, current string, props ui.ConflictProps) error {
	if IsPartial(c) {
		return k.RenderConflictDialog(c, props)
	}
	p, err := k.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	sh := k.Shell(c, "Two changes at once · "+p.Name, "launches")
	head, err := k.LaunchHead(c, p, "Readiness")
	if err != nil {
		return err
	}
	return k.Render(c, http.StatusConflict, readinessview.TwoChanges(sh, head, current, props))
}

// FlashFragment is a message for a page that is already shown, nothing when there is none.
func FlashFragment(f *layout.Flash) templ.Component {
	if f == nil {
		return templ.NopComponent
	}
	return layout.FlashFragment(f)
}
