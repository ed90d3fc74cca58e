package ritual

import (
	"cmp"
	"slices"
)

// Pair is a step in two runs; nil where a run did not have it.
type Pair struct {
	Title  string
	Weight int
	A, B   *StepResult
}

// Anomaly tells whether the step passed in one run and failed in the other:
// the environments differ where they should not.
func (p Pair) Anomaly() bool {
	a, b := p.outcomes()
	return a == StepPass && b == StepFail || a == StepFail && b == StepPass
}

// Differs tells whether the step came out otherwise in one than in the other,
// or was not tried there.
func (p Pair) Differs() bool {
	a, b := p.outcomes()
	return a != b
}

func (p Pair) outcomes() (a, b StepOutcome) {
	if p.A != nil {
		a = p.A.Outcome
	}
	if p.B != nil {
		b = p.B.Outcome
	}
	return a, b
}

// Compare puts the steps of two runs of a ritual side by side: anomalies first,
// then what else differs, each in the order of the steps.
func Compare(a, b []StepResult) []Pair {
	var out []Pair
	at := make(map[int64]int)
	for i := range a {
		at[a[i].StepID] = len(out)
		out = append(out, Pair{Title: a[i].Title, Weight: a[i].Weight, A: &a[i]})
	}
	for i := range b {
		if j, ok := at[b[i].StepID]; ok {
			// The later run has the words of today.
			out[j].B, out[j].Title, out[j].Weight = &b[i], b[i].Title, b[i].Weight
			continue
		}
		out = append(out, Pair{Title: b[i].Title, Weight: b[i].Weight, B: &b[i]})
	}
	rank := func(p Pair) int {
		switch {
		case p.Anomaly():
			return 0
		case p.Differs():
			return 1
		}
		return 2
	}
	slices.SortStableFunc(out, func(p, q Pair) int { return cmp.Compare(rank(p), rank(q)) })
	return out
}

// Anomalies counts them.
func Anomalies(pairs []Pair) int {
	n := 0
	for _, p := range pairs {
		if p.Anomaly() {
			n++
		}
	}
	return n
}
