package launch

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
)

func to(on civil.Date) Target { return Target{On: on, Time: civil.At(10, 0), Zone: "Europe/Berlin"} }

// schedules returns the schedules of all items by id, to compare before and after.
func schedules(p *Plan) map[int64]Schedule {
	m := map[int64]Schedule{}
	for _, it := range p.Items {
		m[it.ID] = it.Schedule
	}
	return m
}

func wantSame(t *rapid.T, before, after map[int64]Schedule) {
	for id, s := range before {
		if after[id] != s {
			t.Fatalf("item %d was %+v and is %+v", id, s, after[id])
		}
	}
}

func TestMoveThereAndBackChangesNothing(t *testing.T) {
	b := newFixture(t)
	rapid.Check(t, func(rt *rapid.T) {
		p := b.plan()
		before := schedules(p)
		on := p.LaunchOn.AddDays(rapid.IntRange(-60, 400).Draw(rt, "days"))
		if on == p.LaunchOn {
			return
		}
		if _, err := b.store.Move(b.as(b.lead), p.Slug,
			MoveInput{To: to(on), Reason: "there", Version: p.Version}); err != nil {
			rt.Fatal(err)
		}
		if _, err := b.store.Move(b.as(b.lead), p.Slug,
			MoveInput{To: to(p.LaunchOn), Reason: "and back", Version: p.Version + 1}); err != nil {
			rt.Fatal(err)
		}
		wantSame(rt, before, schedules(b.plan()))
	})
}

func TestMoveUndoIsOneStep(t *testing.T) {
	b := newFixture(t)
	p := b.plan()
	before := schedules(p)
	mv, err := b.store.Move(b.as(b.lead), p.Slug,
		MoveInput{To: to(civil.New(2026, 12, 17)), Reason: "The partner asked for a week", Version: p.Version})
	if err != nil {
		t.Fatal(err)
	}
	moved := b.plan()
	if moved.LaunchOn != civil.New(2026, 12, 17) || len(mv.Items) == 0 {
		t.Fatalf("T is on %v after moving %d items", moved.LaunchOn, len(mv.Items))
	}
	if _, err := b.store.UndoMove(b.as(b.lead), p.Slug, mv.ID); err != nil {
		t.Fatal(err)
	}
	after := b.plan()
	if after.Target() != p.Target() {
		t.Errorf("T is %+v, want %+v", after.Target(), p.Target())
	}
	for id, s := range before {
		if got := schedules(after)[id]; got != s {
			t.Errorf("item %d was %+v and is %+v", id, s, got)
		}
	}
	if _, err := b.store.UndoMove(b.as(b.lead), p.Slug, mv.ID); !fault.Is(err, fault.KindConflict) {
		t.Errorf("undoing twice: %v", err)
	}
	moves, err := b.store.Moves(b.as(b.viewer), p.ID)
	if err != nil || len(moves) != 2 || moves[1].Who != "Lea Lead" || moves[1].Reason != "The partner asked for a week" {
		t.Errorf("the record of moves: %+v, %v", moves, err)
	}
}

