package assignment

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/launch"
	"tminus/models/people"
)

func (b *fixture) people() *people.Store {
	return people.NewStore(b.DB).WithHoldings(Holdings{})
}

func (b *fixture) holdings(u people.User) []people.Holding {
	b.T.Helper()
	hs, err := b.people().Holdings(b.as(b.Admin), u.ID)
	if err != nil {
		b.T.Fatal(err)
	}
	return hs
}

// leave deactivates a person as the administrator.
func (b *fixture) leave(u people.User, ho people.Handover) error {
	b.T.Helper()
	now, err := b.people().User(b.as(b.Admin), u.ID)
	if err != nil {
		b.T.Fatal(err)
	}
	ho.Version, ho.Seen = now.Version, people.Fingerprint(b.holdings(u))
	_, err = b.people().Deactivate(b.as(b.Admin), u.ID, ho)
	return err
}

// countGone returns the number of assignments of deactivated people in launches that are not over.
func (b *fixture) countGone() int {
	b.T.Helper()
	var n int
	err := b.DB.Read(b.as(b.Admin)).Raw(`SELECT COUNT(*) FROM (
			SELECT lead_id AS who, id AS launch FROM launches
			UNION ALL SELECT user_id, launch_id FROM launch_roles
			UNION ALL SELECT owner_id, launch_id FROM deliverables
			UNION ALL SELECT reviewer_id, launch_id FROM deliverables
			UNION ALL SELECT unblocker_id, launch_id FROM deliverables
			UNION ALL SELECT h.user_id, d.launch_id FROM deliverable_helpers h JOIN deliverables d ON d.id = h.deliverable_id
		) x JOIN users u ON u.id = x.who JOIN launches l ON l.id = x.launch
		WHERE u.deactivated_at IS NOT NULL AND l.state NOT IN ('closed', 'cancelled')`).Scan(&n).Error
	if err != nil {
		b.T.Fatal(err)
	}
	return n
}

