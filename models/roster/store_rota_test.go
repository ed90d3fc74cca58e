package roster_test

import (
	"testing"

	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/roster"
)

// nights returns a night watch of four people for two nights.
func (b *fixture) nights() roster.Rota {
	return roster.Rota{Role: "Night watch", People: []int64{b.lead.ID, b.max.ID, b.mia.ID, b.juno.ID}, SameHours: true,
		Handoffs: []civil.TimeOfDay{civil.At(21, 0), civil.At(0, 0), civil.At(3, 0), civil.At(6, 0), civil.At(9, 0)},
		From:     civil.New(2026, 12, 10), To: civil.New(2026, 12, 11)}
}

func TestRotaWithSameHoursLeavesRestOfDayFree(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	batch, err := b.store.Apply(b.as(b.lead), b.launch.Slug, b.nights(), "")
	b.ok(err)
	if len(batch.Items) != 8 {
		t.Fatalf("%d shifts, want 8", len(batch.Items))
	}
	slots := b.roster().Watch.Slots
	for i, want := range []struct {
		person int64
		roster.Span
	}{{b.lead.ID, roster.Span{From: b.at(10, 21), To: b.at(11, 0)}}, {b.max.ID, b.span(11, 0, 3)}, {b.mia.ID, b.span(11, 3, 6)},
		{b.juno.ID, b.span(11, 6, 9)}, {b.lead.ID, roster.Span{From: b.at(11, 21), To: b.at(12, 0)}}} {
		if s := slots[i]; s.Person != want.person || !s.From.Equal(want.From) || !s.To.Equal(want.To) {
			t.Errorf("slot %d is %v, want %v", i, s, want)
		}
	}
}

// problemsOf returns the number of drafts with a problem of a kind.
func problemsOf(drafts []roster.Draft, kind roster.ProblemKind) (n int) {
	for _, d := range drafts {
		for _, p := range d.Problems {
			if p.Kind == kind {
				n++
			}
		}
	}
	return n
}

func TestRotaPreviewShowsTooManyHoursInRow(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	preview := func(r roster.Rota) []roster.Draft {
		ds, err := b.store.Preview(b.as(b.lead), b.launch.Slug, r)
		b.ok(err)
		return ds
	}
	if n := problemsOf(preview(b.rota()), roster.TooLong); n != 0 {
		t.Errorf("four people: %d problems", n)
	}
	three := b.rota()
	three.People = three.People[:3]
	if problemsOf(preview(three), roster.TooLong) == 0 {
		t.Error("three people are secondary after they were primary, and the preview does not show it")
	}
	one := b.rota()
	one.People, one.Secondary = one.People[:1], false
	if problemsOf(preview(one), roster.TooLong) != 1 {
		t.Error("one person all the time")
	}
}

func TestRotaPreviewCountsHoursBesideRotation(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	b.shift(roster.Primary, b.lead, roster.Span{From: b.at(10, 7), To: b.at(10, 21)})
	ds, err := b.store.Preview(b.as(b.lead), b.launch.Slug, b.nights())
	b.ok(err)
	if len(ds[0].Problems) != 1 || ds[0].Problems[0].Kind != roster.TooLong {
		t.Errorf("a watch after a day's shift: %v", ds[0].Problems)
	}
}

// While somebody watches all night under another role, the lead can count that role as cover.
func TestRoleThatCountsAsCoverClosesGap(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	_, err := b.store.Apply(b.as(b.lead), b.launch.Slug, b.nights(), "")
	b.ok(err)
	before := b.roster()
	st := before.Settings
	st.Covers = []roster.Role{"Night watch"}
	_, _, err = b.store.SetWindow(b.as(b.max), b.launch.Slug, st, st.Version)
	b.want(err, fault.KindForbidden)
	old, next, err := b.store.SetWindow(b.as(b.lead), b.launch.Slug, st, st.Version)
	b.ok(err)
	after := b.roster()
	if less := before.Coverage.Minutes(roster.Gap) - after.Coverage.Minutes(roster.Gap); less != 24*60 {
		t.Errorf("the gaps are %d minutes shorter, want two nights of 12 hours", less)
	}
	if got := after.Watch.Holders(roster.Primary, b.at(11, 4)); len(got) != 1 || got[0].Person != b.mia.ID {
		t.Errorf("a page for the primary reaches %v", got)
	}
	if n := b.audited("roster.window changed"); n != 1 {
		t.Errorf("%d audit rows", n)
	}
	_, _, err = b.store.SetWindow(b.as(b.lead), b.launch.Slug, old, next)
	b.ok(err)
	if got := b.roster().Coverage.Minutes(roster.Gap); got != before.Coverage.Minutes(roster.Gap) {
		t.Errorf("after the undo the gaps are %d minutes", got)
	}
}
