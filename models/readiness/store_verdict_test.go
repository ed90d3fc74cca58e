package readiness_test

import (
	"testing"

	"tminus/models/modeltest"
)

// A new launch may not go: nothing of what it is judged by holds, and the risks
// of its template stand against it.
func TestVerdictOfNewLaunchSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	v, err := b.Readiness.Verdict(b.As(b.Viewer), b.Launch.Slug)
	if err != nil {
		t.Fatal(err)
	}
	if v.Go || v.Met != 0 || v.Total != 7 || v.Standing != 5 || v.Flagged != 0 {
		t.Errorf("the verdict is %+v", v)
	}
	for _, l := range v.Criteria {
		if l.Why == "" || l.Todo.Label == "" || l.Owner != b.Member.Name {
			t.Errorf("%q is %s because %q, to do %q, has %q", l.Title, l.State, l.Why, l.Todo.Label, l.Owner)
		}
	}
}
