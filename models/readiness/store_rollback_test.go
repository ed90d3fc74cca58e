package readiness_test

import (
	"testing"
	"time"

	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/readiness"
)

// Who launches again after a rollback decides again: neither the go nor an
// override from before counts.
func TestARollbackEndsWhatWasDecided(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	through := func(states ...launch.State) {
		t.Helper()
		for _, to := range states {
			b.clock.Advance(time.Hour)
			if err := b.enter(to); err != nil {
				t.Fatalf("%s: %v", to, err)
			}
		}
	}
	if err := b.record(readiness.DecisionInput{Outcome: readiness.OutcomeGo, Reason: "x", Absent: "x"}); err != nil {
		t.Fatal(err)
	}
	through(launch.Launching, launch.RolledBack, launch.Planning)
	wantKind(t, "with the go from before", b.enter(launch.Go), fault.KindInvalid)
	d, err := b.Readiness.Decision(b.as(b.viewer), b.launch.Slug)
	if err != nil || !d.RolledBack || d.Stands(b.clock.Now()) {
		t.Errorf("the go stands after the rollback: %+v, %v", d, err)
	}
	if _, err := b.Readiness.Override(b.as(b.lead), b.launch.Slug, "Mended", ""); err != nil {
		t.Fatal(err)
	}
	through(launch.Go, launch.Launching, launch.RolledBack, launch.Planning)
	wantKind(t, "with the override from before", b.enter(launch.Go), fault.KindInvalid)
}
