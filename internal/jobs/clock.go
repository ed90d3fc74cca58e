package jobs

import (
	"log/slog"
	"time"
)

// jump is from when on a change of the clock counts as one.
const jump = 2 * time.Minute

// clock compares the clock of the store with one that nobody sets.
type clock struct{ wall, mono time.Time }

func clockAt(wall time.Time) clock { return clock{wall: wall, mono: time.Now()} }

// moved returns by how much the clock was set since clockAt.
func (c clock) moved(wall time.Time) time.Duration {
	return wall.Sub(c.wall) - time.Since(c.mono)
}

// lookAtClock notices that the clock was set, and has due times that were
// reckoned by the old one reckoned again.
func (r *Runner) lookAtClock(now time.Time) {
	if d := r.clock.moved(now); d.Abs() > jump {
		r.clock, r.reckoned = clockAt(now), false
		slog.Warn("the clock was set; due times are reckoned again", "by", d.Round(time.Millisecond), "now", now)
	}
}
