package guide

import (
	"context"
	"crypto/rand"
	"strings"

	"gorm.io/gorm"

	"tminus/internal/civil"
	"tminus/internal/slug"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Topic is the hub's topic on which the id of a guide is published after each
// commit here that may change what its readers read.
const Topic = "guides"

// Store is what people do with guides.
type Store struct{ db *db.DB }

// NewStore returns a store on d.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// write runs a transaction about one guide, whose id fn returns, and publishes
// that id once it is committed.
func (s *Store) write(ctx context.Context, fn func(tx *db.Tx) (int64, error)) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		id, err := fn(tx)
		if err == nil && id != 0 {
			tx.Publish(Topic, id)
		}
		return err
	})
}

// row is a guide as it is kept.
type row struct {
	ID                      int64
	Slug, Title, Summary    string
	SearchText              string
	State                   State
	OwnerID, ReviewerID     *int64
	ReviewOn                civil.Date
	LaunchID, DeliverableID *int64
	Head, Published         int
	PublishedAt             db.Instant
	CheckedAt               db.Instant
	CheckedBy               *int64
	CheckedForSupport       bool
	CheckedScope            string
	Public                  Public
	PublicToken             string
	ArchivedAt              db.Instant
	Version                 int
	CreatedAt, UpdatedAt    db.Instant
}

// TableName implements GORM's Tabler.
func (row) TableName() string { return "guides" }

// revisionRow is a revision as it is kept.
type revisionRow struct {
	ID        int64
	GuideID   int64
	Number    int
	Content   string
	Message   string
	AuthorID  *int64
	CreatedAt db.Instant
}

// TableName implements GORM's Tabler.
func (revisionRow) TableName() string { return "guide_revisions" }

// audit leaves what was done to a guide in the log.
func (r row) audit(tx *db.Tx, action, reason string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: "guide." + action, Entity: "guide", EntityID: r.ID, LaunchID: r.LaunchID, Label: r.Title, Changes: changes, Reason: reason})
}

// bySlug loads a guide. Returns NotFound.
func bySlug(g *gorm.DB, name string) (row, error) {
	var r row
	err := g.Where("slug = ?", name).Take(&r).Error
	return r, db.NotFoundAs(err, "guide")
}

// toEdit is a guide for who may write in it. Returns Forbidden to others.
func toEdit(tx *db.Tx, name string) (row, error) {
	r, err := bySlug(tx.DB, name)
	if err != nil {
		return r, err
	}
	return r, people.Allow(tx.Actor, people.EditPlan, 0)
}

// toAnswer is a guide for who answers for it: its owner, the lead of its launch,
// an administrator. Returns Forbidden to others.
func toAnswer(tx *db.Tx, name string) (row, error) {
	r, err := toEdit(tx, name)
	if err != nil {
		return r, err
	}
	var lead int64
	if r.LaunchID != nil {
		l, err := launchByID(tx.DB, *r.LaunchID)
		if err != nil {
			return r, err
		}
		lead = l.LeadID
	}
	return r, mayAnswer(tx.Actor, db.IDOf(r.OwnerID), lead)
}

func mayAnswer(a db.Actor, owner, lead int64) error {
	if owner != 0 && a.ID == owner && people.May(a, people.EditPlan, 0) || people.May(a, people.LeadLaunch, lead) {
		return nil
	}
	if err := people.Allow(a, people.EditPlan, 0); err != nil {
		return err
	}
	return fault.Forbidden("Only the guide’s owner, the lead of its launch or an administrator can do this.")
}

// MayAnswer tells whether an actor answers for a guide: publishes it, opens it to
// the public, archives it.
func (g Guide) MayAnswer(a db.Actor) bool { return mayAnswer(a, g.OwnerID, g.LaunchLead) == nil }

// MayReview tells whether an actor may approve a guide or send it back.
func (g Guide) MayReview(a db.Actor) bool { return mayReview(a, g.ReviewerID) == nil }

func mayReview(a db.Actor, reviewer int64) error {
	if err := people.Allow(a, people.EditPlan, 0); err != nil {
		return err
	}
	if a.ID != 0 && a.ID == reviewer || people.May(a, people.Administer, 0) {
		return nil
	}
	return fault.Forbidden("Only the reviewer who was asked, or an administrator, can do this.")
}

func launchByID(g *gorm.DB, id int64) (launch.Launch, error) {
	var l launch.Launch
	err := g.Where("id = ?", id).Take(&l).Error
	return l, db.NotFoundAs(err, "launch")
}

// revision loads one. Returns NotFound.
func revision(g *gorm.DB, guideID int64, number int) (revisionRow, error) {
	var r revisionRow
	err := g.Where("guide_id = ? AND number = ?", guideID, number).Take(&r).Error
	return r, db.NotFoundAs(err, "version of this guide")
}

// newID makes the id of an issue or a template.
func newID() string { return strings.ToLower(rand.Text()[:6]) }

// reserved are the words that follow /guides/ in addresses of their own.
var reserved = map[string]bool{"new": true, "preview": true, "search": true, "index": true, "offline": true, "misses": true}

// uniqueSlug returns a slug for a title that no guide has yet.
func uniqueSlug(g *gorm.DB, title string) (string, error) {
	base := slug.Make(title)
	if base == slug.Fallback {
		base = "guide"
	}
	var taken []string
	if err := g.Raw("SELECT slug FROM guides WHERE slug = ? OR slug LIKE ?", base, base+"-%").Scan(&taken).Error; err != nil {
		return "", err
	}
	have := make(map[string]bool, len(taken))
	for _, t := range taken {
		have[t] = true
	}
	return slug.Unique(base, func(s string) bool { return have[s] || reserved[s] }), nil
}
