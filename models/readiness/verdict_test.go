package readiness

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tminus/internal/civil"
	"tminus/models/checklist"
	"tminus/models/db"
	"tminus/models/gonogo"
	"tminus/models/interview"
	"tminus/models/launch"
	"tminus/models/risk"
	"tminus/models/ritual"
)

var (
	noon   = time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	theDay = civil.New(2026, 12, 10)
)

// hours is an instant so many hours before noon.
func hours(n int) db.Instant { return db.At(noon.Add(-time.Duration(n) * time.Hour)) }

func idRef(id int64) *int64 { return &id }

// one is how a single line stands by the facts.
func one(f facts, c criterionFact) CriterionLine {
	f.criteria, f.launchOn, f.loc = []criterionFact{c}, theDay, time.UTC
	v := assess(f, noon)
	return append(v.Criteria, v.Conditions...)[0]
}

func goBy(bind string, id int64, fill func(*criterionFact)) criterionFact {
	c := criterionFact{Criterion: Criterion{ID: 1, Kind: KindGo, Bind: bind, BindID: idRef(id)}, there: true}
	if fill != nil {
		fill(&c)
	}
	return c
}

// The GO criteria of the domain, each with what it follows, and how they stand.
func TestCriterionStates(t *testing.T) {
	t.Parallel()
	signed := func(sign Sign, ago, renew int) func(*criterionFact) {
		return func(c *criterionFact) {
			c.Sign, c.SignedAt, c.signedName, c.RenewMinutes = sign, hours(ago), "Ana", renew*60
		}
	}
	status := func(s launch.Status, note string) func(*criterionFact) {
		return func(c *criterionFact) { c.status, c.note = string(s), note }
	}
	check := func(s checklist.State, note string) func(*criterionFact) {
		return func(c *criterionFact) { c.status, c.note = string(s), note }
	}
	list := func(total, open, failed int) func(*criterionFact) {
		return func(c *criterionFact) { c.tally = tally{total: total, open: open, failed: failed} }
	}
	run := func(passed, failed, ago, renew int) func(*criterionFact) {
		return func(c *criterionFact) {
			c.Environment, c.RenewMinutes, c.tally = ritual.Staging, renew*60, tally{id: 9, passed: passed, failed: failed, at: hours(ago)}
		}
	}
	for _, c := range []struct {
		name string
		line criterionFact
		want CriterionState
		why  string
	}{
		{"no critical bug: nobody has said", goBy(BindManual, 0, nil), NotChecked, "Nobody has signed it off yet"},
		{"signed off", goBy(BindManual, 0, signed(SignMet, 5, 0)), Met, "Signed off Tue 1 Dec, 07:00 UTC by Ana"},
		{"signed off in time", goBy(BindManual, 0, signed(SignMet, 23, 24)), Met, "valid until Tue 1 Dec, 13:00 UTC"},
		{"signed off to the minute", goBy(BindManual, 0, signed(SignMet, 24, 24)), NotMet, "must be renewed every 24 h"},
		{"signed off too long ago", goBy(BindManual, 0, signed(SignMet, 30, 24)), NotMet,
			"Signed off Mon 30 Nov, 06:00 UTC by Ana; expired, must be renewed every 24 h"},
		{"said to be not met", goBy(BindManual, 0, signed(SignNotMet, 1, 24)), NotMet, "Not met, said Tue 1 Dec, 11:00 UTC by Ana"},
		{"code reviewed: not started", goBy(launch.BindDeliverable, 4, status(launch.NotStarted, "")), NotMet, "Not started"},
		{"code reviewed: blocked", goBy(launch.BindDeliverable, 4, status(launch.Blocked, "a review")), NotMet, "Blocked, waits for a review"},
		{"code reviewed: done", goBy(launch.BindDeliverable, 4, status(launch.Done, "")), Met, "Done"},
		{"documentation: scheduled", goBy(launch.BindDeliverable, 4, status(launch.Scheduled, "")), Met, "Scheduled"},
		{"documentation: final is not out", goBy(launch.BindDeliverable, 4, status(launch.Final, "")), NotMet, "Final"},
		{"documentation: skipped is not ready", goBy(launch.BindDeliverable, 4, status(launch.Skipped, "no time")), NotMet, "Skipped: no time"},
		{"migrations: not looked at", goBy(checklist.BindCheck, 4, check(checklist.Open, "")), NotChecked, "Not checked"},
		{"migrations: passed", goBy(checklist.BindCheck, 4, check(checklist.Done, "")), Met, "Done"},
		{"migrations: failed", goBy(checklist.BindCheck, 4, check(checklist.Failed, "it hung")), NotMet, "Failed: it hung"},
		{"migrations: there are none", goBy(checklist.BindCheck, 4, check(checklist.NotApplicable, "no schema change")), Met,
			"Not applicable: no schema change"},
		{"staging: some open", goBy(checklist.BindChecklist, 4, list(8, 3, 0)), NotMet, "3 of 8 items open"},
		{"staging: some failed", goBy(checklist.BindChecklist, 4, list(8, 2, 1)), NotMet, "1 of 8 items failed, 2 open"},
		{"staging: none looked at", goBy(checklist.BindChecklist, 4, list(8, 8, 0)), NotChecked, "8 items, none closed yet"},
		{"staging: all closed", goBy(checklist.BindChecklist, 4, list(8, 0, 0)), Met, "8 items closed, none failed"},
		{"staging: empty", goBy(checklist.BindChecklist, 4, list(0, 0, 0)), NotMet, "The checklist is empty"},
		{"rehearsal: never", goBy(ritual.BindRun, 4, func(c *criterionFact) { c.Environment = ritual.Staging }), NotChecked,
			"Never run on staging"},
		{"rehearsal: passed", goBy(ritual.BindRun, 4, run(5, 0, 3, 24)), Met, "Passed Tue 1 Dec, 09:00 UTC: 5 steps"},
		{"rehearsal: failed", goBy(ritual.BindRun, 4, run(5, 1, 3, 24)), NotMet, "1 step failed in the run of Tue 1 Dec, 09:00 UTC"},
		{"rehearsal: nothing tried", goBy(ritual.BindRun, 4, run(0, 0, 3, 24)), NotMet, "Nothing was tried"},
		{"rehearsal: too old", goBy(ritual.BindRun, 4, run(5, 0, 24, 24)), NotMet, "must be renewed every 24 h"},
		{"bound to what is gone", goBy(launch.BindDeliverable, 4, func(c *criterionFact) { c.there = false }), NotMet,
			"What it followed was removed"},
		{"bound to a question that is gone", goBy(interview.BindQuestion, 4, nil), NotMet, "What it followed was removed"},
		{"bound to a rule nobody knows", goBy(risk.BindRisks, 0, func(c *criterionFact) { c.BindRule = "luck" }), NotMet,
			"What it followed was removed"},
		{"waived", goBy(launch.BindDeliverable, 4, func(c *criterionFact) {
			c.WaivedAt, c.waivedName, c.WaiveReason = hours(72), "Lea", "one line"
		}), Waived, "Waived Sat 28 Nov, 12:00 UTC by Lea: one line"},
	} {
		l := one(facts{}, c.line)
		if l.State != c.want || !strings.Contains(l.Why, c.why) {
			t.Errorf("%s: %s because %q, want %s because %q", c.name, l.State, l.Why, c.want, c.why)
		}
		if done := l.State == Met; done != (l.Todo == Todo{}) {
			t.Errorf("%s: to do is %+v", c.name, l.Todo)
		}
	}
}

