package roster

import (
	"cmp"
	"slices"
	"time"
)

// Slot is a period in which a person is on call after all overrides are applied.
type Slot struct {
	Role   Role
	Person int64
	From   time.Time
	To     time.Time
	// Entry is the shift or override that put the person on call.
	Entry int64
}

// Span returns the time of the slot.
func (s Slot) Span() Span { return Span{s.From, s.To} }

// Effective applies the overrides to the shifts and to each other, in the order in which they were
// made: at each moment the latest override for a person applies. It returns the slots ordered by
// start.
func Effective(entries []Entry) []Slot {
	slots := make([]Slot, 0, len(entries))
	var over []Entry
	for _, e := range entries {
		if e.Kind.Override() {
			over = append(over, e)
			continue
		}
		slots = append(slots, e.slot())
	}
	slices.SortFunc(over, func(a, b Entry) int { return cmp.Compare(a.ID, b.ID) })
	for _, o := range over {
		slots = o.applyTo(slots)
	}
	return mergeDuplicates(sorted(slots))
}

// sorted returns the slots in the order of compareSlots. It sorts keys that combine a start and an
// index in one word, which is several times as fast as sorting slots. Few slots have the same
// start, and those are sorted afterwards.
func sorted(slots []Slot) []Slot {
	if len(slots) < 2 {
		return slots
	}
	base, bits := slots[0].From.UnixMilli(), uint(1)
	for i := range slots {
		base = min(base, slots[i].From.UnixMilli())
	}
	for 1<<bits < len(slots) {
		bits++
	}
	keys := make([]uint64, len(slots))
	for i := range slots {
		keys[i] = uint64(slots[i].From.UnixMilli()-base)<<bits | uint64(i) //nolint:gosec // not before base
	}
	slices.Sort(keys)
	out := make([]Slot, len(slots))
	begin := 0
	for i, k := range keys {
		out[i] = slots[k&(1<<bits-1)]
		if k>>bits != keys[begin]>>bits {
			slices.SortFunc(out[begin:i], compareSlots)
			begin = i
		}
	}
	slices.SortFunc(out[begin:], compareSlots)
	return out
}

// mergeDuplicates removes the overlap of sorted slots of the same person in the same role.
func mergeDuplicates(slots []Slot) []Slot {
	type place struct {
		role   Role
		person int64
	}
	until := make(map[place]time.Time)
	kept, moved := slots[:0], false
	for _, s := range slots {
		at := place{s.Role, s.Person}
		if end := until[at]; s.From.Before(end) {
			s.From, moved = end, true
		}
		if s.From.Before(s.To) {
			kept = append(kept, s)
			until[at] = s.To
		}
	}
	if moved {
		return sorted(kept)
	}
	return kept
}

// compareSlots orders slots. Most differ in their start.
func compareSlots(a, b Slot) int {
	if n := a.From.Compare(b.From); n != 0 {
		return n
	}
	return cmp.Or(compareRoles(a.Role, b.Role), cmp.Compare(a.Person, b.Person), a.To.Compare(b.To), cmp.Compare(a.Entry, b.Entry))
}

func compareRoles(a, b Role) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b)) }

// rank orders the roles that every roster has before others.
func rank(r Role) int {
	switch r {
	case Primary:
		return 0
	case Secondary:
		return 1
	}
	return 2
}

func (e Entry) slot() Slot {
	return Slot{Role: e.Role, Person: e.In(), From: e.FromAt.Time, To: e.ToAt.Time, Entry: e.ID}
}

// applyTo applies an override to the slots.
func (e Entry) applyTo(slots []Slot) []Slot {
	switch e.Kind {
	case Add:
		// Remove the person from the role first, to avoid a duplicate.
		left, _ := e.cut(slots, e.In())
		return append(left, e.slot())
	case Replace:
		left, taken := e.cut(slots, e.Out())
		for _, s := range taken {
			e.FromAt.Time, e.ToAt.Time = s.From, s.To
			e.Role = s.Role
			left, _ = e.cut(left, e.In())
			left = append(left, e.slot())
		}
		return left
	case Remove:
		left, _ := e.cut(slots, e.Out())
		return left
	}
	return slots
}

// cut removes the time of the entry from the slots of a person in its role. It returns the
// remaining and the removed slots.
func (e Entry) cut(slots []Slot, person int64) (left, taken []Slot) {
	left = make([]Slot, 0, len(slots)+2)
	for _, s := range slots {
		common, ok := s.Span().Meets(e.Span())
		if !ok || s.Person != person || e.Role != "" && s.Role != e.Role {
			left = append(left, s)
			continue
		}
		before, after, mid := s, s, s
		before.To, after.From = common.From, common.To
		mid.From, mid.To = common.From, common.To
		taken = append(taken, mid)
		for _, rest := range []Slot{before, after} {
			if rest.From.Before(rest.To) {
				left = append(left, rest)
			}
		}
	}
	return left, taken
}

// At returns the slots at t, primary first.
func At(slots []Slot, t time.Time) []Slot {
	var out []Slot
	for _, s := range slots {
		if s.Span().Holds(t) {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b Slot) int { return cmp.Or(compareRoles(a.Role, b.Role), compareSlots(a, b)) })
	return out
}

// Holders returns the slots at t of a role. While nobody is primary, those of the roles that count
// as cover are the primary's.
func (w Watch) Holders(r Role, t time.Time) []Slot {
	var out, covers []Slot
	for _, s := range At(w.Slots, t) {
		if s.Role == r {
			out = append(out, s)
		}
		if slices.Contains(w.Covers, s.Role) {
			covers = append(covers, s)
		}
	}
	if r == Primary && len(out) == 0 {
		return covers
	}
	return out
}

// Next returns for each role the first slot that begins after t, primary first.
func Next(slots []Slot, t time.Time) []Slot {
	first := map[Role]Slot{}
	for _, s := range slots {
		if have, ok := first[s.Role]; s.From.After(t) && (!ok || s.From.Before(have.From)) {
			first[s.Role] = s
		}
	}
	var out []Slot
	for _, s := range first {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b Slot) int { return cmp.Or(compareRoles(a.Role, b.Role), compareSlots(a, b)) })
	return out
}

// Until returns when a person who is on call at t in a role goes off call. Adjoining slots count as
// one.
func Until(slots []Slot, person int64, role Role, t time.Time) time.Time {
	for _, s := range slots { // ordered by start
		if s.Person == person && s.Role == role && !s.From.After(t) && s.To.After(t) {
			t = s.To
		}
	}
	return t
}
