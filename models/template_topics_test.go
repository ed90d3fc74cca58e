package models_test

import (
	"slices"
	"strings"
	"testing"

	"tminus/models"
	"tminus/models/checklist"
	"tminus/models/interview"
	"tminus/models/modeltest"
	"tminus/models/readiness"
	"tminus/models/template"
)

// places returns where a template asks for something: deliverables, checks, questions, criteria and conditions.
func places(t template.Template) map[string]string {
	out := map[string]string{}
	for _, d := range t.Deliverables {
		out["deliverable "+d.Key] = d.Title + ". " + d.Description
	}
	for _, l := range checklist.Section.Of(t) {
		for _, it := range l.Items {
			out["check "+l.Key+"/"+it.Key] = it.Title
		}
	}
	for _, q := range interview.Section.Of(t) {
		out["question "+q.Key] = q.Ask
	}
	for _, c := range slices.Concat(readiness.CriteriaSection.Of(t), readiness.ConditionsSection.Of(t)) {
		out["criterion "+c.Key] = c.Title
	}
	return out
}

// topics are what a launch must not forget, by the part of the domain, and where standard and major ask for it. A place
// with words in brackets names them in its description.
var topics = []struct{ part, topic, place, small string }{
	{"interview", "code ready", "question code_ready", ""},
	{"interview", "what can break", "question risks", ""},
	{"interview", "migrations", "question migrations", ""},
	{"interview", "feature flag", "question flag", ""},
	{"interview", "rollback plan", "question rollback", ""},
	{"interview", "who is on call", "question on_call", ""},
	{"interview", "load", "question load", ""},
	{"interview", "dry run", "question dry_run", ""},
	{"interview", "security review", "question security", ""},
	{"interview", "privacy", "question privacy", ""},
	{"go", "code reviewed and tested", "criterion code", ""},
	{"go", "migrations tested", "criterion migrations", ""},
	{"go", "alerts set up", "criterion alerts", ""},
	{"go", "support documentation", "criterion support_docs", ""},
	{"go", "flag tested", "criterion flag", ""},
	{"go", "senior on call", "criterion senior_on_call", ""},
	{"go", "no critical bug", "criterion no_critical_bug", ""},
	{"no-go", "P0 bug", "criterion p0_bug", ""},
	{"no-go", "migration risk", "criterion migration_risk", ""},
	{"no-go", "rollback doubt", "criterion rollback_doubt", ""},
	{"no-go", "customer commitment", "criterion commitment", ""},
	{"no-go", "show-stopper open", "criterion show_stopper", ""},
	{"show-stopper", "one person", "question one_person", ""},
	{"show-stopper", "migration late", "question migration_fails", ""},
	{"show-stopper", "third party", "question third_party", ""},
	{"show-stopper", "pipeline", "question pipeline", ""},
	{"go/no-go", "meeting and decision", "deliverable go_no_go", ""},
	{"communication", "announcement", "deliverable blog_post", "deliverable announcement"},
	{"communication", "customer notification", "deliverable launch_email", "deliverable announcement"},
	{"communication", "sales enablement", "deliverable talking_points", "none"},
	{"communication", "FAQ", "deliverable support_guide [questions] | deliverable faq", "deliverable support_guide [FAQ]"},
	{"communication", "draft", "deliverable materials_drafted", "deliverable announcement [Drafted]"},
	{"communication", "revised", "deliverable materials_revised", "deliverable announcement [revised]"},
	{"communication", "scheduled", "deliverable materials_scheduled", "deliverable announcement [scheduled]"},
	{"guide", "how it works", "deliverable support_guide [How it works]", "deliverable support_guide [How the feature works]"},
	{"guide", "common issues", "deliverable support_guide [ommon issues]", ""},
	{"guide", "response templates", "deliverable support_guide [response templates]", "deliverable support_guide [replies]"},
	{"guide", "escalation path", "deliverable support_guide [escalation]", "deliverable support_guide [call engineering]"},
	{"staging", "works", "check staging/works", ""},
	{"staging", "migration", "check staging/migration", ""},
	{"staging", "flag", "check staging/flag", ""},
	{"staging", "rollback", "check staging/rollback", ""},
	{"staging", "alerts", "check staging/alerts", ""},
	{"staging", "performance", "check staging/performance", "check staging/edges [Performance]"},
	{"staging", "apps", "check staging/apps", "check staging/edges [apps]"},
	{"staging", "edge cases", "check staging/edges", ""},
	{"pre-launch", "code merged", "check pre_launch/code_merged", "deliverable feature_flag [merged]"},
	{"pre-launch", "migrations", "check pre_launch/migrations", "check staging/migration"},
	{"pre-launch", "flag", "check pre_launch/flag", "deliverable feature_flag"},
	{"pre-launch", "rollback plan", "check pre_launch/rollback", "deliverable rollback_alerts"},
	{"pre-launch", "alerts", "check pre_launch/alerts", "deliverable rollback_alerts [alerts]"},
	{"pre-launch", "on call", "check pre_launch/on_call", "deliverable rollback_alerts [on call]"},
	{"pre-launch", "documentation", "check pre_launch/documentation", "deliverable support_guide"},
	{"pre-launch", "support trained", "check pre_launch/support_trained", "deliverable support_guide [on shift]"},
	{"pre-launch", "communications", "check pre_launch/comms", "deliverable announcement [scheduled]"},
	{"pre-launch", "criteria reviewed", "check pre_launch/criteria", "deliverable go_no_go"},
	{"pre-launch", "stakeholders", "check pre_launch/stakeholders", "deliverable success_metrics [everybody who must know]"},
	{"pre-launch", "metrics", "check pre_launch/metrics", "deliverable success_metrics"},
	{"pre-launch", "risk plan", "check pre_launch/risks", "deliverable success_metrics [risks]"},
	{"release", "reviewed and tested", "check release/reviewed", "deliverable feature_flag [reviewed]"},
	{"release", "staging tested", "check release/staging", "deliverable staging_validation"},
	{"release", "flag configured", "check release/flag", "deliverable feature_flag"},
	{"release", "rollback plan", "check pre_launch/rollback", "deliverable rollback_alerts"},
	{"release", "alerts", "check pre_launch/alerts", "deliverable rollback_alerts [alerts]"},
	{"release", "smallest stage first", "deliverable launch [Smallest stage first]", ""},
	{"release", "error rate", "check release/errors", "deliverable launch [error rate]"},
	{"release", "performance", "check release/performance", "deliverable launch [latency]"},
	{"release", "user feedback", "check release/feedback", "deliverable launch [feedback]"},
	{"release", "raise gradually", "deliverable launch [each stage]", ""},
	{"release", "monitor 24 h", "deliverable daily_checks | deliverable daily_checks_first", ""},
	{"release", "collect feedback", "check release/collect", "deliverable customer_conversations"},
	{"release", "remove the flag", "check release/remove_flag", "deliverable remove_flag"},
	{"release", "what was learned", "check release/learned", "deliverable post_mortem"},
}

