package guide

import (
	"context"
	"slices"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// reviewRow is a row of the table guide_reviews.
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

// step is an operation on a guide. It returns the columns of the row that change.
type step func(tx *db.Tx, r row) (map[string]any, error)

// change applies a step to a guide that get lets the actor change. It returns Conflict if the guide
// is not at the given version, and returns the new version.
func (s *Store) change(ctx context.Context, slug string, version int, get getter, do step) (next int, err error) {
	err = s.write(ctx, func(tx *db.Tx) (int64, error) {
		r, err := get(tx, slug)
		if err != nil {
			return 0, err
		}
		if r.Version != version {
			return 0, fault.Changed("this guide")
		}
		next, err = r.apply(tx, do)
		return r.ID, err
	})
	return next, err
}

// getter loads a guide if the actor has permission for an operation, and returns Forbidden
// otherwise.
type getter func(tx *db.Tx, slug string) (row, error)

func (r row) apply(tx *db.Tx, do step) (int, error) {
	columns, err := do(tx, r)
	if err != nil || columns == nil {
		return r.Version, err
	}
	return tx.UpdateRow("guides", r.ID, r.Version, columns)
}

// Ask requests a review of the newest revision. It returns Invalid if whom cannot review it.
func (s *Store) Ask(ctx context.Context, slug string, whom int64, note string, version int) error {
	_, err := s.change(ctx, slug, version, getEditable, reviewRequestStep(whom, note))
	return err
}

func reviewRequestStep(whom int64, note string) step {
	return func(tx *db.Tx, r row) (map[string]any, error) {
		var c fault.Check
		c.That(whom != 0, "reviewer", "Choose who reviews it.")
		u, err := people.Able(tx.Reader, whom, 0, "reviewer")
		if err := c.Merge(err); err != nil {
			return nil, err
		}
		c.That(!r.archived(), "reviewer", "This guide is archived. Take it out of the archive first.")
		note = cleanText(note)
		checkLength(&c, "note", note, MaxNote)
		author, err := authorOf(tx.Reader, r.ID, r.Head)
		if err != nil {
			return nil, err
		}
		c.That(whom == 0 || author != whom, "reviewer", "%s wrote this version. Somebody else has to review it.", u.Name)
		if err := c.Err(); err != nil {
			return nil, err
		}
		if err := recordReview(tx, r, reviewRow{Number: r.Head, Kind: Asked, WhomID: &whom, Note: note}); err != nil {
			return nil, err
		}
		return map[string]any{"state": InReview, "reviewer_id": whom},
			r.audit(tx, "review asked", note, db.Change{Field: "reviewer", New: u.Name})
	}
}

func (r row) archived() bool { return !r.ArchivedAt.IsZero() }

func recordReview(tx *db.Tx, r row, v reviewRow) error {
	v.GuideID, v.ByID, v.At = r.ID, db.RefOf(tx.Actor.ID), tx.Now
	return tx.Create(&v).Error
}

func authorOf(g db.Reader, guideID int64, number int) (int64, error) {
	r, err := revision(g, guideID, number)
	return db.IDOf(r.AuthorID), err
}

// getReviewable loads a guide that the actor may review. It returns Forbidden if they may not.
func getReviewable(tx *db.Tx, slug string) (row, error) {
	r, err := bySlug(tx.Reader, slug)
	if err != nil {
		return r, err
	}
	return r, people.Require(tx.Actor, people.ReviewGuide, people.Subject{Owner: db.IDOf(r.ReviewerID)})
}

// Approve approves the newest revision. It returns Invalid if no review was requested or if the
// actor wrote the revision.
func (s *Store) Approve(ctx context.Context, slug, note string, version int) error {
	_, err := s.change(ctx, slug, version, getReviewable, approveStep(note))
	return err
}

func approveStep(note string) step {
	return func(tx *db.Tx, r row) (map[string]any, error) {
		note, err := checkNote(tx, r, note)
		if err != nil {
			return nil, err
		}
		author, err := authorOf(tx.Reader, r.ID, r.Head)
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
			// The newest revision was checked, not the published one.
			columns = map[string]any{"review_on": columns["review_on"]}
		}
		v.Number = r.Head
		if err := recordReview(tx, r, v); err != nil {
			return nil, err
		}
		return columns, r.audit(tx, "approved", note, db.Change{Field: "version", New: versionText(r.Head)})
	}
}

