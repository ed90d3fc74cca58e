package ics

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"tminus/internal/civil"
)

// timeValue is a DATE or DATE-TIME value of a calendar file.
type timeValue struct {
	day  civil.Date
	at   time.Time // wall clock time as if in UTC; zero for a day
	zone *time.Location
	// floating reports that the file names no zone.
	floating bool
}

func (w timeValue) isDay() bool { return w.at.IsZero() }

// clock returns the wall clock time of w, or midnight for a day.
func (w timeValue) clock() time.Time {
	if w.isDay() {
		from, _ := civil.DayBounds(w.day, time.UTC)
		return from
	}
	return w.at
}

// withClock returns w with another wall clock time.
func (w timeValue) withClock(clock time.Time) timeValue {
	if w.isDay() {
		w.day = civil.Of(clock, time.UTC)
		return w
	}
	w.at = clock
	return w
}

// key returns the text that identifies w among the occurrences of a series.
func (w timeValue) key() string {
	if w.isDay() {
		return w.day.Format("20060102")
	}
	return w.at.Format(localLayout)
}

// instant returns the instant of w. A wall clock time that a clock change skips is moved forward by
// the length of the gap, as RFC 5545 requires.
func (w timeValue) instant() time.Time {
	t, _ := civil.Instant(civil.Of(w.at, time.UTC), civil.At(w.at.Hour(), w.at.Minute()), w.zone)
	return t.Add(time.Duration(w.at.Second()) * time.Second)
}

// readTime parses one value of p. The string it returns describes a problem, or is "".
func (r *reader) readTime(value string, p property) (timeValue, string) {
	var w timeValue
	if p.params["VALUE"] == "DATE" || len(value) == 8 {
		t, err := time.Parse("20060102", value)
		if err != nil {
			return w, "“" + excerpt(value) + "” is no date."
		}
		w.day = civil.Of(t, time.UTC)
		return w, checkYear(t)
	}
	bare, utc := strings.CutSuffix(value, "Z")
	t, err := time.Parse(localLayout, bare)
	if err != nil {
		return w, "“" + excerpt(value) + "” is no date."
	}
	w.at = t
	switch id := p.params["TZID"]; {
	case utc:
		w.zone = time.UTC
	case id != "":
		if w.zone = r.zone(id); w.zone == nil {
			return w, "The time zone “" + excerpt(id) + "” is not known."
		}
	default:
		w.zone, w.floating = r.opt.Floating, true
	}
	return w, checkYear(t)
}

// Years outside this range are refused: no real calendar has them, and expanding a series that
// began long ago is expensive.
const (
	minYear = 1900
	maxYear = 2200
)

// checkYear returns a problem if the year of t is out of range, or "".
func checkYear(t time.Time) string {
	if t.Year() < minYear || t.Year() > maxYear {
		return "The year " + strconv.Itoa(t.Year()) + " is out of range."
	}
	return ""
}

// zone returns the zone that the file calls id, or nil if it is unknown.
func (r *reader) zone(id string) *time.Location {
	for _, name := range []string{id, r.zones[id], windowsZones[id]} {
		if loc, err := civil.Zone(name); err == nil && name != "" {
			return loc
		}
	}
	// Some programs add a path before the name: /example.org/Europe/Berlin.
	for rest := id; strings.Contains(rest, "/"); {
		_, rest, _ = strings.Cut(rest, "/")
		if loc, err := civil.Zone(rest); err == nil && rest != "" && strings.Contains(rest, "/") {
			return loc
		}
	}
	return nil
}

var durationPattern = regexp.MustCompile(`^\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?$`)

// readDuration parses a duration of RFC 5545 into days and a remaining time.
func readDuration(text string) (days int, rest time.Duration, ok bool) {
	m := durationPattern.FindStringSubmatch(text)
	if m == nil || strings.HasSuffix(text, "P") || strings.HasSuffix(text, "T") {
		return 0, 0, false
	}
	n := func(i int) int { v, _ := strconv.Atoi(m[i]); return v }
	return 7*n(1) + n(2), time.Duration(n(3))*time.Hour + time.Duration(n(4))*time.Minute + time.Duration(n(5))*time.Second, true
}

// windowsZones maps the zone names that Windows programs write to IANA names, for the most populous
// zones. It follows CLDR's windowsZones.
var windowsZones = map[string]string{
	"Dateline Standard Time": "Etc/GMT+12", "Hawaiian Standard Time": "Pacific/Honolulu", "Alaskan Standard Time": "America/Anchorage",
	"Pacific Standard Time": "America/Los_Angeles", "US Mountain Standard Time": "America/Phoenix", "Mountain Standard Time": "America/Denver",
	"Central Standard Time": "America/Chicago", "Eastern Standard Time": "America/New_York", "Atlantic Standard Time": "America/Halifax",
	"E. South America Standard Time": "America/Sao_Paulo", "Argentina Standard Time": "America/Argentina/Buenos_Aires", "UTC": "UTC",
	"GMT Standard Time": "Europe/London", "Greenwich Standard Time": "Atlantic/Reykjavik", "W. Europe Standard Time": "Europe/Berlin",
	"Central Europe Standard Time": "Europe/Budapest", "Central European Standard Time": "Europe/Warsaw",
	"Romance Standard Time":   "Europe/Paris",
	"E. Europe Standard Time": "Europe/Chisinau", "FLE Standard Time": "Europe/Kiev", "GTB Standard Time": "Europe/Bucharest",
	"Turkey Standard Time": "Europe/Istanbul", "Israel Standard Time": "Asia/Jerusalem", "Egypt Standard Time": "Africa/Cairo",
	"South Africa Standard Time": "Africa/Johannesburg", "Russian Standard Time": "Europe/Moscow", "Arabian Standard Time": "Asia/Dubai",
	"Pakistan Standard Time": "Asia/Karachi", "India Standard Time": "Asia/Kolkata", "Bangladesh Standard Time": "Asia/Dhaka",
	"SE Asia Standard Time": "Asia/Bangkok", "China Standard Time": "Asia/Shanghai", "Singapore Standard Time": "Asia/Singapore",
	"Taipei Standard Time": "Asia/Taipei", "Tokyo Standard Time": "Asia/Tokyo", "Korea Standard Time": "Asia/Seoul",
	"AUS Eastern Standard Time": "Australia/Sydney", "E. Australia Standard Time": "Australia/Brisbane",
	"W. Australia Standard Time": "Australia/Perth",
	"New Zealand Standard Time":  "Pacific/Auckland",
}
