package readiness

import (
	"fmt"
	"strings"

	"tminus/internal/civil"
	"tminus/models/checklist"
	"tminus/models/db"
	"tminus/models/guide"
	"tminus/models/interview"
	"tminus/models/launch"
	"tminus/models/risk"
	"tminus/models/ritual"
	"tminus/models/roster"
	"tminus/models/stakeholder"
)

// addCriteria adds the criteria that are not met, the conditions that are active or not checked, and the
// overdue conditions of a conditional go. A criterion and what it follows are one line.
func (b *builder) addCriteria() {
	for _, c := range b.criteria {
		line := c.line()
		if c.Kind == KindNoGo {
			b.condition(c, b.now, &line)
		} else {
			b.criterion(c, b.now, &line)
		}
		if line.State.Holds() {
			continue
		}
		if line.Raised || !b.join(c, line) {
			b.addCriterion(c, line)
		}
	}
	for i, c := range b.decision.Conditions {
		l := Line{Key: fmt.Sprintf("promise %d %d", c.MeetingID, i), Source: SourceDecision, Title: c.Text, Word: "Condition of the go",
			OwnerID: c.OwnerID,
			Owner:   c.OwnerName, OwnerGone: c.OwnerGone, Due: civil.Of(c.DueAt.Time, b.loc), Verb: VerbResolve, Path: fmt.Sprintf("/meetings/%d",
				c.MeetingID)}
		if !b.now.Before(c.DueAt.Time) {
			l.Severity, l.Word, l.Why = Stops, "Overdue", "Condition of the conditional go"
		}
		b.add(l)
	}
}

// lineOf returns a criterion as a line without its reason.
func (b *builder) lineOf(c criterionFact, line CriterionLine) Line {
	l := Line{Key: fmt.Sprintf("criterion %d", c.ID), ID: c.ID, Version: c.Version, Source: SourceCriterion, Title: c.Title, Why: line.Why,
		OwnerID: line.OwnerID,
		Owner:   line.Owner, OwnerGone: line.OwnerGone, Due: b.decisionOn, Path: fmt.Sprintf("/readiness#criterion-%d", c.ID)}
	if c.Kind == KindNoGo {
		l.Source = SourceCondition
	}
	return l
}

// join makes what a criterion follows its line, where that is a line already, and reports whether it did.
func (b *builder) join(c criterionFact, line CriterionLine) bool {
	if o := b.origin(c); o.Bind != c.Bind || db.IDOf(o.BindID) != db.IDOf(c.BindID) {
		return b.joinAll(c, line, func(l Line) bool { return b.reason(o, l) })
	}
	switch c.Bind {
	case launch.BindDeliverable, checklist.BindCheck, interview.BindQuestion:
		i := b.find(c.Bind, db.IDOf(c.BindID))
		if i < 0 {
			return false
		}
		l := &b.lines[i]
		l.From, l.FromPath, l.Title = l.Title, l.Path, c.Title
		if l.OwnerID == 0 && line.OwnerID != 0 {
			l.OwnerID, l.Owner, l.OwnerGone = line.OwnerID, line.Owner, line.OwnerGone
		}
		b.escalate(c, line, i)
		return true
	case interview.BindInterview:
		if !b.interviewed() {
			return false
		}
	}
	return b.joinAll(c, line, func(l Line) bool { return b.reason(c, l) })
}

// reason reports whether a line is about what something follows.
func (b *builder) reason(c criterionFact, l Line) bool {
	switch c.Bind {
	case launch.BindDeliverable, checklist.BindCheck, interview.BindQuestion:
		return l.bound == bound{c.Bind, db.IDOf(c.BindID)}
	case checklist.BindChecklist:
		return l.Source == SourceCheck && b.listOf(l) == db.IDOf(c.BindID)
	case interview.BindInterview:
		return l.Source == SourceFlag
	case risk.BindRisks:
		return l.Source == SourceRisk && l.Verb == VerbDecide && b.breaks(c, l.bound.id)
	case risk.BindRegister:
		return l.Source == SourceRisk && l.Verb != VerbDecide
	case stakeholder.BindStakeholders:
		return l.Source == SourceStakeholder
	case roster.BindCoverage:
		return l.Source == SourceRoster
	}
	return false
}

