package gonogo_test

import (
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
)

func TestRecordRefusesIncompleteDecision(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	store, slug, m := b.GoNoGo, b.Launch.Slug, b.Meeting()
	in := gonogo.DecisionInput{Outcome: gonogo.OutcomeGo, Reason: "We can take it back in a minute", Absent: "All were asked on the phone",
		ByID: b.Lead.ID, Seen: b.Seen()}
	b.WantKind("by a member", store.Record(b.As(b.Member), slug, m.ID, in, m.Version), fault.KindForbidden)
	b.WantKind("a stale version", store.Record(b.As(b.Lead), slug, m.ID, in, m.Version-1), fault.KindConflict)
	old := in
	old.Seen = "something else"
	b.WantKind("votes changed meanwhile", store.Record(b.As(b.Lead), slug, m.ID, old, m.Version), fault.KindConflict)
	for name, change := range map[string]func(d *gonogo.DecisionInput){
		"no outcome":                           func(d *gonogo.DecisionInput) { d.Outcome = "" },
		"another outcome":                      func(d *gonogo.DecisionInput) { d.Outcome = "maybe" },
		"go against the readiness, no reason":  func(d *gonogo.DecisionInput) { d.Reason = " " },
		"without those who must vote":          func(d *gonogo.DecisionInput) { d.Absent = "" },
		"a conditional go without a condition": func(d *gonogo.DecisionInput) { d.Outcome = gonogo.OutcomeConditional },
		"taken by a viewer":                    func(d *gonogo.DecisionInput) { d.ByID = b.Viewer.ID },
		"taken by nobody":                      func(d *gonogo.DecisionInput) { d.ByID = 999_999 },
		"a reason of a thousand letters":       func(d *gonogo.DecisionInput) { d.Reason = string(make([]byte, 1000)) },
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
	b.Vote(b.Member, gonogo.VoteNoGo, "The rollback was never tried")
	first := b.Meeting()
	if err := b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeNoGo, Absent: "Nobody else came"}); err != nil {
		t.Fatal(err)
	}
	m := b.Meeting()
	if m.State != gonogo.MeetingRecorded || m.ByName != "Lea Lead" || m.ItemID != nil || m.On != civil.New(2026, 11, 16) {
		t.Errorf("recorded before its day: %+v", m)
	}
	err := b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeGo, Reason: "x", Absent: "x"})
	b.WantKind("recorded twice", err, fault.KindConflict)
	seat := m.SeatOf(b.Member.ID)
	_, _, err = store.Vote(b.As(b.Member), slug, m.ID, seat.ID, gonogo.VoteInput{Vote: gonogo.VoteGo}, seat.Version)
	b.WantKind("a vote after recording", err, fault.KindConflict)
	b.WantKind("cancelled after recording", faulttest.Err(store.Cancel(b.As(b.Lead), slug, m.ID, m.Version, false)), fault.KindConflict)
	_, err = store.AddCondition(b.As(b.Lead), slug, m.ID, gonogo.ConditionInput{Text: "X", OwnerID: &b.Other.ID, DueOn: civil.New(2026, 12, 9),
		DueTime: civil.At(9, 0)}, "")
	b.WantKind("a condition after recording", err, fault.KindConflict)
	next := m.Next()
	if next.HeldOn != m.On.AddDays(1) || next.HeldTime != m.Time {
		t.Errorf("after %s %s the next is proposed for %s %s", m.On, m.Time, next.HeldOn, next.HeldTime)
	}
	b.NextMeeting()
	if d, _ := store.Decision(b.As(b.Viewer), slug); d.Outcome != gonogo.OutcomeNoGo {
		t.Errorf("a planned meeting took the place of a decision: %+v", d)
	}
	if err := b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeGo, Reason: "Tried by now", Absent: "Asked by phone",
		ByID: b.Other.ID}); err != nil {
		t.Fatal(err)
	}
	ms, err := store.List(b.As(b.Viewer), slug)
	if err != nil || ms[1].SupersededNumber != 2 || ms[1].Outcome != gonogo.OutcomeNoGo || ms[0].SupersededBy != nil ||
		b.State() != launch.Go {
		t.Errorf("superseded: %+v, state %s, %v", ms, b.State(), err)
	}
	pool, err := b.DB.WriterSQL()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pool.ExecContext(t.Context(), "UPDATE meetings SET superseded_by = NULL"); err == nil {
		t.Error("a superseded decision was made to stand again")
	}
	snap, err := store.Snapshot(b.As(b.Viewer), slug, first.ID)
	if err != nil || snap.Verdict.Go || len(snap.Verdict.Criteria) != 7 || len(snap.Votes) != 5 || len(snap.Sheet) == 0 ||
		snap.Decision.Outcome != gonogo.OutcomeNoGo {
		t.Errorf("snapshot: %+v, %v", snap, err)
	}
	_, err = store.Snapshot(b.As(b.Viewer), b.MakeLaunch("Another", "standard").Slug, first.ID)
	b.WantKind("by another launch's address", err, fault.KindNotFound)
	b.NextMeeting()
	if err := b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeNoGo, Absent: "x"}); err != nil || b.State() != launch.Planning {
		t.Errorf("a no-go leaves the launch %s, %v", b.State(), err)
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
			in := gonogo.DecisionInput{Outcome: gonogo.OutcomeGo, ByID: b.Lead.ID, Reason: "x", Absent: "x", Seen: seen}
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
	b.Vote(b.Member, gonogo.VoteGo, "")
	b.Agree("Load test repeated", civil.New(2026, 12, 9))
	if err := b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeConditional, Absent: "x"}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.GoNoGo.Override(b.As(b.Lead), b.Launch.Slug, "x", ""); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("an override while a go stands: %v", err)
	}
	other := b.MakeLaunch("Another", "standard")
	if _, err := b.GoNoGo.Override(b.As(b.Lead), other.Slug, "The regulator wants it today", ""); err != nil {
		t.Fatal(err)
	}
	pool, err := b.DB.WriterSQL()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{
		"UPDATE snapshots SET content = '{}'", "DELETE FROM snapshots",
		"UPDATE overrides SET reason = 'another'", "DELETE FROM overrides",
		"UPDATE meetings SET outcome = 'no_go' WHERE state = 'recorded'",
		"UPDATE meetings SET state = 'planned', outcome = '' WHERE state = 'recorded'",
		"UPDATE meetings SET outcome_reason = 'another' WHERE state = 'recorded'",
		"UPDATE meetings SET outcome_by = NULL WHERE state = 'recorded'",
		"UPDATE meetings SET held_on = '2027-01-01' WHERE state = 'recorded'",
		"UPDATE meetings SET absent_reason = 'another' WHERE state = 'recorded'",
		"UPDATE meetings SET superseded_by = (SELECT MIN(id) FROM meetings WHERE state = 'planned') WHERE state = 'recorded'",
		"UPDATE meetings SET superseded_by = id WHERE state = 'recorded'",
		"UPDATE meetings SET superseded_by = (SELECT d.id FROM meetings d WHERE d.state = 'recorded') WHERE state = 'planned'",
		"UPDATE meetings SET superseded_by = id + 999 WHERE state = 'recorded'",
		"INSERT INTO meetings (launch_id, number, state, outcome, superseded_by, created_at, updated_at) SELECT launch_id, 99, " +
			"'recorded', 'go', id, 0, 0 FROM meetings WHERE state = 'recorded'",
		"UPDATE meetings SET recorded_at = 1 WHERE state = 'recorded'", "UPDATE meetings SET place = 'another' WHERE state = 'recorded'",
		"DELETE FROM meetings WHERE state = 'recorded'",
		"UPDATE meeting_seats SET vote = 'no_go' WHERE vote = 'go'", "DELETE FROM meeting_seats WHERE vote = 'go'",
		"INSERT INTO meeting_seats (meeting_id, function, mandatory, created_at, updated_at) SELECT id, 'Late', FALSE, 0, 0 FROM " +
			"meetings WHERE state = 'recorded'",
		"UPDATE meeting_conditions SET text = 'another'", "UPDATE meeting_conditions SET due_at = due_at + 1", "DELETE FROM meeting_conditions",
		"INSERT INTO meeting_conditions (launch_id, meeting_id, text, owner_id, due_at, created_at, updated_at) SELECT launch_id, " +
			"meeting_id, 'Late', owner_id, 0, 0, 0 FROM meeting_conditions",
		"INSERT INTO snapshots (launch_id, meeting_id, taken_at, content) SELECT launch_id, meeting_id, 0, '{}' FROM snapshots",
		"DELETE FROM launches",
		"INSERT OR REPLACE INTO snapshots (id, launch_id, meeting_id, taken_at, content) SELECT id, launch_id, meeting_id, " +
			"taken_at, '{}' FROM snapshots",
		"INSERT OR REPLACE INTO snapshots (launch_id, meeting_id, taken_at, content) SELECT launch_id, meeting_id, taken_at, '{}' FROM snapshots",
		"INSERT OR REPLACE INTO overrides (id, launch_id, by_id, reason, missing, created_at) SELECT id, launch_id, by_id, " +
			"'another', missing, created_at FROM overrides",
		"INSERT OR REPLACE INTO meetings (id, launch_id, number, state, created_at, updated_at) SELECT id, launch_id, number, " +
			"'planned', 0, 0 FROM meetings WHERE state = 'recorded'",
		"INSERT OR REPLACE INTO meeting_seats (id, meeting_id, function, mandatory, created_at, updated_at) SELECT s.id, p.id, " +
			"'Late', FALSE, 0, 0 FROM meeting_seats s, meetings p WHERE s.vote = 'go' AND p.state = 'planned'",
		"UPDATE meeting_seats SET meeting_id = (SELECT id FROM meetings WHERE state = 'recorded'), user_id = NULL WHERE meeting_id " +
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
	if err := b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeConditional, Absent: "x"}); err != nil {
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
	if err != nil || d.Override == nil || d.Override.ByName != "Lea Lead" || len(d.Override.Lines()) < 8 {
		t.Fatalf("what was missing: %+v, %v", d.Override, err)
	}
	b.Clock.Advance(time.Hour)
	if err := b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeNoGo, Absent: "x"}); err != nil {
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
