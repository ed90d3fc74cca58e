package civil

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // zones must load on a machine that has no tz files
)

// zones caches loaded zones, because LoadLocation reads and parses a file each time and a portfolio
// needs one zone for each launch. Only existing names are cached, which bounds its size.
var zones sync.Map // string → *time.Location

// Zone returns the zone with an IANA name, such as "Europe/Berlin" or "UTC". It returns an error
// for "" and "Local", which mean the server's own zone, and for files in the zone directory that
// are not zones.
func Zone(name string) (*time.Location, error) {
	if loc, ok := zones.Load(name); ok {
		return loc.(*time.Location), nil
	}
	refused := fmt.Errorf("%q is not a time zone: name it by place, for example Europe/Berlin or America/New_York, or UTC", name)
	switch name {
	case "", "Local", "localtime", "posixrules", "Factory":
		return nil, refused
	}
	// "right/…" zones count leap seconds, which no other clock here does.
	if strings.HasPrefix(name, "posix/") || strings.HasPrefix(name, "right/") {
		return nil, refused
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, refused
	}
	kept, _ := zones.LoadOrStore(name, loc)
	return kept.(*time.Location), nil
}

// Resolution is how a date and a time were resolved to an instant.
type Resolution int

const (
	// Exact: the time exists once.
	Exact Resolution = iota
	// Skipped: the clock (or the calendar) jumped over the time.
	Skipped
	// Repeated: the clock was put back and shows the time twice.
	Repeated
)

func (r Resolution) String() string {
	switch r {
	case Exact:
		return "exact"
	case Skipped:
		return "skipped"
	case Repeated:
		return "repeated"
	default:
		return fmt.Sprintf("Resolution(%d)", int(r))
	}
}

// maxOffset is more than any zone has ever differed from UTC, or changed at once.
const maxOffset = 30 * 60 * 60

// Instant returns the instant, in UTC, at which the date and time in loc are d and t. If there is
// no such instant, or more than one, the rule is:
//
//   - Skipped: the time is moved forward by the length of the gap, so 02:30 on
//     the day that 02:00–03:00 is left out becomes 03:30; a day that a zone
//     left out as a whole becomes the same time on the next day.
//   - Repeated: the first of the two is taken.
//
// The Resolution says which case applies, so that a caller can warn or refuse. If t is zero,
// Instant returns the start of the day (00:00 by the same rule). If d is zero, it returns the zero
// time.
func Instant(d Date, t TimeOfDay, loc *time.Location) (time.Time, Resolution) {
	if d.IsZero() {
		return time.Time{}, Exact
	}
	// Do not use time.Date, which does not say which side of a transition it takes, nor
	// Time.ZoneBounds: on 31 December of a leap year it may return an end before the given time
	// (seen in Go 1.26).
	wall := d.utc().Unix() + int64(t.Minutes())*60
	offsets := offsetsAround(wall, loc)
	var found []int64
	for _, o := range offsets {
		if at := wall - o; offsetAt(at, loc) == o {
			found = append(found, at)
		}
	}
	switch len(found) {
	case 0:
		return time.Unix(wall-offsetBeforeGap(wall, offsets, loc), 0).UTC(), Skipped
	case 1:
		return time.Unix(found[0], 0).UTC(), Exact
	default:
		return time.Unix(slices.Min(found), 0).UTC(), Repeated
	}
}

// offsetsAround returns the UTC offsets in use around a wall time. No zone has ever kept an offset
// for less than the six hours between two samples.
func offsetsAround(wall int64, loc *time.Location) []int64 {
	const step = 6 * 60 * 60
	var seen []int64
	for at := wall - maxOffset; at <= wall+maxOffset; at += step {
		if o := offsetAt(at, loc); !slices.Contains(seen, o) {
			seen = append(seen, o)
		}
	}
	return seen
}

// offsetBeforeGap returns the offset before the gap that contains wall. Interpreted with the offset
// after the gap, the wall time is still before the gap, and vice versa, so the offset before the
// gap moves the wall time past it.
func offsetBeforeGap(wall int64, offsets []int64, loc *time.Location) int64 {
	for _, after := range offsets {
		before := offsetAt(wall-after, loc)
		if before < after && offsetAt(wall-before, loc) == after {
			return before
		}
	}
	return slices.Min(offsets)
}

func offsetAt(unix int64, loc *time.Location) int64 {
	_, offset := time.Unix(unix, 0).In(loc).Zone()
	return int64(offset)
}

// DayBounds returns the half-open interval of instants whose date in loc is d. It usually lasts 23,
// 24 or 25 hours, and is empty for a skipped day.
func DayBounds(d Date, loc *time.Location) (from, to time.Time) {
	from, _ = Instant(d, TimeOfDay{}, loc)
	to, _ = Instant(d.AddDays(1), TimeOfDay{}, loc)
	return from, to
}
