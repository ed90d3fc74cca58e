package handlers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/internal/tabular"
	"tminus/models/launch"
	"tminus/models/planimport"
)

// byteOrderMark tells spreadsheets that a file is UTF-8.
const byteOrderMark = "\uFEFF"

// exportCSV sends the deliverables as a table that imports again unchanged.
func (s *Server) exportCSV(c echo.Context) error {
	e, err := s.launches.Export(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	b := bytes.NewBufferString(byteOrderMark)
	header, rows := planimport.Table(e)
	if err := tabular.Write(b, header, rows); err != nil {
		return err
	}
	return s.download(c, e, "csv", "text/csv; charset=utf-8", b.Bytes())
}

// exportJSON sends the whole launch in the shape that docs/export.md describes.
func (s *Server) exportJSON(c echo.Context) error {
	e, err := s.launches.Export(c.Request().Context(), c.Param("slug"))
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
	return s.download(c, e, "json", "application/json; charset=utf-8", b.Bytes())
}

func (s *Server) download(c echo.Context, e launch.Export, ext, kind string, body []byte) error {
	h := c.Response().Header()
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s.%s"`, e.Launch.Slug, e.ExportedAt[:len("2006-01-02")], ext))
	return c.Blob(http.StatusOK, kind, body)
}
