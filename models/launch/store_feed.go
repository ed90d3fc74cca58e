package launch

import (
	"context"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/people"
	"tminus/models/template"
)

// remembered is for how long a calendar feed says of what was deleted that it is
// cancelled: long enough for every program that fetches it now and then.
const remembered = 30 * 24 * time.Hour

// FeedItem is a deliverable as a calendar shows it.
type FeedItem struct {
	ID         int64
	Title      string
	Kind       template.Kind
	Status     Status
	OwnerName  string
	Owned      bool // by whose feed it is; else they review it
	DueOn      civil.Date
	DueTime    civil.TimeOfDay
	LaunchSlug string
	LaunchName string
	Zone       string
	// Edits grows with each edit of the item and of its launch.
	Edits    int
	Made     time.Time
	Modified time.Time
	Archived bool
	// CalledOff says that the launch was cancelled.
	CalledOff bool
}

// FeedLaunch is T of a launch as a calendar shows it.
type FeedLaunch struct {
	Launch
	LeadName string
}

// feedPast is how far back one's own feed reaches.
const feedPast = 180

// MyFeed returns what the actor owns or reviews and has a due date, and what of it
// was taken off the plan, or called off with its launch, a short while ago.
func (s *Store) MyFeed(ctx context.Context) ([]FeedItem, error) {
	me := db.ActorOf(ctx).ID
	today := civil.Of(s.db.Now(), time.UTC)
	return s.feedItems(ctx, me, "(d.owner_id = ? OR d.reviewer_id = ?) AND d.due_on > ? AND (l.state <> ? OR l.updated_at > ?)",
		me, me, today.AddDays(-feedPast), Cancelled, db.At(s.db.Now().Add(-remembered)))
}

// LaunchFeed returns all that has a due date in a launch; see MyFeed.
func (s *Store) LaunchFeed(ctx context.Context, launchID int64) ([]FeedItem, error) {
	return s.feedItems(ctx, db.ActorOf(ctx).ID, "d.launch_id = ?", launchID)
}

func (s *Store) feedItems(ctx context.Context, me int64, where string, args ...any) ([]FeedItem, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	since := db.At(s.db.Now().Add(-remembered))
	rows, err := s.db.Read(ctx).Raw(`SELECT d.id, d.title, d.kind, d.status, COALESCE(u.name, ''), COALESCE(d.owner_id, 0), d.due_on, d.due_time,
			l.slug, l.name, l.zone, d.version + l.version - 2, d.created_at, d.updated_at, l.updated_at, d.archived_at, l.state
		FROM deliverables d JOIN launches l ON l.id = d.launch_id LEFT JOIN users u ON u.id = d.owner_id
		WHERE d.due_on IS NOT NULL AND (d.archived_at IS NULL OR d.archived_at > ?) AND `+where+" ORDER BY d.due_on, d.id", append([]any{since}, args...)...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []FeedItem
	for rows.Next() {
		var it FeedItem
		var owner int64
		var state State
		var made, changed, launchChanged, archived db.Instant
		err := rows.Scan(&it.ID, &it.Title, &it.Kind, &it.Status, &it.OwnerName, &owner, &it.DueOn, &it.DueTime,
			&it.LaunchSlug, &it.LaunchName, &it.Zone, &it.Edits, &made, &changed, &launchChanged, &archived, &state)
		if err != nil {
			return nil, err
		}
		it.Owned, it.Made, it.Modified, it.Archived = owner == me, made.Time, changed.Time, !archived.IsZero()
		it.CalledOff = state == Cancelled
		if launchChanged.After(it.Modified) {
			it.Modified = launchChanged.Time
		}
		out = append(out, it)
	}
	return out, rows.Err()
}

// Cancelled tells whether a calendar strikes the item out.
func (it FeedItem) Cancelled() bool { return it.Archived || it.CalledOff || it.Status == Skipped }

// FeedLaunches returns T of all launches, those that were cancelled for a while
// longer, or of one where id is not 0.
func (s *Store) FeedLaunches(ctx context.Context, id int64) ([]FeedLaunch, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	since := db.At(s.db.Now().Add(-remembered))
	g := s.db.Read(ctx).Table("launches l").Select("l.*, u.name AS lead_name").Joins("JOIN users u ON u.id = l.lead_id").
		Where("l.state <> ? OR l.updated_at > ?", Cancelled, since)
	if id != 0 {
		g = g.Where("l.id = ?", id)
	}
	var out []FeedLaunch
	err := g.Order("l.launch_at, l.id").Scan(&out).Error
	return out, err
}
