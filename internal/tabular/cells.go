package tabular

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"tminus/internal/civil"
)

// Cell is what a cell with a date says: a day of the calendar, or a distance in
// days from launch day. A blank cell is the zero Cell.
type Cell struct {
	Date     civil.Date
	Offset   int
	IsOffset bool
}

// IsZero reports whether the cell was blank.
func (c Cell) IsZero() bool { return c == Cell{} }

// maxOffset is ten years: a longer distance is a slip of the finger.
const maxOffset = 3650

var (
	offsetForm  = regexp.MustCompile(`^t(?: ?([+-]) ?([0-9]{1,9}) ?(?:d|days?)?)?$`)
	yearFirst   = regexp.MustCompile(`^([0-9]{4})([-/.])([0-9]{1,2})([-/.])([0-9]{1,2})$`)
	yearLast    = regexp.MustCompile(`^([0-9]{1,2})([-/.])([0-9]{1,2})([-/.])([0-9]{4})$`)
	dotted      = regexp.MustCompile(`^([0-9]{1,2})\.([0-9]{1,2})\.$`)
	shortYear   = regexp.MustCompile(`^[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}$`)
	dayForm     = regexp.MustCompile(`^([0-9]{1,2})(?:st|nd|rd|th|\.)?$`)
	fullYear    = regexp.MustCompile(`^[0-9]{4}$`)
	minuses     = strings.NewReplacer("−", "-", "–", "-", "‑", "-", "＋", "+")
	clockInText = regexp.MustCompile(`[0-9]:[0-9]{2}`)
)

// ParseDate reads a cell with a date:
//
//	2026-05-12   2026/05/12   12.05.2026   12 May 2026   Tuesday 12th May 2026   May 12, 2026
//	T-7   T   T+1                                            (days from launch day)
//
// 12/05/2026 is refused where it could be either of two days. A day without a year
// is taken in the given year, and refused where that is 0. A weekday that does not
// belong to the date is an error. The blank cell is the zero Cell.
func ParseDate(s string, year int) (Cell, error) {
	typed := strings.Join(strings.Fields(s), " ")
	low := minuses.Replace(strings.ToLower(typed))
	if low == "" {
		return Cell{}, nil
	}
	if m := offsetForm.FindStringSubmatch(low); m != nil {
		return parseOffset(typed, m[1], m[2])
	}
	d, err := parseDay(typed, low, year)
	return Cell{Date: d}, err
}

func parseOffset(typed, sign, digits string) (Cell, error) {
	n, _ := strconv.Atoi(digits) // "" is T itself
	if n > maxOffset {
		return Cell{}, fmt.Errorf("%q is more than ten years from launch day", typed)
	}
	if sign == "-" {
		n = -n
	}
	return Cell{Offset: n, IsOffset: true}, nil
}

func parseDay(typed, low string, year int) (civil.Date, error) {
	if m := yearFirst.FindStringSubmatch(low); m != nil && m[2] == m[4] {
		return day(typed, number(m[1]), number(m[3]), number(m[5]))
	}
	if m := yearLast.FindStringSubmatch(low); m != nil && m[2] == m[4] {
		return dayFirst(typed, number(m[1]), number(m[3]), number(m[5]), m[2] == ".")
	}
	if m := dotted.FindStringSubmatch(low); m != nil {
		if year == 0 {
			return civil.Date{}, noYear(typed)
		}
		return day(typed, year, number(m[2]), number(m[1]))
	}
	if shortYear.MatchString(low) {
		return civil.Date{}, fmt.Errorf("%q: write the year with four digits", typed)
	}
	return spelledDay(typed, low, year)
}

// dayFirst reads a and b as day and month, in that order where it is sure.
func dayFirst(typed string, a, b, year int, sure bool) (civil.Date, error) {
	switch {
	case sure || a == b || a > 12:
		return day(typed, year, b, a)
	case b > 12:
		return day(typed, year, a, b)
	}
	return civil.Date{}, fmt.Errorf("%q can be %s or %s: write it as year-month-day", typed,
		civil.New(year, time.Month(b), a).Format("2 January"), civil.New(year, time.Month(a), b).Format("2 January"))
}

// spelledDay reads a date whose month is a word, with the parts in any order that
// leaves no doubt.
func spelledDay(typed, low string, year int) (civil.Date, error) {
	unknown := fmt.Errorf("%q is not a date: write it as 2026-05-12 or 12 May 2026, or as T-7 for days from launch day", typed)
	if clockInText.MatchString(low) {
		unknown = fmt.Errorf("%q: put the time of day into a column of its own and leave the date here", typed)
	}
	dayOfMonth, month, weekday := -1, 0, -1
	hasYear := false
	for _, word := range strings.FieldsFunc(low, func(r rune) bool { return r == ' ' || r == ',' }) {
		m, isMonth := named(word, 12, func(i int) string { return time.Month(i + 1).String() })
		w, isWeekday := named(word, 7, func(i int) string { return time.Weekday(i).String() })
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
		return civil.Date{}, noYear(typed)
	}
	d, err := day(typed, year, month, dayOfMonth)
	if err == nil && weekday >= 0 && int(d.Weekday()) != weekday {
		return civil.Date{}, fmt.Errorf("%q: %s is a %s", typed, d.Format("2 January 2006"), d.Weekday())
	}
	return d, err
}

