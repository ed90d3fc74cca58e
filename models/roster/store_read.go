package roster

import (
	"context"
	"maps"
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
	// Topics have an escalation of their own; Steps is that of anything else.
	Topics []Topic
	Steps  []Step
	Swaps  []Swap
	Notes  []Note
	// Periods are those with a rule that are not over.
	Periods []Period
	Now     time.Time
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
	if r.Steps, r.Topics, err = escalationOf(g, l.ID); err != nil {
		return r, err
	}
	if err := g.Where("launch_id = ?", l.ID).Order("id DESC").Limit(50).Find(&r.Swaps).Error; err != nil {
		return r, err
	}
	if err := g.Where("launch_id = ?", l.ID).Order("id DESC").Limit(20).Find(&r.Notes).Error; err != nil {
		return r, err
	}
	all, err := periodsOf(g, l.ID)
	if err != nil {
		return r, err
	}
	for _, p := range all {
		if !p.Over(r.Now) {
			r.Periods = append(r.Periods, p)
		}
	}
	return r, s.load(ctx, &r)
}

// Brief returns the roster of a launch without the escalation, swaps and handover notes.
func (s *Store) Brief(ctx context.Context, l launch.Launch) (Roster, error) {
	r := Roster{Launch: l, Now: s.db.Now()}
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return r, err
	}
	return r, s.load(ctx, &r)
}

// load sets what a roster is assessed by, and the people whom its other parts name.
func (s *Store) load(ctx context.Context, r *Roster) error {
	rd, err := loadOnce(ctx, s.db, r.Launch)
	if err != nil {
		return err
	}
	r.Settings, r.Entries, r.Watch = rd.settings, rd.entries, rd.watch
	r.Coverage = Assess(r.Watch)
	unknown := slices.DeleteFunc(r.namedPeople(), func(id int64) bool { _, ok := rd.watch.People[id]; return ok })
	others, err := loadPersons(s.db.Read(ctx), unknown)
	if len(others) > 0 {
		r.Watch.People = maps.Clone(r.Watch.People)
		maps.Copy(r.Watch.People, others)
	}
	return err
}

// rosterKey is the key of a launch's roster, which a request loads once.
type rosterKey int64

func loadOnce(ctx context.Context, d *db.DB, l launch.Launch) (*rosterData, error) {
	return db.Remember(ctx, rosterKey(l.ID), func() (*rosterData, error) {
		all, err := loadRosters(d.Read(ctx), []launch.Launch{l})
		return all[l.ID], err
	})
}

// namedPeople returns the ids of the people in steps, swaps and notes.
func (r Roster) namedPeople() []int64 {
	var ids []int64
	for _, st := range r.Steps {
		ids = append(ids, db.IDOf(st.UserID))
	}
	for _, t := range r.Topics {
		for _, st := range t.Steps {
			ids = append(ids, db.IDOf(st.UserID))
		}
	}
	for _, sw := range r.Swaps {
		ids = append(ids, sw.FromID, sw.ToID)
	}
	for _, p := range r.Periods {
		ids = append(ids, p.Call(), p.Decider())
	}
	for _, n := range r.Notes {
		ids = append(ids, n.FromID, n.ToID)
	}
	return ids
}

