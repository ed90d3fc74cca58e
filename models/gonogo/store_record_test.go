package gonogo_test

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/gonogo"
	"tminus/models/launch"
	"tminus/models/modeltest"
	"tminus/models/risk"
)

func TestRecordRefusesIncompleteDecision(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	store, slug, m := b.GoNoGo, b.Launch.Slug, b.Meeting()
	in := gonogo.DecisionInput{Scope: gonogo.ScopeLaunch, Outcome: gonogo.OutcomeGo, ByID: b.Lead.ID, Seen: b.Seen(),
		Reason: "We can turn it off in a minute. Asked by phone: " + gonogo.Topics(m.Missing())}
	b.WantKind("by a member", store.Record(b.As(b.Member), slug, m.ID, in, m.Version), fault.KindForbidden)
	b.WantKind("a stale version", store.Record(b.As(b.Lead), slug, m.ID, in, m.Version-1), fault.KindConflict)
	old := in
	old.Seen = "something else"
	b.WantKind("answers changed meanwhile", store.Record(b.As(b.Lead), slug, m.ID, old, m.Version), fault.KindConflict)
	for name, change := range map[string]func(d *gonogo.DecisionInput){
		"no outcome":                           func(d *gonogo.DecisionInput) { d.Outcome = "" },
		"another outcome":                      func(d *gonogo.DecisionInput) { d.Outcome = "maybe" },
		"without those who must answer":        func(d *gonogo.DecisionInput) { d.Reason = "We can turn it off in a minute" },
		"a conditional go without a condition": func(d *gonogo.DecisionInput) { d.Outcome = gonogo.OutcomeConditional },
		"taken by a viewer":                    func(d *gonogo.DecisionInput) { d.ByID = b.Viewer.ID },
		"taken by nobody":                      func(d *gonogo.DecisionInput) { d.ByID = 999_999 },
		"a reason of a thousand letters":       func(d *gonogo.DecisionInput) { d.Reason = strings.Repeat("x", 1000) },
	} {
		bad := in
		change(&bad)
		b.WantKind(name, store.Record(b.As(b.Lead), slug, m.ID, bad, m.Version), fault.KindInvalid)
	}
	b.Agree("Load test repeated", civil.New(2026, 12, 9))
	b.WantKind("go with a condition", b.Record(in), fault.KindInvalid)
	b.Clock.Set(time.Date(2026, 12, 9, 12, 0, 0, 0, time.UTC))
	in.Outcome = gonogo.OutcomeConditional
	b.WantKind("a condition whose deadline has passed", b.Record(in), fault.KindInvalid)
	if b.State() != launch.Planning || b.Count("SELECT COUNT(*) FROM snapshots") != 0 {
		t.Error("what was refused left something")
	}
}

