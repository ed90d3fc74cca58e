package runsheet

import (
	"fmt"

	"tminus/models/template"
)

// TemplateTask is a task of the run sheet.
type TemplateTask struct {
	Key      string `yaml:"key"`
	Title    string `yaml:"title"`
	Role     string `yaml:"role"`
	Fallback string `yaml:"fallback"` // role of the backup person
	Start    string `yaml:"start"`    // relative to the launch time: T-2h, T, T+30m
	Minutes  int    `yaml:"minutes"`  // expected duration
	Needs    string `yaml:"needs"`    // entry condition
}

// Section is the section of a template with the run sheet.
var Section = &template.Section[[]TemplateTask]{
	Key: "run_sheet", Label: "Run sheet", One: "a task", Flow: true,
	Check: checkTemplate,
}

func checkTemplate(c *template.Checker, tasks []TemplateTask) {
	var keys []string
	for i, t := range tasks {
		path := fmt.Sprintf("run_sheet[%d]", i+1)
		keys = c.Unique(path, t.Title, t.Key, keys)
		c.Line(path+".title", t.Key, t.Title, 1, 200)
		c.OneOf(path+".role", t.Title, "role", t.Role, c.Roles)
		if t.Fallback != "" {
			c.OneOf(path+".fallback", t.Title, "fallback", t.Fallback, c.Roles)
		}
		if _, ok := template.RelativeMinutes(t.Start); !ok {
			c.Report(path+".start", t.Title, "start “%s” is not relative to the time of launch, such as T-2h, T or T+30m",
				template.Clip(t.Start))
		}
		if t.Minutes > 7*24*60 {
			c.Report(path+".minutes", t.Title, "minutes is %d; at most a week is read", t.Minutes)
		}
		c.Text(path+".needs", t.Title, t.Needs, 500)
	}
}