func rollback(a *interview.Answer) questionFact {
	return questionFact{Fact: interview.Fact{Question: interview.Question{ID: 4, Ask: "Rollback plan?"}, Answer: a, ByName: "Ana",
		AcceptedName: "Lea"}}
}

// Red flags of the interview, and the criteria and conditions that follow it.
func TestCriterionFollowsInterview(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name            string
		q               questionFact
		met, stands     CriterionState
		flagged, raised int
	}{
		{"not answered", rollback(nil), NotChecked, NotChecked, 0, 0},
		{"a good answer", rollback(&interview.Answer{OptionLabel: "Minutes", At: hours(1)}), Met, Clear, 0, 0},
		{"a red flag", rollback(&interview.Answer{OptionLabel: "None", Flagged: true, At: hours(1)}), NotMet, Active, 1, 1},
		{"accepted", rollback(&interview.Answer{OptionLabel: "None", Flagged: true, At: hours(1), AcceptedAt: hours(0), AcceptReason: "small"}),
			Met, Clear, 0, 1},
	} {
		f := facts{questions: []questionFact{c.q}}
		for _, bind := range []string{interview.BindQuestion, interview.BindInterview} {
			if l := one(f, goBy(bind, 4, nil)); l.State != c.met {
				t.Errorf("%s: the criterion by %s is %s because %q", c.name, bind, l.State, l.Why)
			}
			if l := one(f, goBy(bind, 4, func(c *criterionFact) { c.Kind = KindNoGo })); l.State != c.stands {
				t.Errorf("%s: the condition by %s %s because %q", c.name, bind, l.State, l.Why)
			}
		}
		f.launchOn, f.loc = theDay, time.UTC
		if v := assess(f, noon); v.Flagged != c.flagged || len(v.Flags) != c.raised {
			t.Errorf("%s: %d of %d flags open", c.name, v.Flagged, len(v.Flags))
		}
	}
	late := rollback(&interview.Answer{AnswerOn: theDay.AddDays(-2), At: hours(1)})
	late.Dated, late.LatestOffset = true, -3
	if l := one(facts{questions: []questionFact{late}}, goBy(interview.BindQuestion, 4, nil)); l.State != NotMet {
		t.Errorf("a date after T-3 is %s", l.State)
	}
}

