package ritual_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/modeltest"
	"tminus/models/ritual"
)

func inputOf(r ritual.Detail) ritual.Input {
	in := ritual.Input{Name: r.Name, OwnerID: r.OwnerID, Cadence: r.Cadence()}
	for _, s := range r.List {
		in.Steps = append(in.Steps, ritual.StepInput{ID: s.ID, Title: s.Title, Weight: s.Weight})
	}
	return in
}

// days counts the planned runs by their day.
func days(r ritual.Detail) map[int]int {
	out := make(map[int]int)
	for _, n := range r.Runs {
		if n.State == ritual.RunPlanned {
			out[*n.DueOffset]++
		}
	}
	return out
}

func TestLaunchStartsWithPlannedRuns(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	r := b.FirstRitual()
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
		if n.Environment != ritual.EnvironmentOn(*n.DueOffset) || n.OwnerName != b.Member.Name {
			t.Errorf("T%+d: on %s, of %q", *n.DueOffset, n.Environment, n.OwnerName)
		}
	}
}

func TestPlannedRunsFollowCadenceFromToday(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	ctx := b.As(b.Member)
	r := b.FirstRitual()
	b.Clock.Set(time.Date(2026, 12, 3, 9, 0, 0, 0, time.UTC)) // T-7
	var done int64
	for _, n := range r.Runs {
		if *n.DueOffset == -7 {
			done = n.ID
		}
	}
	v := b.Run(done)
	b.OK(b.Rituals.StartRun(ctx, b.Launch.Slug, done, v.Version))
	v = b.Run(done)
	_, _, err := b.Rituals.Note(ctx, b.Launch.Slug, done, v.Results[0].StepID, ritual.StepNote{Outcome: ritual.StepPass}, 1)
	b.OK(err)
	_, _, err = b.Rituals.FinishRun(ctx, b.Launch.Slug, done, v.Version)
	b.OK(err)

	in := inputOf(r)
	in.Cadence = ritual.Cadence{From: -3, To: 0, Peak: 4}
	in.OwnerID = &b.Other.ID
	if _, _, err = b.Rituals.Update(ctx, b.Launch.Slug, r.ID, in, r.Version); err != nil {
		t.Fatal(err)
	}
	after := b.Ritual(r.ID)
	for _, n := range after.Runs {
		if n.State == ritual.RunPlanned && n.OwnerName != b.Other.Name {
			t.Errorf("T%+d is still planned for %s", *n.DueOffset, n.OwnerName)
		}
	}
	got := days(after)
	for day, n := range map[int]int{-11: 1, -9: 1, -8: 1, -7: 0, -6: 0, -2: 1, -1: 3, 0: 4, 1: 0} {
		if got[day] != n {
			t.Errorf("T%+d: %d planned runs, want %d", day, got[day], n)
		}
	}
	if b.Run(done).State != ritual.RunFinished {
		t.Error("what was finished did not stay")
	}
	// Back to what it was: the run that was done is that day's run.
	in.Cadence, in.OwnerID = r.Cadence(), r.OwnerID
	_, _, err = b.Rituals.Update(ctx, b.Launch.Slug, r.ID, in, after.Version)
	b.OK(err)
	again := days(b.Ritual(r.ID))
	for day, n := range days(r) {
		if day == -7 {
			n = 0
		}
		if again[day] != n {
			t.Errorf("back again, T%+d: %d planned runs, want %d", day, again[day], n)
		}
	}
}

func TestRemovedStepsStayInEarlierRuns(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	r := b.FirstRitual()
	old := b.DoRun(r.ID, ritual.Staging, strings.Repeat("p", len(r.List)))
	in := inputOf(r)
	in.Steps = append([]ritual.StepInput{{Title: "Sign up", Weight: 30}}, in.Steps[1:]...)
	in.Steps[1].Title, in.Steps[1].Weight = "Find it at once", 7
	_, _, err := b.Rituals.Update(b.As(b.Member), b.Launch.Slug, r.ID, in, r.Version)
	b.OK(err)
	now := b.Ritual(r.ID)
	if now.List[0].Title != "Sign up" || now.List[1].Title != "Find it at once" || len(now.List) != len(r.List) {
		t.Errorf("the steps are %v", now.List)
	}
	still := b.Run(old.ID)
	if still.Results[0].Title != r.List[0].Title || still.Results[1].Weight != r.List[1].Weight || still.Tally != old.Tally {
		t.Errorf("the old run changed: %+v", still.Results[:2])
	}
	fresh := b.DoRun(r.ID, ritual.Staging, "p")
	if fresh.Results[0].Title != "Sign up" || fresh.Result != ritual.RunIncomplete {
		t.Errorf("a new run begins with %q and is %s", fresh.Results[0].Title, fresh.Result)
	}
}

