package ritual_test

import (
	"testing"

	"tminus/models/ritual"
)

func step(weight int, o ritual.StepOutcome, note string) ritual.StepResult {
	return ritual.StepResult{Weight: weight, Outcome: o, Note: note}
}

// A coverage figure is weighted by use, not a count of ticks.
func TestTallyJudgesRun(t *testing.T) {
	t.Parallel()
	const pass, fail, skipped, none = ritual.StepPass, ritual.StepFail, ritual.StepSkipped, ritual.StepNone
	for _, c := range []struct {
		name              string
		steps             []ritual.StepResult
		covered, executed int
		result            ritual.RunResult
	}{
		{"no steps", nil, 0, 0, ritual.RunIncomplete},
		{"nothing tried", []ritual.StepResult{step(90, none, ""), step(10, none, "")}, 0, 0, ritual.RunIncomplete},
		{"all passed", []ritual.StepResult{step(90, pass, ""), step(10, pass, "")}, 100, 100, ritual.RunPassed},
		{"one of two passed, the one that most do", []ritual.StepResult{step(90, pass, ""), step(10, none, "")}, 90, 90, ritual.RunIncomplete},
		{"one of two passed, the one that few do", []ritual.StepResult{step(90, none, ""), step(10, pass, "")}, 10, 10, ritual.RunIncomplete},
		{"nine of ten ticks, a tenth of the use", []ritual.StepResult{step(91, fail, ""), step(1, pass, ""), step(1, pass, ""), step(1, pass, ""),
			step(1, pass, ""), step(1, pass, ""), step(1, pass, ""), step(1, pass, ""), step(1, pass, ""), step(1, pass, "")}, 9, 100,
			ritual.RunFailed},
		{"a failure fails the run, however few do it", []ritual.StepResult{step(99, pass, ""), step(0, fail, "")}, 100, 100, ritual.RunFailed},
		{"skipped with a reason", []ritual.StepResult{step(80, pass, ""), step(20, skipped, "no phone here")}, 80, 80, ritual.RunPassed},
		{"skipped without a word", []ritual.StepResult{step(80, pass, ""), step(20, skipped, "")}, 80, 80, ritual.RunIncomplete},
		{"all skipped with reasons", []ritual.StepResult{step(80, skipped, "down"), step(20, skipped, "down")}, 0, 0, ritual.RunIncomplete},
		{"nobody does any of it", []ritual.StepResult{step(0, pass, "")}, 0, 0, ritual.RunPassed},
		{"all but a hundredth", []ritual.StepResult{step(99, pass, ""), step(99, pass, ""), step(1, none, "")}, 99, 99, ritual.RunIncomplete},
	} {
		got := ritual.TallyOf(c.steps)
		if got.Coverage() != c.covered || got.Executed() != c.executed || got.Result() != c.result {
			t.Errorf("%s: covered %d, executed %d, %s; want %d, %d, %s", c.name, got.Coverage(), got.Executed(), got.Result(), c.covered, c.executed,
				c.result)
		}
	}
}

func TestCompareListsDifferencesFirst(t *testing.T) {
	t.Parallel()
	at := func(id int64, title string, o ritual.StepOutcome) ritual.StepResult {
		return ritual.StepResult{StepID: id, Title: title, Outcome: o}
	}
	a := []ritual.StepResult{at(1, "same", ritual.StepPass), at(2, "skipped there", ritual.StepPass), at(3, "worse there", ritual.StepPass),
		at(4, "both fail", ritual.StepFail), at(5, "better there", ritual.StepFail), at(6, "gone there", ritual.StepPass)}
	b := []ritual.StepResult{at(1, "same", ritual.StepPass), at(2, "skipped there", ritual.StepSkipped),
		at(3, "worse there, by its new name", ritual.StepFail),
		at(4, "both fail", ritual.StepFail), at(5, "better there", ritual.StepPass), at(7, "new there", ritual.StepPass)}
	pairs := ritual.Compare(a, b)
	want := []string{"worse there, by its new name", "better there", "skipped there", "gone there", "new there", "same", "both fail"}
	if len(pairs) != len(want) || ritual.Anomalies(pairs) != 2 {
		t.Fatalf("%d pairs, %d anomalies", len(pairs), ritual.Anomalies(pairs))
	}
	for i, p := range pairs {
		if p.Title != want[i] || p.Anomaly() != (i < 2) || p.Differs() != (i < 5) {
			t.Errorf("%d: %q, anomaly %t, differs %t; want %q", i, p.Title, p.Anomaly(), p.Differs(), want[i])
		}
	}
}

func TestParityRowNeedsAttention(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		staging, production string
		matters             ritual.Matter
		differs, open       bool
	}{
		{"", "", "", false, true}, {"v2", "", "", false, true}, {"v2", "v2", "", false, false}, {"V2 ", "v2", "", false, false},
		{"v2", "v1", "", true, true}, {"v2", "v1", "same", true, true}, {"v2", "v1", "no", true, false}, {"v2", "v1", "yes", true, false},
	} {
		r := ritual.ParityRow{Staging: c.staging, Production: c.production, Matters: c.matters}
		if r.Differs() != c.differs || r.Open() != c.open {
			t.Errorf("%+v: differs %t, open %t", c, r.Differs(), r.Open())
		}
	}
}
