package planimport

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/tabular"
	"tminus/internal/words"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/planimport"
	"tminus/models/template"
	"tminus/views/layout"
	"tminus/views/paths"
	planimportview "tminus/views/planimport"
	"tminus/views/ui"
)

// importLimit returns the maximum length of the text: the second step sends it again with all
// decisions, which must fit too.
func (h *Handler) importLimit() int64 { return min(tabular.MaxBytes, h.Options.BodyLimit*3/4) }

func (h *Handler) importPage(c echo.Context) error {
	p, err := h.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	if err := people.Require(web.Actor(c), people.EditPlan, p.Subject()); err != nil {
		return err
	}
	return h.showImport(c, http.StatusOK, p, ui.NewForm(nil))
}

func (h *Handler) showImport(c echo.Context, status int, p *launch.Plan, f ui.Form) error {
	sh := h.Shell(c, "Import · "+p.Name, "launches")
	sh.Invalid = f.Invalid()
	head, err := h.LaunchHead(c, p, layout.PageImport)
	if err != nil {
		return err
	}
	return h.Render(c, status, planimportview.Start(sh, head, planimportview.StartVM{Plan: p, Form: f, Limit: h.importLimit()}))
}

// importTable shows the preview of a table or, after confirmation, imports it.
func (h *Handler) importTable(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	if err := h.takeUpload(c, &f); err != nil {
		return h.importUnreadable(c, f, err)
	}
	forgetOthers(&f)
	in := importInput(f)
	if f.Val("do") == "import" {
		done, err := h.imports.Import(c.Request().Context(), c.Param("slug"), in, f.Val("key"))
		if err == nil {
			return h.imported(c, done)
		}
		if !fault.Is(err, fault.KindInvalid) {
			return err
		}
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
	}
	p, preview, err := h.imports.Preview(c.Request().Context(), c.Param("slug"), in)
	if err != nil {
		return h.importUnreadable(c, f, err)
	}
	return h.showImportPreview(c, p, preview, f)
}

func (h *Handler) showImportPreview(c echo.Context, p *launch.Plan, preview *planimport.Preview, f ui.Form) error {
	users, err := h.People.Users(c.Request().Context(), false)
	if err != nil {
		return err
	}
	// Compute the next checksum from the values that the page shows.
	if f.Values.Set("head", "names"); preview.NoHeader {
		f.Values.Set("head", "none")
	}
	vm := planimportview.VM{Plan: p, Form: f, Preview: preview, People: users, Sum: sumOf(f), Key: f.Val("key")}
	if vm.Key == "" {
		vm.Key = web.RequestID(c)
	}
	sh := h.Shell(c, "Import · "+p.Name, "launches")
	sh.Invalid = f.Invalid()
	status := http.StatusOK
	if f.Invalid() {
		status = http.StatusUnprocessableEntity
	}
	head, err := h.LaunchHead(c, p, layout.PageImport)
	if err != nil {
		return err
	}
	return h.Render(c, status, planimportview.Preview(sh, head, vm))
}

// importUnreadable shows the first page again with the text if there is no table to preview.
func (h *Handler) importUnreadable(c echo.Context, f ui.Form, cause error) error {
	f.Errors, f.Summary = nil, nil
	if err := web.AddErrors(&f, cause); err != nil {
		return err
	}
	p, err := h.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	if err := people.Require(web.Actor(c), people.EditPlan, p.Subject()); err != nil {
		return err
	}
	return h.showImport(c, http.StatusUnprocessableEntity, p, f)
}

func (h *Handler) imported(c echo.Context, done planimport.Result) error {
	h.Say(c, layout.Flash{Kind: "ok", Text: words.Count(done.Count, "deliverable") + " imported.",
		UndoAction: paths.Launch(c.Param("slug"), "imports", strconv.FormatInt(done.ID, 10), "undo")})
	return web.SeeOther(c, paths.Timeline(c.Param("slug")))
}

