package service_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tminus/internal/civil"
	"tminus/internal/clock"
	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/service"
	"tminus/models/template"
)

// fixture is a store with a roster that the test sets.
type fixture struct {
	testing.TB
	db                             *db.DB
	clock                          *clock.Manual
	store                          *service.Store
	people                         *people.Store
	launch, other                  launch.Launch
	admin, member, another, viewer people.User
	onCall                         map[int64][]int64
}

func newFixture(t testing.TB) *fixture {
	t.Helper()
	d, c := dbtest.Open(t)
	b := &fixture{TB: t, db: d, clock: c, people: people.NewStore(d).WithHoldings(service.Holdings{}), onCall: map[int64][]int64{}}
	b.store = service.NewStore(d, b)
	b.admin, b.member = b.person("Ada", people.Administrator), b.person("Max", people.Member)
	b.another, b.viewer = b.person("Uma", people.Member), b.person("Vic", people.Viewer)
	b.launch, b.other = b.make("Pay v2"), b.make("Search")
	return b
}

func (b *fixture) OnCallFor(_ db.Reader, _ time.Time, _ ...launch.Launch) (map[int64][]int64, error) {
	return b.onCall, nil
}

func (b *fixture) DutiesOf(_ db.Reader, _ time.Time, person int64) ([]launch.Launch, error) {
	var out []launch.Launch
	for _, l := range []launch.Launch{b.launch, b.other} {
		if slices.Contains(b.onCall[l.ID], person) {
			out = append(out, l)
		}
	}
	return out, nil
}

func (b *fixture) person(name string, role people.Role) people.User {
	b.Helper()
	u, err := b.people.CreateWithPassword(db.WithActor(context.Background(), db.System()),
		people.Input{Name: name, Email: name + "@example.com", Role: role}, "")
	b.ok(err)
	return u
}

func (b *fixture) make(name string) launch.Launch {
	b.Helper()
	l, err := launch.NewStore(b.db).Create(b.as(b.admin), launch.New{Template: template.PlanOnly.Shipped()[0], Input: launch.Input{
		Name: name, LeadID: b.admin.ID, Target: launch.Target{On: civil.New(2026, 12, 10), Time: civil.At(10, 0), Zone: "Europe/Berlin"}}})
	b.ok(err)
	return l
}

func (b *fixture) as(u people.User) context.Context {
	return db.WithActor(context.Background(), db.Actor{ID: u.ID, Name: u.Name, Role: string(u.Role)})
}

func (b *fixture) ok(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *fixture) want(err error, kind fault.Kind) {
	b.Helper()
	if !fault.Is(err, kind) {
		b.Errorf("got %v, want kind %d", err, kind)
	}
}

func (b *fixture) add(name string) service.Detail {
	b.Helper()
	in := input()
	in.Name, in.OwnerID, in.Knowers = name, &b.member.ID, []int64{b.member.ID, b.another.ID}
	id, err := b.store.Create(b.as(b.member), in, "")
	b.ok(err)
	return b.get(id)
}

func (b *fixture) get(id int64) service.Detail {
	b.Helper()
	d, err := b.store.Service(b.as(b.viewer), id)
	b.ok(err)
	return d
}

func (b *fixture) audited(action string) (n int) {
	b.Helper()
	b.ok(b.db.Read(context.Background()).Raw("SELECT COUNT(*) FROM audit_log WHERE action = ?", action).Scan(&n).Error)
	return n
}