func TestMeetingRecordSupersedesEarlier(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	store, slug := b.GoNoGo, b.Launch.Slug
	b.Topic(b.Other, "Push provider", true)
	b.Poll(b.Member, gonogo.AnswerNoGo, "The rollback was never tried")
	first := b.Meeting()
	if err := b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeNoGo}); err != nil {
		t.Fatal(err)
	}
	m := b.Meeting()
	d := m.Decided(gonogo.ScopeLaunch)
	if m.State != gonogo.MeetingRecorded || d == nil || d.ByName != "Lea Lead" || m.On != civil.New(2026, 11, 16) {
		t.Errorf("recorded before its day: %+v", m)
	}
	b.WantKind("recorded twice", b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeGo, Reason: "x"}), fault.KindInvalid)
	q := m.Mine(b.Member.ID)[0]
	_, _, err := store.Answer(b.As(b.Member), slug, m.ID, q.ID, gonogo.AnswerInput{Answer: gonogo.AnswerGo}, q.Version)
	b.WantKind("an answer after recording", err, fault.KindConflict)
	b.WantKind("cancelled after recording", faulttest.Err(store.Cancel(b.As(b.Lead), slug, m.ID, m.Version, false)), fault.KindConflict)
	_, err = store.AddCondition(b.As(b.Lead), slug, m.ID, gonogo.ConditionInput{Text: "X", OwnerID: &b.Other.ID, DueOn: civil.New(2026, 12, 9),
		DueTime: civil.At(9, 0)}, "")
	b.WantKind("a condition after recording", err, fault.KindConflict)
	next := m.Next()
	if next.HeldOn != m.On.AddDays(1) || next.HeldTime != m.Time {
		t.Errorf("after %s %s the next is proposed for %s %s", m.On, m.Time, next.HeldOn, next.HeldTime)
	}
	b.NextMeeting()
	if d, _ := store.Decision(b.As(b.Viewer), slug); d.Outcome != gonogo.OutcomeNoGo || d.NextMeetingID != b.Meeting().ID || d.Next != 2 {
		t.Errorf("a planned meeting took the place of a decision: %+v", d)
	}
	_, err = store.SavePoll(b.As(b.Lead), slug, first.ID, gonogo.PollInput{})
	b.WantKind("another decision at a meeting that another came after", err, fault.KindConflict)
	b.Poll(b.Member, gonogo.AnswerGo, "Rehearsed, 2 min 10 s")
	if err := b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeGo, Reason: "Tried by now", ByID: b.Other.ID}); err != nil {
		t.Fatal(err)
	}
	ms, err := store.List(b.As(b.Viewer), slug)
	if err != nil || ms[1].Decisions[0].ReplacedByNumber != 2 || ms[0].Decisions[0].ReplacedByNumber != 0 || b.State() != launch.Go {
		t.Errorf("superseded: %+v, state %s, %v", ms, b.State(), err)
	}
	snap, err := store.Snapshot(b.As(b.Viewer), slug, first.ID, gonogo.ScopeLaunch)
	if err != nil || snap.Verdict.Go || len(snap.Verdict.Criteria) != 7 || len(snap.Answers) != len(m.Questions) || len(snap.Sheet) == 0 ||
		snap.Decision.Outcome != gonogo.OutcomeNoGo || !slices.Equal(snap.Decision.Missing, []string{"Push provider"}) {
		t.Errorf("snapshot: %+v, %v", snap, err)
	}
	_, err = store.Snapshot(b.As(b.Viewer), b.MakeLaunch("Another", "standard").Slug, first.ID, gonogo.ScopeLaunch)
	b.WantKind("by another launch's address", err, fault.KindNotFound)
	b.NextMeeting()
	if err := b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeNoGo}); err != nil || b.State() != launch.Planning {
		t.Errorf("a no-go leaves the launch %s, %v", b.State(), err)
	}
}

func TestNoGoBlocksUntilChangedOrOverridden(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	b.Poll(b.Member, gonogo.AnswerNoGo, "Tested to 60,000 a minute, not 80,000")
	q := b.Meeting().Mine(b.Member.ID)[0]
	in := gonogo.DecisionInput{Outcome: gonogo.OutcomeGo, Reason: "At 10 % it carries twice the load"}
	b.WantKind("a go over a no-go", b.Record(in), fault.KindInvalid)
	for _, other := range b.Meeting().Mine(b.Member.ID) {
		in.Override = append(in.Override, other.ID)
	}
	if err := b.Record(in); err != nil {
		t.Fatal(err)
	}
	m := b.Meeting()
	if got := m.Decided(gonogo.ScopeLaunch).Overrides(); len(got) == 0 || !strings.HasPrefix(got[0], q.Topic+", ") {
		t.Errorf("the decision keeps the overrides %q", got)
	}
	snap, err := b.GoNoGo.Snapshot(b.As(b.Viewer), b.Launch.Slug, m.ID, gonogo.ScopeLaunch)
	if err != nil || !slices.ContainsFunc(snap.Answers, func(a gonogo.FrozenAnswer) bool { return a.Topic == q.Topic && a.Overridden }) {
		t.Errorf("the record does not say what was overridden: %+v, %v", snap.Answers, err)
	}
	audited := b.Count("SELECT COUNT(*) FROM audit_log WHERE action = 'meeting.recorded' AND changes LIKE '%overridden%'")
	if audited != 1 {
		t.Errorf("%d rows of the audit log name the override", audited)
	}
	b.NextMeeting()
	b.Poll(b.Member, gonogo.AnswerNoGo, "Still")
	b.Poll(b.Member, gonogo.AnswerGo, "Tested to 90,000")
	if err := b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeGo, Reason: "Tested"}); err != nil {
		t.Errorf("after the answer changed: %v", err)
	}
}

