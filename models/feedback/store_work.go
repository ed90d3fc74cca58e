package feedback

import (
	"context"

	"tminus/models/db"
	"tminus/models/people"
)

// Work has the reports that need an action of one person.
type Work struct {
	// Decide has the person's undecided reports, Begin those whose outcome needs work that has not
	// begun, and Ripe those that can be closed.
	Decide, Begin, Ripe []Report
	// Unowned counts the reports without an owner, by launch that the person leads.
	Unowned []Unowned
}

// Unowned is the number of reports without an owner in a launch.
type Unowned struct {
	LaunchSlug, LaunchName string
	N                      int
}

// Empty reports whether there is nothing to do.
func (w Work) Empty() bool { return len(w.Decide)+len(w.Begin)+len(w.Ripe)+len(w.Unowned) == 0 }

// maxWork is the maximum number of reports in Work.
const maxWork = 100

// Mine returns the actor's work in active launches, in a constant number of queries.
func (s *Store) Mine(ctx context.Context) (w Work, err error) {
	me := db.ActorOf(ctx)
	if err := people.Require(me, people.Read, people.Organisation); err != nil {
		return w, err
	}
	g := s.db.Read(ctx)
	own, err := reports(g, "r.owner_id = ? AND r.archived_at IS NULL AND l.state NOT IN ? AND "+stateConditions[""], "r.at, r.id",
		maxWork, 0, me.ID, endedStates)
	if err != nil {
		return w, err
	}
	for _, r := range own {
		switch {
		case r.State() == Open:
			w.Decide = append(w.Decide, r)
		case len(r.Links) == 0 && r.Outcome.needsWork():
			w.Begin = append(w.Begin, r)
		case r.Ripe():
			w.Ripe = append(w.Ripe, r)
		}
	}
	err = g.Raw(`SELECT l.slug AS launch_slug, l.name AS launch_name, COUNT(*) AS n
		FROM feedback_reports r JOIN launches l ON l.id = r.launch_id LEFT JOIN users o ON o.id = r.owner_id
		WHERE l.lead_id = ? AND r.archived_at IS NULL AND l.state NOT IN ? AND `+stateConditions[""]+" AND "+unowned+
		" GROUP BY l.slug, l.name, l.launch_on, l.id ORDER BY l.launch_on, l.id", me.ID, endedStates).Scan(&w.Unowned).Error
	return w, err
}
