// Package pace keeps one caller from asking too often: so many times in a
// window, counted for each by a key such as an address. It lives in memory, as
// forgetting at a restart does no harm.
package pace

import (
	"net/netip"
	"sync"
	"time"
)

// Limiter counts callers. The zero Limiter lets nobody pass; use New.
type Limiter struct {
	most int
	per  time.Duration
	mu   sync.Mutex
	// seen are the callers of the window that began at since.
	seen  map[string]int
	since time.Time
}

// New returns a limiter that lets each key pass so many times in per.
func New(most int, per time.Duration) *Limiter {
	return &Limiter{most: most, per: per, seen: map[string]int{}}
}

// keys bounds how many callers are told apart, so that who has many addresses
// cannot fill the memory. Beyond it a new one waits for the next window.
const keys = 100_000

// Take counts one for key at now. It returns how long to wait, 0 to go on.
func (l *Limiter) Take(key string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if past := now.Sub(l.since); past >= l.per || past < 0 {
		clear(l.seen)
		l.since = now
	}
	n, known := l.seen[key]
	if n >= l.most || !known && len(l.seen) >= keys {
		return l.per - now.Sub(l.since)
	}
	l.seen[key] = n + 1
	return 0
}

// AddressKey is the key of an address: an IPv6 address counts by its /64, which
// is what one household has.
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
