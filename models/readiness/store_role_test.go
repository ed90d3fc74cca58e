package readiness_test

import (
	"slices"
	"testing"

	"tminus/internal/civil"
	"tminus/models"
	"tminus/models/assignment"
	"tminus/models/launch"
	"tminus/models/modeltest"
	"tminus/models/people"
)

// open starts a launch in which nobody fills the roles of those keys.
func open(b *modeltest.Org, keys ...string) launch.Launch {
	b.Helper()
	tpl := models.Format.Shipped()[0]
	for _, t := range models.Format.Shipped() {
		if t.Key == "standard" {
			tpl = t
		}
	}
	roles := map[string]int64{}
	for _, r := range tpl.Roles {
		if !slices.Contains(keys, r.Key) {
			roles[r.Key] = b.Member.ID
		}
	}
	l, err := b.Launches.Create(b.As(b.Lead), launch.New{Roles: roles, Template: tpl,
		Input: launch.Input{Name: "Open", LeadID: b.Lead.ID, Target: launch.Target{On: civil.New(2026, 12, 10), Time: civil.At(10, 0),
			Zone: "UTC"}}})
	if err != nil {
		b.Fatal(err)
	}
	return l
}

// fill names who fills a role, and returns what was shown before and given.
func fill(b *modeltest.Org, l launch.Launch, key string, u people.User, give ...assignment.Scope) (assignment.RoleDetail,
	assignment.Grant) {
	b.Helper()
	_, d, err := b.Assignments.Role(b.As(b.Lead), l.Slug, key)
	if err != nil {
		b.Fatal(err)
	}
	_, given, err := b.Assignments.FillRole(b.As(b.Lead), l.Slug, key,
		assignment.RoleChange{UserID: u.ID, Give: give, Fingerprint: d.Fingerprint()})
	if err != nil {
		b.Fatal(err)
	}
	return d, given
}

// ofRole are the queries for what the template gave to a role.
var ofRole = map[string]string{
	"questions":       "interview_questions WHERE launch_id = ? AND role_key = ? AND owner_id",
	"checks":          "checklist_items WHERE launch_id = ? AND role_key = ? AND owner_id",
	"criteria":        "criteria WHERE launch_id = ? AND role_key = ? AND owner_id",
	"rituals":         "rituals WHERE launch_id = ? AND role_key = ? AND owner_id",
	"planned runs":    "runs x JOIN rituals r ON r.id = x.ritual_id WHERE x.launch_id = ? AND r.role_key = ? AND x.owner_id",
	"risks":           "risks WHERE launch_id = ? AND role_key = ? AND owner_id",
	"run sheet tasks": "run_tasks WHERE launch_id = ? AND role_key = ? AND owner_id",
	"fallbacks":       "run_tasks WHERE launch_id = ? AND fallback_key = ? AND fallback_id",
	"topics":          "meeting_questions s JOIN meetings m ON m.id = s.meeting_id WHERE m.launch_id = ? AND s.role_key = ? AND s.user_id",
}

func total(list []assignment.Share) (n int) {
	for _, r := range list {
		n += r.N
	}
	return n
}

// kept is what the list of roles says of one beside its deliverables.
func kept(b *modeltest.Org, l launch.Launch, key string) []assignment.Share {
	b.Helper()
	roles, err := b.Assignments.Roles(b.As(b.Viewer), l.Slug)
	if err != nil {
		b.Fatal(err)
	}
	for _, r := range roles {
		if r.Key == key {
			return r.Kept
		}
	}
	b.Fatalf("there is no role %s", key)
	return nil
}

// count sums what is kept, and what of that nobody owns.
func count(list []assignment.Share) (all, unowned int) {
	for _, r := range list {
		all, unowned = all+r.N, unowned+r.Unowned
	}
	return all, unowned
}

// neverTwice fails when somebody is their own backup.
func neverTwice(b *modeltest.Org) {
	b.Helper()
	if n := b.Count("SELECT COUNT(*) FROM run_tasks WHERE owner_id = fallback_id"); n != 0 {
		b.Errorf("%d tasks have their owner as fallback", n)
	}
}

