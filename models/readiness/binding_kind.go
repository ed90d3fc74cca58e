package readiness

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tminus/models/checklist"
	"tminus/models/fault"
	"tminus/models/gonogo"
	"tminus/models/guide"
	"tminus/models/interview"
	"tminus/models/launch"
	"tminus/models/risk"
	"tminus/models/ritual"
	"tminus/models/roster"
	"tminus/models/stakeholder"
	"tminus/models/template"
)

// bindingKind is a way in which a criterion, a deliverable or a check can follow a fact.
type bindingKind struct {
	by string
	// label is the group in which it is offered, and the name of the fact.
	label string
	// from completes "Done · from …" for what derives its status.
	from string
	// page is the path of the fact below the page of the launch; %d stands for the id of the record.
	page string
	// whole describes a fact about the whole launch that needs neither a record nor a rule.
	whole string
	// records selects the id and label of the records d of the launch ? that can be followed, name the name of one.
	records, name string
	// rules are the rules about the fact, and describe returns one as it is shown.
	rules    func() []string
	describe func(rule string) string
	// what and keys are the name and the possible values of the field "of" in a template, for records.
	what string
	keys func(c *template.Checker) []string
	// judge returns what the fact says.
	judge func(f facts, c criterionFact, now time.Time) finding
	// lasts reports that the fact goes on after the launch, when the roster, for example, is left as it was.
	lasts bool
	// itemsOnly reports that criteria cannot follow it.
	itemsOnly bool
}

// kinds are all ways to follow a fact, in the order in which they are offered.
var kinds = []bindingKind{
	{by: BindManual, label: "By hand", whole: "Nothing: a person signs it off",
		judge: func(_ facts, c criterionFact, now time.Time) finding { return c.signed(now) }},
	{by: interview.BindInterview, label: "Technical interview", from: "the interview", page: "/interview",
		whole: "All questions answered, no red flag open",
		judge: func(f facts, _ criterionFact, _ time.Time) finding { return f.interview() }},
	{by: launch.BindDeliverable, label: "Deliverables", from: "the deliverable", page: "/deliverables/%d", what: "deliverable",
		records: "SELECT d.id, d.title AS label FROM deliverables d WHERE d.launch_id = ? AND d.archived_at IS NULL",
		name:    "title FROM deliverables", keys: func(c *template.Checker) []string { return c.Deliverables },
		judge: existing(func(c criterionFact, _ time.Time) finding { return c.deliverable() }), lasts: true},
	{by: checklist.BindChecklist, label: "Checklists", from: "the checklist", page: "/checklists#list-%d", what: "checklist",
		records: "SELECT d.id, d.name AS label FROM checklists d WHERE d.launch_id = ? AND d.archived_at IS NULL",
		name:    "name FROM checklists", keys: func(c *template.Checker) []string {
			return keysOf(checklist.Section.Of(c.Template), func(l checklist.TemplateList) string { return l.Key })
		},
		judge: existing(func(c criterionFact, _ time.Time) finding { return c.checklist() }), lasts: true},
	{by: checklist.BindCheck, label: "Items of checklists", from: "the check", page: "/checklists#check-%d", what: "check",
		records: `SELECT d.id, y.name || ': ' || d.title AS label FROM checklist_items d JOIN checklists y ON y.id = d.checklist_id
			WHERE d.launch_id = ? AND d.archived_at IS NULL AND y.archived_at IS NULL`,
		name: "title FROM checklist_items", keys: checkKeys,
		judge: existing(func(c criterionFact, _ time.Time) finding { return c.check() }), lasts: true},
	{by: interview.BindQuestion, label: "Technical interview", from: "the interview", page: "/interview#q-%d", what: "question",
		records: "SELECT d.id, d.ask AS label FROM interview_questions d WHERE d.launch_id = ? AND d.archived_at IS NULL",
		name:    "ask FROM interview_questions", keys: func(c *template.Checker) []string {
			return keysOf(interview.Section.Of(c.Template), func(q interview.TemplateQuestion) string { return q.Key })
		},
		judge: func(f facts, c criterionFact, _ time.Time) finding { return f.question(c) }},
	{by: ritual.BindRun, label: "Rituals", from: "the ritual", page: "/rituals/%d", what: "ritual",
		records: "SELECT d.id, d.name AS label FROM rituals d WHERE d.launch_id = ? AND d.archived_at IS NULL",
		name:    "name FROM rituals", keys: func(c *template.Checker) []string {
			return keysOf(ritual.Section.Of(c.Template), func(r ritual.TemplateRitual) string { return r.Key })
		},
		judge: existing(criterionFact.run), lasts: true},
	{by: stakeholder.BindStakeholders, label: "Stakeholders", from: "the stakeholders", page: "/stakeholders",
		whole: "All have acknowledged the present T",
		judge: func(f facts, _ criterionFact, _ time.Time) finding { return f.informed() }},
	{by: guide.BindGuide, label: "Support guides", from: "the guide", page: "/guides", whole: guideWords,
		judge: func(f facts, _ criterionFact, _ time.Time) finding { return f.documented() }},
	{by: roster.BindCoverage, label: "On-call roster", from: "the roster", page: "/roster",
		rules: func() []string { return roster.Rules }, describe: coverageWords,
		judge: func(f facts, c criterionFact, _ time.Time) finding { return f.onCall(c) }},
	{by: risk.BindRisks, label: "Risk register", from: "the risk register", page: "/risks", rules: risk.Rules, describe: ruleWords,
		judge: facts.breaking},
	{by: risk.BindRegister, label: "Risk register", from: "the risk register", page: "/risks",
		whole: "Every open risk has a score, an owner and a response",
		judge: func(f facts, c criterionFact, _ time.Time) finding { return f.registered(c) }},
	{by: gonogo.BindDecision, label: "Go/no-go decision", from: "the decision", page: "/meetings", whole: "A decision is recorded",
		judge: func(f facts, _ criterionFact, _ time.Time) finding { return f.decided() }, itemsOnly: true},
}