func TestLinkKeepsChecksThroughEdits(t *testing.T) {
	b := newFixture(t)
	d := b.add("Queue")
	board := d.Links[0]
	_, err := b.store.Try(b.as(b.another), d.ID, board.ID, true, "", "")
	b.ok(err)
	edit := func(links ...service.Link) service.Detail {
		t.Helper()
		now := b.get(d.ID)
		in := input()
		in.Links = links
		b.ok(faulttest.Err(b.store.Update(b.as(b.member), d.ID, in, now.Version)))
		return b.get(d.ID)
	}
	// Another name and kind for the same address, then another address, then the first one again.
	now := edit(service.Link{Kind: service.Other, Label: "Renamed", URL: board.URL})
	if len(now.Links) != 1 || now.Links[0].ID != board.ID || now.Verified(now.Now) != 1 {
		t.Errorf("renamed: %+v", now.Links)
	}
	if now = edit(service.Link{Kind: service.Logs, URL: "https://example.com/else"}); now.Verified(now.Now) != 0 || len(now.History) != 1 {
		t.Errorf("another address: %+v", now)
	}
	if now = edit(board); now.Links[0].ID != board.ID || now.Verified(now.Now) != 1 {
		t.Errorf("back again: %+v", now.Links)
	}
	if before := b.audited("service.updated"); before != 3 {
		t.Errorf("%d updates in the log", before)
	}
	edit(board)
	if b.get(d.ID).Version != now.Version || b.audited("service.updated") != 3 {
		t.Error("saving unchanged data counts as a change")
	}
}

func TestServiceNameIsUnique(t *testing.T) {
	b := newFixture(t)
	d := b.add("Queue")
	in := input()
	in.Name = "  QUÉUE "
	_, err := b.store.Create(b.as(b.member), in, "")
	b.want(err, fault.KindInvalid)
	b.ok(faulttest.Err(b.store.Archive(b.as(b.member), d.ID, d.Version)))
	id, err := b.store.Create(b.as(b.member), in, "")
	b.ok(err)
	b.want(faulttest.Err(b.store.Restore(b.as(b.member), d.ID, d.Version+1)), fault.KindConflict)
	b.want(faulttest.Err(b.store.Update(b.as(b.member), d.ID, input(), d.Version+1)), fault.KindConflict)
	b.ok(faulttest.Err(b.store.Archive(b.as(b.member), id, 1)))
	b.ok(faulttest.Err(b.store.Restore(b.as(b.member), d.ID, d.Version+1)))
}

func TestServicePermissionsAndVersions(t *testing.T) {
	b := newFixture(t)
	d := b.add("Queue")
	vic := b.as(b.viewer)
	_, err := b.store.Create(vic, service.Input{}, "")
	b.want(err, fault.KindForbidden)
	b.want(faulttest.Err(b.store.Update(vic, d.ID, input(), d.Version)), fault.KindForbidden)
	b.want(faulttest.Err(b.store.Archive(vic, d.ID, d.Version)), fault.KindForbidden)
	_, err = b.store.Try(vic, d.ID, d.Links[0].ID, true, "", "")
	b.want(err, fault.KindForbidden)
	_, err = b.store.Name(vic, b.launch.Slug, nil, "", "")
	b.want(err, fault.KindForbidden)
	_, err = b.store.List(context.Background(), service.Filter{})
	b.want(err, fault.KindUnauthenticated)

	var wins atomic.Int64
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			in := input()
			in.Summary = fmt.Sprint("Version ", i)
			if _, err := b.store.Update(b.as(b.member), d.ID, in, d.Version); err == nil {
				wins.Add(1)
			} else if !fault.Is(err, fault.KindConflict) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if wins.Load() != 1 {
		t.Errorf("%d of eight won", wins.Load())
	}
}

