package calendar_test

import (
	"testing"
	"time"

	"tminus/internal/civil"
	"tminus/models/calendar"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
)

func campaign() calendar.Input {
	return calendar.Input{Kind: calendar.Campaign, Title: "Winter campaign", FirstDay: civil.New(2026, 12, 1),
		LastDay: civil.New(2026, 12, 14)}
}

func freeze() calendar.Input {
	return calendar.Input{Kind: calendar.Freeze, Title: "Year end", FirstDay: civil.New(2026, 12, 21), LastDay: civil.New(2027, 1, 1)}
}

// auditCount returns the number of audit entries with an action on an event.
func (b *fixture) auditCount(action string, id int64) int {
	b.Helper()
	var n int
	b.ok(b.db.Read(b.as(b.admin)).Raw(
		"SELECT COUNT(*) FROM audit_log WHERE action = ? AND entity = 'event' AND entity_id = ? AND actor_id IS NOT NULL", action,
		id).Scan(&n).Error)
	return n
}

func (b *fixture) read(id int64) calendar.Detail {
	b.Helper()
	d, err := b.store.Event(b.as(b.viewer), id)
	b.ok(err)
	return d
}

func TestFreezesRequireAdministrator(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	id, err := b.store.Create(b.as(b.member), campaign(), "")
	b.ok(err)
	frozen, err := b.store.Create(b.as(b.admin), freeze(), "")
	b.ok(err)

	_, err = b.store.Create(b.as(b.viewer), campaign(), "")
	b.want(err, fault.KindForbidden)
	_, err = b.store.Create(b.as(b.member), freeze(), "")
	b.want(err, fault.KindForbidden)
	sharper := campaign()
	sharper.Severity = calendar.Forbid
	_, err = b.store.Create(b.as(b.member), sharper, "")
	b.want(err, fault.KindForbidden)
	b.want(faulttest.Err(b.store.Update(b.as(b.member), id, sharper, 1)), fault.KindForbidden)
	// A member can neither change the kind of a freeze nor delete it.
	b.want(faulttest.Err(b.store.Update(b.as(b.member), frozen, campaign(), 1)), fault.KindForbidden)
	b.want(faulttest.Err(b.store.Remove(b.as(b.member), frozen, 1)), fault.KindForbidden)
	b.want(faulttest.Err(b.store.Remove(b.as(b.viewer), id, 1)), fault.KindForbidden)
	// Permission is checked before the input.
	_, err = b.store.Create(b.as(b.viewer), calendar.Input{}, "")
	b.want(err, fault.KindForbidden)
	b.ok(faulttest.Err(b.store.Remove(b.as(b.admin), frozen, 1)))
	b.want(faulttest.Err(b.store.Restore(b.as(b.member), frozen, 2)), fault.KindForbidden)
}

func TestUpdateIsVersionedAndAudited(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	payments := b.depend("Payments", b.launch)
	in := campaign()
	id, err := b.store.Create(b.as(b.member), in, "k1")
	b.ok(err)
	if again, err := b.store.Create(b.as(b.member), in, "k1"); err != nil || again != id {
		t.Errorf("sent twice it made %d, %v", again, err)
	}
	in.Title, in.LastDay, in.Services = "Winter sale", civil.New(2026, 12, 20), []int64{payments, payments}
	b.ok(faulttest.Err(b.store.Update(b.as(b.lead), id, in, 1)))
	b.want(faulttest.Err(b.store.Update(b.as(b.member), id, campaign(), 1)), fault.KindConflict)
	d := b.read(id)
	if d.Title != "Winter sale" || d.Version != 2 || len(d.Services) != 1 || !d.Touches(payments) || len(d.History) != 2 ||
		d.History[0].Who != "Lea Lead" || len(d.History[0].Changes) != 3 {
		t.Errorf("%+v", d)
	}
	b.ok(faulttest.Err(b.store.Update(b.as(b.lead), id, in, 2)))
	if d := b.read(id); d.Version != 2 || b.auditCount("event.updated", id) != 1 {
		t.Errorf("saved without a change it is version %d", d.Version)
	}
	in.Services = []int64{payments, 999999}
	b.want(faulttest.Err(b.store.Update(b.as(b.lead), id, in, 2)), fault.KindInvalid)
	// A service that was archived since may stay.
	b.exec("UPDATE services SET archived_at = 1 WHERE id = ?", payments)
	in.Services, in.Title = []int64{payments}, "Winter sale!"
	b.ok(faulttest.Err(b.store.Update(b.as(b.lead), id, in, 2)))
	b.want(faulttest.Err(b.store.Update(b.as(b.lead), 999999, in, 1)), fault.KindNotFound)
}

func TestRemoveAndRestoreEvent(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	id, err := b.store.Create(b.as(b.member), campaign(), "")
	b.ok(err)
	seen := func() (month, found, feed int) {
		list, err := b.store.Between(b.as(b.viewer), civil.New(2026, 12, 1), civil.New(2026, 12, 31), time.UTC)
		b.ok(err)
		hits, _, err := b.store.Search(b.as(b.viewer), "WINTER camp", 5)
		b.ok(err)
		all, err := b.store.Feed(b.as(b.viewer))
		b.ok(err)
		return len(list), len(hits), len(all)
	}
	b.want(faulttest.Err(b.store.Remove(b.as(b.member), id, 7)), fault.KindConflict)
	b.ok(faulttest.Err(b.store.Remove(b.as(b.member), id, 1)))
	b.ok(faulttest.Err(b.store.Remove(b.as(b.member), id, 1))) // the second call does nothing
	b.want(faulttest.Err(b.store.Update(b.as(b.member), id, campaign(), 2)), fault.KindConflict)
	if m, s, f := seen(); m != 0 || s != 0 || f != 1 || !b.read(id).Cancelled() || b.auditCount("event.deleted", id) != 1 {
		t.Errorf("deleted, the month shows %d, the search %d, the feed %d", m, s, f)
	}
	b.clock.Advance(31 * 24 * time.Hour)
	if _, _, f := seen(); f != 0 {
		t.Errorf("after a month the feed still has %d", f)
	}
	b.ok(faulttest.Err(b.store.Restore(b.as(b.member), id, 2)))
	if m, s, f := seen(); m != 1 || s != 1 || f != 1 || b.read(id).Version != 3 {
		t.Errorf("restored, the month shows %d, the search %d, the feed %d", m, s, f)
	}
}
