package journal

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/fault"
)

// The bounds of the instant of a line, from the time at which it is written.
const (
	MaxBack  = 72 * time.Hour
	MaxAhead = 2 * time.Minute
)

// MaxText is the number of characters of a line.
const MaxText = 2000

// Text is what a person wrote, as it is stored.
type Text struct {
	Text    string
	At      time.Time // zero if the text has no time
	Starred bool
}

var timed = regexp.MustCompile(`(?i)^(?:(\d{4}-\d{2}-\d{2}|yesterday|mon|tue|wed|thu|fri|sat|sun)\s+)?(\d{1,2}):(\d{2})(?:\s+|$)`)

// Parse returns a line as it is stored. "11:05 Enabled 10 %" happened at 11:05; a day may stand
// before the time: "yesterday 11:05", "Tue 11:05" or "2026-12-08 11:05". Without a day the time is
// the nearest one. "*" at the beginning stars the line. It returns Invalid for the field "text".
func Parse(text string, now time.Time, loc *time.Location) (Text, error) {
	var c fault.Check
	out := Text{Text: strings.TrimSpace(text)}
	if rest, ok := strings.CutPrefix(out.Text, "*"); ok {
		out.Starred, out.Text = true, strings.TrimSpace(rest)
	}
	if m := timed.FindStringSubmatch(out.Text); m != nil {
		out.Text = out.Text[len(m[0]):]
		at, err := bounded(m, now, loc)
		if err != nil {
			c.Add("text", "%s", err.Error())
		}
		out.At = at.UTC()
	}
	c.That(out.Text != "", "text", "Write what happened.")
	c.That(len([]rune(out.Text)) <= MaxText, "text", "Use at most %d characters. This has %d.", MaxText, len([]rune(out.Text)))
	out.Text = words.OneLine(out.Text)
	return out, c.Err()
}

// bounded returns the instant of a time that was found in a text, if it is in the bounds.
func bounded(m []string, now time.Time, loc *time.Location) (time.Time, error) {
	h, _ := strconv.Atoi(m[2])
	minute, _ := strconv.Atoi(m[3])
	at, ok := instantOf(strings.ToLower(m[1]), h, minute, now, loc)
	switch {
	case !ok:
		return at, errors.New("Enter a time from 00:00 to 23:59.")
	case at.After(now.Add(MaxAhead)):
		return at, fmt.Errorf("%02d:%02d is in the future. Enter a time up to now, or a day before it: “Yesterday %02d:%02d”.",
			h, minute, h, minute)
	case at.Before(now.Add(-MaxBack)):
		return at, errors.New("Enter a time in the last 72 hours.")
	}
	return at.UTC(), nil
}

// instantOf returns the instant of a time on a day that was written, and false if there is none.
func instantOf(day string, h, minute int, now time.Time, loc *time.Location) (time.Time, bool) {
	if h > 23 || minute > 59 {
		return time.Time{}, false
	}
	today := civil.Of(now, loc)
	on := func(d civil.Date) time.Time {
		at, _ := civil.Instant(d, civil.At(h, minute), loc)
		return at
	}
	switch {
	case day == "yesterday":
		return on(today.AddDays(-1)), true
	case len(day) == 3:
		for back := range 7 {
			if d := today.AddDays(-back); strings.EqualFold(d.Weekday().String()[:3], day) {
				return on(d), true
			}
		}
	case day != "":
		d, err := civil.Parse(day)
		return on(d), err == nil
	}
	nearest := on(today)
	for _, d := range []civil.Date{today.AddDays(-1), today.AddDays(1)} {
		if at := on(d); at.Sub(now).Abs() < nearest.Sub(now).Abs() {
			nearest = at
		}
	}
	return nearest, true
}
