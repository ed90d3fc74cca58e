package readiness

import (
	"fmt"
	"time"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/interview"
)

// questionFact is a question that lines of the decision can follow.
type questionFact struct {
	interview.Fact
	loc *time.Location
}

// said returns the newest answer in words.
func (q questionFact) said() string { return q.Answer.Words() + noted(q.Answer.Note) }

// accepted returns who accepted the red flag, and why.
func (q questionFact) accepted() string {
	return fmt.Sprintf("ccepted %s by %s: %s", instant(q.Answer.AcceptedAt, q.loc), someone(q.AcceptedName), q.Answer.AcceptReason)
}

// flag returns the red flag that the newest answer raises, accepted or not.
func (q questionFact) flag(t civil.Date) Flag {
	f := Flag{QuestionID: q.ID, Ask: q.Ask, Answer: q.said(), OwnerID: db.IDOf(q.OwnerID), Owner: q.OwnerName, OwnerGone: q.OwnerGone,
		Path: fmt.Sprintf("/interview#q-%d", q.ID)}
	if q.State(t) == interview.FlagAccepted {
		f.Accepted, f.Since, f.Why = true, q.Answer.AcceptedAt, "A"+q.accepted()
		return f
	}
	f.Since, f.Todo = q.Answer.At, about("Resolve or accept", "/interview#q-%d", q.ID).todo
	f.Why = fmt.Sprintf("Answered %s by %s", instant(q.Answer.At, q.loc), someone(q.ByName))
	if q.Late(t) {
		f.Why += fmt.Sprintf("; %s is after %s", civil.Countdown(t, q.Answer.AnswerOn), civil.Countdown(t, t.AddDays(q.LatestOffset)))
	}
	return f
}

// question judges one question of the interview.
func (f facts) question(c criterionFact) finding {
	for _, q := range f.questions {
		if q.ID == db.IDOf(c.BindID) {
			return q.finding(f.launchOn)
		}
	}
	return lost()
}

func (q questionFact) finding(t civil.Date) finding {
	out := about("Resolve or accept", "/interview#q-%d", q.ID)
	switch q.State(t) {
	case interview.FlagNone:
		out.result, out.why, out.since = good, "Answered: "+q.said(), q.Answer.At
	case interview.FlagAccepted:
		out.result, out.why, out.since = good, "Red flag a"+q.accepted(), q.Answer.AcceptedAt
	case interview.FlagStands:
		out.result, out.why, out.since = bad, "Red flag: "+q.said(), q.Answer.At
	default:
		out.result, out.why, out.todo.Label = unseen, "Not answered yet", "Answer"
	}
	return out
}

// interview judges the whole interview: every question is answered and no red
// flag stands.
func (f facts) interview() finding {
	var unanswered, flags int
	out := about("Open the interview", "/interview")
	for _, q := range f.questions {
		switch q.State(f.launchOn) {
		case interview.FlagOpen:
			unanswered++
		case interview.FlagStands:
			flags++
		}
		if q.Answer != nil && q.Answer.At.After(out.since.Time) {
			out.since = q.Answer.At
		}
	}
	n := len(f.questions)
	missing := fmt.Sprintf("%d of %s not answered", unanswered, words.Plural(n, "question", "questions"))
	switch {
	case n == 0:
		out.result, out.why = pending, "The interview has no questions"
	case flags > 0:
		out.result, out.why = bad, words.Plural(flags, "red flag is open", "red flags are open")
		if unanswered > 0 {
			out.why += ", " + missing
		}
	case unanswered == n:
		out.result, out.why = unseen, "No question is answered yet"
	case unanswered > 0:
		out.result, out.why = pending, missing
	default:
		out.result, out.why = good, words.Plural(n, "question", "questions")+" answered, no red flag open"
	}
	return out
}
