package db

import "tminus/models/fault"

// Pick is one of several things that were chosen in a list, as it was shown.
type Pick struct {
	ID      int64
	Version int
}

// MaxPicks bounds how many things are changed at once.
const MaxPicks = 500

// Picked returns the ids of what was chosen, each once and in order, with the
// versions that were shown. Returns Invalid for nothing and for too many.
func Picked(picks []Pick) (ids []int64, versions map[int64]int, err error) {
	if len(picks) == 0 {
		return nil, nil, fault.Invalid("pick", "Choose the items first.")
	}
	if len(picks) > MaxPicks {
		return nil, nil, fault.Invalid("pick", "Choose at most %d items at once.", MaxPicks)
	}
	versions = make(map[int64]int, len(picks))
	for _, p := range picks {
		if _, twice := versions[p.ID]; !twice {
			ids = append(ids, p.ID)
		}
		versions[p.ID] = p.Version
	}
	return ids, versions, nil
}

// StaleItem returns the Conflict for a bulk action on an item that changed since it was listed.
func StaleItem(title string) error { return fault.Changed("“" + title + "”") }

// OrNone returns the ids, or a list that matches nothing when there are none: an
// IN list must not be empty, and the number of queries stays the same.
func OrNone(ids []int64) []int64 {
	if len(ids) == 0 {
		return []int64{0}
	}
	return ids
}
