package risk_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/risk"
)

func TestRiskCreateAndUpdate(t *testing.T) {
	b := newFixture(t)
	in := validInput()
	in.Cause, in.Event, in.Effect = "A large table", "The migration runs for hours", "Nobody can pay"
	in.OwnerID, in.Cost, in.Trigger, in.PlanB = &b.member.ID, "2 engineer days", "More than 20 minutes", "Stop and roll back"
	in.Steps, in.ReviewOn, in.ShowStopper = []string{"Stop", "Roll back", "Tell sales"}, civil.New(2026, 12, 1), true
	d := b.add(in)
	if d.Title != in.Title || d.Category != "migration" || d.Cause != in.Cause || d.Event != in.Event || d.Effect != in.Effect ||
		d.OwnerName != "Max Member" ||
		d.Cost != in.Cost || d.Trigger != in.Trigger || d.PlanB != in.PlanB || !slices.Equal(d.Steps, in.Steps) ||
		d.ReviewOn != in.ReviewOn || !d.ShowStopper {
		t.Errorf("%+v", d)
	}
	if d.Inherent != in.Current || d.Current != in.Current || d.Residual != in.Residual || len(d.Course) != 1 ||
		d.Course[0].Name != "Max Member" {
		t.Errorf("scores %+v, course %+v", d.Scores, d.Course)
	}
	if n := b.count("audit_log WHERE action = 'risk.created' AND entity_id = ? AND launch_id = ?", d.ID, b.launch.ID); n != 1 {
		t.Errorf("%d audit rows", n)
	}
	in.Title, in.Steps, in.OwnerID, in.ShowStopper, in.ReviewOn = "It runs for a day", []string{"Stop"}, nil, false, civil.Date{}
	b.ok(b.store.Update(b.as(b.member), b.launch.Slug, d.ID, in, d.Version))
	d = b.risk(d.ID)
	if d.Title != in.Title || len(d.Steps) != 1 || d.OwnerID != 0 || d.ShowStopper || !d.ReviewOn.IsZero() || d.Version != 2 ||
		len(d.Course) != 1 {
		t.Errorf("%+v", d)
	}
	// Saving without a change does nothing.
	b.ok(b.store.Update(b.as(b.member), b.launch.Slug, d.ID, in, d.Version))
	if got := b.risk(d.ID).Version; got != 2 {
		t.Errorf("version %d", got)
	}
}

func TestCreateTwiceWithSameKeyAddsOne(t *testing.T) {
	b := newFixture(t)
	one, err := b.store.Create(b.as(b.member), b.launch.Slug, validInput(), "key")
	b.ok(err)
	two, err := b.store.Create(b.as(b.member), b.launch.Slug, validInput(), "key")
	b.ok(err)
	other, err := b.store.Create(b.as(b.member), b.other.Slug, validInput(), "key")
	b.ok(err)
	if one != two || other == one || b.count("risks") != 2 {
		t.Errorf("ids %d, %d, %d", one, two, other)
	}
}

func TestRiskInvalid(t *testing.T) {
	b := newFixture(t)
	d := b.add(validInput())
	do := func(change func(*risk.Input)) error {
		in := validInput()
		change(&in)
		_, err := b.store.Create(b.as(b.member), b.launch.Slug, in, "")
		return err
	}
	b.wantInvalid(do(func(in *risk.Input) { in.Current.Impact = 6 }), "current_impact")
	b.wantInvalid(do(func(in *risk.Input) { in.OwnerID = &b.viewer.ID }), "owner")
	none := int64(99999)
	b.wantInvalid(do(func(in *risk.Input) { in.OwnerID = &none }), "owner")
	_, _, err := b.store.Rescore(b.as(b.member), b.launch.Slug, d.ID, risk.Score{Likelihood: 6, Impact: 1}, risk.Score{}, d.Version)
	b.wantInvalid(err, "current_likelihood")
	b.wantInvalid(faulttest.Err(b.store.Close(b.as(b.member), b.launch.Slug, d.ID, " ", d.Version)), "reason")
	b.wantInvalid(faulttest.Err(b.store.Link(b.as(b.member), b.launch.Slug, d.ID, b.items(b.other)[0].ID, d.Version)), "deliverable")
	b.wantInvalid(faulttest.Err(b.store.Link(b.as(b.member), b.launch.Slug, d.ID, none, d.Version)), "deliverable")
	b.want(faulttest.Err(b.store.Unlink(b.as(b.member), b.launch.Slug, d.ID, b.items(b.launch)[0].ID, d.Version)), fault.KindNotFound)
	b.want(b.store.Reopen(b.as(b.member), b.launch.Slug, d.ID, d.Version), fault.KindConflict)
	b.want(b.store.EndAcceptance(b.as(b.lead), b.launch.Slug, d.ID, d.Version), fault.KindConflict)
	if after := b.risk(d.ID); after.Version != d.Version || b.count("risks") != 1 || b.count("risk_mitigations") != 0 {
		t.Errorf("something was written: %+v", after)
	}
	// The database refuses what the rules might miss.
	w, err := b.db.WriterSQL()
	b.ok(err)
	if _, err := w.ExecContext(context.Background(), "UPDATE risks SET current_impact = 6"); err == nil {
		t.Error("the database took an impact of 6")
	}
}

