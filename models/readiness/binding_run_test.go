package readiness_test

import (
	"strings"
	"testing"

	"tminus/models/modeltest"
	"tminus/models/ritual"
)

// A dry run says nothing, and an incomplete run proves nothing.
func TestCriterionFollowsNewestFinishedRun(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	r := b.FirstRitual()
	b.FollowRun(r.ID)
	says := func() string {
		t.Helper()
		v, err := b.Readiness.Verdict(b.As(b.Viewer), b.Launch.Slug)
		b.OK(err)
		for _, l := range v.Criteria {
			if l.Title == "Passes on staging" {
				return string(l.State) + ": " + l.Why
			}
		}
		return "no such line"
	}
	dry := b.DoRun(r.ID, ritual.Staging, "ppppppp")
	b.OK(b.Rituals.UpdateRun(b.As(b.Member), b.Launch.Slug, dry.ID, ritual.RunInput{DryRun: true, OwnerID: dry.OwnerID,
		Environment: ritual.Staging}, dry.Version))
	for _, step := range []struct{ seen, want string }{{"", "Never run"}, {"pppppp-", "not tried"}, {"ppppppf", "failed"},
		{"pppppps", "Passed"}} {
		if step.seen != "" {
			b.DoRun(r.ID, ritual.Staging, step.seen)
		}
		if got := says(); !strings.Contains(got, step.want) {
			t.Errorf("after %q: %s", step.seen, got)
		}
	}
	b.DoRun(r.ID, ritual.Production, "fffffff")
	if got := says(); !strings.Contains(got, "Passed") {
		t.Errorf("a run on production changes what holds on staging: %s", got)
	}
}
