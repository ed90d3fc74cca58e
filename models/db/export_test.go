package db

import "time"

// LogLimitForTest is the take of a logLimit.
func LogLimitForTest(lines int, every time.Duration) func(time.Time) (int, bool) {
	return (&logLimit{lines: lines, every: every}).take
}

// ErrRaced makes Write run its function again.
var ErrRaced = errRaced
