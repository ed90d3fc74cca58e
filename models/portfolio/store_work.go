package portfolio

import (
	"context"
	"slices"

	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// maxWork limits the items of My work, maxHeld those on a person's page, and recentMentions the
// comments.
const (
	maxWork        = 500
	maxHeld        = 2000
	recentMentions = 30
)

// Work returns the actor's work in all open launches, in a constant number of queries.
func (s *Store) Work(ctx context.Context) (Work, error) {
	me := db.ActorOf(ctx)
	if err := people.Require(me, people.Read, people.Organisation); err != nil {
		return Work{}, err
	}
	work, err := s.launches.WorkItems(ctx,
		"WHERE d.id IN ("+waiting("a", "d.owner_id = ?")+" UNION "+waiting("b", "d.reviewer_id = ? AND d.status = 'in_review'")+
			" UNION "+waiting("c", "d.unblocker_id = ? AND d.status = 'blocked'")+
			" UNION "+waiting("e", "d.id IN (SELECT deliverable_id FROM deliverable_helpers WHERE user_id = ?)")+")",
		me.ID, maxWork+1, me.ID, maxWork+1, me.ID, maxWork+1, me.ID, maxWork+1)
	if err != nil {
		return Work{}, err
	}
	if err := s.launches.Diagnose(ctx, refs(work)); err != nil {
		return Work{}, err
	}
	g := s.db.Read(ctx)
	if err := markHelp(g, work, me.ID); err != nil {
		return Work{}, err
	}
	w := groupWork(work, me.ID)
	w.cut()
	w.Mentions, err = mentionsOf(g, me.ID)
	return w, err
}

// Held returns the most urgent open items in active launches that a person is assigned to, by id,
// in a constant number of queries.
func (s *Store) Held(ctx context.Context, person int64) (map[int64]launch.WorkItem, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	work, err := s.launches.WorkItems(ctx, "WHERE d.id IN ("+waiting("a", `(d.owner_id = ? OR d.reviewer_id = ? OR d.unblocker_id = ?
		OR d.id IN (SELECT deliverable_id FROM deliverable_helpers WHERE user_id = ?))`)+")", person, person, person, person, maxHeld)
	if err != nil {
		return nil, err
	}
	held := make(map[int64]launch.WorkItem, len(work))
	err = s.launches.Diagnose(ctx, refs(work))
	for _, it := range work {
		held[it.ID] = it
	}
	return held, err
}

// refs returns pointers to the items of a list.
func refs(list []launch.WorkItem) []*launch.WorkItem {
	out := make([]*launch.WorkItem, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out
}

// waiting returns a query for the ids of the most urgent open items that match a condition.
func waiting(alias, way string) string {
	return "SELECT id FROM (SELECT d.id FROM deliverables d WHERE " + way + " AND d.archived_at IS NULL AND " + launch.OpenItem +
		" AND EXISTS (SELECT 1 FROM launches l WHERE l.id = d.launch_id AND " + launch.OpenLaunch + `)
		ORDER BY CASE WHEN d.due_on IS NULL THEN 1 ELSE 0 END, d.due_on, d.id LIMIT ?) ` + alias
}

// markHelp sets Helps for the items that a person helps with.
func markHelp(g db.Reader, list []launch.WorkItem, person int64) error {
	ids := make([]int64, len(list))
	for i, it := range list {
		ids[i] = it.ID
	}
	var helped []int64
	err := g.Raw("SELECT deliverable_id FROM deliverable_helpers WHERE user_id = ? AND deliverable_id IN ?", person, db.OrNone(ids)).Scan(
		&helped).Error
	for i := range list {
		list[i].Helps = slices.Contains(helped, list[i].ID)
	}
	return err
}

// cut limits the number of items, dropping those with the latest due dates, so that the page stays
// usable for a person with thousands of items.
func (w *Work) cut() {
	left := maxWork
	for _, when := range launch.DueGroups {
		if n := len(w.Due[when]); n > left {
			w.Due[when], w.Cut = w.Due[when][:left], true
		}
		left -= len(w.Due[when])
	}
}

func mentionsOf(g db.Reader, person int64) ([]Notice, error) {
	var ms []Notice
	return ms, g.Raw(`SELECT c.id AS comment_id, d.id AS deliverable_id, d.title, l.slug AS launch_slug, l.name AS launch_name,
		a.name AS author_name, c.body, c.created_at, m.seen_at
		FROM mentions m JOIN comments c ON c.id = m.comment_id JOIN deliverables d ON d.id = c.deliverable_id
		JOIN launches l ON l.id = d.launch_id JOIN users a ON a.id = c.author_id
		WHERE m.user_id = ? AND d.archived_at IS NULL AND c.deleted_at IS NULL
		ORDER BY CASE WHEN m.seen_at IS NULL THEN 0 ELSE 1 END, c.id DESC LIMIT ?`, person, recentMentions).Scan(&ms).Error
}

// SeeMentions marks the actor's mention in a comment as read, or all for 0. It is not in any
// history.
func (s *Store) SeeMentions(ctx context.Context, comment int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := people.Require(tx.Actor, people.Read, people.Organisation); err != nil {
			return err
		}
		q := tx.Table("mentions").Where("user_id = ? AND seen_at IS NULL", tx.Actor.ID)
		if comment != 0 {
			q = q.Where("comment_id = ?", comment)
		}
		return q.Updates(map[string]any{"seen_at": tx.Now}).Error
	})
}

// Led returns the open launches that the actor leads, nearest first.
func (s *Store) Led(ctx context.Context) ([]launch.Launch, error) {
	actor := db.ActorOf(ctx)
	if err := people.Require(actor, people.Read, people.Organisation); err != nil {
		return nil, err
	}
	var out []launch.Launch
	return out, s.db.Read(ctx).Raw("SELECT l.* FROM launches l WHERE l.lead_id = ? AND "+launch.OpenLaunch+
		" ORDER BY l.launch_at, l.id LIMIT ?",
		actor.ID, mostLed).Scan(&out).Error
}

// mostLed limits the launches that a person leads on My work.
const mostLed = 20
