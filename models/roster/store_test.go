package roster_test

import (
	"testing"
	"time"

	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/roster"
)

func TestNewLaunchHasDefaultRoster(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	r := b.roster()
	if w := r.Watch.Window; !w.From.Equal(b.at(10, 8)) || !w.To.Equal(b.at(17, 10)) {
		t.Errorf("the window is %v", w)
	}
	if len(r.Steps) != 3 || *r.Steps[2].UserID != b.lead.ID || r.Name(b.lead.ID) == "" {
		t.Errorf("the steps are %v", r.Steps)
	}
	if r.Coverage.Minutes(roster.Gap) != r.Watch.Window.Minutes() {
		t.Errorf("nobody is on call, but: %v", r.Coverage)
	}
}

func TestCreateRejectsImpossibleEntries(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	b.shift(roster.Primary, b.max, b.span(10, 8, 20))
	b.shift(roster.Secondary, b.mia, b.span(10, 8, 20))
	gone := b.person("Gil Gone", people.Member, people.Mid)
	_, err := b.people.Deactivate(b.as(b.admin), gone.ID, people.Handover{Seen: people.Fingerprint(nil), Version: gone.Version})
	b.ok(err)
	for name, c := range map[string]struct {
		in    roster.Input
		field string
	}{
		"the end before the start": {
			roster.Input{Kind: roster.Shift, Role: roster.Primary, In: b.max.ID, Span: roster.Span{From: b.at(11, 8), To: b.at(11, 8)}}, "to_at"},
		"far too long": {
			roster.Input{Kind: roster.Shift, Role: roster.Primary, In: b.max.ID, Span: roster.Span{From: b.at(11, 8), To: b.at(30, 8)}}, "to_on"},
		"a shift of one's own then": {
			roster.Input{Kind: roster.Shift, Role: roster.Primary, In: b.max.ID, Span: b.span(10, 19, 22)}, "person"},
		"in another role then": {
			roster.Input{Kind: roster.Shift, Role: roster.Primary, In: b.mia.ID, Span: b.span(10, 19, 22)}, "person"},
		"added, but on call elsewhere": {roster.Input{Kind: roster.Add, Role: roster.Primary, In: b.mia.ID, Span: b.span(10, 19, 22)}, "person"},
		"replaced by who is secondary": {roster.Input{Kind: roster.Replace, In: b.mia.ID, Out: b.max.ID, Span: b.span(10, 9, 10)}, "person"},
		"replaced by oneself":          {roster.Input{Kind: roster.Replace, In: b.max.ID, Out: b.max.ID, Span: b.span(10, 9, 10)}, "person"},
		"replacing who is not there":   {roster.Input{Kind: roster.Replace, In: b.lead.ID, Out: b.max.ID, Span: b.span(11, 9, 10)}, "out"},
		"taking off who is not there": {
			roster.Input{Kind: roster.Remove, Role: roster.Secondary, Out: b.max.ID, Span: b.span(10, 9, 10)}, "out"},
		"a viewer":               {roster.Input{Kind: roster.Shift, Role: roster.Primary, In: b.viewer.ID, Span: b.span(11, 8, 20)}, "person"},
		"somebody who has left":  {roster.Input{Kind: roster.Shift, Role: roster.Primary, In: gone.ID, Span: b.span(11, 8, 20)}, "person"},
		"somebody who never was": {roster.Input{Kind: roster.Shift, Role: roster.Primary, In: 9999, Span: b.span(11, 8, 20)}, "person"},
		"nobody":                 {roster.Input{Kind: roster.Shift, Role: roster.Primary, Span: b.span(11, 8, 20)}, "person"},
		"no role":                {roster.Input{Kind: roster.Shift, In: b.max.ID, Span: b.span(11, 8, 20)}, "role"},
		"no such kind":           {roster.Input{Kind: "holiday", Role: roster.Primary, In: b.max.ID, Span: b.span(11, 8, 20)}, "kind"},
	} {
		_, err := b.store.Create(b.as(b.lead), b.launch.Slug, c.in, "")
		if !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%s: got %v", name, err)
			continue
		}
		b.wantInvalid(err, c.field)
	}
	_, err = b.store.Create(b.as(b.viewer), b.launch.Slug,
		roster.Input{Kind: roster.Shift, Role: roster.Primary, In: b.max.ID, Span: b.span(11, 8, 20)}, "")
	b.want(err, fault.KindForbidden)
	// A shift can begin at the end of another.
	b.shift(roster.Secondary, b.max, b.span(10, 20, 22))
}

