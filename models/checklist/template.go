package checklist

import (
	"fmt"
	"slices"

	"tminus/models/launch"
	"tminus/models/template"
)

// What a criterion can be bound to.
const (
	// BindChecklist binds it to a checklist: all its items are closed and none failed.
	BindChecklist = "checklist"
	// BindCheck binds it to one item, named "checklist/item" in a template.
	BindCheck = "check"
)

// The ways in which the items of a checklist are closed.
const (
	ModeTick    = "tick"    // done or not applicable
	ModeVerdict = "verdict" // pass, fail or not applicable
)

// The parts of a checklist that covers the whole release.
const (
	PartBefore = "before"
	PartDuring = "during"
	PartAfter  = "after"
)

// TemplateList is a checklist with which each launch from the template starts.
type TemplateList struct {
	Key   string         `yaml:"key"`
	Name  string         `yaml:"name"`
	Mode  string         `yaml:"mode" default:"tick"` // ModeTick or ModeVerdict
	Items []TemplateItem `yaml:"items,flow" one:"an item"`
}

// TemplateItem is an item of a checklist.
type TemplateItem struct {
	Key   string `yaml:"key"`
	Title string `yaml:"title"`
	Part  string `yaml:"part"` // one of Parts, or ""
	Role  string `yaml:"role"`
	Due   int    `yaml:"due" day:"required"` // relative to launch day
	// By and Of are the fact from which the state derives, as for a criterion.
	By string `yaml:"by"`
	Of string `yaml:"of"`
}

// Section is the section of a template with the checklists.
var Section = &template.Section[[]TemplateList]{
	Key: "checklists", Label: "Checklists", One: "a checklist",
	Check: checkTemplate, Unbind: unbindTemplate,
}

// unbindTemplate lets people close the items that followed a deliverable which does not exist, and returns their titles.
func unbindTemplate(lists []TemplateList, exists func(deliverable string) bool) ([]TemplateList, []string) {
	lists = slices.Clone(lists)
	var lost []string
	for i, l := range lists {
		lists[i].Items = slices.Clone(l.Items)
		for j, it := range l.Items {
			if it.By == launch.BindDeliverable && !exists(it.Of) {
				lists[i].Items[j].By, lists[i].Items[j].Of = "", ""
				lost = append(lost, it.Title)
			}
		}
	}
	return lists, lost
}

func checkTemplate(c *template.Checker, lists []TemplateList) {
	var keys []string
	for i, l := range lists {
		path := fmt.Sprintf("checklists[%d]", i+1)
		keys = c.Unique(path, l.Name, l.Key, keys)
		c.Line(path+".name", l.Key, l.Name, 1, 100)
		c.OneOf(path+".mode", l.Name, "mode", l.Mode, []string{ModeTick, ModeVerdict})
		var items []string
		for j, it := range l.Items {
			at := fmt.Sprintf("%s.items[%d]", path, j+1)
			items = c.Unique(at, it.Title, it.Key, items)
			c.Line(at+".title", it.Key, it.Title, 1, 200)
			if it.Part != "" {
				c.OneOf(at+".part", it.Title, "part", it.Part, Parts)
			}
			c.OneOf(at+".role", it.Title, "role", it.Role, c.Roles)
			c.Day(at+".due", it.Title, it.Due)
		}
	}
}
