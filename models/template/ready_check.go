package template

import "fmt"

// readiness checks what the launch is judged by and what is tried after it, and
// that it names what the rest of the template has.
func (c *checker) readiness(t Template, roles []string) {
	items := make([]string, len(t.Deliverables))
	for i, it := range t.Deliverables {
		items[i] = it.Key
	}
	known := bindings{deliverables: items}
	known.questions = c.questions(t.Questions, roles)
	known.checklists, known.checks = c.checklists(t.Checklists, roles)
	known.rituals = c.rituals(t.Rituals, roles)
	var keys []string
	keys = c.criteria("criteria", t.Criteria, roles, known, keys)
	c.criteria("conditions", t.Conditions, roles, known, keys)
	for i, p := range t.Parity {
		c.line(fmt.Sprintf("parity[%d]", i+1), "", p, 1, 100)
	}
	c.risks(t.Risks, roles, items)
	c.runSheet(t.RunSheet, roles)
	if t.Meeting.At != "" {
		c.oneOf("meeting.at", "", "deliverable", t.Meeting.At, items)
	}
	for i, s := range t.Meeting.Seats {
		path := fmt.Sprintf("meeting.seats[%d]", i+1)
		c.line(path+".function", "", s.Function, 1, 60)
		c.oneOf(path+".role", s.Function, "role", s.Role, roles)
	}
	c.playbook(t.Playbook)
}

// bindings are the keys of what a criterion may be bound to.
type bindings struct{ questions, checklists, checks, deliverables, rituals []string }

func (c *checker) questions(qs []Question, roles []string) (keys []string) {
	for i, q := range qs {
		path := fmt.Sprintf("questions[%d]", i+1)
		keys = c.unique(path, q.Ask, q.Key, keys)
		c.line(path+".ask", q.Key, q.Ask, 1, 200)
		c.text(path+".good", q.Ask, q.Good, 500)
		c.text(path+".flag", q.Ask, q.Flag, 500)
		c.oneOf(path+".role", q.Ask, "role", q.Role, roles)
		if q.Dated {
			c.day(path+".latest", q.Ask, q.Latest)
		} else if len(q.Answers) == 0 {
			c.say(path+".answers", q.Ask, "it has neither answers to choose from nor a latest day")
		}
		var answers []string
		for j, a := range q.Answers {
			at := fmt.Sprintf("%s.answers[%d]", path, j+1)
			answers = c.unique(at, a.Label, a.Key, answers)
			c.line(at+".label", a.Key, a.Label, 1, 100)
		}
	}
	return keys
}

func (c *checker) checklists(ls []Checklist, roles []string) (keys, checks []string) {
	for i, l := range ls {
		path := fmt.Sprintf("checklists[%d]", i+1)
		keys = c.unique(path, l.Name, l.Key, keys)
		c.line(path+".name", l.Key, l.Name, 1, 100)
		c.oneOf(path+".mode", l.Name, "mode", l.Mode, []string{ModeTick, ModeVerdict})
		var own []string
		for j, it := range l.Items {
			at := fmt.Sprintf("%s.items[%d]", path, j+1)
			own = c.unique(at, it.Title, it.Key, own)
			checks = append(checks, l.Key+"/"+it.Key)
			c.line(at+".title", it.Key, it.Title, 1, 200)
			if it.Part != "" {
				c.oneOf(at+".part", it.Title, "part", it.Part, []string{PartBefore, PartDuring, PartAfter})
			}
			c.oneOf(at+".role", it.Title, "role", it.Role, roles)
			c.day(at+".due", it.Title, it.Due)
		}
	}
	return keys, checks
}

func (c *checker) criteria(section string, cs []Criterion, roles []string, known bindings, keys []string) []string {
	for i, k := range cs {
		path := fmt.Sprintf("%s[%d]", section, i+1)
		keys = c.unique(path, k.Title, k.Key, keys)
		c.line(path+".title", k.Key, k.Title, 1, 200)
		c.oneOf(path+".role", k.Title, "role", k.Role, roles)
		if k.Renew > 24*maxOffset {
			c.say(path+".renew", k.Title, "renew is %d hours; at most %d are read", k.Renew, 24*maxOffset)
		}
		c.binding(path, k, known)
	}
	return keys
}

