package risk_test

import (
	"testing"

	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/risk"
)

// stopper adds a show-stopper with an owner, or none for an owner without an id.
func (b *fixture) stopper(owner people.User) risk.Detail {
	b.Helper()
	in := validInput()
	in.ShowStopper, in.OwnerID = true, nil
	if owner.ID != 0 {
		in.OwnerID = &owner.ID
	}
	return b.add(in)
}

// inputOf returns the content of the form for a risk.
func inputOf(d risk.Detail) risk.Input {
	in := risk.Input{Title: d.Title, Category: d.Category, Cause: d.Cause, Event: d.Event, Effect: d.Effect, Scores: d.Scores,
		Response: d.Response,
		Cost:     d.Cost, Trigger: d.Trigger, PlanB: d.PlanB, Steps: d.Steps, ReviewOn: d.ReviewOn, ShowStopper: d.ShowStopper}
	if d.OwnerID != 0 {
		in.OwnerID = &d.OwnerID
	}
	return in
}

// wantForbidden fails the test unless err is a Forbidden with a message for the field.
func (b *fixture) wantForbidden(name string, err error, field string) {
	b.Helper()
	fields := fault.FieldsOf(err)
	if !fault.Is(err, fault.KindForbidden) || len(fields) != 1 || fields[0].Name != field || fields[0].Message == "" {
		b.Errorf("%s: got %v, want a refusal at %q", name, err, field)
	}
}

func TestMemberCannotEaseSomebodyElsesShowStopper(t *testing.T) {
	b := newFixture(t)
	owner, ctx := b.person("Ola Owner", people.Member), b.as(b.member)
	done := b.items(b.launch)[0].ID
	b.setStatus(done, launch.Done)
	for _, whose := range []people.User{owner, {}} {
		d := b.stopper(whose)
		edit := func(change func(*risk.Input)) error {
			in := inputOf(d)
			change(&in)
			return b.store.Update(ctx, b.launch.Slug, d.ID, in, d.Version)
		}
		score := func(current, residual risk.Score) error {
			_, _, err := b.store.Rescore(ctx, b.launch.Slug, d.ID, current, residual, d.Version)
			return err
		}
		lower := risk.Score{Likelihood: d.Current.Likelihood - 1, Impact: d.Current.Impact}
		for _, c := range []struct {
			name, field string
			err         error
		}{
			{"close", "reason", faulttest.Err(b.store.Close(ctx, b.launch.Slug, d.ID, "It is fine", d.Version))},
			{"unmark", "show_stopper", edit(func(in *risk.Input) { in.ShowStopper = false })},
			{"lower in the form", "current_likelihood", edit(func(in *risk.Input) { in.Current = lower })},
			{"lower what remains in the form", "residual_likelihood", edit(func(in *risk.Input) {
				in.Residual = risk.Score{Likelihood: 1, Impact: 1}
			})},
			{"rescore", "current_likelihood", score(lower, d.Residual)},
			{"rescore what remains", "residual_likelihood", score(d.Current, risk.Score{Likelihood: 1, Impact: 1})},
			{"take over", "owner", edit(func(in *risk.Input) { in.OwnerID = &b.member.ID })},
			{"link what is done already", "deliverable", faulttest.Err(b.store.Link(ctx, b.launch.Slug, d.ID, done, d.Version))},
		} {
			b.wantForbidden(c.name, c.err, c.field)
		}
		b.want(faulttest.Err(b.store.Accept(ctx, b.launch.Slug, d.ID, "We can", civil.New(2026, 12, 1), d.Version)), fault.KindForbidden)
		if now := b.risk(d.ID); now.Version != d.Version || b.count("audit_log WHERE entity = 'risk' AND entity_id = ?", d.ID) != 1 {
			t.Errorf("something was written: version %d", now.Version)
		}
	}
}

