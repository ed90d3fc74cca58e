package readiness

import "sync"

// cachedLaunches is the number of launches whose values a cache keeps.
const cachedLaunches = 200

// cache keeps a value for each launch, with the version of what it was computed from. A value counts only for the
// same version, so that another process may have written it. Values are shared and must not be changed.
type cache[Version comparable, Value any] struct {
	mu sync.Mutex
	of map[int64]entry[Version, Value]
}

type entry[Version comparable, Value any] struct {
	version Version
	value   Value
}

func newCache[Version comparable, Value any]() *cache[Version, Value] {
	return &cache[Version, Value]{of: make(map[int64]entry[Version, Value])}
}

func (c *cache[Version, Value]) get(launchID int64, version Version) (Value, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.of[launchID]; ok && e.version == version {
		return e.value, true
	}
	var none Value
	return none, false
}

// put keeps the value of a launch, in the place of any other launch if there are too many.
func (c *cache[Version, Value]) put(launchID int64, version Version, value Value) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.of[launchID]; !ok && len(c.of) >= cachedLaunches {
		for id := range c.of {
			delete(c.of, id)
			break
		}
	}
	c.of[launchID] = entry[Version, Value]{version, value}
}
