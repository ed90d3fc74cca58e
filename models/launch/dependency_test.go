package launch

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/template"
)

// addDeliverable creates a deliverable with a title and dependencies.
func (b *fixture) addDeliverable(title string, on ...int64) Deliverable {
	b.t.Helper()
	d, err := b.store.AddDeliverable(b.as(b.member), b.launch.Slug, b.input(title, on...), "")
	if err != nil {
		b.t.Fatal(err)
	}
	return d
}

func (b *fixture) input(title string, on ...int64) DeliverableInput {
	p := b.plan()
	return DeliverableInput{Title: title, LaneID: p.Lanes[0].ID, Kind: template.KindQA, OwnerID: &b.member.ID, DependsOn: on,
		Schedule: Schedule{Anchor: template.Follows, StartsOn: civil.New(2026, 12, 1), DueOn: civil.New(2026, 12, 3)}}
}

func (b *fixture) row(id int64) Deliverable {
	b.t.Helper()
	var d Deliverable
	if err := b.db.Read(b.as(b.member)).Where("id = ?", id).Take(&d).Error; err != nil {
		b.t.Fatal(err)
	}
	return d
}

func (b *fixture) depend(id int64, on ...int64) error {
	d := b.row(id)
	return b.store.UpdateDeliverable(b.as(b.member), b.launch.Slug, id, b.input(d.Title, on...), d.Version)
}

func TestDependencyCycleIsInvalidAndNamed(t *testing.T) {
	b := newFixture(t)
	one := b.addDeliverable("Aa")
	two := b.addDeliverable("Bb", one.ID)
	three := b.addDeliverable("Cc", two.ID)
	err := b.depend(one.ID, three.ID)
	if !fault.Is(err, fault.KindInvalid) || !strings.Contains(err.Error(), "Aa → Cc → Bb → Aa") {
		t.Errorf("the circle must be named: %v", err)
	}
	if err := b.depend(one.ID, one.ID); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("an item may not wait for itself: %v", err)
	}
	other := b.make("Other", civil.New(2026, 12, 20))
	p, err := b.store.Plan(b.as(b.member), other.Slug)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.depend(one.ID, p.Items[0].ID); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("an item of another launch: %v", err)
	}
}

func TestDependencyCycleThroughRemovedItemIsInvalid(t *testing.T) {
	b := newFixture(t)
	one := b.addDeliverable("Aa")
	two := b.addDeliverable("Bb", one.ID)
	if _, err := b.store.RemoveDeliverable(b.as(b.member), b.launch.Slug, two.ID, two.Version); err != nil {
		t.Fatal(err)
	}
	three := b.addDeliverable("Cc", one.ID)
	if err := b.depend(one.ID, two.ID); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("a removed item is not to be chosen: %v", err)
	}
	if err := b.store.RestoreDeliverable(b.as(b.member), b.launch.Slug, two.ID, two.Version+1); err != nil {
		t.Fatal(err)
	}
	if err := b.depend(three.ID, two.ID); err != nil {
		t.Fatal(err)
	}
	if err := b.depend(one.ID, three.ID); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("the restored item closes a circle: %v", err)
	}
}

// acyclic reports whether a graph has no cycle, by removing items without dependencies until none
// is left.
func acyclic(g Graph) bool {
	left := Graph{}
	for k, v := range g {
		left[k] = slices.Clone(v)
	}
	for len(left) > 0 {
		progress := false
		for k, vs := range left {
			if !slices.ContainsFunc(vs, func(v int64) bool { _, waits := left[v]; return waits }) {
				delete(left, k)
				progress = true
			}
		}
		if !progress {
			return false
		}
	}
	return true
}

func TestDependencyEditsNeverCreateCycle(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		g := Graph{}
		n := rapid.Int64Range(2, 8).Draw(rt, "items")
		for range rapid.IntRange(1, 60).Draw(rt, "edits") {
			at := rapid.Int64Range(1, n).Draw(rt, "item")
			before := g[at]
			g[at] = rapid.SliceOfNDistinct(rapid.Int64Range(1, n).Filter(func(i int64) bool { return i != at }), 0, 3, rapid.ID).Draw(rt, "on")
			way := g.Cycle(at)
			if acyclic(g) != (way == nil) {
				rt.Fatalf("cycle says %v of %v", way, g)
			}
			if way == nil {
				continue
			}
			for i := range way[1:] {
				if !slices.Contains(g[way[i]], way[i+1]) {
					rt.Fatalf("%v is no way through %v", way, g)
				}
			}
			g[at] = before
		}
	})
}

func TestConcurrentDependencyEditsCreateNoCycle(t *testing.T) {
	b := newFixture(t)
	var ids []int64
	for _, title := range []string{"Aa", "Bb", "Cc", "Dd"} {
		ids = append(ids, b.addDeliverable(title).ID)
	}
	var wg sync.WaitGroup
	for i := range ids {
		for j := range ids {
			if i == j {
				continue
			}
			wg.Go(func() {
				d := b.row(ids[i])
				err := b.store.UpdateDeliverable(b.as(b.member), b.launch.Slug, d.ID, b.input(d.Title, ids[j]), d.Version)
				if err != nil && !fault.Is(err, fault.KindInvalid) && !fault.Is(err, fault.KindConflict) {
					t.Errorf("%v", err)
				}
			})
		}
	}
	wg.Wait()
	g, err := dependencyGraph(b.db.Read(t.Context()), b.launch.ID)
	if err != nil || !acyclic(g) {
		t.Errorf("%v: %v", g, err)
	}
}
