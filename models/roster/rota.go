package roster

import (
	"slices"
	"sort"
	"time"

	"tminus/internal/civil"
	"tminus/models/fault"
)

// Rota is a rotation: people take over from one another at each handoff, in order, from the first
// to the last day. It covers whole days, unless it has SameHours.
type Rota struct {
	Role   Role
	People []int64
	// Handoffs are the times of day of the handoffs.
	Handoffs []civil.TimeOfDay
	// SameHours limits the rotation to the hours from the first of Handoffs to the last, which may be
	// on the next day. Each person has the same hours every day.
	SameHours bool
	From, To  civil.Date // both inclusive; with SameHours the days on which the first turn begins
	Secondary bool       // the next primary by half a rotation is secondary
	// Keep is the number of handoffs for which a person stays, at least 1.
	Keep int
}

// Limits of a rotation.
const (
	maxRotaDays   = 62
	maxRotaPeople = 12
	maxHandoffs   = 9
	dayMinutes    = 24 * 60
)

// Clean returns the rotation in its normal form, or Invalid with all problems.
func (r Rota) Clean() (Rota, error) {
	var c fault.Check
	r.Role = cleanRole(r.Role)
	c.That(r.Role != "", "role", "Choose the role.")
	c.That(len([]rune(r.Role)) <= MaxRole, "role", "Use at most %d characters.", MaxRole)
	r.People = slices.DeleteFunc(slices.Clone(r.People), func(id int64) bool { return id == 0 })
	c.That(len(r.People) > 0, "person1", "Choose at least one person.")
	c.That(len(r.People) <= maxRotaPeople, "person1", "Choose at most %d people.", maxRotaPeople)
	r.Handoffs = slices.Clone(r.Handoffs)
	if r.SameHours {
		r.checkHours(&c)
	} else {
		slices.SortFunc(r.Handoffs, civil.TimeOfDay.Compare)
		r.Handoffs = slices.Compact(r.Handoffs)
		c.That(len(r.Handoffs) > 0, "handoffs", "Enter at least one time, like 08:00.")
	}
	c.That(len(r.Handoffs) <= maxHandoffs, "handoffs", "Enter at most %d times.", maxHandoffs)
	c.That(!r.From.IsZero(), "from", "Enter the first day.")
	c.That(!r.To.IsZero(), "to", "Enter the last day.")
	if !r.From.IsZero() && !r.To.IsZero() {
		c.That(!r.To.Before(r.From), "to", "The last day is before the first. Both days belong to the rota.")
		c.That(r.To.Sub(r.From) < maxRotaDays, "to", "Enter at most %d days at once.", maxRotaDays)
		c.That(validYear(r.From.Year()) && validYear(r.To.Year()), "from", "Enter a day between %d and %d.", firstYear, lastYear)
	}
	r.Keep = max(r.Keep, 1)
	if r.Secondary {
		c.That(r.Role == Primary, "secondary", "Only a rota for the primary can bring the secondary along.")
		c.That(len(distinct(r.People)) > 1, "secondary", "With one person there is nobody to be secondary. Add a second one.")
	}
	return r, c.Err()
}

// checkHours adds the problems of a rotation with the same hours every day.
func (r Rota) checkHours(c *fault.Check) {
	turns := len(r.Handoffs) - 1
	if turns < 1 {
		c.Add("handoffs", "Enter at least two times: when the first turn begins and when the last one ends.")
		return
	}
	total, repeated := 0, false
	for i := range turns {
		n := (r.Handoffs[i+1].Minutes() - r.Handoffs[i].Minutes() + dayMinutes) % dayMinutes
		total, repeated = total+n, repeated || n == 0
	}
	c.That(!repeated, "handoffs", "A time follows itself. Enter it once.")
	c.That(total <= dayMinutes, "handoffs", "These hours are more than a day. Enter the times in order, from the first turn to the last.")
	c.That(len(r.People) <= turns, "person1", "There are %d turns a day for %d people. Enter another time, or leave somebody out.", turns,
		len(r.People))
}

