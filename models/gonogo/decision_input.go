package gonogo

import (
	"slices"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/fault"
	"tminus/models/launch"
)

// DecisionInput is the form of a decision.
type DecisionInput struct {
	Scope Scope
	// Text is what it lets through, in words.
	Text    string
	Build   string
	Outcome Outcome
	ByID    int64 // who decides
	Reason  string
	// DecidedOn and DecidedTime are when it was decided; both are zero for now.
	DecidedOn   civil.Date
	DecidedTime civil.TimeOfDay
	// Override are the questions whose no-go the decider overrides.
	Override []int64
	// Seen is StateOf as it was when the form was shown.
	Seen string
}

// Clean returns the decision as it is stored, and when it was decided. Returns
// Invalid with every mistake:
//   - a no-go answer blocks a go until it changes or the decider overrides it
//     with a reason;
//   - the reason names every mandatory topic without an answer;
//   - deciding against the readiness needs a reason. The conditions of a
//     conditional go are its reason.
func (in DecisionInput) Clean(m MeetingDetail, v Readiness, loc *time.Location, now time.Time) (DecisionInput, time.Time, error) {
	var c fault.Check
	in.Reason, in.Text, in.Build = strings.TrimSpace(in.Reason), words.OneLine(in.Text), words.OneLine(in.Build)
	c.That(len([]rune(in.Reason)) <= launch.MaxReason, "reason", "Use at most %d characters.", launch.MaxReason)
	c.That(len([]rune(in.Text)) <= maxLine, "text", "Use at most %d characters.", maxLine)
	c.That(len([]rune(in.Build)) <= maxLine, "build", "Use at most %d characters.", maxLine)
	c.That(in.ByID != 0, "by", "Choose who decides.")
	in.checkScope(&c, m)
	at := in.decidedAt(&c, loc, now)
	in.checkOutcome(&c, m, v, now)
	in.checkAgainst(&c, m)
	var unnamed []QuestionDetail
	for _, q := range m.Missing() {
		if !names(in.Reason, q.Topic) {
			unnamed = append(unnamed, q)
		}
	}
	c.That(len(unnamed) == 0, "reason", "Name the topics without an answer, and why you decide without them: %s.", Topics(unnamed))
	return in, at, c.Err()
}

func (in DecisionInput) checkScope(c *fault.Check, m MeetingDetail) {
	if !scopeLabels.Has(in.Scope) {
		c.Add("scope", "Choose what the decision is about.")
		return
	}
	c.That(in.Scope != ScopePreview || in.Text != "", "text", "Say which preview, for example 50 beta customers from Mon 30 Nov.")
	if d := m.Decided(in.Scope); d != nil {
		c.Add("scope", "This meeting has decided about it: %s. Plan a new meeting to decide again.", d.Outcome.Label())
	}
}

// decidedAt returns when it was decided: now, unless a day and time are given.
func (in DecisionInput) decidedAt(c *fault.Check, loc *time.Location, now time.Time) time.Time {
	if in.DecidedOn.IsZero() && in.DecidedTime.IsZero() {
		return now
	}
	at := momentOf(c, in.DecidedOn, in.DecidedTime, loc, "decided_on", "decided_time")
	// The form has whole minutes.
	c.That(!at.After(now), "decided_on", "Enter a time that has passed.")
	return at
}

func (in DecisionInput) checkOutcome(c *fault.Check, m MeetingDetail, v Readiness, now time.Time) {
	decides := in.Scope == ScopeLaunch
	switch in.Outcome {
	case OutcomeGo:
		c.That(len(m.Drafts()) == 0, "outcome", "There are conditions: record a conditional go, or remove them first.")
		c.That(!decides || v.Go || in.Reason != "", "reason", "The launch is not ready (%s). Say why it may go.", v.Label)
	case OutcomeConditional:
		c.That(len(m.Drafts()) > 0, "outcome", "A conditional go needs a condition with its owner and deadline. Add one first.")
		for _, x := range m.Drafts() {
			c.That(!x.Overdue(now), "outcome", "The deadline of “%s” has passed. Change it first.", x.Text)
		}
	case OutcomeNoGo:
		c.That(!decides || !v.Go || in.Reason != "", "reason", "The launch is ready (%s). Say why it may not go.", v.Label)
	default:
		c.Add("outcome", "Choose go, conditional go or no-go.")
	}
}

// checkAgainst refuses a go over a no-go answer that the decider does not
// override, and an override without a reason.
func (in DecisionInput) checkAgainst(c *fault.Check, m MeetingDetail) {
	if !in.Outcome.Lets() {
		return
	}
	for _, q := range m.Against() {
		if !slices.Contains(in.Override, q.ID) {
			c.Add("outcome", "No-go from %s: %s. The answer must change, or the decider overrides it.", q.speaker(), q.Topic)
			continue
		}
		c.That(in.Reason != "", "reason", "Say why you override the no-go from %s: %s.", q.speaker(), q.Topic)
	}
}

func (q QuestionDetail) speaker() string {
	if name := q.Speaker(); name != "" {
		return name
	}
	return "nobody named"
}

// overridden returns the no-go answers that the decider overrides, nothing for
// a decision that lets nothing through.
func (in DecisionInput) overridden(m MeetingDetail) []QuestionDetail {
	if !in.Outcome.Lets() {
		return nil
	}
	return slices.DeleteFunc(m.Against(), func(q QuestionDetail) bool { return !slices.Contains(in.Override, q.ID) })
}