func TestEntryUpdateAndRemove(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	e := b.shift(roster.Primary, b.max, b.span(10, 8, 20))
	in := roster.Input{Kind: roster.Remove, Role: roster.Secondary, In: b.mia.ID, Span: b.span(10, 9, 20), Note: " late "}
	_, _, err := b.store.Update(b.as(b.lead), b.launch.Slug, e.ID, in, 0)
	b.want(err, fault.KindConflict)
	_, _, err = b.store.Update(b.as(b.lead), b.other.Slug, e.ID, in, 1)
	b.want(err, fault.KindNotFound)
	before, _, err := b.store.Update(b.as(b.lead), b.launch.Slug, e.ID, in, 1)
	b.ok(err)
	now, err := b.store.Entry(b.as(b.viewer), b.launch.Slug, e.ID)
	b.ok(err)
	if before.In() != b.max.ID || now.In() != b.mia.ID || now.Kind != roster.Shift || now.Role != roster.Secondary || now.Note != "late" ||
		now.Version != 2 {
		t.Errorf("it is %+v", now)
	}
	if n := b.audited("shift.changed"); n != 1 {
		t.Errorf("%d rows in the log", n)
	}
	_, err = b.store.Remove(b.as(b.lead), b.other.Slug, e.ID, 2)
	b.want(err, fault.KindNotFound)
	_, err = b.store.Remove(b.as(b.lead), b.launch.Slug, e.ID, 1)
	b.want(err, fault.KindConflict)
	_, err = b.store.Remove(b.as(b.viewer), b.launch.Slug, e.ID, 2)
	b.want(err, fault.KindForbidden)
	_, err = b.store.Remove(b.as(b.lead), b.launch.Slug, e.ID, 2)
	b.ok(err)
	_, err = b.store.Remove(b.as(b.lead), b.launch.Slug, e.ID, 2)
	b.want(err, fault.KindNotFound)
}

func TestRotaApplyIsAtomicAndUndoable(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	clash := b.shift(roster.Primary, b.lead, b.span(12, 9, 10))
	ds, err := b.store.Preview(b.as(b.lead), b.launch.Slug, b.rota())
	b.ok(err)
	troubled := 0
	for _, d := range ds {
		if d.Trouble != "" {
			troubled++
		}
	}
	if len(ds) != 32 || troubled != 1 {
		t.Errorf("%d shifts, %d in trouble: %v", len(ds), troubled, ds)
	}
	_, err = b.store.Apply(b.as(b.lead), b.launch.Slug, b.rota(), "k1")
	b.wantInvalid(err, "person1")
	if n := len(b.roster().Entries); n != 1 {
		t.Errorf("%d entries after a rota that was refused", n)
	}
	_, err = b.store.Remove(b.as(b.lead), b.launch.Slug, clash.ID, 1)
	b.ok(err)
	batch, err := b.store.Apply(b.as(b.lead), b.launch.Slug, b.rota(), "k2")
	b.ok(err)
	again, err := b.store.Apply(b.as(b.lead), b.launch.Slug, b.rota(), "k2")
	b.ok(err)
	r := b.roster()
	if again.ID != batch.ID || len(r.Entries) != 32 || len(r.Coverage.Problems) != 0 {
		t.Errorf("sent twice: %d entries, %v", len(r.Entries), r.Coverage.Problems)
	}
	_, err = b.store.Undo(b.as(b.lead), b.other.Slug, batch.ID)
	b.want(err, fault.KindNotFound)
	_, err = b.store.Undo(b.as(b.viewer), b.launch.Slug, batch.ID)
	b.want(err, fault.KindForbidden)
	_, err = b.store.Undo(b.as(b.lead), b.launch.Slug, batch.ID)
	b.ok(err)
	if n := len(b.roster().Entries); n != 0 {
		t.Errorf("%d entries are left", n)
	}
	_, err = b.store.Undo(b.as(b.lead), b.launch.Slug, batch.ID)
	b.want(err, fault.KindConflict)
}

