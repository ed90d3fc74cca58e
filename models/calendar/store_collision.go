package calendar

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/service"
)

// Rota provides the on-call shifts of launches. A later package implements it.
type Rota interface {
	// Shifts returns shifts by launch, after all overrides, in a constant number of queries.
	Shifts(g db.Reader, launches ...int64) (map[int64][]Shift, error)
}

// WithRota makes the store check shifts too.
func (s *Store) WithRota(r Rota) *Store {
	s.rota = r
	return s
}

// Of returns the collisions of a launch with their acceptances, in a constant number of queries.
func (s *Store) Of(ctx context.Context, l launch.Launch) (Listing, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return Listing{}, err
	}
	dues, err := s.dues(ctx, l)
	if err != nil {
		return Listing{}, err
	}
	return s.listing(s.db.Read(ctx), db.At(s.db.Now()), l, dues)
}

// listingIn returns the collisions of a launch as the transaction sees them.
func (s *Store) listingIn(tx *db.Tx, l launch.Launch) (Listing, error) {
	return s.ListingAt(tx.Reader, tx.Now, l)
}

// ListingAt returns the collisions of a launch with their acceptances at a time, in a constant number of queries. g
// may be a transaction. The caller checks the permission.
func (s *Store) ListingAt(g db.Reader, now db.Instant, l launch.Launch) (Listing, error) {
	dues, err := duesOf(g, l.ID)
	if err != nil {
		return Listing{}, err
	}
	return s.listing(g, now, l, dues)
}

func (s *Store) listing(g db.Reader, now db.Instant, l launch.Launch, dues []Due) (Listing, error) {
	as, err := acceptances(g, l.ID)
	if err != nil {
		return Listing{}, err
	}
	f, err := s.facts(g, now, l, dues)
	if err != nil {
		return Listing{}, err
	}
	if f.Events, err = f.events(g); err != nil {
		return Listing{}, err
	}
	if f.Others, err = othersOf(g, l, f.Touches); err != nil {
		return Listing{}, err
	}
	return Match(Collide(f), as), nil
}

// Move is the effect of a move of T on the collisions of a launch.
type Move struct {
	Change
	// Accepted has, by key, the acceptances that end with the move.
	Accepted map[string]Acceptance
}

// Moving returns the effect of a previewed move of T on the collisions of a launch.
func (s *Store) Moving(ctx context.Context, l launch.Launch, m launch.MovePreview) (Move, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return Move{}, err
	}
	g := s.db.Read(ctx)
	dues, err := s.dues(ctx, l)
	if err != nil {
		return Move{}, err
	}
	f, err := s.facts(g, db.At(s.db.Now()), l, dues)
	if err != nil {
		return Move{}, err
	}
	after := f.Moved(m)
	first, last := f.Days()
	firstAfter, lastAfter := after.Days()
	days := []civil.Date{first, firstAfter, last, lastAfter}
	f.Events, err = EventsBetween(g, slices.MinFunc(days, civil.Date.Compare), slices.MaxFunc(days, civil.Date.Compare))
	if err != nil {
		return Move{}, err
	}
	others, err := othersOfAll(g, []launch.Launch{l, after.Launch}, f.Touches)
	if err != nil {
		return Move{}, err
	}
	f.Others, after.Events, after.Others = others[l.ID], f.Events, others[l.ID]
	as, err := acceptances(g, l.ID)
	if err != nil {
		return Move{}, err
	}
	before := Match(Collide(f), as)
	mv := Move{Accepted: make(map[string]Acceptance)}
	var was []Collision
	for _, r := range before.Rows {
		was = append(was, r.Collision)
	}
	is := Collide(after)
	mv.Change = Compare(was, is)
	for _, c := range mv.Stay {
		if r, _ := before.Find(c.Key); r.Accepted != nil && !r.Accepted.Holds(c) {
			mv.Accepted[c.Key] = *r.Accepted
		}
	}
	return mv, nil
}

