package calendar

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/people"
)

// Label returns the side as a heading.
func (s Side) Label() string { return sideLabels.Label(s) }

// Label returns the text of the collision's tag.
func (c Collision) Label() string {
	if c.Stops {
		return "Stops"
	}
	return "Warning"
}

// phrase returns the event as a part of a sentence: the freeze “Year end” (Mon 21 Dec – Fri 1 Jan).
func (e Event) phrase() string {
	words := fmt.Sprintf("the %s “%s” (%s)", strings.ToLower(e.Kind.Label()), e.Name(), e.When())
	if len(e.Services) > 0 {
		words += " of " + serviceNames(e.Services)
	}
	return words
}

func during(e Event) string { return "during " + e.phrase() }

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// description describes a collision with another launch on the same critical services.
func (o Other) description(l launch.Launch, days int, same bool) string {
	both := "; both depend on " + o.services()
	when := o.When()
	switch {
	case same:
		return "Launches on the same day, " + when + both
	case days > 0:
		return fmt.Sprintf("Launches %s later, %s, while this launch is still watched%s", dayCount(days), when, both)
	case o.State == launch.Live:
		return fmt.Sprintf("Was launched %s earlier, %s, and is still watched at T%s", dayCount(-days), when, both)
	}
	return fmt.Sprintf("Launches %s earlier, %s, and is still watched at T%s", dayCount(-days), when, both)
}

// summary is a short description for a list of launches.
func (o Other) summary(days int, same bool) string {
	switch {
	case same:
		return o.Name + " on the same day, on " + o.services()
	case days > 0:
		return o.Name + " " + dayCount(days) + " later, on " + o.services()
	}
	return o.Name + " " + dayCount(-days) + " earlier, on " + o.services()
}

func (o Other) services() string {
	words := make([]string, len(o.Shared))
	for i, t := range o.Shared {
		words[i] = t.ServiceName
	}
	return strings.Join(words, ", ")
}

func dayCount(n int) string {
	if n == 1 {
		return "a day"
	}
	return fmt.Sprintf("%d days", n)
}

// spanText formats a shift: "Thu 10 Dec 08:00 – 20:00 CET".
func spanText(from, to time.Time, loc *time.Location) string {
	from, to = from.In(loc), to.In(loc)
	a, b := civil.Of(from, loc), civil.Of(to, loc)
	end := to.Format("15:04 MST")
	if a != b {
		end = b.Short() + " " + end
	}
	return a.Short() + " " + from.Format("15:04") + " – " + end
}

// The following texts are stored with an acceptance and compared, but never shown.

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

func (e Event) dates() string {
	if e.WholeDays() {
		return e.FirstDay.String() + "/" + e.LastDay.String()
	}
	return stamp(e.StartAt.Time) + "/" + stamp(e.EndAt.Time)
}

func absenceDates(a people.Absence) string { return a.FirstDay.String() + "/" + a.LastDay.String() }

func (d Due) dates() string {
	if d.At.IsZero() {
		return d.On.String()
	}
	return d.On.String() + "T" + d.At.String()
}