func TestTakeNow(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	b.shift(roster.Primary, b.max, b.span(10, 8, 20))
	b.shift(roster.Secondary, b.mia, b.span(10, 8, 20))
	b.clock.Set(b.at(10, 12).Add(30*time.Minute + 20*time.Second))
	_, err := b.store.TakeNow(b.as(b.max), b.launch.Slug, roster.Primary, "")
	b.wantInvalid(err, "role")
	batch, err := b.store.TakeNow(b.as(b.mia), b.launch.Slug, roster.Primary, "")
	b.ok(err)
	r := b.roster()
	on := r.On()
	if len(on) != 1 || on[0].Person != b.mia.ID || on[0].Role != roster.Primary || !on[0].To.Equal(b.at(10, 20)) || on[0].From.Second() != 0 {
		t.Errorf("on call: %v", on)
	}
	if got := r.Coverage.Minutes(roster.Twice); got != 0 {
		t.Errorf("booked twice for %d minutes", got)
	}
	_, err = b.store.Undo(b.as(b.mia), b.launch.Slug, batch.ID)
	b.ok(err)
	if on := b.roster().On(); len(on) != 2 || on[0].Person != b.max.ID {
		t.Errorf("after the undo: %v", on)
	}
	// A takeover of a role that nobody has ends when somebody has it.
	b.clock.Set(b.at(10, 21))
	b.shift(roster.Primary, b.max, b.span(10, 22, 23))
	_, err = b.store.TakeNow(b.as(b.juno), b.launch.Slug, roster.Primary, "")
	b.ok(err)
	if on := b.roster().On(); len(on) != 1 || !on[0].To.Equal(b.at(10, 22)) {
		t.Errorf("taken: %v", on)
	}
	_, err = b.store.TakeNow(b.as(b.viewer), b.launch.Slug, roster.Primary, "")
	b.want(err, fault.KindForbidden)
}

func TestMoveAlongAfterTMoved(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	_, err := b.store.Apply(b.as(b.lead), b.launch.Slug, b.rota(), "")
	b.ok(err)
	if n := len(b.roster().Behind()); n != 0 {
		t.Errorf("%d are left behind already", n)
	}
	mv, err := b.launches.Move(b.as(b.lead), b.launch.Slug,
		launch.MoveInput{To: launch.Target{On: civil.New(2026, 12, 15), Time: civil.At(10, 0), Zone: "Europe/Berlin"},
			Reason: "Later", Version: b.launch.Version})
	b.ok(err)
	r := b.roster()
	if len(r.Behind()) != 32 || r.Coverage.Minutes(roster.Gap) == 0 {
		t.Errorf("%d left behind, %v", len(r.Behind()), r.Coverage.Problems)
	}
	batch, err := b.store.MoveAlong(b.as(b.lead), b.launch.Slug, false)
	b.ok(err)
	if r = b.roster(); len(r.Behind()) != 0 || len(r.Coverage.Problems) != 0 {
		t.Errorf("moved along: %v", r.Coverage.Problems)
	}
	_, err = b.store.MoveAlong(b.as(b.lead), b.launch.Slug, false)
	b.want(err, fault.KindConflict)
	_, err = b.store.Undo(b.as(b.lead), b.launch.Slug, batch.ID)
	b.ok(err)
	if r = b.roster(); len(r.Behind()) != 32 || !r.Entries[0].FromAt.Equal(b.at(10, 8)) {
		t.Errorf("undone: %v", r.Entries[0])
	}
	// With T back at its original time, the entries match again.
	_, err = b.launches.UndoMove(b.as(b.lead), b.launch.Slug, mv.ID)
	b.ok(err)
	if r = b.roster(); len(r.Behind()) != 0 || len(r.Coverage.Problems) != 0 {
		t.Errorf("T moved back: %v", r.Coverage.Problems)
	}
}

