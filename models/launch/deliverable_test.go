package launch

import (
	"testing"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
	"tminus/models/template"
)

func TestParseDayAcceptsDatesAndOffsets(t *testing.T) {
	launchDay := civil.New(2026, 12, 10)
	for text, want := range map[string]string{
		"2026-12-03": "2026-12-03", "T-7": "2026-12-03", "t - 7": "2026-12-03", "T−7": "2026-12-03", "T": "2026-12-10",
		"T+14": "2026-12-24", "": "",
	} {
		if got, ok := ParseDay(text, launchDay); !ok || got.String() != want {
			t.Errorf("%q is %s, %v", text, got, ok)
		}
	}
	for _, text := range []string{"T-", "T7", "soon", "T-x", "T-99999999999999999999", "2026-13-01"} {
		if got, ok := ParseDay(text, launchDay); ok {
			t.Errorf("%q is taken as %s", text, got)
		}
	}
}

func TestDeliverableAddEditRemoveRestore(t *testing.T) {
	b := newFixture(t)
	ctx, slug := b.as(b.member), b.launch.Slug
	in := b.input("Load test")
	in.Helpers, in.ReviewerID = []int64{b.lead.ID, b.lead.ID}, &b.lead.ID
	in.Links = []Link{{"Plan", `https://example.com/plan?"of"={us}[]`}, {}}
	d, err := b.store.AddDeliverable(ctx, slug, in, "key-1")
	if err != nil {
		t.Fatal(err)
	}
	if twice, err := b.store.AddDeliverable(ctx, slug, in, "key-1"); err != nil || twice.ID != d.ID {
		t.Errorf("the same form made %d and then %d: %v", d.ID, twice.ID, err)
	}
	in.Title, in.Kind, in.Helpers = "Load test report", template.KindFAQ, nil
	if _, err := b.store.SetStatus(ctx, slug, d.ID, StatusChange{To: Done}, 1); err != nil {
		t.Fatal(err)
	}
	if err := b.store.UpdateDeliverable(ctx, slug, d.ID, in, 1); !fault.Is(err, fault.KindConflict) {
		t.Errorf("a stale form: %v", err)
	}
	if err := b.store.UpdateDeliverable(ctx, slug, d.ID, in, 2); err != nil {
		t.Fatal(err)
	}
	got, err := b.store.Deliverable(ctx, slug, d.ID)
	if err != nil || got.Title != in.Title || got.Status != Published || len(got.Helpers) != 0 || len(got.Links) != 1 ||
		got.Links[0].URL != "https://example.com/plan?%22of%22=%7Bus%7D%5B%5D" || got.ReviewerName != b.lead.Name {
		t.Fatalf("%+v, %v", got, err)
	}
	if _, err := b.store.RemoveDeliverable(ctx, slug, d.ID, got.Version); err != nil {
		t.Fatal(err)
	}
	if _, err := b.store.Deliverable(ctx, slug, d.ID); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("a removed item: %v", err)
	}
	if err := b.store.RestoreDeliverable(ctx, slug, d.ID, got.Version+1); err != nil {
		t.Fatal(err)
	}
	var history []db.Entry
	err = b.db.Read(ctx).Where("entity = 'deliverable' AND entity_id = ?", d.ID).Order("id DESC").Find(&history).Error
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"deliverable.restored", "deliverable.removed", "deliverable.updated", "deliverable.status", "deliverable.created"}
	for i, e := range history {
		if e.Action != want[i] || e.ActorName != b.member.Name {
			t.Errorf("history %d is %s by %s", i, e.Action, e.ActorName)
		}
	}
	if len(history) != len(want) || len(history[2].Changes) != 4 {
		t.Errorf("history is %+v", history)
	}
}

func TestUpdateWithoutChangeWritesNothing(t *testing.T) {
	b := newFixture(t)
	d := b.addDeliverable("Aa")
	if err := b.store.UpdateDeliverable(b.as(b.member), b.launch.Slug, d.ID, b.input("Aa"), d.Version); err != nil {
		t.Fatal(err)
	}
	if got := b.row(d.ID); got.Version != d.Version {
		t.Errorf("version went from %d to %d", d.Version, got.Version)
	}
}

func TestTitleEditKeepsOffsetOfWeekendDate(t *testing.T) {
	b := newFixture(t)
	in := b.input("Aa")
	// T-5 is a Saturday.
	in.Schedule = Schedule{Anchor: template.PreviousWorkday, StartsOn: civil.New(2026, 12, 1), DueOn: civil.New(2026, 12, 5)}
	d, err := b.store.AddDeliverable(b.as(b.member), b.launch.Slug, in, "")
	if err != nil || d.DueOn != civil.New(2026, 12, 4) || d.DueOffset != -5 {
		t.Fatalf("%+v, %v", d.Schedule, err)
	}
	in.Title, in.Schedule.DueOn = "Bb", d.DueOn
	if err := b.store.UpdateDeliverable(b.as(b.member), b.launch.Slug, d.ID, in, d.Version); err != nil {
		t.Fatal(err)
	}
	if got := b.row(d.ID); got.DueOffset != -5 {
		t.Errorf("the offset became %d", got.DueOffset)
	}
}

func TestDeliverableInputInvalid(t *testing.T) {
	b := newFixture(t)
	gone := b.person("Ghost Gone", people.Member)
	w, err := b.db.WriterSQL()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Exec("UPDATE users SET deactivated_at = 1 WHERE name = 'Ghost Gone'"); err != nil {
		t.Fatal(err)
	}
	other := b.make("Other", civil.New(2026, 12, 20))
	p, _ := b.store.Plan(b.as(b.member), other.Slug)
	bad := int64(0)
	for field, change := range map[string]func(*DeliverableInput){
		"title":    func(in *DeliverableInput) { in.Title = " " },
		"kind":     func(in *DeliverableInput) { in.Kind = "cake" },
		"lane":     func(in *DeliverableInput) { in.LaneID = p.Lanes[0].ID },
		"owner":    func(in *DeliverableInput) { in.OwnerID = &gone.ID },
		"reviewer": func(in *DeliverableInput) { bad = 99999; in.ReviewerID = &bad },
		"helpers":  func(in *DeliverableInput) { in.Helpers = []int64{gone.ID} },
		"links": func(in *DeliverableInput) {
			in.Links = []Link{{"x", "javascript:alert(1)"}, {"y", `https://a"b.example`}}
		},
		"due_on":    func(in *DeliverableInput) { in.Schedule.DueOn = civil.New(2026, 11, 1) },
		"starts_on": func(in *DeliverableInput) { in.Schedule.StartsOn = civil.New(1926, 11, 1) },
		"due_time": func(in *DeliverableInput) {
			in.Schedule.DueOn, in.Schedule.DueTime = civil.New(2027, 3, 28), civil.At(2, 30)
		},
		"anchor":      func(in *DeliverableInput) { in.Schedule.Anchor = "" },
		"description": func(in *DeliverableInput) { in.Description = string(make([]byte, MaxText+1)) },
	} {
		in := b.input("Fine")
		change(&in)
		_, err := b.store.AddDeliverable(b.as(b.member), b.launch.Slug, in, "")
		if !fault.Is(err, fault.KindInvalid) || fault.FieldsOf(err)[0].Name != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := b.store.AddDeliverable(b.as(b.viewer), b.launch.Slug, b.input("Fine"), ""); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("a viewer: %v", err)
	}
}
