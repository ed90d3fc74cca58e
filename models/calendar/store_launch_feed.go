package calendar

import (
	"context"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/template"
)

// FeedItem is a deliverable in a calendar feed.
type FeedItem struct {
	ID         int64
	Title      string
	Kind       template.Kind
	Status     launch.Status
	OwnerName  string
	Owned      bool // by the owner of the feed; otherwise they review it
	DueOn      civil.Date
	DueTime    civil.TimeOfDay
	LaunchSlug string
	LaunchName string
	Zone       string
	// Edits increases with each edit of the item and of its launch.
	Edits    int
	Made     time.Time
	Modified time.Time
	Archived bool
	// CalledOff reports whether the launch was cancelled.
	CalledOff bool
}

// FeedLaunch is T of a launch in a calendar feed.
type FeedLaunch struct {
	launch.Launch
	LeadName string
}

// feedPast is the number of past days in a personal feed.
const feedPast = 180

// MyFeed returns the deliverables with a due date that the actor owns or reviews, including those
// that were recently removed, or cancelled with their launch.
func (s *Store) MyFeed(ctx context.Context) ([]FeedItem, error) {
	me := db.ActorOf(ctx).ID
	today := civil.Of(s.db.Now(), time.UTC)
	return s.feedItems(ctx, me, "(d.owner_id = ? OR d.reviewer_id = ?) AND d.due_on > ? AND (l.state <> ? OR l.updated_at > ?)",
		me, me, today.AddDays(-feedPast), launch.Cancelled, db.At(s.db.Now().Add(-tombstoneAge)))
}

// LaunchFeed returns the deliverables of a launch that have a due date; see MyFeed.
func (s *Store) LaunchFeed(ctx context.Context, launchID int64) ([]FeedItem, error) {
	return s.feedItems(ctx, db.ActorOf(ctx).ID, "d.launch_id = ?", launchID)
}

func (s *Store) feedItems(ctx context.Context, me int64, where string, args ...any) ([]FeedItem, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	since := db.At(s.db.Now().Add(-tombstoneAge))
	rows, err := s.db.Read(ctx).Raw(
		`SELECT d.id, d.title, d.kind, d.status, COALESCE(u.name, ''), COALESCE(d.owner_id, 0), d.due_on, d.due_time,
			l.slug, l.name, l.zone, d.version + l.version - 2, d.created_at, d.updated_at, l.updated_at, d.archived_at, l.state
		FROM deliverables d JOIN launches l ON l.id = d.launch_id LEFT JOIN users u ON u.id = d.owner_id
		WHERE d.due_on IS NOT NULL AND (d.archived_at IS NULL OR d.archived_at > ?) AND `+where+" ORDER BY d.due_on, d.id",
		append([]any{since}, args...)...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []FeedItem
	for rows.Next() {
		var it FeedItem
		var owner int64
		var state launch.State
		var made, changed, launchChanged, archived db.Instant
		err := rows.Scan(&it.ID, &it.Title, &it.Kind, &it.Status, &it.OwnerName, &owner, &it.DueOn, &it.DueTime,
			&it.LaunchSlug, &it.LaunchName, &it.Zone, &it.Edits, &made, &changed, &launchChanged, &archived, &state)
		if err != nil {
			return nil, err
		}
		it.Owned, it.Made, it.Modified, it.Archived = owner == me, made.Time, changed.Time, !archived.IsZero()
		it.CalledOff = state == launch.Cancelled
		if launchChanged.After(it.Modified) {
			it.Modified = launchChanged.Time
		}
		out = append(out, it)
	}
	return out, rows.Err()
}

// Cancelled reports whether the calendar shows the item as cancelled.
func (it FeedItem) Cancelled() bool {
	return it.Archived || it.CalledOff || it.Status == launch.Skipped
}

// FeedLaunches returns T of all launches, or of one if id is not 0. It includes launches that were
// cancelled recently.
func (s *Store) FeedLaunches(ctx context.Context, id int64) ([]FeedLaunch, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	since := db.At(s.db.Now().Add(-tombstoneAge))
	g := s.db.Read(ctx).Table("launches l").Select("l.*, u.name AS lead_name").Joins("JOIN users u ON u.id = l.lead_id").
		Where("l.state <> ? OR l.updated_at > ?", launch.Cancelled, since)
	if id != 0 {
		g = g.Where("l.id = ?", id)
	}
	var out []FeedLaunch
	err := g.Order("l.launch_at, l.id").Scan(&out).Error
	return out, err
}
