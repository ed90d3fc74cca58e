package guide

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// reviewRow is what happened to a revision, as it is kept.
type reviewRow struct {
	ID           int64
	GuideID      int64
	Number       int
	Kind         ReviewKind
	ByID, WhomID *int64
	Note         string
	ForSupport   bool
	Scope        string
	At           db.Instant
}

// TableName implements GORM's Tabler.
func (reviewRow) TableName() string { return "guide_reviews" }

// step is one thing that is done to a guide: it says what of the row changes.
type step func(tx *db.Tx, r row) (map[string]any, error)

// change does a step to a guide that get allows the actor. Returns Conflict when
// the guide is not at the version any more that the actor saw.
func (s *Store) change(ctx context.Context, slug string, version int, get getter, do step) error {
	return s.write(ctx, func(tx *db.Tx) (int64, error) {
		r, err := get(tx, slug)
		if err != nil {
			return 0, err
		}
		if r.Version != version {
			return 0, changedMeanwhile()
		}
		return r.ID, r.do(tx, do)
	})
}

// getter loads a guide for who may do something with it. Returns Forbidden to
// others.
type getter func(tx *db.Tx, slug string) (row, error)

func (r row) do(tx *db.Tx, do step) error {
	columns, err := do(tx, r)
	if err != nil || columns == nil {
		return err
	}
	return tx.UpdateRow("guides", r.ID, r.Version, columns)
}

// Ask asks somebody to review the newest revision. Returns Invalid for whom.
func (s *Store) Ask(ctx context.Context, slug string, whom int64, note string, version int) error {
	return s.change(ctx, slug, version, toEdit, asking(whom, note))
}

func asking(whom int64, note string) step {
	return func(tx *db.Tx, r row) (map[string]any, error) {
		var c fault.Check
		c.That(whom != 0, "reviewer", "Choose who reviews it.")
		u, err := people.Able(tx.DB, whom, 0, "reviewer")
		if err := c.Merge(err); err != nil {
			return nil, err
		}
		c.That(!r.archived(), "reviewer", "This guide is archived. Take it out of the archive first.")
		note = text(note)
		within(&c, "note", note, MaxNote)
		author, err := authorOf(tx.DB, r.ID, r.Head)
		if err != nil {
			return nil, err
		}
		c.That(whom == 0 || author != whom, "reviewer", "%s wrote this version. Somebody else has to review it.", u.Name)
		if err := c.Err(); err != nil {
			return nil, err
		}
		if err := noted(tx, r, reviewRow{Number: r.Head, Kind: Asked, WhomID: &whom, Note: note}); err != nil {
			return nil, err
		}
		return map[string]any{"state": InReview, "reviewer_id": whom}, r.audit(tx, "review asked", note, db.Change{Field: "reviewer", New: u.Name})
	}
}

func (r row) archived() bool { return !r.ArchivedAt.IsZero() }

func noted(tx *db.Tx, r row, v reviewRow) error {
	v.GuideID, v.ByID, v.At = r.ID, db.RefOf(tx.Actor.ID), tx.Now
	return tx.Create(&v).Error
}

func authorOf(g *gorm.DB, guideID int64, number int) (int64, error) {
	r, err := revision(g, guideID, number)
	return db.IDOf(r.AuthorID), err
}

// toReview is a guide for who was asked to review it. Returns Forbidden to others.
func toReview(tx *db.Tx, slug string) (row, error) {
	r, err := bySlug(tx.DB, slug)
	if err != nil {
		return r, err
	}
	return r, mayReview(tx.Actor, db.IDOf(r.ReviewerID))
}

// Approve says that the newest revision is right. Returns Invalid when no review
// is asked for, or when the actor wrote that revision.
func (s *Store) Approve(ctx context.Context, slug, note string, version int) error {
	return s.change(ctx, slug, version, toReview, approving(note))
}

