package launch

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/people"
)

// maxWork bounds how many items my work shows, maxHeld of how many a person's
// page says all, and recentMentions how many comments are shown.
const (
	maxWork        = 500
	maxHeld        = 2000
	recentMentions = 30
)

// openStatuses is said in words that both databases can use with the indexes by person.
const openStatuses = "d.status NOT IN ('done', 'skipped', 'scheduled', 'published')"

// Work returns everything that waits for the actor, across the launches that
// are open, in a constant number of queries.
func (s *Store) Work(ctx context.Context) (Work, error) {
	me := db.ActorOf(ctx)
	if err := people.Allow(me, people.Read, 0); err != nil {
		return Work{}, err
	}
	g := s.db.Read(ctx)
	list, err := items(g, "d.id IN ("+waiting("a", "d.owner_id = ?")+" UNION "+waiting("b", "d.reviewer_id = ? AND d.status = 'in_review'")+
		" UNION "+waiting("c", "d.unblocker_id = ? AND d.status = 'blocked'")+
		" UNION "+waiting("e", "d.id IN (SELECT deliverable_id FROM deliverable_helpers WHERE user_id = ?)")+")",
		me.ID, maxWork+1, me.ID, maxWork+1, me.ID, maxWork+1, me.ID, maxWork+1)
	if err != nil {
		return Work{}, err
	}
	work, err := s.withLaunches(g, list)
	if err != nil {
		return Work{}, err
	}
	if err := diagnoseWork(g, work); err != nil {
		return Work{}, err
	}
	if err := markHelp(g, work, me.ID); err != nil {
		return Work{}, err
	}
	w := groupWork(work, me.ID)
	w.cut()
	w.Mentions, err = mentionsOf(g, me.ID)
	return w, err
}

// Held returns the open items that a person is named on, in the launches that
// are not over, by their ids: the most pressing ones, in a constant number of queries.
func (s *Store) Held(ctx context.Context, person int64) (map[int64]WorkItem, error) {
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
		return nil, err
	}
	g := s.db.Read(ctx)
	list, err := items(g, "d.id IN ("+waiting("a", `(d.owner_id = ? OR d.reviewer_id = ? OR d.unblocker_id = ?
		OR d.id IN (SELECT deliverable_id FROM deliverable_helpers WHERE user_id = ?))`)+")", person, person, person, person, maxHeld)
	if err != nil {
		return nil, err
	}
	work, err := s.withLaunches(g, list)
	if err != nil {
		return nil, err
	}
	held := make(map[int64]WorkItem, len(work))
	err = diagnoseWork(g, work)
	for _, it := range work {
		held[it.ID] = it
	}
	return held, err
}

// waiting selects the ids of the open items that wait for somebody in one way,
// the most pressing ones: who owns thousands sees those that come first.
func waiting(alias, way string) string {
	return "SELECT id FROM (SELECT d.id FROM deliverables d WHERE " + way + " AND d.archived_at IS NULL AND " + openStatuses +
		" AND EXISTS (SELECT 1 FROM launches l WHERE l.id = d.launch_id AND " + isOpen + `)
		ORDER BY CASE WHEN d.due_on IS NULL THEN 1 ELSE 0 END, d.due_on, d.id LIMIT ?) ` + alias
}

// markHelp says of which items somebody is a helper.
func markHelp(g *gorm.DB, list []WorkItem, person int64) error {
	ids := make([]int64, len(list))
	for i, it := range list {
		ids[i] = it.ID
	}
	var helped []int64
	err := g.Raw("SELECT deliverable_id FROM deliverable_helpers WHERE user_id = ? AND deliverable_id IN ?", person, orNone(ids)).Scan(&helped).Error
	for i := range list {
		list[i].Helps = slices.Contains(helped, list[i].ID)
	}
	return err
}

// cut keeps a page readable for somebody who owns a thousand things: the far
// ones go first.
func (w *Work) cut() {
	left := maxWork
	for _, when := range Whens {
		if n := len(w.Due[when]); n > left {
			w.Due[when], w.Cut = w.Due[when][:left], true
		}
		left -= len(w.Due[when])
	}
}

