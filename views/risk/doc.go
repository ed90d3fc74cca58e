// Package risk shows the risk register: the matrix and the ranked list of a
// launch or of all launches, one risk with its course, and its form.
package risk

import (
	"strconv"
	"time"

	"tminus/models/risk"
	"tminus/views/ui"
)

func id(n int64) string { return strconv.FormatInt(n, 10) }

// mark is how a risk stands, as a sign with its word.
func mark(f risk.Fact, now time.Time) (ui.Mark, string) {
	switch {
	case f.Closed:
		return ui.MarkSkipped, "Closed"
	case f.Stands(now):
		return ui.MarkBlocked, "Stands"
	case f.Mitigated():
		return ui.MarkDone, "Mitigated"
	case f.Accepted(now):
		return ui.MarkDone, "Accepted"
	case f.Mitigations > 0:
		return ui.MarkInProgress, "Being mitigated"
	}
	return ui.MarkNotStarted, "Open"
}

// levelClass is the class of a part of the scale.
func levelClass(l risk.Level) string { return "lvl-" + strconv.Itoa(int(l)) }
