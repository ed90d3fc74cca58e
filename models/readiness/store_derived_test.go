package readiness_test

import (
	"strings"
	"testing"
	"time"

	"tminus/models/checklist"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/gonogo"
	"tminus/models/launch"
	"tminus/models/modeltest"
	"tminus/models/people"
	"tminus/models/readiness"
	"tminus/models/risk"
	"tminus/models/roster"
	"tminus/models/stakeholder"
)

// derivedOrg is an organisation with a launch of the standard template.
type derivedOrg struct{ *modeltest.Org }

func (b derivedOrg) item(title string) launch.Item { return b.Item(b.Launch.Slug, title) }

// wantItem fails unless a deliverable is done or open, and the list that is stored is the computed one.
func (b derivedOrg) wantItem(title string, done bool) {
	b.Helper()
	if it := b.item(title); it.Status.Finished() != done {
		b.Errorf("%s is %s, done: want %v", title, it.Status, done)
	}
	b.wantStored()
}

func (b derivedOrg) wantCheck(path string, done bool) {
	b.Helper()
	if it := b.Check(path); it.State.Closed() != done {
		b.Errorf("%s is %s, done: want %v", path, it.State, done)
	}
	b.wantStored()
}

func (b derivedOrg) wantStored() {
	b.Helper()
	l, err := b.Launches.Launch(b.As(b.Viewer), b.Launch.Slug)
	b.OK(err)
	stored, err := b.Readiness.Open(b.As(b.Viewer), l)
	b.OK(err)
	computed, err := b.Readiness.Compute(b.As(b.Viewer), l)
	b.OK(err)
	if len(stored.Lines) != len(computed.Lines) || stored.State.Label != computed.State.Label {
		b.Errorf("stored %s, %d lines; computed %s, %d lines", stored.State.Label, len(stored.Lines), computed.State.Label, len(computed.Lines))
	}
}

// cover fills the roster from before T to T+8 with shifts of twelve hours, primary and secondary.
func (b derivedOrg) cover() {
	b.Helper()
	team, err := b.People.CreateTeam(b.As(b.Admin), "engineering", "Engineering", "")
	b.OK(err)
	b.Exec("UPDATE users SET seniority = ?, team_id = ?", people.Senior, team.ID)
	b.Exec("INSERT INTO contact_methods (user_id, kind, value, position) SELECT id, 'phone', '+49 30 1', 0 FROM users")
	at := b.Launch.LaunchAt.Add(-2 * time.Hour)
	for i := range 17 {
		span := roster.Span{From: at.Add(time.Duration(12*i) * time.Hour), To: at.Add(time.Duration(12*i+12) * time.Hour)}
		pair := [][2]people.User{{b.Lead, b.Member}, {b.Other, b.Admin}}[i%2]
		for j, role := range []roster.Role{roster.Primary, roster.Secondary} {
			_, err := b.Roster.Create(b.As(b.Lead), b.Launch.Slug, roster.Input{Kind: roster.Shift, Role: role, In: pair[j].ID, Span: span}, "")
			b.OK(err)
		}
	}
}

// remove takes a person off the roster for an hour after T.
func (b derivedOrg) remove(who people.User) {
	b.Helper()
	at := b.Launch.LaunchAt
	_, err := b.Roster.Create(b.As(b.Lead), b.Launch.Slug, roster.Input{Kind: roster.Remove, Out: who.ID,
		Span: roster.Span{From: at.Add(time.Hour), To: at.Add(2 * time.Hour)}}, "")
	b.OK(err)
}

// A deliverable that derives from the roster is done in the transaction that covers it, and reopened by a gap, each time
// recorded as the program's change. What follows the same fact changes with it.
func TestDeliverableFollowsRoster(t *testing.T) {
	t.Parallel()
	b := derivedOrg{modeltest.NewOrg(t)}
	const title = "On-call roster filled"
	b.wantItem(title, false)
	b.wantCheck("pre_launch/on_call", false)
	b.cover()
	b.wantItem(title, true)
	b.wantCheck("pre_launch/on_call", true)
	if q := b.Question("on_call"); q.Newest == nil || q.Newest.ByID != nil || q.Newest.OptionKey != "senior" {
		t.Errorf("who is on call: %+v", q.Newest)
	}
	b.remove(b.Lead)
	b.wantItem(title, false)
	b.wantCheck("pre_launch/on_call", false)
	b.remove(b.Member)
	if q := b.Question("on_call"); q.Newest != nil {
		t.Errorf("who is on call after a gap: %+v", q.Newest)
	}
	n := b.Count(`SELECT COUNT(*) FROM audit_log WHERE action = 'deliverable.status' AND entity_id = ? AND actor_id IS NULL AND actor_name = ?
		AND reason = 'From the roster'`, b.item(title).ID, db.SystemName)
	if n != 2 {
		t.Errorf("%d entries of the program, want 2", n)
	}
}

