package risk_test

import (
	"context"
	"testing"
	"time"

	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/launch"
	"tminus/models/risk"
)

func TestInboxListsRisksThatRequireAction(t *testing.T) {
	b := newFixture(t)
	b.clear()
	today := civil.New(2026, 11, 16)
	addRisk := func(change func(*risk.Input)) int64 {
		in := validInput()
		in.OwnerID, in.ShowStopper, in.ReviewOn, in.Response = &b.member.ID, false, civil.Date{}, risk.Accept
		change(&in)
		return b.add(in).ID
	}
	quiet := addRisk(func(*risk.Input) {})
	stopper := addRisk(func(in *risk.Input) { in.ShowStopper = true })
	review := addRisk(func(in *risk.Input) { in.ReviewOn = today })
	later := addRisk(func(in *risk.Input) { in.ReviewOn = today.AddDays(1) })
	bare := addRisk(func(in *risk.Input) { in.Response = risk.Mitigate })
	taken := addRisk(func(*risk.Input) {})
	b.ok(faulttest.Err(b.store.Accept(b.as(b.lead), b.launch.Slug, taken, "We can live with it", today, b.risk(taken).Version)))
	theirs := addRisk(func(in *risk.Input) { in.ShowStopper, in.OwnerID = true, &b.lead.ID })
	closed := addRisk(func(in *risk.Input) { in.ShowStopper = true })
	b.ok(faulttest.Err(b.store.Close(b.as(b.member), b.launch.Slug, closed, "It cannot happen any more", b.risk(closed).Version)))
	wants := func(what string, want map[int64]risk.Want) {
		t.Helper()
		list, err := b.store.Inbox(b.as(b.member))
		b.ok(err)
		if len(list) != len(want) {
			t.Errorf("%s: %d, want %d: %+v", what, len(list), len(want), list)
		}
		for _, m := range list {
			if m.Want != want[m.ID] || m.Launch.Slug != b.launch.Slug {
				t.Errorf("%s: %d asks for %q, want %q", what, m.ID, m.Want, want[m.ID])
			}
		}
		if len(list) > 0 && list[0].ID != stopper {
			t.Errorf("%s: %q comes before what stands", what, list[0].Title)
		}
	}
	wants("at first", map[int64]risk.Want{stopper: risk.WantsAnswer, review: risk.WantsReview, bare: risk.WantsMitigation})
	b.clock.Advance(24 * time.Hour)
	wants("a day later", map[int64]risk.Want{stopper: risk.WantsAnswer, review: risk.WantsReview, later: risk.WantsReview,
		bare: risk.WantsMitigation, taken: risk.WantsAgain})
	_, _ = quiet, theirs
	l, err := b.launches.Launch(b.as(b.lead), b.launch.Slug)
	b.ok(err)
	_, err = b.launches.SetState(b.as(b.lead), l.Slug, launch.Cancelled, "It is off", l.Version)
	b.ok(err)
	wants("once the launch is cancelled", nil)
	_, err = b.store.Inbox(context.Background())
	b.want(err, fault.KindUnauthenticated)
}
