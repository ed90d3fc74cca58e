package readiness

import (
	"fmt"
	"slices"
	"strings"

	"tminus/models/checklist"
	"tminus/models/interview"
	"tminus/models/launch"
	"tminus/models/ritual"
	"tminus/models/template"
)

// checkSources checks the facts from which deliverables and checks of a template derive their status. The run of a ritual
// is named with its environment, as in core_flows/staging.
func checkSources(c *template.Checker) {
	all := make(map[string]node)
	for i, it := range c.Template.Deliverables {
		checkSource(c, fmt.Sprintf("deliverables[%d]", i+1), it.Title, it.By, it.Of)
		all[launch.BindDeliverable+" "+it.Key] = node{it.Title, it.By, it.Of, ""}
	}
	for i, l := range checklist.Section.Of(c.Template) {
		for j, it := range l.Items {
			checkSource(c, fmt.Sprintf("checklists[%d].items[%d]", i+1, j+1), it.Title, it.By, it.Of)
			all[checklist.BindCheck+" "+l.Key+"/"+it.Key] = node{it.Title, it.By, it.Of, l.Key}
		}
	}
	for i, q := range interview.Section.Of(c.Template) {
		checkSource(c, fmt.Sprintf("questions[%d]", i+1), q.Ask, q.By, q.Of)
		all[interview.BindQuestion+" "+q.Key] = node{q.Ask, q.By, q.Of, ""}
	}
	for key, n := range all {
		if n.by != "" && circular(all, key, nil) {
			c.Report("deliverables", n.title, "what it follows comes back to itself")
			return
		}
	}
}

func checkSource(c *template.Checker, path, title, by, of string) {
	k := kindOf(by)
	switch {
	case by == "" && of == "":
	case k == nil || by == BindManual:
		c.OneOf(path+".by", title, "binding", by, bindings(true))
	case by == ritual.BindRun:
		key, where, _ := strings.Cut(of, "/")
		c.OneOf(path+".of", title, k.what, key, k.keys(c))
		c.OneOf(path+".of", title, "environment", where, template.Texts(ritual.Environments))
	default:
		k.checkOf(c, path+".of", title, of)
	}
}

// node is a deliverable or a check of a template, list the checklist of a check.
type node struct{ title, by, of, list string }

// circular reports whether what follows from something comes back to it.
func circular(all map[string]node, key string, path []string) bool {
	if slices.Contains(path, key) {
		return true
	}
	n, path := all[key], append(path, key)
	if n.by != checklist.BindChecklist {
		_, ok := all[n.by+" "+n.of]
		return ok && circular(all, n.by+" "+n.of, path)
	}
	for k, other := range all {
		if other.list == n.of && other.list != "" && circular(all, k, path) {
			return true
		}
	}
	return false
}