// A derived status cannot simply be set. With a reason it is done by hand, whatever its fact says, until that is taken back.
func TestDerivedStatusSetByHand(t *testing.T) {
	t.Parallel()
	b := derivedOrg{modeltest.NewOrg(t)}
	const title = "On-call roster filled"
	ctx, slug, it := b.As(b.Member), b.Launch.Slug, b.item(title)
	_, err := b.Launches.SetStatus(ctx, slug, it.ID, launch.StatusChange{To: launch.Done}, it.Version)
	b.WantKind("set", err, fault.KindInvalid)
	_, err = b.Launches.SetByHand(ctx, slug, it.ID, " ", it.Version)
	b.WantKind("without a reason", err, fault.KindInvalid)
	_, err = b.Launches.SetByHand(b.As(b.Viewer), slug, it.ID, "Paper", it.Version)
	b.WantKind("by a viewer", err, fault.KindForbidden)
	version, err := b.Launches.SetByHand(ctx, slug, it.ID, "The supplier keeps the roster", it.Version)
	b.OK(err)
	b.wantItem(title, true)
	b.cover()
	b.remove(b.Lead)
	b.wantItem(title, true)
	if got := b.item(title); got.HandReason != "The supplier keeps the roster" || got.Version != version {
		t.Errorf("%+v", got)
	}
	_, err = b.Launches.EndByHand(ctx, slug, it.ID, it.Version)
	b.WantKind("taken back with an old version", err, fault.KindConflict)
	_, err = b.Launches.EndByHand(ctx, slug, it.ID, version)
	b.OK(err)
	b.wantItem(title, false)
}

// A check that follows a deliverable is closed and opened with it. Setting it by hand wins, and survives.
func TestCheckFollowsDeliverable(t *testing.T) {
	t.Parallel()
	b := derivedOrg{modeltest.NewOrg(t)}
	const path = "pre_launch/code_merged"
	set := func(to launch.Status) {
		t.Helper()
		it := b.item("Code reviewed, tested and merged")
		_, err := b.Launches.SetStatus(b.As(b.Member), b.Launch.Slug, it.ID, launch.StatusChange{To: to}, it.Version)
		b.OK(err)
	}
	set(launch.Done)
	b.wantCheck(path, true)
	b.wantCheck("release/reviewed", true)
	set(launch.InProgress)
	b.wantCheck(path, false)
	c := b.Check(path)
	_, err := b.Checklists.SetState(b.As(b.Member), b.Launch.Slug, c.ID, checklist.Change{To: checklist.Done}, c.Version)
	b.WantKind("ticked", err, fault.KindInvalid)
	before, err := b.Checklists.SetSeveral(b.As(b.Member), b.Launch.Slug, []db.Pick{{ID: c.ID, Version: c.Version}},
		checklist.Bulk{Do: "state", Change: checklist.Change{To: checklist.Done}})
	if err != nil || len(before) != 0 {
		t.Errorf("ticked with others: %d changed, %v", len(before), err)
	}
	version, err := b.Checklists.SetByHand(b.As(b.Member), b.Launch.Slug, c.ID, "Merged in another repository", c.Version)
	b.OK(err)
	b.wantCheck(path, true)
	set(launch.Done)
	set(launch.InProgress)
	b.wantCheck(path, true)
	_, err = b.Checklists.EndByHand(b.As(b.Member), b.Launch.Slug, c.ID, version)
	b.OK(err)
	b.wantCheck(path, false)
}

