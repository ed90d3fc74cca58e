package launch

import (
	"testing"

	"tminus/models/fault/faulttest"
	"tminus/models/people"
)

// A viewer cannot be named as a person who has something to do.
func TestViewerCannotBeAssigned(t *testing.T) {
	b := newFixture(t)
	ctx, slug := b.as(b.member), b.launch.Slug
	d := b.addDeliverable("Load test")
	for field, change := range map[string]func(*DeliverableInput){
		"owner":    func(in *DeliverableInput) { in.OwnerID = &b.viewer.ID },
		"reviewer": func(in *DeliverableInput) { in.ReviewerID = &b.viewer.ID },
		"helpers":  func(in *DeliverableInput) { in.Helpers = []int64{b.lead.ID, b.viewer.ID} },
	} {
		in := b.input("Load test")
		change(&in)
		faulttest.WantInvalid(t, faulttest.Err(b.store.AddDeliverable(ctx, slug, in, "")), field)
		faulttest.WantInvalid(t, b.store.UpdateDeliverable(ctx, slug, d.ID, in, d.Version), field)
	}
	blocked := StatusChange{To: Blocked, BlockedReason: "The contract", UnblockerID: &b.viewer.ID}
	faulttest.WantInvalid(t, faulttest.Err(b.store.SetStatus(ctx, slug, d.ID, blocked, d.Version)), "unblocker")
}

func TestNewViewerKeepsAssignments(t *testing.T) {
	b := newFixture(t)
	ctx, slug := b.as(b.member), b.launch.Slug
	zoe := b.person("Zoe Soon", people.Member)
	in := b.input("Load test")
	in.OwnerID, in.ReviewerID, in.Helpers = &zoe.ID, &zoe.ID, []int64{zoe.ID}
	d, err := b.store.AddDeliverable(ctx, slug, in, "")
	if err != nil {
		t.Fatal(err)
	}
	blocked := StatusChange{To: Blocked, BlockedReason: "The contract", UnblockerID: &zoe.ID}
	if _, err := b.store.SetStatus(ctx, slug, d.ID, blocked, 1); err != nil {
		t.Fatal(err)
	}
	b.exec("UPDATE users SET role = 'viewer' WHERE name = 'Zoe Soon'")
	in.Title = "Load test, again"
	if err := b.store.UpdateDeliverable(ctx, slug, d.ID, in, 2); err != nil {
		t.Errorf("another field cannot be saved: %v", err)
	}
	blocked.BlockedReason = "The signed contract"
	if _, err := b.store.SetStatus(ctx, slug, d.ID, blocked, 3); err != nil {
		t.Errorf("the reason cannot be mended: %v", err)
	}
	in.ReviewerID = nil
	if err := b.store.UpdateDeliverable(ctx, slug, d.ID, in, 4); err != nil {
		t.Errorf("they cannot be taken off: %v", err)
	}
	in.ReviewerID = &zoe.ID
	faulttest.WantInvalid(t, b.store.UpdateDeliverable(ctx, slug, d.ID, in, 5), "reviewer")
}