// checkNote returns the cleaned note. It returns Invalid if no review was requested.
func checkNote(_ *db.Tx, r row, note string) (string, error) {
	var c fault.Check
	note = cleanText(note)
	c.That(r.State == InReview, "note", "Nobody asked for a review of this guide, or it was answered already.")
	checkLength(&c, "note", note, MaxNote)
	return note, c.Err()
}

// check returns the columns and the review that record that the actor has checked the guide now.
func (r row) check(tx *db.Tx, kind ReviewKind, note string) (map[string]any, reviewRow, error) {
	support, err := inSupportTeam(tx.Reader, tx.Actor.ID)
	if err != nil {
		return nil, reviewRow{}, err
	}
	scope, err := r.scope(tx.Reader)
	if err != nil {
		return nil, reviewRow{}, err
	}
	today := civil.Of(tx.Now.Time, scope.location())
	columns := map[string]any{"checked_at": tx.Now, "checked_by": db.RefOf(tx.Actor.ID), "checked_for_support": support,
		"checked_scope": scope.encode(), "review_on": nextReview(r.ReviewOn, today)}
	return columns, reviewRow{Kind: kind, Note: note, ForSupport: support, Scope: scope.encode()}, nil
}

func (r row) scope(g db.Reader) (Scope, error) {
	id := db.IDOf(r.LaunchID)
	if id == 0 {
		return Scope{}, nil
	}
	all, err := scopes(g, map[int64]bool{id: true})
	return all[id], err
}

// inSupportTeam reports whether a user is on one of the SupportTeams.
func inSupportTeam(g db.Reader, userID int64) (bool, error) {
	var keys []string
	err := g.Raw("SELECT t.key FROM users u JOIN teams t ON t.id = u.team_id WHERE u.id = ?", userID).Scan(&keys).Error
	return len(keys) > 0 && slices.Contains(SupportTeams, keys[0]), err
}

// SendBack rejects the newest revision with a note on what to change.
func (s *Store) SendBack(ctx context.Context, slug, note string, version int) error {
	_, err := s.change(ctx, slug, version, getReviewable, sendBackStep(note))
	return err
}

func sendBackStep(note string) step {
	return func(tx *db.Tx, r row) (map[string]any, error) {
		note, err := checkNote(tx, r, note)
		if err != nil {
			return nil, err
		}
		if note == "" {
			return nil, fault.Invalid("note", "Say what is to be changed.")
		}
		if err := recordReview(tx, r, reviewRow{Number: r.Head, Kind: Returned, Note: note}); err != nil {
			return nil, err
		}
		return map[string]any{"state": r.idleState()}, r.audit(tx, "sent back", note)
	}
}

// idleState returns the state of a guide without an open review.
func (r row) idleState() State {
	if r.Published != 0 && r.Published == r.Head {
		return Published
	}
	return Draft
}

// Renew confirms that the published revision is still valid although it was stale. The reviewer and
// those who may manage the guide may renew it.
func (s *Store) Renew(ctx context.Context, slug, note string, version int) error {
	_, err := s.change(ctx, slug, version, getRenewable, renewStep(note))
	return err
}

