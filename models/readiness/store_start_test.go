package readiness_test

import (
	"testing"

	"tminus/models"
	"tminus/models/checklist"
	"tminus/models/gonogo"
	"tminus/models/modeltest"
	"tminus/models/ritual"
	"tminus/models/runsheet"
)

// A new launch begins with everything that its template says it is judged by,
// and what the template binds is bound to the launch's own things.
func TestLaunchStartsWithItsTemplate(t *testing.T) {
	t.Parallel()
	for _, tpl := range models.Format.Shipped() {
		t.Run(tpl.Key, func(t *testing.T) {
			t.Parallel()
			b := modeltest.NewOrg(t)
			id := b.MakeLaunch("Another", tpl.Key).ID
			for _, want := range []struct {
				what, query string
				n           int
			}{
				{"questions", "SELECT COUNT(*) FROM interview_questions WHERE launch_id = ?", 14},
				{"criteria", "SELECT COUNT(*) FROM criteria WHERE kind = 'go' AND launch_id = ?", 7},
				{"conditions", "SELECT COUNT(*) FROM criteria WHERE kind = 'no_go' AND launch_id = ?", 5},
				{"bound to nothing", "SELECT COUNT(*) FROM criteria WHERE bind NOT IN ('manual', 'interview', 'risks', 'coverage', " +
					"'guide') AND bind_id IS NULL AND launch_id = ?", 0},
				{"checklists", "SELECT COUNT(*) FROM checklists WHERE launch_id = ?", len(checklist.Section.Of(tpl))},
				{"meetings", "SELECT COUNT(*) FROM meetings WHERE item_id IS NOT NULL AND launch_id = ?", 1},
				{"questions of the poll", "SELECT COUNT(*) FROM meeting_questions q JOIN meetings m ON m.id = q.meeting_id " +
					"WHERE launch_id = ?", len(gonogo.Section.Of(tpl).Questions)},
				{"run sheet", "SELECT COUNT(*) FROM run_tasks WHERE owner_id IS NOT NULL AND launch_id = ?", len(runsheet.Section.Of(tpl))},
				{"rituals", "SELECT COUNT(*) FROM rituals WHERE launch_id = ?", len(ritual.Section.Of(tpl))},
				{"parity", "SELECT COUNT(*) FROM parity_rows WHERE launch_id = ?", len(ritual.ParitySection.Of(tpl))},
			} {
				if n := b.Count(want.query, id); n != want.n {
					t.Errorf("%s: %d, want %d", want.what, n, want.n)
				}
			}
		})
	}
}
