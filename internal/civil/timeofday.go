package civil

import (
	"cmp"
	"database/sql/driver"
	"fmt"
	"time"
)

const isoTime = "15:04"

// TimeOfDay is a time of day to the minute, without a zone. The zero value is "no time given",
// which is not midnight. Values are comparable with ==.
type TimeOfDay struct {
	// minute is 1 for 00:00, so that 0 can mean "no time given".
	minute int16
}

// At returns the time h:m. It panics outside 00:00 to 23:59. Use it for times that the program
// knows, and ParseTime for input.
func At(h, m int) TimeOfDay {
	if h < 0 || h > 23 || m < 0 || m > 59 {
		panic(fmt.Sprintf("civil.At(%d, %d): no such time", h, m))
	}
	return TimeOfDay{minute: int16(h*60 + m + 1)}
}

// TimeOf returns the time of day of t in loc, to the minute.
func TimeOf(t time.Time, loc *time.Location) TimeOfDay {
	if t.IsZero() {
		return TimeOfDay{}
	}
	h, m, _ := t.In(loc).Clock()
	return At(h, m)
}

// ParseTime parses "15:04", and also "9:05" and the "15:04:00" that some browsers send. The empty
// string gives the zero TimeOfDay.
func ParseTime(s string) (TimeOfDay, error) {
	if s == "" {
		return TimeOfDay{}, nil
	}
	for _, layout := range []string{isoTime, "15:04:05"} {
		if t, err := time.Parse(layout, s); err == nil && t.Second() == 0 && t.Nanosecond() == 0 {
			return At(t.Hour(), t.Minute()), nil
		}
	}
	return TimeOfDay{}, fmt.Errorf("%q is not a time of day: write it as hours:minutes, for example 14:00", s)
}

// IsZero reports whether t is the zero TimeOfDay, "no time given".
func (t TimeOfDay) IsZero() bool { return t.minute == 0 }

// Hour returns the hour, 0 to 23.
func (t TimeOfDay) Hour() int { return t.Minutes() / 60 }

// Minute returns the minute, 0 to 59.
func (t TimeOfDay) Minute() int { return t.Minutes() % 60 }

// Minutes returns the minutes since midnight, or 0 if no time is given.
func (t TimeOfDay) Minutes() int { return max(int(t.minute)-1, 0) }

// Compare orders times; "no time given" sorts before 00:00.
func (t TimeOfDay) Compare(other TimeOfDay) int { return cmp.Compare(t.minute, other.minute) }

// String returns "15:04", or "" if no time is given.
func (t TimeOfDay) String() string {
	if t.IsZero() {
		return ""
	}
	return fmt.Sprintf("%02d:%02d", t.Hour(), t.Minute())
}

// Value returns the time as text, or NULL if no time is given.
func (t TimeOfDay) Value() (driver.Value, error) {
	if t.IsZero() {
		return nil, nil
	}
	return t.String(), nil
}

// Scan reads what Value stored. NULL and "" give "no time given".
func (t *TimeOfDay) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*t = TimeOfDay{}
		return nil
	case string:
		return t.UnmarshalText([]byte(v))
	case []byte:
		return t.UnmarshalText(v)
	case time.Time:
		*t = At(v.Hour(), v.Minute())
		return nil
	default:
		return fmt.Errorf("a time of day cannot be read from a %T", src)
	}
}

// GormDataType tells GORM the column type, so that it does not inspect the struct.
func (TimeOfDay) GormDataType() string { return "text" }

// MarshalText returns "15:04", or nothing if no time is given.
func (t TimeOfDay) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText parses what MarshalText returns.
func (t *TimeOfDay) UnmarshalText(b []byte) error {
	parsed, err := ParseTime(string(b))
	if err != nil {
		return err
	}
	*t = parsed
	return nil
}
