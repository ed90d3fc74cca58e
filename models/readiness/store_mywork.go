package readiness

import (
	"context"
	"slices"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// maxTicks bounds how many items and questions my work shows.
const maxTicks = 200

// TickWork returns the open items of checklists that the actor owns and the
// questions that wait for their answer, in launches that are open: two queries.
func (s *Store) TickWork(ctx context.Context) (TickWork, error) {
	me := db.ActorOf(ctx)
	if err := people.Allow(me, people.Read, 0); err != nil {
		return TickWork{}, err
	}
	w := TickWork{Due: make(map[launch.When][]MyCheck)}
	list, err := s.myChecks(ctx, me.ID)
	if err != nil {
		return w, err
	}
	if w.Cut = len(list) > maxTicks; w.Cut {
		list = list[:maxTicks]
	}
	for _, c := range list {
		when := launch.WhenOf(c.DueOn, c.Today)
		w.Due[when] = append(w.Due[when], c)
	}
	w.Questions, err = s.myQuestions(ctx, me.ID)
	return w, err
}

// myChecks are the most pressing first.
func (s *Store) myChecks(ctx context.Context, person int64) ([]MyCheck, error) {
	var rows []struct {
		Check
		Mode, ListName, Slug, Name, Zone string
		LaunchOn                         civil.Date
	}
	err := s.db.Read(ctx).Raw(`SELECT i.id, i.title, i.state, i.note, i.due_offset, i.version, i.owner_id, c.mode, c.name AS list_name, l.slug, l.name, l.zone, l.launch_on
		FROM checklist_items i JOIN checklists c ON c.id = i.checklist_id JOIN launches l ON l.id = i.launch_id
		WHERE i.owner_id = ? AND i.state IN ('open', 'failed') AND i.archived_at IS NULL AND c.archived_at IS NULL AND l.state NOT IN ('closed', 'cancelled')
		ORDER BY l.launch_on, i.due_offset, i.id LIMIT ?`, person, maxTicks+1).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	out := make([]MyCheck, 0, len(rows))
	for _, r := range rows {
		c := MyCheck{ListName: r.ListName, LaunchSlug: r.Slug, LaunchName: r.Name, LaunchOn: r.LaunchOn, Today: s.dayIn(r.Zone)}
		c.Check, c.Mode, c.DueOn = r.Check, r.Mode, dayOf(r.LaunchOn, r.DueOffset)
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b MyCheck) int { return a.DueOn.Compare(b.DueOn) })
	return out, nil
}

func (s *Store) myQuestions(ctx context.Context, person int64) ([]MyQuestion, error) {
	var rows []struct {
		ID                    int64
		Ask, Slug, Name, Zone string
		LaunchOn              civil.Date
	}
	err := s.db.Read(ctx).Raw(`SELECT q.id, q.ask, l.slug, l.name, l.zone, l.launch_on FROM interview_questions q JOIN launches l ON l.id = q.launch_id
		WHERE q.owner_id = ? AND q.answer_id IS NULL AND q.archived_at IS NULL AND l.state IN ('planning', 'go')
		ORDER BY l.launch_on, q.position, q.id LIMIT ?`, person, maxTicks).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	out := make([]MyQuestion, 0, len(rows))
	for _, r := range rows {
		out = append(out, MyQuestion{ID: r.ID, Ask: r.Ask, LaunchSlug: r.Slug, LaunchName: r.Name, LaunchOn: r.LaunchOn, Today: s.dayIn(r.Zone)})
	}
	return out, nil
}

// dayIn is today in a zone, in UTC for one that the machine does not know.
func (s *Store) dayIn(zone string) civil.Date { return launch.Launch{Zone: zone}.Today(s.db.Now()) }

// Follow counts the open items of checklists that have a day, and so move
// when T does.
func (s *Store) Follow(ctx context.Context, launchID int64) (int, error) {
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
		return 0, err
	}
	var n int
	return n, s.db.Read(ctx).Raw(`SELECT COUNT(*) FROM checklist_items i JOIN checklists c ON c.id = i.checklist_id
		WHERE i.launch_id = ? AND i.due_offset IS NOT NULL AND i.state IN ('open', 'failed') AND i.archived_at IS NULL AND c.archived_at IS NULL`, launchID).Scan(&n).Error
}
