package readiness

import (
	"fmt"
	"slices"

	"tminus/models/checklist"
	"tminus/models/launch"
	"tminus/models/ritual"
	"tminus/models/template"
)

// BindManual is the binding of a criterion that a person signs off.
const BindManual = "manual"

// TemplateCriterion is a criterion or a no-go condition.
type TemplateCriterion struct {
	Key         string             `yaml:"key"`
	Title       string             `yaml:"title"`
	Role        string             `yaml:"role"`
	By          string             `yaml:"by" default:"manual"` // of one of kinds
	Of          string             `yaml:"of"`                  // key of what it is bound to
	Environment ritual.Environment `yaml:"environment"`
	// Renew is the number of hours after which a sign-off or a run expires, 0 for never.
	Renew int `yaml:"renew,omitempty"`
}

// CriteriaSection is the section of a template with the criteria.
var CriteriaSection = &template.Section[[]TemplateCriterion]{
	Key: "criteria", Label: "GO criteria", One: "a criterion", Flow: true,
	Check: func(c *template.Checker, cs []TemplateCriterion) {
		checkTemplate(c, "criteria", cs, nil)
		checkSources(c)
	},
	Unbind: unbindTemplate,
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
	if kind := kindOf(k.By); kind == nil || kind.itemsOnly {
		c.OneOf(path+".by", k.Title, "binding", k.By, bindings(false))
	} else {
		kind.checkOf(c, path+".of", k.Title, k.Of)
	}
}

// checkOf checks what a criterion, a deliverable or a check of a template follows.
func (k *bindingKind) checkOf(c *template.Checker, path, title, of string) {
	switch {
	case k.rules != nil:
		c.OneOf(path, title, "rule", of, k.rules())
	case k.records != "":
		c.OneOf(path, title, k.what, of, k.keys(c))
	case of != "":
		c.Report(path, title, "“of” is left out with %s, which is about the whole launch", k.by)
	}
}

// checkKeys returns the keys of the checks of a template, with that of their list.
func checkKeys(c *template.Checker) []string {
	var of []string
	for _, l := range checklist.Section.Of(c.Template) {
		for _, it := range l.Items {
			of = append(of, l.Key+"/"+it.Key)
		}
	}
	return of
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
