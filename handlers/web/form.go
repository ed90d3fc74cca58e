package web

import (
	"crypto/rand"
	"errors"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"github.com/labstack/echo/v4"

	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/views/paths"
	"tminus/views/ui"
)

func FormIDs(f ui.Form, name string) []int64 {
	var out []int64
	for _, v := range f.Values[name] {
		if n, err := strconv.ParseInt(v, 10, 64); err == nil {
			out = append(out, n)
		}
	}
	return out
}

// BackPath returns the page that a form was sent from.
func BackPath(f ui.Form, otherwise string) string {
	if f.Val("back") == "" {
		return otherwise
	}
	return LocalPath(f.Val("back"))
}

func AnswerWithNote(answer, note string) string {
	if note = strings.TrimSpace(note); note == "" {
		return answer
	}
	return answer + "\n" + note
}

// ParseMoment parses a day and a time; the store validates empty ones.
func ParseMoment(f ui.Form, check *fault.Check, day, clock string) (civil.Date, civil.TimeOfDay) {
	on, err := civil.Parse(f.Val(day))
	check.That(err == nil, day, "Enter a day like 2026-12-03.")
	at, err := civil.ParseTime(f.Val(clock))
	check.That(err == nil, clock, "Enter a time like 14:00.")
	return on, at
}

// NewKey returns a new idempotency key for a form.
func NewKey() string { return rand.Text() }

// MaxQuery is the maximum length of a search text, in characters.
const MaxQuery = 200

// SearchText returns a text from the URL, normalized for a search.
func SearchText(text string) string {
	if r := []rune(text); len(r) > MaxQuery {
		text = string(r[:MaxQuery])
	}
	return strings.TrimSpace(text)
}

// ParseForm parses the posted form. It keeps the values as they were sent, so that a refused form
// loses nothing.
func ParseForm(c echo.Context) (ui.Form, error) {
	values, err := c.FormParams()
	if err != nil {
		return ui.Form{}, unreadable(err)
	}
	return ui.NewForm(SanitizeValues(values)), nil
}

// IDAndForm parses the :id parameter and the posted form.
func IDAndForm(c echo.Context) (int64, ui.Form, error) {
	id, err := IDParam(c, "id")
	if err != nil {
		return 0, ui.Form{}, err
	}
	f, err := ParseForm(c)
	return id, f, err
}

// Version returns the version of the record that the form was opened with.
func Version(f ui.Form) int { return int(FormID(f, "version")) }

// unreadable returns the error for a form that cannot be parsed, which no browser sends.
func unreadable(err error) error {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return err
	case errors.Is(err, multipart.ErrMessageTooLarge), strings.Contains(err.Error(), "exceeded limit"):
		return errTooLarge
	}
	return echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
}

// SanitizeValues strips control characters and invalid UTF-8.
func SanitizeValues(values url.Values) url.Values {
	for _, vs := range values {
		for i, v := range vs {
			vs[i] = SanitizeText(v)
		}
	}
	return values
}

// SanitizeText strips control characters, noncharacters and invalid UTF-8, which HTML cannot
// contain and PostgreSQL partly refuses.
func SanitizeText(text string) string {
	return strings.Map(func(r rune) rune {
		control := unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r'
		if control || r&0xFFFE == 0xFFFE || r >= 0xFDD0 && r <= 0xFDEF {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "�"))
}

// AddErrors adds the messages of an Invalid error to a form, and returns any other error.
func AddErrors(f *ui.Form, err error) error {
	if !fault.Is(err, fault.KindInvalid) {
		return err
	}
	for _, p := range fault.FieldsOf(err) {
		f.Add(p.Name, p.Message)
	}
	return nil
}

// AddFieldErrors is AddErrors for a form with fields that not everybody may change: it also adds
// the messages of a Forbidden error. It returns the status of the answer.
func AddFieldErrors(f *ui.Form, err error) (int, error) {
	fields := fault.FieldsOf(err)
	if !fault.Is(err, fault.KindForbidden) || len(fields) == 0 {
		return http.StatusUnprocessableEntity, AddErrors(f, err)
	}
	for _, p := range fields {
		f.Add(p.Name, p.Message)
	}
	return http.StatusForbidden, nil
}

// IDParam parses a number in the URL. It returns NotFound if it is invalid.
func IDParam(c echo.Context, name string) (int64, error) {
	id, err := strconv.ParseInt(c.Param(name), 10, 64)
	if err != nil || id <= 0 {
		return 0, fault.NotFound("page")
	}
	return id, nil
}

// FormID parses a number in a form, 0 if it is invalid.
func FormID(f ui.Form, name string) int64 {
	n, _ := strconv.ParseInt(f.Val(name), 10, 64)
	return n
}

// OptionalID returns the id chosen in a form, or nil.
func OptionalID(f ui.Form, name string) *int64 {
	if n := FormID(f, name); n > 0 {
		return &n
	}
	return nil
}

// LocalPath returns a "next" URL if it is on this site.
func LocalPath(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") ||
		strings.ContainsAny(next, "\\\r\n") {
		return paths.Launches()
	}
	return u.RequestURI()
}

// FilterForm returns the filter in the URL as a form.
func FilterForm(c echo.Context) ui.Form {
	v := url.Values{}
	for name := range c.QueryParams() {
		v.Set(name, c.QueryParam(name))
	}
	return ui.NewForm(SanitizeValues(v))
}

func Lines(text string) []string { return strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") }

// ParseDay parses a picked date.
func ParseDay(f ui.Form, name string, check *fault.Check) civil.Date {
	d, err := civil.Parse(strings.TrimSpace(f.Val(name)))
	check.That(err == nil, name, "Enter a day like 2026-12-03.")
	return d
}

// Exactly returns the former schedule that an undo restores, with its offsets, or nil for other
// forms.
func Exactly(f ui.Form, s launch.Schedule, check *fault.Check) *launch.Schedule {
	if f.Val("exact") == "" {
		return nil
	}
	var err1, err2 error
	s.StartOffset, err1 = strconv.Atoi(f.Val("start_offset"))
	s.DueOffset, err2 = strconv.Atoi(f.Val("due_offset"))
	if err1 != nil || err2 != nil || !s.Anchor.Valid() || max(s.StartOffset, -s.StartOffset, s.DueOffset, -s.DueOffset) > MaxOffset {
		check.Add("due_on", "This cannot be undone any more. Type the dates instead.")
	}
	return &s
}

// MaxOffset is the maximum offset from T in an undo, in days: twice five years.
const MaxOffset = 10 * 366
