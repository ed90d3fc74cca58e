package ics

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"tminus/internal/civil"
)

// when is a time as a file tells it: a day, or what a clock shows in a zone.
type when struct {
	day  civil.Date
	at   time.Time // the clock's reading, as though in UTC; zero for a day
	zone *time.Location
	// floating says that the file names no zone.
	floating bool
}

func (w when) isDay() bool { return w.at.IsZero() }

// clock is the reading of w, midnight for a day.
func (w when) clock() time.Time {
	if w.isDay() {
		from, _ := civil.DayBounds(w.day, time.UTC)
		return from
	}
	return w.at
}

// on is w with another reading.
func (w when) on(clock time.Time) when {
	if w.isDay() {
		w.day = civil.Of(clock, time.UTC)
		return w
	}
	w.at = clock
	return w
}

// key names w among the days of a series.
func (w when) key() string {
	if w.isDay() {
		return w.day.Format("20060102")
	}
	return w.at.Format(local)
}

// instant is the moment of w. A reading that the clocks leave out is moved
// forward by the gap, as RFC 5545 has it.
func (w when) instant() time.Time {
	t, _ := civil.Instant(civil.Of(w.at, time.UTC), civil.At(w.at.Hour(), w.at.Minute()), w.zone)
	return t.Add(time.Duration(w.at.Second()) * time.Second)
}

// readWhen reads one value of a property, or says what is wrong with it.
func (r *reader) readWhen(value string, p property) (when, string) {
	var w when
	if p.params["VALUE"] == "DATE" || len(value) == 8 {
		t, err := time.Parse("20060102", value)
		if err != nil {
			return w, "“" + short(value) + "” is no date."
		}
		w.day = civil.Of(t, time.UTC)
		return w, yearFits(t)
	}
	bare, utc := strings.CutSuffix(value, "Z")
	t, err := time.Parse(local, bare)
	if err != nil {
		return w, "“" + short(value) + "” is no date."
	}
	w.at = t
	switch id := p.params["TZID"]; {
	case utc:
		w.zone = time.UTC
	case id != "":
		if w.zone = r.zone(id); w.zone == nil {
			return w, "The time zone “" + short(id) + "” is not known."
		}
	default:
		w.zone, w.floating = r.opt.Floating, true
	}
	return w, yearFits(t)
}

// Years that are read: nobody keeps a calendar of others, and a series that
// began long before costs more than it says.
const (
	earliest = 1900
	latest   = 2200
)

func yearFits(t time.Time) string {
	if t.Year() < earliest || t.Year() > latest {
		return "The year " + strconv.Itoa(t.Year()) + " is out of range."
	}
	return ""
}

// zone finds a zone by the name that the file gives it, nil for an unknown one.
func (r *reader) zone(id string) *time.Location {
	for _, name := range []string{id, r.zones[id], windows[id]} {
		if loc, err := civil.Zone(name); err == nil && name != "" {
			return loc
		}
	}
	// Some programs put a path before the name: /example.org/Europe/Berlin.
	for rest := id; strings.Contains(rest, "/"); {
		_, rest, _ = strings.Cut(rest, "/")
		if loc, err := civil.Zone(rest); err == nil && rest != "" && strings.Contains(rest, "/") {
			return loc
		}
	}
	return nil
}

var duration = regexp.MustCompile(`^\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?$`)

// readDuration reads a length of RFC 5545: days, and time beside them.
func readDuration(text string) (days int, rest time.Duration, ok bool) {
	m := duration.FindStringSubmatch(text)
	if m == nil || strings.HasSuffix(text, "P") || strings.HasSuffix(text, "T") {
		return 0, 0, false
	}
	n := func(i int) int { v, _ := strconv.Atoi(m[i]); return v }
	return 7*n(1) + n(2), time.Duration(n(3))*time.Hour + time.Duration(n(4))*time.Minute + time.Duration(n(5))*time.Second, true
}

// windows are the names that Windows programs write, for the zones that most
// people live in; after CLDR's windowsZones.
var windows = map[string]string{
	"Dateline Standard Time": "Etc/GMT+12", "Hawaiian Standard Time": "Pacific/Honolulu", "Alaskan Standard Time": "America/Anchorage",
	"Pacific Standard Time": "America/Los_Angeles", "US Mountain Standard Time": "America/Phoenix", "Mountain Standard Time": "America/Denver",
	"Central Standard Time": "America/Chicago", "Eastern Standard Time": "America/New_York", "Atlantic Standard Time": "America/Halifax",
	"E. South America Standard Time": "America/Sao_Paulo", "Argentina Standard Time": "America/Argentina/Buenos_Aires", "UTC": "UTC",
	"GMT Standard Time": "Europe/London", "Greenwich Standard Time": "Atlantic/Reykjavik", "W. Europe Standard Time": "Europe/Berlin",
	"Central Europe Standard Time": "Europe/Budapest", "Central European Standard Time": "Europe/Warsaw", "Romance Standard Time": "Europe/Paris",
	"E. Europe Standard Time": "Europe/Chisinau", "FLE Standard Time": "Europe/Kiev", "GTB Standard Time": "Europe/Bucharest",
	"Turkey Standard Time": "Europe/Istanbul", "Israel Standard Time": "Asia/Jerusalem", "Egypt Standard Time": "Africa/Cairo",
	"South Africa Standard Time": "Africa/Johannesburg", "Russian Standard Time": "Europe/Moscow", "Arabian Standard Time": "Asia/Dubai",
	"Pakistan Standard Time": "Asia/Karachi", "India Standard Time": "Asia/Kolkata", "Bangladesh Standard Time": "Asia/Dhaka",
	"SE Asia Standard Time": "Asia/Bangkok", "China Standard Time": "Asia/Shanghai", "Singapore Standard Time": "Asia/Singapore",
	"Taipei Standard Time": "Asia/Taipei", "Tokyo Standard Time": "Asia/Tokyo", "Korea Standard Time": "Asia/Seoul",
	"AUS Eastern Standard Time": "Australia/Sydney", "E. Australia Standard Time": "Australia/Brisbane", "W. Australia Standard Time": "Australia/Perth",
	"New Zealand Standard Time": "Pacific/Auckland",
}
