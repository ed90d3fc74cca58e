package calendar_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"tminus/internal/civil"
	"tminus/models"
	"tminus/models/calendar"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
)

var tDay = civil.New(2026, 12, 10)

func keyOf(side, against string, id int64) string { return fmt.Sprintf("%s/%s:%d", side, against, id) }

func TestOfFindsCollisions(t *testing.T) {
	b := newFixture(t)
	freeze := b.event(calendar.Freeze, "Year end", tDay, tDay.AddDays(20))
	b.event(calendar.Freeze, "Long past", tDay.AddDays(-400), tDay.AddDays(-390))
	b.depend("Payments", b.launch, b.other)
	b.depend("Search", b.launch)
	b.exec("INSERT INTO absences (user_id, first_day, last_day, created_at) VALUES (?, ?, ?, 0)", b.lead.ID, tDay, tDay)
	from := b.launch.LaunchAt.Time
	b.shifts = []calendar.Shift{{Entry: 1, Person: b.lead.ID, Role: "Primary", From: from, To: from.Add(3600e9)}}
	all := b.listing()
	var got []string
	for _, r := range all.Rows {
		if r.Side != calendar.OfItems {
			got = append(got, r.Against+" "+string(r.Side))
		}
	}
	want := []string{"freeze t", "launch launches", "absence t", "absence shifts"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	r, ok := all.Find(keyOf("t", "freeze", freeze.ID))
	if !ok || !r.Stops || !strings.Contains(r.Text, "Year end") {
		t.Errorf("the freeze: %+v", r)
	}
	r, _ = all.Find(keyOf("t", "launch", b.other.ID))
	if !strings.Contains(r.Text, "Payments") || strings.Contains(r.Text, "depend on Search") || r.Slug != b.other.Slug {
		t.Errorf("the other launch: %+v", r)
	}
}

func TestAcceptNeedsLeadAndReason(t *testing.T) {
	b := newFixture(t)
	b.event(calendar.Freeze, "Year end", tDay, tDay)
	r := b.listing().Rows[0]
	slug := b.launch.Slug
	for _, u := range []context.Context{b.as(b.viewer), b.as(b.member)} {
		_, err := b.store.Accept(u, slug, r.Key, r.Dates, "", "")
		b.want(err, fault.KindForbidden)
	}
	_, err := b.store.Accept(context.Background(), slug, r.Key, r.Dates, "Because", "")
	b.want(err, fault.KindUnauthenticated)
	for _, reason := range []string{"", " \n ", strings.Repeat("x", calendar.MaxReason+1)} {
		_, err := b.store.Accept(b.as(b.lead), slug, r.Key, r.Dates, reason, "")
		b.want(err, fault.KindInvalid)
	}
	_, err = b.store.Accept(b.as(b.lead), "no-such-launch", r.Key, r.Dates, "Because", "")
	b.want(err, fault.KindNotFound)
	_, err = b.store.Accept(b.as(b.lead), slug, "t/freeze:999", r.Dates, "Because", "")
	b.want(err, fault.KindConflict)
	_, err = b.store.Accept(b.as(b.lead), slug, r.Key, "another day", "Because", "")
	b.want(err, fault.KindConflict)
	// A collision of one launch does not belong to another.
	_, err = b.store.Accept(b.as(b.lead), b.other.Slug, fmt.Sprintf("item:%d/holiday:1", 1), r.Dates, "Because", "")
	b.want(err, fault.KindConflict)

	a, err := b.store.Accept(b.as(b.lead), slug, r.Key, r.Dates, " The flag stays off. ", "one form")
	b.ok(err)
	again, err := b.store.Accept(b.as(b.lead), slug, r.Key, r.Dates, " The flag stays off. ", "one form")
	b.ok(err)
	if a.ID != again.ID {
		t.Errorf("sent twice, made twice: %d and %d", a.ID, again.ID)
	}
	_, err = b.store.Accept(b.as(b.admin), slug, r.Key, r.Dates, "Me too", "")
	b.want(err, fault.KindConflict)
	if got := b.find(r.Key); got.Accepted == nil || got.Accepted.ByName != "Lea Lead" || got.Accepted.Reason != "The flag stays off." {
		t.Errorf("accepted: %+v", got.Accepted)
	}
	var rows int64
	b.ok(b.db.Read(context.Background()).Raw("SELECT COUNT(*) FROM audit_log WHERE action = 'collision.accepted' AND launch_id = ?",
		b.launch.ID).Scan(&rows).Error)
	if rows != 1 {
		t.Errorf("%d rows in the audit log", rows)
	}
	if other, err := b.store.Of(b.as(b.viewer), b.other); err != nil || len(other.Accepted()) > 0 {
		t.Errorf("the other launch has it too: %v %v", other, err)
	}
}

func TestTakeBackKeepsHistory(t *testing.T) {
	b := newFixture(t)
	b.event(calendar.Freeze, "Year end", tDay, tDay)
	r := b.listing().Rows[0]
	a, err := b.store.Accept(b.as(b.lead), b.launch.Slug, r.Key, r.Dates, "Because", "")
	b.ok(err)
	_, err = b.store.TakeBack(b.as(b.member), b.launch.Slug, a.ID, a.Version)
	b.want(err, fault.KindForbidden)
	_, err = b.store.TakeBack(b.as(b.lead), b.other.Slug, a.ID, a.Version)
	b.want(err, fault.KindNotFound)
	_, err = b.store.TakeBack(b.as(b.lead), b.launch.Slug, a.ID, a.Version+1)
	b.want(err, fault.KindConflict)
	_, err = b.store.TakeBack(b.as(b.admin), b.launch.Slug, a.ID, a.Version)
	b.ok(err)
	_, err = b.store.TakeBack(b.as(b.admin), b.launch.Slug, a.ID, a.Version+1)
	b.want(err, fault.KindConflict)
	all := b.listing()
	if len(all.Accepted()) != 0 || len(all.Past) != 1 || all.Past[0].EndedName != "Ada Admin" {
		t.Errorf("after taking it back: %+v", all)
	}
	_, err = b.store.Accept(b.as(b.lead), b.launch.Slug, r.Key, r.Dates, "All the same", "")
	b.ok(err)
	if all := b.listing(); len(all.Accepted()) != 1 || len(all.Past) != 1 {
		t.Errorf("accepted again: %+v", all)
	}
}

func TestAcceptanceEndsWithMoveOfT(t *testing.T) {
	b := newFixture(t)
	freeze := b.event(calendar.Freeze, "Year end", tDay, tDay.AddDays(20))
	key := keyOf("t", "freeze", freeze.ID)
	r := b.find(key)
	_, err := b.store.Accept(b.as(b.lead), b.launch.Slug, key, r.Dates, "Because", "")
	b.ok(err)
	to := launch.Target{On: tDay.AddDays(4), Time: civil.At(10, 0), Zone: berlin}
	p, err := b.launches.Plan(b.as(b.lead), b.launch.Slug)
	b.ok(err)
	m, err := p.PreviewMove(to, nil, launch.Move{})
	b.ok(err)
	mv, err := b.store.Moving(b.as(b.lead), p.Launch, m)
	b.ok(err)
	if _, ends := mv.Accepted[key]; !ends || len(mv.Stay) == 0 {
		t.Errorf("the preview does not say that the acceptance ends: %+v", mv)
	}
	_, err = b.launches.Move(b.as(b.lead), b.launch.Slug,
		launch.MoveInput{To: to, Reason: "Later", Version: b.launch.Version})
	b.ok(err)
	r = b.find(key)
	if r.Accepted != nil || r.Lapsed == nil {
		t.Errorf("after the move: %+v", r)
	}
	// A new acceptance ends the earlier one.
	_, err = b.store.Accept(b.as(b.lead), b.launch.Slug, key, r.Dates, "Still", "")
	b.ok(err)
	if all := b.listing(); len(all.Accepted()) != 1 || len(all.Past) != 1 || all.Past[0].Standing() {
		t.Errorf("accepted again: %+v", all)
	}
}

func TestAcceptanceSurvivesRenameButNotMove(t *testing.T) {
	b := newFixture(t)
	freeze := b.event(calendar.Freeze, "Year end", tDay, tDay.AddDays(20))
	key := keyOf("t", "freeze", freeze.ID)
	_, err := b.store.Accept(b.as(b.lead), b.launch.Slug, key, b.find(key).Dates, "Because", "")
	b.ok(err)
	b.exec("UPDATE calendar_events SET title = 'Winter', note = 'x', version = 2 WHERE id = ?", freeze.ID)
	if r := b.find(key); r.Accepted == nil || !strings.Contains(r.Text, "Winter") {
		t.Errorf("renamed: %+v", r)
	}
	b.exec("UPDATE calendar_events SET last_day = ? WHERE id = ?", tDay.AddDays(21), freeze.ID)
	if r := b.find(key); r.Accepted != nil {
		t.Error("the acceptance outlived a day that was added to the freeze")
	}
}

func TestPlannedFindsCollisions(t *testing.T) {
	b := newFixture(t)
	b.event(calendar.Freeze, "Year end", tDay, tDay)
	crew, err := b.launches.Crew(b.as(b.lead))
	b.ok(err)
	p, err := launch.Preview(launch.New{Template: models.Format.Shipped()[0], Input: launch.Input{Name: "X", LeadID: b.lead.ID,
		Target: launch.Target{On: tDay, Time: civil.At(10, 0), Zone: berlin}}}, crew)
	b.ok(err)
	cs, err := b.store.Planned(b.as(b.lead), p)
	b.ok(err)
	if len(cs) == 0 || cs[0].Side != calendar.OfT || !cs[0].Stops {
		t.Errorf("got %+v", cs)
	}
}

func TestClashesQueryCountIsConstant(t *testing.T) {
	b := newFixture(t)
	b.depend("Payments", b.launch, b.other)
	ls := []launch.Launch{b.launch, b.other}
	count := func() int64 {
		var n atomic.Int64
		cs, err := b.store.Clashes(db.WithQueryCount(b.as(b.viewer), &n), ls...)
		b.ok(err)
		if len(cs) != len(ls) {
			t.Fatalf("%d of %d clash", len(cs), len(ls))
		}
		return n.Load()
	}
	few := count()
	for i := range 8 {
		l := b.make(fmt.Sprint("Launch ", i))
		b.depend(fmt.Sprint("Service ", i), l, b.launch)
		ls = append(ls, l)
	}
	if many := count(); many != few || few > 3 {
		t.Errorf("%d queries for two launches, %d for ten", few, many)
	}
}

func TestOfQueryCountIsConstant(t *testing.T) {
	b := newFixture(t)
	b.depend("Payments", b.launch, b.other)
	b.event(calendar.Holiday, "Holiday", tDay, tDay)
	count := func() int64 {
		var n atomic.Int64
		_, err := b.store.Of(db.WithQueryCount(b.as(b.viewer), &n), b.launch)
		b.ok(err)
		return n.Load()
	}
	few := count()
	for i := range 20 {
		b.event(calendar.Holiday, fmt.Sprint("Holiday ", i), tDay.AddDays(-i), tDay.AddDays(-i))
		b.exec("INSERT INTO absences (user_id, first_day, last_day, created_at) VALUES (?, ?, ?, 0)", b.member.ID, tDay.AddDays(i),
			tDay.AddDays(i))
	}
	if many := count(); many != few || few > 11 {
		t.Errorf("%d queries, then %d", few, many)
	}
}

func TestMoveAcceptsTheCollisionsThatWereShown(t *testing.T) {
	b := newFixture(t)
	b.launches.AcceptWith(b.store)
	to := launch.Target{On: tDay.AddDays(4), Time: civil.At(10, 0), Zone: berlin}
	key := keyOf("t", "freeze", b.event(calendar.Freeze, "Year end", to.On, to.On).ID)
	p, err := b.launches.Plan(b.as(b.lead), b.launch.Slug)
	b.ok(err)
	m, err := p.PreviewMove(to, nil, launch.Move{})
	b.ok(err)
	mv, err := b.store.Moving(b.as(b.lead), p.Launch, m)
	b.ok(err)
	accept := launch.CollisionAcceptance{Reason: strings.Repeat("x", calendar.MaxReason+1), Shown: map[string]string{"none": "gone"}}
	for _, c := range mv.New {
		accept.Shown[c.Key] = c.Dates
	}
	_, err = b.launches.Move(b.as(b.lead), b.launch.Slug,
		launch.MoveInput{To: to, Reason: "Later", Accept: accept, Version: p.Version})
	b.wantInvalid(err, "accept")
	accept.Reason = "Only prices change"
	done, err := b.launches.Move(b.as(b.lead), b.launch.Slug,
		launch.MoveInput{To: to, Reason: "Later", Accept: accept, Version: p.Version})
	b.ok(err)
	if r := b.find(key); done.Accepted != len(mv.New) || r.Accepted == nil || r.Accepted.Reason != accept.Reason {
		t.Errorf("%d of %d accepted: %+v", done.Accepted, len(mv.New), r)
	}
}