// What derives from something that derives changes in the same transaction.
func TestDerivedStatusChains(t *testing.T) {
	t.Parallel()
	b := derivedOrg{modeltest.NewOrg(t)}
	for _, it := range b.Lists().Lists {
		if it.Key != "staging" {
			continue
		}
		for _, c := range it.Items {
			_, err := b.Checklists.SetState(b.As(b.Member), b.Launch.Slug, c.ID, checklist.Change{To: checklist.Done}, c.Version)
			b.OK(err)
		}
	}
	b.wantItem("Staging validation", true)
	b.wantCheck("release/staging", true)
	c := b.Check("staging/works")
	_, err := b.Checklists.SetState(b.As(b.Member), b.Launch.Slug, c.ID, checklist.Change{To: checklist.Failed, Note: "Slow", Noted: true},
		c.Version)
	b.OK(err)
	b.wantItem("Staging validation", false)
	b.wantCheck("release/staging", false)
}

// The register is complete when each open risk has a score, an owner and a response; an empty one is not.
func TestDeliverableFollowsRegister(t *testing.T) {
	t.Parallel()
	b := derivedOrg{modeltest.NewOrg(t)}
	b.wantItem("Risk register", false)
	id, err := b.Risks.Create(b.As(b.Lead), b.Launch.Slug, risk.Input{Title: "It breaks", Category: risk.Categories[0],
		Response: risk.Mitigate,
		Scores:   risk.Scores{Current: risk.Score{Likelihood: 2, Impact: 3}}}, "")
	b.OK(err)
	b.wantItem("Risk register", false)
	b.Exec("UPDATE risks SET owner_id = ? WHERE id = ?", b.Member.ID, id)
	_, _, err = b.Risks.Rescore(b.As(b.Lead), b.Launch.Slug, id, risk.Score{Likelihood: 2, Impact: 4}, risk.Score{},
		b.Count("SELECT version FROM risks WHERE id = ?", id))
	b.OK(err)
	b.wantItem("Risk register", true)
	b.wantCheck("pre_launch/risks", true)
}

// Recording a decision closes the deliverable of the meeting; planning another meeting opens it.
func TestDeliverableFollowsDecision(t *testing.T) {
	t.Parallel()
	b := derivedOrg{modeltest.NewOrg(t)}
	b.wantItem("Go/no-go meeting", false)
	b.OK(b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeNoGo, Reason: "Staging is down"}))
	b.wantItem("Go/no-go meeting", true)
	_, err := b.GoNoGo.Plan(b.As(b.Lead), b.Launch.Slug, b.Meeting().Next(), "")
	b.OK(err)
	b.wantItem("Go/no-go meeting", false)
}

// Stakeholders who acknowledge T close what follows them, and moving T opens it.
func TestDeliverableFollowsStakeholders(t *testing.T) {
	t.Parallel()
	b := derivedOrg{modeltest.NewOrg(t)}
	id, err := b.Stakeholders.Create(b.As(b.Member), b.Launch.Slug, stakeholder.Input{Name: "Nordwind", Function: "Partner"}, "")
	b.OK(err)
	secret, err := b.Stakeholders.NewLink(b.As(b.Member), b.Launch.Slug, id)
	b.OK(err)
	a, err := b.Stakeholders.OpenLink(t.Context(), secret)
	b.OK(err)
	b.OK(b.Stakeholders.Acknowledge(t.Context(), secret, a.Present))
	b.wantItem("Stakeholders informed", true)
	l, err := b.Launches.Launch(b.As(b.Lead), b.Launch.Slug)
	b.OK(err)
	_, err = b.Launches.Move(b.As(b.Lead), l.Slug,
		launch.MoveInput{To: launch.Target{On: l.LaunchOn.AddDays(7), Time: l.LaunchTime, Zone: l.Zone}, Reason: "Later.", Version: l.Version})
	b.OK(err)
	b.wantItem("Stakeholders informed", false)
}

// The fact, its criterion and what derives from it are one line.
func TestDerivedItemIsNoSecondLine(t *testing.T) {
	t.Parallel()
	b := derivedOrg{modeltest.NewOrg(t)}
	list, err := b.Readiness.Open(b.As(b.Viewer), b.Launch)
	b.OK(err)
	lines := map[string]int{}
	for _, l := range list.Lines {
		for _, it := range append([]readiness.Line{l}, l.Items...) {
			for _, word := range []string{"roster", "On-call", "guide", "Support documentation", "Stakeholders", "Staging validation"} {
				if strings.Contains(it.Title, word) {
					lines[word]++
				}
			}
		}
	}
	for word, n := range lines {
		if n > 1 {
			t.Errorf("%d lines about %s", n, word)
		}
	}
}