func approving(note string) step {
	return func(tx *db.Tx, r row) (map[string]any, error) {
		note, err := answer(tx, r, note)
		if err != nil {
			return nil, err
		}
		author, err := authorOf(tx.DB, r.ID, r.Head)
		if err != nil {
			return nil, err
		}
		if author != 0 && author == tx.Actor.ID {
			return nil, fault.Invalid("note", "You wrote this version. Somebody else has to review it.")
		}
		columns, v, err := r.check(tx, Approved, note)
		if err != nil {
			return nil, err
		}
		if r.Published == r.Head {
			columns["state"] = Published
		} else {
			// What was checked is the newest revision, not the one that is read.
			columns = map[string]any{"review_on": columns["review_on"]}
		}
		v.Number = r.Head
		if err := noted(tx, r, v); err != nil {
			return nil, err
		}
		return columns, r.audit(tx, "approved", note, db.Change{Field: "version", New: versionWords(r.Head)})
	}
}

// answer checks that a review is asked for.
func answer(_ *db.Tx, r row, note string) (string, error) {
	var c fault.Check
	note = text(note)
	c.That(r.State == InReview, "note", "Nobody asked for a review of this guide, or it was answered already.")
	within(&c, "note", note, MaxNote)
	return note, c.Err()
}

// check is that the actor has looked at the guide now: the columns that say so of
// the published revision, and the review.
func (r row) check(tx *db.Tx, kind ReviewKind, note string) (map[string]any, reviewRow, error) {
	support, err := ofSupport(tx.DB, tx.Actor.ID)
	if err != nil {
		return nil, reviewRow{}, err
	}
	scope, err := r.scope(tx.DB)
	if err != nil {
		return nil, reviewRow{}, err
	}
	today := civil.Of(tx.Now.Time, scope.location())
	columns := map[string]any{"checked_at": tx.Now, "checked_by": db.RefOf(tx.Actor.ID), "checked_for_support": support,
		"checked_scope": scope.encode(), "review_on": nextReview(r.ReviewOn, today)}
	return columns, reviewRow{Kind: kind, Note: note, ForSupport: support, Scope: scope.encode()}, nil
}

func (r row) scope(g *gorm.DB) (Scope, error) {
	id := db.IDOf(r.LaunchID)
	if id == 0 {
		return Scope{}, nil
	}
	all, err := scopes(g, map[int64]bool{id: true})
	return all[id], err
}

// ofSupport tells whether somebody is of a team whose review counts for support.
func ofSupport(g *gorm.DB, userID int64) (bool, error) {
	var keys []string
	err := g.Raw("SELECT t.key FROM users u JOIN teams t ON t.id = u.team_id WHERE u.id = ?", userID).Scan(&keys).Error
	return len(keys) > 0 && slices.Contains(SupportTeams, keys[0]), err
}

// SendBack says what is to be changed before the newest revision can be approved.
func (s *Store) SendBack(ctx context.Context, slug, note string, version int) error {
	return s.change(ctx, slug, version, toReview, sendingBack(note))
}

func sendingBack(note string) step {
	return func(tx *db.Tx, r row) (map[string]any, error) {
		note, err := answer(tx, r, note)
		if err != nil {
			return nil, err
		}
		if note == "" {
			return nil, fault.Invalid("note", "Say what is to be changed.")
		}
		if err := noted(tx, r, reviewRow{Number: r.Head, Kind: Returned, Note: note}); err != nil {
			return nil, err
		}
		return map[string]any{"state": r.idle()}, r.audit(tx, "sent back", note)
	}
}

// idle is the state of a guide that nobody is asked about.
func (r row) idle() State {
	if r.Published != 0 && r.Published == r.Head {
		return Published
	}
	return Draft
}

// Renew says that the published revision still holds, although the launch changed
// or the day of its review has passed. Its reviewer and who answers for it may.
func (s *Store) Renew(ctx context.Context, slug, note string, version int) error {
	return s.change(ctx, slug, version, toRenew, renewing(note))
}

func renewing(note string) step {
	return func(tx *db.Tx, r row) (map[string]any, error) {
		var c fault.Check
		note = text(note)
		c.That(r.Published != 0, "note", "This guide is not published, so there is nothing to renew.")
		within(&c, "note", note, MaxNote)
		if err := c.Err(); err != nil {
			return nil, err
		}
		columns, v, err := r.check(tx, Renewed, note)
		if err != nil {
			return nil, err
		}
		// Whoever renews it does not take support's review away.
		v.ForSupport = v.ForSupport || r.CheckedForSupport
		v.Number, columns["checked_for_support"] = r.Published, v.ForSupport
		if err := noted(tx, r, v); err != nil {
			return nil, err
		}
		return columns, r.audit(tx, "renewed", note, db.Change{Field: "version", New: versionWords(r.Published)})
	}
}