func (s *Store) withLaunches(g *gorm.DB, list []Item) ([]WorkItem, error) {
	var ids []int64
	seen := make(map[int64]bool)
	for _, it := range list {
		if !seen[it.LaunchID] {
			seen[it.LaunchID] = true
			ids = append(ids, it.LaunchID)
		}
	}
	var ls []struct {
		ID       int64
		Slug     string
		Name     string
		LaunchOn civil.Date
		Zone     string
	}
	if err := g.Raw("SELECT id, slug, name, launch_on, zone FROM launches WHERE id IN ?", orNone(ids)).Scan(&ls).Error; err != nil {
		return nil, err
	}
	byID := make(map[int64]WorkItem, len(ls))
	for _, l := range ls {
		byID[l.ID] = WorkItem{LaunchSlug: l.Slug, LaunchName: l.Name, LaunchOn: l.LaunchOn, Zone: l.Zone,
			Today: civil.Of(s.db.Now(), location(l.Zone))}
	}
	out := make([]WorkItem, 0, len(list))
	for _, it := range list {
		w := byID[it.LaunchID]
		w.Item = it
		out = append(out, w)
	}
	return out, nil
}

// orNone keeps an IN list from being empty, and the number of queries the same.
func orNone(ids []int64) []int64 {
	if len(ids) == 0 {
		return []int64{0}
	}
	return ids
}

// diagnoseWork finds the same problems as a launch's own pages do.
func diagnoseWork(g *gorm.DB, list []WorkItem) error {
	ids, owners := make([]int64, len(list)), make([]int64, len(list))
	for i, it := range list {
		ids[i], owners[i] = it.ID, it.OwnerID
	}
	var away []people.Absence
	if err := g.Raw("SELECT user_id, first_day, last_day FROM absences WHERE user_id IN ? ORDER BY first_day", orNone(owners)).Scan(&away).Error; err != nil {
		return err
	}
	var deps []struct {
		DeliverableID int64
		Title         string
		DueOn         civil.Date
		DueTime       civil.TimeOfDay
	}
	err := g.Raw(`SELECT x.deliverable_id, e.title, e.due_on, e.due_time FROM dependencies x JOIN deliverables e ON e.id = x.depends_on_id
		WHERE x.deliverable_id IN ? AND e.archived_at IS NULL AND e.status <> 'skipped' ORDER BY x.depends_on_id`, orNone(ids)).Scan(&deps).Error
	if err != nil {
		return err
	}
	absent := absencesByPerson(away)
	byID := make(map[int64]*WorkItem, len(list))
	for i := range list {
		it := &list[i]
		if it.Status.Finished() {
			continue
		}
		it.Problems = it.problems(it.Today, absent[it.OwnerID])
		byID[it.ID] = it
	}
	for _, d := range deps {
		it, on := byID[d.DeliverableID], Schedule{DueOn: d.DueOn, DueTime: d.DueTime}
		if it != nil && dueBefore(it.Schedule, on) {
			it.Problems = append(it.Problems, Problem{BeforeDependency, outOfOrder(d.Title, d.DueOn)})
		}
	}
	for i := range list {
		sortProblems(list[i].Problems)
	}
	return nil
}

func mentionsOf(g *gorm.DB, person int64) ([]Notice, error) {
	var ms []Notice
	return ms, g.Raw(`SELECT c.id AS comment_id, d.id AS deliverable_id, d.title, l.slug AS launch_slug, l.name AS launch_name,
		a.name AS author_name, c.body, c.created_at, m.seen_at
		FROM mentions m JOIN comments c ON c.id = m.comment_id JOIN deliverables d ON d.id = c.deliverable_id
		JOIN launches l ON l.id = d.launch_id JOIN users a ON a.id = c.author_id
		WHERE m.user_id = ? AND d.archived_at IS NULL AND c.deleted_at IS NULL
		ORDER BY CASE WHEN m.seen_at IS NULL THEN 0 ELSE 1 END, c.id DESC LIMIT ?`, person, recentMentions).Scan(&ms).Error
}

// SeeMentions marks the actor's mentions as seen: that of one comment, or with
// 0 all of them. It is what a person has read, and therefore in no history.
func (s *Store) SeeMentions(ctx context.Context, comment int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := people.Allow(tx.Actor, people.Read, 0); err != nil {
			return err
		}
		q := tx.Table("mentions").Where("user_id = ? AND seen_at IS NULL", tx.Actor.ID)
		if comment != 0 {
			q = q.Where("comment_id = ?", comment)
		}
		return q.Updates(map[string]any{"seen_at": tx.Now}).Error
	})
}
