package readiness_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/readiness"
	"tminus/models/template"
)

// first is the launch's ritual from its template.
func (b *bench) first() readiness.RitualView {
	b.t.Helper()
	v, err := b.Readiness.Rituals(b.as(b.member), b.launch.Slug)
	if err != nil || len(v.Rituals) == 0 {
		b.t.Fatalf("%d rituals, %v", len(v.Rituals), err)
	}
	return b.ritual(v.Rituals[0].ID)
}

func (b *bench) ritual(id int64) readiness.RitualView {
	b.t.Helper()
	r, err := b.Readiness.Ritual(b.as(b.member), b.launch.Slug, id)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

func (b *bench) runView(id int64) readiness.RunView {
	b.t.Helper()
	v, err := b.Readiness.Run(b.as(b.member), b.launch.Slug, id)
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// do runs the ritual against an environment; seen has an outcome a step, by its
// first letter: p, f, s for skipped with a note, or - for not tried.
func (b *bench) do(id int64, env readiness.Environment, seen string) readiness.RunView {
	b.t.Helper()
	ctx := b.as(b.member)
	b.clock.Set(b.clock.Now().Add(time.Minute))
	runID, err := b.Readiness.RunNow(ctx, b.launch.Slug, id, readiness.RunInput{Environment: env}, "")
	b.ok(err)
	v := b.runView(runID)
	for i, letter := range seen {
		in := map[rune]readiness.StepNote{'p': {Outcome: readiness.StepPass}, 'f': {Outcome: readiness.StepFail, Note: "500"}, 's': {Outcome: readiness.StepSkipped, Note: "no phone"}}[letter]
		if in.Outcome == "" {
			continue
		}
		_, err := b.Readiness.Note(ctx, b.launch.Slug, runID, v.Results[i].StepID, in, v.Results[i].Version)
		b.ok(err)
	}
	_, err = b.Readiness.FinishRun(ctx, b.launch.Slug, runID, b.runView(runID).Version)
	b.ok(err)
	return b.runView(runID)
}

func (b *bench) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) refuses(kind fault.Kind, what string, err error) {
	b.t.Helper()
	if !fault.Is(err, kind) {
		b.t.Errorf("%s: %v", what, err)
	}
}

func inputOf(r readiness.RitualView) readiness.RitualInput {
	in := readiness.RitualInput{Name: r.Name, OwnerID: r.OwnerID, Cadence: r.Cadence()}
	for _, s := range r.List {
		in.Steps = append(in.Steps, readiness.StepInput{ID: s.ID, Title: s.Title, Weight: s.Weight})
	}
	return in
}

// days counts the planned runs by their day.
func days(r readiness.RitualView) map[int]int {
	out := make(map[int]int)
	for _, n := range r.Runs {
		if n.State == readiness.RunPlanned {
			out[*n.DueOffset]++
		}
	}
	return out
}

func TestALaunchBeginsWithThePlannedRuns(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	r := b.first()
	want := r.Cadence().Beats()
	got := days(r)
	if len(got) != len(want) || len(want) == 0 {
		t.Fatalf("%v, want %v", got, want)
	}
	for _, beat := range want {
		if got[beat.Day] != beat.Runs {
			t.Errorf("T%+d: %d runs, want %d", beat.Day, got[beat.Day], beat.Runs)
		}
	}
	for _, n := range r.Runs {
		if n.Environment != readiness.EnvironmentOn(*n.DueOffset) || n.OwnerName != b.member.Name {
			t.Errorf("T%+d: on %s, of %q", *n.DueOffset, n.Environment, n.OwnerName)
		}
	}
}

func TestPlannedRunsFollowTheCadenceFromTodayOn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := b.as(b.member)
	r := b.first()
	b.clock.Set(time.Date(2026, 12, 3, 9, 0, 0, 0, time.UTC)) // T-7
	var done int64
	for _, n := range r.Runs {
		if *n.DueOffset == -7 {
			done = n.ID
		}
	}
	v := b.runView(done)
	b.ok(b.Readiness.StartRun(ctx, b.launch.Slug, done, v.Version))
	v = b.runView(done)
	_, err := b.Readiness.Note(ctx, b.launch.Slug, done, v.Results[0].StepID, readiness.StepNote{Outcome: readiness.StepPass}, 1)
	b.ok(err)
	_, err = b.Readiness.FinishRun(ctx, b.launch.Slug, done, v.Version)
	b.ok(err)

	in := inputOf(r)
	in.Cadence = readiness.Cadence{From: -3, To: 0, Peak: 4}
	in.OwnerID = &b.other.ID
	if _, _, err = b.Readiness.EditRitual(ctx, b.launch.Slug, r.ID, in, r.Version); err != nil {
		t.Fatal(err)
	}
	after := b.ritual(r.ID)
	for _, n := range after.Runs {
		if n.State == readiness.RunPlanned && n.OwnerName != b.other.Name {
			t.Errorf("T%+d is still planned for %s", *n.DueOffset, n.OwnerName)
		}
	}
	got := days(after)
	for day, n := range map[int]int{-11: 1, -9: 1, -8: 1, -7: 0, -6: 0, -2: 1, -1: 3, 0: 4, 1: 0} {
		if got[day] != n {
			t.Errorf("T%+d: %d planned runs, want %d", day, got[day], n)
		}
	}
	if b.runView(done).State != readiness.RunFinished {
		t.Error("what was finished did not stay")
	}
	// Back to what it was: the run that was done is that day's run.
	in.Cadence, in.OwnerID = r.Cadence(), r.OwnerID
	_, _, err = b.Readiness.EditRitual(ctx, b.launch.Slug, r.ID, in, after.Version)
	b.ok(err)
	again := days(b.ritual(r.ID))
	for day, n := range days(r) {
		if day == -7 {
			n = 0
		}
		if again[day] != n {
			t.Errorf("back again, T%+d: %d planned runs, want %d", day, again[day], n)
		}
	}
}