// kindOf returns the kind of a binding, nil if there is none.
func kindOf(by string) *bindingKind {
	i := slices.IndexFunc(kinds, func(k bindingKind) bool { return k.by == by })
	if i < 0 {
		return nil
	}
	return &kinds[i]
}

// bindings returns the names of the kinds: those that criteria can follow, or those that deliverables and checks can.
func bindings(items bool) []string {
	var out []string
	for _, k := range kinds {
		if items && k.by != BindManual || !items && !k.itemsOnly {
			out = append(out, k.by)
		}
	}
	return out
}

// existing returns a judge that reports a record which no longer exists.
func existing(judge func(c criterionFact, now time.Time) finding) func(facts, criterionFact, time.Time) finding {
	return func(_ facts, c criterionFact, now time.Time) finding {
		if !c.there {
			return lost()
		}
		return judge(c, now)
	}
}

// lost is the finding when the thing no longer exists.
func lost() finding {
	return finding{result: gone, why: "What it followed was removed", todo: Todo{Act: ActRebind, Label: "Choose again"}}
}

// judge returns what the fact says that a criterion follows.
func (f facts) judge(c criterionFact, now time.Time) finding {
	if k := kindOf(c.Bind); k != nil {
		return k.judge(f, c, now)
	}
	return lost()
}

// bound returns what a criterion follows in words, "" for one that is signed off by hand.
func (c criterionFact) bound() string {
	k := kindOf(c.Bind)
	switch {
	case k == nil || k.by == BindManual:
		return c.title
	case k.by == ritual.BindRun && c.there:
		return fmt.Sprintf("Ritual “%s” on %s", c.title, c.Environment)
	case k.records != "" && k.by != interview.BindQuestion:
		return c.title
	}
	return k.label
}

// Origin returns the name of the fact from which a status derives, such as "the roster", and its page below the page of
// the launch.
func Origin(s launch.Source) (from, path string) {
	k := kindOf(s.FollowBy)
	if k == nil {
		return "", ""
	}
	return k.from, k.pathOf(s.FollowID)
}

// pathOf returns the page of the fact, with the id of the record.
func (k *bindingKind) pathOf(id *int64) string {
	if id == nil {
		page, _, _ := strings.Cut(k.page, "#")
		return strings.TrimSuffix(page, "/%d")
	}
	return strings.Replace(k.page, "%d", strconv.FormatInt(*id, 10), 1)
}

// ParseBinding reads the binding of a criterion as String writes it. Returns Invalid at the field "binding"; it does not
// check that the thing exists.
func ParseBinding(s string) (Binding, error) {
	by, of, _ := strings.Cut(s, " ")
	if by == "" {
		by = BindManual
	}
	b := Binding{By: by}
	k := kindOf(by)
	ok := k != nil && !k.itemsOnly
	switch {
	case !ok:
	case k.rules != nil:
		b.Rule = of
		ok = slices.Contains(k.rules(), of)
	case k.records != "":
		id, where, _ := strings.Cut(of, " ")
		b.ID, _ = strconv.ParseInt(id, 10, 64)
		b.Environment = ritual.Environment(where)
		ok = b.ID > 0 && (by == ritual.BindRun) == slices.Contains(ritual.Environments, b.Environment) && (by == ritual.BindRun || where == "")
	}
	if !ok {
		return Binding{}, fault.Invalid("binding", "Choose what it follows from the list.")
	}
	return b, nil
}

// String returns the binding as a form sends it.
func (b Binding) String() string {
	k := kindOf(b.By)
	switch {
	case b.By == "":
		return BindManual
	case k == nil || k.records == "" && k.rules == nil:
		return b.By
	case k.rules != nil:
		return b.By + " " + b.Rule
	case b.By == ritual.BindRun:
		return fmt.Sprintf("%s %d %s", b.By, b.ID, b.Environment)
	}
	return fmt.Sprintf("%s %d", b.By, b.ID)
}