// joinAll names the criterion on all lines that are its reason, and reports whether there is one.
func (b *builder) joinAll(c criterionFact, line CriterionLine, reason func(Line) bool) bool {
	found := false
	for i := range b.lines {
		if reason(b.lines[i]) {
			found = true
			if b.lines[i].From == "" {
				b.lines[i].From, b.lines[i].FromPath = c.Title, fmt.Sprintf("/readiness#criterion-%d", c.ID)
			}
			b.escalate(c, line, i)
		}
	}
	return found
}

// escalate raises a line to the severity of the condition that it makes active.
func (b *builder) escalate(c criterionFact, line CriterionLine, i int) {
	if c.Kind == KindNoGo && line.State == Active {
		b.lines[i].Severity = Stops
	}
}

// listOf returns the checklist of a check's line.
func (b *builder) listOf(l Line) int64 {
	for _, c := range b.checks {
		if c.ID == l.bound.id {
			return c.ListID
		}
	}
	return 0
}

// breaks reports whether a risk breaks the rule that a criterion follows.
func (b *builder) breaks(c criterionFact, id int64) bool {
	rule, category, _ := strings.Cut(c.BindRule, ":")
	for _, r := range b.risks {
		if r.ID == id {
			return rule == risk.RuleShowStopper && r.ShowStopper || r.Category == risk.Category(category)
		}
	}
	return false
}

// addCriterion adds a criterion or condition that no other line stands for.
func (b *builder) addCriterion(c criterionFact, line CriterionLine) {
	l := b.lineOf(c, line)
	l.origin = originOf(b.origin(c))
	switch {
	case c.Kind == KindNoGo && line.State == Active:
		l.Severity, l.Word, l.Verb, l.Due = Stops, "Active", VerbCheck, b.today
	case c.Kind == KindNoGo:
		l.Word, l.Verb = wordNotChecked, VerbCheck
	case c.Bind == BindManual && c.Sign == SignNotMet:
		l.Word, l.Verb, l.Due = "Not met", VerbSignOff, b.today
	case c.Bind == BindManual && !c.SignedAt.IsZero() && c.Sign == SignMet:
		l.Word, l.Verb, l.Due = "Expired", VerbSignOff, b.today
	case c.Bind == BindManual:
		l.Word, l.Why, l.Verb = wordNotSigned, "", VerbSignOff
	default:
		b.follow(c, line, &l)
	}
	if l.FromPath != "" && l.Verb != VerbSignOff {
		l.Path = l.FromPath
	}
	b.add(b.withOwner(l, l.Due))
}

// follow completes the line of a criterion that follows something which is no line itself.
func (b *builder) follow(c criterionFact, line CriterionLine, l *Line) {
	l.From, l.FromPath = line.Bound, line.Path
	l.Word, l.Verb = wordOpen, VerbOpen
	if line.State == NotChecked {
		l.Word = wordNotChecked
	}
	switch c.Bind {
	case ritual.BindRun:
		l.Verb = VerbRun
		if c.tally.id != 0 && c.tally.failed > 0 {
			l.Severity, l.Word, l.Verb, l.Due = Stops, "Failed", VerbRetest, b.today
		}
	case interview.BindInterview, interview.BindQuestion:
		l.Verb = VerbAnswer
	case stakeholder.BindStakeholders, roster.BindCoverage, guide.BindGuide, risk.BindRisks:
	case launch.BindDeliverable:
		b.followItem(c, l)
	}
	if line.Todo.Act == ActRebind {
		l.Word, l.Verb, l.From, l.FromPath = "Follows nothing", VerbDecide, "", ""
	}
}

// followItem gives a criterion the due day of a deliverable that is due after the decision.
func (b *builder) followItem(c criterionFact, l *Line) {
	for _, it := range b.items {
		if it.ID == db.IDOf(c.BindID) {
			l.Word, l.Due = it.Status.Label(), it.DueOn
			if it.Status == launch.NotStarted {
				l.Word = wordOpen
			}
			if l.Due.IsZero() {
				l.Due = b.decisionOn
			}
		}
	}
}
