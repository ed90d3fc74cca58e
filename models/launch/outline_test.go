package launch

import "testing"

// The items of an outline have the same marks as in the whole plan.
func TestOutlineHasSameMarksAsPlan(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	steps := []func(*Plan){
		func(*Plan) {},
		func(p *Plan) { b.set(p, 0, StatusChange{To: Blocked, BlockedReason: "a key"}) },
		func(p *Plan) {
			for i := range p.Items {
				b.set(p, i, StatusChange{To: Skipped, SkipReason: "not needed"})
			}
		},
	}
	for i, step := range steps {
		step(b.plan())
		p := b.plan()
		o, err := b.store.Outline(b.as(b.lead), p.Launch, p.Items[1].ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range o.Items {
			whole, ok := p.Item(it.ID)
			if !ok || whole.Mark() != it.Mark() || (it.ID != p.Items[1].ID && !IsDecision(it.Kind, it.Title)) {
				t.Errorf("after step %d it has %q, %s, in the plan %s", i, it.Title, it.Mark(), whole.Mark())
			}
		}
		if _, ok := o.Item(p.Items[1].ID); !ok {
			t.Errorf("what was asked for is not there after step %d", i)
		}
	}
}

func (b *fixture) set(p *Plan, i int, ch StatusChange) {
	b.t.Helper()
	it := p.Items[i]
	if _, err := b.store.SetStatus(b.as(b.admin), p.Slug, it.ID, ch, it.Version); err != nil {
		b.t.Fatal(err)
	}
}
