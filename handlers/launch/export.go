package launch

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/tabular"
	"tminus/models/launch"
	"tminus/models/planimport"
)

// exportCSV sends the deliverables as a table that imports without changes.
func (h *Handler) exportCSV(c echo.Context) error {
	e, err := h.launches.Export(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	b := bytes.NewBufferString(web.ByteOrderMark)
	header, rows := planimport.Table(e)
	if err := tabular.Write(b, header, rows); err != nil {
		return err
	}
	return h.download(c, e, "csv", "text/csv; charset=utf-8", b.Bytes())
}

// exportJSON sends the launch in the format that docs/export.md describes.
func (h *Handler) exportJSON(c echo.Context) error {
	e, err := h.launches.Export(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e); err != nil {
		return err
	}
	return h.download(c, e, "json", "application/json; charset=utf-8", b.Bytes())
}

func (h *Handler) download(c echo.Context, e launch.Export, ext, kind string, body []byte) error {
	headers := c.Response().Header()
	headers.Set("Cache-Control", "private, no-cache")
	headers.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s.%s"`, e.Launch.Slug, e.ExportedAt[:len("2006-01-02")], ext))
	return c.Blob(http.StatusOK, kind, body)
}