func toRenew(tx *db.Tx, slug string) (row, error) {
	r, err := toReview(tx, slug)
	if fault.Is(err, fault.KindForbidden) {
		return toAnswer(tx, slug)
	}
	return r, err
}

// Publish makes a revision the one that readers read; number 0 takes the guide
// back. Returns NotFound for a revision that is none of the guide's.
func (s *Store) Publish(ctx context.Context, slug string, number, version int) error {
	return s.change(ctx, slug, version, toAnswer, publishing(number))
}

func publishing(number int) step {
	return func(tx *db.Tx, r row) (map[string]any, error) {
		if r.archived() && number != 0 {
			return nil, fault.Invalid("number", "This guide is archived. Take it out of the archive first.")
		}
		if number == r.Published {
			return nil, nil
		}
		if number == 0 {
			return r.withdraw(tx)
		}
		content, err := contentOf(tx.DB, r.ID, number)
		if err != nil {
			return nil, err
		}
		columns, err := r.checkedAt(tx, number)
		if err != nil {
			return nil, err
		}
		before := ""
		if r.Published != 0 {
			before = versionWords(r.Published)
		}
		r.Published, columns["published"], columns["published_at"] = number, number, tx.Now
		columns["title"], columns["summary"], columns["search_text"] = content.Title, content.Summary, folded(content)
		columns["state"] = r.idle()
		if err := noted(tx, r, reviewRow{Number: number, Kind: Publicly}); err != nil {
			return nil, err
		}
		r.Title = content.Title
		return columns, r.audit(tx, "published", "", db.Change{Field: "version", Old: before, New: versionWords(number)})
	}
}

func (r row) withdraw(tx *db.Tx) (map[string]any, error) {
	head, err := contentOf(tx.DB, r.ID, r.Head)
	if err != nil {
		return nil, err
	}
	if err := noted(tx, r, reviewRow{Number: r.Published, Kind: Withdrawn}); err != nil {
		return nil, err
	}
	state := r.State
	if state == Published {
		state = Draft
	}
	return map[string]any{"published": 0, "published_at": nil, "checked_at": nil, "checked_by": nil, "checked_for_support": false, "checked_scope": "", "state": state,
		"title": head.Title, "summary": head.Summary, "search_text": folded(head)}, r.audit(tx, "withdrawn", "", db.Change{Field: "version", Old: versionWords(r.Published)})
}

// checkedAt are the columns that say when a revision was checked last: what its
// review saw of the launch, or what there is to see now when nobody reviewed it.
func (r row) checkedAt(tx *db.Tx, number int) (map[string]any, error) {
	var list []reviewRow
	err := tx.Where("guide_id = ? AND number = ? AND kind IN ?", r.ID, number, []ReviewKind{Approved, Renewed, Returned}).Order("id DESC").Limit(1).Find(&list).Error
	if err != nil {
		return nil, err
	}
	if len(list) == 1 && list[0].Kind != Returned {
		v := list[0]
		return map[string]any{"checked_at": v.At, "checked_by": v.ByID, "checked_for_support": v.ForSupport, "checked_scope": v.Scope}, nil
	}
	scope, err := r.scope(tx.DB)
	return map[string]any{"checked_at": nil, "checked_by": nil, "checked_for_support": false, "checked_scope": scope.encode()}, err
}

// Archive takes a guide out of use, or brings it back. Doing so twice is one and
// the same.
func (s *Store) Archive(ctx context.Context, slug string, back bool, version int) error {
	return s.change(ctx, slug, version, toAnswer, archiving(back))
}

func archiving(back bool) step {
	return func(tx *db.Tx, r row) (map[string]any, error) {
		switch {
		case r.archived() != back:
			return nil, nil
		case back:
			return map[string]any{"archived_at": db.Instant{}}, r.audit(tx, "restored from archive", "")
		}
		return map[string]any{"archived_at": tx.Now}, r.audit(tx, "archived", "")
	}
}
