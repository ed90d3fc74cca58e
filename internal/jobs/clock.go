package jobs

import (
	"log/slog"
	"time"
)

const (
	// jump is from when on a change of the clock is worth a line in the log.
	jump = 2 * time.Minute
	// shift is from when on a change of the clock is noticed. A smaller one ends
	// no lease whose holder is alive, since two thirds of it are left then.
	shift = leaseTime / 3
	// settle is how long everybody takes, at most, to renew their leases by a new
	// clock: a third of a lease until they do, and the time that this takes.
	settle = leaseTime/3 + storeTime
)

// clock compares the clock of the store with one that nobody sets.
type clock struct {
	wall, mono time.Time
	// settled is from when on a lease that looks ended is.
	settled time.Time
}

func clockAt(wall time.Time) clock {
	now := time.Now()
	return clock{wall: wall, mono: now, settled: now.Add(settle)}
}

// moved returns by how much the clock was set since clockAt.
func (c clock) moved(wall time.Time) time.Duration {
	return wall.Sub(c.wall) - time.Since(c.mono)
}

// lookAtClock notices that the clock was set. Leases are renewed by the new one
// before any is taken over, and due times that were reckoned by the old one are
// reckoned again.
func (r *Runner) lookAtClock(now time.Time) {
	d := r.clock.moved(now)
	if d.Abs() <= shift {
		return
	}
	r.clock = clockAt(now)
	r.ensured, r.repaired = false, false
	if d.Abs() > jump {
		slog.Warn("the clock was set; due times are reckoned again", "by", d.Round(time.Millisecond), "now", now)
	}
}
