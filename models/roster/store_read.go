package roster

import (
	"context"
	"slices"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// Roster is the roster of a launch with everything that its pages show.
type Roster struct {
	Launch   launch.Launch
	Settings Settings
	Entries  []Entry
	Watch    Watch
	Coverage Coverage
	Steps    []Step
	Swaps    []Swap
	Notes    []Note
	Now      time.Time
}

// Name returns the name of a person on the roster.
func (r Roster) Name(id int64) string { return r.Watch.People[id].Name }

// On returns the slots at the present time.
func (r Roster) On() []Slot { return At(r.Watch.Slots, r.Now) }

// Behind returns the entries that were made for another T and could be moved.
func (r Roster) Behind() []Entry {
	return leftBehind(r.Entries, r.Launch.LaunchAt.Time, r.Now)
}

func leftBehind(entries []Entry, t, now time.Time) []Entry {
	var out []Entry
	for _, e := range entries {
		if e.LeftBehind(t, now) {
			out = append(out, e)
		}
	}
	return out
}

// For returns the coverage if T were at t: the window moves and the entries stay.
func (r Roster) For(t time.Time) Coverage {
	w := r.Watch
	w.Window = r.Settings.Window(t)
	return Assess(w)
}

// Of returns the roster of a launch, in a constant number of queries.
func (s *Store) Of(ctx context.Context, l launch.Launch) (Roster, error) {
	r := Roster{Launch: l, Now: s.db.Now()}
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return r, err
	}
	g := s.db.Read(ctx)
	var err error
	if r.Steps, err = stepsOf(g, l.ID); err != nil {
		return r, err
	}
	if err := g.Where("launch_id = ?", l.ID).Order("id DESC").Limit(50).Find(&r.Swaps).Error; err != nil {
		return r, err
	}
	if err := g.Where("launch_id = ?", l.ID).Order("id DESC").Limit(20).Find(&r.Notes).Error; err != nil {
		return r, err
	}
	named := r.namedPeople()
	all, err := loadRosters(g, []launch.Launch{l}, named)
	if err != nil {
		return r, err
	}
	rd := all[l.ID]
	r.Settings, r.Entries, r.Watch = rd.settings, rd.entries, rd.watch
	r.Coverage = Assess(r.Watch)
	return r, nil
}

// namedPeople returns the ids of the people in steps, swaps and notes.
func (r Roster) namedPeople() []int64 {
	var ids []int64
	for _, st := range r.Steps {
		ids = append(ids, db.IDOf(st.UserID))
	}
	for _, sw := range r.Swaps {
		ids = append(ids, sw.FromID, sw.ToID)
	}
	for _, n := range r.Notes {
		ids = append(ids, n.FromID, n.ToID)
	}
	return ids
}

func stepsOf(g db.Reader, launchID int64) ([]Step, error) {
	var out []Step
	return out, g.Where("launch_id = ?", launchID).Order("position, id").Find(&out).Error
}

// Everywhere returns the rosters with entries of all active launches, ordered by T, in a constant
// number of queries.
func (s *Store) Everywhere(ctx context.Context) ([]Roster, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	g := s.db.Read(ctx)
	var ls []launch.Launch
	err := g.Where("state NOT IN ? AND id IN (SELECT launch_id FROM roster_entries)", endedStates).Order("launch_at, id").Find(&ls).Error
	if err != nil || len(ls) == 0 {
		return nil, err
	}
	all, err := loadRosters(g, ls, nil)
	if err != nil {
		return nil, err
	}
	var out []Roster
	for _, l := range ls {
		rd := all[l.ID]
		out = append(out, Roster{Launch: l, Settings: rd.settings, Entries: rd.entries, Watch: rd.watch, Coverage: Assess(rd.watch),
			Now: s.db.Now()})
	}
	return out, nil
}

// endedStates are the states of launches without on-call duty.
var endedStates = []launch.State{launch.Closed, launch.Cancelled}

// Fact has the properties of a roster that other packages use.
type Fact struct {
	Coverage
	// SeniorAtT reports whether a senior is on call at T.
	SeniorAtT bool
	// Empty reports whether the roster has no entries.
	Empty bool
}

// Covered reports whether the roster has entries and no problem in the window.
func (f Fact) Covered() bool { return !f.Empty && len(f.Problems) == 0 }

// SeniorThroughout reports whether a senior is on call at T and in all of the window.
func (f Fact) SeniorThroughout() bool { return f.SeniorAtT && f.Senior == f.Window.Minutes() }

// Facts returns the facts of launches by id, in a constant number of queries. g may be a
// transaction.
func Facts(g db.Reader, launches ...launch.Launch) (map[int64]Fact, error) {
	all, err := loadRosters(g, launches, nil)
	out := make(map[int64]Fact, len(launches))
	for _, l := range launches {
		if rd := all[l.ID]; rd != nil {
			out[l.ID] = Fact{Coverage: Assess(rd.watch), SeniorAtT: rd.watch.SeniorAt(l.LaunchAt.Time), Empty: len(rd.entries) == 0}
		}
	}
	return out, err
}

// rosterData is the data that a roster is assessed by.
type rosterData struct {
	settings Settings
	entries  []Entry
	watch    Watch
}

