package roster

import (
	"math"
	"slices"
	"sort"
	"time"

	"tminus/models/people"
)

// sweep walks over all starts and ends of slots in their order. Times are Unix
// milliseconds: comparing them is most of the work.
type sweep struct {
	w        Watch
	from, to int64
	roles    []Role
	turns    []turn
	people   []standing
	// What holds at the present instant.
	on                  []int32 // slots by role
	all, grown, seniors int32
	at                  int64
	gaps                []int64 // since when nobody has a role; never for none
	junior              int64
	covered             []int64
	seniorFor           int64
	needed              int
	problems            []*Problem
	starts, ends        []uint64
	touched             []int32
}

// turn is a slot or a booking, with its person and role as numbers.
type turn struct {
	from, to     int64
	person, role int32 // role is elsewhere for a booking
	of           int32 // which slot or booking it is
}

// elsewhere is the role of a booking, absence that of a stretch in which a
// senior is away, nothing the number of none.
const elsewhere, absence, nothing = -1, -2, -1

// standing is one person's part in the sweep.
type standing struct {
	id           int64
	grown        bool
	senior       bool
	here, away   int32 // how many slots and bookings run
	off          int32 // how many absences run
	slot, booked int32 // the one that began last
	since, twice int64
	bothSlot     int32 // the slot, and the booking or nothing, by which it is on call twice
	bothBooked   int32
	touched      int64 // the instant at which it was last looked at
}

const never = math.MinInt64

func newSweep(w Watch) *sweep {
	s := &sweep{w: w, from: w.Window.From.UnixMilli(), to: w.Window.To.UnixMilli(), roles: slices.Clone(w.Needs), needed: len(w.Needs), junior: never}
	n := len(w.Slots) + len(w.Elsewhere)
	s.turns = make([]turn, 0, n)
	index := make(map[int64]int32, len(w.People))
	for i := range w.Slots {
		t := &w.Slots[i]
		s.turns = append(s.turns, turn{t.From.UnixMilli(), t.To.UnixMilli(), s.person(index, t.Person), s.role(t.Role), int32(i)}) //nolint:gosec // an index
	}
	for i := range w.Elsewhere {
		b := &w.Elsewhere[i]
		if who, ok := index[b.Person]; ok {
			s.turns = append(s.turns, turn{b.From.UnixMilli(), b.To.UnixMilli(), who, elsewhere, int32(i)}) //nolint:gosec // an index
		}
	}
	s.absences()
	s.on, s.covered, s.gaps = make([]int32, len(s.roles)), make([]int64, len(s.roles)), make([]int64, len(s.roles))
	for i := range s.gaps {
		s.gaps[i] = never
	}
	return s
}

// absences adds those of seniors: one who is away is not there to be called.
func (s *sweep) absences() {
	for i, p := range s.people {
		if !p.senior {
			continue
		}
		for _, a := range s.w.People[p.id].Away {
			s.turns = append(s.turns, turn{a.From.UnixMilli(), a.To.UnixMilli(), int32(i), absence, nothing}) //nolint:gosec // an index
		}
	}
}

