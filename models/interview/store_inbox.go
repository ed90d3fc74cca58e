package interview

import (
	"context"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// maxInboxQuestions bounds how many questions My work shows.
const maxInboxQuestions = 200

// MyQuestion is an unanswered question with its launch.
type MyQuestion struct {
	ID         int64
	Ask        string
	LaunchSlug string
	LaunchName string
	LaunchOn   civil.Date
	Today      civil.Date
}

// Inbox returns the questions that wait for the actor's answer, in
// launches that are not under way yet, in one query.
func (s *Store) Inbox(ctx context.Context) ([]MyQuestion, error) {
	me := db.ActorOf(ctx)
	if err := people.Require(me, people.Read, people.Organisation); err != nil {
		return nil, err
	}
	var rows []struct {
		ID                    int64
		Ask, Slug, Name, Zone string
		LaunchOn              civil.Date
	}
	err := s.db.Read(ctx).Raw(`SELECT q.id, q.ask, l.slug, l.name, l.zone, l.launch_on FROM interview_questions q
		JOIN launches l ON l.id = q.launch_id
		WHERE q.owner_id = ? AND q.answer_id IS NULL AND q.follow_by = '' AND q.archived_at IS NULL AND l.state IN ('planning', 'go')
		ORDER BY l.launch_on, q.position, q.id LIMIT ?`, me.ID, maxInboxQuestions).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	now := s.db.Now()
	out := make([]MyQuestion, 0, len(rows))
	for _, r := range rows {
		out = append(out, MyQuestion{ID: r.ID, Ask: r.Ask, LaunchSlug: r.Slug, LaunchName: r.Name, LaunchOn: r.LaunchOn,
			Today: launch.Launch{Zone: r.Zone}.Today(now)})
	}
	return out, nil
}
