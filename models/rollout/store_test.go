package rollout_test

import (
	"strings"
	"testing"
	"time"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/gonogo"
	"tminus/models/launch"
	"tminus/models/modeltest"
	"tminus/models/rollout"
)

// org is an organisation whose launch is at T with a go and a planned rollout.
type org struct{ *modeltest.Org }

func newOrg(t *testing.T, strategy rollout.Strategy) org {
	t.Helper()
	b := org{modeltest.NewOrg(t)}
	if err := b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeGo, Reason: "x"}); err != nil {
		t.Fatal(err)
	}
	b.OK(b.Rollouts.Plan(b.As(b.Lead), b.Launch.Slug, strategy, 0))
	return b
}

func (b org) rollout() *rollout.Rollout {
	b.Helper()
	r, err := b.Rollouts.Newest(b.As(b.Viewer), b.Launch.Slug)
	b.OK(err)
	return r
}

func (b org) stage() rollout.Stage {
	b.Helper()
	s, ok := b.rollout().Current()
	if !ok {
		b.Fatal("no stage is under way")
	}
	return s
}

func (b org) start() {
	b.Helper()
	b.Clock.Advance(b.Launch.LaunchAt.Sub(b.Clock.Now()))
	b.OK(b.Rollouts.Start(b.As(b.Lead), b.Launch.Slug, "", b.rollout().Version))
}

func (b org) confirm(percent string) {
	b.Helper()
	s := b.stage()
	b.OK(b.Rollouts.Confirm(b.As(b.Member), b.Launch.Slug, s.ID, percent, s.Version))
}

func (b org) advance(reason string) error {
	b.Helper()
	s := b.stage()
	return b.Rollouts.Advance(b.As(b.Lead), b.Launch.Slug, s.ID, reason, s.Version)
}

// shown fails unless the launch is in a state, and its head says so.
func (b org) shown(state launch.State, label string) {
	b.Helper()
	l, err := b.Launches.Launch(b.As(b.Viewer), b.Launch.Slug)
	b.OK(err)
	list, err := b.Readiness.Open(b.As(b.Viewer), l)
	b.OK(err)
	if l.State != state || list.State.Label != label {
		b.Errorf("the launch is %s and its head says %q, want %s and %q", l.State, list.State.Label, state, label)
	}
}

// The day of domain.md §12: 10, 25, 50 and 100 %, each confirmed and held, until the launch is live.
func TestRolloutGoesThroughItsStages(t *testing.T) {
	t.Parallel()
	b := newOrg(t, rollout.Percentage)
	b.start()
	b.shown(launch.Launching, "10 % · confirming")
	for i, percent := range []string{"10", "25", "50"} {
		b.confirm(percent)
		b.shown(launch.Launching, percent+" % · holding")
		b.Clock.Advance(2*time.Hour + 4*time.Minute)
		faulttest.WantInvalid(t, b.advance(""), "reason")
		b.Clock.Advance(time.Minute)
		if err := b.advance(""); err != nil {
			t.Fatalf("stage %d: %v", i+1, err)
		}
	}
	b.confirm("100")
	b.Clock.Advance(65 * time.Minute)
	faulttest.WantInvalid(t, b.advance(""), "reason") // it holds until 18:00
	b.Clock.Advance(time.Hour)
	b.OK(b.advance(""))
	b.shown(launch.Live, "Live")
	if r := b.rollout(); r.State != rollout.Live || r.ActualBP() != rollout.Full {
		t.Errorf("the rollout is %s at %d", r.State, r.ActualBP())
	}
}