// escalationOf returns the steps for anything else, and the topics with theirs. It makes one query if
// there are no topics, otherwise two.
func escalationOf(g db.Reader, launchID int64) ([]Step, []Topic, error) {
	var all []Step
	if err := g.Where("launch_id = ?", launchID).Order("position, id").Find(&all).Error; err != nil {
		return nil, nil, err
	}
	var rest []Step
	of := map[int64][]Step{}
	for _, st := range all {
		if st.TopicID == nil {
			rest = append(rest, st)
		} else {
			of[*st.TopicID] = append(of[*st.TopicID], st)
		}
	}
	if len(of) == 0 {
		return rest, nil, nil
	}
	var topics []Topic
	err := g.Where("launch_id = ?", launchID).Order("id").Find(&topics).Error
	for i := range topics {
		topics[i].Steps = of[topics[i].ID]
	}
	return rest, topics, err
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
	all, err := loadRosters(g, ls)
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

// Facts returns the facts of launches by id, in a constant number of queries. g may be a
// transaction.
func Facts(g db.Reader, launches ...launch.Launch) (map[int64]Fact, error) {
	all, err := loadRosters(g, launches)
	out := make(map[int64]Fact, len(launches))
	for _, l := range launches {
		if rd := all[l.ID]; rd != nil {
			out[l.ID] = rd.fact(l)
		}
	}
	return out, err
}

// FactOnce returns the facts of one launch. Within a request, it shares the roster that a page loads.
func FactOnce(ctx context.Context, d *db.DB, l launch.Launch) (Fact, error) {
	rd, err := loadOnce(ctx, d, l)
	if err != nil {
		return Fact{}, err
	}
	return rd.fact(l), nil
}

// rosterData is the data that a roster is assessed by.
type rosterData struct {
	settings Settings
	entries  []Entry
	watch    Watch
}

// loadRosters loads the rosters of launches, in at most three queries.
func loadRosters(g db.Reader, launches []launch.Launch) (map[int64]*rosterData, error) {
	out := make(map[int64]*rosterData, len(launches))
	var ids []int64
	for _, l := range launches {
		out[l.ID] = &rosterData{settings: defaultSettings(l.ID)}
		ids = append(ids, l.ID)
	}
	if len(ids) == 0 {
		return out, nil
	}
	var entries []Entry
	var rows []struct {
		Entry
		Settings Settings `gorm:"embedded;embeddedPrefix:roster_"`
	}
	err := g.Raw(`SELECT e.*, COALESCE(r.id, 0) AS roster_id, l.id AS roster_launch_id, r.before_minutes AS roster_before_minutes,
			r.after_minutes AS roster_after_minutes, r.needs AS roster_needs, r.covers AS roster_covers, r.version AS roster_version
		FROM launches l LEFT JOIN rosters r ON r.launch_id = l.id LEFT JOIN roster_entries e ON e.launch_id = l.id
		WHERE l.id IN ? ORDER BY l.id, e.id`, ids).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if r.Settings.ID != 0 {
			out[r.Settings.LaunchID].settings = r.Settings
		}
		if r.ID != 0 {
			entries = append(entries, r.Entry)
		}
	}
	var who []int64
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
		rd.watch = Watch{Window: rd.settings.Window(l.LaunchAt.Time), Needs: rd.settings.Needs, Covers: rd.settings.Covers,
			Slots: Effective(rd.entries), People: persons}
		for id, list := range others {
			if id != l.ID {
				rd.watch.Elsewhere = append(rd.watch.Elsewhere, list...)
			}
		}
	}
	return out, nil
}

// loadPersons returns the persons with the ids, in one query.
func loadPersons(g db.Reader, ids []int64) (map[int64]Person, error) {
	ids = slices.DeleteFunc(distinct(ids), func(id int64) bool { return id == 0 })
	out := make(map[int64]Person, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	var rows []struct {
		people.User
		Reachable         bool
		Team              string
		FirstDay, LastDay civil.Date
	}
	err := g.Raw(`SELECT u.id, u.name, u.role, u.seniority, u.zone, u.deactivated_at, a.first_day, a.last_day, COALESCE(t.key, '') AS team,
			EXISTS (SELECT 1 FROM contact_methods c WHERE c.user_id = u.id) AS reachable
		FROM users u LEFT JOIN teams t ON t.id = u.team_id LEFT JOIN absences a ON a.user_id = u.id
		WHERE u.id IN ? ORDER BY u.id, a.first_day`, ids).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		p, ok := out[r.ID]
		if !ok {
			p = Person{ID: r.ID, Name: r.Name, Seniority: r.Seniority, Engineer: people.Engineers(r.Team),
				Gone: !r.Active() || r.Role == people.Viewer, Reachable: r.Reachable}
		}
		if !r.FirstDay.IsZero() {
			loc, err := civil.Zone(r.Zone)
			if err != nil {
				loc = time.UTC
			}
			from, _ := civil.DayBounds(r.FirstDay, loc)
			_, to := civil.DayBounds(r.LastDay, loc)
			p.Away = append(p.Away, Span{from, to})
		}
		out[r.ID] = p
	}
	return out, nil
}

// loadBookings returns, by launch, the slots of active launches that overlap the entries and whose
// launch has one of the same people, in one query.
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
	// Overrides for other people can put a person on call, so load whole rosters.
	var all []struct {
		Entry
		Slug, LaunchName string
	}
	err := g.Raw(`SELECT e.*, l.slug, l.name AS launch_name FROM roster_entries e JOIN launches l ON l.id = e.launch_id
		WHERE e.from_at < ? AND e.to_at > ? AND l.state NOT IN ?
			AND l.id IN (SELECT launch_id FROM roster_entries WHERE user_id IN ? AND from_at < ? AND to_at > ?)
		ORDER BY e.launch_id, e.id`, to, from, endedStates, distinct(who), to, from).Scan(&all).Error
	if err != nil {
		return nil, err
	}
	of := map[int64][]Entry{}
	names := map[int64]launch.Launch{}
	for _, e := range all {
		of[e.LaunchID] = append(of[e.LaunchID], e.Entry)
		names[e.LaunchID] = launch.Launch{Slug: e.Slug, Name: e.LaunchName}
	}
	out := make(map[int64][]Booking, len(of))
	for id, list := range of {
		for _, s := range Effective(list) {
			out[id] = append(out[id], Booking{Person: s.Person, Span: s.Span(), Launch: names[id].Name, Slug: names[id].Slug})
		}
	}
	return out, nil
}
