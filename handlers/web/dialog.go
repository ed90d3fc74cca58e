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

// RenderDialog sends a fragment into the shell's dialog, whichever element requested it.
func (k *Kit) RenderDialog(c echo.Context, code int, body templ.Component) error {
	c.Response().Header().Set("HX-Retarget", "#dialog")
	c.Response().Header().Set("HX-Reswap", "innerHTML")
	return k.Render(c, code, body)
}

// RenderConflictDialog shows the conflict page in the dialog, with the present head.
func (k *Kit) RenderConflictDialog(c echo.Context, props ui.ConflictProps) error {
	body, err := k.WithHead(c, deliverableview.ConflictDialog(props))
	if err != nil {
		return err
	}
	return k.RenderDialog(c, http.StatusConflict, body)
}

// RenderConflict shows the conflict page.
func (k *Kit) RenderConflict(c echo.Context, p *launch.Plan, props ui.ConflictProps) error {
	sh := k.Shell(c, "Two changes at once · "+p.Name, "launches")
	head, err := k.LaunchHead(c, p, layout.PageTimeline)
	if err != nil {
		return err
	}
	return k.Render(c, http.StatusConflict, deliverableview.ConflictPage(sh, head, props))
}

// Refetch makes htmx reload an element of a page, with the pending message; an open dialog closes.
func Refetch(c echo.Context, page, target string) error {
	to, err := json.Marshal(map[string]string{
		"path": page, "target": "#" + target, "select": "#" + target, "swap": "outerMorph",
		"selectOOB": "#flash:innerHTML,#dialog:innerHTML,#" + layout.StateID + ":innerHTML", "push": "false",
	})
	if err != nil {
		return err
	}
	c.Response().Header().Set("HX-Location", string(to))
	return c.NoContent(http.StatusOK)
}

// RenderReadinessConflict shows the conflict page, in the dialog for htmx.
func (k *Kit) RenderReadinessConflict(c echo.Context, page layout.LaunchPage, props ui.ConflictProps) error {
	if IsPartial(c) {
		return k.RenderConflictDialog(c, props)
	}
	p, err := k.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	sh := k.Shell(c, "Two changes at once · "+p.Name, "launches")
	head, err := k.LaunchHead(c, p, page)
	if err != nil {
		return err
	}
	return k.Render(c, http.StatusConflict, readinessview.TwoChanges(sh, head, props))
}

// FlashFragment returns a message for a page that is already shown, or nothing.
func FlashFragment(f *layout.Flash) templ.Component {
	if f == nil {
		return templ.NopComponent
	}
	return layout.FlashFragment(f)
}
