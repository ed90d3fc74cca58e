package guide

import (
	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
)

// Act is an event of the sample organisation's history that concerns a guide. It runs in a
// transaction with the time and the actor of the event.
type Act func(tx *db.Tx, launchID int64) error

// Wrote returns an event that creates a guide.
func Wrote(c Content) Act {
	return func(tx *db.Tx, launchID int64) error {
		in := New{Content: c, OwnerID: tx.Actor.ID, LaunchID: launchID}
		content, err := in.check(tx)
		if err == nil {
			_, err = insert(tx, in, content)
		}
		return err
	}
}

// Rewrote returns an event that saves a guide with other content.
func Rewrote(c Content, message string) Act {
	return withGuide(c.Title, func(tx *db.Tx, r row) error {
		head, err := contentOf(tx.Reader, r.ID, r.Head)
		if err != nil {
			return err
		}
		content, err := c.withIDsOf(head).Clean(newID)
		if err != nil {
			return err
		}
		return r.save(tx, content, message, "updated")
	})
}

// withIDsOf returns c with the ids that was has at the same positions.
func (c Content) withIDsOf(was Content) Content {
	for i := range min(len(c.Issues), len(was.Issues)) {
		c.Issues[i].ID = was.Issues[i].ID
	}
	for i := range min(len(c.Templates), len(was.Templates)) {
		c.Templates[i].ID = was.Templates[i].ID
	}
	return c
}

// AskedFor returns an event that requests a review of the guide with a title.
func AskedFor(title string, whom int64, note string) Act {
	return stepOnGuide(title, reviewRequestStep(whom, note))
}

// ApprovedWith returns an event that approves a guide.
func ApprovedWith(title, note string) Act { return stepOnGuide(title, approveStep(note)) }

// SentBackWith returns an event that sends a guide back.
func SentBackWith(title, note string) Act { return stepOnGuide(title, sendBackStep(note)) }

// PublishedAs returns an event that publishes a revision.
func PublishedAs(title string, number int) Act { return stepOnGuide(title, publishStep(number)) }

// DueFor returns an event that sets the day of the next review.
func DueFor(title string, day civil.Date) Act {
	return stepOnGuide(title, func(tx *db.Tx, r row) (map[string]any, error) {
		return map[string]any{"review_on": day}, r.audit(tx, "updated", "", db.Change{Field: "next review", New: day.String()})
	})
}

// TiedTo returns an event that links a guide to the deliverable that requires it.
func TiedTo(title string, deliverable int64) Act {
	return stepOnGuide(title, func(tx *db.Tx, r row) (map[string]any, error) {
		var name string
		err := tx.Raw("SELECT title FROM deliverables WHERE id = ?", deliverable).Scan(&name).Error
		if err != nil || name == "" {
			return nil, err
		}
		return map[string]any{"deliverable_id": deliverable}, r.audit(tx, "updated", "", db.Change{Field: "deliverable", New: name})
	})
}

// OpenedTo returns an event that sets who outside of the organisation may read a guide.
func OpenedTo(title string, to Public) Act { return stepOnGuide(title, publicStep(to)) }

// DidNotHelp returns an event that records that an issue of a guide did not help.
func DidNotHelp(title, symptom, missing string) Act {
	return withGuide(title, func(tx *db.Tx, r row) error {
		content, err := contentOf(tx.Reader, r.ID, r.Published)
		if err != nil {
			return err
		}
		i, ok := content.issueBySymptom(symptom)
		if !ok {
			return fault.NotFound("issue in this guide")
		}
		_, err = r.recordAnswer(tx, r.Published, i.Anchor(), i.Symptom, false, missing)
		return err
	})
}

// issueBySymptom returns the issue with a symptom.
func (c Content) issueBySymptom(symptom string) (Issue, bool) {
	for _, i := range c.Issues {
		if i.Symptom == symptom {
			return i, true
		}
	}
	return Issue{}, false
}

// IssueCalled returns the guide and the id of the issue with a symptom in the guides of a launch.
func IssueCalled(g db.Reader, launchID int64, symptom string) (guideID int64, issue string, err error) {
	var all []row
	if err := g.Where("launch_id = ? AND archived_at IS NULL", launchID).Order("id").Find(&all).Error; err != nil {
		return 0, "", err
	}
	for _, r := range all {
		content, err := contentOf(g, r.ID, r.Head)
		if err != nil {
			return 0, "", err
		}
		if i, ok := content.issueBySymptom(symptom); ok {
			return r.ID, i.ID, nil
		}
	}
	return 0, "", fault.NotFound("issue in a guide of this launch")
}

// LookedFor returns an event that records a search without a result.
func LookedFor(query string) Act {
	return func(tx *db.Tx, _ int64) error { return recordMiss(tx, query) }
}

func stepOnGuide(title string, do step) Act {
	return withGuide(title, func(tx *db.Tx, r row) error {
		_, err := r.apply(tx, do)
		return err
	})
}

func withGuide(title string, do func(tx *db.Tx, r row) error) Act {
	return func(tx *db.Tx, _ int64) error {
		r, err := guideByTitle(tx.Reader, title)
		if err != nil {
			return err
		}
		return do(tx, r)
	}
}

func guideByTitle(g db.Reader, title string) (row, error) {
	var r row
	err := g.Where("title = ?", title).Order("id DESC").Take(&r).Error
	return r, db.NotFoundAs(err, "guide")
}
