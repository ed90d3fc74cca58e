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

// BackPath is the page that a form was sent from.
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

// ParseMoment reads a day and a time; empty ones are for the store to judge.
func ParseMoment(f ui.Form, check *fault.Check, day, clock string) (civil.Date, civil.TimeOfDay) {
	on, err := civil.Parse(f.Val(day))
	check.That(err == nil, day, "Enter a day like 2026-12-03.")
	at, err := civil.ParseTime(f.Val(clock))
	check.That(err == nil, clock, "Enter a time like 14:00.")
	return on, at
}

// NewKey names one filling-in of a form, so that sending it twice makes one thing.
func NewKey() string { return rand.Text() }

// MaxQuery is how many characters of a typed text are searched for.
const MaxQuery = 200

// SearchText is a text from the address as it can be searched for.
func SearchText(text string) string {
	if r := []rune(text); len(r) > MaxQuery {
		text = string(r[:MaxQuery])
	}
	return strings.TrimSpace(text)
}

// ParseForm reads what was typed. The values are kept as they were sent, so that
// a form which is refused loses nothing.
func ParseForm(c echo.Context) (ui.Form, error) {
	values, err := c.FormParams()
	if err != nil {
		return ui.Form{}, unreadable(err)
	}
	return ui.NewForm(SanitizeValues(values)), nil
}

// IDAndForm reads a write to what has a number in the address: the number, and what
// was typed.
func IDAndForm(c echo.Context) (int64, ui.Form, error) {
	id, err := IDParam(c, "id")
	if err != nil {
		return 0, ui.Form{}, err
	}
	f, err := ParseForm(c)
	return id, f, err
}

// Version is the version that somebody had before them when they typed.
func Version(f ui.Form) int { return int(FormID(f, "version")) }

// unreadable says what is wrong with a request whose form cannot be read. No
// browser sends one.
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

// SanitizeValues takes out of values what cannot be typed.
func SanitizeValues(values url.Values) url.Values {
	for _, vs := range values {
		for i, v := range vs {
			vs[i] = SanitizeText(v)
		}
	}
	return values
}

// SanitizeText is a text without what no key types, HTML cannot hold and
// PostgreSQL refuses in part: control characters, noncharacters, broken UTF-8.
func SanitizeText(text string) string {
	return strings.Map(func(r rune) rune {
		control := unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r'
		if control || r&0xFFFE == 0xFFFE || r >= 0xFDD0 && r <= 0xFDEF {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "�"))
}

// AddErrors fills a form with the messages of an Invalid error; any other error
// is returned as it is.
func AddErrors(f *ui.Form, err error) error {
	if !fault.Is(err, fault.KindInvalid) {
		return err
	}
	for _, p := range fault.FieldsOf(err) {
		f.Add(p.Name, p.Message)
	}
	return nil
}

// AddFieldErrors is refused for a form whose inputs are not all for everybody: it
// takes over the messages of a Forbidden error too. It returns the status to
// answer with.
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

// IDParam reads a number in the address. Returns NotFound when it is none.
func IDParam(c echo.Context, name string) (int64, error) {
	id, err := strconv.ParseInt(c.Param(name), 10, 64)
	if err != nil || id <= 0 {
		return 0, fault.NotFound("page")
	}
	return id, nil
}

// FormID reads a number from a form, 0 when it is none.
func FormID(f ui.Form, name string) int64 {
	n, _ := strconv.ParseInt(f.Val(name), 10, 64)
	return n
}

// OptionalID is the id chosen in a form, nil for none.
func OptionalID(f ui.Form, name string) *int64 {
	if n := FormID(f, name); n > 0 {
		return &n
	}
	return nil
}

// LocalPath keeps a "next" address inside of this site.
func LocalPath(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") || strings.ContainsAny(next, "\\\r\n") {
		return paths.Launches()
	}
	return u.RequestURI()
}

// FilterForm is the filter as the address has it.
func FilterForm(c echo.Context) ui.Form {
	v := url.Values{}
	for name := range c.QueryParams() {
		v.Set(name, c.QueryParam(name))
	}
	return ui.NewForm(SanitizeValues(v))
}

func Lines(text string) []string { return strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") }

// ParseDay reads a date that was picked.
func ParseDay(f ui.Form, name string, check *fault.Check) civil.Date {
	d, err := civil.Parse(strings.TrimSpace(f.Val(name)))
	check.That(err == nil, name, "Enter a day like 2026-12-03.")
	return d
}

// Exactly is the former schedule that an undo puts back, with its offsets, nil
// when the form is none.
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

// MaxOffset bounds the days from T that an undo may carry: twice five years.
const MaxOffset = 10 * 366
