package readiness_test

import (
	"slices"
	"testing"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/template"
)

// open starts a launch in which nobody fills the roles of those keys.
func (b *bench) open(keys ...string) launch.Launch {
	b.t.Helper()
	tpl := template.Shipped()[0]
	for _, t := range template.Shipped() {
		if t.Key == "standard" {
			tpl = t
		}
	}
	roles := map[string]int64{}
	for _, r := range tpl.Roles {
		if !slices.Contains(keys, r.Key) {
			roles[r.Key] = b.member.ID
		}
	}
	l, err := b.Launches.Create(b.as(b.lead), launch.New{Roles: roles, Template: tpl,
		Input: launch.Input{Name: "Open", LeadID: b.lead.ID, Target: launch.Target{On: civil.New(2026, 12, 10), Time: civil.At(10, 0), Zone: "UTC"}}})
	if err != nil {
		b.t.Fatal(err)
	}
	return l
}

// fill names who fills a role, and returns what was shown before and given.
func (b *bench) fill(l launch.Launch, key string, u people.User, give ...launch.RoleScope) (launch.RoleDetail, launch.Given) {
	b.t.Helper()
	_, d, err := b.Launches.Role(b.as(b.lead), l.Slug, key)
	if err != nil {
		b.t.Fatal(err)
	}
	_, given, err := b.Launches.FillRole(b.as(b.lead), l.Slug, key, launch.RoleChange{UserID: u.ID, Give: give, Seen: d.Seen()})
	if err != nil {
		b.t.Fatal(err)
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
	"seats":           "meeting_seats s JOIN meetings m ON m.id = s.meeting_id WHERE m.launch_id = ? AND s.role_key = ? AND s.user_id",
}

func total(list []launch.RoleShare) (n int) {
	for _, r := range list {
		n += r.N
	}
	return n
}

// kept is what the list of roles says of one beside its deliverables.
func (b *bench) kept(l launch.Launch, key string) []launch.RoleShare {
	b.t.Helper()
	roles, err := b.Launches.Roles(b.as(b.viewer), l.Slug)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, r := range roles {
		if r.Key == key {
			return r.Kept
		}
	}
	b.t.Fatalf("there is no role %s", key)
	return nil
}

// count sums what is kept, and what of that nobody owns.
func count(list []launch.RoleShare) (all, unowned int) {
	for _, r := range list {
		all, unowned = all+r.N, unowned+r.Unowned
	}
	return all, unowned
}

// neverTwice fails when somebody stands in for themselves or sits on two seats.
func (b *bench) neverTwice() {
	b.t.Helper()
	if n := b.count("SELECT COUNT(*) FROM run_tasks WHERE owner_id = fallback_id"); n != 0 {
		b.t.Errorf("%d tasks have their owner as fallback", n)
	}
	if n := b.count("SELECT COUNT(*) FROM (SELECT meeting_id FROM meeting_seats WHERE user_id IS NOT NULL GROUP BY meeting_id, user_id HAVING COUNT(*) > 1) x"); n != 0 {
		b.t.Errorf("%d people sit on two seats", n)
	}
}

func TestARoleFilledLaterTakesWhatWaitedForItInAllRooms(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	l := b.open("engineering_lead", "qa_lead")
	for _, key := range []string{"engineering_lead", "qa_lead"} {
		zoe := b.person("Zoe"+key[:2]+" Next", people.Member)
		waiting := map[string]int{}
		sum := 0
		for what, from := range ofRole {
			waiting[what] = b.count("SELECT COUNT(*) FROM "+from+" IS NULL", l.ID, key)
			sum += waiting[what]
		}
		if key == "engineering_lead" && (waiting["questions"] == 0 || waiting["checks"] == 0 || waiting["risks"] == 0 || waiting["fallbacks"] == 0 || waiting["seats"] != 1) ||
			key == "qa_lead" && (waiting["rituals"] == 0 || waiting["planned runs"] == 0) {
			t.Fatalf("%s: the template left %v without an owner", key, waiting)
		}
		before := b.kept(l, key)
		if _, unowned := count(before); unowned != sum {
			t.Errorf("%s: the list says %v, there were %v", key, before, waiting)
		}
		d, given := b.fill(l, key, zoe, launch.GiveUnowned)
		after := b.kept(l, key)
		n, _ := count(before)
		if m, unowned := count(after); m != n || unowned != 0 {
			t.Errorf("%s: the list says %v, and %v once it is filled", key, before, after)
		}
		if total(d.Also) != sum || launch.Shares(given.Also) != launch.Shares(d.Also) {
			t.Errorf("%s: shown %q, given %q, there were %v", key, launch.Shares(d.Also), launch.Shares(given.Also), waiting)
		}
		for what, from := range ofRole {
			if n := b.count("SELECT COUNT(*) FROM "+from+" = ?", l.ID, key, zoe.ID); n != waiting[what] {
				t.Errorf("%s: %d %s are hers, want %d", key, n, what, waiting[what])
			}
		}
	}
	b.neverTwice()
	if n := b.count("SELECT COUNT(*) FROM audit_log WHERE action = 'launch.role shared' AND launch_id = ? AND reason LIKE '%Engineering%'", l.ID); n != 2 {
		t.Errorf("%d rows in the history, want one of the risks and one of the readiness", n)
	}
}

func TestWhatWaitsForARoleStaysWhenItIsNotHandedOver(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	l := b.open("support_lead")
	if _, given := b.fill(l, "support_lead", b.other); len(given.Also) != 0 {
		t.Errorf("gave %q", launch.Shares(given.Also))
	}
	d, given := b.fill(l, "support_lead", b.other, launch.GiveUnowned)
	if len(d.Also) == 0 || launch.Shares(given.Also) != launch.Shares(d.Also) {
		t.Errorf("later: shown %q, gave %q", launch.Shares(d.Also), launch.Shares(given.Also))
	}
}

func TestOnePersonInTwoRolesHasOneSeatAndNoFallbackOfTheirOwn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	l := b.open("engineering_lead")
	// The lead has the seat of Product, and is the fallback of the engineers' tasks.
	_, given := b.fill(l, "engineering_lead", b.lead, launch.GiveUnowned)
	if len(given.Also) == 0 {
		t.Error("nothing was given")
	}
	b.neverTwice()
	if n := b.count("SELECT COUNT(*) FROM "+ofRole["seats"]+" IS NULL", l.ID, "engineering_lead"); n != 1 {
		t.Errorf("%d seats are empty, want that of Engineering", n)
	}
	if n := b.count("SELECT COUNT(*) FROM "+ofRole["run sheet tasks"]+" IS NULL", l.ID, "engineering_lead"); n != 0 {
		t.Errorf("%d tasks of the engineers have no owner", n)
	}
}

