package readiness

import "sync"

// cachedLaunches is the number of launches whose facts are kept in memory.
const cachedLaunches = 200

// factCache keeps the facts of launches from which their stored lists were computed, so that a change reads only
// what it concerns. An entry counts while the stored list has its number of changes and its epoch, whichever
// process wrote it.
type factCache struct {
	mu sync.Mutex
	of map[int64]cached
}

type cached struct {
	facts          facts
	changes, epoch int64
}

func newFactCache() *factCache { return &factCache{of: make(map[int64]cached)} }

func (c *factCache) get(launchID, changes, epoch int64) (facts, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.of[launchID]
	return e.facts, ok && e.changes == changes && e.epoch == epoch
}

// put keeps the facts of a launch, in the place of any other launch if there are too many.
func (c *factCache) put(launchID int64, e cached) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.of[launchID]; !ok && len(c.of) >= cachedLaunches {
		for id := range c.of {
			delete(c.of, id)
			break
		}
	}
	c.of[launchID] = e
}
