package readiness

import (
	"fmt"
	"time"

	"tminus/models/db"
)

// ago returns how long ago something was: "30 h ago".
func ago(at db.Instant, now time.Time) string {
	if at.IsZero() {
		return "at some time"
	}
	if d := now.Sub(at.Time); d >= time.Minute {
		return span(d) + " ago"
	}
	return "just now"
}

// Ago returns how long ago something was, as pages show it.
func Ago(at, now time.Time) string {
	if at.IsZero() {
		return ""
	}
	return ago(db.At(at), now)
}

// span returns a duration in its greatest whole unit; hours go on to two days.
func span(d time.Duration) string {
	switch {
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Hours())/24)
}

// every returns how often something must be renewed.
func every(minutes int) string {
	switch {
	case minutes%(24*60) == 0 && minutes > 24*60:
		return fmt.Sprintf("every %d days", minutes/(24*60))
	case minutes%60 == 0:
		return fmt.Sprintf("every %d h", minutes/60)
	}
	return fmt.Sprintf("every %d min", minutes)
}

func someone(name string) string {
	if name == "" {
		return "somebody who has gone"
	}
	return name
}

// noted returns a note to append.
func noted(note string) string {
	if note == "" {
		return ""
	}
	return ": " + note
}
