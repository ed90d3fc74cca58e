package readiness_test

import (
	"testing"
	"time"

	"tminus/models/fault"
	"tminus/models/gonogo"
	"tminus/models/launch"
	"tminus/models/modeltest"
)

// Who launches again after a rollback decides again: neither the go nor an
// override from before counts.
func TestRollbackEndsDecision(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	through := func(states ...launch.State) {
		t.Helper()
		for _, to := range states {
			b.Clock.Advance(time.Hour)
			if err := b.Enter(to); err != nil {
				t.Fatalf("%s: %v", to, err)
			}
		}
	}
	if err := b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeGo, Reason: "x"}); err != nil {
		t.Fatal(err)
	}
	through(launch.Launching, launch.RolledBack, launch.Planning)
	b.WantKind("with the go from before", b.Enter(launch.Go), fault.KindInvalid)
	d, err := b.GoNoGo.Decision(b.As(b.Viewer), b.Launch.Slug)
	if err != nil || !d.RolledBack || d.Stands(b.Clock.Now()) {
		t.Errorf("the go stands after the rollback: %+v, %v", d, err)
	}
	if _, err := b.GoNoGo.Override(b.As(b.Lead), b.Launch.Slug, "Mended", ""); err != nil {
		t.Fatal(err)
	}
	through(launch.Go, launch.Launching, launch.RolledBack, launch.Planning)
	b.WantKind("with the override from before", b.Enter(launch.Go), fault.KindInvalid)
}
