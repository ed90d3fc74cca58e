package guide

import (
	"context"
	"crypto/rand"
	"strings"

	"tminus/internal/civil"
	"tminus/internal/slug"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// Topic is the hub topic for the ids of guides. An id is published after each commit of this server that
// may change what readers of the guide see.
const Topic = "guides"

// Store reads and writes guides.
type Store struct{ db *db.DB }

// NewStore returns a store on d.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// write runs a transaction on one guide, whose id fn returns, and publishes the id after the commit.
func (s *Store) write(ctx context.Context, fn func(tx *db.Tx) (int64, error)) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		id, err := fn(tx)
		if err == nil && id != 0 {
			tx.Publish(Topic, id)
		}
		return err
	})
}

// row is a row of the table guides.
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

// revisionRow is a row of the table guide_revisions.
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

// audit records an action on a guide in the audit log.
func (r row) audit(tx *db.Tx, action, reason string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: "guide." + action, Entity: "guide", EntityID: r.ID, LaunchID: r.LaunchID, Label: r.Title,
		Changes: changes, Reason: reason})
}

// bySlug loads a guide. It returns NotFound if there is none.
func bySlug(g db.Reader, name string) (row, error) {
	var r row
	err := g.Where("slug = ?", name).Take(&r).Error
	return r, db.NotFoundAs(err, "guide")
}

// getEditable loads a guide that the actor may edit. It returns Forbidden if they may not.
func getEditable(tx *db.Tx, name string) (row, error) {
	r, err := bySlug(tx.Reader, name)
	if err != nil {
		return r, err
	}
	return r, people.Require(tx.Actor, people.EditPlan, people.Organisation)
}

// getManageable loads a guide that the actor may manage, as its owner, the lead of its launch or an
// administrator. It returns Forbidden if they may not.
func getManageable(tx *db.Tx, name string) (row, error) {
	r, err := getEditable(tx, name)
	if err != nil {
		return r, err
	}
	var lead int64
	if r.LaunchID != nil {
		l, err := launchByID(tx.Reader, *r.LaunchID)
		if err != nil {
			return r, err
		}
		lead = l.LeadID
	}
	return r, people.Require(tx.Actor, people.ManageGuide, people.Subject{Owner: db.IDOf(r.OwnerID), Lead: lead})
}

// MayAnswer reports whether an actor may manage a guide: publish it, open it to the public, archive
// it.
func (g Guide) MayAnswer(a db.Actor) bool {
	return people.Can(a, people.ManageGuide, people.Subject{Owner: g.OwnerID, Lead: g.LaunchLead})
}

// MayReview reports whether an actor may approve a guide or send it back.
func (g Guide) MayReview(a db.Actor) bool {
	return people.Can(a, people.ReviewGuide, people.Subject{Owner: g.ReviewerID})
}

func launchByID(g db.Reader, id int64) (launch.Launch, error) {
	var l launch.Launch
	err := g.Where("id = ?", id).Take(&l).Error
	return l, db.NotFoundAs(err, "launch")
}

// revision loads a revision. It returns NotFound if there is none.
func revision(g db.Reader, guideID int64, number int) (revisionRow, error) {
	var r revisionRow
	err := g.Where("guide_id = ? AND number = ?", guideID, number).Take(&r).Error
	return r, db.NotFoundAs(err, "version of this guide")
}

// newID returns a new id for an issue or a template.
func newID() string { return strings.ToLower(rand.Text()[:6]) }

// reservedSlugs are the words that have addresses of their own below /guides/.
var reservedSlugs = map[string]bool{"new": true, "preview": true, "search": true, "index": true, "offline": true, "misses": true}

// uniqueSlug returns a slug for a title that no other guide has.
func uniqueSlug(g db.Reader, title string) (string, error) {
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
	return slug.Unique(base, func(s string) bool { return have[s] || reservedSlugs[s] }), nil
}
