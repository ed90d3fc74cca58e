package feedback

import (
	"gorm.io/gorm"

	"tminus/models/db"
	"tminus/models/guide"
	"tminus/models/launch"
)

// A history that is told afterwards, as that of the sample organisation is: in a
// transaction of that time, as who did it. Whoever tells it has asked for permission.

// TellTester is that somebody was invited to the beta, with a link that is known to
// nobody any more.
func TellTester(tx *db.Tx, launchID int64, in TesterInput) error {
	r, err := addTester(tx, launchID, in)
	if err != nil {
		return err
	}
	_, err = r.newLink(tx)
	return err
}

// TellReport is that somebody reported something: by the link of a tester, or, with
// "", as it was written down by hand.
func TellReport(tx *db.Tx, launchID int64, in Input, tester string) error {
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
	in, err := check(tx, in, 0, db.Instant{})
	if err != nil {
		return err
	}
	_, err = insert(tx, r, in)
	return err
}

// Told is what was done about a report, by its title. What is left empty was not
// done.
type Told struct {
	Triage
	// SameAs is the title of the report that says the same.
	SameAs string
	// Item is the deliverable that it led to.
	Item int64
	// Issue is the symptom of the issue that it led to in a guide of the launch.
	Issue  string
	Closed bool
}

// Tell does it.
func (t Told) Tell(tx *db.Tx, l launch.Launch, title string) error {
	r, err := titled(tx.DB, l.ID, title)
	if err != nil {
		return err
	}
	if t.SameAs != "" {
		o, err := titled(tx.DB, l.ID, t.SameAs)
		if err != nil {
			return err
		}
		if err := tx.UpdateRow("feedback_reports", r.ID, r.Version, map[string]any{"duplicate_of": o.ID}); err != nil {
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
	r.Version++
	if t.Item != 0 {
		if err := r.tie(tx, ToDeliverable, t.Item, "", "a deliverable"); err != nil {
			return err
		}
		r.Version++
	}
	if t.Issue != "" {
		id, issue, err := guide.IssueCalled(tx.DB, l.ID, t.Issue)
		if err != nil {
			return err
		}
		if err := r.tie(tx, ToGuide, id, issue, "an issue in a guide"); err != nil {
			return err
		}
		r.Version++
	}
	if !t.Closed {
		return nil
	}
	if err := tx.UpdateRow("feedback_reports", r.ID, r.Version, map[string]any{"closed_at": tx.Now}); err != nil {
		return err
	}
	return r.audit(tx, "closed", "")
}

func titled(g *gorm.DB, launchID int64, title string) (row, error) {
	var r row
	err := g.Where("launch_id = ? AND title = ?", launchID, title).Order("id DESC").Take(&r).Error
	return r, db.NotFoundAs(err, "report in this launch")
}
