package readiness_test

import (
	"strings"
	"testing"

	"tminus/models/modeltest"
	"tminus/models/risk"
)

// An acceptance that ends before the new T is named; one that lasts longer is not.
func TestEndingBeforeNamesAcceptances(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	l := b.Launch
	id, err := b.Risks.Create(b.As(b.Lead), l.Slug, risk.Input{Title: "It breaks", Category: risk.Categories[0],
		Scores: risk.Scores{Current: risk.Score{Likelihood: 4, Impact: 4}}, Response: risk.Accept, OwnerID: &b.Lead.ID}, "")
	if err != nil {
		t.Fatal(err)
	}
	version := b.Count("SELECT version FROM risks WHERE id = ?", id)
	until := l.LaunchOn.AddDays(1)
	if _, err := b.Risks.Accept(b.As(b.Lead), l.Slug, id, "We watch it", until, version); err != nil {
		t.Fatal(err)
	}
	for days, want := range map[int]int{0: 0, 1: 0, 3: 1} {
		to := l.LaunchAt.AddDate(0, 0, days)
		got, err := b.Readiness.EndingBefore(b.As(b.Lead), l, to, l.Location())
		if err != nil || len(got) != want {
			t.Errorf("T %d days later: %+v, %v", days, got, err)
		}
		if want == 1 && (got[0].On != until || !strings.Contains(got[0].What, "acceptance")) {
			t.Errorf("it names %+v", got[0])
		}
	}
	// What ended already is not named.
	b.Clock.Set(l.LaunchAt.AddDate(0, 0, 3))
	if got, err := b.Readiness.EndingBefore(b.As(b.Lead), l, l.LaunchAt.AddDate(0, 1, 0), l.Location()); err != nil || len(got) != 0 {
		t.Errorf("after its end: %+v, %v", got, err)
	}
}
