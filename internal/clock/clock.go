// Package clock provides the current time through an interface, so that tests can set it. Stores,
// handlers and jobs hold a Clock; functions in models take the time as a parameter.
package clock

import (
	"sync"
	"time"
)

// Clock returns the current time. Implementations are safe for concurrent use.
type Clock interface {
	Now() time.Time
}

// System reads the system clock.
type System struct{}

// Now returns the current time in UTC.
func (System) Now() time.Time { return time.Now().UTC() }

// Fixed is a clock that always returns the same time.
type Fixed time.Time

// Now returns the fixed time in UTC.
func (f Fixed) Now() time.Time { return time.Time(f).UTC() }

// Manual is a clock that changes only through Set and Advance.
type Manual struct {
	mu  sync.Mutex
	now time.Time
}

// NewManual returns a clock that is set to t.
func NewManual(t time.Time) *Manual { return &Manual{now: t.UTC()} }

// Now returns the time that was last set, in UTC.
func (m *Manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// Set sets the clock to t.
func (m *Manual) Set(t time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = t.UTC()
}

// Advance moves the clock by d and returns the new time.
func (m *Manual) Advance(d time.Duration) time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
	return m.now
}