func TestPreviewNeverOpensLaunch(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	store, slug := b.GoNoGo, b.Launch.Slug
	item := *b.Meeting().ItemID
	status := func() string {
		return b.Text("SELECT status FROM deliverables WHERE id = ?", item)
	}
	beta := gonogo.DecisionInput{Scope: gonogo.ScopePreview, Text: "50 beta customers", Outcome: gonogo.OutcomeGo, Build: "4.12.0 rc 3"}
	if err := b.Record(beta); err != nil {
		t.Fatal(err)
	}
	if d, err := store.Decision(b.As(b.Viewer), slug); err != nil || d.Decided() || b.State() != launch.Planning || status() == "done" {
		t.Errorf("a go for a preview: %+v, state %s, deliverable %s, %v", d, b.State(), status(), err)
	}
	b.WantKind("the rollout", b.Enter(launch.Go), fault.KindInvalid)
	if err := b.Record(gonogo.DecisionInput{Scope: gonogo.ScopeDate, Outcome: gonogo.OutcomeGo}); err != nil {
		t.Fatal(err)
	}
	if d, _ := store.Decision(b.As(b.Viewer), slug); d.Decided() || b.State() != launch.Planning {
		t.Errorf("a go for the date: %+v", d)
	}
	b.WantKind("the preview a second time", b.Record(beta), fault.KindInvalid)
	if err := b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeGo, Reason: "Nothing of it touches users"}); err != nil {
		t.Fatal(err)
	}
	m := b.Meeting()
	if len(m.Decisions) != 3 || m.Decided(gonogo.ScopePreview).Build != "4.12.0 rc 3" || b.State() != launch.Go || status() != "done" {
		t.Errorf("three decisions of a meeting: %+v, state %s, deliverable %s", m.Decisions, b.State(), status())
	}
	entries, err := store.Log(b.As(b.Viewer), b.Launch)
	if err != nil || len(entries) != 3 || entries[0].Title() != "Go for the launch" {
		t.Errorf("decision log: %+v, %v", entries, err)
	}
}

func TestRecordFreezesInstantsAndAllRisks(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	_, err := b.Risks.Create(b.As(b.Lead), b.Launch.Slug, risk.Input{Title: "It breaks", Category: risk.Categories[0], Response: risk.Mitigate,
		Scores: risk.Scores{Current: risk.Score{Likelihood: 2, Impact: 3}}}, "")
	b.OK(err)
	open := b.Count("SELECT COUNT(*) FROM risks WHERE launch_id = ? AND closed_at IS NULL", b.Launch.ID)
	b.Clock.Advance(3 * time.Hour)
	at := b.Clock.Now()
	err = b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeNoGo, DecidedOn: civil.Of(at.Add(-2*time.Hour), b.Launch.Location()),
		DecidedTime: civil.TimeOf(at.Add(-2*time.Hour), b.Launch.Location())})
	if err != nil {
		t.Fatal(err)
	}
	m := b.Meeting()
	d := m.Decided(gonogo.ScopeLaunch)
	if !d.DecidedAt.Equal(at.Add(-2*time.Hour).Truncate(time.Minute)) || !d.RecordedAt.Equal(at) || d.ForOn != b.Launch.LaunchOn {
		t.Errorf("decided at %v, recorded at %v, for %v", d.DecidedAt, d.RecordedAt, d.ForOn)
	}
	snap, err := b.GoNoGo.Snapshot(b.As(b.Viewer), b.Launch.Slug, m.ID, gonogo.ScopeLaunch)
	if err != nil || len(snap.Risks) != open || open == 0 {
		t.Errorf("%d risks are frozen, %d are open, %v", len(snap.Risks), open, err)
	}
	text := b.Text("SELECT content FROM snapshots")
	if found := regexp.MustCompile(`\b(ago|just now|renewed in)\b`).FindString(text); found != "" {
		t.Errorf("the record says %q", found)
	}
}

func TestRecordByTwoAtOnceLetsOneWin(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	m, seen := b.Meeting(), b.Seen()
	errs := make([]error, 4)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			in := gonogo.DecisionInput{Scope: gonogo.ScopeLaunch, Outcome: gonogo.OutcomeGo, ByID: b.Lead.ID,
				Reason: "Without " + gonogo.Topics(m.Missing()), Seen: seen}
			if i%2 == 1 {
				in.Outcome = gonogo.OutcomeNoGo
			}
			errs[i] = b.GoNoGo.Record(b.As(b.Lead), b.Launch.Slug, m.ID, in, m.Version)
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if !fault.Is(err, fault.KindConflict) {
			t.Errorf("the slower one: %v", err)
		}
	}
	if n := b.Count("SELECT COUNT(*) FROM snapshots"); won != 1 || n != 1 {
		t.Errorf("%d won, %d snapshots", won, n)
	}
}

