package readiness_test

import (
	"context"
	"strings"
	"testing"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault/faulttest"
	"tminus/models/launch"
	"tminus/models/modeltest"
	"tminus/models/readiness"
	"tminus/models/stakeholder"
)

// A criterion that follows the stakeholders holds while all of them have
// acknowledged the present T, and no longer once T has moved.
func TestCriterionFollowsStakeholders(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ok(b.DB.Write(b.As(b.Lead), func(tx *db.Tx) error {
		return tx.Exec("UPDATE criteria SET bind = ?, bind_id = NULL, bind_rule = '' WHERE launch_id = ? AND kind = 'go'",
			stakeholder.BindStakeholders, b.Launch.ID).Error
	}))
	says := func(want string, met bool) {
		t.Helper()
		v, err := b.Readiness.Verdict(b.As(b.Viewer), b.Launch.Slug)
		ok(err)
		if l := v.Criteria[0]; !strings.Contains(l.Why, want) || (v.Met == v.Total) != met {
			t.Errorf("%d of %d met: %q, want %q", v.Met, v.Total, l.Why, want)
		}
	}
	says("No stakeholders are listed", false)
	id, err := b.Stakeholders.Create(b.As(b.Member), b.Launch.Slug, stakeholder.Input{Name: "Nordwind", Function: "Partner"}, "")
	ok(err)
	says("0 of 1 stakeholder", false)
	secret, err := b.Stakeholders.NewLink(b.As(b.Member), b.Launch.Slug, id)
	ok(err)
	a, err := b.Stakeholders.OpenLink(context.Background(), secret)
	ok(err)
	ok(b.Stakeholders.Acknowledge(context.Background(), secret, a.Present))
	says("1 of 1 stakeholder acknowledged T", true)
	l, err := b.Launches.Launch(b.As(b.Lead), b.Launch.Slug)
	ok(err)
	on := l.LaunchOn
	_, err = b.Launches.Move(b.As(b.Lead), l.Slug,
		launch.MoveInput{To: launch.Target{On: on.AddDays(7), Time: civil.At(10, 0), Zone: l.Zone}, Reason: "Later.", Version: l.Version})
	ok(err)
	says("Nordwind still believes "+on.Short(), false)
}

// It is offered to who edits a line, and what a template bound to it can be
// edited like any other.
func TestCriterionCanBeBoundToStakeholders(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	all, err := b.Readiness.Bindables(b.As(b.Lead), b.Launch.Slug)
	b.OK(err)
	var offered bool
	for _, o := range all {
		offered = offered || o.By == stakeholder.BindStakeholders
		if is, err := readiness.ParseBinding(o.String()); err != nil || is != o.Binding {
			t.Errorf("%q is offered and read as %+v, %v", o.String(), is, err)
		}
	}
	if !offered {
		t.Error("the stakeholders are not offered")
	}
	in := readiness.CriterionInput{Kind: readiness.KindGo, Title: "Everybody knows the day",
		Binding: readiness.Binding{By: stakeholder.BindStakeholders}}
	id, err := b.Readiness.AddCriterion(b.As(b.Lead), b.Launch.Slug, in, "")
	b.OK(err)
	in.Binding = readiness.Binding{By: readiness.BindManual}
	b.OK(faulttest.Err(b.Readiness.EditCriterion(b.As(b.Lead), b.Launch.Slug, id, in, 1)))
}