func TestMoveUndoConflictsAfterNewerMove(t *testing.T) {
	b := newFixture(t)
	p := b.plan()
	first, err := b.store.Move(b.as(b.lead), p.Slug,
		MoveInput{To: to(civil.New(2026, 12, 17)), Reason: "one", Version: p.Version})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.store.Move(b.as(b.lead), p.Slug,
		MoveInput{To: to(civil.New(2026, 12, 18)), Reason: "two", Version: p.Version + 1}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.store.UndoMove(b.as(b.lead), p.Slug, first.ID); !fault.Is(err, fault.KindConflict) {
		t.Errorf("got %v, want a conflict", err)
	}
}

func TestMoveForbiddenToOthers(t *testing.T) {
	b := newFixture(t)
	on := to(civil.New(2026, 12, 17))
	for name, u := range map[string]struct {
		who  int
		want fault.Kind
	}{"member": {1, fault.KindForbidden}, "viewer": {2, fault.KindForbidden}} {
		ctx := b.as(b.member)
		if u.who == 2 {
			ctx = b.as(b.viewer)
		}
		if _, err := b.store.Move(ctx, b.launch.Slug,
			MoveInput{To: on, Reason: "because", Version: 1}); !fault.Is(err, u.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := b.store.Move(b.as(b.admin), b.launch.Slug,
		MoveInput{To: on, Reason: "because", Version: 1}); err != nil {
		t.Errorf("administrator: %v", err)
	}
}

func TestMoveInvalidTargets(t *testing.T) {
	b := newFixture(t)
	ctx := b.as(b.lead)
	_, err := b.store.Move(ctx, b.launch.Slug,
		MoveInput{To: to(civil.New(2026, 12, 17)), Reason: " ", Version: 1})
	faulttest.WantInvalid(t, err, "reason")
	_, err = b.store.Move(ctx, b.launch.Slug,
		MoveInput{To: to(b.launch.LaunchOn), Reason: "nowhere", Version: 1})
	faulttest.WantInvalid(t, err, "launch_on")
	_, err = b.store.Move(ctx, b.launch.Slug,
		MoveInput{To: Target{}, Reason: "nothing", Version: 1})
	faulttest.WantInvalid(t, err, "launch_on")
	if _, err := b.store.Move(ctx, b.launch.Slug,
		MoveInput{To: to(civil.New(2026, 12, 17)), Reason: "stale", Version: 7}); !fault.Is(err, fault.KindConflict) {
		t.Errorf("stale version: %v", err)
	}
	if p := b.plan(); p.LaunchOn != b.launch.LaunchOn || p.Version != 1 {
		t.Errorf("a refused move left its mark: %v, version %d", p.LaunchOn, p.Version)
	}
}

func TestMoveKeepsFinishedAndPinnedItems(t *testing.T) {
	b := newFixture(t)
	p := b.plan()
	done, pinned := p.Items[0], p.Items[1]
	if _, err := b.store.SetStatus(b.as(b.member), p.Slug, done.ID, StatusChange{To: Statuses(done.Kind)[3]}, done.Version); err != nil {
		t.Fatal(err)
	}
	err := b.db.Write(b.as(b.admin), func(tx *db.Tx) error {
		return tx.Exec("UPDATE deliverables SET anchor = 'pinned' WHERE id = ?", pinned.ID).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	m, err := b.plan().PreviewMove(to(civil.New(2027, 1, 14)), nil, Move{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range m.Rows {
		switch r.ID {
		case pinned.ID:
			if r.Stays != StaysPinned || r.Moves() {
				t.Errorf("the pinned item: %+v", r)
			}
		case done.ID:
			if done.Kind.Material() == (r.Stays == StaysFinished) {
				t.Errorf("the finished item: stays %q", r.Stays)
			}
		}
	}
}

func TestMovePreviewListsCollisions(t *testing.T) {
	b := newFixture(t)
	err := b.db.Write(b.as(b.admin), func(tx *db.Tx) error {
		return tx.Exec("INSERT INTO absences (user_id, first_day, last_day, created_at) VALUES (?, ?, ?, ?)",
			b.member.ID, "2026-12-14", "2027-01-30", tx.Now).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	m, err := b.plan().PreviewMove(to(civil.New(2027, 1, 16)), nil, Move{})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Launch) == 0 || m.Launch[0].Kind != HitsWeekend {
		t.Errorf("T on a Saturday: %+v", m.Launch)
	}
	seen := map[CollisionKind]bool{}
	for _, r := range m.Rows {
		for _, c := range r.Collisions {
			seen[c.Kind] = true
		}
	}
	if !seen[HitsAbsence] || !seen[HitsWeekend] {
		t.Errorf("collisions seen: %v", seen)
	}
}

// accepter is a fake of the calendar.
type accepter func(l Launch, shown map[string]string, reason string) (int, error)

func (a accepter) AcceptShown(_ *db.Tx, l Launch, shown map[string]string, reason string) (int, error) {
	return a(l, shown, reason)
}

func TestMoveAndAcceptIsOneTransaction(t *testing.T) {
	b := newFixture(t)
	on := to(civil.New(2026, 12, 17))
	shown := map[string]string{"key": "dates"}
	fails := errors.New("the disk failed")
	b.store.AcceptWith(accepter(func(Launch, map[string]string, string) (int, error) { return 0, fails }))
	_, err := b.store.Move(b.as(b.lead), b.launch.Slug,
		MoveInput{To: on, Reason: "because", Accept: CollisionAcceptance{"we can", shown}, Version: 1})
	if p := b.plan(); !errors.Is(err, fails) || p.Version != 1 || p.LaunchOn != b.launch.LaunchOn {
		t.Errorf("got %v; T is on %v in version %d", err, p.LaunchOn, p.Version)
	}
	b.store.AcceptWith(accepter(func(Launch, map[string]string, string) (int, error) { return 0, fault.Invalid("reason", "Too long.") }))
	_, err = b.store.Move(b.as(b.lead), b.launch.Slug,
		MoveInput{To: on, Reason: "because", Accept: CollisionAcceptance{"we can", shown}, Version: 1})
	faulttest.WantInvalid(t, err, "accept")

	b.store.AcceptWith(accepter(func(l Launch, got map[string]string, reason string) (int, error) {
		if l.LaunchOn != on.On || got["key"] != "dates" || reason != "we can" {
			t.Errorf("asked to accept %v of a launch on %v: %q", got, l.LaunchOn, reason)
		}
		return 1, nil
	}))
	mv, err := b.store.Move(b.as(b.lead), b.launch.Slug,
		MoveInput{To: on, Reason: "because", Accept: CollisionAcceptance{"we can", shown}, Version: 1})
	if err != nil || mv.Accepted != 1 || b.plan().LaunchOn != on.On {
		t.Errorf("accepted %d, %v", mv.Accepted, err)
	}
}

func TestMoveWithBlankReasonAcceptsNothing(t *testing.T) {
	b := newFixture(t)
	b.store.AcceptWith(accepter(func(Launch, map[string]string, string) (int, error) {
		t.Error("something was accepted")
		return 0, nil
	}))
	for i, reason := range []string{"", " ", "\r\n", "\u00a0\t"} {
		on := to(civil.New(2026, 12, 17+i))
		_, err := b.store.Move(b.as(b.lead), b.launch.Slug,
			MoveInput{To: on, Reason: "because", Accept: CollisionAcceptance{reason, map[string]string{"key": "dates"}}, Version: 1 + i})
		if err != nil || b.plan().LaunchOn != on.On {
			t.Errorf("%q: T is on %v, %v", reason, b.plan().LaunchOn, err)
		}
	}
}
