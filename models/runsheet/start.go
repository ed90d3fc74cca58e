package runsheet

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/launch"
)

// ParseStart returns when a task starts in minutes from T. It reads T-2h, T or
// T+1h30m, a time of launch day, or a day and time, in the zone of the launch.
// Returns Invalid for a time that the clocks skip; of a time that they show
// twice it takes the first.
func ParseStart(text string, l launch.Launch) (int, error) {
	text = strings.ToUpper(strings.Join(strings.Fields(strings.NewReplacer("−", "-", "–", "-", "T ", "T", "t ", "T").Replace(text)), " "))
	minutes, ok := 0, false
	if rest, relative := strings.CutPrefix(text, "T"); relative {
		minutes, ok = relativeMinutes(strings.ReplaceAll(rest, " ", ""))
	} else if text != "" {
		day, clock, dated := strings.Cut(strings.Replace(text, "T", " ", 1), " ")
		if !dated {
			day, clock = l.LaunchOn.String(), text
		}
		on, err1 := civil.Parse(day)
		at, err2 := civil.ParseTime(clock)
		if ok = err1 == nil && err2 == nil && !on.IsZero() && !at.IsZero(); ok {
			moment, how := civil.Instant(on, at, l.Location())
			if how == civil.Skipped {
				return 0, fault.Invalid("start", "%s does not exist on %s in %s: the clocks go forward. Choose another time.", at, on.Long(), l.Zone)
			}
			// The sheet keeps minutes; T itself is on a full one.
			minutes = int(moment.Sub(l.LaunchAt.Time) / time.Minute)
		}
	}
	switch {
	case !ok:
		return 0, fault.Invalid("start", "Enter it like T-2h, T+30m, 08:00 or 2026-12-10 08:00.")
	case minutes > farthestStart || minutes < -farthestStart:
		return 0, fault.Invalid("start", "That is more than five years from the launch; check the year.")
	}
	return minutes, nil
}

// relativeMinutes reads the part after the T: nothing, or -2h, +1h30m, -45m.
func relativeMinutes(s string) (int, bool) {
	if s == "" {
		return 0, true
	}
	sign := 1
	switch s[0] {
	case '-':
		sign = -1
	case '+':
	default:
		return 0, false
	}
	total, last := 0, "DHM"
	for s = s[1:]; s != ""; {
		i := strings.IndexAny(s, "DHM")
		if i < 1 || i > 5 {
			return 0, false
		}
		n, err := strconv.ParseUint(s[:i], 10, 32)
		k := strings.IndexByte(last, s[i])
		if err != nil || k < 0 {
			return 0, false
		}
		total += int(n) * map[byte]int{'D': 24 * 60, 'H': 60, 'M': 1}[s[i]]
		s, last = s[i+1:], last[k+1:]
	}
	return sign * total, last != "DHM"
}

// FromT returns a start as it is shown: T-2h, T, T+1h30m.
func FromT(minutes int) string {
	sign := "+"
	if minutes < 0 {
		sign, minutes = "-", -minutes
	}
	if minutes == 0 {
		return "T"
	}
	return "T" + sign + strings.ReplaceAll(Duration(minutes), " ", "")
}

// Duration returns a number of minutes as it is shown: 30m, 2h, 1h 30m.
func Duration(minutes int) string {
	h, m := minutes/60, minutes%60
	switch {
	case h == 0:
		return strconv.Itoa(m) + "m"
	case m == 0:
		return strconv.Itoa(h) + "h"
	}
	return fmt.Sprintf("%dh %dm", h, m)
}
