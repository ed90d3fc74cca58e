package readiness

import (
	"fmt"
	"time"

	"tminus/internal/civil"
)

// flagged tells whether the newest answer raises the red flag, accepted or not.
// A dated question is judged by where T is now. No answer is no flag.
func (q questionFact) flagged(t civil.Date) bool {
	if !q.answered {
		return false
	}
	if q.dated {
		return q.answerOn.IsZero() || q.answerOn.After(t.AddDays(q.latest))
	}
	return q.marked
}

func (q questionFact) accepted() bool { return !q.acceptedAt.IsZero() }

// said is the answer in words.
func (q questionFact) said() string {
	if q.dated {
		if q.answerOn.IsZero() {
			return "No date"
		}
		return q.answerOn.Long()
	}
	return q.answer
}

func (q questionFact) flag(t civil.Date, now time.Time) Flag {
	f := Flag{QuestionID: q.id, Ask: q.ask, Answer: q.said() + noted(q.note), OwnerID: q.ownerID, Owner: q.ownerName, OwnerGone: q.ownerGone, Since: q.at}
	f.Why = fmt.Sprintf("Answered %s by %s", ago(q.at, now), someone(q.by))
	if q.dated && !q.answerOn.IsZero() {
		f.Why += fmt.Sprintf("; %s is after %s", civil.Countdown(t, q.answerOn), civil.Countdown(t, t.AddDays(q.latest)))
	}
	if f.Accepted = q.accepted(); f.Accepted {
		f.Since = q.acceptedAt
		f.Why = fmt.Sprintf("Accepted %s by %s: %s", ago(q.acceptedAt, now), someone(q.acceptedBy), q.acceptReason)
		return f
	}
	f.Todo = open("Resolve or accept", "/interview#question-%d", q.id)
	return f
}

// question finds how one question of the interview stands.
func (f facts) question(c criterionFact, now time.Time) finding {
	for _, q := range f.questions {
		if q.id == idOf(c.BindID) {
			return q.finding(f.launchOn, now)
		}
	}
	return lost()
}

func (q questionFact) finding(t civil.Date, now time.Time) finding {
	out := finding{since: q.at}
	switch {
	case !q.answered:
		return finding{result: unseen, why: "Not answered yet", todo: open("Answer", "/interview#question-%d", q.id)}
	case !q.flagged(t):
		out.result, out.why = good, "Answered: "+q.said()+noted(q.note)
	case q.accepted():
		out.result, out.since = good, q.acceptedAt
		out.why = fmt.Sprintf("Red flag accepted %s by %s: %s", ago(q.acceptedAt, now), someone(q.acceptedBy), q.acceptReason)
	default:
		out.result, out.why = bad, "Red flag: "+q.said()+noted(q.note)
		out.todo = open("Resolve or accept", "/interview#question-%d", q.id)
	}
	return out
}

// interview finds how the whole of it stands: all is answered, no flag is open.
func (f facts) interview() finding {
	var unanswered, flags int
	var last finding
	for _, q := range f.questions {
		switch {
		case !q.answered:
			unanswered++
		case q.flagged(f.launchOn) && !q.accepted():
			flags++
		}
		if q.at.After(last.since.Time) {
			last.since = q.at
		}
	}
	last.todo = open("Open the interview", "/interview")
	n := len(f.questions)
	switch {
	case n == 0:
		last.result, last.why = pending, "The interview has no questions"
	case flags > 0:
		last.result, last.why = bad, plural(flags, "red flag is open", "red flags are open")
		if unanswered > 0 {
			last.why += fmt.Sprintf(", %d of %s not answered", unanswered, plural(n, "question", "questions"))
		}
	case unanswered == n:
		last.result, last.why = unseen, "No question is answered yet"
	case unanswered > 0:
		last.result, last.why = pending, fmt.Sprintf("%d of %s not answered", unanswered, plural(n, "question", "questions"))
	default:
		last.result, last.why, last.todo = good, plural(n, "question", "questions")+" answered, no red flag open", Todo{}
	}
	return last
}