func distinct(ids []int64) []int64 {
	out := slices.Clone(ids)
	slices.Sort(out)
	return slices.Compact(out)
}

// Shifts returns the shifts of the rotation in a zone. A handoff that a clock change skips moves
// forward by the gap, and a repeated one counts the first time, so that the shifts adjoin; a day
// that a zone skipped has none. Adjoining shifts of one person are merged.
func (r Rota) Shifts(loc *time.Location) []Input {
	if r.SameHours {
		return r.hours(loc)
	}
	var cuts []time.Time
	for day := r.From; !day.After(r.To); day = day.AddDays(1) {
		for _, h := range r.Handoffs {
			at, _ := civil.Instant(day, h, loc)
			cuts = append(cuts, at)
		}
	}
	end, _ := civil.Instant(r.To.AddDays(1), r.Handoffs[0], loc)
	cuts = append(cuts, end)
	// A skipped day has the same instants as the next one.
	slices.SortFunc(cuts, time.Time.Compare)
	cuts = slices.CompactFunc(cuts, time.Time.Equal)
	var out []Input
	for i := range len(cuts) - 1 {
		out = r.appendTurn(out, i/max(r.Keep, 1), Span{cuts[i], cuts[i+1]})
	}
	return out
}

// hours returns the shifts of a rotation with the same hours every day. A handoff is when the clock
// reaches its time. If a clock change skips it, that is the change, so that no later handoff is
// earlier; a turn that is skipped as a whole is left out.
func (r Rota) hours(loc *time.Location) []Input {
	var out []Input
	for first := r.From; !first.After(r.To); first = first.AddDays(1) {
		day, from := first, reached(first, r.Handoffs[0], loc)
		for turn, h := range r.Handoffs[1:] {
			if h.Compare(r.Handoffs[turn]) < 0 {
				day = day.AddDays(1)
			}
			to := reached(day, h, loc)
			if from.Before(to) {
				out = r.appendTurn(out, turn, Span{from, to})
			}
			from = to
		}
	}
	return out
}

// appendTurn adds the shifts of a turn.
func (r Rota) appendTurn(out []Input, turn int, in Span) []Input {
	out = appendShift(out, Input{Kind: Shift, Role: r.Role, In: r.People[turn%len(r.People)], Span: in})
	if r.Secondary {
		out = appendShift(out, Input{Kind: Shift, Role: Secondary, In: r.secondaryFor(turn), Span: in})
	}
	return out
}

// reached returns the first instant at which the clock in a zone shows a time of a day or a later
// one.
func reached(day civil.Date, at civil.TimeOfDay, loc *time.Location) time.Time {
	t, how := civil.Instant(day, at, loc)
	if how != civil.Skipped {
		return t
	}
	// The clock change is within the skipped time before t.
	_, after := t.In(loc).Zone()
	back := sort.Search(dayMinutes, func(n int) bool {
		_, offset := t.Add(-time.Duration(n+1) * time.Minute).In(loc).Zone()
		return offset != after
	})
	return t.Add(-time.Duration(back) * time.Minute)
}

// secondaryFor returns the secondary of a turn: the person who is primary half a rotation later, so
// that with four people or more everybody has a free turn after each, or the next person after that
// who is not the primary.
func (r Rota) secondaryFor(turn int) int64 {
	n := len(r.People)
	first := r.People[turn%n]
	for i := range n {
		if id := r.People[(turn+n/2+i)%n]; id != first {
			return id
		}
	}
	return first
}

// appendShift adds a shift. If the same person has the role until its start, it extends that shift
// instead, within the maximum duration of an entry.
func appendShift(out []Input, in Input) []Input {
	for i := len(out) - 1; i >= 0; i-- {
		last := &out[i]
		if last.Role != in.Role {
			continue
		}
		if last.In == in.In && last.To.Equal(in.From) && in.To.Sub(last.From) <= MaxEntry {
			last.To = in.To
			return out
		}
		break
	}
	return append(out, in)
}