func TestLatestCheckAppliesUntilTakenBack(t *testing.T) {
	b := newFixture(t)
	d := b.add("Queue")
	link := d.Links[0].ID
	try := func(could bool) int64 {
		t.Helper()
		b.clock.Advance(time.Minute)
		id, err := b.store.Try(b.as(b.another), d.ID, link, could, "", "")
		b.ok(err)
		return id
	}
	standing := func() service.Standing {
		now := b.get(d.ID)
		return now.Checks.By(link, b.another.ID).Standing(now.Now)
	}
	try(true)
	failed := try(false)
	if standing() != service.Failed {
		t.Error("the newest does not count")
	}
	b.want(b.store.TakeBack(b.as(b.member), d.ID, failed), fault.KindForbidden)
	b.want(b.store.TakeBack(b.as(b.another), b.add("Other").ID, failed), fault.KindNotFound)
	b.ok(b.store.TakeBack(b.as(b.another), d.ID, failed))
	b.ok(b.store.TakeBack(b.as(b.another), d.ID, failed))
	if standing() != service.Opened || b.audited("service.check taken back") != 1 {
		t.Errorf("withdrawn: %s", standing())
	}
	b.clock.Advance(service.Fresh)
	if standing() != service.Untried {
		t.Error("it counts after ninety days")
	}
	once := func() int64 {
		id, err := b.store.Try(b.as(b.another), d.ID, link, true, "", "key")
		b.ok(err)
		return id
	}
	if first, second := once(), once(); first != second {
		t.Error("a form sent twice writes two")
	}
}

func TestNameSkipsExistingUses(t *testing.T) {
	b := newFixture(t)
	queue, mail := b.add("Queue"), b.add("Mail")
	added, err := b.store.Name(b.as(b.member), b.launch.Slug, []int64{queue.ID, mail.ID}, "Reads", "k")
	b.ok(err)
	again, err := b.store.Name(b.as(b.member), b.launch.Slug, []int64{queue.ID}, "Else", "")
	b.ok(err)
	if len(added) != 2 || len(again) != 0 {
		t.Fatalf("added %v, then %v", added, again)
	}
	b.want(faulttest.Err(b.store.Drop(b.as(b.member), b.other.Slug, added[0], 1)), fault.KindNotFound)
	b.want(faulttest.Err(b.store.Describe(b.as(b.member), b.other.Slug, added[0], "x", 1)), fault.KindNotFound)
	b.want(b.store.DropAll(b.as(b.member), b.other.Slug, added), fault.KindNotFound)
	b.ok(faulttest.Err(b.store.Drop(b.as(b.member), b.launch.Slug, added[0], 1)))
	b.want(faulttest.Err(b.store.Drop(b.as(b.member), b.launch.Slug, added[0], 1)), fault.KindConflict)
	b.want(faulttest.Err(b.store.Describe(b.as(b.member), b.launch.Slug, added[0], "x", 2)), fault.KindConflict)
	b.ok(faulttest.Err(b.store.Back(b.as(b.member), b.launch.Slug, added[0], 2)))
	b.ok(faulttest.Err(b.store.Archive(b.as(b.member), queue.ID, queue.Version)))
	_, err = b.store.Name(b.as(b.member), b.other.Slug, []int64{queue.ID}, "", "")
	b.want(err, fault.KindInvalid)
	d, err := b.store.Of(b.as(b.viewer), b.launch)
	b.ok(err)
	if len(d.Uses) != 2 || d.Uses[1].Touches != "Reads" || !slices.ContainsFunc(d.Problems(), func(p service.Problem) bool {
		return p.Kind == service.Retired
	}) {
		t.Errorf("it names %+v", d.Uses)
	}
	touches, err := service.CriticalOf(b.db.Read(context.Background()), b.launch.ID, b.other.ID)
	b.ok(err)
	if len(touches) != 2 || touches[0].ServiceName != "Mail" || touches[0].LaunchID != b.launch.ID {
		t.Errorf("touching: %+v", touches)
	}
	if none, err := service.Touching(b.db.Read(context.Background())); err != nil || len(none) != 0 {
		t.Errorf("of no launches: %+v, %v", none, err)
	}
	b.ok(b.store.DropAll(b.as(b.member), b.launch.Slug, added))
	if touches, _ = service.Touching(b.db.Read(context.Background()), b.launch.ID); len(touches) != 0 {
		t.Errorf("all dropped: %+v", touches)
	}
}

