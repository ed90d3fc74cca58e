package readiness_test

import (
	"slices"
	"strings"
	"testing"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/readiness"
)

// item is a deliverable of the bench's launch by the title it begins with.
func (b *bench) item(slug, title string) launch.Item {
	b.t.Helper()
	p, err := b.Launches.Plan(b.as(b.viewer), slug)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, it := range p.Items {
		if strings.HasPrefix(it.Title, title) {
			return it
		}
	}
	b.t.Fatalf("there is no %s", title)
	return launch.Item{}
}

// late asks for five days past the merge of the code, from a Wednesday to the
// Monday after.
func (b *bench) late() readiness.ExceptionInput {
	return readiness.ExceptionInput{ItemID: b.item(b.launch.Slug, "Monitoring").ID, FreezeID: b.item(b.launch.Slug, "Code reviewed").ID,
		Days: "5", Why: "The vendor is late", RiskWith: "Less time on staging", RiskWithout: "Blind on the first day"}
}

func (b *bench) exception(id int64) readiness.ExceptionRow {
	b.t.Helper()
	r, err := b.Readiness.Exception(b.as(b.viewer), b.launch.Slug, id)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

func TestAGrantedExceptionMovesTheDateAndTellsThoseConcerned(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ready, slug := b.Readiness, b.launch.Slug
	freeze := b.item(slug, "Code reviewed")
	if _, err := b.Launches.SetOwner(b.as(b.lead), slug, freeze.ID, &b.admin.ID, freeze.Version); err != nil {
		t.Fatal(err)
	}
	var id int64
	for range 2 {
		var err error
		if id, err = ready.AskException(b.as(b.other), slug, b.late(), "one-key"); err != nil {
			t.Fatal(err)
		}
	}
	r := b.exception(id)
	was := b.item(slug, "Monitoring")
	if r.State != readiness.ExceptionAsked || r.AskedName != "Otto Other" || r.Until() != freeze.DueOn.AddDays(5) || len(r.Told) != 0 {
		t.Fatalf("asked: %+v", r)
	}
	if w, err := ready.ExceptionWork(b.as(b.lead)); err != nil || len(w.Decide) != 1 || len(w.News) != 0 {
		t.Errorf("the lead's work: %+v, %v", w, err)
	}
	_, err := ready.AskException(b.as(b.member), slug, b.late(), "")
	wantKind(t, "asked twice", err, fault.KindInvalid)
	if msg := fault.FieldsOf(err)[0].Message; !strings.Contains(msg, "Otto Other asked for 5 days") {
		t.Errorf("asked twice: %s", msg)
	}
	moved, err := ready.DecideException(b.as(b.lead), slug, id, true, "Monitoring can follow", r.Version)
	if err != nil || !moved.Changed() {
		t.Fatalf("granted: %+v, %v", moved, err)
	}
	now := b.item(slug, "Monitoring")
	if now.DueOn != freeze.DueOn.AddDays(5) || now.StartsOn != was.StartsOn || now.Version != was.Version+1 {
		t.Errorf("due %s, it was %s", now.DueOn, was.DueOn)
	}
	if n := b.count("SELECT COUNT(*) FROM audit_log WHERE action = 'deliverable.rescheduled' AND entity_id = ? AND reason <> ''", now.ID); n != 1 {
		t.Errorf("%d rows say why it moved", n)
	}
	var told []string
	for _, who := range b.exception(id).Told {
		told = append(told, who.Name)
	}
	// The lead decided and knows; the viewer has nothing to do with it.
	if want := []string{"Ada Admin", "Max Member", "Otto Other"}; !slices.Equal(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
	w, err := ready.ExceptionWork(b.as(b.member))
	if err != nil || len(w.News) != 1 || w.News[0].ItemTitle != now.Title || w.News[0].LaunchSlug != slug {
		t.Errorf("news: %+v, %v", w, err)
	}
	if err := ready.SeeExceptions(b.as(b.member), id); err != nil {
		t.Fatal(err)
	}
	if w, _ = ready.ExceptionWork(b.as(b.member)); !w.Empty() {
		t.Error("still news after it was seen")
	}
	if w, _ = ready.ExceptionWork(b.as(b.other)); len(w.News) != 1 {
		t.Error("what one has seen another has not")
	}
	_, err = ready.AskException(b.as(b.member), slug, b.late(), "")
	wantKind(t, "asked after it was granted", err, fault.KindInvalid)
}

// T moves and takes the item along, exception and all: its day is an offset.
func TestAGrantedDateMovesWithT(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id, err := b.Readiness.AskException(b.as(b.member), b.launch.Slug, b.late(), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Readiness.DecideException(b.as(b.lead), b.launch.Slug, id, true, "Fine", 1); err != nil {
		t.Fatal(err)
	}
	before := b.item(b.launch.Slug, "Monitoring").DueOn
	to := launch.Target{On: civil.New(2026, 12, 17), Time: civil.At(10, 0), Zone: "UTC"}
	if _, err := b.Launches.Move(b.as(b.lead), b.launch.Slug, to, "Later", b.launch.Version); err != nil {
		t.Fatal(err)
	}
	if now := b.item(b.launch.Slug, "Monitoring").DueOn; now != before.AddDays(7) {
		t.Errorf("due %s, want a week after %s", now, before)
	}
}

func TestARefusedOrWithdrawnExceptionMovesNothingAndCanBeAskedAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ready, slug := b.Readiness, b.launch.Slug
	was := b.item(slug, "Monitoring")
	ask := func() int64 {
		t.Helper()
		id, err := ready.AskException(b.as(b.other), slug, b.late(), "")
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	id := ask()
	_, err := ready.DecideException(b.as(b.lead), slug, id, false, " ", 1)
	wantKind(t, "refused without a reason", err, fault.KindInvalid)
	if _, err := ready.DecideException(b.as(b.lead), slug, id, false, "Too risky", 1); err != nil {
		t.Fatal(err)
	}
	if r := b.exception(id); r.State != readiness.ExceptionRefused || r.DecisionReason != "Too risky" || len(r.Told) == 0 {
		t.Errorf("refused: %+v", r)
	}
	for _, grant := range []bool{true, false} {
		_, err = ready.DecideException(b.as(b.lead), slug, id, grant, "Again", 2)
		wantKind(t, "decided twice", err, fault.KindConflict)
	}
	id = ask()
	wantKind(t, "withdrawn by somebody else", ready.WithdrawException(b.as(b.lead), slug, id, 1), fault.KindForbidden)
	wantKind(t, "withdrawn stale", ready.WithdrawException(b.as(b.other), slug, id, 7), fault.KindConflict)
	if err := ready.WithdrawException(b.as(b.other), slug, id, 1); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "withdrawn twice", ready.WithdrawException(b.as(b.other), slug, id, 2), fault.KindConflict)
	_, err = ready.DecideException(b.as(b.lead), slug, id, true, "Late", 2)
	wantKind(t, "granted after it was withdrawn", err, fault.KindConflict)
	ask()
	if now := b.item(slug, "Monitoring"); now.DueOn != was.DueOn {
		t.Errorf("due %s, it was %s", now.DueOn, was.DueOn)
	}
}

func TestWhatIsNoExceptionIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ready, slug := b.Readiness, b.launch.Slug
	far := b.make("Elsewhere", "standard")
	theirs, after := b.item(far.Slug, "Monitoring").ID, b.item(slug, "Daily checks").ID
	done := b.item(slug, "Feature flag")
	if _, err := b.Launches.SetStatus(b.as(b.member), slug, done.ID, launch.StatusChange{To: launch.Done}, done.Version); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*readiness.ExceptionInput){
		"no item": func(in *readiness.ExceptionInput) { in.ItemID = 0 }, "no freeze": func(in *readiness.ExceptionInput) { in.FreezeID = 0 },
		"past itself":            func(in *readiness.ExceptionInput) { in.FreezeID = in.ItemID },
		"an item of elsewhere":   func(in *readiness.ExceptionInput) { in.ItemID = theirs },
		"a freeze of elsewhere":  func(in *readiness.ExceptionInput) { in.FreezeID = theirs },
		"a freeze after T":       func(in *readiness.ExceptionInput) { in.FreezeID = after },
		"nothing there is":       func(in *readiness.ExceptionInput) { in.ItemID = 999999 },
		"what is finished":       func(in *readiness.ExceptionInput) { in.ItemID = done.ID },
		"no days":                func(in *readiness.ExceptionInput) { in.Days = "0" },
		"fewer than none":        func(in *readiness.ExceptionInput) { in.Days = "-3" },
		"a word":                 func(in *readiness.ExceptionInput) { in.Days = "three" },
		"a year":                 func(in *readiness.ExceptionInput) { in.Days = "365" },
		"no why":                 func(in *readiness.ExceptionInput) { in.Why = " " },
		"no risk of including":   func(in *readiness.ExceptionInput) { in.RiskWith = "" },
		"no risk of leaving out": func(in *readiness.ExceptionInput) { in.RiskWithout = "" },
		"a book":                 func(in *readiness.ExceptionInput) { in.Why = strings.Repeat("x", 2001) },
		"a day it has anyway":    func(in *readiness.ExceptionInput) { in.ItemID = b.item(slug, "Support training").ID; in.Days = "1" },
	} {
		in := b.late()
		change(&in)
		_, err := ready.AskException(b.as(b.member), slug, in, "")
		wantKind(t, name, err, fault.KindInvalid)
	}
	_, err := ready.AskException(b.as(b.viewer), slug, readiness.ExceptionInput{}, "")
	wantKind(t, "a viewer asks", err, fault.KindForbidden)
	id, err := ready.AskException(b.as(b.member), slug, b.late(), "")
	if err != nil {
		t.Fatal(err)
	}
	for name, who := range map[string]people.User{"a member": b.member, "another": b.other, "a viewer": b.viewer} {
		_, err = ready.DecideException(b.as(who), slug, id, true, "", 1)
		wantKind(t, name+" decides", err, fault.KindForbidden)
	}
	_, err = ready.DecideException(b.as(b.lead), slug, id, true, "Fine", 9)
	wantKind(t, "decided stale", err, fault.KindConflict)
	_, err = ready.DecideException(b.as(b.lead), far.Slug, id, true, "Fine", 1)
	wantKind(t, "decided in another launch", err, fault.KindNotFound)
	_, err = ready.Exception(b.as(b.lead), far.Slug, id)
	wantKind(t, "seen in another launch", err, fault.KindNotFound)
}