// Planned returns the collisions of a proposed launch. The ids of its items are their positions in
// the proposal, from 1.
func (s *Store) Planned(ctx context.Context, p launch.Proposal) ([]Collision, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	now := s.db.Now()
	at, err := p.Target.Resolve(civil.Date{})
	if err != nil {
		return nil, err
	}
	f := Facts{Now: now, Launch: launch.Launch{Name: p.Name, LaunchOn: p.Target.On, LaunchTime: p.Target.Time, Zone: p.Target.Zone,
		LaunchAt: db.At(at), LeadID: p.LeadID, State: launch.Planning}}
	for i, it := range p.Items {
		f.Dues = append(f.Dues, Due{ID: int64(i + 1), Title: it.Title, Kind: it.Kind, OwnerID: it.OwnerID, On: it.DueOn, At: it.DueTime})
	}
	g := s.db.Read(ctx)
	if f.People, err = f.people(g); err != nil {
		return nil, err
	}
	f.Events, err = f.events(g)
	return Collide(f), err
}

// Clashes returns, by launch, the collisions with other launches on the same critical services, in
// a constant number of queries.
func (s *Store) Clashes(ctx context.Context, launches ...launch.Launch) (map[int64][]Collision, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	if len(launches) == 0 {
		return nil, nil
	}
	g := s.db.Read(ctx)
	ids := make([]int64, len(launches))
	for i, l := range launches {
		ids[i] = l.ID
	}
	touches, err := service.CriticalOf(g, ids...)
	if err != nil {
		return nil, err
	}
	others, err := othersOfAll(g, launches, touches)
	out := make(map[int64][]Collision)
	for _, l := range launches {
		if cs := Collide(Facts{Launch: l, Now: s.db.Now(), Others: others[l.ID]}); len(cs) > 0 {
			out[l.ID] = cs
		}
	}
	return out, err
}

// Freezes returns the freezes between two days, in two queries.
func (s *Store) Freezes(ctx context.Context, first, last civil.Date) ([]Event, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	return EventsBetween(db.Reader{DB: s.db.Read(ctx).Where("kind = ?", Freeze).Session(&gorm.Session{})}, first, last)
}

// facts loads what a launch can collide with, except events and other launches, which depend on its days.
func (s *Store) facts(g db.Reader, now db.Instant, l launch.Launch, dues []Due) (Facts, error) {
	f := Facts{Launch: l, Now: now.Time, Dues: dues}
	var err error
	if s.rota != nil {
		shifts, err := s.rota.Shifts(g, l.ID)
		if err != nil {
			return f, err
		}
		f.Shifts = shifts[l.ID]
	}
	if f.People, err = f.people(g); err != nil {
		return f, err
	}
	f.Touches, err = service.Touching(g, l.ID)
	return f, err
}

func (f Facts) events(g db.Reader) ([]Event, error) {
	first, last := f.Days()
	return EventsBetween(g, first, last)
}

// dues returns the unfinished deliverables of a launch, from the plan that a page has loaded.
func (s *Store) dues(ctx context.Context, l launch.Launch) ([]Due, error) {
	p, err := launch.LoadPlan(ctx, s.db, l.Slug)
	if err != nil {
		return nil, err
	}
	var out []Due
	for _, it := range p.Items {
		if !it.Status.Finished() && !it.DueOn.IsZero() {
			out = append(out, Due{ID: it.ID, Title: it.Title, Kind: it.Kind, OwnerID: it.OwnerID, On: it.DueOn, At: it.DueTime})
		}
	}
	slices.SortFunc(out, func(a, b Due) int { return cmp.Compare(a.ID, b.ID) })
	return out, nil
}

