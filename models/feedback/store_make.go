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

// linkRow is a row of the table feedback_links.
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

// link links a report to a target and increases its version, so that a button that is pressed twice
// creates one target.
func (r *row) link(tx *db.Tx, kind LinkKind, target int64, anchor, what string) error {
	// The actor becomes the owner of a report without one.
	columns := map[string]any{}
	if r.OwnerID == nil && tx.Actor.ID != 0 {
		columns["owner_id"] = tx.Actor.ID
	}
	if err := r.write(tx, columns); err != nil {
		return err
	}
	k := linkRow{ReportID: r.ID, Kind: kind, TargetID: target, Anchor: anchor, MadeBy: db.RefOf(tx.Actor.ID), MadeAt: tx.Now}
	if err := tx.DB.Create(&k).Error; err != nil {
		return err
	}
	return r.audit(tx, "led to", "", db.Change{Field: "led to", New: what})
}

// reportToLink loads an open report for a new link.
func reportToLink(tx *db.Tx, slug string, id int64, version int) (launch.Launch, row, error) {
	l, r, err := reportToChange(tx, slug, id, version)
	if err == nil {
		err = r.checkOpen()
	}
	return l, r, err
}

// ownerOrActor returns the owner of the report, or the actor if it has none.
func (r row) ownerOrActor(tx *db.Tx) *int64 {
	if r.OwnerID != nil {
		return r.OwnerID
	}
	return db.RefOf(tx.Actor.ID)
}

// description returns the report as a Markdown description. It quotes text from outside as code, so
// that it shows as typed.
func (r row) description() string {
	var b strings.Builder
	for _, part := range [][2]string{{"What they were doing", r.Doing}, {"What went wrong", r.Wrong},
		{"How it should have worked", r.Expected}} {
		if part[1] != "" {
			fmt.Fprintf(&b, "%s:\n\n    %s\n\n", part[0], strings.ReplaceAll(part[1], "\n", "\n    "))
		}
	}
	if r.Note != "" {
		b.WriteString(r.Note)
	}
	// Indenting many short lines may exceed the maximum length.
	words := []rune(strings.TrimSpace(b.String()))
	return string(words[:min(len(words), launch.MaxText)])
}

// MakeDeliverable adds a deliverable for a report to a lane of the plan and returns its id. It
// returns Conflict if the report has changed.
func (s *Store) MakeDeliverable(ctx context.Context, slug string, id, lane int64, version int) (made int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, r, err := reportToLink(tx, slug, id, version)
		if err != nil {
			return err
		}
		made, err = r.makeDeliverable(tx, l, lane)
		return err
	})
	return made, err
}

func (r *row) makeDeliverable(tx *db.Tx, l launch.Launch, lane int64) (int64, error) {
	d, err := launch.AddFollowUp(tx, l,
		launch.DeliverableInput{Title: r.Title, Description: r.description(), LaneID: lane, Kind: r.Outcome.Kind(), OwnerID: r.ownerOrActor(tx),
			Schedule: launch.Schedule{Anchor: template.Follows}})
	if err != nil {
		return 0, err
	}
	return d.ID, r.link(tx, ToDeliverable, d.ID, "", "the deliverable: "+d.Title)
}

// MakeRisk adds a risk for a report and returns its id. Likelihood and impact are medium until
// somebody rates them. It returns Conflict if the report has changed.
func (s *Store) MakeRisk(ctx context.Context, slug string, id int64, version int) (made int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, r, err := reportToLink(tx, slug, id, version)
		if err != nil {
			return err
		}
		const middle = 3
		short := func(s string) string { return string([]rune(s)[:min(len([]rune(s)), risk.MaxText)]) }
		made, err = risk.CreateInTx(tx, l.ID,
			risk.Input{Title: r.Title, Category: "customer", Response: risk.Mitigate, OwnerID: r.ownerOrActor(tx),
				Cause: short(r.Doing), Event: short(r.Wrong), Effect: short(r.Expected),
				Scores: risk.Scores{Current: risk.Score{Likelihood: middle, Impact: middle}}})
		if err != nil {
			return err
		}
		return r.link(tx, ToRisk, made, "", "the risk: "+r.Title)
	})
	return made, err
}

// Place is an issue of a guide that was created for a report.
type Place struct {
	// Slug is the slug of the guide, Issue the id of the issue, and Number its position in the
	// guide, from 1.
	Slug, Issue string
	Number      int
}

// MakeIssue adds an issue for a report to a guide of the launch, or to a new guide if guideID is 0,
// as a version that needs a review. The note of a workaround becomes the fix. It returns Invalid
// for a guide of another launch, and Conflict if the report has changed.
func (s *Store) MakeIssue(ctx context.Context, slug string, id, guideID int64, version int) (at Place, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, r, err := reportToLink(tx, slug, id, version)
		if err != nil {
			return err
		}
		at, err = r.makeIssue(tx, l, guideID)
		return err
	})
	return at, err
}

func (r *row) makeIssue(tx *db.Tx, l launch.Launch, guideID int64) (at Place, err error) {
	if guideID == 0 {
		guideID, _, err = guide.CreateTx(tx,
			guide.New{Content: guide.Content{Title: guideTitle(l)}, OwnerID: db.IDOf(r.ownerOrActor(tx)), LaunchID: l.ID})
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
	return at, r.link(tx, ToGuide, guideID, at.Issue, "an issue in a guide")
}

// guideTitle returns the title of a launch's first guide.
func guideTitle(l launch.Launch) string {
	words := []rune(l.Name)
	return string(words[:min(len(words), guide.MaxTitle)])
}

// Unlink removes a link of a report but not its target. It returns NotFound, or Conflict if the
// report has changed.
func (s *Store) Unlink(ctx context.Context, slug string, id, link int64, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, r, err := reportToChange(tx, slug, id, version)
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
		if _, err := tx.UpdateRow("feedback_reports", id, version, map[string]any{}); err != nil {
			return err
		}
		return r.audit(tx, "unlinked", "")
	})
}
