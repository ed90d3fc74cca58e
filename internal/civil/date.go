// Package civil has dates and times of day without a time zone, as people write them in a plan. A
// launch supplies the zone.
//
// A due date is a Date ("Tue 12 May 2026") and, where it matters, a TimeOfDay ("14:00"). Only
// Instant turns the two into a moment, with a fixed rule for hours that a clock change skips or
// repeats. Separate types keep a due date from moving by a day when the server and the reader are
// in different zones.
package civil

import (
	"cmp"
	"database/sql/driver"
	"fmt"
	"time"
)

const isoDate = "2006-01-02"

// maxDay is 9999-12-31 as a Date.day. A year of five digits would no longer sort as text in the
// database.
const maxDay = 3652059

// unixOfDayOne is 0001-01-01 00:00 UTC, day 1, in Unix seconds.
const unixOfDayOne = -62135596800

const secondsPerDay = 24 * 60 * 60

// Date is a calendar day between 0001-01-01 and 9999-12-31, without a zone. The zero value is "no
// date". Dates are comparable with ==.
type Date struct {
	// day is 1 for 0001-01-01, so that 0 can mean "no date".
	day int32
}

// New returns the date of y-m-d. Values out of range carry over as in time.Date
// (32 January is 1 February).
func New(y int, m time.Month, d int) Date {
	return fromUTC(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
}

// Of returns the date of t in loc, or the zero Date for the zero time.
func Of(t time.Time, loc *time.Location) Date {
	if t.IsZero() {
		return Date{}
	}
	y, m, d := t.In(loc).Date()
	return New(y, m, d)
}

// Parse parses "2006-01-02". The empty string gives the zero Date, so that Parse(d.String())
// returns d for every d.
func Parse(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	t, err := time.Parse(isoDate, s)
	if err != nil || t.Year() < 1 {
		return Date{}, fmt.Errorf("%q is not a date: write it as year-month-day, for example 2026-05-12", s)
	}
	return fromUTC(t), nil
}

// fromUTC returns the date of t, which must be midnight UTC.
func fromUTC(t time.Time) Date {
	return clamp((t.Unix()-unixOfDayOne)/secondsPerDay + 1)
}

// clamp limits a day to the calendar, so that a huge offset gives the last day instead of "no date"
// or an overflow.
func clamp(day int64) Date {
	return Date{day: int32(min(max(day, 1), maxDay))}
}

// utc returns midnight UTC of d, for use with the time package.
func (d Date) utc() time.Time {
	return time.Unix(unixOfDayOne+int64(d.day-1)*secondsPerDay, 0).UTC()
}

// IsZero reports whether d is the zero Date, "no date".
func (d Date) IsZero() bool { return d.day == 0 }

// String returns "2006-01-02", or "" for no date.
func (d Date) String() string { return d.Format(isoDate) }

// Format formats midnight of d with a time layout. It returns "" for no date.
func (d Date) Format(layout string) string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format(layout)
}

// Short returns "Tue 12 May", for use where the year is clear.
func (d Date) Short() string { return d.Format("Mon 2 Jan") }

// Long returns "Tue 12 May 2026".
func (d Date) Long() string { return d.Format("Mon 2 Jan 2006") }

// AddDays returns the date n days after d, or before it if n < 0, limited to the calendar. The zero
// Date stays zero.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	// Limit n first, so that the sum cannot overflow.
	return clamp(int64(d.day) + int64(min(max(n, -maxDay), maxDay)))
}

// AddOffset returns the date days after d, or no date if days is nil.
func (d Date) AddOffset(days *int) Date {
	if days == nil {
		return Date{}
	}
	return d.AddDays(*days)
}

// Sub returns the number of days from other to d, so that d == other.AddDays(d.Sub(other)). It
// returns 0 if either is no date.
func (d Date) Sub(other Date) int {
	if d.IsZero() || other.IsZero() {
		return 0
	}
	return int(d.day - other.day)
}

// Compare orders dates; no date sorts first.
func (d Date) Compare(other Date) int { return cmp.Compare(d.day, other.day) }

// Before reports whether d is earlier than other. No date is earlier than every date; check IsZero
// first if that would be wrong.
func (d Date) Before(other Date) bool { return d.day < other.day }

// After reports whether d is later than other.
func (d Date) After(other Date) bool { return d.day > other.day }

// Year returns the year, or 0 for no date.
func (d Date) Year() int {
	if d.IsZero() {
		return 0
	}
	return d.utc().Year()
}

// Month returns the month, or 0 for no date.
func (d Date) Month() time.Month {
	if d.IsZero() {
		return 0
	}
	return d.utc().Month()
}

// Day returns the day of the month, or 0 for no date.
func (d Date) Day() int {
	if d.IsZero() {
		return 0
	}
	return d.utc().Day()
}

// Weekday returns the day of the week. The result is meaningless for no date.
func (d Date) Weekday() time.Weekday { return time.Weekday(d.day % 7) }

// IsWeekend reports whether d is a Saturday or a Sunday.
func (d Date) IsWeekend() bool {
	return !d.IsZero() && (d.Weekday() == time.Saturday || d.Weekday() == time.Sunday)
}

// PrevWorkday returns d if it is a Monday to Friday, and otherwise the Friday before it.
func (d Date) PrevWorkday() Date {
	for d.IsWeekend() && d.day > 1 {
		d = d.AddDays(-1)
	}
	return d
}

// NextWorkday returns d if it is a Monday to Friday, and otherwise the Monday after it.
func (d Date) NextWorkday() Date {
	for d.IsWeekend() && d.day < maxDay {
		d = d.AddDays(1)
	}
	return d
}

// Countdown returns the position of d relative to launch day t: "T-9", "T" or "T+3". It returns ""
// if either is no date.
func Countdown(t, d Date) string {
	if t.IsZero() || d.IsZero() {
		return ""
	}
	n := d.Sub(t)
	if n == 0 {
		return "T"
	}
	return fmt.Sprintf("T%+d", n)
}

// Value returns the date as text, or NULL for no date.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads what Value stored. NULL and "" give no date. Drivers return a time.Time for a DATE
// column; Scan uses its date in its own zone.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Date{}
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	case time.Time:
		*d = Of(v, v.Location())
		return nil
	default:
		return fmt.Errorf("a date cannot be read from a %T", src)
	}
}

// GormDataType tells GORM the column type, so that it does not inspect the struct.
func (Date) GormDataType() string { return "text" }

// MarshalText returns "2006-01-02", or nothing for no date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText parses what MarshalText returns.
func (d *Date) UnmarshalText(b []byte) error {
	parsed, err := Parse(string(b))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
