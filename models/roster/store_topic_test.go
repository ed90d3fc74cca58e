package roster_test

import (
	"testing"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/roster"
)

// A topic has its own escalation; that of anything else stays as it is, and the other way round.
func TestTopicHasItsOwnEscalation(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	before := b.roster()
	if len(before.Topics) != 0 || len(before.Steps) == 0 {
		t.Fatalf("a new launch has the topics %v and the steps %v", before.Topics, before.Steps)
	}
	in := roster.TopicInput{Name: "Personal data", Hint: "We have 72 hours to report",
		Steps: []roster.Step{{UserID: db.RefOf(b.max.ID), Wait: 15}, {Role: roster.Primary, Wait: 10}}}
	topic, err := b.store.AddTopic(b.as(b.mia), b.launch.Slug, in, "")
	b.ok(err)
	after := b.roster()
	if len(after.Topics) != 1 || len(after.Topics[0].Steps) != 2 || len(after.Steps) != len(before.Steps) {
		t.Fatalf("the topics are %v, the steps %v", after.Topics, after.Steps)
	}
	if got := roster.DryRun(after.Topics[0].Steps, after.Watch, after.Now)[0].Who; len(got) != 1 || got[0].ID != b.max.ID {
		t.Errorf("it reaches %v first", got)
	}
	b.ok(b.store.SetSteps(b.as(b.lead), b.launch.Slug, nil, after.Settings.Version))
	if r := b.roster(); len(r.Steps) != 0 || len(r.Topics[0].Steps) != 2 {
		t.Errorf("without the other escalation: %v, %v", r.Steps, r.Topics)
	}
	in.Steps = in.Steps[:1]
	_, next, err := b.store.UpdateTopic(b.as(b.lead), b.launch.Slug, topic.ID, in, topic.Version)
	b.ok(err)
	_, _, err = b.store.UpdateTopic(b.as(b.lead), b.launch.Slug, topic.ID, in, topic.Version)
	b.want(err, fault.KindConflict)
	old, err := b.store.RemoveTopic(b.as(b.lead), b.launch.Slug, topic.ID, next)
	b.ok(err)
	if len(old.Steps) != 1 || len(b.roster().Topics) != 0 {
		t.Errorf("removed: %v", old)
	}
	for _, action := range []string{"roster.topic added", "roster.topic changed", "roster.topic removed"} {
		if n := b.audited(action); n != 1 {
			t.Errorf("%s: %d audit rows", action, n)
		}
	}
}

func TestTopicRejectsInvalidInput(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	steps := []roster.Step{{Role: roster.Primary, Wait: 10}}
	_, err := b.store.AddTopic(b.as(b.lead), b.launch.Slug, roster.TopicInput{Name: "Press", Steps: steps}, "")
	b.ok(err)
	for field, in := range map[string]roster.TopicInput{
		"name": {Name: "Press", Steps: steps}, "who1": {Name: "Data"}, "wait1": {Name: "Data", Steps: []roster.Step{{Role: roster.Primary}}},
	} {
		_, err := b.store.AddTopic(b.as(b.lead), b.launch.Slug, in, "")
		b.wantInvalid(err, field)
	}
	_, err = b.store.AddTopic(b.as(b.viewer), b.launch.Slug, roster.TopicInput{}, "")
	b.want(err, fault.KindForbidden)
}
