package feedback

import (
	"bufio"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/tabular"
	"tminus/models/feedback"
	"tminus/models/launch"
	feedbackview "tminus/views/feedback"
	"tminus/views/format"
)

// reportColumns are the columns of the file; docs/export.md describes them.
var reportColumns = []string{"id", "title", "channel", "said", "doing", "wrong", "expected", "reporter", "contact", "source", "owner",
	"symptom", "becomes", "note",
	"state", "duplicate_of", "at", "closed_at", "links"}

// reportsCSV sends all reports that match the filter of the list.
func (h *Handler) reportsCSV(c echo.Context) error {
	ctx := c.Request().Context()
	l, err := h.launches.Launch(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	cells, err := h.reportCells(c, l)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(savedFile{c, "text/csv; charset=utf-8",
		fmt.Sprintf("%s-feedback-%s.csv", l.Slug, h.DB.Now().UTC().Format(time.DateOnly))})
	_, _ = b.WriteString(web.ByteOrderMark)
	out := tabular.NewWriter(b)
	_ = out.Row(reportColumns)
	err = h.feedback.Export(ctx, l, feedbackview.FilterOf(web.FilterForm(c)), func(r feedback.Report) error { return out.Row(cells(r)) })
	if err == nil {
		err = out.Flush()
	}
	if err != nil && c.Response().Committed {
		// Break the connection, so that an incomplete file does not look complete.
		slog.WarnContext(ctx, "export not finished", "id", web.RequestID(c), "route", c.Path(), "err", err)
		panic(http.ErrAbortHandler)
	}
	return err
}

// savedFile is a response that browsers save. Until the first write it can still become an error
// page.
type savedFile struct {
	c          echo.Context
	kind, name string
}

func (f savedFile) Write(p []byte) (int, error) {
	if r := f.c.Response(); !r.Committed {
		r.Header().Set("Cache-Control", "private, no-cache")
		r.Header().Set("Content-Type", f.kind)
		r.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", f.name))
	}
	return f.c.Response().Write(p)
}

// reportCells returns a function that returns the cells of a launch's report.
func (h *Handler) reportCells(c echo.Context, l launch.Launch) (func(feedback.Report) []string, error) {
	ctx := c.Request().Context()
	pb, err := h.feedback.Playbook(ctx, l)
	if err != nil {
		return nil, err
	}
	symptoms := map[string]string{}
	for _, p := range pb.Plays {
		symptoms[p.Key] = p.Symptom
	}
	users, err := h.People.Users(ctx, true)
	if err != nil {
		return nil, err
	}
	owners := map[int64]string{}
	for _, u := range users {
		owners[u.ID] = (&launch.ExportPerson{Name: u.Name, Email: u.Email}).String()
	}
	return func(r feedback.Report) []string {
		becomes := ""
		if r.Outcome != feedback.Undecided {
			becomes = r.Outcome.Label()
		}
		return []string{strconv.FormatInt(r.ID, 10), tabular.Inert(r.Title), r.Channel.Label(), strconv.Itoa(r.Times + r.Same),
			tabular.Inert(r.Doing), tabular.Inert(r.Wrong), tabular.Inert(r.Expected),
			tabular.Inert(r.Reporter), tabular.Inert(r.Contact), tabular.Inert(r.Source), owners[r.OwnerID], symptoms[r.Symptom], becomes,
			tabular.Inert(r.Note), r.State().Label(), idOrNone(r.Original), instantOrNone(r.At), instantOrNone(r.ClosedAt), h.leadsTo(l.Slug, r)}
	}, nil
}

func idOrNone(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

func instantOrNone(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return format.ISO(at)
}

// leadsTo returns the existing records created from a report, one per line.
func (h *Handler) leadsTo(slug string, r feedback.Report) string {
	var lines []string
	for _, k := range r.Links {
		if !k.Gone {
			lines = append(lines, launch.ExportLink{Label: k.Title, URL: h.Options.BaseURL + feedbackview.Href(slug, k)}.String())
		}
	}
	return strings.Join(lines, "\n")
}
