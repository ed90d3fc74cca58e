package gonogo

import (
	"fmt"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/models/fault"
)

// PollInput is the page on which the chair holds a meeting: the answers that
// changed, the conditions and, to record it, the decision. It is saved as one.
type PollInput struct {
	Answers    []PollAnswer
	Conditions []PollCondition
	Decision   *DecisionInput // nil to save without recording
	// Version is that of the meeting when the page was shown.
	Version int
}

// PollAnswer is the answer to a question, at the version that the page showed.
type PollAnswer struct {
	QuestionID int64
	AnswerInput
	Version int
}

// PollCondition is a condition as the page shows it; ID is 0 for a new one. An
// empty text or Remove removes it.
type PollCondition struct {
	// Row identifies it on the page, for messages.
	Row string
	ID  int64
	ConditionInput
	Version int
	Remove  bool
}

// blank reports whether nothing was entered in a new row.
func (c PollCondition) blank() bool { return c.ID == 0 && strings.TrimSpace(c.Text) == "" }

// Refused are the answers that were not saved, since they changed meanwhile.
type Refused []QuestionDetail

// Topics returns the topics of the answers.
func (r Refused) Topics() string { return Topics(r) }

// field returns the name of the field of a question or condition on the page.
func field(name string, row any) string { return fmt.Sprintf("%s-%v", name, row) }

// merge adds the messages of a part to those of the page, with the row in the
// names of their fields. It returns other errors.
func merge(c *fault.Check, err error, row any) error {
	if !fault.Is(err, fault.KindInvalid) {
		return err
	}
	for _, f := range fault.FieldsOf(err) {
		c.Add(field(f.Name, row), "%s", f.Message)
	}
	return nil
}

// DefaultDue returns the deadline that is proposed for a condition: T, or an hour
// from now when T has passed.
func DefaultDue(t time.Time, loc *time.Location, now time.Time) (civil.Date, civil.TimeOfDay) {
	if !t.After(now) {
		t = now.Add(time.Hour)
	}
	return civil.Of(t, loc), civil.TimeOf(t, loc)
}
