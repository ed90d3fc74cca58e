package readiness

import (
	"strconv"
	"time"

	"tminus/internal/civil"
	"tminus/models/checklist"
	"tminus/models/db"
	"tminus/models/interview"
	"tminus/models/launch"
	"tminus/models/template"
)

// derivedFact is a deliverable or a check whose status derives from a fact and was not set by hand, or a question that the
// program answers from a fact: its state is that of a check. What it follows is in
// the fields of the criterion, as are its id, title, owner and version.
type derivedFact struct {
	criterionFact
	entity string // launch.BindDeliverable, checklist.BindCheck or interview.BindQuestion
	kind   template.Kind
	state  string
	dueOn  civil.Date
	list   string // name of the checklist
	part   string
}

// done reports whether the stored status is a finished one.
func (d derivedFact) done() bool {
	if d.entity != launch.BindDeliverable {
		return checklist.State(d.state).Closed()
	}
	return launch.Status(d.state).Finished()
}

// outdated returns the deliverables and checks whose stored status is not what their facts say. Once the launch is no
// longer ahead, only what follows deliverables, checks and runs can change.
func (f facts) outdated(now time.Time) []derivedFact {
	var out []derivedFact
	for _, d := range f.derived {
		if !f.launch.State.Ahead() && !kindOf(d.Bind).lasts {
			continue
		}
		if d.done() != (f.judge(d.criterionFact, now).result == good) {
			out = append(out, d)
		}
	}
	return out
}

// origin returns what something follows in the end: where that is a deliverable or a check which derives its status, what
// this one follows.
func (f facts) origin(c criterionFact) criterionFact {
	for range f.derived {
		next, ok := f.source(c)
		if !ok {
			break
		}
		c = next
	}
	return c
}

// source returns the deliverable or check that something follows, if it derives its status.
func (f facts) source(c criterionFact) (criterionFact, bool) {
	for _, d := range f.derived {
		if d.entity == c.Bind && d.ID == db.IDOf(c.BindID) {
			return d.criterionFact, true
		}
	}
	return c, false
}

// followedBy reports whether a deliverable or check derives its status from what a change concerns.
func (f facts) followedBy(t db.Touch) bool {
	for _, d := range f.derived {
		switch {
		case d.entity == t.Entity && d.ID == t.EntityID:
			return true
		case d.Bind == t.Entity && db.IDOf(d.BindID) == t.EntityID:
			return true
		case d.Bind == checklist.BindChecklist && t.Entity == checklist.BindCheck && f.inList(t.EntityID, db.IDOf(d.BindID)):
			return true
		}
	}
	return false
}

// inList reports whether a check is, or may be, in a checklist: the facts hold only those that are not done.
func (f facts) inList(check, list int64) bool {
	for _, c := range f.checks {
		if c.ID == check {
			return c.ListID == list
		}
	}
	return true
}

// addDerived adds the deliverables and checks whose facts are not good yet. One whose fact has lines, or is that of a
// criterion, is no other line, but these are due with it.
func (b *builder) addDerived() {
	needed, _ := b.dependencies()
	for _, d := range b.derived {
		if d.entity == interview.BindQuestion {
			continue // no question without an answer is a line
		}
		due := d.dueOn
		if due.IsZero() && (d.entity == launch.BindDeliverable || d.part == "" || d.part == checklist.PartBefore) {
			due = b.decisionOn
		}
		counts := !due.IsZero() && !due.After(b.decisionOn) || d.entity == launch.BindDeliverable && needed[d.ID]
		found := b.judge(d.criterionFact, b.now)
		if found.result == good || !counts || launch.IsDecision(d.kind, d.Title) || b.find(d.entity, d.ID) >= 0 || b.joinDerived(d, due) {
			continue
		}
		k := kindOf(d.Bind)
		l := Line{Key: d.entity + " " + strconv.FormatInt(d.ID, 10), ID: d.ID, Source: Source(d.entity), Title: d.Title, List: d.list,
			Word: wordOpen, Why: found.why, Path: kindOf(d.entity).pathOf(&d.ID),
			OwnerID: db.IDOf(d.OwnerID), Owner: d.ownerName, OwnerGone: d.ownerGone, Due: due, Verb: VerbOpen, From: k.label,
			FromPath: k.pathOf(d.BindID), bound: bound{d.entity, d.ID},
			origin: originOf(b.origin(d.criterionFact))}
		if due.Before(b.today) {
			l.Word = wordLate
		}
		b.add(b.withOwner(l, due))
	}
}

// joinDerived reports whether the fact from which a status derives has lines, or a criterion that is not met follows it.
// These lines are due with it.
func (b *builder) joinDerived(d derivedFact, due civil.Date) bool {
	o := b.origin(d.criterionFact)
	// Questions without an answer have no lines, so that the red flags do not say all.
	partly := o.Bind == interview.BindInterview && !b.interviewed()
	found := false
	for i := range b.lines {
		l := b.lines[i]
		if !partly && (b.reason(o, l) || b.reason(d.criterionFact, l)) || l.origin == originOf(o) {
			found = true
			b.hasten(i, due)
		}
	}
	return found
}

// hasten makes a line due earlier.
func (b *builder) hasten(i int, due civil.Date) {
	l := &b.lines[i]
	if l.Severity == Stops || !due.Before(l.Due) {
		return
	}
	l.Due = due
	if !due.After(b.today.AddDays(soonDays)) {
		l.Severity = Due
	}
}