func TestStepsThatGoStayInOldRuns(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	r := b.first()
	old := b.do(r.ID, readiness.Staging, strings.Repeat("p", len(r.List)))
	in := inputOf(r)
	in.Steps = append([]readiness.StepInput{{Title: "Sign up", Weight: 30}}, in.Steps[1:]...)
	in.Steps[1].Title, in.Steps[1].Weight = "Find it at once", 7
	_, _, err := b.Readiness.EditRitual(b.as(b.member), b.launch.Slug, r.ID, in, r.Version)
	b.ok(err)
	now := b.ritual(r.ID)
	if now.List[0].Title != "Sign up" || now.List[1].Title != "Find it at once" || len(now.List) != len(r.List) {
		t.Errorf("the steps are %v", now.List)
	}
	still := b.runView(old.ID)
	if still.Results[0].Title != r.List[0].Title || still.Results[1].Weight != r.List[1].Weight || still.Tally != old.Tally {
		t.Errorf("the old run changed: %+v", still.Results[:2])
	}
	fresh := b.do(r.ID, readiness.Staging, "p")
	if fresh.Results[0].Title != "Sign up" || fresh.Result != readiness.RunIncomplete {
		t.Errorf("a new run begins with %q and is %s", fresh.Results[0].Title, fresh.Result)
	}
}

func TestTheNewestRunsAreCompared(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	r := b.first()
	b.do(r.ID, readiness.Staging, "ffppppp")
	a := b.do(r.ID, readiness.Staging, "pppppps")
	p := b.do(r.ID, readiness.Production, "ppfpppp")
	v, err := b.Readiness.Compare(b.as(b.viewer), b.launch.Slug, r.ID, 0, 0)
	b.ok(err)
	if v.A.ID != a.ID || v.B.ID != p.ID || readiness.Anomalies(v.Pairs) != 1 || v.Pairs[0].Title != r.List[2].Title {
		t.Errorf("compares %d with %d: %+v", v.A.ID, v.B.ID, v.Pairs)
	}
	card := b.ritual(r.ID)
	if card.Newest[readiness.Staging].Result != readiness.RunPassed || card.Newest[readiness.Production].Result != readiness.RunFailed {
		t.Errorf("newest: %+v", card.Newest)
	}
	if v, err = b.Readiness.Compare(b.as(b.viewer), b.launch.Slug, r.ID, 999, 0); err != nil || v.A != nil || v.Pairs != nil {
		t.Errorf("a run that is none: %+v, %v", v.A, err)
	}
}