// A condition stands by what has failed, by hand, and by what nobody can say;
// what is only not done yet is no reason against going.
func TestConditionStates(t *testing.T) {
	t.Parallel()
	no := func(bind string, fill func(*criterionFact)) criterionFact {
		return goBy(bind, 4, func(c *criterionFact) { c.Kind = KindNoGo; fill(c) })
	}
	for _, c := range []struct {
		name string
		line criterionFact
		want CriterionState
	}{
		{"nobody checked it", no(BindManual, func(*criterionFact) {}), NotChecked},
		{"raised", no(BindManual, func(c *criterionFact) { c.Sign, c.SignedAt = SignMet, hours(900) }), Active},
		{"cleared", no(BindManual, func(c *criterionFact) { c.Sign, c.SignedAt = SignNotMet, hours(1) }), Clear},
		{"raised though what it follows is fine", no(checklist.BindCheck, func(c *criterionFact) {
			c.status, c.Sign = string(checklist.Done),
				SignMet
		}), Active},
		{"failed", no(checklist.BindCheck, func(c *criterionFact) { c.status = string(checklist.Failed) }), Active},
		{"failed though somebody cleared it", no(checklist.BindCheck, func(c *criterionFact) {
			c.status, c.Sign = string(checklist.Failed),
				SignNotMet
		}), Active},
		{"open", no(checklist.BindCheck, func(c *criterionFact) { c.status = string(checklist.Open) }), NotChecked},
		{"blocked", no(launch.BindDeliverable, func(c *criterionFact) { c.status = string(launch.Blocked) }), Active},
		{"in progress", no(launch.BindDeliverable, func(c *criterionFact) { c.status = string(launch.InProgress) }), NotChecked},
		{"a run failed", no(ritual.BindRun, func(c *criterionFact) { c.tally = tally{id: 1, failed: 1, at: hours(1)} }), Active},
		{"a run is old", no(ritual.BindRun, func(c *criterionFact) { c.RenewMinutes, c.tally = 60, tally{id: 1, passed: 1, at: hours(9)} }),
			NotChecked},
		{"an item failed", no(checklist.BindChecklist, func(c *criterionFact) { c.tally = tally{total: 3, open: 1, failed: 1} }), Active},
		{"gone", no(launch.BindDeliverable, func(c *criterionFact) { c.there = false }), Active},
	} {
		if l := one(facts{}, c.line); l.State != c.want {
			t.Errorf("%s: %s because %q, want %s", c.name, l.State, l.Why, c.want)
		}
	}
	for after, want := range map[int]CriterionState{-1: Clear, 0: Active, 1: Active} {
		v := assess(facts{loc: time.UTC, decision: gonogo.Decision{Conditions: []gonogo.UnmetCondition{{Text: "Fix it", DueAt: hours(after)}}}},
			noon)
		if v.Conditions[0].State != want {
			t.Errorf("%d h after its time a promise %s", after, v.Conditions[0].State)
		}
	}
}

