package gonogo

import (
	"context"
	"slices"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// VoteRequest is a meeting that waits for a vote.
type VoteRequest struct {
	MeetingID  int64
	LaunchSlug string
	LaunchName string
	LaunchOn   civil.Date
	Zone       string
	Function   string
	On         civil.Date
	Time       civil.TimeOfDay
}

// MyCondition is an unmet condition with its meeting and launch.
type MyCondition struct {
	ID         int64
	MeetingID  int64
	LaunchSlug string
	LaunchName string
	LaunchOn   civil.Date
	Zone       string
	Text       string
	DueAt      db.Instant
	Overdue    bool `gorm:"-"`
}

// Location returns the zone of the launch.
func (p MyCondition) Location() *time.Location { return launch.Launch{Zone: p.Zone}.Location() }

// Inbox is what decisions ask of one person.
type Inbox struct {
	Votes    []VoteRequest
	Promises []MyCondition
}

// Empty reports whether nothing is asked.
func (m Inbox) Empty() bool { return len(m.Votes)+len(m.Promises) == 0 }

// askedDays is how many days before a meeting its participants are asked to
// vote.
const askedDays = 7

// Inbox returns the votes of the coming days and the unmet conditions of the
// actor, in launches that are open, in two queries.
func (s *Store) Inbox(ctx context.Context) (Inbox, error) {
	me := db.ActorOf(ctx)
	if err := people.Require(me, people.Read, people.Organisation); err != nil {
		return Inbox{}, err
	}
	var m Inbox
	g := s.db.Read(ctx)
	if err := votesAsked(g, me.ID, &m.Votes); err != nil {
		return m, err
	}
	now := s.db.Now()
	m.Votes = slices.DeleteFunc(m.Votes, func(v VoteRequest) bool {
		loc, err := civil.Zone(v.Zone)
		return err != nil || v.On.IsZero() || v.On.Sub(civil.Of(now, loc)) > askedDays
	})
	slices.SortStableFunc(m.Votes, func(a, b VoteRequest) int { return a.On.Compare(b.On) })
	err := g.Raw(`SELECT c.id, c.meeting_id, l.slug AS launch_slug, l.name AS launch_name, l.launch_on, l.zone, c.text, c.due_at
		FROM meeting_conditions c JOIN meetings m ON m.id = c.meeting_id JOIN launches l ON l.id = c.launch_id
		WHERE c.owner_id = ? AND c.met_at IS NULL AND m.state = 'recorded' AND m.outcome = 'conditional' AND m.superseded_by IS NULL
		AND l.state NOT IN ('closed', 'cancelled') ORDER BY c.due_at, c.id`, me.ID).Scan(&m.Promises).Error
	for i := range m.Promises {
		m.Promises[i].Overdue = !now.Before(m.Promises[i].DueAt.Time)
	}
	return m, err
}

func votesAsked(g db.Reader, person int64, out *[]VoteRequest) error {
	var rows []struct {
		VoteRequest
		HeldOn, ItemOn     civil.Date
		HeldTime, ItemTime civil.TimeOfDay
		ItemID             *int64
	}
	err := g.Raw(`SELECT m.id AS meeting_id, l.slug AS launch_slug, l.name AS launch_name, l.launch_on, l.zone, s.function,
			m.held_on, m.held_time, m.item_id, d.due_on AS item_on, d.due_time AS item_time
		FROM meeting_seats s JOIN meetings m ON m.id = s.meeting_id JOIN launches l ON l.id = m.launch_id
		LEFT JOIN deliverables d ON d.id = m.item_id AND d.archived_at IS NULL
		WHERE s.user_id = ? AND s.vote = '' AND m.state = 'planned' AND l.state NOT IN ('closed', 'cancelled') ORDER BY m.id`,
		person).Scan(&rows).Error
	for _, r := range rows {
		r.On, r.Time = r.HeldOn, r.HeldTime
		if r.ItemID != nil {
			r.On, r.Time = r.ItemOn, r.ItemTime
		}
		*out = append(*out, r.VoteRequest)
	}
	return err
}
