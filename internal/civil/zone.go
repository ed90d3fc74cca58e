package civil

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // zones must load on a machine that has no tz files
)

// zones keeps what was loaded: LoadLocation reads and parses a file each time,
// and a portfolio asks for a zone a launch. Only names that exist get in, so it
// cannot grow without end.
var zones sync.Map // string → *time.Location

// Zone returns the zone with an IANA name: "Europe/Berlin", "UTC". It refuses
// "" and "Local", which mean the server's own zone, and files that lie beside
// the zones on some machines but are none.
func Zone(name string) (*time.Location, error) {
	if loc, ok := zones.Load(name); ok {
		return loc.(*time.Location), nil
	}
	refused := fmt.Errorf("%q is not a time zone: name it by place, for example Europe/Berlin or America/New_York, or UTC", name)
	switch name {
	case "", "Local", "localtime", "posixrules", "Factory":
		return nil, refused
	}
	// "right/…" counts leap seconds, which no other clock here does.
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

// Resolution tells whether a date and time named exactly one moment.
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

// maxOffset is more than any zone ever stood away from UTC, or moved at once.
const maxOffset = 30 * 60 * 60

// Instant returns the moment, in UTC, at which a calendar and clock in loc show
// d and t. The rule where there is no such moment, or more than one:
//
//   - Skipped: the time is moved forward by the length of the gap, so 02:30 on
//     the day that 02:00–03:00 is left out becomes 03:30; a day that a zone
//     left out as a whole becomes the same time on the next day.
//   - Repeated: the first of the two is taken.
//
// The Resolution tells which, so that a caller may warn or refuse. Without a
// time the day's start is meant (00:00 by the same rule). Without a date the
// zero time is returned.
func Instant(d Date, t TimeOfDay, loc *time.Location) (time.Time, Resolution) {
	if d.IsZero() {
		return time.Time{}, Exact
	}
	// Not time.Date: it does not say which side of a transition it takes. Not
	// Time.ZoneBounds either: on 31 December of a leap year it may return an end
	// that lies before the time asked for (seen in Go 1.26).
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

// offsetsAround returns the offsets from UTC that hold around a wall time. No zone
// ever kept one for less than the six hours between two samples.
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

// offsetBeforeGap returns the offset from before the gap in which wall lies: read
// by the offset from after it, the wall time is still before the gap, and the other
// way round. Applied to the wall time it moves it over the gap.
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

// DayBounds returns the half-open interval of moments at which a calendar in
// loc shows d: 23, 24 or 25 hours as a rule, empty for a day that was skipped.
func DayBounds(d Date, loc *time.Location) (from, to time.Time) {
	from, _ = Instant(d, TimeOfDay{}, loc)
	to, _ = Instant(d.AddDays(1), TimeOfDay{}, loc)
	return from, to
}
