package roster

import (
	"math"
	"slices"
	"sort"
	"time"

	"tminus/models/people"
)

// sweep processes all starts and ends of slots in order. Times are Unix milliseconds, because
// comparing them is most of the work.
type sweep struct {
	w         Watch
	from, to  int64
	roles     []Role
	intervals []interval
	people    []personState
	// The state at the present instant.
	filled                   []int32 // number of slots by role
	all, nonJuniors, seniors int32
	at                       int64
	gaps                     []int64 // start of the gap in each required role, or never
	juniorSince              int64
	covered                  []int64
	seniorFor                int64
	needed                   int
	covers                   []bool // whether a role counts as primary cover, by role
	primary                  int    // index of the primary among the required roles, or none
	problems                 []*Problem
	starts, ends             []uint64
	touched                  []int32
}

// interval is a slot, a booking or an absence, with its person and role as numbers.
type interval struct {
	from, to     int64
	person, role int32 // roleBooking for a booking, roleAbsence for an absence
	of           int32 // index of the slot or booking
}

// roleBooking and roleAbsence are the roles of bookings and of seniors' absences; none is the index
// for no slot or booking.
const roleBooking, roleAbsence, none = -1, -2, -1

// personState is the state of one person in the sweep.
type personState struct {
	id           int64
	notJunior    bool
	senior       bool
	here, away   int32 // number of running slots and bookings
	absent       int32 // number of running absences
	slot, booked int32 // the latest slot and booking
	since, twice int64
	twiceSlot    int32 // the slot, and the booking or none, that overlap
	twiceBooked  int32
	touched      int64 // the instant of the last change
}

const never = math.MinInt64

func newSweep(w Watch) *sweep {
	s := &sweep{w: w, from: w.Window.From.UnixMilli(), to: w.Window.To.UnixMilli(), roles: slices.Clone(w.Needs), needed: len(w.Needs),
		juniorSince: never}
	n := len(w.Slots) + len(w.Elsewhere)
	s.intervals = make([]interval, 0, n)
	index := make(map[int64]int32, len(w.People))
	for i := range w.Slots {
		t := &w.Slots[i]
		//nolint:gosec // an index
		s.intervals = append(s.intervals, interval{t.From.UnixMilli(), t.To.UnixMilli(), s.person(index, t.Person), s.role(t.Role), int32(i)})
	}
	for i := range w.Elsewhere {
		b := &w.Elsewhere[i]
		if who, ok := index[b.Person]; ok {
			s.intervals = append(s.intervals, interval{b.From.UnixMilli(), b.To.UnixMilli(), who, roleBooking, int32(i)}) //nolint:gosec // an index
		}
	}
	s.absences()
	s.primary = slices.Index(w.Needs, Primary)
	s.covers = make([]bool, len(s.roles))
	for i, r := range s.roles {
		s.covers[i] = s.primary >= 0 && r != Primary && slices.Contains(w.Covers, r)
	}
	s.filled, s.covered, s.gaps = make([]int32, len(s.roles)), make([]int64, len(s.roles)), make([]int64, len(s.roles))
	for i := range s.gaps {
		s.gaps[i] = never
	}
	return s
}

// absences adds the absences of seniors, who are not counted while they are absent.
func (s *sweep) absences() {
	for i, p := range s.people {
		if !p.senior {
			continue
		}
		for _, a := range s.w.People[p.id].Away {
			s.intervals = append(s.intervals, interval{a.From.UnixMilli(), a.To.UnixMilli(), int32(i), roleAbsence, none}) //nolint:gosec // an index
		}
	}
}

func (s *sweep) person(index map[int64]int32, id int64) int32 {
	i, ok := index[id]
	if !ok {
		p := s.w.People[id]
		i = int32(len(s.people))
		index[id] = i
		s.people = append(s.people, personState{id: id, notJunior: p.Seniority != people.Junior, senior: p.senior(), since: never,
			twice: never, touched: never})
	}
	return i
}

