package feedback

import (
	"context"
	"fmt"
	"strings"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/guide"
	"tminus/models/launch"
	"tminus/models/risk"
	"tminus/models/template"
)

// linkRow is what a report led to, as it is kept.
type linkRow struct {
	ID, ReportID int64
	Kind         LinkKind
	TargetID     int64
	Anchor       string
	MadeBy       *int64
	MadeAt       db.Instant
}

// TableName implements GORM's Tabler.
func (linkRow) TableName() string { return "feedback_links" }

// tie links a report to what it led to, and raises its version: a button that is
// pressed twice makes one thing.
func (r row) tie(tx *db.Tx, kind LinkKind, target int64, anchor, what string) error {
	// Who makes something of what nobody has sees to it.
	columns := map[string]any{}
	if r.OwnerID == nil && tx.Actor.ID != 0 {
		columns["owner_id"] = tx.Actor.ID
	}
	if err := tx.UpdateRow("feedback_reports", r.ID, r.Version, columns); err != nil {
		return err
	}
	k := linkRow{ReportID: r.ID, Kind: kind, TargetID: target, Anchor: anchor, MadeBy: db.RefOf(tx.Actor.ID), MadeAt: tx.Now}
	if err := tx.DB.Create(&k).Error; err != nil {
		return err
	}
	return r.audit(tx, "led to", "", db.Change{Field: "led to", New: what})
}

// toLead is a report that may still lead to something.
func toLead(tx *db.Tx, slug string, id int64, version int) (launch.Launch, row, error) {
	l, r, err := toChange(tx, slug, id, version)
	if err == nil {
		err = r.undecided()
	}
	return l, r, err
}

// owner is who gets what comes of a report: who has it, or else the actor.
func (r row) owner(tx *db.Tx) *int64 {
	if r.OwnerID != nil {
		return r.OwnerID
	}
	return db.RefOf(tx.Actor.ID)
}

// account is a report in words, for a description. What people outside typed is
// set as a block of code, so that it is shown as it is and nothing in it is Markdown.
func (r row) account() string {
	var b strings.Builder
	for _, part := range [][2]string{{"What they were doing", r.Doing}, {"What went wrong", r.Wrong}, {"How it should have worked", r.Expected}} {
		if part[1] != "" {
			fmt.Fprintf(&b, "%s:\n\n    %s\n\n", part[0], strings.ReplaceAll(part[1], "\n", "\n    "))
		}
	}
	if r.Note != "" {
		b.WriteString(r.Note)
	}
	// Many short lines grow by what sets them apart.
	words := []rune(strings.TrimSpace(b.String()))
	return string(words[:min(len(words), launch.MaxText)])
}

// MakeDeliverable puts a deliverable into the launch's plan that a report asks for,
// in a lane, and returns its id. Returns Conflict when somebody else was faster.
func (s *Store) MakeDeliverable(ctx context.Context, slug string, id, lane int64, version int) (made int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, r, err := toLead(tx, slug, id, version)
		if err != nil {
			return err
		}
		made, err = r.deliverable(tx, l, lane)
		return err
	})
	return made, err
}

func (r row) deliverable(tx *db.Tx, l launch.Launch, lane int64) (int64, error) {
	d, err := launch.Follow(tx, l, launch.DeliverableInput{Title: r.Title, Description: r.account(), LaneID: lane, Kind: r.Outcome.Kind(), OwnerID: r.owner(tx),
		Schedule: launch.Schedule{Anchor: template.Follows}})
	if err != nil {
		return 0, err
	}
	return d.ID, r.tie(tx, ToDeliverable, d.ID, "", "the deliverable: "+d.Title)
}

// MakeRisk names a risk that a report tells of, and returns its id. How likely and
// how grave it is is taken to be in the middle, until somebody judges it. Returns
// Conflict when somebody else was faster.
func (s *Store) MakeRisk(ctx context.Context, slug string, id int64, version int) (made int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, r, err := toLead(tx, slug, id, version)
		if err != nil {
			return err
		}
		const middle = 3
		short := func(s string) string { return string([]rune(s)[:min(len([]rune(s)), risk.MaxText)]) }
		made, err = risk.Tell(tx, l.ID, risk.Input{Title: r.Title, Category: "customer", Response: risk.Mitigate, OwnerID: r.owner(tx),
			Cause: short(r.Doing), Event: short(r.Wrong), Effect: short(r.Expected), Scores: risk.Scores{Current: risk.Score{Likelihood: middle, Impact: middle}}})
		if err != nil {
			return err
		}
		return r.tie(tx, ToRisk, made, "", "the risk: "+r.Title)
	})
	return made, err
}

// Place is an issue of a guide that came of a report.
type Place struct {
	// Slug is the guide's name in addresses, Issue the issue's id and Number its place
	// in the guide, counted from 1.
	Slug, Issue string
	Number      int
}

// MakeIssue adds an issue to a guide of the launch, or to a new one with 0, as a
// version that waits for its review. A workaround that was noted is its fix.
// Returns Invalid for a guide of another launch, Conflict when somebody else was
// faster.
func (s *Store) MakeIssue(ctx context.Context, slug string, id, guideID int64, version int) (at Place, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, r, err := toLead(tx, slug, id, version)
		if err != nil {
			return err
		}
		at, err = r.issue(tx, l, guideID)
		return err
	})
	return at, err
}

func (r row) issue(tx *db.Tx, l launch.Launch, guideID int64) (at Place, err error) {
	if guideID == 0 {
		guideID, _, err = guide.Begin(tx, guide.New{Content: guide.Content{Title: guideTitle(l)}, OwnerID: db.IDOf(r.owner(tx)), LaunchID: l.ID})
	} else {
		var n int
		err = tx.Raw("SELECT COUNT(*) FROM guides WHERE id = ? AND launch_id = ? AND archived_at IS NULL", guideID, l.ID).Scan(&n).Error
		if err == nil && n == 0 {
			err = fault.Invalid("guide", "Choose a guide of this launch.")
		}
	}
	if err != nil {
		return at, err
	}
	is := guide.Issue{Symptom: r.Title}
	if r.Outcome == Workaround {
		is.Fix = r.Note
	}
	if at.Issue, at.Slug, at.Number, err = guide.AddIssue(tx, guideID, is, "Added what was reported"); err != nil {
		return at, err
	}
	return at, r.tie(tx, ToGuide, guideID, at.Issue, "an issue in a guide")
}

// guideTitle is that of a launch's first guide.
func guideTitle(l launch.Launch) string {
	words := []rune(l.Name)
	return string(words[:min(len(words), guide.MaxTitle)])
}

// Unlink says that something did not come of a report after all. What was made
// stays. Returns NotFound, or Conflict when somebody else was faster.
func (s *Store) Unlink(ctx context.Context, slug string, id, link int64, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, r, err := toChange(tx, slug, id, version)
		if err != nil {
			return err
		}
		res := tx.Exec("DELETE FROM feedback_links WHERE id = ? AND report_id = ?", link, id)
		if res.Error != nil {
			return res.Error
		}
		if res.RowsAffected == 0 {
			return fault.NotFound("link of this report")
		}
		if err := tx.UpdateRow("feedback_reports", id, version, map[string]any{}); err != nil {
			return err
		}
		return r.audit(tx, "unlinked", "")
	})
}
