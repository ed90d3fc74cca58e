package audit

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/civil"
	"tminus/internal/tabular"
	auditlog "tminus/models/audit"
	"tminus/models/db"
	"tminus/models/people"
	auditview "tminus/views/audit"
	"tminus/views/paths"
	"tminus/views/ui"
)

// auditFilter parses the filter of the audit log from the URL, with messages for invalid dates.
func auditFilter(c echo.Context) (auditlog.Filter, ui.Form) {
	f := ui.NewForm(c.QueryParams())
	out := auditlog.Filter{Entity: f.Val("entity"), Action: f.Val("action"), Text: strings.TrimSpace(f.Val("q"))}
	out.ActorID, out.LaunchID, out.Before = web.FormID(f, "who"), web.FormID(f, "launch"), web.FormID(f, "before")
	for name, d := range map[string]*civil.Date{"from": &out.From, "to": &out.To} {
		var err error
		if *d, err = civil.Parse(f.Val(name)); err != nil {
			f.Add(name, "Write the day as 2026-05-12.")
		}
	}
	return out, f
}

func (h *Handler) auditPage(c echo.Context) error {
	ctx := c.Request().Context()
	filter, f := auditFilter(c)
	rows, more, err := h.Audit.List(ctx, filter)
	if err != nil {
		return err
	}
	users, err := h.People.Users(ctx, true)
	if err != nil {
		return err
	}
	in, _ := web.SignedIn(c)
	vm := auditview.VM{Form: f, Rows: rows, People: users, Zone: in.User.Zone}
	if more {
		vm.Older = auditAddress(paths.Audit(), c.QueryParams(), "before", strconv.FormatInt(rows[len(rows)-1].ID, 10))
	}
	vm.Export = auditAddress(paths.AuditCSV(), c.QueryParams(), "before", "")
	sh := h.Shell(c, "Audit log", "audit")
	return h.Render(c, http.StatusOK, auditview.Page(sh, vm))
}

func auditAddress(path string, q url.Values, name, value string) string {
	out := url.Values{}
	for k, vs := range q {
		if k != name && len(vs) > 0 && vs[0] != "" {
			out.Set(k, vs[0])
		}
	}
	if value != "" {
		out.Set(name, value)
	}
	return paths.With(path, out)
}

// auditExport sends the filtered audit log as CSV.
func (h *Handler) auditExport(c echo.Context) error {
	filter, _ := auditFilter(c)
	if err := people.Require(web.Actor(c), people.Administer, people.Organisation); err != nil {
		return err
	}
	header := []string{"id", "at", "who", "action", "entity", "entity_id", "launch", "name", "changes", "reason", "address"}
	var rows [][]string
	err := h.Audit.Export(c.Request().Context(), filter, func(r auditlog.Row) error {
		rows = append(rows, []string{strconv.FormatInt(r.ID, 10), r.At.Format("2006-01-02T15:04:05.000Z"), r.ActorName, r.Action, r.Entity,
			strconv.FormatInt(r.EntityID, 10), r.LaunchSlug, r.Label, changesText(r.Changes), r.Reason, r.Address})
		return nil
	})
	if err != nil {
		return err
	}
	headers := c.Response().Header()
	headers.Set("Content-Type", "text/csv; charset=utf-8")
	headers.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="audit-%s.csv"`, h.DB.Now().Format("2006-01-02")))
	c.Response().WriteHeader(http.StatusOK)
	return tabular.Write(c.Response(), header, rows)
}

func changesText(cs []db.Change) string {
	parts := make([]string, len(cs))
	for i, ch := range cs {
		parts[i] = fmt.Sprintf("%s: %q → %q", ch.Field, ch.Old, ch.New)
	}
	return strings.Join(parts, "; ")
}
