package e2e_test

import (
	"context"
	"strconv"
	"testing"

	"tminus/internal/browser"
	"tminus/internal/civil"
	"tminus/models"
	"tminus/models/db"
	"tminus/models/launch"
)

// judged creates a launch from the small template, led by Ana, with Marek in every role.
func judged(s *site, name string) string {
	s.T.Helper()
	ctx := db.WithActor(context.Background(), db.System())
	rooms := models.NewStores(s.DB)
	ids := map[string]int64{}
	for _, who := range []string{"ana", "marek"} {
		u, err := rooms.People.ByEmail(ctx, who+"@aurora.example")
		if err != nil {
			s.T.Fatal(err)
		}
		ids[who] = u.ID
	}
	n := launch.New{
		Input:    launch.Input{Name: name, LeadID: ids["ana"], Target: launch.Target{On: theT, Time: civil.At(10, 0), Zone: "Europe/Berlin"}},
		Template: models.Format.Shipped()[0], Roles: map[string]int64{},
	}
	for _, r := range n.Template.Roles {
		n.Roles[r.Key] = ids["marek"]
	}
	l, err := rooms.Launches.Create(ctx, n)
	if err != nil {
		s.T.Fatal(err)
	}
	return l.Slug
}

// worker presses buttons as people do, with a page load each time.
type worker struct {
	*browser.Browser
	s    *site
	slug string
}

func (w worker) at(page string) { w.Open(w.s.URL + "/launches/" + w.slug + page) }

func (w worker) answer(question, option string) {
	w.at("/interview")
	w.ClickLoad("#q-" + w.s.QuestionOf(w.slug, question) + "-" + option)
}

func (w worker) answerOn(question string, day civil.Date) {
	w.at("/interview")
	form := "#q-" + w.s.QuestionOf(w.slug, question)
	w.Fill(form+" [name=on]", day.String())
	w.ClickLoad(form + " button[value=day]")
}

func (w worker) waive(criterion, reason string) {
	w.at("/readiness/criteria/" + w.s.CriterionOf(w.slug, criterion) + "?do=waive")
	w.Fill("main [name=reason]", reason)
	w.ClickLoad("main form .primary")
}

func (w worker) pass(check string) {
	w.at("/checks/" + w.s.CheckOf(w.slug, check) + "/state")
	w.Click("main [name=state][value=done]")
	w.ClickLoad("main form .primary")
}

func (w worker) finish(title, status string) {
	id := scan[int64](w.s, "SELECT d.id FROM deliverables d JOIN launches l ON l.id = d.launch_id WHERE l.slug = ? AND d.title = ?",
		w.slug, title)
	w.at("/deliverables/" + strconv.FormatInt(id, 10) + "/status")
	w.Click("main [name=status][value=" + status + "]")
	w.ClickLoad("main form .primary")
}

func (w worker) say(criterion, sign, note string) {
	w.at("/readiness/criteria/" + w.s.CriterionOf(w.slug, criterion))
	w.Click("main [name=sign][value=" + sign + "]")
	w.Fill("main [name=note]", note)
	w.ClickLoad("main form .primary")
}

// rota puts two seniors on call in turns for the whole window.
func (w worker) rota() {
	w.at("/roster/rota")
	w.Select("#f-person1", "Marek Solberg (senior)")
	w.Select("#f-person2", "山田 優希 (senior)")
	w.ClickLoad("role=button Preview")
	w.ClickLoad("role=button ~Add ")
}

// standsAt checks the state in the head of the readiness page, and its counts.
func (w worker) standsAt(state string, counts ...string) {
	w.s.T.Helper()
	w.at("/readiness")
	w.WaitText(headShown, state)
	for _, text := range counts {
		w.WaitText("#readiness", text)
	}
}

func TestLaunchFromRedToGoInBrowser(t *testing.T) {
	s := newSite(t)
	w := worker{window(t, s, "ana"), s, judged(s, "Saved searches")}
	w.JavaScript(false)

	w.standsAt("On schedule · ", "0 of 7 met")
	w.say("p0_bug", "met", "Saving loses the order")
	w.say("commitment", "met", "Acme waits for the export")
	w.answer("rollback", "doubt")
	w.standsAt("No-go · A P0 bug found", "3 active", "Red flag.")

	w.answer("rollback", "rehearsed")
	w.say("p0_bug", "not_met", "Mended in 1.4.2")
	w.say("commitment", "not_met", "")
	w.pass("migration")
	w.pass("flag")
	w.finish("Feature flag implemented and tested", "done")
	w.finish("Rollback rehearsed, alerts set up, on-call named", "done")
	w.waive("support_docs", "The help text in the product is enough")
	w.rota()
	for question, option := range map[string]string{"risks": "named", "migrations": "rehearsed", "flag": "gradual", "load": "above",
		"dry_run": "simple", "security": "done", "privacy": "met", "one_person": "backup", "migration_fails": "planned",
		"third_party": "degrades", "pipeline": "flag"} {
		w.answer(question, option)
	}
	w.answerOn("code_ready", theT.AddDays(-5))
	w.standsAt("On schedule · ", "6 of 7 met", "5 clear")
	// The criterion is Marek's, so Ana says why she signs it off.
	w.say("no_critical_bug", "met", "Marek has seen the list")
	w.standsAt("On schedule · ", "7 of 7 met")

	w.Open(s.URL + s.PlannedOf(w.slug))
	recordDecision(w.Browser, "go", "")
	w.WaitText(".verdict", "Decided by Ana Kern")
	w.WaitText("#snapshot-launch", "7 of 7 criteria met")
	w.standsAt("Go · ")
	w.at("/edit")
	w.WaitText("#state ~ p", "Go")
}
