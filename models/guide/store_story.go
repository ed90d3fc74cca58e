package guide

import (
	"gorm.io/gorm"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
)

// Act is something that happened to a guide, told afterwards as the sample
// organisation's history is: in a transaction of that time, as who did it.
type Act func(tx *db.Tx, launchID int64) error

// Wrote is that a guide was begun.
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

// Rewrote is that a guide was saved with other words.
func Rewrote(c Content, message string) Act {
	return onTitle(c.Title, func(tx *db.Tx, r row) error {
		head, err := contentOf(tx.DB, r.ID, r.Head)
		if err != nil {
			return err
		}
		content, err := c.keepingIDs(head).Clean(newID)
		if err != nil {
			return err
		}
		return r.save(tx, content, message, "updated")
	})
}

// keepingIDs gives what has a place in the list the id that stood there before.
func (c Content) keepingIDs(was Content) Content {
	for i := range min(len(c.Issues), len(was.Issues)) {
		c.Issues[i].ID = was.Issues[i].ID
	}
	for i := range min(len(c.Templates), len(was.Templates)) {
		c.Templates[i].ID = was.Templates[i].ID
	}
	return c
}

// AskedFor is that somebody was asked to review the guide of that title.
func AskedFor(title string, whom int64, note string) Act { return stepOn(title, asking(whom, note)) }

// ApprovedWith is that the reviewer approved it.
func ApprovedWith(title, note string) Act { return stepOn(title, approving(note)) }

// SentBackWith is that the reviewer sent it back.
func SentBackWith(title, note string) Act { return stepOn(title, sendingBack(note)) }

// PublishedAs is that a revision was published.
func PublishedAs(title string, number int) Act { return stepOn(title, publishing(number)) }

// DueFor is that the day was chosen on which the guide is looked at again.
func DueFor(title string, day civil.Date) Act {
	return stepOn(title, func(tx *db.Tx, r row) (map[string]any, error) {
		return map[string]any{"review_on": day}, r.audit(tx, "updated", "", db.Change{Field: "next review", New: day.String()})
	})
}

// TiedTo is that the guide was named as what a deliverable of the plan asks for.
func TiedTo(title string, deliverable int64) Act {
	return stepOn(title, func(tx *db.Tx, r row) (map[string]any, error) {
		var name string
		err := tx.Raw("SELECT title FROM deliverables WHERE id = ?", deliverable).Scan(&name).Error
		if err != nil || name == "" {
			return nil, err
		}
		return map[string]any{"deliverable_id": deliverable}, r.audit(tx, "updated", "", db.Change{Field: "deliverable", New: name})
	})
}

// OpenedTo is that somebody outside was let read it.
func OpenedTo(title string, to Public) Act { return stepOn(title, opening(to)) }

// DidNotHelp is that somebody missed something at an issue of the guide of that title.
func DidNotHelp(title, symptom, missing string) Act {
	return onTitle(title, func(tx *db.Tx, r row) error {
		content, err := contentOf(tx.DB, r.ID, r.Published)
		if err != nil {
			return err
		}
		i, ok := content.called(symptom)
		if !ok {
			return fault.NotFound("issue in this guide")
		}
		_, err = r.answered(tx, r.Published, i.Anchor(), i.Symptom, false, missing)
		return err
	})
}

// called is the issue of that symptom.
func (c Content) called(symptom string) (Issue, bool) {
	for _, i := range c.Issues {
		if i.Symptom == symptom {
			return i, true
		}
	}
	return Issue{}, false
}

// IssueCalled is the issue of that symptom in a guide of a launch.
func IssueCalled(g *gorm.DB, launchID int64, symptom string) (guideID int64, issue string, err error) {
	var all []row
	if err := g.Where("launch_id = ? AND archived_at IS NULL", launchID).Order("id").Find(&all).Error; err != nil {
		return 0, "", err
	}
	for _, r := range all {
		content, err := contentOf(g, r.ID, r.Head)
		if err != nil {
			return 0, "", err
		}
		if i, ok := content.called(symptom); ok {
			return r.ID, i.ID, nil
		}
	}
	return 0, "", fault.NotFound("issue in a guide of this launch")
}

// LookedFor is that somebody looked for something in vain.
func LookedFor(query string) Act {
	return func(tx *db.Tx, _ int64) error { return lookedFor(tx, query) }
}

func stepOn(title string, do step) Act {
	return onTitle(title, func(tx *db.Tx, r row) error { return r.do(tx, do) })
}

func onTitle(title string, do func(tx *db.Tx, r row) error) Act {
	return func(tx *db.Tx, _ int64) error {
		r, err := titled(tx.DB, title)
		if err != nil {
			return err
		}
		return do(tx, r)
	}
}

func titled(g *gorm.DB, title string) (row, error) {
	var r row
	err := g.Where("title = ?", title).Order("id DESC").Take(&r).Error
	return r, db.NotFoundAs(err, "guide")
}
