package readiness

import (
	"fmt"
	"strings"
	"time"

	"tminus/models/db"
)

// instant returns an instant in a zone: "Tue 8 Dec, 14:02 CET". Texts are stored and frozen, so that they never
// say how long ago something was.
func instant(at db.Instant, loc *time.Location) string {
	if at.IsZero() {
		return "at some time"
	}
	if loc == nil {
		loc = time.UTC
	}
	return at.In(loc).Format("Mon 2 Jan, 15:04 MST")
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

// lowerFirst returns a text with its first letter in lower case.
func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToLower(string(r[:1])) + string(r[1:])
}