func TestWhatARunRefuses(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s, slug := b.Readiness, b.launch.Slug
	ctx := b.as(b.member)
	r := b.first()
	elsewhere := b.make("Elsewhere", "small").Slug
	planned := r.Runs[0]
	_, err := s.Note(ctx, slug, planned.ID, r.List[0].ID, readiness.StepNote{Outcome: readiness.StepPass}, 1)
	b.refuses(fault.KindNotFound, "a step of a run that has not begun", err)
	_, err = s.FinishRun(ctx, slug, planned.ID, planned.Version)
	b.refuses(fault.KindInvalid, "finishing before it began", err)
	b.refuses(fault.KindNotFound, "a run of another launch", s.StartRun(ctx, elsewhere, planned.ID, planned.Version))
	b.refuses(fault.KindForbidden, "a viewer", s.StartRun(b.as(b.viewer), slug, planned.ID, planned.Version))
	b.refuses(fault.KindInvalid, "no reason", s.DropRun(ctx, slug, planned.ID, " ", planned.Version))
	b.refuses(fault.KindConflict, "a stale form", s.DropRun(ctx, slug, planned.ID, "no time", planned.Version+1))
	b.ok(s.StartRun(ctx, slug, planned.ID, planned.Version))
	b.refuses(fault.KindConflict, "beginning twice", s.StartRun(ctx, slug, planned.ID, planned.Version))
	v := b.runView(planned.ID)
	_, err = s.FinishRun(ctx, slug, v.ID, v.Version)
	b.refuses(fault.KindInvalid, "finishing with nothing tried", err)
	st := v.Results[0]
	_, err = s.Note(ctx, slug, v.ID, st.StepID, readiness.StepNote{Outcome: "maybe"}, st.Version)
	b.refuses(fault.KindInvalid, "an outcome that is none", err)
	_, err = s.Note(ctx, slug, v.ID, st.StepID, readiness.StepNote{Outcome: readiness.StepPass}, st.Version)
	b.ok(err)
	_, err = s.Note(ctx, slug, v.ID, st.StepID, readiness.StepNote{Outcome: readiness.StepPass}, st.Version)
	b.ok(err) // the same again changes nothing
	_, err = s.Note(ctx, slug, v.ID, st.StepID, readiness.StepNote{Outcome: readiness.StepFail}, st.Version)
	b.refuses(fault.KindConflict, "another outcome from a stale page", err)
	_, err = s.FinishRun(ctx, slug, v.ID, v.Version)
	b.ok(err)
	_, err = s.FinishRun(ctx, slug, v.ID, v.Version+1)
	b.refuses(fault.KindInvalid, "finishing twice", err)
	_, err = s.Note(ctx, slug, v.ID, st.StepID, readiness.StepNote{Outcome: readiness.StepFail}, st.Version+1)
	b.refuses(fault.KindInvalid, "a step of a finished run", err)
	b.ok(s.ReopenRun(ctx, slug, v.ID, v.Version+1))
	if again := b.runView(v.ID); again.State != readiness.RunRunning || again.Result != "" || again.Results[0].Outcome != readiness.StepPass {
		t.Errorf("opened again it is %s, %+v", again.State, again.Results[0])
	}
}

func TestWhatARitualRefuses(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s, slug := b.Readiness, b.launch.Slug
	ctx := b.as(b.member)
	r := b.first()
	edit := func(ctx context.Context, change func(*readiness.RitualInput), version int) error {
		in := inputOf(r)
		change(&in)
		_, _, err := s.EditRitual(ctx, slug, r.ID, in, version)
		return err
	}
	for what, change := range map[string]func(*readiness.RitualInput){
		"no name":                     func(in *readiness.RitualInput) { in.Name = " " },
		"a weight over a hundred":     func(in *readiness.RitualInput) { in.Steps[0].Weight = 101 },
		"a weight below nothing":      func(in *readiness.RitualInput) { in.Steps[0].Weight = -1 },
		"a step without a title":      func(in *readiness.RitualInput) { in.Steps[0].Title = "" },
		"a step of another ritual":    func(in *readiness.RitualInput) { in.Steps[0].ID = 999_999 },
		"the same step twice":         func(in *readiness.RitualInput) { in.Steps[0].ID = in.Steps[1].ID },
		"a beginning after T":         func(in *readiness.RitualInput) { in.Cadence.From = 1 },
		"an end before T":             func(in *readiness.RitualInput) { in.Cadence.To = -1 },
		"more runs than anybody does": func(in *readiness.RitualInput) { in.Cadence.Peak = 25 },
		"an owner who is a viewer":    func(in *readiness.RitualInput) { in.OwnerID = &b.viewer.ID },
	} {
		b.refuses(fault.KindInvalid, what, edit(ctx, change, r.Version))
	}
	nothing := func(*readiness.RitualInput) {}
	b.refuses(fault.KindForbidden, "a viewer", edit(b.as(b.viewer), nothing, r.Version))
	b.refuses(fault.KindConflict, "a stale form", edit(ctx, nothing, r.Version+1))
	b.ok(b.db.Write(b.system(), func(tx *db.Tx) error {
		return tx.DB.Create(&readiness.Criterion{LaunchID: b.launch.ID, Kind: readiness.KindGo, Title: "Passes on staging", Bind: template.ByRun, BindID: &r.ID,
			Environment: readiness.Staging, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}).Error
	}))
	b.refuses(fault.KindInvalid, "removing what a criterion asks for", s.RemoveRitual(ctx, slug, r.ID, r.Version, false))

	in := readiness.RitualInput{Name: "Billing", Cadence: readiness.Cadence{From: -2, To: 1, Peak: 1}, Steps: []readiness.StepInput{{Title: "Pay", Weight: 100}}}
	own, err := s.AddRitual(ctx, slug, in, "key")
	b.ok(err)
	if twice, err := s.AddRitual(ctx, slug, in, "key"); err != nil || twice != own {
		t.Errorf("sent twice: %d and %d, %v", own, twice, err)
	}
	b.ok(s.RemoveRitual(ctx, slug, own, 1, false))
	_, err = s.RunNow(ctx, slug, own, readiness.RunInput{Environment: readiness.Staging}, "")
	b.refuses(fault.KindNotFound, "running what was removed", err)
	_, err = s.Ritual(ctx, slug, own)
	b.refuses(fault.KindNotFound, "looking at what was removed", err)
	b.ok(s.RemoveRitual(ctx, slug, own, 2, true))
	if n := len(b.ritual(own).Runs); n == 0 {
		t.Error("put back, its planned runs are gone")
	}
	if n := b.count("SELECT COUNT(*) FROM audit_log WHERE entity IN ('ritual', 'run') AND launch_id IS NULL"); n != 0 {
		t.Errorf("%d audit rows belong to no launch", n)
	}
}