func TestSwapNeedsAcceptance(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	mine, theirs := b.shift(roster.Primary, b.max, b.span(10, 8, 20)), b.shift(roster.Primary, b.mia, b.span(11, 8, 20))
	foreign, err := b.store.Create(b.as(b.lead), b.other.Slug,
		roster.Input{Kind: roster.Shift, Role: roster.Primary, In: b.mia.ID, Span: b.span(14, 8, 20)}, "")
	b.ok(err)
	ask := func(u people.User, sw roster.Swap) error {
		_, err := b.store.AskSwap(b.as(u), b.launch.Slug, sw, "")
		return err
	}
	b.want(ask(b.mia, roster.Swap{ShiftID: mine.ID, ToID: b.juno.ID}), fault.KindForbidden)
	b.want(ask(b.max, roster.Swap{ShiftID: foreign.ID, ToID: b.mia.ID}), fault.KindNotFound)
	b.want(ask(b.max, roster.Swap{ShiftID: mine.ID, ToID: b.mia.ID, ReturnID: &foreign.ID}), fault.KindNotFound)
	b.wantInvalid(ask(b.max, roster.Swap{ShiftID: mine.ID, ToID: b.max.ID}), "to")
	b.wantInvalid(ask(b.max, roster.Swap{ShiftID: mine.ID, ToID: b.viewer.ID}), "to")
	b.wantInvalid(ask(b.max, roster.Swap{ShiftID: mine.ID}), "to")
	b.wantInvalid(ask(b.max, roster.Swap{ShiftID: mine.ID, ToID: b.juno.ID, ReturnID: &theirs.ID}), "return")

	sw, err := b.store.AskSwap(b.as(b.max), b.launch.Slug, roster.Swap{ShiftID: mine.ID, ToID: b.mia.ID, ReturnID: &theirs.ID}, "")
	b.ok(err)
	b.wantInvalid(ask(b.max, roster.Swap{ShiftID: mine.ID, ToID: b.juno.ID}), "to")
	answer := func(u people.User, to roster.SwapState, version int) error {
		_, err := b.store.AnswerSwap(b.as(u), b.launch.Slug, sw.ID, to, version)
		return err
	}
	b.want(answer(b.max, roster.Accepted, 1), fault.KindForbidden)
	b.want(answer(b.admin, roster.Accepted, 1), fault.KindForbidden)
	b.want(answer(b.mia, roster.Withdrawn, 1), fault.KindForbidden)
	b.want(answer(b.mia, roster.Accepted, 0), fault.KindConflict)
	b.ok(answer(b.mia, roster.Accepted, 1))
	b.want(answer(b.mia, roster.Declined, 2), fault.KindConflict)
	r := b.roster()
	if r.Entries[0].In() != b.mia.ID || r.Entries[1].In() != b.max.ID {
		t.Errorf("after the swap: %v", r.Entries)
	}
	// A swap that would put a person on call twice is refused and stays open.
	b.shift(roster.Secondary, b.juno, b.span(11, 8, 20))
	sw, err = b.store.AskSwap(b.as(b.max), b.launch.Slug, roster.Swap{ShiftID: theirs.ID, ToID: b.juno.ID}, "")
	b.ok(err)
	b.wantInvalid(answer(b.juno, roster.Accepted, 1), "person")
	b.ok(answer(b.max, roster.Withdrawn, 1))
}

func TestSetWindowAndSteps(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	v := b.roster().Settings.Version
	_, _, err := b.store.SetWindow(b.as(b.max), b.launch.Slug, roster.Settings{AfterMinutes: 60}, v)
	b.want(err, fault.KindForbidden)
	_, _, err = b.store.SetWindow(b.as(b.lead), b.launch.Slug, roster.Settings{}, v)
	b.wantInvalid(err, "after")
	_, _, err = b.store.SetWindow(b.as(b.lead), b.launch.Slug,
		roster.Settings{AfterMinutes: 60, Needs: []roster.Role{"database", "Primary", ""}}, v)
	b.ok(err)
	_, _, err = b.store.SetWindow(b.as(b.lead), b.launch.Slug, roster.Settings{AfterMinutes: 90}, v)
	b.want(err, fault.KindConflict)
	r := b.roster()
	if r.Watch.Window.Minutes() != 60 || len(r.Watch.Needs) != 2 || r.Watch.Needs[0] != roster.Primary || r.Watch.Needs[1] != "database" {
		t.Errorf("window %v, needs %v", r.Watch.Window, r.Watch.Needs)
	}
	err = b.store.SetSteps(b.as(b.max), b.launch.Slug, []roster.Step{{Role: roster.Primary, Wait: 0}, {UserID: &b.viewer.ID, Wait: 5}}, v+1)
	b.wantInvalid(err, "wait1")
	b.wantInvalid(err, "who2")
	b.ok(b.store.SetSteps(b.as(b.max), b.launch.Slug, []roster.Step{{UserID: &b.mia.ID, Wait: 5}, {}, {Role: "Database", Wait: 7}}, v+1))
	b.want(b.store.SetSteps(b.as(b.max), b.launch.Slug, nil, v+1), fault.KindConflict)
	if r = b.roster(); len(r.Steps) != 2 || *r.Steps[0].UserID != b.mia.ID || r.Steps[1].Role != "Database" {
		t.Errorf("steps %v", r.Steps)
	}
}