func TestCompareTakesNewestRuns(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	r := b.FirstRitual()
	b.DoRun(r.ID, ritual.Staging, "ffppppp")
	a := b.DoRun(r.ID, ritual.Staging, "pppppps")
	p := b.DoRun(r.ID, ritual.Production, "ppfpppp")
	v, err := b.Rituals.Compare(b.As(b.Viewer), b.Launch.Slug, r.ID, 0, 0)
	b.OK(err)
	if v.A.ID != a.ID || v.B.ID != p.ID || ritual.Anomalies(v.Pairs) != 1 || v.Pairs[0].Title != r.List[2].Title {
		t.Errorf("compares %d with %d: %+v", v.A.ID, v.B.ID, v.Pairs)
	}
	card := b.Ritual(r.ID)
	if card.Newest[ritual.Staging].Result != ritual.RunPassed || card.Newest[ritual.Production].Result != ritual.RunFailed {
		t.Errorf("newest: %+v", card.Newest)
	}
	if v, err = b.Rituals.Compare(b.As(b.Viewer), b.Launch.Slug, r.ID, 999, 0); err != nil || v.A != nil || v.Pairs != nil {
		t.Errorf("a run that is none: %+v, %v", v.A, err)
	}
}

func TestRunRefusesInvalidChanges(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	s, slug := b.Rituals, b.Launch.Slug
	ctx := b.As(b.Member)
	r := b.FirstRitual()
	elsewhere := b.MakeLaunch("Elsewhere", "small").Slug
	planned := r.Runs[0]
	_, _, err := s.Note(ctx, slug, planned.ID, r.List[0].ID, ritual.StepNote{Outcome: ritual.StepPass}, 1)
	b.WantKind("a step of a run that has not begun", err, fault.KindNotFound)
	_, _, err = s.FinishRun(ctx, slug, planned.ID, planned.Version)
	b.WantKind("finishing before it began", err, fault.KindInvalid)
	b.WantKind("a run of another launch", s.StartRun(ctx, elsewhere, planned.ID, planned.Version), fault.KindNotFound)
	b.WantKind("a viewer", s.StartRun(b.As(b.Viewer), slug, planned.ID, planned.Version), fault.KindForbidden)
	b.WantKind("no reason", faulttest.Err(s.DropRun(ctx, slug, planned.ID, " ", planned.Version)), fault.KindInvalid)
	b.WantKind("a stale form", faulttest.Err(s.DropRun(ctx, slug, planned.ID, "no time", planned.Version+1)), fault.KindConflict)
	b.OK(s.StartRun(ctx, slug, planned.ID, planned.Version))
	b.WantKind("beginning twice", s.StartRun(ctx, slug, planned.ID, planned.Version), fault.KindConflict)
	v := b.Run(planned.ID)
	_, _, err = s.FinishRun(ctx, slug, v.ID, v.Version)
	b.WantKind("finishing with nothing tried", err, fault.KindInvalid)
	st := v.Results[0]
	_, _, err = s.Note(ctx, slug, v.ID, st.StepID, ritual.StepNote{Outcome: "maybe"}, st.Version)
	b.WantKind("an outcome that is none", err, fault.KindInvalid)
	_, next, err := s.Note(ctx, slug, v.ID, st.StepID, ritual.StepNote{Outcome: ritual.StepPass}, st.Version)
	b.OK(err)
	_, again, err := s.Note(ctx, slug, v.ID, st.StepID, ritual.StepNote{Outcome: ritual.StepPass}, st.Version)
	b.OK(err) // the same again changes nothing
	if now := b.Run(v.ID).Results[0].Version; next != now || again != now {
		t.Errorf("returned the versions %d and %d, want %d", next, again, now)
	}
	_, _, err = s.Note(ctx, slug, v.ID, st.StepID, ritual.StepNote{Outcome: ritual.StepFail}, st.Version)
	b.WantKind("another outcome from a stale page", err, fault.KindConflict)
	_, _, err = s.FinishRun(ctx, slug, v.ID, v.Version)
	b.OK(err)
	_, _, err = s.FinishRun(ctx, slug, v.ID, v.Version+1)
	b.WantKind("finishing twice", err, fault.KindInvalid)
	_, _, err = s.Note(ctx, slug, v.ID, st.StepID, ritual.StepNote{Outcome: ritual.StepFail}, st.Version+1)
	b.WantKind("a step of a finished run", err, fault.KindInvalid)
	b.OK(s.ReopenRun(ctx, slug, v.ID, v.Version+1))
	if again := b.Run(v.ID); again.State != ritual.RunRunning || again.Result != "" || again.Results[0].Outcome != ritual.StepPass {
		t.Errorf("opened again it is %s, %+v", again.State, again.Results[0])
	}
}