func TestWhatIsSettledGoesToNobodyNew(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	l := b.open("support_lead")
	_, before, err := b.Launches.Role(b.as(b.lead), l.Slug, "support_lead")
	if err != nil {
		t.Fatal(err)
	}
	b.exec("UPDATE checklist_items SET state = 'done' WHERE launch_id = ? AND role_key = 'support_lead'", l.ID)
	// A page of before decides nothing: other things would go along than it shows.
	_, _, err = b.Launches.FillRole(b.as(b.lead), l.Slug, "support_lead", launch.RoleChange{UserID: b.other.ID, Give: []launch.RoleScope{launch.GiveUnowned}, Seen: before.Seen()})
	if err == nil {
		t.Error("a stale page was taken")
	}
	b.fill(l, "support_lead", b.other, launch.GiveUnowned)
	if n := b.count("SELECT COUNT(*) FROM checklist_items WHERE launch_id = ? AND role_key = 'support_lead' AND owner_id IS NOT NULL", l.ID); n != 0 {
		t.Errorf("%d finished checks changed their owner", n)
	}
}

func (b *bench) exec(query string, args ...any) {
	b.t.Helper()
	if err := b.db.Write(b.system(), func(tx *db.Tx) error { return tx.Exec(query, args...).Error }); err != nil {
		b.t.Fatal(err)
	}
}