func renewStep(note string) step {
	return func(tx *db.Tx, r row) (map[string]any, error) {
		var c fault.Check
		note = cleanText(note)
		c.That(r.Published != 0, "note", "This guide is not published, so there is nothing to renew.")
		checkLength(&c, "note", note, MaxNote)
		if err := c.Err(); err != nil {
			return nil, err
		}
		columns, v, err := r.check(tx, Renewed, note)
		if err != nil {
			return nil, err
		}
		// A renewal by another team does not undo the review by support.
		v.ForSupport = v.ForSupport || r.CheckedForSupport
		v.Number, columns["checked_for_support"] = r.Published, v.ForSupport
		if err := recordReview(tx, r, v); err != nil {
			return nil, err
		}
		return columns, r.audit(tx, "renewed", note, db.Change{Field: "version", New: versionText(r.Published)})
	}
}

// getRenewable loads a guide that the actor may renew.
func getRenewable(tx *db.Tx, slug string) (row, error) {
	r, err := getReviewable(tx, slug)
	if fault.Is(err, fault.KindForbidden) {
		return getManageable(tx, slug)
	}
	return r, err
}

// Publish makes a revision the one that readers see; number 0 withdraws the guide. It returns
// NotFound if the guide has no such revision.
func (s *Store) Publish(ctx context.Context, slug string, number, version int) error {
	_, err := s.change(ctx, slug, version, getManageable, publishStep(number))
	return err
}

func publishStep(number int) step {
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
		content, err := contentOf(tx.Reader, r.ID, number)
		if err != nil {
			return nil, err
		}
		columns, err := r.checkColumns(tx, number)
		if err != nil {
			return nil, err
		}
		before := ""
		if r.Published != 0 {
			before = versionText(r.Published)
		}
		r.Published, columns["published"], columns["published_at"] = number, number, tx.Now
		columns["title"], columns["summary"], columns["search_text"] = content.Title, content.Summary, searchText(content)
		columns["state"] = r.idleState()
		if err := recordReview(tx, r, reviewRow{Number: number, Kind: Publicly}); err != nil {
			return nil, err
		}
		r.Title = content.Title
		return columns, r.audit(tx, "published", "", db.Change{Field: "version", Old: before, New: versionText(number)})
	}
}

func (r row) withdraw(tx *db.Tx) (map[string]any, error) {
	head, err := contentOf(tx.Reader, r.ID, r.Head)
	if err != nil {
		return nil, err
	}
	if err := recordReview(tx, r, reviewRow{Number: r.Published, Kind: Withdrawn}); err != nil {
		return nil, err
	}
	state := r.State
	if state == Published {
		state = Draft
	}
	return map[string]any{"published": 0, "published_at": nil, "checked_at": nil, "checked_by": nil, "checked_for_support": false,
			"checked_scope": "", "state": state,
			"title": head.Title, "summary": head.Summary, "search_text": searchText(head)},
		r.audit(tx, "withdrawn", "", db.Change{Field: "version", Old: versionText(r.Published)})
}

// checkColumns returns the columns for the last check of a revision, with the scope that its review
// recorded, or the current scope if nobody reviewed it.
func (r row) checkColumns(tx *db.Tx, number int) (map[string]any, error) {
	var list []reviewRow
	err := tx.Where("guide_id = ? AND number = ? AND kind IN ?", r.ID, number, []ReviewKind{Approved, Renewed, Returned}).Order(
		"id DESC").Limit(1).Find(&list).Error
	if err != nil {
		return nil, err
	}
	if len(list) == 1 && list[0].Kind != Returned {
		v := list[0]
		return map[string]any{"checked_at": v.At, "checked_by": v.ByID, "checked_for_support": v.ForSupport, "checked_scope": v.Scope}, nil
	}
	scope, err := r.scope(tx.Reader)
	return map[string]any{"checked_at": nil, "checked_by": nil, "checked_for_support": false, "checked_scope": scope.encode()}, err
}

// Archive archives a guide, or restores it if back is true. It does nothing if the guide is in that
// state already.
func (s *Store) Archive(ctx context.Context, slug string, back bool, version int) error {
	_, err := s.change(ctx, slug, version, getManageable, archiveStep(back))
	return err
}

func archiveStep(back bool) step {
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