// duesOf returns the unfinished deliverables of a launch.
func duesOf(g db.Reader, launchID int64) ([]Due, error) {
	rows, err := g.Raw(`SELECT d.id, d.title, d.kind, COALESCE(d.owner_id, 0), d.due_on, d.due_time FROM deliverables d
		WHERE d.launch_id = ? AND d.archived_at IS NULL AND d.due_on IS NOT NULL AND d.status NOT IN ('done', 'skipped', 'scheduled', 'published')
		ORDER BY d.id`, launchID).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Due
	for rows.Next() {
		var d Due
		if err := rows.Scan(&d.ID, &d.Title, &d.Kind, &d.OwnerID, &d.On, &d.At); err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, rows.Err()
}

// people returns the people who have work in the launch, in one query.
func (f Facts) people(g db.Reader) (map[int64]Person, error) {
	ids := []int64{f.Launch.LeadID}
	for _, d := range f.Dues {
		ids = append(ids, d.OwnerID)
	}
	for _, s := range f.Shifts {
		ids = append(ids, s.Person)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	var rows []struct {
		people.User
		AbsenceID         int64
		FirstDay, LastDay civil.Date
	}
	err := g.Raw(`SELECT u.id, u.name, u.zone, COALESCE(a.id, 0) AS absence_id, a.first_day, a.last_day
		FROM users u LEFT JOIN absences a ON a.user_id = u.id WHERE u.id IN ? ORDER BY u.id, a.first_day, a.id`, ids).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	out := make(map[int64]Person, len(ids))
	for _, r := range rows {
		p := out[r.ID]
		p.Name, p.Zone = r.Name, r.Zone
		if r.AbsenceID != 0 {
			p.Away = append(p.Away, people.Absence{ID: r.AbsenceID, UserID: r.ID, FirstDay: r.FirstDay, LastDay: r.LastDay})
		}
		out[r.ID] = p
	}
	return out, nil
}

// maxWatchDays is the maximum number of days after T for which any launch is watched, and maxShared
// the maximum number of pairs of another launch and a shared service that are loaded.
const (
	maxWatchDays = 31
	maxShared    = 4000
)

func othersOf(g db.Reader, l launch.Launch, touches []service.Touch) ([]Other, error) {
	all, err := othersOfAll(g, []launch.Launch{l}, touches)
	return all[l.ID], err
}

// othersOfAll returns, by launch, the launches near it that share a critical service. It makes one
// query for any number of launches.
func othersOfAll(g db.Reader, launches []launch.Launch, touches []service.Touch) (map[int64][]Other, error) {
	var first, last civil.Date
	for _, l := range launches {
		if first.IsZero() || l.LaunchOn.Before(first) {
			first = l.LaunchOn
		}
		if l.LaunchOn.After(last) {
			last = l.LaunchOn
		}
	}
	mine := slices.DeleteFunc(slices.Clone(touches), func(t service.Touch) bool { return t.Tier != service.Critical })
	if len(mine) == 0 {
		return nil, nil
	}
	var services []int64
	for _, t := range mine {
		services = append(services, t.ServiceID)
	}
	var near []struct {
		Other
		ServiceID int64
	}
	err := g.Table("launches l").Select("l.*, u.name AS lead_name, x.service_id").Joins("JOIN users u ON u.id = l.lead_id").
		Joins("JOIN launch_services x ON x.launch_id = l.id AND x.removed_at IS NULL AND x.service_id IN ?", services).
		Where("l.state IN ? AND l.launch_on BETWEEN ? AND ?", competingStates, first.AddDays(-maxWatchDays), last.AddDays(maxWatchDays)).
		Order("l.launch_at, l.id").Limit(maxShared).Scan(&near).Error
	if err != nil {
		return nil, err
	}
	var others []Other
	has := map[pair]bool{}
	for _, o := range near {
		if len(others) == 0 || others[len(others)-1].ID != o.ID {
			others = append(others, o.Other)
		}
		has[pair{o.ID, o.ServiceID}] = true
	}
	return matchServices(mine, others, has), nil
}

// pair is a launch and a service that it depends on.
type pair struct{ launch, service int64 }

var competingStates = []launch.State{launch.Planning, launch.Go, launch.Launching, launch.Live}

// matchServices returns, by launch, the near launches that share services with it.
func matchServices(mine []service.Touch, near []Other, has map[pair]bool) map[int64][]Other {
	of := make(map[int64][]service.Touch)
	for _, t := range mine {
		of[t.LaunchID] = append(of[t.LaunchID], t)
	}
	out := make(map[int64][]Other, len(of))
	for id, touches := range of {
		for _, o := range near {
			o.Shared = nil
			for _, t := range touches {
				if o.ID != id && has[pair{o.ID, t.ServiceID}] {
					o.Shared = append(o.Shared, t)
				}
			}
			if len(o.Shared) > 0 {
				out[id] = append(out[id], o)
			}
		}
	}
	return out
}
