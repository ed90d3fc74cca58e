package risk

import (
	"strconv"
	"time"

	"tminus/models/risk"
	"tminus/views/ui"
)

func id(n int64) string { return strconv.FormatInt(n, 10) }

// mark returns the state of a risk as a mark with its label.
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

// levelClass returns the CSS class of a level.
func levelClass(l risk.Level) string { return "lvl-" + strconv.Itoa(int(l)) }
