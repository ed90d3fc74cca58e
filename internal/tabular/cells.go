package tabular

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"tminus/internal/civil"
)

// Cell is the value of a date cell: a calendar day, or a number of days from launch day. A blank
// cell is the zero Cell.
type Cell struct {
	Date     civil.Date
	Offset   int
	IsOffset bool
}

// IsZero reports whether the cell was blank.
func (c Cell) IsZero() bool { return c == Cell{} }

// maxOffset is ten years. A larger offset is a typing error.
const maxOffset = 3650

var (
	offsetForm    = regexp.MustCompile(`^t(?: ?([+-]) ?([0-9]{1,9}) ?(?:d|days?)?)?$`)
	yearFirst     = regexp.MustCompile(`^([0-9]{4})([-/.])([0-9]{1,2})([-/.])([0-9]{1,2})$`)
	yearLast      = regexp.MustCompile(`^([0-9]{1,2})([-/.])([0-9]{1,2})([-/.])([0-9]{4})$`)
	yearless      = regexp.MustCompile(`^([0-9]{1,2})\.([0-9]{1,2})\.$`)
	shortYear     = regexp.MustCompile(`^[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}$`)
	dayForm       = regexp.MustCompile(`^([0-9]{1,2})(?:st|nd|rd|th|\.)?$`)
	fullYear      = regexp.MustCompile(`^[0-9]{4}$`)
	minusReplacer = strings.NewReplacer("−", "-", "–", "-", "‑", "-", "＋", "+")
	clockInText   = regexp.MustCompile(`[0-9]:[0-9]{2}`)
)

// ParseDate parses a cell with a date:
//
//	2026-05-12   2026/05/12   12.05.2026   12 May 2026   Tuesday 12th May 2026   May 12, 2026
//	T-7   T   T+1                                            (days from launch day)
//
// It returns an error for a date such as 12/05/2026 that could be either of two days, and for a
// weekday that does not match the date. A day without a year gets the given year, or is an error if
// year is 0. A blank cell gives the zero Cell.
func ParseDate(s string, year int) (Cell, error) {
	input := strings.Join(strings.Fields(s), " ")
	low := minusReplacer.Replace(strings.ToLower(input))
	if low == "" {
		return Cell{}, nil
	}
	if m := offsetForm.FindStringSubmatch(low); m != nil {
		return parseOffset(input, m[1], m[2])
	}
	d, err := parseDay(input, low, year)
	return Cell{Date: d}, err
}

func parseOffset(input, sign, digits string) (Cell, error) {
	n, _ := strconv.Atoi(digits) // "" is T itself
	if n > maxOffset {
		return Cell{}, fmt.Errorf("%q is more than ten years from launch day", input)
	}
	if sign == "-" {
		n = -n
	}
	return Cell{Offset: n, IsOffset: true}, nil
}

func parseDay(input, low string, year int) (civil.Date, error) {
	if m := yearFirst.FindStringSubmatch(low); m != nil && m[2] == m[4] {
		return newDate(input, number(m[1]), number(m[3]), number(m[5]))
	}
	if m := yearLast.FindStringSubmatch(low); m != nil && m[2] == m[4] {
		return dayFirst(input, number(m[1]), number(m[3]), number(m[5]), m[2] == ".")
	}
	if m := yearless.FindStringSubmatch(low); m != nil {
		if year == 0 {
			return civil.Date{}, noYear(input)
		}
		return newDate(input, year, number(m[2]), number(m[1]))
	}
	if shortYear.MatchString(low) {
		return civil.Date{}, fmt.Errorf("%q: write the year with four digits", input)
	}
	return spelledDay(input, low, year)
}

// dayFirst reads a and b as day and month, or as month and day if only that order is possible. If
// sure is false and both are possible, it returns an error.
func dayFirst(input string, a, b, year int, sure bool) (civil.Date, error) {
	switch {
	case sure || a == b || a > 12:
		return newDate(input, year, b, a)
	case b > 12:
		return newDate(input, year, a, b)
	}
	return civil.Date{}, fmt.Errorf("%q can be %s or %s: write it as year-month-day", input,
		civil.New(year, time.Month(b), a).Format("2 January"), civil.New(year, time.Month(a), b).Format("2 January"))
}

// spelledDay parses a date whose month is a word, with its parts in any unambiguous order.
func spelledDay(input, low string, year int) (civil.Date, error) {
	unknown := fmt.Errorf("%q is not a date: write it as 2026-05-12 or 12 May 2026, or as T-7 for days from launch day", input)
	if clockInText.MatchString(low) {
		unknown = fmt.Errorf("%q: put the time of day into a column of its own and leave the date here", input)
	}
	dayOfMonth, month, weekday := -1, 0, -1
	hasYear := false
	for _, word := range strings.FieldsFunc(low, func(r rune) bool { return r == ' ' || r == ',' }) {
		m, isMonth := matchName(word, 12, func(i int) string { return time.Month(i + 1).String() })
		w, isWeekday := matchName(word, 7, func(i int) string { return time.Weekday(i).String() })
		switch {
		case isMonth && month == 0:
			month = m + 1
		case isWeekday && weekday < 0:
			weekday = w
		case fullYear.MatchString(word) && !hasYear:
			year, hasYear = number(word), true
		case dayForm.MatchString(word) && dayOfMonth < 0:
			dayOfMonth = number(dayForm.FindStringSubmatch(word)[1])
		case word == "of" || word == "the":
		default:
			return civil.Date{}, unknown
		}
	}
	if month == 0 || dayOfMonth < 0 {
		return civil.Date{}, unknown
	}
	if year == 0 {
		return civil.Date{}, noYear(input)
	}
	d, err := newDate(input, year, month, dayOfMonth)
	if err == nil && weekday >= 0 && int(d.Weekday()) != weekday {
		return civil.Date{}, fmt.Errorf("%q: %s is a %s", input, d.Format("2 January 2006"), d.Weekday())
	}
	return d, err
}