// What was asked for can have become impossible before it is decided.
func TestWhatCannotBeGrantedAnyMoreIsSaid(t *testing.T) {
	t.Parallel()
	for name, happen := range map[string]func(b *bench, item, freeze launch.Item) error{
		"it was finished": func(b *bench, item, _ launch.Item) error {
			_, err := b.Launches.SetStatus(b.as(b.member), b.launch.Slug, item.ID, launch.StatusChange{To: launch.Done}, item.Version)
			return err
		},
		"it was removed": func(b *bench, item, _ launch.Item) error {
			return b.Launches.RemoveDeliverable(b.as(b.lead), b.launch.Slug, item.ID, item.Version)
		},
		"the freeze was removed": func(b *bench, _, freeze launch.Item) error {
			return b.Launches.RemoveDeliverable(b.as(b.lead), b.launch.Slug, freeze.ID, freeze.Version)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			id, err := b.Readiness.AskException(b.as(b.member), b.launch.Slug, b.late(), "")
			if err != nil {
				t.Fatal(err)
			}
			if err := happen(b, b.item(b.launch.Slug, "Monitoring"), b.item(b.launch.Slug, "Code reviewed")); err != nil {
				t.Fatal(err)
			}
			_, err = b.Readiness.DecideException(b.as(b.lead), b.launch.Slug, id, true, "Fine", 1)
			wantKind(t, "granted", err, fault.KindInvalid)
			if _, err := b.Readiness.DecideException(b.as(b.lead), b.launch.Slug, id, false, "It is over", 1); err != nil {
				t.Errorf("refused: %v", err)
			}
		})
	}
}

// Two who ask at once meet the database's own rule.
func TestTheDatabaseKeepsOneExceptionForAnItemAndAFreeze(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if _, err := b.Readiness.AskException(b.as(b.member), b.launch.Slug, b.late(), ""); err != nil {
		t.Fatal(err)
	}
	err := b.db.Write(b.system(), func(tx *db.Tx) error {
		return tx.Exec(`INSERT INTO exceptions (launch_id, freeze_id, item_id, days, why, risk_with, risk_without, asked_by, state, created_at, updated_at)
			SELECT launch_id, freeze_id, item_id, days, why, risk_with, risk_without, asked_by, 'granted', created_at, updated_at FROM exceptions`).Error
	})
	if !db.Duplicate(err) {
		t.Errorf("a second one: %v", err)
	}
}
