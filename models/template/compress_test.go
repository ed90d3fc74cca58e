package template_test

import (
	"testing"

	"tminus/models"
	"tminus/models/checklist"
)

// A late start brings every day before launch day into the days that are left, in the same order, and leaves the
// template as it is.
func TestCompressedTemplateFitsTheDaysLeft(t *testing.T) {
	for _, whole := range models.Format.Shipped() {
		lead := whole.Lead()
		if lead < 5 {
			t.Fatalf("%s begins %d days before launch day", whole.Key, lead)
		}
		for _, left := range []int{0, 1, 5, lead - 1, lead, lead + 9} {
			short := whole.Compressed(left)
			if got := short.Lead(); got != min(left, lead) {
				t.Errorf("%s in %d days begins %d days before", whole.Key, left, got)
			}
			for i, was := range whole.Deliverables {
				is := short.Deliverables[i]
				if was.Due >= 0 && is.Due != was.Due || was.Due < 0 && left > 0 && is.Due >= 0 || is.Start > is.Due {
					t.Errorf("%s in %d days: %q was due on day %d and is due on day %d from %d", whole.Key, left, was.Title, was.Due, is.Due, is.Start)
				}
				for j, other := range whole.Deliverables {
					if was.Due < other.Due && is.Due > short.Deliverables[j].Due {
						t.Errorf("%s in %d days: %q comes after %q", whole.Key, left, was.Title, other.Title)
					}
				}
			}
			for _, l := range checklist.Section.Of(short) {
				for _, c := range l.Items {
					if c.Due < -left && left < lead {
						t.Errorf("%s in %d days: the check %q is due on day %d", whole.Key, left, c.Title, c.Due)
					}
				}
			}
		}
		if whole.Lead() != lead {
			t.Errorf("%s was changed", whole.Key)
		}
	}
}
