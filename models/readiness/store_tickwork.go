package readiness

import (
	"context"

	"tminus/models/launch"
)

// TickWork is what checklists and interviews ask of one person.
type TickWork struct {
	Due       map[launch.When][]MyCheck
	Questions []MyQuestion
	// Cut says that there is more than is shown.
	Cut bool
}

// Checks counts the open items.
func (w TickWork) Checks() int { return CheckInbox{Due: w.Due}.Count() }

// Empty tells whether nothing is asked.
func (w TickWork) Empty() bool { return w.Checks()+len(w.Questions) == 0 }

// TickWork returns the open items of checklists that the actor owns and the
// questions that wait for their answer, in launches that are open: two queries.
func (s *Store) TickWork(ctx context.Context) (TickWork, error) {
	in, err := s.CheckInbox(ctx)
	if err != nil {
		return TickWork{}, err
	}
	questions, err := s.QuestionInbox(ctx)
	return TickWork{Due: in.Due, Cut: in.Cut, Questions: questions}, err
}