// eachWrite runs each operation on a risk.
func (b *fixture) eachWrite(u people.User, slug string, id int64, version int, check func(name string, err error)) {
	ctx := b.as(u)
	check("update", b.store.Update(ctx, slug, id, validInput(), version))
	_, _, err := b.store.Rescore(ctx, slug, id, risk.Score{Likelihood: 1, Impact: 1}, risk.Score{}, version)
	check("rescore", err)
	check("close", faulttest.Err(b.store.Close(ctx, slug, id, "Gone", version)))
	check("reopen", b.store.Reopen(ctx, slug, id, version))
	check("link", faulttest.Err(b.store.Link(ctx, slug, id, b.items(b.launch)[0].ID, version)))
	check("unlink", faulttest.Err(b.store.Unlink(ctx, slug, id, b.items(b.launch)[0].ID, version)))
	check("accept", faulttest.Err(b.store.Accept(ctx, slug, id, "We can", civil.New(2026, 12, 1), version)))
	check("end", b.store.EndAcceptance(ctx, slug, id, version))
}

func TestWritesForbiddenNotFoundAndConflict(t *testing.T) {
	b := newFixture(t)
	d := b.add(validInput())
	b.eachWrite(b.viewer, b.launch.Slug, d.ID, d.Version, func(name string, err error) {
		if !fault.Is(err, fault.KindForbidden) {
			t.Errorf("%s by a viewer: %v", name, err)
		}
	})
	b.eachWrite(b.lead, b.other.Slug, d.ID, d.Version, func(name string, err error) {
		if !fault.Is(err, fault.KindNotFound) {
			t.Errorf("%s through another launch: %v", name, err)
		}
	})
	b.eachWrite(b.lead, b.launch.Slug, d.ID, d.Version+1, func(name string, err error) {
		if !fault.Is(err, fault.KindConflict) {
			t.Errorf("%s with a version of its own: %v", name, err)
		}
	})
	b.want(faulttest.Err(b.store.Accept(b.as(b.member), b.launch.Slug, d.ID, "We can", civil.New(2026, 12, 1), d.Version)),
		fault.KindForbidden)
	b.want(b.store.EndAcceptance(b.as(b.member), b.launch.Slug, d.ID, d.Version), fault.KindForbidden)
	_, err := b.store.Create(b.as(b.viewer), b.launch.Slug, validInput(), "")
	b.want(err, fault.KindForbidden)
	_, err = b.store.Risk(context.Background(), b.launch.Slug, d.ID)
	b.want(err, fault.KindUnauthenticated)
	_, err = b.store.Risk(b.as(b.lead), b.other.Slug, d.ID)
	b.want(err, fault.KindNotFound)
	if b.risk(d.ID).Version != d.Version {
		t.Error("something was written")
	}
}

func TestResidualCountsAfterAllMitigations(t *testing.T) {
	b := newFixture(t)
	in := validInput()
	in.ShowStopper = true
	d := b.add(in)
	items := b.items(b.launch)
	one, two := items[0].ID, items[1].ID
	stands := func(when string, want bool) {
		t.Helper()
		d = b.risk(d.ID)
		if d.Stands(d.Now) != want || (d.Effective() == in.Residual) == want {
			t.Errorf("%s: stands %t at %v", when, d.Stands(d.Now), d.Effective())
		}
	}
	stands("no mitigation", true)
	b.ok(faulttest.Err(b.store.Link(b.as(b.member), b.launch.Slug, d.ID, one, d.Version)))
	d = b.risk(d.ID)
	b.ok(faulttest.Err(b.store.Link(b.as(b.member), b.launch.Slug, d.ID, two, d.Version)))
	// Linking it again changes nothing.
	d = b.risk(d.ID)
	b.ok(faulttest.Err(b.store.Link(b.as(b.member), b.launch.Slug, d.ID, two, d.Version)))
	if got := b.risk(d.ID); got.Version != d.Version || len(got.By) != 2 {
		t.Errorf("%+v", got.By)
	}
	stands("two under way", true)
	b.setStatus(one, launch.Done)
	stands("one done", true)
	b.setStatus(two, launch.Skipped)
	stands("the other left out", true)
	b.setStatus(two, launch.Done)
	stands("both done", false)
	b.setStatus(one, launch.InProgress)
	stands("one is worked on again", true)
	b.setStatus(one, launch.Done)
	p, err := b.launches.Plan(b.as(b.lead), b.launch.Slug)
	b.ok(err)
	it, _ := p.Item(one)
	b.ok(faulttest.Err(b.launches.RemoveDeliverable(b.as(b.lead), b.launch.Slug, one, it.Version)))
	stands("one is off the plan", true)
	if !slices.ContainsFunc(d.By, func(m risk.Mitigation) bool { return m.ID == one && m.Removed }) {
		t.Errorf("%+v", d.By)
	}
	b.ok(faulttest.Err(b.store.Unlink(b.as(b.lead), b.launch.Slug, d.ID, one, d.Version)))
	stands("unlinked", false)
	// The deliverable's page.
	fs, err := b.store.Mitigates(b.as(b.viewer), two)
	b.ok(err)
	if len(fs) != 1 || fs[0].ID != d.ID {
		t.Errorf("%+v", fs)
	}
}

