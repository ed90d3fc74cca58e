package guide

import (
	"context"
	"slices"

	"tminus/models/db"
	"tminus/models/people"
)

// Work has the guides that need an action of one person.
type Work struct {
	// Review has the guides that the person must review.
	Review []Guide
	// Publish has the person's own guides that were approved, Rewrite those that were sent back.
	Publish, Rewrite []Guide
	// Stale has the stale guides that the person owns or reviews.
	Stale []Guide
	// Unhelped has the person's own guides that did not help a reader.
	Unhelped []Unhelped
	// Misses has recent searches without a result, if the person owns a guide. MissesCut reports
	// that there may be more.
	Misses    []Miss
	MissesCut bool
}

// Unhelped is a guide with unsettled answers that it did not help.
type Unhelped struct {
	Slug, Title string
	// Times is the number of answers, Noted the number of those with a note.
	Times, Noted int
}

// missDays is the number of days for which a search without a result is listed, and maxMisses the
// maximum number of them, since each is searched again.
const (
	missDays  = 7
	maxMisses = 20
)

// Empty reports whether there is nothing to do.
func (w Work) Empty() bool {
	return len(w.Review)+len(w.Publish)+len(w.Rewrite)+len(w.Stale)+len(w.Unhelped)+len(w.Misses) == 0
}

// Found removes the misses that have a result now; see Library.Now.
func (w *Work) Found(now map[string]Found) {
	w.Misses = slices.DeleteFunc(w.Misses, func(m Miss) bool {
		_, found := now[m.Query]
		return found
	})
}

// Mine returns the actor's work, in a constant number of queries.
func (s *Store) Mine(ctx context.Context) (w Work, err error) {
	me := db.ActorOf(ctx)
	if err := people.Require(me, people.Read, people.Organisation); err != nil {
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
	err = g.Raw(
		`SELECT v.guide_id, v.kind FROM guide_reviews v WHERE v.id IN (SELECT MAX(x.id) FROM guide_reviews x JOIN guides g ON g.id = x.guide_id
			WHERE (g.owner_id = ? OR g.reviewer_id = ?) AND (x.number = g.head OR x.kind = ?) AND x.kind IN ? GROUP BY x.guide_id)`,
		me.ID, me.ID, Returned, []ReviewKind{Asked, Approved, Returned}).Scan(&last).Error
	kinds := map[int64]ReviewKind{}
	for _, l := range last {
		kinds[l.GuideID] = l.Kind
	}
	for _, one := range list {
		w.add(one, kinds[one.ID], me.ID)
	}
	if err != nil || !slices.ContainsFunc(list, func(one Guide) bool { return one.OwnerID == me.ID }) {
		return w, err
	}
	if w.Unhelped, err = unhelped(g, me.ID); err != nil {
		return w, err
	}
	w.Misses, err = misses(g, s.db.Now().AddDate(0, 0, -missDays), maxMisses)
	w.MissesCut = len(w.Misses) == maxMisses
	return w, err
}

// unhelped returns the guides of an owner that did not help, the latest answer first.
func unhelped(g db.Reader, owner int64) (out []Unhelped, err error) {
	err = g.Raw(`SELECT g.slug, g.title, COUNT(*) AS times, SUM(CASE WHEN a.missing <> '' THEN 1 ELSE 0 END) AS noted
		FROM guide_answers a JOIN guides g ON g.id = a.guide_id WHERE g.owner_id = ? AND g.archived_at IS NULL AND a.helped = ?
		AND a.settled_at IS NULL
		GROUP BY g.id, g.slug, g.title ORDER BY MAX(a.at) DESC, g.id`, owner, false).Scan(&out).Error
	return out, err
}

// add adds a guide to the lists that it belongs to. last is the latest event of its review.
func (w *Work) add(g Guide, last ReviewKind, me int64) {
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
