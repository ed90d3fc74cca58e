// Package civil holds dates and times of day as people write them on a plan:
// without a time zone, until a launch lends them its own.
//
// A due date is a Date ("Tue 12 May 2026") and, where it matters, a TimeOfDay
// ("14:00"). Only Instant turns the two into a moment, by a stated rule for the
// hours that a change of the clock swallows or repeats. Keeping the kinds apart
// in the type system is what stops a due date from sliding by a day when the
// server and the reader sit in different zones.
package civil

import (
	"cmp"
	"database/sql/driver"
	"fmt"
	"time"
)

const isoDate = "2006-01-02"

// maxDay is 9999-12-31 in the count of Date.day: a year of five digits would no
// longer sort as text in the database.
const maxDay = 3652059

// unixOfDayOne is 0001-01-01 00:00 UTC in Unix seconds, the day counted as 1.
const unixOfDayOne = -62135596800

const secondsPerDay = 24 * 60 * 60

// Date is a day of the calendar between 0001-01-01 and 9999-12-31, in no zone.
// The zero value is "no date". Dates are comparable by ==.
type Date struct {
	// day counts from 0001-01-01 = 1, so that 0 is free to mean "no date".
	day int32
}

// New returns the date of y-m-d. Values out of range carry over as in time.Date
// (32 January is 1 February).
func New(y int, m time.Month, d int) Date {
	return fromUTC(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
}

// Of returns the date that a calendar in loc shows at t; the zero Date for the
// zero time.
func Of(t time.Time, loc *time.Location) Date {
	if t.IsZero() {
		return Date{}
	}
	y, m, d := t.In(loc).Date()
	return New(y, m, d)
}

// Parse reads "2006-01-02". The empty string is the zero Date, so that
// Parse(d.String()) gives d back for every d.
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

// fromUTC takes midnight UTC of the day.
func fromUTC(t time.Time) Date {
	return clamp((t.Unix()-unixOfDayOne)/secondsPerDay + 1)
}

// clamp keeps a day within the calendar: a typed offset of a million days gives
// the last day there is, not "no date" and not a wrapped number.
func clamp(day int64) Date {
	return Date{day: int32(min(max(day, 1), maxDay))}
}

// utc is midnight UTC of the day, for the standard library's calendar.
func (d Date) utc() time.Time {
	return time.Unix(unixOfDayOne+int64(d.day-1)*secondsPerDay, 0).UTC()
}

// IsZero reports whether d is "no date".
func (d Date) IsZero() bool { return d.day == 0 }

// String is "2006-01-02", or "" for no date.
func (d Date) String() string { return d.Format(isoDate) }

// Format is time.Format for the day at midnight, or "" for no date.
func (d Date) Format(layout string) string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format(layout)
}

// Short is "Tue 12 May", for places where the year is plain.
func (d Date) Short() string { return d.Format("Mon 2 Jan") }

// Long is "Tue 12 May 2026".
func (d Date) Long() string { return d.Format("Mon 2 Jan 2006") }

// AddDays returns the date n days later, or earlier for n < 0. No date stays no
// date. The result stops at the ends of the calendar.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	// n is bounded first, for a sum that cannot overflow.
	return clamp(int64(d.day) + int64(min(max(n, -maxDay), maxDay)))
}

// AddOffset returns the day that many days after d, the zero Date when there is
// no offset.
func (d Date) AddOffset(days *int) Date {
	if days == nil {
		return Date{}
	}
	return d.AddDays(*days)
}

// Sub returns the number of days from other to d: d == other.AddDays(d.Sub(other)).
// It is 0 where either is no date.
func (d Date) Sub(other Date) int {
	if d.IsZero() || other.IsZero() {
		return 0
	}
	return int(d.day - other.day)
}

// Compare orders dates; no date comes before every date.
func (d Date) Compare(other Date) int { return cmp.Compare(d.day, other.day) }

// Before reports whether d is earlier than other. No date is earlier than all:
// ask IsZero first where that would be wrong.
func (d Date) Before(other Date) bool { return d.day < other.day }

// After reports whether d is later than other.
func (d Date) After(other Date) bool { return d.day > other.day }

// Year is the year, 0 for no date.
func (d Date) Year() int {
	if d.IsZero() {
		return 0
	}
	return d.utc().Year()
}

// Month is the month, 0 for no date.
func (d Date) Month() time.Month {
	if d.IsZero() {
		return 0
	}
	return d.utc().Month()
}

// Day is the day of the month, 0 for no date.
func (d Date) Day() int {
	if d.IsZero() {
		return 0
	}
	return d.utc().Day()
}

// Weekday is the day of the week; it has no meaning for no date.
func (d Date) Weekday() time.Weekday { return time.Weekday(d.day % 7) }

// IsWeekend reports whether d is a Saturday or a Sunday.
func (d Date) IsWeekend() bool {
	return !d.IsZero() && (d.Weekday() == time.Saturday || d.Weekday() == time.Sunday)
}

// PrevWorkday is d itself from Monday to Friday, else the Friday before.
func (d Date) PrevWorkday() Date {
	for d.IsWeekend() && d.day > 1 {
		d = d.AddDays(-1)
	}
	return d
}

// NextWorkday is d itself from Monday to Friday, else the Monday after.
func (d Date) NextWorkday() Date {
	for d.IsWeekend() && d.day < maxDay {
		d = d.AddDays(1)
	}
	return d
}

// Countdown says where d stands relative to launch day t: "T-9", "T", "T+3"; ""
// where either is no date.
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

// Value stores the date as text, and no date as NULL.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads what Value stored. NULL and "" are no date. A time.Time, which
// drivers make of a DATE column, counts by the calendar of its own zone.
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

// GormDataType keeps GORM from looking into the struct for a column type.
func (Date) GormDataType() string { return "text" }

// MarshalText writes "2006-01-02", or nothing for no date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(b []byte) error {
	parsed, err := Parse(string(b))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
