package readiness

import (
	"fmt"
	"slices"

	"tminus/models/checklist"
	"tminus/models/guide"
	"tminus/models/interview"
	"tminus/models/launch"
	"tminus/models/risk"
	"tminus/models/ritual"
	"tminus/models/roster"
	"tminus/models/stakeholder"
	"tminus/models/template"
)

// BindManual is the binding of a criterion that a person signs off.
const BindManual = "manual"

// bindings are all bindings, in the order in which messages list them.
var bindings = []string{
	BindManual, checklist.BindChecklist, checklist.BindCheck, launch.BindDeliverable, interview.BindInterview, interview.BindQuestion,
	ritual.BindRun, risk.BindRisks, stakeholder.BindStakeholders, roster.BindCoverage, guide.BindGuide,
}

// TemplateCriterion is a criterion or a no-go condition.
type TemplateCriterion struct {
	Key         string             `yaml:"key"`
	Title       string             `yaml:"title"`
	Role        string             `yaml:"role"`
	By          string             `yaml:"by" default:"manual"` // one of bindings
	Of          string             `yaml:"of"`                  // key of what it is bound to
	Environment ritual.Environment `yaml:"environment"`
	// Renew is the number of hours after which a sign-off or a run expires, 0 for never.
	Renew int `yaml:"renew,omitempty"`
}

// CriteriaSection is the section of a template with the criteria.
var CriteriaSection = &template.Section[[]TemplateCriterion]{
	Key: "criteria", Label: "GO criteria", One: "a criterion", Flow: true,
	Check: func(c *template.Checker, cs []TemplateCriterion) { checkTemplate(c, "criteria", cs, nil) }, Unbind: unbindTemplate,
}

// ConditionsSection is the section of a template with the no-go conditions. Their
// keys differ from those of the criteria.
var ConditionsSection = &template.Section[[]TemplateCriterion]{
	Key: "conditions", Label: "NO-GO conditions", One: "a criterion", Flow: true,
	Check: func(c *template.Checker, cs []TemplateCriterion) {
		checkTemplate(c, "conditions", cs, CriteriaSection.Of(c.Template))
	},
	Unbind: unbindTemplate,
}

func checkTemplate(c *template.Checker, section string, criteria, before []TemplateCriterion) {
	keys := keysOf(before, func(k TemplateCriterion) string { return k.Key })
	for i, k := range criteria {
		path := fmt.Sprintf("%s[%d]", section, i+1)
		keys = c.Unique(path, k.Title, k.Key, keys)
		c.Line(path+".title", k.Key, k.Title, 1, 200)
		c.OneOf(path+".role", k.Title, "role", k.Role, c.Roles)
		if k.Renew > 24*template.MaxDay {
			c.Report(path+".renew", k.Title, "renew is %d hours; at most %d are read", k.Renew, 24*template.MaxDay)
		}
		if k.Environment != "" || k.By == ritual.BindRun {
			c.OneOf(path+".environment", k.Title, "environment", string(k.Environment), template.Texts(ritual.Environments))
		}
		checkTemplateBinding(c, path, k)
	}
}

func checkTemplateBinding(c *template.Checker, path string, k TemplateCriterion) {
	what, of := k.By, []string(nil)
	switch k.By {
	case BindManual, interview.BindInterview, stakeholder.BindStakeholders, guide.BindGuide:
		if k.Of != "" {
			c.Report(path+".of", k.Title, "a criterion by %s is of nothing else", k.By)
		}
		return
	case checklist.BindChecklist:
		of = keysOf(checklist.Section.Of(c.Template), func(l checklist.TemplateList) string { return l.Key })
	case checklist.BindCheck:
		for _, l := range checklist.Section.Of(c.Template) {
			for _, it := range l.Items {
				of = append(of, l.Key+"/"+it.Key)
			}
		}
	case launch.BindDeliverable:
		of = c.Deliverables
	case interview.BindQuestion:
		of = keysOf(interview.Section.Of(c.Template), func(q interview.TemplateQuestion) string { return q.Key })
	case ritual.BindRun:
		what, of = "ritual", keysOf(ritual.Section.Of(c.Template), func(r ritual.TemplateRitual) string { return r.Key })
	case risk.BindRisks:
		what, of = "rule", risk.Rules()
	case roster.BindCoverage:
		what, of = "rule", roster.Rules
	default:
		c.OneOf(path+".by", k.Title, "binding", k.By, bindings)
		return
	}
	c.OneOf(path+".of", k.Title, what, k.Of, of)
}

// keysOf returns the keys of the entries of a section, each once.
func keysOf[E any](entries []E, key func(E) string) []string {
	var keys []string
	for _, e := range entries {
		if k := key(e); !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	return keys
}

// unbindTemplate makes criteria manual whose deliverable does not exist, and returns
// their titles.
func unbindTemplate(criteria []TemplateCriterion, exists func(deliverable string) bool) ([]TemplateCriterion, []string) {
	criteria = slices.Clone(criteria)
	var lost []string
	for i, k := range criteria {
		if k.By == launch.BindDeliverable && !exists(k.Of) {
			criteria[i].By, criteria[i].Of = BindManual, ""
			lost = append(lost, k.Title)
		}
	}
	return criteria, lost
}
