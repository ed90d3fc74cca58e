package guide

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

const guideColumns = `g.id, g.slug, g.title, g.summary, g.state, g.head, g.published, g.published_at, COALESCE(g.owner_id, 0),
	COALESCE(o.name, ''),
	CASE WHEN o.deactivated_at IS NULL THEN 0 ELSE 1 END, COALESCE(g.reviewer_id, 0), COALESCE(w.name, ''), g.review_on,
	COALESCE(l.id, 0), COALESCE(l.slug, ''), COALESCE(l.name, ''), COALESCE(l.lead_id, 0), COALESCE(d.id, 0), COALESCE(d.title, ''),
	COALESCE(c.id, 0), COALESCE(c.name, ''), g.checked_at, g.checked_for_support, g.checked_scope, g.public, g.public_token,
	g.archived_at, g.version, g.updated_at`

const guideFrom = ` FROM guides g LEFT JOIN users o ON o.id = g.owner_id LEFT JOIN users w ON w.id = g.reviewer_id
	LEFT JOIN users c ON c.id = g.checked_by
	LEFT JOIN launches l ON l.id = g.launch_id LEFT JOIN deliverables d ON d.id = g.deliverable_id AND d.archived_at IS NULL `

// guides returns the guides that match a condition on g, ordered by title, and determines whether
// they are stale. It makes three queries for any number of guides.
func guides(g *gorm.DB, now time.Time, where string, args ...any) ([]Guide, error) {
	rows, err := g.Raw("SELECT "+guideColumns+guideFrom+"WHERE "+where+" ORDER BY lower(g.title), g.id", args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Guide
	var was []string
	for rows.Next() {
		one, scope, err := scanGuide(rows)
		if err != nil {
			return nil, err
		}
		list, was = append(list, one), append(was, scope)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return list, judge(g, list, was, now)
}

func scanGuide(rows *sql.Rows) (one Guide, scope string, err error) {
	var gone int
	var published, checked, archived, updated db.Instant
	err = rows.Scan(&one.ID, &one.Slug, &one.Title, &one.Summary, &one.State, &one.Head, &one.Published, &published, &one.OwnerID,
		&one.OwnerName,
		&gone, &one.ReviewerID, &one.ReviewerName, &one.ReviewOn, &one.LaunchID, &one.LaunchSlug, &one.LaunchName, &one.LaunchLead,
		&one.DeliverableID, &one.Deliverable,
		&one.Checked.ByID, &one.Checked.By, &checked, &one.Checked.ForSupport, &scope, &one.Public, &one.PublicToken, &archived,
		&one.Version, &updated)
	one.OwnerGone, one.Archived = gone != 0, !archived.IsZero()
	one.PublishedAt, one.Checked.At, one.UpdatedAt = published.Time, checked.Time, updated.Time
	return one, scope, err
}

// judge sets the reasons why published guides are stale.
func judge(g *gorm.DB, list []Guide, was []string, now time.Time) error {
	ids := map[int64]bool{}
	for _, one := range list {
		if one.Published != 0 && one.LaunchID != 0 {
			ids[one.LaunchID] = true
		}
	}
	present, err := scopes(g, ids)
	if err != nil {
		return err
	}
	for i, one := range list {
		if one.Published != 0 && !one.Archived {
			sc := present[one.LaunchID]
			list[i].Stale = Reasons(decodeScope(was[i]), sc, one.ReviewOn, civil.Of(now, sc.location()))
		}
	}
	return nil
}

func (s Scope) location() *time.Location {
	loc, err := civil.Zone(s.Zone)
	if err != nil || s.Zone == "" {
		return time.UTC
	}
	return loc
}

// scopes returns the current scopes of launches, in one query.
func scopes(g *gorm.DB, of map[int64]bool) (map[int64]Scope, error) {
	out := make(map[int64]Scope, len(of))
	if len(of) == 0 {
		return out, nil
	}
	ids := slices.Collect(maps.Keys(of))
	rows, err := g.Raw(`SELECT l.id, l.launch_at, l.zone, l.summary, COALESCE(d.id, 0), COALESCE(d.title, '') FROM launches l
		LEFT JOIN deliverables d ON d.launch_id = l.id AND d.archived_at IS NULL AND d.follow_up = ? WHERE l.id IN ?`, false, ids).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id, item int64
		var sc Scope
		var at db.Instant
		var title string
		if err := rows.Scan(&id, &at, &sc.Zone, &sc.Summary, &item, &title); err != nil {
			return nil, err
		}
		if _, ok := out[id]; !ok {
			sc.LaunchID, sc.At, sc.Items = id, at.UnixMilli(), map[int64]string{}
			out[id] = sc
		}
		if item != 0 {
			out[id].Items[item] = title
		}
	}
	return out, rows.Err()
}

func (s *Store) one(g *gorm.DB, where string, args ...any) (Guide, error) {
	list, err := guides(g, s.db.Now(), where, args...)
	if err != nil {
		return Guide{}, err
	}
	if len(list) == 0 {
		return Guide{}, fault.NotFound("guide")
	}
	return list[0], nil
}

// Detail is a guide with one of its revisions.
type Detail struct {
	Guide
	Revision Revision
	// Reviews has the events of its reviews, newest first.
	Reviews  []Review
	Services []Thing
	// Item is the state of the guide's deliverable.
	Item Item
}

// Item is the state of a guide's deliverable in the plan of the launch.
type Item struct {
	Status  launch.Status
	Version int
}

// Get returns a guide with its published revision, or with the newest one if none is published. It
// returns NotFound if there is no such guide.
func (s *Store) Get(ctx context.Context, slug string) (Detail, error) {
	return s.get(ctx, slug, func(g Guide) int {
		if g.Published != 0 {
			return g.Published
		}
		return g.Head
	})
}

// Newest returns a guide with its newest revision. It returns NotFound if there is no such guide.
func (s *Store) Newest(ctx context.Context, slug string) (Detail, error) {
	return s.get(ctx, slug, func(g Guide) int { return g.Head })
}

// At returns a guide with one of its revisions. It returns NotFound if there is no such guide or
// revision.
func (s *Store) At(ctx context.Context, slug string, number int) (Detail, error) {
	return s.get(ctx, slug, func(Guide) int { return number })
}

func (s *Store) get(ctx context.Context, slug string, which func(Guide) int) (d Detail, err error) {
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
		return d, err
	}
	g := s.db.Read(ctx)
	if d.Guide, err = s.one(g, "g.slug = ?", slug); err != nil {
		return d, err
	}
	list, err := revisions(g, "r.guide_id = ? AND r.number = ?", d.ID, which(d.Guide))
	if err != nil {
		return d, err
	}
	if len(list) == 0 {
		return d, fault.NotFound("version of this guide")
	}
	d.Revision = list[0]
	if d.Reviews, err = reviews(g, d.ID); err != nil {
		return d, err
	}
	if d.DeliverableID != 0 {
		if err := g.Raw("SELECT status, version FROM deliverables WHERE id = ?", d.DeliverableID).Scan(&d.Item).Error; err != nil {
			return d, err
		}
	}
	err = g.Raw("SELECT s.id, s.name FROM services s JOIN guide_services b ON b.service_id = s.id WHERE b.guide_id = ? ORDER BY "+
		"lower(s.name), s.id", d.ID).Scan(&d.Services).Error
	return d, err
}