func (h *Handler) undoImport(c echo.Context) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	removed, kept, err := h.imports.Undo(c.Request().Context(), c.Param("slug"), id)
	if err != nil {
		return err
	}
	text := "The import is undone: " + words.Count(removed, "deliverable") + " removed."
	if kept > 0 {
		text = fmt.Sprintf("%s removed. %s changed since the import, or needed by what changed, and stays.",
			words.Count(removed, "deliverable"), words.Count(kept, "deliverable"))
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: text})
	return web.SeeOther(c, paths.Timeline(c.Param("slug")))
}

// takeUpload copies the text of an uploaded file into the form, so that later steps only handle
// text. It returns Invalid if the file has none.
func (h *Handler) takeUpload(c echo.Context, f *ui.Form) error {
	field := "text"
	var data []byte
	up, err := c.FormFile("file")
	switch {
	case err == nil && up.Filename != "":
		field = "file"
		file, err := up.Open()
		if err != nil {
			return err
		}
		defer file.Close()
		if data, err = io.ReadAll(file); err != nil {
			return err
		}
	case err != nil && !errors.Is(err, http.ErrMissingFile) && !errors.Is(err, http.ErrNotMultipart):
		return err
	default:
		data = []byte(f.Val("text"))
	}
	text, err := tabular.Text(data)
	if err != nil {
		return fault.Invalid(field, "%s", err.Error())
	}
	// A browser sends each line end as two bytes.
	if n := int64(len(text) + strings.Count(text, "\n")); n > h.importLimit() {
		return fault.Invalid(field, "The table has %.1f MB; at most %.1f MB are taken. Import it in parts.", float64(n)/(1<<20),
			float64(h.importLimit())/(1<<20))
	}
	f.Values.Set("text", text)
	return nil
}

// sumOf returns a checksum of the table: its text and the start of its rows.
func sumOf(f ui.Form) string {
	h := fnv.New64a()
	_, _ = io.WriteString(h, f.Val("head")+"\n"+f.Val("text"))
	return strconv.FormatUint(h.Sum64(), 36)
}

// forgetOthers drops decisions about the rows and columns of another table, and about cells of
// other columns.
func forgetOthers(f *ui.Form) {
	sameTable := f.Val("sum") == sumOf(*f)
	sameColumns := sameTable && f.Val("cols") == planimportview.ColumnsField(importColumns(*f))
	for name := range f.Values {
		row := name == "leave" || strings.HasPrefix(name, "col-")
		if row && !sameTable || strings.HasPrefix(name, "c-") && !sameColumns {
			delete(f.Values, name)
		}
	}
}

func importColumns(f ui.Form) []planimport.Field {
	var out []planimport.Field
	for i := 0; f.Has(planimportview.ColumnField(i)); i++ {
		field := planimport.Field(f.Val(planimportview.ColumnField(i)))
		if !field.Valid() {
			field = planimport.NoField
		}
		out = append(out, field)
	}
	return out
}

func importInput(f ui.Form) planimport.Input {
	in := planimport.Input{
		Text: f.Val("text"), NoHeader: f.Val("head") == "none", Cells: map[int]map[planimport.Field]string{}, LeaveOut: map[int]bool{},
		Answers: map[string]string{}, Lane: f.Val("lane"), Kind: template.Kind(f.Val("kind")), Pinned: f.Val("dates") == "pinned",
		SkipKnown: f.Has("known"), KeepRoles: f.Has("roles"), NoOwnerOK: f.Has("no_owner_ok"), Columns: importColumns(f),
	}
	for _, v := range f.Values["leave"] {
		if i, err := strconv.Atoi(v); err == nil {
			in.LeaveOut[i] = true
		}
	}
	for name, vs := range f.Values {
		sort, rest, _ := strings.Cut(name, "-")
		switch sort {
		case "who", "lane", "kind", "status":
			in.Answers[name] = vs[0]
		case "c":
			row, field, _ := strings.Cut(rest, "-")
			if i, err := strconv.Atoi(row); err == nil && planimport.Field(field).Valid() {
				if in.Cells[i] == nil {
					in.Cells[i] = map[planimport.Field]string{}
				}
				in.Cells[i][planimport.Field(field)] = vs[0]
			}
		}
	}
	return in
}