func (s *sweep) role(r Role) int32 {
	i := slices.Index(s.roles, r)
	if i < 0 {
		i = len(s.roles)
		s.roles = append(s.roles, r)
	}
	return int32(i)
}

// order sorts starts and ends separately. Each key combines an instant and an index in one word,
// which sorts several times as fast as a struct.
func (s *sweep) order() (base int64, bits uint) {
	base = math.MaxInt64
	for _, t := range s.intervals {
		base = min(base, t.from)
	}
	for bits = 1; 1<<bits < len(s.intervals); bits++ {
		continue
	}
	s.starts, s.ends = make([]uint64, len(s.intervals)), make([]uint64, len(s.intervals))
	for i, t := range s.intervals {
		s.starts[i] = uint64(t.from-base)<<bits | uint64(i) //nolint:gosec // not before base
		s.ends[i] = uint64(t.to-base)<<bits | uint64(i)     //nolint:gosec // as above
	}
	slices.Sort(s.starts)
	slices.Sort(s.ends)
	return base, bits
}

// run processes all instants in order.
func (s *sweep) run() {
	base, bits := s.order()
	mask := uint64(1)<<bits - 1
	s.at = never
	checked := false
	i, j := 0, 0
	for j < len(s.ends) {
		next := s.ends[j] >> bits
		if i < len(s.starts) {
			next = min(next, s.starts[i]>>bits)
		}
		at := base + int64(next) //nolint:gosec // it was made of an int64
		if at > s.from && !checked {
			checked = true
			s.checkRoles(max(s.at, s.from))
		}
		s.touched = s.touched[:0]
		s.advance(at)
		for ; j < len(s.ends) && s.ends[j]>>bits == next; j++ {
			s.apply(s.intervals[s.ends[j]&mask], -1)
		}
		for ; i < len(s.starts) && s.starts[i]>>bits == next; i++ {
			s.apply(s.intervals[s.starts[i]&mask], 1)
		}
		s.checkPeople()
		if at >= s.from && at < s.to {
			checked = true
			s.checkRoles(at)
		}
	}
	if !checked {
		s.checkRoles(s.from)
	}
	s.finish()
}

// advance adds the time from the last instant to at to the covered time.
func (s *sweep) advance(at int64) {
	from, to := max(s.at, s.from), min(at, s.to)
	if from < to {
		for i, n := range s.filled {
			if n > 0 {
				s.covered[i] += to - from
			}
		}
		if s.seniors > 0 {
			s.seniorFor += to - from
		}
	}
	s.at = at
}

// apply starts (by = 1) or ends (by = -1) an interval.
func (s *sweep) apply(t interval, by int32) {
	p := &s.people[t.person]
	if p.touched != s.at {
		p.touched = s.at
		s.touched = append(s.touched, t.person)
	}
	switch t.role {
	case roleBooking:
		p.away += by
		p.booked = t.of
		return
	case roleAbsence:
		s.seniors -= p.seniorSlots()
		p.absent += by
		s.seniors += p.seniorSlots()
		return
	}
	s.seniors -= p.seniorSlots()
	p.here += by
	s.seniors += p.seniorSlots()
	p.slot = t.of
	s.filled[t.role] += by
	if s.covers[t.role] {
		s.filled[s.primary] += by
	}
	s.all += by
	if p.notJunior {
		s.nonJuniors += by
	}
}

// seniorSlots returns the number of running slots of a senior who is not absent.
func (p *personState) seniorSlots() int32 {
	if !p.senior || p.absent > 0 {
		return 0
	}
	return p.here
}

// checkRoles starts or ends gaps and periods with juniors only.
func (s *sweep) checkRoles(at int64) {
	for i := range s.needed {
		if since, ended := toggle(&s.gaps[i], s.filled[i] == 0, at); ended {
			s.addMissing(i, since, at)
		}
	}
	if since, ended := toggle(&s.juniorSince, s.all > 0 && s.nonJuniors == 0, at); ended {
		s.addJuniorAlone(since, at)
	}
}

