package jobs

import (
	"log/slog"
	"time"
)

// jump is the minimum change of the clock that counts as one.
const jump = 2 * time.Minute

// clock compares the clock of the store with the monotonic clock.
type clock struct{ wall, mono time.Time }

func clockAt(wall time.Time) clock { return clock{wall: wall, mono: time.Now()} }

// moved returns the change of the clock since clockAt.
func (c clock) moved(wall time.Time) time.Duration {
	return wall.Sub(c.wall) - time.Since(c.mono)
}

// lookAtClock detects a change of the clock, and recomputes the due times that depend on the old
// one.
func (r *Runner) lookAtClock(now time.Time) {
	if d := r.clock.moved(now); d.Abs() > jump {
		r.clock, r.reckoned = clockAt(now), false
		slog.Warn("the clock was set; due times are reckoned again", "by", d.Round(time.Millisecond), "now", now)
	}
}
