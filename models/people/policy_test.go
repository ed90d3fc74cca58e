package people_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// The people of the policy tests, by the relation that their name says.
const (
	leadID = iota + 1
	ownerID
	chairID
	otherID
)

// allowed has, for each action, the roles and relations that may do it, separated by spaces:
// "member" is any member, "member/lead" a member who is the lead.
var allowed = map[people.Action]string{
	people.Read:              "viewer member administrator program",
	people.EditPlan:          "member administrator program",
	people.CreateLaunch:      "member administrator program",
	people.EditCalendar:      "member administrator program",
	people.LeadLaunch:        "member/lead administrator program",
	people.Freeze:            "administrator program",
	people.Administer:        "administrator program",
	people.SetUp:             "nobody viewer member administrator program",
	people.Deactivate:        "administrator/lead administrator/chair administrator/other program",
	people.EditTemplate:      "administrator program",
	people.EditComment:       "member/owner administrator/owner",
	people.DeleteComment:     "member/owner administrator program",
	people.EaseShowStopper:   "member/owner member/lead administrator program",
	people.WithdrawNotice:    "member administrator program",
	people.WithdrawCheck:     "member/owner administrator/owner",
	people.OfferShift:        "member/owner administrator/owner",
	people.WithdrawSwap:      "member/owner administrator/owner",
	people.AnswerSwap:        "member/owner administrator/owner",
	people.AcceptHandover:    "member/owner administrator/owner",
	people.ManageGuide:       "member/owner member/lead administrator program",
	people.ReviewGuide:       "member/owner administrator program",
	people.EditQuestion:      "member administrator program",
	people.WithdrawExtension: "member/owner administrator/owner",
	people.RunMeeting:        "member/chair member/lead administrator program",
	people.Vote:              "member/owner member/chair member/lead administrator program",
	people.MeetCondition:     "member/owner member/lead administrator program",
}

// actors returns every combination of role and relation, by its name in the table.
func actors() map[string]db.Actor {
	out := map[string]db.Actor{"nobody": {}, "program": db.System()}
	for _, role := range []people.Role{people.Viewer, people.Member, people.Administrator} {
		for relation, id := range map[string]int64{"lead": leadID, "owner": ownerID, "chair": chairID, "other": otherID} {
			out[string(role)+"/"+relation] = db.Actor{ID: id, Role: string(role)}
		}
	}
	return out
}

func TestPolicyForEveryActionRoleAndRelation(t *testing.T) {
	t.Parallel()
	on := people.Subject{Lead: leadID, Owner: ownerID, Chair: chairID}
	for act, may := range allowed {
		for name, actor := range actors() {
			role, _, _ := strings.Cut(name, "/")
			who := strings.Fields(may)
			want := slices.Contains(who, role) || slices.Contains(who, name)
			if got := people.Can(actor, act, on); got != want {
				t.Errorf("%s by %s: %t, want %t", act, name, got, want)
			}
			checkRequire(t, actor, act, on, want)
		}
	}
}

// checkRequire checks that Require agrees with Can, and refuses with a kind and a message.
func checkRequire(t *testing.T, actor db.Actor, act people.Action, on people.Subject, want bool) {
	t.Helper()
	err := people.Require(actor, act, on)
	kind := fault.KindForbidden
	if !actor.Known() {
		kind = fault.KindUnauthenticated
	}
	switch {
	case want != (err == nil):
		t.Errorf("%s by %+v: %v, want allowed %t", act, actor, err, want)
	case err != nil && (!fault.Is(err, kind) || strings.TrimSpace(fault.MessageOf(err)) == "" || strings.Contains(err.Error(), "{")):
		t.Errorf("%s by %+v: %v", act, actor, err)
	}
}

// An id of 0 means nobody. It must not match an actor without an id.
func TestPolicyMatchesNobodyAsOwner(t *testing.T) {
	t.Parallel()
	for act := range allowed {
		without, with := people.Can(db.Actor{Name: "X", Role: string(people.Member)}, act, people.Subject{}),
			people.Can(db.Actor{ID: otherID, Role: string(people.Member)}, act, people.Subject{})
		if without && act != people.SetUp {
			t.Errorf("%s by an actor without an id", act)
		}
		may := strings.Fields(allowed[act])
		if with != slices.Contains(may, "member") {
			t.Errorf("%s by a member on something without people: %t", act, with)
		}
	}
}

func TestPolicyRefusesChangesOfFixedSubjects(t *testing.T) {
	t.Parallel()
	admin := db.Actor{ID: otherID, Role: string(people.Administrator)}
	for act, want := range map[people.Action]string{
		people.SetUp:          "T-Minus is set up already.",
		people.EditTemplate:   "This template comes with T-Minus and stays as it is. Copy it, and edit the copy.",
		people.WithdrawNotice: "Rita acknowledged this themselves, so it stands.",
		people.EditQuestion:   "This question comes from the template and is asked at every launch. You can change who is asked, and answer it.",
	} {
		err := people.Require(admin, act, people.Subject{Fixed: true, Name: "Rita"})
		if !fault.Is(err, fault.KindForbidden) || fault.MessageOf(err) != want {
			t.Errorf("%s: %v, want %q", act, err, want)
		}
	}
}

func TestPolicyMessagesNameWhoMay(t *testing.T) {
	t.Parallel()
	const viewers = "Viewers read everything and change nothing. Ask an administrator to make you a member."
	on := people.Subject{Lead: leadID, Owner: ownerID, Name: "Olga"}
	viewer, member := db.Actor{ID: otherID, Role: string(people.Viewer)}, db.Actor{ID: otherID, Role: string(people.Member)}
	for _, c := range []struct {
		actor db.Actor
		act   people.Action
		want  string
	}{
		{viewer, people.EditPlan, viewers},
		{viewer, people.EditComment, viewers},
		{viewer, people.LeadLaunch, "Only the launch's lead or an administrator can do this."},
		{viewer, people.RunMeeting, "Only the meeting's chair, the launch's lead or an administrator can do this."},
		{member, people.WithdrawCheck, "Only Olga can take this back."},
		{member, people.MeetCondition, "Only Olga, who owns the condition, or the launch's lead can do this."},
		{member, people.Deactivate, "Only an administrator can do this."},
		{db.Actor{ID: ownerID, Role: string(people.Administrator)}, people.Deactivate,
			"You cannot deactivate yourself. Ask another administrator."},
		{viewer, people.EditTemplate, "Only an administrator can do this."},
	} {
		if got := fault.MessageOf(people.Require(c.actor, c.act, on)); got != c.want {
			t.Errorf("%s by %s: %q, want %q", c.act, c.actor.Role, got, c.want)
		}
	}
}

// An action without a rule would be refused to everybody, and one without a row here is untested.
func TestPolicyTableIsComplete(t *testing.T) {
	t.Parallel()
	if got, want := slices.Sorted(maps.Keys(allowed)), people.Actions(); !slices.Equal(got, want) {
		t.Errorf("tested %v, want %v", got, want)
	}
}
