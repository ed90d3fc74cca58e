package readiness

import (
	"fmt"
	"time"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/checklist"
	"tminus/models/db"
	"tminus/models/gonogo"
	"tminus/models/launch"
	"tminus/models/stakeholder"
)

// criterionFact is a criterion with names and the state of what it follows.
type criterionFact struct {
	Criterion
	ownerName, signedName, waivedName string
	loc                               *time.Location
	ownerGone                         bool
	// there says that the thing which it follows exists in this launch.
	there bool
	title string // of what it is bound to
	// Of a deliverable or an item of a checklist.
	status      string
	note        string
	closedAt    db.Instant
	evidence    string
	checklistID int64
	tally       tally
}

// tally counts the items of a checklist, or the steps of the newest run of a
// ritual.
type tally struct {
	id                          int64 // of the run, 0 when there was none
	total, open, failed, passed int
	at                          db.Instant
}

func (c criterionFact) line() CriterionLine {
	l := CriterionLine{ID: c.ID, Kind: c.Kind, Title: c.Title, OwnerID: db.IDOf(c.OwnerID), Owner: c.ownerName, OwnerGone: c.ownerGone,
		Bind: c.Bind, BindID: db.IDOf(c.BindID), Evidence: c.Evidence, Version: c.Version}
	l.Bound = c.bound()
	return l
}

// when returns an instant in the launch's zone.
func (c criterionFact) when(at db.Instant) string { return instant(at, c.loc) }

// expired reports whether a sign-off or run of that instant must be renewed.
func (c criterionFact) expired(at db.Instant, now time.Time) bool {
	return c.RenewMinutes > 0 && !now.Before(at.Add(time.Duration(c.RenewMinutes)*time.Minute))
}

func (c criterionFact) signed(now time.Time) finding {
	if c.Sign == SignNone || c.SignedAt.IsZero() {
		return finding{result: unseen, why: "Nobody has signed it off yet", todo: Todo{Act: ActSign, Label: "Sign off"}}
	}
	words := fmt.Sprintf("Signed off %s by %s", c.when(c.SignedAt), someone(c.signedName))
	if c.ownerName != "" && db.IDOf(c.SignedBy) != db.IDOf(c.OwnerID) {
		words += " for " + c.ownerName
	}
	switch {
	case c.Sign == SignNotMet:
		why := fmt.Sprintf("Not met, said %s by %s", c.when(c.SignedAt), someone(c.signedName)) + noted(c.SignNote)
		return finding{result: bad, why: why, since: c.SignedAt, todo: Todo{Act: ActSign, Label: "Sign off"}}
	case c.expired(c.SignedAt, now):
		return finding{result: bad, why: words + "; expired, must be renewed " + every(c.RenewMinutes), since: c.SignedAt,
			todo: Todo{Act: ActRenew, Label: "Renew"}}
	case c.RenewMinutes > 0:
		words += "; valid until " + c.when(db.At(c.SignedAt.Add(time.Duration(c.RenewMinutes)*time.Minute)))
	}
	return finding{result: good, why: words + noted(c.SignNote), since: c.SignedAt}
}

func (c criterionFact) checklist() finding {
	t := c.tally
	f := about("Open the checklist", "/checklists#list-%d", db.IDOf(c.BindID))
	f.since = t.at
	switch {
	case t.total == 0:
		f.result, f.why = pending, "The checklist is empty"
	case t.failed > 0:
		f.result, f.why = bad, fmt.Sprintf("%d of %s failed", t.failed, words.Plural(t.total, "item", "items"))
		if t.open > 0 {
			f.why += fmt.Sprintf(", %d open", t.open)
		}
	case t.open == t.total:
		f.result, f.why = unseen, words.Plural(t.total, "item", "items")+", none closed yet"
	case t.open > 0:
		f.result, f.why = pending, fmt.Sprintf("%d of %s open", t.open, words.Plural(t.total, "item", "items"))
	default:
		f.result, f.why = good, words.Plural(t.total, "item", "items")+" closed, none failed"
	}
	return f
}