// Error rate at 25 %: paused by a member, rolled back by a member who is not the lead, and launched again with a new decision.
func TestRolloutIsRolledBackAndLaunchedAgain(t *testing.T) {
	t.Parallel()
	b := newOrg(t, rollout.Percentage)
	slug := b.Launch.Slug
	b.start()
	b.confirm("10")
	b.Clock.Advance(125 * time.Minute)
	b.OK(b.advance(""))
	b.confirm("25")
	b.OK(b.Rollouts.Pause(b.As(b.Member), slug, ""))
	b.OK(b.Rollouts.Pause(b.As(b.Other), slug, ""))
	b.shown(launch.Launching, "Paused at 25 %")
	faulttest.WantInvalid(t, b.Enter(launch.Live), "state") // it follows from the rollout
	b.WantKind("advanced while paused", b.advance("because I want to"), fault.KindConflict)
	before := b.Count("SELECT COUNT(*) FROM deliverables WHERE follow_up = ?", true)
	for range 2 { // pressed twice
		b.OK(b.Rollouts.RollBack(b.As(b.Member), slug, "Error rate 1.2 %"))
	}
	b.shown(launch.RolledBack, "Rolled back")
	if n := b.Count("SELECT COUNT(*) FROM deliverables WHERE follow_up = ?", true) - before; n != 3 {
		t.Errorf("%d follow-ups", n)
	}
	b.OK(b.Rollouts.ConfirmOff(b.As(b.Member), slug))
	r := b.rollout()
	if d := r.Decisions[len(r.Decisions)-2]; d.Kind != rollout.KindRollBack || d.Reason != "Error rate 1.2 %" || d.Seen != `["25 % had it"]` {
		t.Errorf("the decision is %+v", d)
	}
	if r.State != rollout.RolledBack || r.OffAt.IsZero() || r.ActualBP() != 0 {
		t.Errorf("it is %s, off at %v, at %d", r.State, r.OffAt, r.ActualBP())
	}
	b.OK(b.Rollouts.Plan(b.As(b.Lead), slug, rollout.Canary, 0))
	if r = b.rollout(); r.Number != 2 || r.State != rollout.Ready || len(r.Stages) != 3 {
		t.Fatalf("the next rollout is %d, %s, with %d stages", r.Number, r.State, len(r.Stages))
	}
	faulttest.WantInvalid(t, b.Rollouts.Start(b.As(b.Lead), slug, "", r.Version), "state") // the go from before is used up
	if l, err := b.Launches.Launch(b.As(b.Viewer), slug); err != nil || l.State != launch.Planning {
		t.Errorf("the launch is %s, %v", l.State, err)
	}
	b.Clock.Advance(time.Hour)
	b.NextMeeting()
	b.OK(b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeGo, Reason: "x"}))
	faulttest.WantInvalid(t, b.Enter(launch.Launching), "state") // the rollout does it
	b.OK(b.Rollouts.Start(b.As(b.Lead), slug, "", r.Version))
	b.shown(launch.Launching, "5 % · confirming")
	if err := b.Rollouts.Start(b.As(b.Lead), slug, "", r.Version); err == nil {
		t.Error("it starts twice")
	}
}

func TestGateStaysShutUntilWantedShareIsOn(t *testing.T) {
	t.Parallel()
	b := newOrg(t, rollout.AllAtOnce)
	b.start()
	b.confirm("90")
	b.Clock.Advance(31 * time.Minute)
	err := b.advance("")
	faulttest.WantInvalid(t, err, "reason")
	if !strings.Contains(fault.FieldsOf(err)[0].Message, "Actual is 90 %, wanted 100 %") {
		t.Errorf("it says %v", err)
	}
	b.confirm("100")
	faulttest.WantInvalid(t, b.advance(""), "reason") // the hold begins with the confirmation
	b.OK(b.advance("The partner waits for it"))
	d := b.rollout().Decisions
	if last := d[len(d)-1]; last.Kind != rollout.KindEarly || last.Reason != "The partner waits for it" ||
		!strings.Contains(last.Seen, "0 of 30 clean minutes") {
		t.Errorf("the decision is %+v", last)
	}
	b.shown(launch.Live, "Live")
}

// A pause of any length adds nothing to the clean time.
func TestPauseStopsTheClock(t *testing.T) {
	t.Parallel()
	b := newOrg(t, rollout.AllAtOnce)
	b.start()
	b.confirm("100")
	b.Clock.Advance(20 * time.Minute)
	b.OK(b.Rollouts.Pause(b.As(b.Member), b.Launch.Slug, "A look at the logs"))
	b.Clock.Advance(5 * time.Hour)
	b.OK(b.Rollouts.Resume(b.As(b.Lead), b.Launch.Slug, b.rollout().Version))
	b.Clock.Advance(9 * time.Minute)
	r := b.rollout()
	if clean, _, _ := r.Watch(b.stage()).Clean(b.Clock.Now()); clean != 29*time.Minute {
		t.Errorf("clean for %v", clean)
	}
	b.Clock.Advance(time.Minute)
	b.OK(b.advance(""))
}

