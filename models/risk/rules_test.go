package risk_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/risk"
)

var now = time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)

func TestScoreLevel(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		l, i int
		want risk.Level
	}{
		{0, 0, risk.NoLevel}, {1, 1, risk.Low}, {1, 3, risk.Low}, {3, 1, risk.Low}, {2, 2, risk.Moderate}, {1, 5, risk.Moderate},
		{2, 3, risk.Moderate},
		{2, 4, risk.Elevated}, {3, 3, risk.Elevated}, {2, 5, risk.Elevated}, {3, 4, risk.High}, {3, 5, risk.High}, {4, 4, risk.High},
		{4, 5, risk.Extreme}, {5, 5, risk.Extreme},
	} {
		if got := (risk.Score{Likelihood: c.l, Impact: c.i}).Level(); got != c.want {
			t.Errorf("%d × %d: %s, want %s", c.l, c.i, got.Label(), c.want.Label())
		}
	}
}

func validInput() risk.Input {
	return risk.Input{Title: "The migration runs late", Category: "migration", Response: risk.Mitigate,
		Scores: risk.Scores{Current: risk.Score{Likelihood: 3, Impact: 5}, Residual: risk.Score{Likelihood: 1, Impact: 5}}}
}

func TestInputInvalidFields(t *testing.T) {
	t.Parallel()
	for field, spoil := range map[string]func(*risk.Input){
		"title":               func(in *risk.Input) { in.Title = " \t " },
		"category":            func(in *risk.Input) { in.Category = "weather" },
		"response":            func(in *risk.Input) { in.Response = "pray" },
		"current_likelihood":  func(in *risk.Input) { in.Current.Likelihood = 6 },
		"current_impact":      func(in *risk.Input) { in.Current.Impact = -1 },
		"inherent_impact":     func(in *risk.Input) { in.Inherent = risk.Score{Likelihood: 3} },
		"inherent_likelihood": func(in *risk.Input) { in.Inherent = risk.Score{Likelihood: 6, Impact: 1} },
		"residual_impact":     func(in *risk.Input) { in.Residual = risk.Score{Likelihood: 1} },
		"residual_likelihood": func(in *risk.Input) { in.Residual = risk.Score{Likelihood: 4, Impact: 5} },
		"plan_b":              func(in *risk.Input) { in.PlanB = strings.Repeat("x", risk.MaxText+1) },
		"steps":               func(in *risk.Input) { in.Steps = strings.Split(strings.Repeat("step\n", risk.MaxSteps+1), "\n") },
	} {
		in := validInput()
		spoil(&in)
		_, err := in.Clean()
		fs := fault.FieldsOf(err)
		if len(fs) != 1 || fs[0].Name != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	in := validInput()
	in.Current = risk.Score{}
	if _, err := in.Clean(); len(fault.FieldsOf(err)) < 2 {
		t.Errorf("no score at all: %v", err)
	}
}

func TestInputDefaultsInherentToCurrent(t *testing.T) {
	t.Parallel()
	in := validInput()
	in.Residual, in.Steps = risk.Score{}, []string{"", " Call   the incident team ", "\t"}
	in, err := in.Clean()
	if err != nil {
		t.Fatal(err)
	}
	if in.Inherent != in.Current || in.Residual.Judged() {
		t.Errorf("inherent %v, residual %v", in.Inherent, in.Residual)
	}
	if len(in.Steps) != 1 || in.Steps[0] != "Call the incident team" {
		t.Errorf("steps %q", in.Steps)
	}
}

func accepted(at risk.Score, until time.Time) risk.Acceptance {
	return risk.Acceptance{ID: 1, Score: at, Until: db.At(until)}
}

func TestFactStands(t *testing.T) {
	t.Parallel()
	high, rest := risk.Score{Likelihood: 3, Impact: 5}, risk.Score{Likelihood: 1, Impact: 5}
	later, past := now.Add(time.Hour), now.Add(-time.Hour)
	ended := accepted(high, later)
	ended.EndedAt = db.At(past)
	base := risk.Fact{ShowStopper: true, Scores: risk.Scores{Inherent: high, Current: high, Residual: rest}}
	for name, c := range map[string]struct {
		change    func(*risk.Fact)
		stands    bool
		effective risk.Score
	}{
		"a show-stopper":             {func(*risk.Fact) {}, true, high},
		"none":                       {func(f *risk.Fact) { f.ShowStopper = false }, false, high},
		"closed":                     {func(f *risk.Fact) { f.Closed = true }, false, high},
		"half mitigated":             {func(f *risk.Fact) { f.Mitigations, f.Done = 2, 1 }, true, high},
		"mitigated":                  {func(f *risk.Fact) { f.Mitigations, f.Done = 2, 2 }, false, rest},
		"mitigated, rest not judged": {func(f *risk.Fact) { f.Mitigations, f.Done, f.Residual = 1, 1, risk.Score{} }, false, high},
		"accepted":                   {func(f *risk.Fact) { f.Acceptance = accepted(high, later) }, false, high},
		"accepted until now":         {func(f *risk.Fact) { f.Acceptance = accepted(high, now) }, true, high},
		"accepted at another score":  {func(f *risk.Fact) { f.Acceptance = accepted(rest, later) }, true, high},
		"accepted at the same product": {func(f *risk.Fact) {
			f.Acceptance = accepted(risk.Score{Likelihood: 5, Impact: 3}, later)
		}, true, high},
		"accepted, and that was ended":        {func(f *risk.Fact) { f.Acceptance = ended }, true, high},
		"accepted as it will be, half way on": {func(f *risk.Fact) { f.Acceptance, f.Mitigations = accepted(rest, later), 1 }, true, high},
	} {
		f := base
		c.change(&f)
		if f.Stands(now) != c.stands || f.Effective() != c.effective {
			t.Errorf("%s: stands %t, want %t; effective %v, want %v", name, f.Stands(now), c.stands, f.Effective(), c.effective)
		}
	}
}

// anyFact returns a risk in a random state.
func anyFact(r *rand.Rand) risk.Fact {
	score := func() risk.Score { return risk.Score{Likelihood: 1 + r.IntN(5), Impact: 1 + r.IntN(5)} }
	f := risk.Fact{ShowStopper: r.IntN(2) == 0, Closed: r.IntN(8) == 0,
		Scores: risk.Scores{Inherent: score(), Current: score(), Residual: score()}}
	f.Mitigations = r.IntN(4)
	f.Done = r.IntN(f.Mitigations + 1)
	if r.IntN(2) == 0 {
		f.Acceptance = accepted(f.Effective(), now.Add(time.Duration(r.IntN(5)-2)*time.Hour))
		if r.IntN(3) == 0 {
			f.Acceptance.Score = score()
		}
		if r.IntN(3) == 0 {
			f.Acceptance.EndedAt = db.At(now)
		}
	}
	return f
}

func TestEffectiveScoreAndExpiredAcceptance(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		f := anyFact(r)
		if (f.Mitigations == 0 || f.Done < f.Mitigations) && f.Effective() != f.Current {
			t.Fatalf("%+v counts as %v", f, f.Effective())
		}
		a := f.Acceptance
		if f.Accepted(now) && (a.ID == 0 || !a.EndedAt.IsZero() || !a.Until.After(now) || a.Score != f.Effective()) {
			t.Fatalf("%+v is accepted", f)
		}
		if f.Accepted(now) && f.Accepted(a.Until.Time) {
			t.Fatalf("%+v is accepted at its end", f)
		}
		if want := !f.Closed && f.ShowStopper && !f.Mitigated() && !f.Accepted(now); f.Stands(now) != want {
			t.Fatalf("%+v stands: %t", f, f.Stands(now))
		}
	}
}

func TestReviewDueOfOpenRisk(t *testing.T) {
	t.Parallel()
	today := civil.New(2026, 11, 16)
	for days, want := range map[int]bool{-1: true, 0: true, 1: false} {
		f := risk.Fact{ReviewOn: today.AddDays(days)}
		if f.ReviewDue(today) != want {
			t.Errorf("%+d days: %t", days, !want)
		}
		f.Closed = true
		if f.ReviewDue(today) {
			t.Error("a closed risk is to be reviewed")
		}
	}
	if (risk.Fact{}).ReviewDue(today) {
		t.Error("no day is due")
	}
}
