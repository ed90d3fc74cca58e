package readiness_test

import (
	"strings"
	"testing"
	"time"

	"tminus/models/db"
	"tminus/models/modeltest"
	"tminus/models/people"
	"tminus/models/roster"
)

// Criteria that follow the on-call roster: not checked while it is empty, not met
// with a gap or without a senior, met once it is whole.
func TestCriterionFollowsRoster(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	bind := func(rule string) {
		t.Helper()
		ok(b.DB.Write(b.As(b.Lead), func(tx *db.Tx) error {
			return tx.Exec("UPDATE criteria SET bind = ?, bind_id = NULL, bind_rule = ? WHERE launch_id = ? AND kind = 'go'", roster.BindCoverage,
				rule, b.Launch.ID).Error
		}))
	}
	says := func(rule, want string, met bool) {
		t.Helper()
		bind(rule)
		v, err := b.Readiness.Verdict(b.As(b.Viewer), b.Launch.Slug)
		ok(err)
		if l := v.Criteria[0]; !strings.Contains(l.Why, want) || l.State.Holds() != met || l.Bound != "On-call roster" {
			t.Errorf("%s: %s %q, want %q", rule, l.State, l.Why, want)
		}
	}
	says(roster.RuleCovered, "Nobody is on the roster yet", false)
	says(roster.RuleSenior, "Nobody is on the roster yet", false)
	l, err := b.Launches.Launch(b.As(b.Lead), b.Launch.Slug)
	ok(err)
	window := roster.Span{From: l.LaunchAt.Add(-2 * time.Hour), To: l.LaunchAt.Add(7 * 24 * time.Hour)}
	_, err = b.Roster.Create(b.As(b.Lead), l.Slug, roster.Input{Kind: roster.Shift, Role: roster.Primary, In: b.Lead.ID, Span: window}, "")
	ok(err)
	says(roster.RuleCovered, "problems on the roster", false)
	says(roster.RuleSenior, "No senior engineer", false)
	team, err := b.People.CreateTeam(b.As(b.Admin), "engineering", "Engineering", "")
	ok(err)
	ok(b.DB.Write(b.As(b.Lead), func(tx *db.Tx) error {
		return tx.Exec("UPDATE users SET seniority = ?, team_id = ? WHERE id = ?", people.Senior, team.ID, b.Lead.ID).Error
	}))
	says(roster.RuleSenior, "senior engineer is on call from T", true)
	_, err = b.Roster.Create(b.As(b.Lead), l.Slug, roster.Input{Kind: roster.Remove, Out: b.Lead.ID,
		Span: roster.Span{From: l.LaunchAt.Add(time.Hour), To: l.LaunchAt.Add(2 * time.Hour)}}, "")
	ok(err)
	says(roster.RuleSenior, "No senior engineer", false)
	says(roster.RuleCovered, "nobody is primary for 1 h", false)
}