func TestHandoverGoesToChosenSuccessors(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	other := b.Make("Search", civil.New(2026, 12, 20))
	heir := b.person("Ned Next", people.Member)
	items := b.Plan(b.Launch).Items
	err := b.DB.Write(b.as(b.Admin), func(tx *db.Tx) error {
		if err := tx.Exec("INSERT INTO deliverable_helpers (deliverable_id, user_id) VALUES (?, ?), (?, ?) ON CONFLICT DO NOTHING",
			items[0].ID, b.Member.ID, items[1].ID, b.Member.ID).Error; err != nil {
			return err
		}
		// The successor already helps with one of them.
		if err := tx.Exec("INSERT INTO deliverable_helpers (deliverable_id, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING", items[1].ID,
			b.Admin.ID).Error; err != nil {
			return err
		}
		return tx.Exec("UPDATE deliverables SET unblocker_id = ?, reviewer_id = ? WHERE id = ?", b.Member.ID, b.Member.ID, items[2].ID).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	var single people.Holding
	for _, h := range b.holdings(b.Member) {
		if h.Kind == people.HoldsItem && h.LaunchID == b.Launch.ID {
			single = h
		}
	}
	before := len(b.holdings(b.Member))
	err = b.leave(b.Member, people.Handover{To: b.Admin.ID, ByLaunch: map[int64]int64{other.ID: heir.ID},
		ByRef: map[string]int64{single.Ref(): b.Lead.ID}})
	if err != nil {
		t.Fatal(err)
	}
	if n := b.countGone(); n != 0 || len(b.holdings(b.Member)) != 0 {
		t.Errorf("%d things are left with who has gone", n)
	}
	for _, h := range b.holdings(heir) {
		if h.LaunchID != other.ID {
			t.Errorf("%s of %s went to the heir of the other launch", h.Title, h.LaunchName)
		}
	}
	it, ok := b.Plan(b.Launch).Item(single.ID)
	if !ok || it.OwnerID != b.Lead.ID {
		t.Errorf("the single item went to %d", it.OwnerID)
	}
	var batches, rows int
	err = b.DB.Read(b.as(b.Admin)).Raw(
		"SELECT COUNT(DISTINCT batch), COUNT(*) FROM audit_log WHERE action LIKE '%handed over' OR action = 'user.deactivated'").Row().Scan(
		&batches, &rows)
	if err != nil || batches != 1 || rows != before+1 {
		t.Errorf("%d audit rows in %d batches for %d things, %v", rows, batches, before, err)
	}
}

func TestHandoverInvalidSuccessors(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	gone := b.person("Guy Gone", people.Member)
	if err := b.leave(gone, people.Handover{}); err != nil {
		t.Fatal(err)
	}
	for name, id := range map[string]int64{"nobody": 0, "the same person": b.Member.ID, "a viewer": b.Viewer.ID, "who has gone": gone.ID,
		"who never was": 999} {
		faulttest.WantInvalid(t, b.leave(b.Member, people.Handover{To: id}), "successor")
		if u, _ := b.people().User(b.as(b.Admin), b.Member.ID); !u.Active() {
			t.Fatalf("%s: deactivated all the same", name)
		}
	}
	faulttest.WantInvalid(t, b.leave(b.Member, people.Handover{To: b.Admin.ID, ByLaunch: map[int64]int64{b.Launch.ID: b.Viewer.ID}}),
		fmt.Sprintf("launch-%d", b.Launch.ID))
	if got := b.countGone(); got != 0 {
		t.Errorf("%d things are with who has gone", got)
	}
}

func TestHandoverConflictsAfterChange(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	seen := people.Fingerprint(b.holdings(b.Member))
	var it launch.Item
	for _, it = range b.Plan(b.Launch).Items {
		if it.OwnerID == b.Member.ID {
			break
		}
	}
	if _, err := b.Launches.SetStatus(b.as(b.Lead), b.Launch.Slug, it.ID, launch.StatusChange{To: launch.Skipped, SkipReason: "No need"},
		it.Version); err != nil {
		t.Fatal(err)
	}
	_, err := b.people().Deactivate(b.as(b.Admin), b.Member.ID, people.Handover{To: b.Admin.ID, Seen: seen, Version: b.Member.Version})
	if !fault.Is(err, fault.KindConflict) {
		t.Errorf("got %v", err)
	}
	for _, who := range []people.User{b.Lead, b.Viewer} {
		if _, err := b.people().Deactivate(b.as(who), b.Member.ID, people.Handover{To: b.Admin.ID}); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("%s: %v", who.Name, err)
		}
	}
}

func TestReopenedLaunchNamesNoDeactivatedPeople(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	l, err := b.Launches.SetState(b.as(b.Lead), b.Launch.Slug, launch.Cancelled, "", b.Launch.Version)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range []people.User{b.Member, b.Lead} {
		if err := b.leave(u, people.Handover{}); err != nil {
			t.Fatalf("a cancelled launch holds %s: %v", u.Name, err)
		}
	}
	var version int
	if err := b.DB.Read(b.as(b.Admin)).Raw("SELECT version FROM launches WHERE id = ?", l.ID).Scan(&version).Error; err != nil {
		t.Fatal(err)
	}
	if _, err := b.Launches.SetState(b.as(b.Admin), l.Slug, launch.Planning, "", version); err != nil {
		t.Fatal(err)
	}
	if n := b.countGone(); n != 0 {
		t.Errorf("%d things are with those who have gone", n)
	}
}

// Whatever is assigned while people leave, in whatever order: nothing stays assigned to a
// deactivated person.
func TestNothingStaysAssignedToDeactivatedPeople(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	var crowd []people.User
	for i := range 6 {
		crowd = append(crowd, b.person(fmt.Sprintf("%c%c%c Somebody", 'p'+i, 'q', 'r'), people.Member))
	}
	items := b.Plan(b.Launch).Items
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(uint64(w), 7))
			for range 40 {
				b.giveAtRandom(r, items[r.IntN(len(items))].ID, crowd[r.IntN(len(crowd))].ID)
			}
		})
	}
	wg.Go(func() {
		for _, u := range crowd[:5] {
			// A change in the meantime is a Conflict, and a person would try again.
			for range 200 {
				err := b.leave(u, people.Handover{To: crowd[5].ID})
				if err == nil {
					break
				}
				if !isRetryable(err) {
					t.Error(err)
					return
				}
			}
		}
	})
	wg.Wait()
	if n := b.countGone(); n != 0 {
		t.Errorf("%d things are with those who have gone", n)
	}
}

// isRetryable reports whether the error is a conflict with another write.
func isRetryable(err error) bool {
	return fault.Is(err, fault.KindConflict) || fault.Is(err, fault.KindUnavailable)
}

func (b *fixture) giveAtRandom(r *rand.Rand, item, to int64) {
	p, err := b.Launches.Plan(b.as(b.Admin), b.Launch.Slug)
	if err != nil {
		b.T.Error(err)
		return
	}
	it, _ := p.Item(item)
	switch r.IntN(4) {
	case 0:
		_, err = b.Launches.SetOwner(b.as(b.Admin), b.Launch.Slug, item, &to, it.Version)
	case 1:
		ch := launch.StatusChange{To: launch.Blocked, BlockedReason: "waits", UnblockerID: &to}
		_, err = b.Launches.SetStatus(b.as(b.Admin), b.Launch.Slug, item, ch, it.Version)
	case 2:
		in := launch.DeliverableInput{Title: it.Title, LaneID: it.LaneID, Kind: it.Kind, OwnerID: &to, ReviewerID: &to, Helpers: []int64{to},
			Schedule: it.Schedule}
		err = b.Launches.UpdateDeliverable(b.as(b.Admin), b.Launch.Slug, item, in, it.Version)
	case 3:
		_, err = b.Launches.UpdateLaunch(b.as(b.Admin), b.Launch.Slug, launch.Input{Name: p.Name, LeadID: to}, p.Version)
	}
	if err != nil && !isRetryable(err) && !strings.Contains(err.Error(), "has left") {
		b.T.Error(err)
	}
}