// loadRosters loads the rosters of launches, in at most six queries. named are the ids of further
// people to load.
func loadRosters(g db.Reader, launches []launch.Launch, named []int64) (map[int64]*rosterData, error) {
	out := make(map[int64]*rosterData, len(launches))
	var ids []int64
	for _, l := range launches {
		out[l.ID] = &rosterData{settings: defaultSettings(l.ID)}
		ids = append(ids, l.ID)
	}
	if len(ids) == 0 {
		return out, nil
	}
	var settings []Settings
	if err := g.Select("id, launch_id, before_minutes, after_minutes, needs, version").Where("launch_id IN ?", ids).Find(
		&settings).Error; err != nil {
		return nil, err
	}
	for _, s := range settings {
		out[s.LaunchID].settings = s
	}
	var entries []Entry
	if err := g.Where("launch_id IN ?", ids).Order("launch_id, id").Find(&entries).Error; err != nil {
		return nil, err
	}
	who := named
	for _, e := range entries {
		out[e.LaunchID].entries = append(out[e.LaunchID].entries, e)
		who = append(who, e.In(), e.Out())
	}
	persons, err := loadPersons(g, who)
	if err != nil {
		return nil, err
	}
	others, err := loadBookings(g, entries)
	if err != nil {
		return nil, err
	}
	for _, l := range launches {
		rd := out[l.ID]
		rd.watch = Watch{Window: rd.settings.Window(l.LaunchAt.Time), Needs: rd.settings.Needs, Slots: Effective(rd.entries), People: persons}
		for id, list := range others {
			if id != l.ID {
				rd.watch.Elsewhere = append(rd.watch.Elsewhere, list...)
			}
		}
	}
	return out, nil
}

// loadPersons returns the persons with the ids, in three queries.
func loadPersons(g db.Reader, ids []int64) (map[int64]Person, error) {
	ids = slices.DeleteFunc(distinct(ids), func(id int64) bool { return id == 0 })
	out := make(map[int64]Person, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	var us []people.User
	if err := g.Select("id, name, role, seniority, zone, deactivated_at").Where("id IN ?", ids).Find(&us).Error; err != nil {
		return nil, err
	}
	zones := make(map[int64]*time.Location, len(us))
	for _, u := range us {
		loc, err := civil.Zone(u.Zone)
		if err != nil {
			loc = time.UTC
		}
		zones[u.ID] = loc
		out[u.ID] = Person{ID: u.ID, Name: u.Name, Seniority: u.Seniority, Gone: !u.Active() || u.Role == people.Viewer}
	}
	var reached []int64
	if err := g.Raw("SELECT DISTINCT user_id FROM contact_methods WHERE user_id IN ?", ids).Scan(&reached).Error; err != nil {
		return nil, err
	}
	for _, id := range reached {
		p := out[id]
		p.Reachable = true
		out[id] = p
	}
	var absences []people.Absence
	if err := g.Where("user_id IN ?", ids).Order("first_day").Find(&absences).Error; err != nil {
		return nil, err
	}
	for _, a := range absences {
		p := out[a.UserID]
		from, _ := civil.DayBounds(a.FirstDay, zones[a.UserID])
		_, to := civil.DayBounds(a.LastDay, zones[a.UserID])
		p.Away = append(p.Away, Span{from, to})
		out[a.UserID] = p
	}
	return out, nil
}

// loadBookings returns, by launch, the slots of active launches that overlap the entries and whose
// launch has one of the same people, in one or two queries.
func loadBookings(g db.Reader, entries []Entry) (map[int64][]Booking, error) {
	if len(entries) == 0 {
		return nil, nil
	}
	var who []int64
	from, to := entries[0].FromAt, entries[0].ToAt
	for _, e := range entries {
		who = append(who, e.In())
		if e.FromAt.Before(from.Time) {
			from = e.FromAt
		}
		if e.ToAt.After(to.Time) {
			to = e.ToAt
		}
	}
	from, to = db.At(from.Add(-Longest)), db.At(to.Add(Longest))
	var ls []launch.Launch
	// Overrides for other people can put a person on call, so load whole rosters.
	err := g.Select("id, slug, name").Where(
		"state NOT IN ? AND id IN (SELECT launch_id FROM roster_entries WHERE user_id IN ? AND from_at < ? AND to_at > ?)",
		endedStates, distinct(who), to, from).Find(&ls).Error
	if err != nil || len(ls) == 0 {
		return nil, err
	}
	names := make(map[int64]launch.Launch, len(ls))
	var ids []int64
	for _, l := range ls {
		names[l.ID] = l
		ids = append(ids, l.ID)
	}
	var all []Entry
	if err := g.Where("launch_id IN ? AND from_at < ? AND to_at > ?", ids, to, from).Order("launch_id, id").Find(&all).Error; err != nil {
		return nil, err
	}
	out := make(map[int64][]Booking, len(ls))
	for len(all) > 0 {
		id := all[0].LaunchID
		n := 1
		for n < len(all) && all[n].LaunchID == id {
			n++
		}
		for _, s := range Effective(all[:n]) {
			out[id] = append(out[id], Booking{Person: s.Person, Span: s.Span(), Launch: names[id].Name, Slug: names[id].Slug})
		}
		all = all[n:]
	}
	return out, nil
}