func TestMemberCanRaiseShowStopper(t *testing.T) {
	b := newFixture(t)
	ctx := b.as(b.member)
	d := b.stopper(b.lead)
	higher := risk.Score{Likelihood: 5, Impact: 5}
	_, _, err := b.store.Rescore(ctx, b.launch.Slug, d.ID, higher, risk.Score{}, d.Version)
	b.ok(err)
	d = b.risk(d.ID)
	in := inputOf(d)
	in.Title, in.PlanB = "Other words", "Something else"
	b.ok(b.store.Update(ctx, b.launch.Slug, d.ID, in, d.Version))
	if d = b.risk(d.ID); d.MayEase {
		t.Error("the store says that a viewer may ease it")
	}
	// Undoing a higher score eases it.
	_, _, err = b.store.Rescore(ctx, b.launch.Slug, d.ID, risk.Score{Likelihood: 1, Impact: 1}, risk.Score{}, d.Version)
	b.wantForbidden("undo", err, "current_likelihood")

	// Everybody may change a risk that is not a show-stopper; marking it is not easing.
	plain := validInput()
	plain.ShowStopper, plain.OwnerID = false, &b.lead.ID
	p := b.add(plain)
	in = inputOf(p)
	in.ShowStopper = true
	b.ok(b.store.Update(ctx, b.launch.Slug, p.ID, in, p.Version))
	p = b.risk(p.ID)
	in.ShowStopper = false
	b.wantForbidden("unmark what one has marked", b.store.Update(ctx, b.launch.Slug, p.ID, in, p.Version), "show_stopper")
}

func TestUnlinkingTheLastOpenMitigationEasesShowStopper(t *testing.T) {
	b := newFixture(t)
	items := b.items(b.launch)
	d := b.stopper(b.lead)
	for _, it := range items[:2] {
		b.ok(faulttest.Err(b.store.Link(b.as(b.member), b.launch.Slug, d.ID, it.ID, d.Version)))
		d = b.risk(d.ID)
	}
	b.setStatus(items[0].ID, launch.Done)
	b.wantForbidden("unlink", faulttest.Err(b.store.Unlink(b.as(b.member), b.launch.Slug, d.ID, items[1].ID, d.Version)), "deliverable")
	for _, m := range b.risk(d.ID).By {
		if got := b.risk(d.ID).UnlinkEases(m); got != (m.ID == items[1].ID) {
			t.Errorf("unlinking %s eases: %t", m.Title, got)
		}
	}
	b.ok(faulttest.Err(b.store.Unlink(b.as(b.lead), b.launch.Slug, d.ID, items[1].ID, d.Version)))
	if d = b.risk(d.ID); d.Stands(d.Now) {
		t.Error("it stands though all that mitigates it is done")
	}
}

func TestOwnerLeadAndAdministratorEaseShowStopper(t *testing.T) {
	for name, who := range map[string]func(b *fixture) people.User{
		"owner":         func(b *fixture) people.User { return b.member },
		"lead":          func(b *fixture) people.User { return b.lead },
		"administrator": func(b *fixture) people.User { return b.admin },
	} {
		t.Run(name, func(t *testing.T) {
			b := newFixture(t)
			ctx := b.as(who(b))
			d := b.stopper(b.member)
			lower := risk.Score{Likelihood: d.Current.Likelihood - 1, Impact: d.Current.Impact}
			_, _, err := b.store.Rescore(ctx, b.launch.Slug, d.ID, lower, risk.Score{}, d.Version)
			b.ok(err)
			d = b.risk(d.ID)
			b.ok(faulttest.Err(b.store.Close(ctx, b.launch.Slug, d.ID, "The supplier signed", d.Version)))
			d = b.risk(d.ID)
			in := inputOf(d)
			in.ShowStopper = false
			b.ok(b.store.Update(ctx, b.launch.Slug, d.ID, in, d.Version))
		})
	}
}