// Every topic of the interview, the decision, the communication, the guide, the staging validation and the checklists is
// asked for by each template.
func TestShippedTemplatesAskForEveryTopic(t *testing.T) {
	t.Parallel()
	for _, tpl := range models.Format.Shipped() {
		at := places(tpl)
		for _, c := range topics {
			place := c.place
			if tpl.Key == "small" && c.small != "" {
				place = c.small
			}
			found := place == "none"
			for one := range strings.SplitSeq(place, " | ") {
				one, words, _ := strings.Cut(strings.TrimSuffix(one, "]"), " [")
				text, ok := at[one]
				found = found || ok && strings.Contains(text, words)
			}
			if !found {
				t.Errorf("%s: %s, %s is not at %s", tpl.Key, c.part, c.topic, place)
			}
		}
	}
}

// A new launch has few things that people must do by hand: deliverables, checks, sign-offs, conditions, run sheet tasks,
// risks to decide, parity rows and ritual steps. What derives from a fact is none of them, and questions count apart.
func TestNewLaunchHasFewThingsByHand(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	for key, most := range map[string]int{"small": 20, "standard": 60, "major": 110} {
		id := b.MakeLaunch("By hand "+key, key).ID
		total := 0
		var parts []int
		for _, query := range []string{
			"deliverables WHERE follow_by = '' AND launch_id = ?",
			"checklist_items WHERE follow_by = '' AND launch_id = ?",
			"criteria WHERE bind = 'manual' AND launch_id = ?",
			"run_tasks WHERE launch_id = ?",
			"risks WHERE launch_id = ?",
			"parity_rows WHERE launch_id = ?",
			"ritual_steps s JOIN rituals r ON r.id = s.ritual_id WHERE r.launch_id = ?",
		} {
			n := b.Count("SELECT COUNT(*) FROM "+query, id)
			total, parts = total+n, append(parts, n)
		}
		t.Logf("%s: %d by hand %v, %d derive, %d questions", key, total, parts,
			b.Count("SELECT COUNT(*) FROM deliverables WHERE follow_by <> '' AND launch_id = ?", id)+
				b.Count("SELECT COUNT(*) FROM checklist_items WHERE follow_by <> '' AND launch_id = ?", id),
			b.Count("SELECT COUNT(*) FROM interview_questions WHERE launch_id = ?", id))
		if total > most || total == 0 {
			t.Errorf("%s starts with %d things to do by hand, at most %d", key, total, most)
		}
	}
}
