package jobs

import (
	"context"
	"time"
)

const (
	// leaseTime is the time after which a process that no longer renews a lease loses its job.
	leaseTime = 30 * time.Second
	// renewEvery is the interval at which a process renews a lease.
	renewEvery = leaseTime / 3
	// deadAfter is the time after which an unchanged lease has no living holder, whatever the clock
	// shows.
	deadAfter = renewEvery + storeTime
)

// sighting is a lease with the time at which it was first seen.
type sighting struct {
	Lease
	since time.Time
}

// freeLeases frees the jobs of dead processes: their lease has expired, and was not renewed while
// this runner observed it. A change of the clock therefore ends no lease of a living process. A
// lease that ends later than possible is from a clock that was ahead, and is freed without waiting.
func (r *Runner) freeLeases(ctx context.Context, now time.Time) error {
	looked := time.Now()
	if !r.looked.IsZero() && looked.Sub(r.looked) < poll {
		return nil
	}
	leases, err := r.store.Leases(ctx)
	if err != nil {
		return err
	}
	r.looked = looked
	seen := make(map[int64]sighting, len(leases))
	var dead []Lease
	for _, l := range leases {
		s := r.seen[l.ID]
		if s.Token != l.Token || !s.Until.Equal(l.Until) {
			s = sighting{l, looked}
		}
		seen[l.ID] = s
		_, own := r.running[l.ID]
		over := !l.Until.After(now) || l.Until.After(now.Add(leaseTime+deadAfter))
		if over && !own && looked.Sub(s.since) >= deadAfter {
			dead = append(dead, l)
		}
	}
	r.seen = seen
	if len(dead) == 0 {
		return nil
	}
	return r.store.Free(ctx, dead)
}
