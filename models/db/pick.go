package db

import "tminus/models/fault"

// Pick is a record chosen in a list, with the version shown.
type Pick struct {
	ID      int64
	Version int
}

// MaxPicks is the maximum number of records for one bulk action.
const MaxPicks = 500

// Picked returns the ids of the chosen records, each once and in order, with their versions. It
// returns Invalid for none and for too many.
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

// OrNone returns the ids, or a list that matches nothing if it is empty, because an IN list must
// not be empty, and the number of queries stays the same.
func OrNone(ids []int64) []int64 {
	if len(ids) == 0 {
		return []int64{0}
	}
	return ids
}
