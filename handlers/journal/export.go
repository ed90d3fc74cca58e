package journal

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/tabular"
	"tminus/models/journal"
	"tminus/models/launch"
	"tminus/views/format"
	journalview "tminus/views/journal"
)

var logColumns = []string{"line", "happened_at", "recorded_at", "kind", "text", "times", "by", "audience", "starred", "corrects",
	"corrected_by"}

// lines returns the lines of the filter in the order in which things happened.
func (h *Handler) lines(c echo.Context) (launch.Launch, []journal.Line, error) {
	ctx := c.Request().Context()
	l, err := h.launches.Launch(ctx, c.Param("slug"))
	if err != nil {
		return l, nil, err
	}
	lines, err := h.journal.Export(ctx, l, journalview.FilterOf(web.FilterForm(c)))
	return l, lines, err
}

func (h *Handler) send(c echo.Context, l launch.Launch, kind, ending, text string) error {
	name := fmt.Sprintf("%s-log-%s.%s", l.Slug, h.DB.Now().UTC().Format(time.DateOnly), ending)
	c.Response().Header().Set("Cache-Control", "private, no-cache")
	c.Response().Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
	return c.Blob(http.StatusOK, kind+"; charset=utf-8", []byte(text))
}

// exportCSV sends the log as a table; docs/export.md describes its columns.
func (h *Handler) exportCSV(c echo.Context) error {
	l, lines, err := h.lines(c)
	if err != nil {
		return err
	}
	var b strings.Builder
	_, _ = b.WriteString(web.ByteOrderMark)
	out := tabular.NewWriter(&b)
	_ = out.Row(logColumns)
	number := func(seq int64) string {
		if seq == 0 {
			return ""
		}
		return strconv.FormatInt(seq, 10)
	}
	for _, k := range lines {
		starred := ""
		if k.Starred {
			starred = "yes"
		}
		_ = out.Row([]string{number(k.Seq), format.ISO(k.HappenedAt.Time), format.ISO(k.RecordedAt.Time), k.Kind.Label(), tabular.Inert(k.Text),
			strconv.Itoa(k.Times), tabular.Inert(k.ByName), string(k.Audience), starred, number(k.CorrectsSeq), number(k.CorrectedBy)})
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return h.send(c, l, "text/csv", "csv", b.String())
}

// exportMarkdown sends the log as a list for a wiki.
func (h *Handler) exportMarkdown(c echo.Context) error {
	l, lines, err := h.lines(c)
	if err != nil {
		return err
	}
	return h.send(c, l, "text/markdown", "md", journalview.Markdown(l, lines))
}
