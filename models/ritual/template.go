package ritual

import (
	"fmt"

	"tminus/models/template"
)

// BindRun binds a criterion to the newest run of a ritual in an environment, which
// has to have passed.
const BindRun = "run"

// TemplateRitual is a list of checks that is run unchanged in staging and in
// production. The runs per day rise in a straight line from day From to Peak on
// launch day, and fall until day To.
type TemplateRitual struct {
	Key   string         `yaml:"key"`
	Name  string         `yaml:"name"`
	Role  string         `yaml:"role"`
	From  int            `yaml:"from" day:"required"`
	To    int            `yaml:"to" day:"required"`
	Peak  int            `yaml:"peak"`
	Steps []TemplateStep `yaml:"steps,flow" one:"a step"`
}

// TemplateStep is one check of a ritual. Weight is the percentage of users who
// really do it.
type TemplateStep struct {
	Title  string `yaml:"title"`
	Weight int    `yaml:"weight"`
}

// Section is the section of a template with the rituals.
var Section = &template.Section[[]TemplateRitual]{
	Key: "rituals", Label: "Rituals", One: "a ritual",
	Check: checkTemplate,
}

// ParitySection is the section of a template with the aspects in which staging and
// production are compared.
var ParitySection = &template.Section[[]string]{
	Key: "parity", Label: "Environment parity",
	Check: checkTemplateParity,
}

func checkTemplate(c *template.Checker, rituals []TemplateRitual) {
	var keys []string
	for i, r := range rituals {
		path := fmt.Sprintf("rituals[%d]", i+1)
		keys = c.Unique(path, r.Name, r.Key, keys)
		c.Line(path+".name", r.Key, r.Name, 1, 100)
		c.OneOf(path+".role", r.Name, "role", r.Role, c.Roles)
		c.Span(path, r.Name, "from", "to", r.From, r.To)
		if r.From > 0 || r.To < 0 {
			c.Report(path+".from", r.Name, "its days must hold launch day, where the runs are densest")
		}
		if r.Peak > 24 {
			c.Report(path+".peak", r.Name, "peak is %d; at most 24 runs a day are read", r.Peak)
		}
		for j, s := range r.Steps {
			at := fmt.Sprintf("%s.steps[%d]", path, j+1)
			c.Line(at+".title", "", s.Title, 1, 200)
			if s.Weight > 100 {
				c.Report(at+".weight", s.Title, "weight is %d; it is a share of users, at most 100 per cent", s.Weight)
			}
		}
	}
}

func checkTemplateParity(c *template.Checker, aspects []string) {
	for i, a := range aspects {
		c.Line(fmt.Sprintf("parity[%d]", i+1), "", a, 1, 100)
	}
}