func TestNoteAcceptedByRecipient(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	for field, n := range map[string]roster.Note{"open": {ToID: b.mia.ID}, "to": {OpenMatters: "x", ToID: b.max.ID}} {
		_, err := b.store.Leave(b.as(b.max), b.launch.Slug, n, "")
		b.wantInvalid(err, field)
	}
	_, err := b.store.Leave(b.as(b.max), b.launch.Slug, roster.Note{OpenMatters: "x", ToID: b.viewer.ID}, "")
	b.wantInvalid(err, "to")
	n, err := b.store.Leave(b.as(b.max), b.launch.Slug, roster.Note{OpenMatters: "The queue is slow", ToID: b.mia.ID}, "")
	b.ok(err)
	b.want(b.store.AcceptNote(b.as(b.max), b.launch.Slug, n.ID, 1), fault.KindForbidden)
	b.want(b.store.AcceptNote(b.as(b.mia), b.other.Slug, n.ID, 1), fault.KindNotFound)
	b.ok(b.store.AcceptNote(b.as(b.mia), b.launch.Slug, n.ID, 1))
	b.want(b.store.AcceptNote(b.as(b.mia), b.launch.Slug, n.ID, 2), fault.KindConflict)
}

func TestFactsIncludeAbsencesContactsAndBookings(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	_, err := b.store.Apply(b.as(b.lead), b.launch.Slug, b.rota(), "")
	b.ok(err)
	b.ok(b.people.AddAbsence(b.as(b.max), people.Absence{FirstDay: civil.New(2026, 12, 11), LastDay: civil.New(2026, 12, 11)}, ""))
	_, err = b.store.Create(b.as(b.lead), b.other.Slug,
		roster.Input{Kind: roster.Shift, Role: roster.Primary, In: b.mia.ID, Span: b.span(12, 9, 10)}, "")
	b.ok(err)
	for _, u := range []people.User{b.lead} {
		p, err := b.people.Profile(b.as(u), u.ID)
		b.ok(err)
		_, err = b.people.RemoveContact(b.as(u), 0, p.Contacts[0].ID)
		b.ok(err)
	}
	facts, err := roster.Facts(b.db.Read(t.Context()), b.launch, b.other)
	b.ok(err)
	f := facts[b.launch.ID]
	// Max is on call from Thursday 20:00 to Friday 08:00 and again later that day.
	if f.Minutes(roster.Absent) == 0 || f.Minutes(roster.NoContact) == 0 || f.Minutes(roster.Twice) != 60 || f.Covered() {
		t.Errorf("problems: %v", f.Problems)
	}
	if other := facts[b.other.ID]; other.Minutes(roster.Twice) != 60 || other.Empty {
		t.Errorf("on the other side: %v", other.Problems)
	}
	if !f.SeniorAtT || f.SeniorThroughout() {
		t.Errorf("a senior at T: %v, for %d minutes", f.SeniorAtT, f.Senior)
	}
}

func TestHandOverTransfersFutureShifts(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	past := b.shift(roster.Primary, b.max, roster.Span{From: b.db.Now().Add(-2 * time.Hour), To: b.db.Now().Add(-time.Hour)})
	b.shift(roster.Primary, b.max, b.span(10, 8, 20))
	b.shift(roster.Primary, b.max, b.span(11, 8, 20))
	_, err := b.store.Create(b.as(b.lead), b.launch.Slug,
		roster.Input{Kind: roster.Replace, In: b.juno.ID, Out: b.max.ID, Span: b.span(11, 8, 9)}, "")
	b.ok(err)
	hs, err := b.people.Holdings(b.as(b.admin), b.max.ID)
	b.ok(err)
	if len(hs) != 1 || hs[0].Detail == "" {
		t.Fatalf("max holds %v", hs)
	}
	_, err = b.people.Deactivate(b.as(b.admin), b.max.ID, people.Handover{To: b.mia.ID, Seen: people.Fingerprint(hs), Version: b.max.Version})
	b.ok(err)
	for _, e := range b.roster().Entries {
		if (e.ID == past.ID) != e.Has(b.max.ID) {
			t.Errorf("after max has left: %+v", e)
		}
	}
}