func TestClosedShowStopperCannotBeUnmarkedAndReopened(t *testing.T) {
	b := newFixture(t)
	d := b.stopper(b.lead)
	b.ok(faulttest.Err(b.store.Close(b.as(b.lead), b.launch.Slug, d.ID, "It is over", d.Version)))
	d = b.risk(d.ID)
	in := inputOf(d)
	in.ShowStopper = false
	b.wantForbidden("unmark", b.store.Update(b.as(b.member), b.launch.Slug, d.ID, in, d.Version), "show_stopper")
	b.ok(b.store.Reopen(b.as(b.member), b.launch.Slug, d.ID, d.Version))
	if d = b.risk(d.ID); !d.Stands(d.Now) {
		t.Error("reopened, it does not stand")
	}
}

func TestEasedListsShowStoppersWithActor(t *testing.T) {
	b := newFixture(t)
	list := func() map[int64]risk.Easing {
		t.Helper()
		es, err := b.store.Eased(b.as(b.viewer), b.launch)
		b.ok(err)
		out := map[int64]risk.Easing{}
		for _, e := range es {
			out[e.RiskID] = e
		}
		if len(out) != len(es) {
			t.Errorf("a risk is listed twice: %+v", es)
		}
		return out
	}
	lowered, closed, unmarked, plain := b.stopper(b.member), b.stopper(b.member), b.stopper(b.member), b.add(titled("Plain", 2, 2))
	was := lowered.Current
	lower := risk.Score{Likelihood: 1, Impact: was.Impact}
	_, _, err := b.store.Rescore(b.as(b.member), b.launch.Slug, lowered.ID, lower, risk.Score{}, lowered.Version)
	b.ok(err)
	b.ok(faulttest.Err(b.store.Close(b.as(b.lead), b.launch.Slug, closed.ID, "The supplier signed", closed.Version)))
	in := inputOf(unmarked)
	in.ShowStopper = false
	b.ok(b.store.Update(b.as(b.admin), b.launch.Slug, unmarked.ID, in, unmarked.Version))
	b.ok(faulttest.Err(b.store.Close(b.as(b.member), b.launch.Slug, plain.ID, "It is over", plain.Version)))

	got := list()
	if e := got[lowered.ID]; e.Ease != risk.EasedByLowScoring || e.Who != b.member.Name || e.From != was.String() ||
		e.To != lower.String() || e.At.IsZero() {
		t.Errorf("lowered: %+v", e)
	}
	if e := got[closed.ID]; e.Ease != risk.EasedByClosing || e.Who != b.lead.Name || e.Reason != "The supplier signed" {
		t.Errorf("closed: %+v", e)
	}
	if e := got[unmarked.ID]; e.Ease != risk.EasedByUnmarking || e.Who != b.admin.Name {
		t.Errorf("unmarked: %+v", e)
	}
	if len(got) != 3 {
		t.Errorf("%d are listed", len(got))
	}

	// A risk that is as before is no longer listed.
	d := b.risk(lowered.ID)
	_, _, err = b.store.Rescore(b.as(b.member), b.launch.Slug, d.ID, was, risk.Score{}, d.Version)
	b.ok(err)
	d = b.risk(closed.ID)
	b.ok(b.store.Reopen(b.as(b.member), b.launch.Slug, d.ID, d.Version))
	d = b.risk(unmarked.ID)
	in.ShowStopper = true
	b.ok(b.store.Update(b.as(b.member), b.launch.Slug, d.ID, in, d.Version))
	if got := list(); len(got) != 0 {
		t.Errorf("put back, these are listed: %+v", got)
	}
	// A show-stopper that was closed before these actions existed.
	b.ok(faulttest.Err(b.store.Close(b.as(b.lead), b.launch.Slug, closed.ID, "Again", b.risk(closed.ID).Version)))
	w, err := b.db.WriterSQL()
	b.ok(err)
	_, err = w.ExecContext(t.Context(), "UPDATE audit_log SET action = 'risk.closed' WHERE action = 'risk.show-stopper closed'")
	b.ok(err)
	if e := list()[closed.ID]; e.Ease != risk.EasedByClosing || e.Who != b.lead.Name {
		t.Errorf("closed long ago: %+v", e)
	}
}
