package roster_test

import (
	"testing"
	"time"

	"tminus/models/fault"
	"tminus/models/people"
	"tminus/models/roster"
)

// A period without an end applies until somebody ends it, and the undo opens it again.
func TestPeriodAppliesUntilItIsEnded(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	in := roster.PeriodInput{Rule: " True emergencies  only ", Call: b.max.ID, Decider: b.lead.ID, Span: roster.Span{From: b.clock.Now()}}
	p, err := b.store.AddPeriod(b.as(b.mia), b.launch.Slug, in, "")
	b.ok(err)
	b.clock.Advance(100 * 24 * time.Hour)
	r := b.roster()
	if got, ok := roster.RuleAt(r.Periods, r.Now); !ok || got.Rule != "True emergencies only" || r.Name(got.Call()) == "" {
		t.Fatalf("the rule is %v", got)
	}
	before, next, err := b.store.EndPeriod(b.as(b.lead), b.launch.Slug, p.ID, p.Version)
	b.ok(err)
	b.clock.Advance(time.Minute)
	if got := b.roster().Periods; len(got) != 0 {
		t.Errorf("after its end: %v", got)
	}
	_, _, err = b.store.EndPeriod(b.as(b.lead), b.launch.Slug, p.ID, next)
	b.want(err, fault.KindInvalid)
	in.Rule = before.Rule
	_, _, err = b.store.UpdatePeriod(b.as(b.lead), b.launch.Slug, p.ID, in, p.Version)
	b.want(err, fault.KindConflict)
	_, next, err = b.store.UpdatePeriod(b.as(b.lead), b.launch.Slug, p.ID, in, next)
	b.ok(err)
	if got := b.roster().Periods; len(got) != 1 || !got[0].Open() {
		t.Errorf("after the undo: %v", got)
	}
	_, err = b.store.RemovePeriod(b.as(b.lead), b.launch.Slug, p.ID, next)
	b.ok(err)
	for action, n := range map[string]int{"roster.period added": 1, "roster.period changed": 2, "roster.period removed": 1} {
		if got := b.audited(action); got != n {
			t.Errorf("%s: %d audit rows, want %d", action, got, n)
		}
	}
}

func TestPeriodRejectsInvalidInput(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	for field, in := range map[string]roster.PeriodInput{
		"rule":    {Span: b.span(10, 8, 20)},
		"to_at":   {Rule: "Call Max", Span: b.span(10, 20, 8)},
		"decider": {Rule: "Call Max", Span: roster.Span{From: b.at(10, 8)}},
		"call":    {Rule: "Call a viewer", Call: b.viewer.ID, Span: b.span(10, 8, 20)},
	} {
		_, err := b.store.AddPeriod(b.as(b.lead), b.launch.Slug, in, "")
		b.wantInvalid(err, field)
	}
	_, err := b.store.AddPeriod(b.as(b.viewer), b.launch.Slug, roster.PeriodInput{}, "")
	b.want(err, fault.KindForbidden)
}

// The person who takes over from somebody who has left also takes over what they decide.
func TestPeriodPassesToSuccessor(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	_, err := b.store.AddPeriod(b.as(b.lead), b.launch.Slug,
		roster.PeriodInput{Rule: "True emergencies only", Call: b.max.ID, Decider: b.max.ID, Span: roster.Span{From: b.at(10, 8)}}, "")
	b.ok(err)
	hs, err := b.people.Holdings(b.as(b.admin), b.max.ID)
	b.ok(err)
	if len(hs) != 1 || hs[0].Detail != "named in a period with a rule" {
		t.Errorf("holdings: %v", hs)
	}
	_, err = b.people.Deactivate(b.as(b.admin), b.max.ID, people.Handover{To: b.mia.ID, Seen: people.Fingerprint(hs), Version: b.max.Version})
	b.ok(err)
	if p := b.roster().Periods[0]; p.Call() != b.mia.ID || p.Decider() != b.mia.ID {
		t.Errorf("after max has left: %+v", p)
	}
}
