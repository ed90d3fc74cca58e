package readiness

import (
	"fmt"
	"time"

	"tminus/internal/civil"
)

// state judges the newest answer by where T is.
func (q questionFact) state(t civil.Date) FlagState { return flagOf(q.Question, q.answer, t) }

// said is the newest answer in words.
func (q questionFact) said() string { return q.answer.Words() + noted(q.answer.Note) }

// accepted says who took the red flag on, and why.
func (q questionFact) accepted(now time.Time) string {
	return fmt.Sprintf("ccepted %s by %s: %s", ago(q.answer.AcceptedAt, now), someone(q.acceptedBy), q.answer.AcceptReason)
}

// flag is the red flag that the newest answer raises, be it accepted or not.
func (q questionFact) flag(t civil.Date, now time.Time) Flag {
	f := Flag{QuestionID: q.ID, Ask: q.Ask, Answer: q.said(), OwnerID: idOf(q.OwnerID), Owner: q.ownerName, OwnerGone: q.ownerGone}
	if q.state(t) == FlagAccepted {
		f.Accepted, f.Since, f.Why = true, q.answer.AcceptedAt, "A"+q.accepted(now)
		return f
	}
	f.Since = q.answer.At
	f.Why = fmt.Sprintf("Answered %s by %s", ago(q.answer.At, now), someone(q.by))
	if tooLate(q.Question, *q.answer, t) {
		f.Why += fmt.Sprintf("; %s is after %s", civil.Countdown(t, q.answer.AnswerOn), civil.Countdown(t, t.AddDays(q.LatestOffset)))
	}
	f.Todo = q.open("Resolve or accept")
	return f
}

func (q questionFact) open(label string) Todo { return open(label, "/interview#q-%d", q.ID) }

// question finds how one question of the interview stands.
func (f facts) question(c criterionFact, now time.Time) finding {
	for _, q := range f.questions {
		if q.ID == idOf(c.BindID) {
			return q.finding(f.launchOn, now)
		}
	}
	return lost()
}

func (q questionFact) finding(t civil.Date, now time.Time) finding {
	switch q.state(t) {
	case FlagNone:
		return finding{result: good, why: "Answered: " + q.said(), since: q.answer.At}
	case FlagAccepted:
		return finding{result: good, why: "Red flag a" + q.accepted(now), since: q.answer.AcceptedAt}
	case FlagStands:
		return finding{result: bad, why: "Red flag: " + q.said(), since: q.answer.At, todo: q.open("Resolve or accept")}
	}
	return finding{result: unseen, why: "Not answered yet", todo: q.open("Answer")}
}

// interview finds how the whole of it stands: all is answered, no flag is open.
func (f facts) interview() finding {
	var unanswered, flags int
	out := finding{todo: open("Open the interview", "/interview")}
	for _, q := range f.questions {
		switch q.state(f.launchOn) {
		case FlagOpen:
			unanswered++
		case FlagStands:
			flags++
		}
		if q.answer != nil && q.answer.At.After(out.since.Time) {
			out.since = q.answer.At
		}
	}
	n := len(f.questions)
	missing := fmt.Sprintf("%d of %s not answered", unanswered, plural(n, "question", "questions"))
	switch {
	case n == 0:
		out.result, out.why = pending, "The interview has no questions"
	case flags > 0:
		out.result, out.why = bad, plural(flags, "red flag is open", "red flags are open")
		if unanswered > 0 {
			out.why += ", " + missing
		}
	case unanswered == n:
		out.result, out.why = unseen, "No question is answered yet"
	case unanswered > 0:
		out.result, out.why = pending, missing
	default:
		out.result, out.why, out.todo = good, plural(n, "question", "questions")+" answered, no red flag open", Todo{}
	}
	return out
}
