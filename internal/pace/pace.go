// Package pace limits how often one caller may do something. It counts calls by a key, such as an
// address, in a fixed window. The counts are kept in memory only: losing them at a restart is
// harmless.
package pace

import (
	"net/netip"
	"sync"
	"time"
)

// Limiter counts calls by key. The zero Limiter refuses every call; use New.
type Limiter struct {
	limit  int
	window time.Duration
	mu     sync.Mutex
	// counts holds the calls by key in the window that began at since.
	counts map[string]int
	since  time.Time
}

// New returns a limiter that allows each key limit calls in a window.
func New(limit int, window time.Duration) *Limiter {
	return &Limiter{limit: limit, window: window, counts: map[string]int{}}
}

// maxKeys is the maximum number of keys counted in one window, so that a caller with many addresses
// cannot exhaust the memory. Any further key has to wait for the next window.
const maxKeys = 100_000

// Take counts one call for key at now. It returns 0 if the call is allowed, and otherwise how long
// to wait before trying again.
func (l *Limiter) Take(key string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if past := now.Sub(l.since); past >= l.window || past < 0 {
		clear(l.counts)
		l.since = now
	}
	n, known := l.counts[key]
	if n >= l.limit || !known && len(l.counts) >= maxKeys {
		return l.window - now.Sub(l.since)
	}
	l.counts[key] = n + 1
	return 0
}

// AddressKey returns the key for an IP address. IPv6 addresses share a key with their /64, which is
// what one household usually has.
func AddressKey(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil || !a.Is6() || a.Is4In6() {
		return address
	}
	p, err := a.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return p.String()
}