func TestRoleFilledLaterTakesAllThatWaited(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	l := open(b, "engineering_lead", "qa_lead")
	for _, key := range []string{"engineering_lead", "qa_lead"} {
		zoe := b.Person("Zoe"+key[:2]+" Next", people.Member)
		waiting := map[string]int{}
		sum := 0
		for what, from := range ofRole {
			waiting[what] = b.Count("SELECT COUNT(*) FROM "+from+" IS NULL", l.ID, key)
			sum += waiting[what]
		}
		if key == "engineering_lead" && (waiting["questions"] == 0 || waiting["checks"] == 0 ||
			waiting["fallbacks"] == 0 || waiting["topics"] == 0) ||
			key == "qa_lead" && (waiting["rituals"] == 0 || waiting["planned runs"] == 0) {
			t.Fatalf("%s: the template left %v without an owner", key, waiting)
		}
		before := kept(b, l, key)
		if _, unowned := count(before); unowned != sum {
			t.Errorf("%s: the list says %v, there were %v", key, before, waiting)
		}
		d, given := fill(b, l, key, zoe, assignment.GiveUnowned)
		after := kept(b, l, key)
		n, _ := count(before)
		if m, unowned := count(after); m != n || unowned != 0 {
			t.Errorf("%s: the list says %v, and %v once it is filled", key, before, after)
		}
		if total(d.Also) != sum || assignment.Shares(given.Also) != assignment.Shares(d.Also) {
			t.Errorf("%s: shown %q, given %q, there were %v", key, assignment.Shares(d.Also), assignment.Shares(given.Also), waiting)
		}
		for what, from := range ofRole {
			if n := b.Count("SELECT COUNT(*) FROM "+from+" = ?", l.ID, key, zoe.ID); n != waiting[what] {
				t.Errorf("%s: %d %s are hers, want %d", key, n, what, waiting[what])
			}
		}
	}
	neverTwice(b)
	if n := b.Count("SELECT COUNT(*) FROM audit_log WHERE action = 'launch.role shared' AND launch_id = ? AND reason LIKE '%Engineering%'",
		l.ID); n != 1 {
		t.Errorf("%d rows in the history, want one", n)
	}
}

func TestRoleKeepsWhatIsNotHandedOver(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	l := open(b, "support_lead")
	if _, given := fill(b, l, "support_lead", b.Other); len(given.Also) != 0 {
		t.Errorf("gave %q", assignment.Shares(given.Also))
	}
	d, given := fill(b, l, "support_lead", b.Other, assignment.GiveUnowned)
	if len(d.Also) == 0 || assignment.Shares(given.Also) != assignment.Shares(d.Also) {
		t.Errorf("later: shown %q, gave %q", assignment.Shares(d.Also), assignment.Shares(given.Also))
	}
}

func TestPersonInTwoRolesIsNotTheirOwnFallback(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	l := open(b, "engineering_lead")
	// The lead has the seat of Product, and is the fallback of the engineers' tasks.
	_, given := fill(b, l, "engineering_lead", b.Lead, assignment.GiveUnowned)
	if len(given.Also) == 0 {
		t.Error("nothing was given")
	}
	neverTwice(b)
	if n := b.Count("SELECT COUNT(*) FROM "+ofRole["topics"]+" IS NULL", l.ID, "engineering_lead"); n != 0 {
		t.Errorf("%d topics of Engineering have nobody", n)
	}
	if n := b.Count("SELECT COUNT(*) FROM "+ofRole["run sheet tasks"]+" IS NULL", l.ID, "engineering_lead"); n != 0 {
		t.Errorf("%d tasks of the engineers have no owner", n)
	}
}

func TestRoleDoesNotTakeWhatIsSettled(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	l := open(b, "support_lead")
	_, before, err := b.Assignments.Role(b.As(b.Lead), l.Slug, "support_lead")
	if err != nil {
		t.Fatal(err)
	}
	b.Exec("UPDATE checklist_items SET state = 'done' WHERE launch_id = ? AND role_key = 'support_lead'", l.ID)
	// A page of before decides nothing: other things would go along than it shows.
	_, _, err = b.Assignments.FillRole(b.As(b.Lead), l.Slug, "support_lead", assignment.RoleChange{UserID: b.Other.ID,
		Give: []assignment.Scope{assignment.GiveUnowned}, Fingerprint: before.Fingerprint()})
	if err == nil {
		t.Error("a stale page was taken")
	}
	fill(b, l, "support_lead", b.Other, assignment.GiveUnowned)
	if n := b.Count("SELECT COUNT(*) FROM checklist_items WHERE launch_id = ? AND role_key = 'support_lead' AND owner_id IS NOT NULL",
		l.ID); n != 0 {
		t.Errorf("%d finished checks changed their owner", n)
	}
}