// What was decided is kept by the database itself, whatever program comes.
func TestDecisionCannotBeChangedWithSQL(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	b.Poll(b.Member, gonogo.AnswerGo, "")
	b.Agree("Load test repeated", civil.New(2026, 12, 9))
	if err := b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeConditional}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.GoNoGo.Override(b.As(b.Lead), b.Launch.Slug, "x", ""); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("an override while a go stands: %v", err)
	}
	other := b.MakeLaunch("Another", "standard")
	if _, err := b.GoNoGo.Override(b.As(b.Lead), other.Slug, "The regulator wants it today", ""); err != nil {
		t.Fatal(err)
	}
	l := b.Launch
	to := l.Target()
	to.On = l.LaunchOn.AddDays(7)
	confirm := launch.DecisionChoice{Confirm: true, Reason: "Nothing changes"}
	if _, err := b.Launches.Move(b.As(b.Lead), l.Slug,
		launch.MoveInput{To: to, Reason: "Later", Decision: confirm, Version: b.Launch.Version + 1}); err != nil {
		t.Fatal(err)
	}
	pool, err := b.DB.WriterSQL()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{
		"UPDATE snapshots SET content = '{}'", "DELETE FROM snapshots",
		"UPDATE overrides SET reason = 'another'", "DELETE FROM overrides",
		"UPDATE decisions SET outcome = 'no_go'", "UPDATE decisions SET reason = 'another'", "UPDATE decisions SET for_on = '2027-01-01'",
		"UPDATE decisions SET replaces_id = id", "DELETE FROM decisions",
		"UPDATE decision_confirmations SET reason = 'another'", "DELETE FROM decision_confirmations",
		"INSERT INTO decisions (launch_id, meeting_id, scope, outcome, decided_on, recorded_at) SELECT launch_id, id, 'launch', 'go', " +
			"'2026-12-08', 0 FROM meetings WHERE state = 'planned'",
		"INSERT INTO decisions (launch_id, meeting_id, scope, outcome, decided_on, recorded_at) SELECT launch_id, id, 'launch', 'go', " +
			"'2026-12-08', 0 FROM meetings WHERE state = 'recorded'",
		"UPDATE meetings SET state = 'planned' WHERE state = 'recorded'",
		"UPDATE meetings SET held_on = '2027-01-01' WHERE state = 'recorded'",
		"UPDATE meetings SET chair_id = NULL WHERE state = 'recorded'", "UPDATE meetings SET place = 'another' WHERE state = 'recorded'",
		"DELETE FROM meetings WHERE state = 'recorded'",
		"UPDATE meeting_questions SET answer = 'no_go' WHERE answer = 'go'", "DELETE FROM meeting_questions WHERE answer = 'go'",
		"INSERT INTO meeting_questions (meeting_id, topic, mandatory, created_at, updated_at) SELECT id, 'Late', FALSE, 0, 0 FROM " +
			"meetings WHERE state = 'recorded'",
		"UPDATE meeting_conditions SET text = 'another'", "UPDATE meeting_conditions SET due_at = due_at + 1", "DELETE FROM meeting_conditions",
		"UPDATE meeting_conditions SET scope = ''",
		"INSERT INTO meeting_conditions (launch_id, meeting_id, scope, text, owner_id, due_at, created_at, updated_at) SELECT launch_id, " +
			"meeting_id, scope, 'Late', owner_id, 0, 0, 0 FROM meeting_conditions",
		"INSERT INTO snapshots (launch_id, decision_id, taken_at, content) SELECT launch_id, decision_id, 0, '{}' FROM snapshots",
		"DELETE FROM launches",
		"INSERT OR REPLACE INTO snapshots (id, launch_id, decision_id, taken_at, content) SELECT id, launch_id, decision_id, " +
			"taken_at, '{}' FROM snapshots",
		"INSERT OR REPLACE INTO overrides (id, launch_id, by_id, reason, missing, created_at) SELECT id, launch_id, by_id, " +
			"'another', missing, created_at FROM overrides",
		"INSERT OR REPLACE INTO decisions (id, launch_id, scope, text, decided_on, recorded_at) SELECT id, launch_id, 'other', 'x', " +
			"'2026-12-08', 0 FROM decisions",
		"INSERT OR REPLACE INTO meetings (id, launch_id, number, state, created_at, updated_at) SELECT id, launch_id, number, " +
			"'planned', 0, 0 FROM meetings WHERE state = 'recorded'",
		"INSERT OR REPLACE INTO meeting_questions (id, meeting_id, topic, mandatory, created_at, updated_at) SELECT q.id, p.id, " +
			"'Late', FALSE, 0, 0 FROM meeting_questions q, meetings p WHERE q.answer = 'go' AND p.state = 'planned'",
		"UPDATE meeting_questions SET meeting_id = (SELECT id FROM meetings WHERE state = 'recorded') WHERE meeting_id " +
			"IN (SELECT id FROM meetings WHERE state = 'planned')",
	} {
		if _, err := pool.ExecContext(t.Context(), q); err == nil {
			t.Errorf("not refused: %s", q)
		}
	}
	// Who owns a condition and whether it is met goes on.
	m := b.Meeting()
	c := m.Conditions[0]
	if err := b.GoNoGo.MeetCondition(b.As(b.Other), b.Launch.Slug, m.ID, c.ID, "Done", c.Version, false); err != nil {
		t.Error(err)
	}
}

