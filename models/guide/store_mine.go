package guide

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"tminus/models/db"
	"tminus/models/people"
)

// Work is what guides ask of one person.
type Work struct {
	// Review are those that wait for their review.
	Review []Guide
	// Publish are their own that were approved, Rewrite their own that were sent
	// back.
	Publish, Rewrite []Guide
	// Stale are those of theirs, or that they review, that may not hold any more.
	Stale []Guide
	// Unhelped are their own that did not help somebody.
	Unhelped []Unhelped
	// Misses are what was looked for in vain lately, for those who own a guide. There
	// may be more than these when MissesCut.
	Misses    []Miss
	MissesCut bool
}

// Unhelped is a guide of which somebody said that it did not help, until that is
// settled.
type Unhelped struct {
	Slug, Title string
	// Times is how often, Noted how often with what was missing.
	Times, Noted int
}

// For how many days a search in vain stands on my work, and how many of them are
// read at most: each is looked up again, to see whether it is found by now.
const (
	missDays   = 7
	mostMissed = 20
)

// Empty tells whether nothing is asked.
func (w Work) Empty() bool {
	return len(w.Review)+len(w.Publish)+len(w.Rewrite)+len(w.Stale)+len(w.Unhelped)+len(w.Misses) == 0
}

// Found takes out what is found by now; see Library.Now.
func (w *Work) Found(now map[string]Found) {
	w.Misses = slices.DeleteFunc(w.Misses, func(m Miss) bool {
		_, found := now[m.Query]
		return found
	})
}

// Mine is what guides ask of the actor, in a constant number of queries.
func (s *Store) Mine(ctx context.Context) (w Work, err error) {
	me := db.ActorOf(ctx)
	if err := people.Allow(me, people.Read, 0); err != nil {
		return w, err
	}
	g := s.db.Read(ctx)
	list, err := guides(g, s.db.Now(), "g.archived_at IS NULL AND (g.owner_id = ? OR g.reviewer_id = ?)", me.ID, me.ID)
	if err != nil {
		return w, err
	}
	var last []struct {
		GuideID int64
		Kind    ReviewKind
	}
	err = g.Raw(`SELECT v.guide_id, v.kind FROM guide_reviews v WHERE v.id IN (SELECT MAX(x.id) FROM guide_reviews x JOIN guides g ON g.id = x.guide_id
			WHERE (g.owner_id = ? OR g.reviewer_id = ?) AND (x.number = g.head OR x.kind = ?) AND x.kind IN ? GROUP BY x.guide_id)`,
		me.ID, me.ID, Returned, []ReviewKind{Asked, Approved, Returned}).Scan(&last).Error
	kinds := map[int64]ReviewKind{}
	for _, l := range last {
		kinds[l.GuideID] = l.Kind
	}
	for _, one := range list {
		w.sort(one, kinds[one.ID], me.ID)
	}
	if err != nil || !slices.ContainsFunc(list, func(one Guide) bool { return one.OwnerID == me.ID }) {
		return w, err
	}
	if w.Unhelped, err = unhelped(g, me.ID); err != nil {
		return w, err
	}
	w.Misses, err = misses(g, s.db.Now().AddDate(0, 0, -missDays), mostMissed)
	w.MissesCut = len(w.Misses) == mostMissed
	return w, err
}

// unhelped are somebody's guides that did not help, the one of which that was said
// last first.
func unhelped(g *gorm.DB, owner int64) (out []Unhelped, err error) {
	err = g.Raw(`SELECT g.slug, g.title, COUNT(*) AS times, SUM(CASE WHEN a.missing <> '' THEN 1 ELSE 0 END) AS noted
		FROM guide_answers a JOIN guides g ON g.id = a.guide_id WHERE g.owner_id = ? AND g.archived_at IS NULL AND a.helped = ? AND a.settled_at IS NULL
		GROUP BY g.id, g.slug, g.title ORDER BY MAX(a.at) DESC, g.id`, owner, false).Scan(&out).Error
	return out, err
}

func (w *Work) sort(g Guide, last ReviewKind, me int64) {
	switch {
	case g.ReviewerID == me && g.State == InReview && last != Approved:
		w.Review = append(w.Review, g)
	case g.OwnerID == me && g.State == InReview && last == Approved && g.Head != g.Published:
		w.Publish = append(w.Publish, g)
	case g.OwnerID == me && g.State == Draft && last == Returned:
		w.Rewrite = append(w.Rewrite, g)
	}
	if len(g.Stale) > 0 {
		w.Stale = append(w.Stale, g)
	}
}