// A criterion that a run meets is judged as the run is: dry runs say nothing,
// and an incomplete one proves nothing.
func TestWhichRunsMeetACriterion(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	r := b.first()
	b.ok(b.db.Write(b.system(), func(tx *db.Tx) error {
		return tx.DB.Create(&readiness.Criterion{LaunchID: b.launch.ID, Kind: readiness.KindGo, Title: "Passes on staging", Bind: template.ByRun, BindID: &r.ID,
			Environment: readiness.Staging, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}).Error
	}))
	says := func() string {
		t.Helper()
		v, err := b.Readiness.Verdict(b.as(b.viewer), b.launch.Slug)
		b.ok(err)
		for _, l := range v.Criteria {
			if l.Title == "Passes on staging" {
				return string(l.State) + ": " + l.Why
			}
		}
		return "no such line"
	}
	dry := b.do(r.ID, readiness.Staging, "ppppppp")
	b.ok(b.Readiness.EditRun(b.as(b.member), b.launch.Slug, dry.ID, readiness.RunInput{DryRun: true, OwnerID: dry.OwnerID, Environment: readiness.Staging}, dry.Version))
	for _, step := range []struct{ seen, want string }{{"", "Never run"}, {"pppppp-", "not tried"}, {"ppppppf", "failed"}, {"pppppps", "Passed"}} {
		if step.seen != "" {
			b.do(r.ID, readiness.Staging, step.seen)
		}
		if got := says(); !strings.Contains(got, step.want) {
			t.Errorf("after %q: %s", step.seen, got)
		}
	}
	b.do(r.ID, readiness.Production, "fffffff")
	if got := says(); !strings.Contains(got, "Passed") {
		t.Errorf("a run on production changes what holds on staging: %s", got)
	}
}

func TestParityIsEditedRowByRow(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s, slug := b.Readiness, b.launch.Slug
	ctx := b.as(b.member)
	rows, _, err := s.Parity(ctx, slug)
	b.ok(err)
	if len(rows) == 0 {
		t.Fatal("the table is empty")
	}
	r := rows[0]
	in := readiness.ParityInput{Aspect: r.Aspect, Staging: "2.4", Production: "2.3", Matters: readiness.MatterYes, Note: "the gateway"}
	b.ok(s.EditParity(ctx, slug, r.ID, in, r.Version))
	b.refuses(fault.KindConflict, "a stale form", s.EditParity(ctx, slug, r.ID, in, r.Version))
	in.Matters = readiness.MatterSame
	b.refuses(fault.KindInvalid, "a difference that is called none", s.EditParity(ctx, slug, r.ID, in, r.Version+1))
	b.refuses(fault.KindForbidden, "a viewer", s.EditParity(b.as(b.viewer), slug, r.ID, in, r.Version+1))
	b.refuses(fault.KindNotFound, "a row of another launch", s.EditParity(ctx, b.make("Elsewhere", "small").Slug, r.ID, in, r.Version+1))
	b.ok(s.RemoveParity(ctx, slug, r.ID, r.Version+1, false))
	b.refuses(fault.KindNotFound, "removing twice", s.RemoveParity(ctx, slug, r.ID, r.Version+2, false))
	b.ok(s.RemoveParity(ctx, slug, r.ID, r.Version+2, true))
	v, err := s.Rituals(ctx, slug)
	if err != nil || v.Differences != 1 || v.Unknown != len(rows)-1 {
		t.Errorf("%d differences that matter, %d not known; %v", v.Differences, v.Unknown, err)
	}
}