// The two rules over the register; an acceptance that has run out counts no more.
func TestCriterionFollowsRisks(t *testing.T) {
	t.Parallel()
	show := risk.Fact{ID: 1, Title: "Data lost", Category: "migration", ShowStopper: true,
		Scores: risk.Scores{Current: risk.Score{Likelihood: 3, Impact: 5}}}
	accepted := show
	accepted.Acceptance = risk.Acceptance{ID: 1, Score: show.Current, Until: hours(-1)}
	expired := accepted
	expired.Acceptance.Until = hours(0)
	mitigated := show
	mitigated.Mitigations, mitigated.Done = 2, 2
	half := show
	half.Mitigations, half.Done = 2, 1
	other := show
	other.Category, other.ShowStopper = "people", false
	for _, rule := range []string{risk.RuleShowStopper, risk.RuleUnmitigated + ":migration"} {
		for _, c := range []struct {
			name string
			risk risk.Fact
			want CriterionState
		}{{"open", show, NotMet}, {"accepted", accepted, Met}, {"accepted until now", expired, NotMet}, {"mitigated", mitigated, Met},
			{"half mitigated", half, NotMet}, {"another", other, Met}} {
			l := one(facts{risks: []risk.Fact{c.risk}}, goBy(risk.BindRisks, 0, func(f *criterionFact) { f.BindRule, f.tally.total = rule, 1 }))
			if l.State != c.want {
				t.Errorf("%s, %s: %s because %q", rule, c.name, l.State, l.Why)
			}
		}
	}
}

// A verdict is GO exactly when there are criteria, all of them hold and no
// condition stands; and no sign-off or acceptance counts that has run out.
func TestVerdictIsGoWhenAllHoldAndNoneStand(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := facts{launchOn: theDay, loc: time.UTC}
		holds, stands, some := true, false, false
		for i := range rapid.IntRange(0, 6).Draw(t, "lines") {
			c, ok := drawLine(t, int64(i))
			f.criteria = append(f.criteria, c)
			if c.Kind == KindGo {
				some, holds = true, holds && ok
			} else {
				stands = stands || !ok
			}
		}
		for range rapid.IntRange(0, 2).Draw(t, "promises") {
			due := rapid.IntRange(-3, 3).Draw(t, "hours ago")
			f.decision.Conditions = append(f.decision.Conditions, gonogo.UnmetCondition{DueAt: hours(due)})
			stands = stands || due >= 0
		}
		if v := assess(f, noon); v.Go != (some && holds && !stands) {
			t.Fatalf("the verdict is %+v", v)
		}
	})
}

// drawLine is a line signed by hand, or one that follows an item, and whether it holds.
func drawLine(t *rapid.T, id int64) (criterionFact, bool) {
	c := criterionFact{Criterion: Criterion{ID: id, Kind: rapid.SampledFrom([]Kind{KindGo, KindNoGo}).Draw(t, "kind")},
		there: rapid.Bool().Draw(t, "there")}
	c.Bind = rapid.SampledFrom([]string{BindManual, checklist.BindCheck, launch.BindDeliverable, ritual.BindRun}).Draw(t, "bind")
	c.Sign = rapid.SampledFrom([]Sign{SignNone, SignMet, SignNotMet}).Draw(t, "sign")
	c.SignedAt = hours(rapid.IntRange(0, 50).Draw(t, "signed"))
	c.RenewMinutes = 60 * rapid.SampledFrom([]int{0, 24}).Draw(t, "renew")
	if c.Kind == KindGo && rapid.Bool().Draw(t, "waived") {
		c.WaivedAt = hours(rapid.IntRange(0, 50).Draw(t, "waived at"))
	}
	young := c.RenewMinutes == 0
	good := false
	switch c.Bind {
	case BindManual:
		young = young || noon.Sub(c.SignedAt.Time) < 24*time.Hour
		good = c.Sign == SignMet && young
	case checklist.BindCheck:
		s := rapid.SampledFrom([]checklist.State{checklist.Open, checklist.Done, checklist.Failed, checklist.NotApplicable}).Draw(t, "check")
		c.status = string(s)
		good = c.there && (s == checklist.Done || s == checklist.NotApplicable)
	case launch.BindDeliverable:
		s := rapid.SampledFrom([]launch.Status{launch.NotStarted, launch.Blocked, launch.Skipped, launch.Done}).Draw(t, "status")
		c.status = string(s)
		good = c.there && s == launch.Done
	case ritual.BindRun:
		c.Environment = ritual.Staging
		c.tally = tally{id: rapid.Int64Range(0, 1).Draw(t, "run"), passed: rapid.IntRange(0, 2).Draw(t, "passed"),
			failed: rapid.IntRange(0, 1).Draw(t, "failed"), at: c.SignedAt}
		young = young || noon.Sub(c.tally.at.Time) < 24*time.Hour
		tried := c.tally.id != 0
		good = c.there && tried && c.tally.failed == 0 && c.tally.passed > 0 && young
	}
	if c.Kind == KindGo {
		return c, good || !c.WaivedAt.IsZero()
	}
	// A condition that nobody has checked does not hold.
	if c.Bind == BindManual {
		return c, c.Sign == SignNotMet
	}
	return c, c.Sign != SignMet && good
}
