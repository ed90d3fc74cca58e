package readiness

import (
	"context"
	"fmt"

	"tminus/models/db"

	"tminus/models/checklist"
	"tminus/models/fault"
	"tminus/models/guide"
	"tminus/models/interview"
	"tminus/models/launch"
	"tminus/models/risk"
	"tminus/models/ritual"
	"tminus/models/roster"
	"tminus/models/stakeholder"
)

// things are the queries for what a criterion can follow and still exists.
var things = map[string]struct{ group, query string }{
	launch.BindDeliverable: {"Deliverables",
		"SELECT d.id, d.title AS label FROM deliverables d WHERE d.launch_id = ? AND d.archived_at IS NULL"},
	checklist.BindChecklist: {"Checklists", "SELECT d.id, d.name AS label FROM checklists d WHERE d.launch_id = ? AND d.archived_at IS NULL"},
	checklist.BindCheck: {"Items of checklists", `SELECT d.id, y.name || ': ' || d.title AS label FROM checklist_items d
		JOIN checklists y ON y.id = d.checklist_id
		WHERE d.launch_id = ? AND d.archived_at IS NULL AND y.archived_at IS NULL`},
	interview.BindQuestion: {"Technical interview",
		"SELECT d.id, d.ask AS label FROM interview_questions d WHERE d.launch_id = ? AND d.archived_at IS NULL"},
	ritual.BindRun: {"Rituals", "SELECT d.id, d.name AS label FROM rituals d WHERE d.launch_id = ? AND d.archived_at IS NULL"},
}

// thingOrder is the order in which the groups are offered.
var thingOrder = []string{launch.BindDeliverable, checklist.BindChecklist, checklist.BindCheck, interview.BindQuestion, ritual.BindRun}

// check returns Invalid at the field "binding" when the thing does not exist in
// this launch.
func (b Binding) check(g db.Reader, launchID int64) error {
	t, ok := things[b.By]
	if !ok {
		return nil
	}
	var ids []int64
	if err := g.Raw("SELECT x.id FROM ("+t.query+") x WHERE x.id = ?", launchID, b.ID).Scan(&ids).Error; err != nil {
		return err
	}
	if len(ids) == 0 {
		return fault.Invalid("binding", "That is not there any more. Choose something of this launch.")
	}
	return nil
}

// words returns the binding as the history shows it.
func (b Binding) words(g db.Reader) (string, error) {
	switch b.By {
	case "", BindManual:
		return "sign-off by hand", nil
	case interview.BindInterview:
		return "the technical interview", nil
	case stakeholder.BindStakeholders:
		return "what the stakeholders acknowledged", nil
	case roster.BindCoverage:
		return "the on-call roster: " + coverageWords(b.Rule), nil
	case guide.BindGuide:
		return "the support guides", nil
	case risk.BindRisks:
		return "the risk register: " + ruleWords(b.Rule), nil
	}
	table := map[string]string{launch.BindDeliverable: "title FROM deliverables", checklist.BindChecklist: "name FROM checklists",
		checklist.BindCheck:    "title FROM checklist_items",
		interview.BindQuestion: "ask FROM interview_questions", ritual.BindRun: "name FROM rituals"}[b.By]
	var name string
	err := g.Raw("SELECT "+table+" WHERE id = ?", b.ID).Scan(&name).Error
	if b.By == ritual.BindRun {
		name = fmt.Sprintf("%s on %s", name, b.Environment)
	}
	return "“" + name + "”", err
}

// Bindables returns what a criterion of the launch can follow, in groups.
// Returns NotFound.
func (s *Store) Bindables(ctx context.Context, slug string) ([]Bindable, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return nil, err
	}
	g := s.db.Read(ctx)
	out := []Bindable{
		{Binding{By: BindManual}, "By hand", "Nothing: a person signs it off"},
		{Binding{By: interview.BindInterview}, "Technical interview", "All questions answered, no red flag open"},
	}
	for _, by := range thingOrder {
		var rows []struct {
			ID    int64
			Label string
		}
		if err := g.Raw(things[by].query+" ORDER BY label, d.id", l.ID).Scan(&rows).Error; err != nil {
			return nil, err
		}
		for _, r := range rows {
			out = append(out, bindables(by, r.ID, r.Label)...)
		}
	}
	out = append(out, Bindable{Binding{By: stakeholder.BindStakeholders}, "Stakeholders", "All have acknowledged the present T"})
	out = append(out, Bindable{Binding{By: guide.BindGuide}, "Support guides", guideWords})
	for _, rule := range roster.Rules {
		out = append(out, Bindable{Binding{By: roster.BindCoverage, Rule: rule}, "On-call roster", coverageWords(rule)})
	}
	for _, rule := range risk.Rules() {
		out = append(out, Bindable{Binding{By: risk.BindRisks, Rule: rule}, "Risk register", ruleWords(rule)})
	}
	return out, nil
}

// bindables returns the ways to follow one thing: a ritual is run against each
// environment.
func bindables(by string, id int64, label string) []Bindable {
	b := Bindable{Binding{By: by, ID: id}, things[by].group, label}
	if by != ritual.BindRun {
		return []Bindable{b}
	}
	var out []Bindable
	for _, e := range []ritual.Environment{ritual.Staging, ritual.Production} {
		b.Environment, b.Label = e, fmt.Sprintf("%s passed on %s", label, e)
		out = append(out, b)
	}
	return out
}
