package readiness_test

import (
	"testing"

	"tminus/models/readiness"
)

func step(weight int, o readiness.StepOutcome, note string) readiness.StepResult {
	return readiness.StepResult{Weight: weight, Outcome: o, Note: note}
}

// A coverage figure is weighted by use, not a count of ticks.
func TestWhatARunAmountsTo(t *testing.T) {
	t.Parallel()
	const pass, fail, skipped, none = readiness.StepPass, readiness.StepFail, readiness.StepSkipped, readiness.StepNone
	for _, c := range []struct {
		name              string
		steps             []readiness.StepResult
		covered, executed int
		result            readiness.RunResult
	}{
		{"no steps", nil, 0, 0, readiness.RunIncomplete},
		{"nothing tried", []readiness.StepResult{step(90, none, ""), step(10, none, "")}, 0, 0, readiness.RunIncomplete},
		{"all passed", []readiness.StepResult{step(90, pass, ""), step(10, pass, "")}, 100, 100, readiness.RunPassed},
		{"one of two passed, the one that most do", []readiness.StepResult{step(90, pass, ""), step(10, none, "")}, 90, 90, readiness.RunIncomplete},
		{"one of two passed, the one that few do", []readiness.StepResult{step(90, none, ""), step(10, pass, "")}, 10, 10, readiness.RunIncomplete},
		{"nine of ten ticks, a tenth of the use", []readiness.StepResult{step(91, fail, ""), step(1, pass, ""), step(1, pass, ""), step(1, pass, ""),
			step(1, pass, ""), step(1, pass, ""), step(1, pass, ""), step(1, pass, ""), step(1, pass, ""), step(1, pass, "")}, 9, 100, readiness.RunFailed},
		{"a failure fails the run, however few do it", []readiness.StepResult{step(99, pass, ""), step(0, fail, "")}, 100, 100, readiness.RunFailed},
		{"skipped with a reason", []readiness.StepResult{step(80, pass, ""), step(20, skipped, "no phone here")}, 80, 80, readiness.RunPassed},
		{"skipped without a word", []readiness.StepResult{step(80, pass, ""), step(20, skipped, "")}, 80, 80, readiness.RunIncomplete},
		{"all skipped with reasons", []readiness.StepResult{step(80, skipped, "down"), step(20, skipped, "down")}, 0, 0, readiness.RunIncomplete},
		{"nobody does any of it", []readiness.StepResult{step(0, pass, "")}, 0, 0, readiness.RunPassed},
		{"all but a hundredth", []readiness.StepResult{step(99, pass, ""), step(99, pass, ""), step(1, none, "")}, 99, 99, readiness.RunIncomplete},
	} {
		got := readiness.TallyOf(c.steps)
		if got.Coverage() != c.covered || got.Executed() != c.executed || got.Result() != c.result {
			t.Errorf("%s: covered %d, executed %d, %s; want %d, %d, %s", c.name, got.Coverage(), got.Executed(), got.Result(), c.covered, c.executed, c.result)
		}
	}
}

func TestWhatDiffersBetweenTwoRunsComesFirst(t *testing.T) {
	t.Parallel()
	at := func(id int64, title string, o readiness.StepOutcome) readiness.StepResult {
		return readiness.StepResult{StepID: id, Title: title, Outcome: o}
	}
	a := []readiness.StepResult{at(1, "same", readiness.StepPass), at(2, "skipped there", readiness.StepPass), at(3, "worse there", readiness.StepPass),
		at(4, "both fail", readiness.StepFail), at(5, "better there", readiness.StepFail), at(6, "gone there", readiness.StepPass)}
	b := []readiness.StepResult{at(1, "same", readiness.StepPass), at(2, "skipped there", readiness.StepSkipped), at(3, "worse there, by its new name", readiness.StepFail),
		at(4, "both fail", readiness.StepFail), at(5, "better there", readiness.StepPass), at(7, "new there", readiness.StepPass)}
	pairs := readiness.Compare(a, b)
	want := []string{"worse there, by its new name", "better there", "skipped there", "gone there", "new there", "same", "both fail"}
	if len(pairs) != len(want) || readiness.Anomalies(pairs) != 2 {
		t.Fatalf("%d pairs, %d anomalies", len(pairs), readiness.Anomalies(pairs))
	}
	for i, p := range pairs {
		if p.Title != want[i] || p.Anomaly() != (i < 2) || p.Differs() != (i < 5) {
			t.Errorf("%d: %q, anomaly %t, differs %t; want %q", i, p.Title, p.Anomaly(), p.Differs(), want[i])
		}
	}
}

func TestWhatTheParityTableSays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		staging, production string
		matters             readiness.Matter
		differs, open       bool
	}{
		{"", "", "", false, true}, {"v2", "", "", false, true}, {"v2", "v2", "", false, false}, {"V2 ", "v2", "", false, false},
		{"v2", "v1", "", true, true}, {"v2", "v1", "same", true, true}, {"v2", "v1", "no", true, false}, {"v2", "v1", "yes", true, false},
	} {
		r := readiness.ParityRow{Staging: c.staging, Production: c.production, Matters: c.matters}
		if r.Differs() != c.differs || r.Open() != c.open {
			t.Errorf("%+v: differs %t, open %t", c, r.Differs(), r.Open())
		}
	}
}
