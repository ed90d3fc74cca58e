package jobs

import (
	"context"
	"time"
)

const (
	// leaseTime is how long a job stays with a process that no longer renews it.
	leaseTime = 30 * time.Second
	// renewEvery is how often a process that lives renews a lease.
	renewEvery = leaseTime / 3
	// deadAfter is from when on a lease that does not change has no living holder:
	// it is not renewed in time, whatever the clock shows.
	deadAfter = renewEvery + storeTime
)

// sighting is a lease as it was seen first.
type sighting struct {
	Lease
	since time.Time
}

// freeLeases gives back the jobs of processes that are dead: their lease has
// ended, and was not renewed while this runner looked. So a clock that is set
// ends no lease of a process that lives. A lease that ends later than any can is
// from a clock that was ahead, and is not waited for.
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
