package readiness_test

import (
	"testing"
	"time"

	"tminus/models/checklist"
	"tminus/models/gonogo"
	"tminus/models/modeltest"
	"tminus/models/readiness"
)

// After a go, the state says since when lines have been open that the go did not know: since the first of them, until none is.
func TestStateSaysSinceWhenLinesHaveOpened(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	if err := b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeGo, Reason: "x"}); err != nil {
		t.Fatal(err)
	}
	state := func() readiness.State {
		t.Helper()
		list, err := b.Readiness.Open(b.As(b.Viewer), b.Launch)
		if err != nil {
			t.Fatal(err)
		}
		return list.State
	}
	set := func(path string, to checklist.State) {
		t.Helper()
		b.Clock.Advance(time.Minute)
		item := b.Check(path)
		change := checklist.Change{To: to, Note: "seen", Noted: true}
		if _, err := b.Checklists.SetState(b.As(b.Lead), b.Launch.Slug, item.ID, change, item.Version); err != nil {
			t.Fatal(err)
		}
	}
	checks := []string{"staging/works", "staging/migration"}
	if s := state(); s.Opened != "" || !s.OpenedAt.IsZero() {
		t.Fatalf("after the go it says %q since %v", s.Opened, s.OpenedAt)
	}
	set(checks[0], checklist.Failed)
	first := b.Clock.Now()
	set(checks[1], checklist.Failed)
	if s := state(); s.Opened == "" || !s.OpenedAt.Equal(first) {
		t.Errorf("two checks failed: %+v, want since %v", s, first)
	}
	set(checks[0], checklist.Open)
	if s := state(); !s.OpenedAt.Equal(first) {
		t.Errorf("one check is still failed, since %v, want %v", s.OpenedAt, first)
	}
	set(checks[1], checklist.Open)
	if s := state(); s.Opened != "" || !s.OpenedAt.IsZero() {
		t.Errorf("no check is failed: %q since %v", s.Opened, s.OpenedAt)
	}
	set(checks[1], checklist.Failed)
	again := b.Clock.Now()
	// Another launch's change makes the stored list invalid, which does not change since when.
	b.Exec("UPDATE readiness_epoch SET n = n + 1")
	b.Clock.Advance(time.Hour)
	if s := state(); !s.OpenedAt.Equal(again) {
		t.Errorf("computed anew: since %v, want %v", s.OpenedAt, again)
	}
}
