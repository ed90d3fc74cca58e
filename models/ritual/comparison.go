package ritual

import (
	"cmp"
	"slices"
)

// Pair is a step in two runs, nil in a run that did not have it.
type Pair struct {
	Title  string
	Weight int
	A, B   *StepResult
}

// Anomaly reports whether the step passed in one run and failed in the other.
func (p Pair) Anomaly() bool {
	a, b := p.outcomes()
	return a == StepPass && b == StepFail || a == StepFail && b == StepPass
}

// Differs reports whether the step had different outcomes, or was tried in only
// one of the runs.
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

// Compare pairs the steps of two runs of a ritual: anomalies first, then other
// differences, each in the order of the steps.
func Compare(a, b []StepResult) []Pair {
	var out []Pair
	at := make(map[int64]int)
	for i := range a {
		at[a[i].StepID] = len(out)
		out = append(out, Pair{Title: a[i].Title, Weight: a[i].Weight, A: &a[i]})
	}
	for i := range b {
		if j, ok := at[b[i].StepID]; ok {
			// The later run has the present words.
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

// Anomalies returns the number of anomalies.
func Anomalies(pairs []Pair) int {
	n := 0
	for _, p := range pairs {
		if p.Anomaly() {
			n++
		}
	}
	return n
}
