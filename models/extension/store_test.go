package extension_test

import (
	"slices"
	"strings"
	"testing"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/extension"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/launch"
	"tminus/models/modeltest"
	"tminus/models/people"
)

// late returns a request for five days past the merge of the code, from a
// Wednesday to the Monday after.
func late(b *modeltest.Org) extension.Input {
	return extension.Input{ItemID: b.Item(b.Launch.Slug, "Monitoring").ID, FreezeID: b.Item(b.Launch.Slug, "Code reviewed").ID,
		Days: "5", Why: "The vendor is late", RiskWith: "Less time on staging", RiskWithout: "Blind on the first day"}
}

func row(b *modeltest.Org, id int64) extension.Row {
	b.Helper()
	r, err := b.Extensions.Get(b.As(b.Viewer), b.Launch.Slug, id)
	if err != nil {
		b.Fatal(err)
	}
	return r
}

func TestGrantedExtensionMovesDateAndNotifies(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	store, slug := b.Extensions, b.Launch.Slug
	freeze := b.Item(slug, "Code reviewed")
	if _, err := b.Launches.SetOwner(b.As(b.Lead), slug, freeze.ID, &b.Admin.ID, freeze.Version); err != nil {
		t.Fatal(err)
	}
	var id int64
	for range 2 {
		var err error
		if id, err = store.Ask(b.As(b.Other), slug, late(b), "one-key"); err != nil {
			t.Fatal(err)
		}
	}
	r := row(b, id)
	was := b.Item(slug, "Monitoring")
	if r.State != extension.Asked || r.AskedName != "Otto Other" || r.Until() != freeze.DueOn.AddDays(5) || len(r.Told) != 0 {
		t.Fatalf("asked: %+v", r)
	}
	if w, err := store.Inbox(b.As(b.Lead)); err != nil || len(w.Decide) != 1 || len(w.News) != 0 {
		t.Errorf("the lead's work: %+v, %v", w, err)
	}
	_, err := store.Ask(b.As(b.Member), slug, late(b), "")
	b.WantKind("asked twice", err, fault.KindInvalid)
	if msg := fault.FieldsOf(err)[0].Message; !strings.Contains(msg, "Otto Other asked for 5 days") {
		t.Errorf("asked twice: %s", msg)
	}
	moved, err := store.Decide(b.As(b.Lead), slug, id, true, "Monitoring can follow", r.Version)
	if err != nil || !moved.Changed() {
		t.Fatalf("granted: %+v, %v", moved, err)
	}
	now := b.Item(slug, "Monitoring")
	if now.DueOn != freeze.DueOn.AddDays(5) || now.StartsOn != was.StartsOn || now.Version != was.Version+1 {
		t.Errorf("due %s, it was %s", now.DueOn, was.DueOn)
	}
	if n := b.Count("SELECT COUNT(*) FROM audit_log WHERE action = 'deliverable.rescheduled' AND entity_id = ? AND reason <> ''",
		now.ID); n != 1 {
		t.Errorf("%d rows say why it moved", n)
	}
	var told []string
	for _, who := range row(b, id).Told {
		told = append(told, who.Name)
	}
	// The lead decided and knows; the viewer has nothing to do with it.
	if want := []string{"Ada Admin", "Max Member", "Otto Other"}; !slices.Equal(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
	w, err := store.Inbox(b.As(b.Member))
	if err != nil || len(w.News) != 1 || w.News[0].ItemTitle != now.Title || w.News[0].LaunchSlug != slug {
		t.Errorf("news: %+v, %v", w, err)
	}
	if err := store.MarkSeen(b.As(b.Member), id); err != nil {
		t.Fatal(err)
	}
	if w, _ = store.Inbox(b.As(b.Member)); !w.Empty() {
		t.Error("still news after it was seen")
	}
	if w, _ = store.Inbox(b.As(b.Other)); len(w.News) != 1 {
		t.Error("what one has seen another has not")
	}
	_, err = store.Ask(b.As(b.Member), slug, late(b), "")
	b.WantKind("asked after it was granted", err, fault.KindInvalid)
}

// Moving T moves the item with its extension, since its day is an offset.
func TestGrantedDateMovesWithT(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	id, err := b.Extensions.Ask(b.As(b.Member), b.Launch.Slug, late(b), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Extensions.Decide(b.As(b.Lead), b.Launch.Slug, id, true, "Fine", 1); err != nil {
		t.Fatal(err)
	}
	before := b.Item(b.Launch.Slug, "Monitoring").DueOn
	to := launch.Target{On: civil.New(2026, 12, 17), Time: civil.At(10, 0), Zone: "UTC"}
	if _, err := b.Launches.Move(b.As(b.Lead), b.Launch.Slug,
		launch.MoveInput{To: to, Reason: "Later", Version: b.Launch.Version}); err != nil {
		t.Fatal(err)
	}
	if now := b.Item(b.Launch.Slug, "Monitoring").DueOn; now != before.AddDays(7) {
		t.Errorf("due %s, want a week after %s", now, before)
	}
}

func TestRefusedOrWithdrawnExtensionMovesNothingAndCanBeAskedForAgain(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	store, slug := b.Extensions, b.Launch.Slug
	was := b.Item(slug, "Monitoring")
	ask := func() int64 {
		t.Helper()
		id, err := store.Ask(b.As(b.Other), slug, late(b), "")
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	id := ask()
	_, err := store.Decide(b.As(b.Lead), slug, id, false, " ", 1)
	b.WantKind("refused without a reason", err, fault.KindInvalid)
	if _, err := store.Decide(b.As(b.Lead), slug, id, false, "Too risky", 1); err != nil {
		t.Fatal(err)
	}
	if r := row(b, id); r.State != extension.Refused || r.DecisionReason != "Too risky" || len(r.Told) == 0 {
		t.Errorf("refused: %+v", r)
	}
	for _, grant := range []bool{true, false} {
		_, err = store.Decide(b.As(b.Lead), slug, id, grant, "Again", 2)
		b.WantKind("decided twice", err, fault.KindConflict)
	}
	id = ask()
	b.WantKind("withdrawn by somebody else", store.Withdraw(b.As(b.Lead), slug, id, 1), fault.KindForbidden)
	b.WantKind("withdrawn stale", store.Withdraw(b.As(b.Other), slug, id, 7), fault.KindConflict)
	if err := store.Withdraw(b.As(b.Other), slug, id, 1); err != nil {
		t.Fatal(err)
	}
	b.WantKind("withdrawn twice", store.Withdraw(b.As(b.Other), slug, id, 2), fault.KindConflict)
	_, err = store.Decide(b.As(b.Lead), slug, id, true, "Late", 2)
	b.WantKind("granted after it was withdrawn", err, fault.KindConflict)
	ask()
	if now := b.Item(slug, "Monitoring"); now.DueOn != was.DueOn {
		t.Errorf("due %s, it was %s", now.DueOn, was.DueOn)
	}
}

func TestExtensionRefusesInvalidInput(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	store, slug := b.Extensions, b.Launch.Slug
	far := b.MakeLaunch("Elsewhere", "standard")
	theirs, after := b.Item(far.Slug, "Monitoring").ID, b.Item(slug, "Daily checks").ID
	done := b.Item(slug, "Feature flag")
	if _, err := b.Launches.SetStatus(b.As(b.Member), slug, done.ID, launch.StatusChange{To: launch.Done}, done.Version); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*extension.Input){
		"no item": func(in *extension.Input) { in.ItemID = 0 }, "no freeze": func(in *extension.Input) { in.FreezeID = 0 },
		"past itself":            func(in *extension.Input) { in.FreezeID = in.ItemID },
		"an item of elsewhere":   func(in *extension.Input) { in.ItemID = theirs },
		"a freeze of elsewhere":  func(in *extension.Input) { in.FreezeID = theirs },
		"a freeze after T":       func(in *extension.Input) { in.FreezeID = after },
		"nothing there is":       func(in *extension.Input) { in.ItemID = 999999 },
		"what is finished":       func(in *extension.Input) { in.ItemID = done.ID },
		"no days":                func(in *extension.Input) { in.Days = "0" },
		"fewer than none":        func(in *extension.Input) { in.Days = "-3" },
		"a word":                 func(in *extension.Input) { in.Days = "three" },
		"a year":                 func(in *extension.Input) { in.Days = "365" },
		"no why":                 func(in *extension.Input) { in.Why = " " },
		"no risk of including":   func(in *extension.Input) { in.RiskWith = "" },
		"no risk of leaving out": func(in *extension.Input) { in.RiskWithout = "" },
		"a book":                 func(in *extension.Input) { in.Why = strings.Repeat("x", 2001) },
		"a day it has anyway":    func(in *extension.Input) { in.ItemID = b.Item(slug, "Support training").ID; in.Days = "1" },
	} {
		in := late(b)
		change(&in)
		_, err := store.Ask(b.As(b.Member), slug, in, "")
		b.WantKind(name, err, fault.KindInvalid)
	}
	_, err := store.Ask(b.As(b.Viewer), slug, extension.Input{}, "")
	b.WantKind("a viewer asks", err, fault.KindForbidden)
	id, err := store.Ask(b.As(b.Member), slug, late(b), "")
	if err != nil {
		t.Fatal(err)
	}
	for name, who := range map[string]people.User{"a member": b.Member, "another": b.Other, "a viewer": b.Viewer} {
		_, err = store.Decide(b.As(who), slug, id, true, "", 1)
		b.WantKind(name+" decides", err, fault.KindForbidden)
	}
	_, err = store.Decide(b.As(b.Lead), slug, id, true, "Fine", 9)
	b.WantKind("decided stale", err, fault.KindConflict)
	_, err = store.Decide(b.As(b.Lead), far.Slug, id, true, "Fine", 1)
	b.WantKind("decided in another launch", err, fault.KindNotFound)
	_, err = store.Get(b.As(b.Lead), far.Slug, id)
	b.WantKind("seen in another launch", err, fault.KindNotFound)
}

func TestExtensionThatBecameImpossibleCannotBeGranted(t *testing.T) {
	t.Parallel()
	for name, happen := range map[string]func(b *modeltest.Org, item, freeze launch.Item) error{
		"it was finished": func(b *modeltest.Org, item, _ launch.Item) error {
			_, err := b.Launches.SetStatus(b.As(b.Member), b.Launch.Slug, item.ID, launch.StatusChange{To: launch.Done}, item.Version)
			return err
		},
		"it was removed": func(b *modeltest.Org, item, _ launch.Item) error {
			return faulttest.Err(b.Launches.RemoveDeliverable(b.As(b.Lead), b.Launch.Slug, item.ID, item.Version))
		},
		"the freeze was removed": func(b *modeltest.Org, _, freeze launch.Item) error {
			return faulttest.Err(b.Launches.RemoveDeliverable(b.As(b.Lead), b.Launch.Slug, freeze.ID, freeze.Version))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := modeltest.NewOrg(t)
			id, err := b.Extensions.Ask(b.As(b.Member), b.Launch.Slug, late(b), "")
			if err != nil {
				t.Fatal(err)
			}
			if err := happen(b, b.Item(b.Launch.Slug, "Monitoring"), b.Item(b.Launch.Slug, "Code reviewed")); err != nil {
				t.Fatal(err)
			}
			_, err = b.Extensions.Decide(b.As(b.Lead), b.Launch.Slug, id, true, "Fine", 1)
			b.WantKind("granted", err, fault.KindInvalid)
			if _, err := b.Extensions.Decide(b.As(b.Lead), b.Launch.Slug, id, false, "It is over", 1); err != nil {
				t.Errorf("refused: %v", err)
			}
		})
	}
}

// The index refuses a second request that two people send at once.
func TestDatabaseKeepsOneExtensionForItemAndFreeze(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	if _, err := b.Extensions.Ask(b.As(b.Member), b.Launch.Slug, late(b), ""); err != nil {
		t.Fatal(err)
	}
	err := b.DB.Write(b.System(), func(tx *db.Tx) error {
		return tx.Exec(
			`INSERT INTO exceptions (launch_id, freeze_id, item_id, days, why, risk_with, risk_without, asked_by, state, created_at, updated_at)
			SELECT launch_id, freeze_id, item_id, days, why, risk_with, risk_without, asked_by, 'granted', created_at, updated_at
		FROM exceptions`).Error
	})
	if !db.Duplicate(err) {
		t.Errorf("a second one: %v", err)
	}
}