func (c criterionFact) check() finding {
	f := about("Open the checklist", "/checklists#check-%d", db.IDOf(c.BindID))
	f.since, f.evidence = c.closedAt, c.evidence
	switch checklist.State(c.status) {
	case checklist.Done:
		f.result, f.why = good, "Done"+noted(c.note)
	case checklist.NotApplicable:
		f.result, f.why = good, "Not applicable"+noted(c.note)
	case checklist.Failed:
		f.result, f.why = bad, "Failed"+noted(c.note)
	default:
		f.result, f.why = unseen, "Not checked"
	}
	return f
}

// deliverable is good when the work is finished. A skipped deliverable is bad;
// the lead can waive the criterion.
func (c criterionFact) deliverable() finding {
	s := launch.Status(c.status)
	f := about("Open the deliverable", "/deliverables/%d", db.IDOf(c.BindID))
	f.since, f.why = c.closedAt, s.Label()
	switch {
	case s == launch.Skipped:
		f.result, f.why = bad, "Skipped"+noted(c.note)
	case s.Finished():
		f.result = good
	case s == launch.Blocked:
		f.result, f.why = bad, "Blocked, waits for "+c.note
	}
	return f
}

// run judges the newest finished run that was no dry run, as
// ritual.Tally.Result does.
func (c criterionFact) run(now time.Time) finding {
	t := c.tally
	f := about("Run it", "/rituals/%d", db.IDOf(c.BindID))
	f.since = t.at
	if t.id == 0 {
		f.result, f.why = unseen, fmt.Sprintf("Never run on %s", c.Environment)
		return f
	}
	f.evidence = fmt.Sprintf("/runs/%d", t.id)
	when := c.when(t.at)
	switch {
	case t.failed > 0:
		f.result, f.why = bad, fmt.Sprintf("%s failed in the run of %s", words.Plural(t.failed, "step", "steps"), when)
	case t.passed == 0:
		f.result, f.why = bad, "Nothing was tried in the run of "+when
	case t.open > 0:
		f.result, f.why = bad, fmt.Sprintf("%s not tried, or skipped without a note, in the run of %s",
			words.Plural(t.open, "step was", "steps were"), when)
	case c.expired(t.at, now):
		// An expired run is no failure.
		f.result, f.why = pending, fmt.Sprintf("Passed %s; must be renewed %s", when, every(c.RenewMinutes))
	default:
		f.result, f.why = good, fmt.Sprintf("Passed %s: %s", when, words.Plural(t.passed, "step", "steps"))
	}
	return f
}

// informed is good when all stakeholders have acknowledged the present T.
func (f facts) informed() finding {
	a := stakeholder.Assess(f.stakeholders, f.present)
	out := finding{result: pending, why: fmt.Sprintf("%d of %s acknowledged T", a.Aware, words.Plural(a.Total, "stakeholder", "stakeholders")),
		todo: about("Open the stakeholders", "/stakeholders").todo}
	switch {
	case a.Total == 0:
		out.result, out.why = unseen, "No stakeholders are listed"
	case a.All():
		out.result, out.todo = good, Todo{}
	case len(a.Outdated) > 0:
		out.result = bad
		out.why += fmt.Sprintf("; %s still believes %s", a.Outdated[0].Name, a.Outdated[0].Acknowledge.Day.Words(f.present))
		if more := len(a.Outdated) - 1; more > 0 {
			out.why += fmt.Sprintf(", and %d more", more)
		}
	}
	return out
}

// conditionLine returns a condition of a conditional go as a line of the
// verdict.
func conditionLine(c gonogo.UnmetCondition, loc *time.Location, now time.Time) CriterionLine {
	due := c.DueAt.In(loc)
	when := civil.Of(due, loc).Short() + ", " + due.Format("15:04 MST")
	l := CriterionLine{Kind: KindNoGo, Title: c.Text, OwnerID: c.OwnerID, Owner: c.OwnerName, OwnerGone: c.OwnerGone, Since: c.DueAt,
		State: Active, Bound: fmt.Sprintf("Condition of decision %d", c.Number),
		Todo: about("Open the meeting", "/meetings/%d", c.MeetingID).todo,
		Why:  "Promised for " + when + " with the conditional go, and overdue"}
	if now.Before(c.DueAt.Time) {
		l.State, l.Since, l.Why = Clear, db.Instant{}, "Promised for "+when+" with the conditional go, not met yet"
	}
	return l
}
