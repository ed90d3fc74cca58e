package feedback

import (
	"tminus/models/db"
	"tminus/models/guide"
	"tminus/models/launch"
)

// WriteTester adds a tester with a link, whose secret is lost, in the caller's transaction. The Write
// functions write the history of the sample organisation at the time of tx and as its actor. The
// caller checks permission.
func WriteTester(tx *db.Tx, launchID int64, in TesterInput) error {
	r, err := addTester(tx, launchID, in)
	if err != nil {
		return err
	}
	_, err = r.newLink(tx)
	return err
}

// WriteReport adds a report of a tester, or one entered by hand if tester is "".
func WriteReport(tx *db.Tx, launchID int64, in Input, tester string) error {
	in.At = tx.Now.Time
	r := row{LaunchID: launchID, EnteredBy: db.RefOf(tx.Actor.ID), OwnerID: db.RefOf(in.OwnerID)}
	if tester != "" {
		var t testerRow
		err := tx.Where("launch_id = ? AND name = ?", launchID, tester).Take(&t).Error
		if err := db.NotFoundAs(err, "beta tester of this launch"); err != nil {
			return err
		}
		in.Channel, in.Contact, r.EnteredBy, r.TesterID = ByBeta, t.Contact, nil, &t.ID
		if in.Reporter == "" {
			in.Reporter = tester
		}
		tx = tx.As(db.Actor{Name: tester}, tx.Now.Time)
	}
	in, err := checkInput(tx, in, 0, db.Instant{})
	if err != nil {
		return err
	}
	_, err = insertReport(tx, r, in)
	return err
}

// StoryOutcome has the events of a report in the sample organisation's history. Empty fields are skipped.
type StoryOutcome struct {
	Triage
	// SameAs is the title of the report that this one duplicates.
	SameAs string
	// Item is the deliverable that resulted from it.
	Item int64
	// Issue is the symptom of the issue that resulted from it in a guide of the launch.
	Issue  string
	Closed bool
}

// Write writes the events of the report with a title.
func (t StoryOutcome) Write(tx *db.Tx, l launch.Launch, title string) error {
	r, err := reportByTitle(tx.Reader, l.ID, title)
	if err != nil {
		return err
	}
	if t.SameAs != "" {
		o, err := reportByTitle(tx.Reader, l.ID, t.SameAs)
		if err != nil {
			return err
		}
		if err := r.write(tx, map[string]any{"duplicate_of": o.ID}); err != nil {
			return err
		}
		return r.audit(tx, "duplicate", "", db.Change{Field: "duplicate of", New: o.Title})
	}
	if t.Symptom == "" {
		t.Symptom = r.Symptom
	}
	if err := r.triage(tx, t.Triage); err != nil {
		return err
	}
	if t.Item != 0 {
		if err := r.link(tx, ToDeliverable, t.Item, "", "a deliverable"); err != nil {
			return err
		}
	}
	if t.Issue != "" {
		id, issue, err := guide.IssueCalled(tx.Reader, l.ID, t.Issue)
		if err != nil {
			return err
		}
		if err := r.link(tx, ToGuide, id, issue, "an issue in a guide"); err != nil {
			return err
		}
	}
	if !t.Closed {
		return nil
	}
	if err := r.write(tx, map[string]any{"closed_at": tx.Now}); err != nil {
		return err
	}
	return r.audit(tx, "closed", "")
}

func reportByTitle(g db.Reader, launchID int64, title string) (row, error) {
	var r row
	err := g.Where("launch_id = ? AND title = ?", launchID, title).Order("id DESC").Take(&r).Error
	return r, db.NotFoundAs(err, "report in this launch")
}