func noYear(input string) error { return fmt.Errorf("%q has no year", input) }

// matchName returns the index of the name that word is or abbreviates, with at least three letters
// and an optional full stop.
func matchName(word string, n int, name func(int) string) (int, bool) {
	word = strings.TrimSuffix(word, ".")
	for i := range n {
		if len(word) >= 3 && strings.HasPrefix(strings.ToLower(name(i)), word) {
			return i, true
		}
	}
	return 0, false
}

func newDate(input string, y, m, d int) (civil.Date, error) {
	if y < 1900 || y > 2200 {
		return civil.Date{}, fmt.Errorf("%q: the year %d cannot be right", input, y)
	}
	date := civil.New(y, time.Month(m), d)
	if m < 1 || date.Month() != time.Month(m) || date.Day() != d {
		return civil.Date{}, fmt.Errorf("%q: there is no such day in the calendar", input)
	}
	return date, nil
}

// number parses digits that a pattern has limited to a few.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

var (
	clockForm  = regexp.MustCompile(`^([0-9]{1,2})(?::([0-9]{2})(?::00)?)? ?([ap]\.?m\.?)?(?: ?(.+))?$`)
	offsetZone = regexp.MustCompile(`^(?i:(?:utc|gmt) ?)?([+-])([0-9]{1,2}):?([0-9]{2})?$`)
)

// ParseTime parses a cell with a time of day and an optional zone:
//
//	14:00   2:00 pm   2pm   02:00Z   02:00 UTC   10:00 Europe/Berlin   10:00+02:00
//
// The zone is nil if there is none. Abbreviations such as PST are errors: some stand for several
// zones, and people use the winter one in summer. A blank cell gives no time.
func ParseTime(s string) (civil.TimeOfDay, *time.Location, error) {
	input := strings.Join(strings.Fields(s), " ")
	if input == "" {
		return civil.TimeOfDay{}, nil, nil
	}
	unknown := fmt.Errorf("%q is not a time of day: write it as 14:00 or 2:00 pm, with a zone as in 14:00 UTC or 14:00 Europe/Berlin", input)
	m := clockForm.FindStringSubmatch(minusReplacer.Replace(lowerMeridiem(input)))
	if m == nil || m[2] == "" && m[3] == "" {
		return civil.TimeOfDay{}, nil, unknown
	}
	hour, minute := number(m[1]), number(m[2])
	if m[3] != "" {
		if hour < 1 || hour > 12 {
			return civil.TimeOfDay{}, nil, fmt.Errorf("%q: with am or pm the hour is 1 to 12", input)
		}
		hour %= 12
		if m[3][0] == 'p' {
			hour += 12
		}
	}
	if hour == 24 && minute == 0 {
		return civil.TimeOfDay{}, nil, fmt.Errorf("%q: write 00:00 of the next day, or 23:59", input)
	}
	if hour > 23 || minute > 59 {
		return civil.TimeOfDay{}, nil, unknown
	}
	zone, err := parseZone(input, m[4])
	if err != nil {
		return civil.TimeOfDay{}, nil, err
	}
	return civil.At(hour, minute), zone, nil
}

var meridiem = regexp.MustCompile(`(?i)^([0-9:]+ ?)([ap]\.?m\.?)( |$)`)

// lowerMeridiem lowers am and pm but not the zone's name, which is case-sensitive.
func lowerMeridiem(s string) string {
	return meridiem.ReplaceAllStringFunc(s, strings.ToLower)
}

func parseZone(input, name string) (*time.Location, error) {
	name = strings.Trim(name, "()")
	switch strings.ToUpper(name) {
	case "":
		return nil, nil
	case "Z", "UTC", "GMT":
		return time.UTC, nil
	}
	if m := offsetZone.FindStringSubmatch(name); m != nil {
		hours, minutes := number(m[2]), number(m[3])
		if hours > 14 || minutes > 59 {
			return nil, fmt.Errorf("%q: no zone is that far from UTC", input)
		}
		seconds := hours*3600 + minutes*60
		if m[1] == "-" {
			seconds = -seconds
		}
		return time.FixedZone(fmt.Sprintf("%s%02d:%02d", m[1], hours, minutes), seconds), nil
	}
	// Accept only names of places: EST and CET are zones too, but are not what people mean in
	// summer.
	if strings.Contains(name, "/") {
		if loc, err := civil.Zone(name); err == nil {
			return loc, nil
		}
	}
	return nil, fmt.Errorf("%q: the zone %q is not known: name it by place, as in 14:00 America/Los_Angeles, or write UTC", input, name)
}