func TestLaunchNeedsStandingGo(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	err := b.Enter(launch.Go)
	b.WantKind("go by hand, nothing decided", err, fault.KindInvalid)
	if !strings.Contains(err.Error(), "No go/no-go meeting has decided yet") {
		t.Errorf("it does not say what is missing: %v", err)
	}
	b.Agree("Load test repeated", civil.New(2026, 12, 9))
	if err := b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeConditional}); err != nil {
		t.Fatal(err)
	}
	if b.State() != launch.Go {
		t.Errorf("a conditional go leaves it %s", b.State())
	}
	// Back to planning by mistake: the go stands, so that it is go again.
	for _, to := range []launch.State{launch.Planning, launch.Go} {
		if err := b.Enter(to); err != nil {
			t.Fatal(err)
		}
	}
	b.Clock.Set(time.Date(2026, 12, 9, 12, 0, 0, 0, time.UTC))
	err = b.Enter(launch.Launching)
	b.WantKind("a condition overdue", err, fault.KindInvalid)
	m := b.Meeting()
	c := m.Conditions[0]
	if err := b.GoNoGo.MeetCondition(b.As(b.Other), b.Launch.Slug, m.ID, c.ID, "Late, but good", c.Version, false); err != nil {
		t.Fatal(err)
	}
	if err := b.Enter(launch.Launching); err != nil {
		t.Errorf("with all conditions met: %v", err)
	}
}

func TestOverrideStandsUntilNextDecision(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	store, slug := b.GoNoGo, b.Launch.Slug
	override := func(who string) error {
		u := b.Lead
		if who == "member" {
			u = b.Member
		}
		_, err := store.Override(b.As(u), slug, "The regulator wants it today", "")
		return err
	}
	b.WantKind("by a member", override("member"), fault.KindForbidden)
	_, err := store.Override(b.As(b.Lead), slug, " ", "")
	b.WantKind("without a reason", err, fault.KindInvalid)
	_, err = store.Override(b.As(b.Lead), "no-such", "x", "")
	b.WantKind("in no launch", err, fault.KindNotFound)
	if err := override(""); err != nil {
		t.Fatal(err)
	}
	b.WantKind("twice", override(""), fault.KindConflict)
	d, err := store.Decision(b.As(b.Viewer), slug)
	if err != nil || d.Override == nil || d.Override.ByName != "Lea Lead" || len(d.Override.Lines()) < 2 {
		t.Fatalf("what was missing: %+v, %v", d.Override, err)
	}
	b.Clock.Advance(time.Hour)
	if err := b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeNoGo}); err != nil {
		t.Fatal(err)
	}
	b.WantKind("overridden before the no-go", b.Enter(launch.Go), fault.KindInvalid)
	if err := override(""); err != nil {
		t.Fatal(err)
	}
	for _, to := range []launch.State{launch.Go, launch.Launching} {
		if err := b.Enter(to); err != nil {
			t.Error(err)
		}
	}
	v, err := b.Readiness.Verdict(b.As(b.Viewer), slug)
	if err != nil || len(v.Overrides) != 2 || v.Overrides[1].Reason == "" {
		t.Errorf("all overrides are kept: %+v, %v", v.Overrides, err)
	}
}