func (s *sweep) person(index map[int64]int32, id int64) int32 {
	i, ok := index[id]
	if !ok {
		p := s.w.People[id]
		i = int32(len(s.people))
		index[id] = i
		s.people = append(s.people, standing{id: id, grown: p.Seniority != people.Junior, senior: p.senior(), since: never, twice: never, touched: never})
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

// order sorts starts and ends apart: each key is an instant and the number of a
// turn in one word, which sorts several times as fast as a structure.
func (s *sweep) order() (base int64, bits uint) {
	base = math.MaxInt64
	for _, t := range s.turns {
		base = min(base, t.from)
	}
	for bits = 1; 1<<bits < len(s.turns); bits++ {
		continue
	}
	s.starts, s.ends = make([]uint64, len(s.turns)), make([]uint64, len(s.turns))
	for i, t := range s.turns {
		s.starts[i] = uint64(t.from-base)<<bits | uint64(i) //nolint:gosec // not before base
		s.ends[i] = uint64(t.to-base)<<bits | uint64(i)     //nolint:gosec // as above
	}
	slices.Sort(s.starts)
	slices.Sort(s.ends)
	return base, bits
}

func (s *sweep) run() {
	base, bits := s.order()
	mask := uint64(1)<<bits - 1
	s.at = never
	looked := false
	i, j := 0, 0
	for j < len(s.ends) {
		next := s.ends[j] >> bits
		if i < len(s.starts) {
			next = min(next, s.starts[i]>>bits)
		}
		at := base + int64(next) //nolint:gosec // it was made of an int64
		if at > s.from && !looked {
			looked = true
			s.look(max(s.at, s.from))
		}
		s.touched = s.touched[:0]
		s.advance(at)
		for ; j < len(s.ends) && s.ends[j]>>bits == next; j++ {
			s.apply(s.turns[s.ends[j]&mask], -1)
		}
		for ; i < len(s.starts) && s.starts[i]>>bits == next; i++ {
			s.apply(s.turns[s.starts[i]&mask], 1)
		}
		s.judgePeople()
		if at >= s.from && at < s.to {
			looked = true
			s.look(at)
		}
	}
	if !looked {
		s.look(s.from)
	}
	s.finish()
}

// advance counts what held until at.
func (s *sweep) advance(at int64) {
	from, to := max(s.at, s.from), min(at, s.to)
	if from < to {
		for i, n := range s.on {
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

func (s *sweep) apply(t turn, by int32) {
	p := &s.people[t.person]
	if p.touched != s.at {
		p.touched = s.at
		s.touched = append(s.touched, t.person)
	}
	switch t.role {
	case elsewhere:
		p.away += by
		p.booked = t.of
		return
	case absence:
		s.seniors -= p.seniorSlots()
		p.off += by
		s.seniors += p.seniorSlots()
		return
	}
	s.seniors -= p.seniorSlots()
	p.here += by
	s.seniors += p.seniorSlots()
	p.slot = t.of
	s.on[t.role] += by
	s.all += by
	if p.grown {
		s.grown += by
	}
}

// seniorSlots is how many running slots have a senior who is there.
func (p *standing) seniorSlots() int32 {
	if !p.senior || p.off > 0 {
		return 0
	}
	return p.here
}

// look notes what begins or ends to be wrong with the roster as a whole.
func (s *sweep) look(at int64) {
	for i := range s.needed {
		if since, ended := toggle(&s.gaps[i], s.on[i] == 0, at); ended {
			s.missing(i, since, at)
		}
	}
	if since, ended := toggle(&s.junior, s.all > 0 && s.grown == 0, at); ended {
		s.alone(since, at)
	}
}

// toggle opens or closes a stretch in which something holds, and tells since
// when one held that has ended.
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

// tell keeps a problem for the part of a stretch that lies in the window.
func (s *sweep) tell(p Problem, from, to int64) {
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

func (s *sweep) missing(role int, from, to int64) {
	kind := Missing
	if s.roles[role] == Primary {
		kind = Gap
	}
	s.tell(Problem{Kind: kind, Role: s.roles[role]}, from, to)
}

// nearby is how many slots are looked at to name the primary among juniors.
const nearby = 16

func (s *sweep) alone(from, to int64) {
	p := Problem{Kind: JuniorAlone}
	at := time.UnixMilli(max(from, s.from))
	slots := s.w.Slots
	last := sort.Search(len(slots), func(i int) bool { return slots[i].From.After(at) }) - 1
	for i := last; i >= 0 && (p.Person == 0 || last-i < nearby); i-- {
		if slots[i].To.After(at) && (p.Person == 0 || rank(slots[i].Role) < rank(p.Role)) {
			p.Person, p.Role, p.Entry = slots[i].Person, slots[i].Role, slots[i].Entry
		}
	}
	s.tell(p, from, to)
}

// judgePeople looks at those whom the present instant concerns.
func (s *sweep) judgePeople() {
	for _, i := range s.touched {
		p := &s.people[i]
		if since, ended := toggle(&p.since, p.here+p.away > 0, s.at); ended {
			s.long(p, since, s.at)
		}
		both := p.here > 0 && p.here+p.away > 1
		if both && p.twice == never {
			p.bothSlot, p.bothBooked = p.slot, nothing
			if p.here < 2 {
				p.bothBooked = p.booked
			}
		}
		if since, ended := toggle(&p.twice, both, s.at); ended {
			s.tell(s.doubled(p), since, s.at)
		}
	}
}

// long notes the part of a stretch that is beyond what anybody should do in a row.
func (s *sweep) long(p *standing, from, to int64) {
	if beyond := from + Longest.Milliseconds(); beyond < to {
		slot := s.w.Slots[p.slot]
		s.tell(Problem{Kind: TooLong, Person: p.id, Role: slot.Role, Entry: slot.Entry, Whole: spanOf(from, to)}, beyond, to)
	}
}

func (s *sweep) doubled(p *standing) Problem {
	slot := &s.w.Slots[p.bothSlot]
	out := Problem{Kind: Twice, Person: p.id, Role: slot.Role, Entry: slot.Entry}
	if p.bothBooked != nothing {
		b := &s.w.Elsewhere[p.bothBooked]
		out.Launch, out.Slug = b.Launch, b.Slug
	}
	return out
}

// finish ends what holds beyond the last instant: a gap goes on for ever.
func (s *sweep) finish() {
	for i := range s.needed {
		if since, ended := toggle(&s.gaps[i], false, s.to); ended {
			s.missing(i, since, s.to)
		}
	}
	if since, ended := toggle(&s.junior, false, s.to); ended {
		s.alone(since, s.to)
	}
}