func TestStalePagesAndOtherPeopleCannotMoveTheRollout(t *testing.T) {
	t.Parallel()
	b := newOrg(t, rollout.Canary)
	slug := b.Launch.Slug
	b.Clock.Advance(b.Launch.LaunchAt.Sub(b.Clock.Now()) - time.Hour)
	faulttest.WantInvalid(t, b.Rollouts.Start(b.As(b.Lead), slug, "", b.rollout().Version), "reason")
	b.WantKind("a member starts", b.Rollouts.Start(b.As(b.Member), slug, "The partner waits", b.rollout().Version), fault.KindForbidden)
	b.start()
	first := b.stage()
	b.confirm("5")
	b.WantKind("confirmed on a stale page", b.Rollouts.Confirm(b.As(b.Member), slug, first.ID, "5", first.Version), fault.KindConflict)
	b.WantKind("a member advances",
		b.Rollouts.Advance(b.As(b.Member), slug, first.ID, "The partner waits", b.stage().Version), fault.KindForbidden)
	b.WantKind("a viewer pauses", b.Rollouts.Pause(b.As(b.Viewer), slug, ""), fault.KindForbidden)
	b.WantKind("a viewer rolls back", b.Rollouts.RollBack(b.As(b.Viewer), slug, ""), fault.KindForbidden)
	b.WantKind("lowered at the first stage", b.Rollouts.Lower(b.As(b.Lead), slug, first.ID, "", b.stage().Version), fault.KindConflict)
	b.WantKind("planned anew", b.Rollouts.Plan(b.As(b.Lead), slug, rollout.Rings, b.rollout().Version), fault.KindConflict)
	b.OK(b.advance("The partner waits"))
	b.WantKind("advanced on a stale page", b.Rollouts.Advance(b.As(b.Lead), slug, first.ID, "The partner waits", 0), fault.KindConflict)
	b.confirm("25")
	s := b.stage()
	b.OK(b.Rollouts.Lower(b.As(b.Lead), slug, s.ID, "Slow", s.Version))
	b.shown(launch.Launching, "5 % · confirming")
	if err := b.DB.Write(b.System(), func(tx *db.Tx) error { return tx.Exec("UPDATE rollout_decisions SET reason = 'x'").Error }); err == nil {
		t.Error("a decision was changed")
	}
}

func TestPlanOfStages(t *testing.T) {
	t.Parallel()
	b := newOrg(t, rollout.Percentage)
	slug, r := b.Launch.Slug, b.rollout()
	in := rollout.StageInput{Percent: "30 %", Hold: "90", Audience: "Random users"}
	b.OK(b.Rollouts.SaveStage(b.As(b.Lead), slug, r.Stages[1].ID, in, r.Stages[1].Version))
	if s := b.rollout().Stages[1]; s.Name != "30 %" || s.WantedBP != 3000 || s.HoldMinutes != 90 {
		t.Errorf("the stage is %+v", s)
	}
	for field, bad := range map[string]rollout.StageInput{
		"percent": {Percent: "60", Hold: "1"}, "hold": {Percent: "30", Hold: "-1"}, "until": {Percent: "30", Hold: "1", Until: "25:00"},
		"settle": {Percent: "30", Hold: "1", Settle: "x"}, "name": {Percent: "30", Hold: "1", Name: strings.Repeat("x", 501)},
	} {
		faulttest.WantInvalid(t, b.Rollouts.SaveStage(b.As(b.Lead), slug, r.Stages[1].ID, bad, r.Stages[1].Version+1), field)
	}
	for _, text := range []string{"0", "100,01", "10 %%", "-5", "", "1e2", "5.001"} {
		if _, err := rollout.ParsePercent(text); err == nil {
			t.Errorf("%q is a percentage", text)
		}
	}
	for text, want := range map[string]int{"100 %": 10_000, "0,5": 50, " 2.25 % ": 225, "7": 700, "0.01": 1} {
		if bp, err := rollout.ParsePercent(text); err != nil || bp != want {
			t.Errorf("%q is %d, %v", text, bp, err)
		}
	}
	b.OK(b.Rollouts.RemoveStage(b.As(b.Lead), slug, r.Stages[0].ID, r.Stages[0].Version))
	b.WantKind("a member plans", b.Rollouts.RemoveStage(b.As(b.Member), slug, r.Stages[2].ID, 1), fault.KindForbidden)
	b.OK(b.Rollouts.Plan(b.As(b.Lead), slug, rollout.Rings, b.rollout().Version))
	if r = b.rollout(); r.Strategy != rollout.Rings || len(r.Stages) != 5 || r.Stages[4].WantedBP != rollout.Full {
		t.Errorf("rings have %d stages", len(r.Stages))
	}
}