// Revisions returns the revisions of a guide, newest first, without their content.
func (s *Store) Revisions(ctx context.Context, slug string) ([]Revision, error) {
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
		return nil, err
	}
	g := s.db.Read(ctx)
	r, err := bySlug(g, slug)
	if err != nil {
		return nil, err
	}
	rows, err := g.Raw(`SELECT r.number, r.message, COALESCE(r.author_id, 0), COALESCE(u.name, ''), r.created_at
		FROM guide_revisions r LEFT JOIN users u ON u.id = r.author_id WHERE r.guide_id = ? ORDER BY r.number DESC`, r.ID).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Revision
	for rows.Next() {
		var v Revision
		var at db.Instant
		if err := rows.Scan(&v.Number, &v.Message, &v.AuthorID, &v.AuthorName, &at); err != nil {
			return nil, err
		}
		v.At = at.Time
		out = append(out, v)
	}
	return out, rows.Err()
}

// revisions returns the revisions that match a condition on r.
func revisions(g *gorm.DB, where string, args ...any) ([]Revision, error) {
	rows, err := g.Raw(`SELECT r.number, r.content, r.message, COALESCE(r.author_id, 0), COALESCE(u.name, ''), r.created_at
		FROM guide_revisions r LEFT JOIN users u ON u.id = r.author_id WHERE `+where+" ORDER BY r.guide_id, r.number", args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Revision
	for rows.Next() {
		var v Revision
		var at db.Instant
		var content string
		if err := rows.Scan(&v.Number, &content, &v.Message, &v.AuthorID, &v.AuthorName, &at); err != nil {
			return nil, err
		}
		v.At = at.Time
		if v.Content, err = decode(content); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

func reviews(g *gorm.DB, guideID int64) ([]Review, error) {
	rows, err := g.Raw(
		`SELECT v.id, v.number, v.kind, COALESCE(v.by_id, 0), COALESCE(u.name, ''), COALESCE(w.name, ''), v.note, v.for_support, v.at
		FROM guide_reviews v LEFT JOIN users u ON u.id = v.by_id LEFT JOIN users w ON w.id = v.whom_id WHERE v.guide_id = ? ORDER BY v.id DESC`,
		guideID).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Review
	for rows.Next() {
		var v Review
		var at db.Instant
		if err := rows.Scan(&v.ID, &v.Number, &v.Kind, &v.ByID, &v.By, &v.Whom, &v.Note, &v.ForSupport, &at); err != nil {
			return nil, err
		}
		v.At = at.Time
		out = append(out, v)
	}
	return out, rows.Err()
}