func (c *checker) binding(path string, k Criterion, known bindings) {
	if k.Environment != "" || k.By == ByRun {
		c.oneOf(path+".environment", k.Title, "environment", k.Environment, []string{"staging", "production"})
	}
	of := func(what string, keys []string) { c.oneOf(path+".of", k.Title, what, k.Of, keys) }
	switch k.By {
	case ByManual, ByInterview, ByStakeholders, ByGuide:
		if k.Of != "" {
			c.say(path+".of", k.Title, "a criterion by %s is of nothing else", k.By)
		}
	case ByChecklist:
		of("checklist", known.checklists)
	case ByCheck:
		of("check", known.checks)
	case ByDeliverable:
		of("deliverable", known.deliverables)
	case ByQuestion:
		of("question", known.questions)
	case ByRun:
		of("ritual", known.rituals)
	case ByRisks:
		rules := []string{RiskShowStopper}
		for _, cat := range RiskCategories {
			rules = append(rules, RiskCategory+":"+cat)
		}
		of("rule", rules)
	case ByCoverage:
		of("rule", CoverageRules)
	default:
		c.oneOf(path+".by", k.Title, "binding", k.By, []string{ByManual, ByChecklist, ByCheck, ByDeliverable, ByInterview, ByQuestion, ByRun, ByRisks, ByStakeholders, ByCoverage, ByGuide})
	}
}

func (c *checker) rituals(os []Ritual, roles []string) (keys []string) {
	for i, o := range os {
		path := fmt.Sprintf("rituals[%d]", i+1)
		keys = c.unique(path, o.Name, o.Key, keys)
		c.line(path+".name", o.Key, o.Name, 1, 100)
		c.oneOf(path+".role", o.Name, "role", o.Role, roles)
		c.span(path, o.Name, "from", "to", o.From, o.To)
		if o.From > 0 || o.To < 0 {
			c.say(path+".from", o.Name, "its days must hold launch day, where the runs are densest")
		}
		if o.Peak > 24 {
			c.say(path+".peak", o.Name, "peak is %d; at most 24 runs a day are read", o.Peak)
		}
		for j, s := range o.Steps {
			at := fmt.Sprintf("%s.steps[%d]", path, j+1)
			c.line(at+".title", "", s.Title, 1, 200)
			if s.Weight > 100 {
				c.say(at+".weight", s.Title, "weight is %d; it is a share of users, at most 100 per cent", s.Weight)
			}
		}
	}
	return keys
}

func (c *checker) risks(ks []Risk, roles, items []string) {
	var keys []string
	for i, k := range ks {
		path := fmt.Sprintf("risks[%d]", i+1)
		keys = c.unique(path, k.Title, k.Key, keys)
		c.line(path+".title", k.Key, k.Title, 1, 200)
		c.oneOf(path+".category", k.Title, "category", k.Category, RiskCategories)
		c.oneOf(path+".response", k.Title, "response", k.Response, RiskResponses)
		c.oneOf(path+".role", k.Title, "role", k.Role, roles)
		c.score(path+".likelihood", k.Title, k.Likelihood, 1)
		c.score(path+".impact", k.Title, k.Impact, 1)
		least := min(1, max(k.ResidualLikelihood, k.ResidualImpact)) // both or none
		c.score(path+".residual_likelihood", k.Title, k.ResidualLikelihood, least)
		c.score(path+".residual_impact", k.Title, k.ResidualImpact, least)
		for _, f := range []struct{ name, text string }{{"cause", k.Cause}, {"event", k.Event}, {"effect", k.Effect}, {"trigger", k.Trigger}, {"plan_b", k.PlanB}} {
			c.text(path+"."+f.name, k.Title, f.text, 2000)
		}
		for j, s := range k.Steps {
			c.line(fmt.Sprintf("%s.steps[%d]", path, j+1), k.Title, s, 1, 200)
		}
		c.refs(path+".mitigation", k.Title, "mitigation", k.Mitigation, items)
	}
}

func (c *checker) score(path, label string, n, least int) {
	if n < least || n > 5 {
		c.say(path, label, "%s is %d; it goes from 1 to 5", lastName(path), n)
	}
}

func (c *checker) runSheet(ks []Task, roles []string) {
	var keys []string
	for i, k := range ks {
		path := fmt.Sprintf("run_sheet[%d]", i+1)
		keys = c.unique(path, k.Title, k.Key, keys)
		c.line(path+".title", k.Key, k.Title, 1, 200)
		c.oneOf(path+".role", k.Title, "role", k.Role, roles)
		if k.Fallback != "" {
			c.oneOf(path+".fallback", k.Title, "fallback", k.Fallback, roles)
		}
		if !relativeTime(k.Start) {
			c.say(path+".start", k.Title, "start “%s” is not relative to the time of launch, such as T-2h, T or T+30m", clip(k.Start))
		}
		if k.Minutes > 7*24*60 {
			c.say(path+".minutes", k.Title, "minutes is %d; at most a week is read", k.Minutes)
		}
		c.text(path+".needs", k.Title, k.Needs, 500)
	}
}
