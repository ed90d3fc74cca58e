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

// VoteRequest is a question of a meeting that waits for an answer.
type VoteRequest struct {
	MeetingID  int64
	QuestionID int64
	LaunchSlug string
	LaunchName string
	LaunchOn   civil.Date
	Zone       string
	Topic      string
	ByVote     bool // On and Time are when voting closes
	On         civil.Date
	Time       civil.TimeOfDay
}

// Notice is a decision that a person should know about.
type Notice struct {
	MeetingID  int64
	LaunchSlug string
	LaunchName string
	Zone       string
	Scope      Scope
	Text       string
	Outcome    Outcome
	ByName     string
	RecordedAt db.Instant
}

// Title returns the decision in words.
func (n Notice) Title() string {
	return LogEntry{Scope: n.Scope, Text: n.Text, Outcome: n.Outcome}.Title()
}

// Location returns the zone of the launch.
func (n Notice) Location() *time.Location { return launch.Launch{Zone: n.Zone}.Location() }

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
	// Decided are the decisions of the last days on launches in which the person
	// was asked, tells stakeholders, or is one of the leads.
	Decided []Notice
}

// Empty reports whether nothing is asked.
func (m Inbox) Empty() bool { return len(m.Votes)+len(m.Promises)+len(m.Decided) == 0 }

// askedDays is how many days before a meeting its participants are asked to
// vote.
const askedDays = 7

// noticeDays is how many days a recorded decision is shown in My work.
const noticeDays = 3

// Inbox returns the votes of the coming days, the unmet conditions of the actor
// and the decisions of the last days, in launches that are open, in three queries.
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
	var err error
	if m.Decided, err = notices(g, me.ID, db.At(now.AddDate(0, 0, -noticeDays))); err != nil {
		return m, err
	}
	err = g.Raw(`SELECT c.id, c.meeting_id, l.slug AS launch_slug, l.name AS launch_name, l.launch_on, l.zone, c.text, c.due_at
		FROM meeting_conditions c JOIN decisions e ON e.meeting_id = c.meeting_id AND e.scope = c.scope JOIN launches l ON l.id = c.launch_id
		WHERE c.owner_id = ? AND c.met_at IS NULL
		AND NOT EXISTS (SELECT 1 FROM decisions n WHERE n.launch_id = e.launch_id AND n.scope = e.scope AND n.id > e.id)
		AND l.state NOT IN ('closed', 'cancelled') ORDER BY c.due_at, c.id`, me.ID).Scan(&m.Promises).Error
	for i := range m.Promises {
		m.Promises[i].Overdue = !now.Before(m.Promises[i].DueAt.Time)
	}
	return m, err
}

// ToVote returns the planned meeting of a launch in the coming days in which the actor has a question without an
// answer, 0 for none. on is the day of the meeting, today the day in the launch's zone.
func (s *Store) ToVote(ctx context.Context, launchID int64, on, today civil.Date) (meeting int64, err error) {
	me := db.ActorOf(ctx)
	if err := people.Require(me, people.Read, people.Organisation); err != nil {
		return 0, err
	}
	if days := on.Sub(today); days < 0 || days > askedDays {
		return 0, nil
	}
	err = s.db.Read(ctx).Raw(`SELECT COALESCE(MIN(q.meeting_id), 0) FROM meeting_questions q JOIN meetings m ON m.id = q.meeting_id
		WHERE m.launch_id = ? AND m.state = ? AND q.answer = ? AND (q.user_id = ? OR q.represented_id = ?)`,
		launchID, MeetingPlanned, AnswerOpen, me.ID, me.ID).Scan(&meeting).Error
	return meeting, err
}

// concerned selects the people who are told of a decision e: who was asked or represents somebody, who
// tells the stakeholders, and the lead.
const concerned = `(SELECT q.user_id FROM meeting_questions q WHERE q.meeting_id = e.meeting_id AND q.user_id IS NOT NULL
	UNION SELECT q.represented_id FROM meeting_questions q WHERE q.meeting_id = e.meeting_id AND q.represented_id IS NOT NULL
	UNION SELECT s.owner_id FROM stakeholders s WHERE s.launch_id = e.launch_id AND s.owner_id IS NOT NULL AND s.archived_at IS NULL
	UNION SELECT l.lead_id FROM launches l WHERE l.id = e.launch_id)`

// notices returns the decisions since an instant that concern a person and that
// they did not record themselves.
func notices(g db.Reader, person int64, since db.Instant) ([]Notice, error) {
	var out []Notice
	err := g.Raw(`SELECT e.meeting_id, l.slug AS launch_slug, l.name AS launch_name, l.zone, e.scope, e.text, e.outcome, e.by_name,
			e.recorded_at
		FROM decisions e JOIN launches l ON l.id = e.launch_id
		WHERE e.recorded_at > ? AND e.scope <> 'other' AND e.recorded_by <> ? AND ? IN `+concerned+`
		AND l.state NOT IN ('closed', 'cancelled') ORDER BY e.id DESC`, since, person, person).Scan(&out).Error
	return out, err
}

// Audience returns how many people find a decision of a meeting in My work.
func (s *Store) Audience(ctx context.Context, l launch.Launch, meeting int64) (n int, err error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return 0, err
	}
	err = s.db.Read(ctx).Raw(`SELECT COUNT(*) FROM users u, (SELECT CAST(? AS BIGINT) AS meeting_id, CAST(? AS BIGINT) AS launch_id) e
		WHERE u.deactivated_at IS NULL AND u.id <> ? AND u.id IN `+concerned, meeting, l.ID, db.ActorOf(ctx).ID).Scan(&n).Error
	return n, err
}

func votesAsked(g db.Reader, person int64, out *[]VoteRequest) error {
	var rows []struct {
		VoteRequest
		HeldOn, ItemOn     civil.Date
		HeldTime, ItemTime civil.TimeOfDay
		ItemID             *int64
	}
	err := g.Raw(`SELECT m.id AS meeting_id, q.id AS question_id, l.slug AS launch_slug, l.name AS launch_name, l.launch_on, l.zone, q.topic,
			m.by_vote, m.held_on, m.held_time, m.item_id, d.due_on AS item_on, d.due_time AS item_time
		FROM meeting_questions q JOIN meetings m ON m.id = q.meeting_id JOIN launches l ON l.id = m.launch_id
		LEFT JOIN deliverables d ON d.id = m.item_id AND d.archived_at IS NULL
		WHERE (q.user_id = ? OR q.represented_id = ?) AND q.answer = '' AND m.state = 'planned' AND l.state NOT IN ('closed', 'cancelled')
		ORDER BY m.id, q.position, q.id`, person, person).Scan(&rows).Error
	for _, r := range rows {
		r.On, r.Time = r.HeldOn, r.HeldTime
		if r.ItemID != nil {
			r.On, r.Time = r.ItemOn, r.ItemTime
		}
		*out = append(*out, r.VoteRequest)
	}
	return err
}
