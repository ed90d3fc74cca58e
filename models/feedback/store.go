package feedback

import (
	"tminus/internal/fold"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Store reads and writes feedback.
type Store struct{ db *db.DB }

// NewStore returns a store on d.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// row is a row of the table feedback_reports.
type row struct {
	ID, LaunchID                  int64
	Channel                       Channel
	Title, Doing, Wrong, Expected string
	SearchText                    string
	Times                         int
	Reporter, Contact, Source     string
	TesterID, EnteredBy, OwnerID  *int64
	Symptom                       string
	Outcome                       Outcome
	Note                          string
	DuplicateOf                   *int64
	SentKey                       *string
	At                            db.Instant
	ClosedAt, ArchivedAt          db.Instant
	Version                       int
	CreatedAt, UpdatedAt          db.Instant
}

// TableName implements GORM's Tabler.
func (row) TableName() string { return "feedback_reports" }

func (r *row) set(in Input) {
	r.Channel, r.Title, r.Doing, r.Wrong, r.Expected = in.Channel, in.Title, in.Doing, in.Wrong, in.Expected
	r.Times, r.Reporter, r.Contact, r.Source, r.At = in.Times, in.Reporter, in.Contact, in.Source, db.At(in.At)
	r.SearchText = fold.Text(in.Title + "\n" + in.Doing + "\n" + in.Wrong + "\n" + in.Expected + "\n" + in.Reporter + "\n" + in.Source)
}

func (r row) state() State {
	return Report{Outcome: r.Outcome, Original: db.IDOf(r.DuplicateOf), ClosedAt: r.ClosedAt.Time}.State()
}

// write changes columns of the report if it still has its version, which it raises.
func (r *row) write(tx *db.Tx, columns map[string]any) error {
	var err error
	r.Version, err = tx.UpdateRow("feedback_reports", r.ID, r.Version, columns)
	return err
}

// audit records an action on a report in the audit log.
func (r row) audit(tx *db.Tx, action, reason string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: "report." + action, Entity: "report", EntityID: r.ID, LaunchID: &r.LaunchID, Label: r.Title,
		Changes: changes, Reason: reason})
}

// reportToChange loads a report for a change. It returns Forbidden unless the actor may edit the
// plan, NotFound if the report belongs to another launch, and Conflict if it is not at the given
// version.
func reportToChange(tx *db.Tx, slug string, id int64, version int) (launch.Launch, row, error) {
	l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
	if err != nil {
		return l, row{}, err
	}
	r, err := findReport(tx.Reader, l.ID, id)
	if err == nil && r.Version != version {
		err = fault.Changed("this report")
	}
	return l, r, err
}

func findReport(g db.Reader, launchID, id int64) (row, error) {
	var r row
	err := g.Where("id = ? AND launch_id = ?", id, launchID).Take(&r).Error
	return r, db.NotFoundAs(err, "report in this launch")
}

// appendChange appends a change if the values differ.
func appendChange(cs []db.Change, field, before, after string) []db.Change {
	if before == after {
		return cs
	}
	return append(cs, db.Change{Field: field, Old: before, New: after})
}

// ownerChange appends a change of the owner, if there is one.
func ownerChange(g db.Reader, cs []db.Change, before, after int64) ([]db.Change, error) {
	if before == after {
		return cs, nil
	}
	was, err := people.NameOf(g, before)
	if err != nil {
		return nil, err
	}
	is, err := people.NameOf(g, after)
	return appendChange(cs, "owner", was, is), err
}