func TestAcceptanceEndsWithDayAndNewScore(t *testing.T) {
	b := newFixture(t)
	in := validInput()
	in.ShowStopper = true
	d := b.add(in)
	accept := func(day civil.Date) error {
		d = b.risk(d.ID)
		return faulttest.Err(b.store.Accept(b.as(b.lead), b.launch.Slug, d.ID, "We can live with it", day, d.Version))
	}
	b.wantInvalid(accept(civil.Date{}), "until")
	b.wantInvalid(accept(civil.New(2026, 11, 15)), "until")
	b.wantInvalid(accept(civil.New(2027, 12, 24)), "until")
	b.wantInvalid(faulttest.Err(b.store.Accept(b.as(b.lead), b.launch.Slug, d.ID, "", civil.New(2026, 12, 1), d.Version)), "reason")
	b.ok(accept(civil.New(2026, 11, 17)))
	d = b.risk(d.ID)
	if d.Stands(d.Now) || d.Acceptance.ApproverName != "Lea Lead" || d.Acceptance.Score != in.Current {
		t.Errorf("%+v", d.Acceptance)
	}
	// The day ends at 23:00 UTC, which is midnight in Berlin.
	for hour, want := range map[time.Time]bool{
		time.Date(2026, 11, 17, 22, 59, 59, 0, time.UTC): false,
		time.Date(2026, 11, 17, 23, 0, 0, 0, time.UTC):   true,
	} {
		if d.Stands(hour) != want {
			t.Errorf("at %s it stands: %t", hour, !want)
		}
	}
	if day := d.Acceptance.LastDay(b.launch.Location()); day != civil.New(2026, 11, 17) {
		t.Errorf("last day %s", day)
	}
	b.ok(accept(civil.New(2026, 12, 1)))
	d = b.risk(d.ID)
	if len(d.Acceptances) != 2 || d.Acceptances[1].EndedAt.IsZero() || d.Stands(d.Now) {
		t.Errorf("%+v", d.Acceptances)
	}
	before, _, err := b.store.Rescore(b.as(b.lead), b.launch.Slug, d.ID, risk.Score{Likelihood: 2, Impact: 5}, in.Residual, d.Version)
	b.ok(err)
	d = b.risk(d.ID)
	if before.Current != in.Current || !d.Stands(d.Now) || d.Acceptance.ID != 0 || len(d.Course) != 2 {
		t.Errorf("before %v, %+v", before, d)
	}
	// Restoring the old score does not restore the acceptance.
	_, _, err = b.store.Rescore(b.as(b.member), b.launch.Slug, d.ID, before.Current, before.Residual, d.Version)
	b.ok(err)
	if d = b.risk(d.ID); !d.Stands(d.Now) {
		t.Error("an ended acceptance counts")
	}
	b.ok(accept(civil.New(2026, 12, 1)))
	d = b.risk(d.ID)
	b.ok(b.store.EndAcceptance(b.as(b.admin), b.launch.Slug, d.ID, d.Version))
	if d = b.risk(d.ID); !d.Stands(d.Now) {
		t.Error("one that was taken back counts")
	}
	// A new score in the form ends it too.
	b.ok(accept(civil.New(2026, 12, 1)))
	d = b.risk(d.ID)
	in.Current.Likelihood = 5
	b.ok(b.store.Update(b.as(b.member), b.launch.Slug, d.ID, in, d.Version))
	if d = b.risk(d.ID); !d.Stands(d.Now) || d.Acceptances[0].EndedAt.IsZero() {
		t.Errorf("%+v", d.Acceptances[0])
	}
}

func TestClosedRiskDoesNotStand(t *testing.T) {
	b := newFixture(t)
	in := validInput()
	in.ShowStopper = true
	d := b.add(in)
	b.ok(faulttest.Err(b.store.Close(b.as(b.lead), b.launch.Slug, d.ID, "The supplier signed", d.Version)))
	d = b.risk(d.ID)
	if !d.Closed || d.Stands(d.Now) || d.ClosedReason != "The supplier signed" {
		t.Errorf("%+v", d)
	}
	b.want(faulttest.Err(b.store.Accept(b.as(b.lead), b.launch.Slug, d.ID, "We can", civil.New(2026, 12, 1), d.Version)), fault.KindConflict)
	b.ok(b.store.Reopen(b.as(b.member), b.launch.Slug, d.ID, d.Version))
	if d = b.risk(d.ID); d.Closed || !d.Stands(d.Now) || d.ClosedReason != "" {
		t.Errorf("%+v", d)
	}
}