// toggle starts or ends a period in which something holds. If a period ends, it returns its start.
func toggle(since *int64, holds bool, at int64) (from int64, ended bool) {
	switch {
	case holds && *since == never:
		*since = at
	case !holds && *since != never:
		from, *since = *since, never
		return from, true
	}
	return 0, false
}

// addProblem adds a problem for the part of a period that is in the window.
func (s *sweep) addProblem(p Problem, from, to int64) {
	from, to = max(from, s.from), min(to, s.to)
	if from < to {
		p.Span, p.Times = spanOf(from, to), 1
		p.Minutes = p.Span.Minutes()
		s.problems = append(s.problems, &p)
	}
}

func spanOf(from, to int64) Span {
	return Span{time.UnixMilli(from).UTC(), time.UnixMilli(to).UTC()}
}

func (s *sweep) addMissing(role int, from, to int64) {
	kind := Missing
	if s.roles[role] == Primary {
		kind = Gap
	}
	s.addProblem(Problem{Kind: kind, Role: s.roles[role]}, from, to)
}

// maxLookback is the number of slots examined to find the primary among juniors.
const maxLookback = 16

func (s *sweep) addJuniorAlone(from, to int64) {
	p := Problem{Kind: JuniorAlone}
	at := time.UnixMilli(max(from, s.from))
	slots := s.w.Slots
	last := sort.Search(len(slots), func(i int) bool { return slots[i].From.After(at) }) - 1
	for i := last; i >= 0 && (p.Person == 0 || last-i < maxLookback); i-- {
		if slots[i].To.After(at) && (p.Person == 0 || rank(slots[i].Role) < rank(p.Role)) {
			p.Person, p.Role, p.Entry = slots[i].Person, slots[i].Role, slots[i].Entry
		}
	}
	s.addProblem(p, from, to)
}

// checkPeople updates the state of the people who changed at the present instant.
func (s *sweep) checkPeople() {
	for _, i := range s.touched {
		p := &s.people[i]
		if since, ended := toggle(&p.since, p.here+p.away > 0, s.at); ended {
			s.addTooLong(p, since, s.at)
		}
		both := p.here > 0 && p.here+p.away > 1
		if both && p.twice == never {
			p.twiceSlot, p.twiceBooked = p.slot, none
			if p.here < 2 {
				p.twiceBooked = p.booked
			}
		}
		if since, ended := toggle(&p.twice, both, s.at); ended {
			s.addProblem(s.doubleBooking(p), since, s.at)
		}
	}
}

// addTooLong adds a problem for the part of a period beyond the maximum.
func (s *sweep) addTooLong(p *personState, from, to int64) {
	if beyond := from + Longest.Milliseconds(); beyond < to {
		slot := s.w.Slots[p.slot]
		s.addProblem(Problem{Kind: TooLong, Person: p.id, Role: slot.Role, Entry: slot.Entry, Whole: spanOf(from, to)}, beyond, to)
	}
}

func (s *sweep) doubleBooking(p *personState) Problem {
	slot := &s.w.Slots[p.twiceSlot]
	out := Problem{Kind: Twice, Person: p.id, Role: slot.Role, Entry: slot.Entry}
	if p.twiceBooked != none {
		b := &s.w.Elsewhere[p.twiceBooked]
		out.Launch, out.Slug = b.Launch, b.Slug
	}
	return out
}

// finish ends the periods that continue after the last instant.
func (s *sweep) finish() {
	for i := range s.needed {
		if since, ended := toggle(&s.gaps[i], false, s.to); ended {
			s.addMissing(i, since, s.to)
		}
	}
	if since, ended := toggle(&s.juniorSince, false, s.to); ended {
		s.addJuniorAlone(since, s.to)
	}
}
