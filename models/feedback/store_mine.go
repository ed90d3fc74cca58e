package feedback

import (
	"context"

	"tminus/models/db"
	"tminus/models/people"
)

// Work is what feedback asks of one person.
type Work struct {
	// Decide are their reports about which nothing is decided, Begin those of which
	// something should have come and nothing has, Ripe those of which all that came
	// of them is done.
	Decide, Begin, Ripe []Report
	// Unowned counts the reports that nobody has, by the launches that they lead.
	Unowned []Unowned
}

// Unowned is how many reports of a launch nobody has.
type Unowned struct {
	LaunchSlug, LaunchName string
	N                      int
}

// Empty tells whether nothing is asked.
func (w Work) Empty() bool { return len(w.Decide)+len(w.Begin)+len(w.Ripe)+len(w.Unowned) == 0 }

// maxMine bounds how many reports my work shows.
const maxMine = 100

// Mine is what feedback asks of the actor in launches that are not over, in a
// constant number of queries.
func (s *Store) Mine(ctx context.Context) (w Work, err error) {
	me := db.ActorOf(ctx)
	if err := people.Allow(me, people.Read, 0); err != nil {
		return w, err
	}
	g := s.db.Read(ctx)
	own, err := reports(g, "r.owner_id = ? AND r.archived_at IS NULL AND l.state NOT IN ? AND "+stateIs[""], "r.at, r.id", maxMine, 0, me.ID, over)
	if err != nil {
		return w, err
	}
	for _, r := range own {
		switch {
		case r.State() == Open:
			w.Decide = append(w.Decide, r)
		case len(r.Links) == 0 && r.Outcome.asks():
			w.Begin = append(w.Begin, r)
		case r.Ripe():
			w.Ripe = append(w.Ripe, r)
		}
	}
	err = g.Raw(`SELECT l.slug AS launch_slug, l.name AS launch_name, COUNT(*) AS n
		FROM feedback_reports r JOIN launches l ON l.id = r.launch_id LEFT JOIN users o ON o.id = r.owner_id
		WHERE l.lead_id = ? AND r.archived_at IS NULL AND l.state NOT IN ? AND `+stateIs[""]+" AND "+unowned+
		" GROUP BY l.slug, l.name, l.launch_on, l.id ORDER BY l.launch_on, l.id", me.ID, over).Scan(&w.Unowned).Error
	return w, err
}
