package risk

import (
	"fmt"
	"slices"

	"tminus/models/template"
)

// BindRisks binds a criterion to a rule over the risk register.
const BindRisks = "risks"

// BindRegister binds a criterion, a deliverable or a check to the completeness of the register: every open risk has a
// score, an owner and a response.
const BindRegister = "register"

// The rules over the risk register that a criterion can follow.
const (
	// RuleShowStopper is met unless a show-stopper stands.
	RuleShowStopper = "show_stopper"
	// RuleUnmitigated, followed by ":" and a category, is met unless an open risk of
	// that category is neither mitigated nor accepted.
	RuleUnmitigated = "unmitigated"
)

// Rules returns all rules over the risk register.
func Rules() []string {
	rules := []string{RuleShowStopper}
	for _, c := range Categories {
		rules = append(rules, RuleUnmitigated+":"+string(c))
	}
	return rules
}

// TemplateRisk is a risk with which each launch from the template starts.
type TemplateRisk struct {
	Key      string   `yaml:"key"`
	Title    string   `yaml:"title"`
	Category Category `yaml:"category"`
	Cause    string   `yaml:"cause"`
	Event    string   `yaml:"event"`
	Effect   string   `yaml:"effect"`
	// The scores are from 1 to 5, 0 for none.
	Likelihood         int      `yaml:"likelihood"`
	Impact             int      `yaml:"impact"`
	ResidualLikelihood int      `yaml:"residual_likelihood,omitempty"`
	ResidualImpact     int      `yaml:"residual_impact,omitempty"`
	Response           Response `yaml:"response"`
	Role               string   `yaml:"role"`
	Trigger            string   `yaml:"trigger"`
	PlanB              string   `yaml:"plan_b"`
	Steps              []string `yaml:"steps"` // of plan B
	ShowStopper        bool     `yaml:"show_stopper"`
	Mitigation         []string `yaml:"mitigation"` // keys of deliverables
}

// Section is the section of a template with the risks of a launch.
var Section = &template.Section[[]TemplateRisk]{
	Key: "risks", Label: "Risks", One: "a risk",
	Check: checkTemplate, Unbind: unbindTemplate,
}

func checkTemplate(c *template.Checker, risks []TemplateRisk) {
	var keys []string
	for i, r := range risks {
		path := fmt.Sprintf("risks[%d]", i+1)
		keys = c.Unique(path, r.Title, r.Key, keys)
		c.Line(path+".title", r.Key, r.Title, 1, 200)
		c.OneOf(path+".category", r.Title, "category", string(r.Category), template.Texts(Categories))
		c.OneOf(path+".response", r.Title, "response", string(r.Response), template.Texts(Responses))
		c.OneOf(path+".role", r.Title, "role", r.Role, c.Roles)
		c.Within(path+".likelihood", r.Title, r.Likelihood, 1, 5)
		c.Within(path+".impact", r.Title, r.Impact, 1, 5)
		if r.ResidualLikelihood != 0 || r.ResidualImpact != 0 { // both or none
			c.Within(path+".residual_likelihood", r.Title, r.ResidualLikelihood, 1, 5)
			c.Within(path+".residual_impact", r.Title, r.ResidualImpact, 1, 5)
		}
		for _, f := range []struct{ name, text string }{
			{"cause", r.Cause}, {"event", r.Event}, {"effect", r.Effect}, {"trigger", r.Trigger}, {"plan_b", r.PlanB},
		} {
			c.Text(path+"."+f.name, r.Title, f.text, 2000)
		}
		for j, s := range r.Steps {
			c.Line(fmt.Sprintf("%s.steps[%d]", path, j+1), r.Title, s, 1, 200)
		}
		c.Refs(path+".mitigation", r.Title, "mitigation", r.Mitigation, c.Deliverables)
	}
}

// unbindTemplate removes mitigations by deliverables that do not exist.
func unbindTemplate(risks []TemplateRisk, exists func(deliverable string) bool) ([]TemplateRisk, []string) {
	risks = slices.Clone(risks)
	for i, r := range risks {
		risks[i].Mitigation = slices.DeleteFunc(slices.Clone(r.Mitigation), func(key string) bool { return !exists(key) })
	}
	return risks, nil
}