func noYear(typed string) error { return fmt.Errorf("%q has no year", typed) }

// named finds a word among names, in full or by its first three letters and more,
// with a full stop behind it or not.
func named(word string, n int, name func(int) string) (int, bool) {
	word = strings.TrimSuffix(word, ".")
	for i := range n {
		if len(word) >= 3 && strings.HasPrefix(strings.ToLower(name(i)), word) {
			return i, true
		}
	}
	return 0, false
}

func day(typed string, y, m, d int) (civil.Date, error) {
	if y < 1900 || y > 2200 {
		return civil.Date{}, fmt.Errorf("%q: the year %d cannot be right", typed, y)
	}
	date := civil.New(y, time.Month(m), d)
	if m < 1 || date.Month() != time.Month(m) || date.Day() != d {
		return civil.Date{}, fmt.Errorf("%q: there is no such day in the calendar", typed)
	}
	return date, nil
}

// number reads digits that a pattern has already found to be few.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

var (
	clockForm  = regexp.MustCompile(`^([0-9]{1,2})(?::([0-9]{2})(?::00)?)? ?([ap]\.?m\.?)?(?: ?(.+))?$`)
	offsetZone = regexp.MustCompile(`^(?i:(?:utc|gmt) ?)?([+-])([0-9]{1,2}):?([0-9]{2})?$`)
)

// ParseTime reads a cell with a time of day and, where it is given, its zone:
//
//	14:00   2:00 pm   2pm   02:00Z   02:00 UTC   10:00 Europe/Berlin   10:00+02:00
//
// The zone is nil where none is given. Abbreviations such as PST are refused: some
// mean several zones, and people write the winter's one in summer. The blank cell
// is no time.
func ParseTime(s string) (civil.TimeOfDay, *time.Location, error) {
	typed := strings.Join(strings.Fields(s), " ")
	if typed == "" {
		return civil.TimeOfDay{}, nil, nil
	}
	unknown := fmt.Errorf("%q is not a time of day: write it as 14:00 or 2:00 pm, with a zone as in 14:00 UTC or 14:00 Europe/Berlin", typed)
	m := clockForm.FindStringSubmatch(minuses.Replace(lowerMeridiem(typed)))
	if m == nil || m[2] == "" && m[3] == "" {
		return civil.TimeOfDay{}, nil, unknown
	}
	hour, minute := number(m[1]), number(m[2])
	if m[3] != "" {
		if hour < 1 || hour > 12 {
			return civil.TimeOfDay{}, nil, fmt.Errorf("%q: with am or pm the hour is 1 to 12", typed)
		}
		hour %= 12
		if m[3][0] == 'p' {
			hour += 12
		}
	}
	if hour == 24 && minute == 0 {
		return civil.TimeOfDay{}, nil, fmt.Errorf("%q: write 00:00 of the next day, or 23:59", typed)
	}
	if hour > 23 || minute > 59 {
		return civil.TimeOfDay{}, nil, unknown
	}
	zone, err := parseZone(typed, m[4])
	if err != nil {
		return civil.TimeOfDay{}, nil, err
	}
	return civil.At(hour, minute), zone, nil
}

var meridiem = regexp.MustCompile(`(?i)^([0-9:]+ ?)([ap]\.?m\.?)( |$)`)

// lowerMeridiem leaves the zone's name as it is: those are case-sensitive.
func lowerMeridiem(s string) string {
	return meridiem.ReplaceAllStringFunc(s, strings.ToLower)
}

func parseZone(typed, name string) (*time.Location, error) {
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
			return nil, fmt.Errorf("%q: no zone is that far from UTC", typed)
		}
		seconds := hours*3600 + minutes*60
		if m[1] == "-" {
			seconds = -seconds
		}
		return time.FixedZone(fmt.Sprintf("%s%02d:%02d", m[1], hours, minutes), seconds), nil
	}
	// A name by place only: EST and CET exist as zones, but are not what is meant
	// in summer.
	if strings.Contains(name, "/") {
		if loc, err := civil.Zone(name); err == nil {
			return loc, nil
		}
	}
	return nil, fmt.Errorf("%q: the zone %q is not known: name it by place, as in 14:00 America/Los_Angeles, or write UTC", typed, name)
}