func TestMineListsLinksForPeopleOnCall(t *testing.T) {
	b := newFixture(t)
	d := b.add("Queue")
	_, err := b.store.Name(b.as(b.member), b.launch.Slug, []int64{d.ID}, "", "")
	b.ok(err)
	mine := func() int {
		t.Helper()
		ds, err := b.store.Mine(b.as(b.another))
		b.ok(err)
		n := 0
		for _, d := range ds {
			n += len(d.For(b.another.ID))
		}
		return n
	}
	if mine() != 0 {
		t.Error("a person who is not on call has links to open")
	}
	b.onCall = map[int64][]int64{b.launch.ID: {b.another.ID}, b.other.ID: {b.another.ID}}
	if mine() != 2 {
		t.Errorf("%d to open", mine())
	}
	for _, l := range d.Links {
		_, err := b.store.Try(b.as(b.another), d.ID, l.ID, true, "", "")
		b.ok(err)
	}
	if mine() != 0 {
		t.Errorf("all opened, and %d left", mine())
	}
}

func TestHandOverTransfersService(t *testing.T) {
	b := newFixture(t)
	d := b.add("Queue")
	held, err := b.people.Holdings(b.as(b.admin), b.member.ID)
	b.ok(err)
	if len(held) != 2 {
		t.Fatalf("holds %+v", held)
	}
	_, err = b.people.Deactivate(b.as(b.admin), b.member.ID,
		people.Handover{To: b.another.ID, Seen: people.Fingerprint(held), Version: b.member.Version})
	b.ok(err)
	now := b.get(d.ID)
	if now.Owner.ID != b.another.ID || len(now.Knowers) != 1 || now.Knowers[0].ID != b.another.ID || b.audited("service.handed over") != 2 {
		t.Errorf("handed over: %+v %+v", now.Owner, now.Knowers)
	}
}

func TestListQueryCountIsConstant(t *testing.T) {
	b := newFixture(t)
	calls := map[string]func(context.Context) error{
		"list": func(ctx context.Context) error {
			_, err := b.store.List(ctx, service.Filter{Sort: "launches", Desc: true})
			return err
		},
		"launch": func(ctx context.Context) error { _, err := b.store.Of(ctx, b.launch); return err },
		"mine":   func(ctx context.Context) error { _, err := b.store.Mine(ctx); return err },
		"find":   func(ctx context.Context) error { _, _, err := b.store.Find(ctx, "service", 8); return err },
	}
	count := func(name string) int64 {
		var n atomic.Int64
		b.ok(calls[name](db.WithQueryCount(b.as(b.another), &n)))
		return n.Load()
	}
	b.onCall = map[int64][]int64{b.launch.ID: {b.another.ID}, b.other.ID: {b.another.ID}}
	fill := func(from, to int) {
		var ids []int64
		for i := from; i < to; i++ {
			d := b.add(fmt.Sprint("Service ", i))
			ids = append(ids, d.ID)
			_, err := b.store.Try(b.as(b.another), d.ID, d.Links[0].ID, i%2 == 0, "", "")
			b.ok(err)
		}
		for _, l := range []launch.Launch{b.launch, b.other} {
			_, err := b.store.Name(b.as(b.member), l.Slug, ids, "", "")
			b.ok(err)
		}
	}
	fill(0, 2)
	before := map[string]int64{}
	for name := range calls {
		before[name] = count(name)
	}
	fill(2, 60)
	for name := range calls {
		if n := count(name); n != before[name] || n > 8 {
			t.Errorf("%s: %d queries, then %d", name, before[name], n)
		}
	}
	page, err := b.store.List(b.as(b.viewer), service.Filter{Page: 2})
	b.ok(err)
	if page.Total != 60 || page.Pages != 2 || len(page.Rows) != 10 {
		t.Errorf("page 2 of %d has %d of %d", page.Pages, len(page.Rows), page.Total)
	}
	found, more, err := b.store.Find(b.as(b.viewer), "servICE 5", 8)
	b.ok(err)
	if len(found) != 8 || !more || found[0].Name != "Service 5" {
		t.Errorf("found %d, first %q", len(found), found[0].Name)
	}
}