func TestRitualRefusesInvalidInput(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	s, slug := b.Rituals, b.Launch.Slug
	ctx := b.As(b.Member)
	r := b.FirstRitual()
	edit := func(ctx context.Context, change func(*ritual.Input), version int) error {
		in := inputOf(r)
		change(&in)
		_, _, err := s.Update(ctx, slug, r.ID, in, version)
		return err
	}
	for what, change := range map[string]func(*ritual.Input){
		"no name":                     func(in *ritual.Input) { in.Name = " " },
		"a weight over a hundred":     func(in *ritual.Input) { in.Steps[0].Weight = 101 },
		"a weight below nothing":      func(in *ritual.Input) { in.Steps[0].Weight = -1 },
		"a step without a title":      func(in *ritual.Input) { in.Steps[0].Title = "" },
		"a step of another ritual":    func(in *ritual.Input) { in.Steps[0].ID = 999_999 },
		"the same step twice":         func(in *ritual.Input) { in.Steps[0].ID = in.Steps[1].ID },
		"a beginning after T":         func(in *ritual.Input) { in.Cadence.From = 1 },
		"an end before T":             func(in *ritual.Input) { in.Cadence.To = -1 },
		"more runs than anybody does": func(in *ritual.Input) { in.Cadence.Peak = 25 },
		"an owner who is a viewer":    func(in *ritual.Input) { in.OwnerID = &b.Viewer.ID },
	} {
		b.WantKind(what, edit(ctx, change, r.Version), fault.KindInvalid)
	}
	nothing := func(*ritual.Input) {}
	b.WantKind("a viewer", edit(b.As(b.Viewer), nothing, r.Version), fault.KindForbidden)
	b.WantKind("a stale form", edit(ctx, nothing, r.Version+1), fault.KindConflict)
	b.FollowRun(r.ID)
	b.WantKind("removing what a criterion asks for", faulttest.Err(s.Remove(ctx, slug, r.ID, r.Version, false)), fault.KindInvalid)

	in := ritual.Input{Name: "Billing", Cadence: ritual.Cadence{From: -2, To: 1, Peak: 1},
		Steps: []ritual.StepInput{{Title: "Pay", Weight: 100}}}
	own, err := s.Create(ctx, slug, in, "key")
	b.OK(err)
	if twice, err := s.Create(ctx, slug, in, "key"); err != nil || twice != own {
		t.Errorf("sent twice: %d and %d, %v", own, twice, err)
	}
	b.OK(faulttest.Err(s.Remove(ctx, slug, own, 1, false)))
	_, err = s.StartNow(ctx, slug, own, ritual.RunInput{Environment: ritual.Staging}, "")
	b.WantKind("running what was removed", err, fault.KindNotFound)
	_, err = s.Get(ctx, slug, own)
	b.WantKind("looking at what was removed", err, fault.KindNotFound)
	b.OK(faulttest.Err(s.Remove(ctx, slug, own, 2, true)))
	if n := len(b.Ritual(own).Runs); n == 0 {
		t.Error("put back, its planned runs are gone")
	}
	if n := b.Count("SELECT COUNT(*) FROM audit_log WHERE entity IN ('ritual', 'run') AND launch_id IS NULL"); n != 0 {
		t.Errorf("%d audit rows belong to no launch", n)
	}
}

func TestParityRowIsChangedAndRemoved(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	s, slug := b.Rituals, b.Launch.Slug
	ctx := b.As(b.Member)
	rows, _, err := s.Parity(ctx, slug)
	b.OK(err)
	if len(rows) == 0 {
		t.Fatal("the table is empty")
	}
	r := rows[0]
	in := ritual.ParityInput{Aspect: r.Aspect, Staging: "2.4", Production: "2.3", Matters: ritual.MatterYes, Note: "the gateway"}
	b.OK(s.UpdateParity(ctx, slug, r.ID, in, r.Version))
	b.WantKind("a stale form", s.UpdateParity(ctx, slug, r.ID, in, r.Version), fault.KindConflict)
	in.Matters = ritual.MatterSame
	b.WantKind("a difference that is called none", s.UpdateParity(ctx, slug, r.ID, in, r.Version+1), fault.KindInvalid)
	b.WantKind("a viewer", s.UpdateParity(b.As(b.Viewer), slug, r.ID, in, r.Version+1), fault.KindForbidden)
	b.WantKind("a row of another launch", s.UpdateParity(ctx, b.MakeLaunch("Elsewhere", "small").Slug, r.ID, in, r.Version+1),
		fault.KindNotFound)
	b.OK(faulttest.Err(s.RemoveParity(ctx, slug, r.ID, r.Version+1, false)))
	b.WantKind("removing twice", faulttest.Err(s.RemoveParity(ctx, slug, r.ID, r.Version+2, false)), fault.KindNotFound)
	b.OK(faulttest.Err(s.RemoveParity(ctx, slug, r.ID, r.Version+2, true)))
	v, err := s.List(ctx, slug)
	if err != nil || v.Differences != 1 || v.Unknown != len(rows)-1 {
		t.Errorf("%d differences that matter, %d not known; %v", v.Differences, v.Unknown, err)
	}
}
